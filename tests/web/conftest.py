"""A browser for tests: it signs in, keeps its cookies, carries form tokens, and checks every page it fetches."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from portal import clock
from portal.config import Settings
from portal.office import sessions
from portal.office.people import Person
from portal.web import create_app, secret_key
from portal.web.access import cookie_name
from portal.web.slowdown import Slowdown, Turnstile
from tests.office_fixtures import NOW, Staff
from tests.web.served import served

__all__ = ["Browser", "app", "browser", "client", "served", "settings"]

HTML = "{http://www.w3.org/1999/xhtml}"
LINKS = (("href", "GET"), ("src", "GET"), ("action", None), ("hx-get", "GET"), ("hx-post", "POST"))
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Compiled(BytecodeCache):
    """Templates compiled by an earlier test."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.found:
            bucket.bytecode_from_string(self.found[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.found[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors ask the time of the test office, whatever day it is outside."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an office with its own data folder."""
    return Settings(data=tmp_path, search_index=tmp_path / "search_index")


@pytest.fixture(scope="session")
def _app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application made once: compiling its routes takes longer than most tests."""
    folder = tmp_path_factory.mktemp("app")
    return made_app(Settings(data=folder, search_index=folder / "search_index"))


def made_app(settings: Settings) -> Flask:
    """An application of a test's own, with the templates an earlier test has compiled."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = COMPILED
    return made


@pytest.fixture
def app(_app: Flask, settings: Settings, office_database: None, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application on the test office's database, with the settings of this test and nothing counted yet."""
    monkeypatch.setattr(_app, "config", _app.config.copy())
    _app.config["PORTAL"] = settings
    _app.config["SECRET_KEY"] = secret_key(settings.data / "secret.key")
    _app.extensions.update(slowdown=Slowdown(), turnstile=Turnstile())
    return _app


@pytest.fixture
def browser(app: Flask, settings: Settings, people: Staff) -> "Browser":
    """Someone who has not signed in."""
    return Browser(app, settings)


@pytest.fixture
def client(browser: "Browser", people: Staff) -> "Browser":
    """The clerk, signed in."""
    return browser.as_person(people.clerk)


class Browser:
    """A Flask client that behaves like a browser and is as strict as a proof-reader."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.http: FlaskClient = app.test_client()
        self.token = ""

    def as_person(self, person: Person) -> "Browser":
        """A browser of its own with a live session, without the password's tenth of a second."""
        other = Browser(self.app, self.settings)
        key = sessions.sign_in(person, at=clock.now(), address="127.0.0.1")
        other.http.set_cookie(cookie_name(self.settings), key, domain="localhost")
        return other

    def get(self, path: str, status: int = 200, **options: Any) -> TestResponse:
        """Fetch a page, expect the status, check the page."""
        return self._take(self.http.get(path, **options), status)

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **options: Any) -> TestResponse:
        """Send a form with the token of the last page, expect the status, check the page that comes back."""
        if not self.token:
            self.fetch_token()
        form = {"csrf_token": self.token, **(data or {})}
        answer = self._take(self.http.post(path, data=form, **options), status)
        if status == 303:
            self.token = ""  # the next page brings its own
        return answer

    def fetch_token(self) -> None:
        """Read the form token from a page everyone may see."""
        self.get("/sign-in")

    def follow(self, answer: TestResponse) -> TestResponse:
        """Go where a redirect points."""
        return self.get(answer.headers["Location"])

    def _take(self, answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, f"{answer.status_code} {sentence_of(answer)}"
        if answer.mimetype == "text/html" and answer.data and not 300 <= status < 400:
            if "<html" in answer.text:
                self.token = TOKEN.search(answer.text)[1]  # type: ignore[index]
                check_page(answer.text, self.app)
            else:
                check_fragment(answer.text)
        return answer


def sentence_of(answer: TestResponse) -> str:
    """What an error page says, for the message of a failed test."""
    found = re.search(r"data-refusal>([^<]*)", answer.text) if answer.mimetype == "text/html" else None
    return found[1] if found else answer.headers.get("Location", "")


def check_page(text: str, app: Flask) -> None:
    """Valid HTML, one h1, a title, unique ids, named controls, no link that leads nowhere."""
    tree = html5lib.HTMLParser(strict=True).parse(text)
    assert tree.get("lang") == "vi"
    assert len(list(tree.iter(f"{HTML}h1"))) == 1, "a page has exactly one h1"
    title = tree.find(f".//{HTML}title")
    assert (title.text or "").strip()
    check_ids(tree)
    check_controls(tree)
    check_tables(tree)
    check_links(tree, app)
    assert not [e.tag for e in tree.iter() if e.get("style") or any(a.startswith("on") for a in e.attrib)]


def check_fragment(text: str) -> None:
    """A fragment parses too and repeats no id."""
    parser = html5lib.HTMLParser(strict=True)
    check_ids(parser.parseFragment(text, container="tbody" if text.lstrip().startswith("<tr") else "div"))


def check_ids(tree: Any) -> None:
    """No id twice; references by id find their target."""
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert sorted(set(ids)) == sorted(ids), f"ids used twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list"):
        for element in tree.iter():
            for name in (element.get(attribute) or "").split():
                if tree.tag == f"{HTML}html":
                    assert name in ids, f'{attribute}="{name}" points at nothing'


def check_controls(tree: Any) -> None:
    """Every control has a label or a name, every button words, every picture its text."""
    labelled = {e.get("for") for e in tree.iter(f"{HTML}label")}
    wrapped = {id(c) for label in tree.iter(f"{HTML}label") for c in label.iter()}
    for tag in ("input", "select", "textarea"):
        for e in tree.iter(f"{HTML}{tag}"):
            named = e.get("id") in labelled or id(e) in wrapped or e.get("aria-label") or e.get("aria-labelledby")
            assert named or e.get("type") in ("hidden", "submit"), f"no label: {e.get('name')}"
    for tag in ("button", "a"):
        for e in tree.iter(f"{HTML}{tag}"):
            words = "".join(e.itertext()).strip() or "".join(c.get("aria-label") or "" for c in e.iter())
            assert words, f"no words: {tag} {e.attrib}"
    for e in tree.iter(f"{HTML}img"):
        assert e.get("alt") is not None


def check_tables(tree: Any) -> None:
    """Column heads say that they are."""
    for table in tree.iter(f"{HTML}table"):
        heads = list(table.iter(f"{HTML}th"))
        assert heads or table.get("role") == "presentation", "a table without heads"
        assert all(th.get("scope") for th in heads), "a th without scope"


def check_links(tree: Any, app: Flask) -> None:
    """Addresses of ours lead to a route; anchors to an id of the page."""
    ids = {e.get("id") for e in tree.iter()}
    routes = app.url_map.bind("localhost")
    for element in tree.iter():
        for attribute, method in LINKS:
            address = element.get(attribute)
            if not address:
                continue
            if address.startswith("#"):
                assert address == "#" or address[1:] in ids, f"dead anchor {address}"
            elif address.startswith("/"):
                how = method or (element.get("method") or "get").upper()
                assert leads_somewhere(routes, urlsplit(address).path, how), f"dead link {how} {address}"


def leads_somewhere(routes: Any, path: str, method: str) -> bool:
    """Whether a route answers this."""
    try:
        routes.match(path, method=method)
    except RequestRedirect:
        return True
    except (NotFound, MethodNotAllowed):
        return False
    return True
