"""Django's admin list of the same rows in the same database file, behind the same waitress; its own tables lie apart.

Its ``main`` is a process of its own, with the words ``prepare|PORT DATABASE REGISTER OWN_DATABASE PASSWORD``.
"""

from typing import Any

import django
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest
from django.urls import path
from waitress import serve

from portal.bench.serve.rows import COLUMNS, PER_PAGE

USER, LIST = "vanthu", "/admin/serve/letter/"
NEEDED = ("admin", "auth", "contenttypes", "sessions", "messages")


class Router:
    """The letters are read from the office's file, everything else from Django's own."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Where a model is."""
        return "office" if model._meta.app_label == "serve" else "default"

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Nothing is changed in the office's file."""
        return db == "default" and app_label != "serve"


def configure(database: str, own: str) -> None:
    """As a new Django project is set up, its debugging off and its templates kept."""
    sqlite = "django.db.backends.sqlite3"
    settings.configure(
        SECRET_KEY="only for measuring", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="portal.bench.serve.admin",
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in NEEDED), "portal.bench.serve"],
        DATABASES={
            "default": {"ENGINE": sqlite, "NAME": own, "CONN_MAX_AGE": None},
            "office": {"ENGINE": sqlite, "NAME": f"file:{database}?mode=ro", "OPTIONS": {"uri": True},
                       "CONN_MAX_AGE": None},
        },
        DATABASE_ROUTERS=["portal.bench.serve.admin.Router"], LANGUAGE_CODE="vi", USE_TZ=False, STATIC_URL="/static/",
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
    )
    django.setup()


def register_letters(register: int) -> None:
    """The model over the table, and its list."""
    dates = {name: models.DateField(null=True) for name in COLUMNS if name.endswith("_on")}
    words = {name: models.TextField() for name in COLUMNS if name not in ("number", *dates)}
    about = type("Meta", (), {"managed": False, "db_table": "document", "app_label": "serve"})
    letter = type("Letter", (models.Model,), {
        "__module__": "portal.bench.serve.admin", "Meta": about, "number": models.IntegerField(), **dates, **words,
        "register_id": models.IntegerField(),
    })

    class LetterAdmin(admin.ModelAdmin):
        """Eleven columns, fifty rows, the newest number first."""

        list_display, list_per_page, ordering = tuple(COLUMNS), PER_PAGE, ("-number",)

        def get_queryset(self, request: HttpRequest) -> Any:
            """The rows of one register."""
            return super().get_queryset(request).filter(register_id=register)

    admin.site.register(letter, LetterAdmin)
    urlpatterns.append(path("admin/", admin.site.urls))


urlpatterns: list[Any] = []


def prepare(password: str) -> None:
    """Django's own tables, and who signs in."""
    call_command("migrate", verbosity=0)
    get_user_model().objects.create_superuser(USER, password=password)


def main(what: str, database: str, register: str, own: str, password: str) -> None:
    """Prepare, or serve at a port."""
    configure(database, own)
    register_letters(int(register))
    if what == "prepare":
        prepare(password)
    else:
        serve(get_wsgi_application(), host="127.0.0.1", port=int(what), threads=4, connection_limit=1000)
