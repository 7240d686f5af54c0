"""HTTPS and the plain port beside it, as the pages see them: cookies, sessions, origins, the root for every PC."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal import clock
from portal.config import Settings
from portal.flows import tls
from portal.office import sessions
from portal.rules.errors import TlsRefused
from portal.rules.tls import names_of
from portal.web import listening
from portal.web.listening import PlainPort
from portal.web.protection import HSTS
from portal.web.slowdown import Turnstile
from tests.office_fixtures import NOW, PASSWORD, Staff
from tests.web.conftest import TOKEN, Browser, made_app

HTTPS = "https://localhost:8443"


@pytest.fixture
def secured(settings: Settings, people: Staff) -> Settings:
    """An office that speaks HTTPS with its own certificate."""
    tls.found(settings.data, names_of(["localhost", "127.0.0.1"]), by=people.admin, at=NOW)
    return replace(settings, https=True)


@pytest.fixture(scope="module")
def _secured_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Made once: compiling its routes takes longer than most tests."""
    folder = tmp_path_factory.mktemp("secured")
    return made_app(Settings(data=folder, search_index=folder / "search_index", https=True))


@pytest.fixture
def secured_app(_secured_app: Flask, secured: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application over HTTPS, with the settings of this test."""
    monkeypatch.setitem(_secured_app.config, "PORTAL", secured)
    _secured_app.extensions.update(turnstile=Turnstile())
    return _secured_app


@pytest.fixture
def https(secured_app: Flask) -> FlaskClient:
    return secured_app.test_client()


def carrying(key: str, name: str) -> dict[str, str]:
    return {"Cookie": f"{name}={key}"}


@pytest.mark.slow
def test_a_session_of_http_is_none_over_tls_and_the_other_way_round(
    secured_app: Flask, app: Flask, people: Staff
) -> None:
    https, http = (each.test_client(use_cookies=False) for each in (secured_app, app))
    plain = sessions.sign_in(people.clerk, at=clock.now())
    closed = sessions.sign_in(people.clerk, at=clock.now(), is_secured=True)
    assert http.get("/", headers=carrying(plain, "phien")).status_code == 200
    assert https.get("/", base_url=HTTPS, headers=carrying(closed, "__Host-phien")).status_code == 200
    for key in (plain, f"s.{plain}"):
        assert https.get("/", base_url=HTTPS, headers=carrying(key, "__Host-phien")).status_code == 302
    assert https.get("/", base_url=HTTPS, headers=carrying(closed, "phien")).status_code == 302
    assert http.get("/", headers=carrying(closed, "phien")).status_code == 302


@pytest.mark.slow
def test_who_signs_in_over_tls_gets_a_cookie_of_this_host_alone(https: FlaskClient, people: Staff) -> None:
    token = TOKEN.search(https.get("/sign-in", base_url=HTTPS).text)
    assert token
    form = {"login": "vanthu", "password": PASSWORD, "csrf_token": token[1]}
    answer = https.post("/sign-in", base_url=HTTPS, data=form, headers={"Origin": HTTPS, "Referer": f"{HTTPS}/sign-in"})
    assert answer.status_code == 303
    (cookie,) = (one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-phien=s."))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.slow
@pytest.mark.parametrize(("origin", "status"), [
    (HTTPS, 303), ("http://localhost:8443", 403), ("https://localhost", 403), ("https://localhost:8444", 403),
    ("https://khac.lan:8443", 403),
])
def test_a_form_must_come_from_this_very_scheme_name_and_port(
    https: FlaskClient, people: Staff, origin: str, status: int
) -> None:
    key = sessions.sign_in(people.clerk, at=clock.now(), is_secured=True)
    https.set_cookie("__Host-phien", key, domain="localhost", secure=True)
    token = TOKEN.search(https.get("/", base_url=HTTPS).text)
    assert token
    headers = {"Origin": origin, "Referer": f"{HTTPS}/"}
    answer = https.post("/sign-out", base_url=HTTPS, data={"csrf_token": token[1]}, headers=headers)
    assert answer.status_code == status


@pytest.mark.slow
def test_browsers_are_bound_to_tls_on_command_only(secured_app: Flask, secured: Settings) -> None:
    for word, header in (("", None), *HSTS.items()):
        secured_app.config["PORTAL"] = replace(secured, hsts=word)
        answer = secured_app.test_client().get("/sign-in", base_url=HTTPS)
        assert answer.headers.get("Strict-Transport-Security") == header


def test_an_administrator_sees_the_red_bar_on_plain_http_and_nobody_else_does(browser: Browser, people: Staff) -> None:
    assert "portal tls init" in browser.as_person(people.admin).get("/admin/people").text.split("</main>")[0]
    assert "notice-refusal" not in browser.as_person(people.clerk).get("/").text


@pytest.mark.slow
def test_over_tls_there_is_no_red_bar_and_the_health_page_says_until_when(https: FlaskClient, people: Staff) -> None:
    key = sessions.sign_in(people.admin, at=clock.now(), is_secured=True)
    https.set_cookie("__Host-phien", key, domain="localhost", secure=True)
    page = https.get("/health", base_url=HTTPS).text
    assert "notice-refusal" not in page
    assert "Trang chạy qua HTTPS." in page
    assert "Có hiệu lực đến 25/12/2027" in " ".join(page.split())


def test_an_office_without_a_root_of_its_own_offers_none(browser: Browser) -> None:
    browser.get("/tls", status=404)
    browser.get("/tls/chung-thu-goc.crt", status=404)


@pytest.mark.slow
def test_the_root_and_how_to_trust_it_are_there_for_everybody(
    browser: Browser, secured: Settings, settings: Settings
) -> None:
    root = tls.root_of(settings.data)
    page = browser.get("/tls").text
    assert root
    assert root.fingerprint in page
    assert "https://localhost:8443" in page
    assert "<code>http://localhost/tls/chung-thu-goc.crt</code>" in page
    answer = browser.http.get("/tls/chung-thu-goc.crt")
    assert answer.data == root.der
    assert answer.mimetype == "application/x-x509-ca-cert"


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----"])
def test_a_damaged_root_is_a_sentence_where_it_is_offered(
    browser: Browser, secured: Settings, settings: Settings, content: bytes
) -> None:
    (settings.data / "tls" / "root.crt").write_bytes(content)
    for path in ("/tls", "/tls/chung-thu-goc.crt"):
        assert "Hãy báo người quản trị" in browser.get(path, status=422).text


@pytest.mark.slow
@pytest.mark.parametrize(("file", "content", "told"), [
    ("server.pem", None, "Chạy portal tls renew"), ("server.pem", b"x", "Chạy portal tls renew"),
    ("root.key", None, "root.key"), ("root.crt", None, "root.crt"), ("root.crt", b"\xff", "root.crt"),
])
def test_what_is_lost_or_damaged_of_https_is_told_on_the_health_page(
    browser: Browser, people: Staff, secured: Settings, settings: Settings, file: str, content: bytes | None, told: str
) -> None:
    admin = browser.as_person(people.admin)
    assert "Tệp chứng thư HTTPS" not in admin.get("/health").text
    (settings.data / "tls" / file).unlink()
    if content is not None:
        (settings.data / "tls" / file).write_bytes(content)
    page = admin.get("/health").text
    assert "Tệp chứng thư HTTPS" in page
    assert told in page


@pytest.fixture
def plain_port(secured_app: Flask, secured: Settings) -> Callable[..., Any]:
    """Ask the HTTP port beside HTTPS: status, place it leads to, bytes."""
    port = PlainPort(secured_app, secured)

    def ask(path: str, host: str = "localhost:8080", method: str = "GET") -> tuple[str, str | None, bytes]:
        environ = EnvironBuilder(path, f"http://{host}", method=method).get_environ()
        body, status, headers = run_wsgi_app(port, environ)
        return status[:3], headers.get("Location"), b"".join(body)

    return ask


@pytest.mark.slow
def test_the_plain_port_leads_to_the_same_address_over_tls(plain_port: Callable[..., Any]) -> None:
    for path in ("/", "/incoming?page=2&q=c%C3%B4ng%20v%C4%83n", "/a%20b", "/tlsx"):
        status, place, _ = plain_port(path)
        assert status == "307"
        assert place == f"https://localhost:8443{path}"
    assert plain_port("/x", host="127.0.0.1:8080")[1] == "https://127.0.0.1:8443/x"


@pytest.mark.slow
def test_the_plain_port_gives_the_root_and_its_page_only(plain_port: Callable[..., Any]) -> None:
    for path in ("/tls", "/tls/chung-thu-goc.crt", "/healthz"):
        assert plain_port(path)[0] == "200"
    for path in ("/sign-in", "/help", "/static", "/healthzz"):
        assert plain_port(path)[0] == "307"


@pytest.mark.slow
def test_the_plain_port_takes_no_form_and_knows_no_other_name(plain_port: Callable[..., Any]) -> None:
    status, place, words = plain_port("/sign-in", method="POST")
    assert (status, place) == ("426", None)
    assert b"HTTPS" in words
    assert plain_port("/", host="evil.example")[:2] == ("400", None)


@pytest.mark.slow
def test_a_plain_port_that_is_off_answers_watchdogs_only(secured_app: Flask, secured: Settings) -> None:
    port = PlainPort(secured_app, replace(secured, plain_http="off"))
    for path, status in (("/healthz", "200"), ("/", "426"), ("/tls", "426"), ("/tls/chung-thu-goc.crt", "426")):
        _, told, headers = run_wsgi_app(port, EnvironBuilder(path, "http://localhost:8080").get_environ())
        assert told.startswith(status)
        assert "Location" not in headers


@pytest.mark.slow
def test_a_certificate_that_cannot_be_used_is_named_and_nothing_is_served_instead(secured: Settings) -> None:
    own = replace(secured, https=False)
    (own.data / "tls" / "server.pem").write_text("không phải chứng thư", "utf-8")
    with pytest.raises(TlsRefused):
        listening.listen(own)
    with pytest.raises(TlsRefused):
        listening.listen(replace(own, tls_certificate="khong-co.pem"))


def test_behind_a_front_the_portal_speaks_no_tls_of_its_own(secured: Settings) -> None:
    assert secured.tls_files is None
    assert replace(secured, https=False).tls_files == (secured.data / "tls" / "server.pem", None)
    chosen = replace(secured, https=False, tls_certificate="/etc/ssl/x.pem", tls_key="x.key")
    assert chosen.tls_files == (chosen.data / "/etc/ssl/x.pem", chosen.data / "x.key")
