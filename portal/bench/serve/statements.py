"""How many statements Django's list asks; apart, for the library of tests it takes is no part of a served list."""

from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.bench.serve.admin import LIST, configure, register_letters


def main(database: str, register: str, own: str, _: str) -> None:
    """The list once, for somebody signed in, its statements printed."""
    configure(database, own)
    register_letters(int(register))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get())
    with CaptureQueriesContext(connections["default"]) as mine, CaptureQueriesContext(connections["office"]) as rows:
        if client.get(LIST).status_code != 200:
            raise ValueError("no list")
    print(len(mine) + len(rows))
