"""One's own account: password, second factor, sessions."""

import pyotp
import pytest
from flask import Flask

from portal.office import passwords
from portal.office.events import Event
from portal.office.people import Person
from portal.office.sessions import Session
from tests.office_fixtures import NOW, PASSWORD, Staff
from tests.web.conftest import Browser

NEW = "trâu chậm uống nước đục 9"


def typed(**changes: str) -> dict[str, str]:
    form = {"old": PASSWORD, "new": NEW, "again": NEW, **changes}
    return {f"password-{name}": value for name, value in form.items()}


def offered(client: Browser) -> str:
    """The secret the page offers."""
    client.get("/account/second-factor")
    with client.http.session_transaction() as session:
        return session["new_factor"]


@pytest.mark.slow
def test_everyone_has_the_page(browser: Browser, people: Staff) -> None:
    for person in people.everyone:
        page = browser.as_person(person).get("/account")
        assert person.name in page.text
        assert "Phiên này" in page.text


@pytest.mark.slow
def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    client: Browser, browser: Browser, people: Staff
) -> None:
    elsewhere = browser.as_person(people.clerk)
    client.follow(client.post("/account/password", typed()))
    assert elsewhere.http.get("/account").status_code == 302
    assert passwords.matches(Person.by_login("vanthu").password_hash, NEW)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "words"),
    [
        (typed(old="sai mật khẩu này"), "Mật khẩu đang dùng không đúng"),
        (typed(again="khác"), "chưa giống nhau"),
        (typed(new="ngắn", again="ngắn"), "chưa đủ mạnh"),
        ({}, "Hãy nhập mật khẩu mới"),
    ],
)
def test_a_password_is_not_changed_so(client: Browser, form: dict[str, str], words: str) -> None:
    assert words in client.post("/account/password", form, status=422).text
    assert passwords.matches(Person.by_login("vanthu").password_hash, PASSWORD)
    assert Event.newest("password_changed") is None


@pytest.mark.slow
def test_guessing_the_old_password_is_slowed_down(client: Browser) -> None:
    for _ in range(5):
        client.post("/account/password", typed(old="đoán mò"), status=422)
    assert "Hãy chờ" in client.post("/account/password", typed(), status=422).text


@pytest.mark.slow
def test_the_second_factor_is_on_after_the_first_right_code(client: Browser) -> None:
    secret = offered(client)
    client.post("/account/second-factor", {"code": "12"}, status=422)
    assert Person.by_login("vanthu").totp_secret is None
    page = client.follow(client.post("/account/second-factor", {"code": pyotp.TOTP(secret).at(NOW)}))
    assert "Đã bật" in page.text
    assert Person.by_login("vanthu").totp_secret == secret
    assert Event.newest("second_factor_on") is not None


@pytest.mark.slow
def test_a_reload_shows_the_same_secret_and_the_picture_says_it(client: Browser) -> None:
    assert offered(client) == offered(client)
    page = client.get("/account/second-factor").text
    assert "<path d=\"M4 4h1v1h-1z" in page


def test_a_code_without_an_offer_leads_to_the_offer(client: Browser) -> None:
    answer = client.post("/account/second-factor", {"code": "123456"})
    assert answer.headers["Location"] == "/account/second-factor"


@pytest.mark.slow
def test_turning_it_off_asks_for_the_password(client: Browser, people: Staff) -> None:
    Person.update(totp_secret=pyotp.random_base32()).where(Person.id == people.clerk.id).execute()
    client.post("/account/second-factor-removal", {"removal-password": "sai"}, status=422)
    assert Person.by_login("vanthu").totp_secret
    client.post("/account/second-factor-removal", {"removal-password": PASSWORD})
    assert Person.by_login("vanthu").totp_secret is None


def test_other_sessions_are_listed_and_ended(client: Browser, browser: Browser, people: Staff, app: Flask) -> None:
    elsewhere = browser.as_person(people.clerk)
    assert "Kết thúc các phiên khác" in client.get("/account").text
    client.follow(client.post("/account/other-sessions-end"))
    assert elsewhere.http.get("/account").status_code == 302
    assert Session.select().where(Session.ended_at.is_null()).count() == 1
