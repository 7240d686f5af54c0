"""Who may come through which door: every route is closed unless it says otherwise (threats.md §2.1–2.3, 2.8)."""

from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Request, Response, abort, current_app, g, request, url_for
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.config import Settings
from portal.kept import kept
from portal.office import sessions, stand_ins
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.sessions import Session
from portal.rules.roles import VERBS
from portal.web import answers

Answer = TypeVar("Answer")
View = TypeVar("View", bound=Callable[..., Any])
SAFE = ("GET", "HEAD", "OPTIONS")

csrf = CSRFProtect()


def open_route(view: View) -> View:
    """No session needed: sign-in, static files, health."""
    view.access = "open"  # type: ignore[attr-defined]
    return view


def program_route(view: View) -> View:
    """Called by a program with a secret of its own (a signing ticket): no session, no form token."""
    view.access = "program"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone with a session."""
    view.access = "signed_in"  # type: ignore[attr-defined]
    return view


def needs(*verbs: str) -> Callable[[View], View]:
    """Only roles that carry at least one of the verbs of ``rules.roles.VERBS``."""
    unknown = set(verbs) - set(VERBS)
    if unknown or not verbs:
        raise ValueError(f"no such verb: {sorted(unknown)}")

    def mark(view: View) -> View:
        view.access = verbs  # type: ignore[attr-defined]
        return view

    return mark


def asks_by_itself(view: View) -> View:
    """Fetched by a page nobody need be sitting at: it does not keep the session alive."""
    view.asks_by_itself = True  # type: ignore[attr-defined]
    return view


def person() -> Person:
    """The person signed in; only called behind a closed door."""
    found: Person = current_user._get_current_object()
    return found


def settings() -> Settings:
    """The settings this application was made with."""
    found: Settings = current_app.config["PORTAL"]
    return found


def kept_for(me: Person, name: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What a name means to this person today, asked once while the database stands as it is; see ``kept``."""
    return kept((name, me.as_reader, clock.today()), ask)


def install(app: Flask) -> None:
    """Put the guard before every request and tell flask-login where sessions live."""
    login = LoginManager(app)
    login.session_protection = None  # sessions stand in our table, not in the browser
    login.request_loader(find_person)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # the guard below checks, after it knows the route
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session
    csrf.init_app(app)
    app.before_request(guard)


def cookie_name(settings: Settings) -> str:
    """``__Host-`` pins the cookie to this host and to TLS; browsers refuse the prefix without TLS."""
    return "__Host-phien" if settings.https else "phien"


def sealed_by(settings: Settings) -> bytes:
    """What the key of form tokens ends with: what was signed for plain HTTP, readable on its way, is void over TLS."""
    return b"tls" if settings.https else b""


def find_person(asking: Request) -> Person | None:
    """The person behind the session key in the cookie, while the session lives."""
    chosen = settings()
    key = asking.cookies.get(cookie_name(chosen), "")
    if not key or sessions.is_secured(key) != chosen.https:
        return None
    view = current_app.view_functions.get(asking.endpoint or "")
    found = sessions.find(
        key, at=clock.now(), idle=timedelta(minutes=chosen.idle_minutes),
        longest=timedelta(hours=chosen.session_hours), touch=not hasattr(view, "asks_by_itself"),
        asked=session_with,
    )
    g.session = found
    return with_absent(found.person) if found else None


def session_with(key_hash: str) -> Session | None:
    """The session of the key as it stands now, for this request alone."""
    found = kept(("session", key_hash), lambda: sessions.with_key(key_hash))
    return found.again() if found else None


def with_absent(person: Person) -> Person:
    """The person, knowing whose work is theirs today."""
    today = clock.today()
    person.stands_for = kept(("stands_for", person.id, person.role, today), lambda: tuple(stand_ins.of(person, today)))
    return person


def guard() -> AnyResponse | Response | None:
    """One look at every request: the route's mark, the session, the role, and for POST the form's origin."""
    if request.endpoint is None:
        return None  # no such address: 404 or 405 follows
    access = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access == "program":
        return None
    if access != "open":
        if not current_user.is_active:
            return answers.to_sign_in()
        if access is None or (isinstance(access, tuple) and not any(person().may(verb) for verb in access)):
            abort(403)
        if owes_second_factor():
            return answers.go(url_for("account.second_factor_offer"))
    if request.method not in SAFE:
        require_own_page()
        csrf.protect()
    return None


def office() -> Office | None:
    """The office as it stands; none before it was founded."""
    return kept("office", Office.if_founded)


def owes_second_factor() -> bool:
    """Whether an administrator asks for more than the way to it without having one (threats.md §2.11)."""
    if not person().may("administer") or person().totp_secret or request.blueprint in ("account", "sign_in"):
        return False
    here = office()
    return here is not None and not here.is_demo


def require_own_page() -> None:
    """Refuse a form another site sent: browsers tell where it stood."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != own_origin():
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)


def own_origin() -> str:
    """This portal as the browser calls it: scheme, name and port; a front need not tell that it speaks TLS."""
    return f"{'https' if settings().https else request.scheme}://{request.host}"


def local_path(value: str | None) -> str:
    """A path of this site to go on to, or the front page: one leading slash, no backslash, no control character."""
    if not value or not value.startswith("/") or value.startswith("//"):
        return "/"
    if "\\" in value or any(ord(c) < 0x20 or ord(c) == 0x7F for c in value):
        return "/"
    return value
