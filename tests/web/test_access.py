"""Doors: closed unless marked, forms only from our own pages, only under our own name."""

import pyotp
import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.config import Settings
from portal.office import desk
from portal.office.people import Person
from portal.office.profile import Office
from portal.web import access
from tests.office_fixtures import NOW, Staff
from tests.web.conftest import Browser, made_app


def address(rule: Rule) -> str:
    """Some address the rule matches."""
    parts = []
    for is_dynamic, data in rule._trace:
        if not is_dynamic:
            parts.append(data)
            continue
        converter = rule._converters[data]
        items = getattr(converter, "items", None)
        parts.append(sorted(items)[0] if items else "1")
    return "".join(parts).split("|", 1)[-1]


def mark(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def test_every_route_is_marked(app: Flask) -> None:
    assert [rule.endpoint for rule in app.url_map.iter_rules() if mark(app, rule) is None] == []


def test_open_routes_are_few_and_known(app: Flask) -> None:
    free = {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules() if mark(app, rule) == "open"}
    assert free <= {"assets", "sign_in", "health", "help", "metrics", "walls", "tls"}


@pytest.mark.slow
def test_without_a_session_every_closed_route_leads_to_sign_in(app: Flask, browser: Browser) -> None:
    for rule in app.url_map.iter_rules():
        if mark(app, rule) in ("open", "program"):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            answer = browser.http.open(address(rule), method=method)
            assert answer.status_code == 302, f"{method} {rule}"
            assert answer.headers["Location"].startswith("/sign-in")


def test_without_a_session_a_fragment_says_401(browser: Browser) -> None:
    assert browser.http.post("/sign-out", headers={"HX-Request": "true"}).status_code == 401


def without_factor(browser: Browser, people: Staff) -> Browser:
    """The administrator as the console made the account."""
    Person.update(totp_secret=None).where(Person.id == people.admin.id).execute()
    return browser.as_person(people.admin)


@pytest.mark.slow
def test_an_administrator_turns_the_second_factor_on_before_anything_else(browser: Browser, people: Staff) -> None:
    admin = without_factor(browser, people)
    for path in ("/", "/admin", "/admin/people", "/health"):
        assert admin.get(path, status=303).headers["Location"] == "/account/second-factor", path
    admin.post("/admin/people", {"name": "Lý Thị Mới", "login": "lymoi", "role": "officer"})
    assert Person.select().where(Person.name == "Lý Thị Mới").count() == 0
    assert "Người quản trị phải bật" in admin.get("/account/second-factor").text
    with admin.http.session_transaction() as session:
        code = pyotp.TOTP(session["new_factor"]).at(NOW)
    admin.post("/account/second-factor", {"code": code})
    admin.get("/admin/people")


@pytest.mark.slow
def test_an_administrator_without_a_second_factor_may_leave_and_others_need_none(
    browser: Browser, people: Staff
) -> None:
    browser.as_person(people.clerk).get("/")
    assert without_factor(browser, people).post("/sign-out").headers["Location"] == "/sign-in"


@pytest.mark.slow
def test_a_demonstration_only_urges_the_second_factor(browser: Browser, people: Staff) -> None:
    Office.update(is_demo=True).execute()
    assert "chưa bật xác thực hai lớp" in without_factor(browser, people).get("/admin").text


@pytest.mark.slow
def test_a_role_without_the_verb_is_refused_on_every_route(
    app: Flask, browser: Browser, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "menu_counts", lambda *_, **__: {})  # the menu beside a refusal is not looked at
    for person in {person.role: person for person in people.everyone}.values():
        theirs = browser.as_person(person)
        theirs.fetch_token()
        for rule in app.url_map.iter_rules():
            verbs = mark(app, rule)
            if not isinstance(verbs, tuple) or any(person.may(verb) for verb in verbs):
                continue
            method = "GET" if "GET" in (rule.methods or set()) else "POST"
            answer = theirs.http.open(address(rule), method=method, data={"csrf_token": theirs.token})
            assert answer.status_code == 403, f"{person.role} {method} {rule}"


def test_a_verb_no_role_has_is_a_mistake_in_the_code() -> None:
    with pytest.raises(ValueError, match="fly"):
        access.needs("fly")


@pytest.mark.slow
def test_an_unmarked_route_is_closed_even_to_the_signed_in(settings: Settings, people: Staff) -> None:
    app = made_app(settings)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    forgotten = Browser(app, app.config["PORTAL"]).as_person(people.leader)
    assert forgotten.http.get("/forgotten").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.2"])
def test_a_strange_host_is_refused(browser: Browser, host: str) -> None:
    assert browser.http.get("/sign-in", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:8080", "LOCALHOST"])
def test_a_known_host_is_served(browser: Browser, host: str) -> None:
    assert browser.http.get("/sign-in", headers={"Host": host}).status_code == 200


def test_a_form_without_its_token_is_refused(client: Browser) -> None:
    answer = client.http.post("/sign-out")
    assert answer.status_code == 400
    assert "Trang này mở đã lâu" in answer.text


def test_a_token_of_another_browser_is_refused(client: Browser, browser: Browser) -> None:
    browser.fetch_token()
    client.fetch_token()
    assert client.http.post("/sign-out", data={"csrf_token": browser.token}).status_code == 400


def test_htmx_may_send_the_token_in_a_header(client: Browser) -> None:
    client.fetch_token()
    assert client.http.post("/sign-out", headers={"X-CSRFToken": client.token}).status_code == 303


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:9999"},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_form_from_another_place_is_refused(client: Browser, headers: dict[str, str]) -> None:
    client.post("/sign-out", status=403, headers=headers)


def test_a_form_from_our_own_page_passes(client: Browser) -> None:
    client.post("/sign-out", headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"})


@pytest.mark.parametrize("wanted", ["/incoming", "/search?q=536", "/documents/12#history"])
def test_local_paths_are_followed(wanted: str) -> None:
    assert access.local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [None, "", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", "evil", "/\t/evil",
     "\\"],
)
def test_other_addresses_lead_to_the_front_page(wanted: str | None) -> None:
    assert access.local_path(wanted) == "/"
