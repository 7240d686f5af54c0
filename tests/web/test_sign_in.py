"""Signing in and out: sessions on the server, one sentence for every wrong password, waits that grow."""

from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask

from portal import clock
from portal.office import accounts, sessions
from portal.office.events import Event
from portal.office.people import Person
from portal.office.sessions import Session
from portal.web.slowdown import LONGEST, Slowdown, Turnstile
from tests.office_fixtures import NOW, PASSWORD, Staff
from tests.web.conftest import Browser, made_app

RIGHT = {"login": "vanthu", "password": PASSWORD}


class Clock:
    """A clock the test turns."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **distance: float) -> None:
        self.moment += timedelta(**distance)


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Clock:
    turned = Clock(NOW + timedelta(hours=1))
    monkeypatch.setattr(clock, "now", turned)
    return turned


def test_the_right_password_opens_a_session(browser: Browser, hand: Clock) -> None:
    answer = browser.post("/sign-in", RIGHT)
    assert answer.headers["Location"] == "/"
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("phien="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    key = cookie.split("=", 1)[1].split(";")[0]
    session = Session.get()
    assert session.key_hash == sessions.hash_key(key)
    assert key not in str(session.__data__)


@pytest.mark.slow
def test_every_sign_in_has_a_new_key(browser: Browser, hand: Clock) -> None:
    browser.post("/sign-in", RIGHT)
    browser.post("/sign-in", RIGHT)
    assert Session.select(Session.key_hash).distinct().count() == 2


def test_the_name_is_taken_with_or_without_marks_and_capitals(browser: Browser, hand: Clock) -> None:
    browser.post("/sign-in", {"login": "  VănThư ", "password": PASSWORD})


@pytest.mark.slow
def test_the_wanted_page_follows_and_a_foreign_one_does_not(browser: Browser, hand: Clock) -> None:
    assert browser.post("/sign-in?next=/incoming", RIGHT).headers["Location"] == "/incoming"
    assert browser.post("/sign-in?next=//evil.example", RIGHT).headers["Location"] == "/"


def test_the_form_remembers_the_wanted_page(browser: Browser) -> None:
    assert 'action="/sign-in?next=/incoming"' in browser.get("/sign-in?next=/incoming").text


@pytest.mark.slow
@pytest.mark.parametrize("form", [{"login": "vanthu", "password": "sai"}, {"login": "khongco", "password": "sai"}])
def test_known_and_unknown_names_get_the_same_page(browser: Browser, hand: Clock, form: dict[str, str]) -> None:
    page = browser.post("/sign-in", form, status=422)
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in page.text
    assert Session.select().count() == 0
    assert Event.select().order_by(Event.id.desc()).first().verb == "sign_in_failed"


def test_an_unknown_name_is_not_written_down(browser: Browser, hand: Clock) -> None:
    browser.post("/sign-in", {"login": "matkhaucuatoi", "password": "sai"}, status=422)
    assert "matkhaucuatoi" not in str([event.body() for event in Event.select()])


def test_a_blocked_account_reads_like_a_wrong_password(browser: Browser, people: Staff, hand: Clock) -> None:
    accounts.set_active(people.clerk, False, by=people.admin, at=NOW)
    assert "mật khẩu không đúng" in browser.post("/sign-in", RIGHT, status=422).text


@pytest.mark.slow
def test_after_five_failures_even_the_right_password_waits(browser: Browser, hand: Clock) -> None:
    for _ in range(5):
        browser.post("/sign-in", {"login": "vanthu", "password": "sai"}, status=422)
    assert "Hãy chờ 5 giây" in browser.post("/sign-in", RIGHT, status=429).text
    hand.turn(seconds=6)
    browser.post("/sign-in", RIGHT)


def test_waits_grow_to_fifteen_minutes_and_no_further() -> None:
    counts, now = Slowdown(), NOW
    waits = []
    for _ in range(20):
        counts.failed("vanthu", "10.0.0.9", now)
        waits.append(counts.wait("vanthu", "10.0.0.9", now))
        now += timedelta(seconds=waits[-1])
    assert waits[:7] == [0, 0, 0, 0, 5, 10, 20]
    assert max(waits) == LONGEST.total_seconds()


def test_a_stranger_does_not_shut_the_clerk_out() -> None:
    counts = Slowdown()
    for _ in range(10):
        counts.failed("vanthu", "10.0.0.66", NOW)
    assert counts.wait("vanthu", "10.0.0.66", NOW) > 0
    assert counts.wait("vanthu", "10.0.0.9", NOW) == 0


def test_no_guessing_from_anywhere_keeps_the_clerk_waiting_for_more_than_seconds() -> None:
    counts, now = Slowdown(), NOW
    for n in range(60):
        counts.failed("vanthu", f"10.0.0.{n % 3}", now)
        now += timedelta(minutes=1)
    counts.failed("vanthu", "10.0.0.66", now)
    assert counts.wait("vanthu", "10.0.0.1", now) > 60
    assert counts.wait("vanthu", "10.0.0.9", now) == 5
    assert counts.wait("vanthu", "10.0.0.9", now + timedelta(seconds=5)) == 0


def test_one_try_each_quarter_of_an_hour_is_forgotten_as_it_comes() -> None:
    counts, now = Slowdown(), NOW
    for _ in range(40):
        counts.failed("vanthu", "10.0.0.66", now)
    for n in range(20):
        now += timedelta(minutes=15)
        counts.failed("vanthu", f"10.0.1.{n}", now)
    assert counts.wait("vanthu", "10.0.0.9", now) == 0


def test_many_from_behind_one_address_wait_seconds() -> None:
    counts = Slowdown()
    for n in range(200):
        counts.failed(f"ten{n}", "127.0.0.1", NOW)
    assert counts.wait("vanthu", "127.0.0.1", NOW) == 5


def test_the_right_password_clears_the_pair() -> None:
    counts = Slowdown()
    for _ in range(10):
        counts.failed("vanthu", "10.0.0.9", NOW)
    counts.succeeded("vanthu", "10.0.0.9")
    assert counts.wait("vanthu", "10.0.0.9", NOW) == 0


def test_many_names_from_one_address_wait_too() -> None:
    counts = Slowdown()
    for n in range(20):
        counts.failed(f"ten{n}", "10.0.0.66", NOW)
    assert counts.wait("vanthu", "10.0.0.66", NOW) > 0


def test_an_idle_session_ends(client: Browser, people: Staff, hand: Clock, browser: Browser) -> None:
    mine = browser.as_person(people.clerk)
    mine.http.get("/")
    hand.turn(minutes=14)
    assert mine.http.get("/incoming/waiting").status_code != 302
    hand.turn(minutes=16)
    assert mine.http.get("/").headers["Location"] == "/sign-in"


def test_a_session_ends_after_ten_hours_of_work(browser: Browser, people: Staff, hand: Clock) -> None:
    mine = browser.as_person(people.clerk)
    for _ in range(60):
        assert mine.http.get("/no-such-page").status_code == 404
        assert mine.http.post("/sign-out").status_code == 400
        hand.turn(minutes=10)
    hand.turn(minutes=5)
    assert mine.http.post("/sign-out").status_code == 302


def test_signing_out_ends_the_session_on_the_server(client: Browser) -> None:
    client.post("/sign-out")
    assert Session.get().ended_at is not None
    assert client.http.get("/").headers["Location"] == "/sign-in"


def test_signing_out_is_not_a_link(client: Browser) -> None:
    assert client.http.get("/sign-out").status_code == 405


def test_a_new_role_ends_the_sessions(client: Browser, people: Staff) -> None:
    from portal.rules.roles import Role

    accounts.change_role(people.clerk, Role.OFFICER, by=people.admin, at=clock.now())
    assert client.http.get("/").headers["Location"] == "/sign-in"


@pytest.mark.slow
def test_a_second_factor_is_asked_for_and_each_code_works_once(
    browser: Browser, people: Staff, hand: Clock, app: Flask
) -> None:
    people.admin.totp_secret = pyotp.random_base32()
    people.admin.save()
    form = {"login": "quantri", "password": PASSWORD}
    assert browser.post("/sign-in", form).headers["Location"] == "/sign-in/code"
    assert Session.select().count() == 0
    code = pyotp.TOTP(people.admin.totp_secret).at(hand())
    browser.post("/sign-in/code", {"code": "000000" if code != "000000" else "111111"}, status=422)
    browser.post("/sign-in/code", {"code": f"{code[:3]} {code[3:]}"})
    assert Session.select().count() == 1
    again = Browser(app, app.config["PORTAL"])
    again.post("/sign-in", form)
    again.post("/sign-in/code", {"code": code}, status=422)


@pytest.mark.slow
def test_a_code_used_once_is_used_also_after_a_restart(browser: Browser, people: Staff, hand: Clock) -> None:
    Person.update(totp_secret=pyotp.random_base32()).where(Person.id == people.admin.id).execute()
    code = pyotp.TOTP(Person.by_login("quantri").totp_secret).at(hand())
    restarted = made_app(browser.settings)
    for app, status in ((browser.app, 303), (restarted, 422)):
        fresh = Browser(app, browser.settings)
        fresh.post("/sign-in", {"login": "quantri", "password": PASSWORD})
        fresh.post("/sign-in/code", {"code": code}, status=status)


@pytest.mark.slow
def test_the_code_that_turned_the_second_factor_on_does_not_sign_in(browser: Browser, client: Browser) -> None:
    client.get("/account/second-factor")
    with client.http.session_transaction() as session:
        clockwork = pyotp.TOTP(session["new_factor"])
    client.post("/account/second-factor", {"code": clockwork.at(NOW)})
    browser.post("/sign-in", RIGHT)
    browser.post("/sign-in/code", {"code": clockwork.at(NOW)}, status=422)
    browser.post("/sign-in/code", {"code": clockwork.at(NOW + timedelta(seconds=30))})


def test_the_second_step_is_worth_nothing_without_the_first(browser: Browser, hand: Clock) -> None:
    assert browser.post("/sign-in/code", {"code": "123456"}).headers["Location"] == "/sign-in"


@pytest.mark.slow
def test_the_second_step_waits_five_minutes(browser: Browser, people: Staff, hand: Clock) -> None:
    people.admin.totp_secret = pyotp.random_base32()
    people.admin.save()
    browser.post("/sign-in", {"login": "quantri", "password": PASSWORD})
    hand.turn(minutes=6)
    code = pyotp.TOTP(people.admin.totp_secret).at(hand())
    assert browser.post("/sign-in/code", {"code": code}).headers["Location"] == "/sign-in"


@pytest.mark.slow
def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(
    browser: Browser, people: Staff, hand: Clock
) -> None:
    mine = browser.as_person(people.clerk)
    for _ in range(15):
        assert mine.http.get("/notices/count?seen=0").status_code == 204
        hand.turn(minutes=1)
    hand.turn(seconds=1)
    assert mine.http.get("/notices/count?seen=0", headers={"HX-Request": "true"}).status_code == 401
    assert mine.http.get("/").headers["Location"] == "/sign-in"


def test_sixty_forms_a_minute_from_one_address_are_looked_at(hand: Clock) -> None:
    turnstile = Turnstile()
    assert all(turnstile.lets_in("10.0.0.9", NOW) for _ in range(60))
    assert not turnstile.lets_in("10.0.0.9", NOW)
    assert turnstile.lets_in("10.0.0.10", NOW)
    assert turnstile.lets_in("10.0.0.9", NOW + timedelta(minutes=1))


@pytest.mark.slow
def test_who_sends_more_than_that_waits_a_minute(browser: Browser, hand: Clock) -> None:
    browser.app.extensions["turnstile"].most = 2
    for _ in range(2):
        browser.post("/sign-in", {"login": "vanthu", "password": ""}, status=422)
    browser.post("/sign-in", RIGHT, status=429)
    hand.turn(seconds=60)
    browser.post("/sign-in", RIGHT)
