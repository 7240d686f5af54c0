"""The desk on the page, notices, the calendar of the week, the mail one wants or not, and the screen on the wall."""

import re
from datetime import date, timedelta

import pytest

from portal.flows import telling
from portal.office import directing, dividing, rights, stand_ins
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Line as To
from portal.rules.roles import Scope
from tests.office.test_desk import counting
from tests.office_fixtures import NOW, PEOPLE, TODAY, Staff, entered, issued, numbered, received, submitted
from tests.web.conftest import Browser, check_page

SECRET = "V/v việc riêng của phòng"


def given(people: Staff, **how: object) -> Document:
    letter = entered(people, subject=SECRET)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW - timedelta(days=9), **how)
    return letter


def groups(text: str) -> list[str]:
    return re.findall(r'id="group-(\w+)"', text)


def test_each_line_leads_to_the_page_of_its_act(browser: Browser, people: Staff) -> None:
    to_enter, to_seal, to_sign = received(people), numbered(people), submitted(people)
    letter = given(people, due_on=date(2026, 11, 20))
    desk = browser.as_person(people.clerk).get("/").text
    assert f'href="/documents/{to_enter.id}/entry" data-result' in desk
    assert f'href="/outgoing/{to_seal.id}" data-result' in desk
    assert f'href="/documents/{to_sign.id}/signing" data-result' in browser.as_person(people.leader).get("/").text
    own = browser.as_person(people.officer).get("/").text
    assert f'href="/documents/{letter.id}" data-result' in own
    assert groups(own) == ["overdue"]
    assert "Số đến</span> 1" in own


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_the_first_page_asks_few_questions_whatever_waits(browser: Browser, people: Staff, who: str) -> None:
    for _ in range(4):
        received(people), entered(people), numbered(people), submitted(people), given(people, inform=[people.head])
        issued(people, recipients=(To("Sở Nội vụ"),))
    one = browser.as_person(getattr(people, who))
    one.get("/")
    with counting() as asked:
        one.get("/")
    assert len(asked) <= 15, "\n".join(asked)


@pytest.mark.slow
def test_the_commonest_act_is_one_key_away(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    assert f'href="/documents/{letter.id}" aria-keyshortcuts="Control+Enter"' in (
        browser.as_person(people.leader).get("/").text
    )
    received(people)
    assert 'href="/incoming/next" aria-keyshortcuts="Control+Enter"' in browser.as_person(people.clerk).get("/").text
    Person.update(totp_secret="A" * 32).where(Person.id == people.admin.id).execute()
    assert 'href="/admin/people" aria-keyshortcuts="Control+Enter"' in browser.as_person(people.admin).get("/").text


@pytest.mark.slow
def test_a_notice_is_counted_until_its_letter_is_opened(browser: Browser, people: Staff) -> None:
    letter = given(people)
    telling.tell(at=NOW - timedelta(days=8))()
    officer = browser.as_person(people.officer)
    assert "1<span class=\"visually-hidden\"> chưa xem" in officer.get("/").text
    assert f"Được giao việc: {SECRET}" in officer.get("/notices").text
    officer.get(f"/documents/{letter.id}")
    assert "chưa xem" not in officer.get("/").text
    assert f"Được giao việc: {SECRET}" in officer.get("/notices").text


@pytest.mark.slow
def test_notices_are_taken_note_of_one_by_one_or_all(browser: Browser, people: Staff) -> None:
    for _ in range(3):
        given(people)
    telling.tell(at=NOW - timedelta(days=8))()
    officer = browser.as_person(people.officer)
    assert officer.follow(officer.post("/notices/1/reading")).text.count("/reading") == 3  # two, and all of them
    assert "chưa xem" not in officer.follow(officer.post("/notices/reading")).text


@pytest.mark.slow
def test_a_notice_of_a_letter_taken_from_sight_shows_nothing(browser: Browser, people: Staff) -> None:
    letter = given(people)
    telling.tell(at=NOW - timedelta(days=8))()
    rights.end(letter, "lead", at=NOW, person=people.officer)
    page = browser.as_person(people.officer).get("/notices").text
    assert SECRET not in page
    assert "chưa xem" not in page


@pytest.mark.slow
def test_the_week_names_days_off_who_is_away_and_what_falls_due(browser: Browser, people: Staff) -> None:
    letter = given(people, due_on=date(2026, 11, 25))
    stand_ins.set_stand_in(
        people.deputy, people.leader, date(2026, 11, 25), date(2026, 11, 26), by=people.deputy, at=NOW
    )
    week = browser.as_person(people.leader).get("/week").text
    assert "Ngày Văn hóa Việt Nam" in week
    assert f'href="/documents/{letter.id}">Số đến {letter.number}: {SECRET}' in week
    assert people.deputy.name in week
    assert SECRET not in browser.as_person(people.stranger).get("/week").text
    assert SECRET not in browser.as_person(people.leader).get("/week?day=2026-11-30").text
    for odd in ("x", "9999-12-31", "0001-01-01", "2026-13-01"):
        assert "23/11/2026" in browser.as_person(people.leader).get(f"/week?day={odd}").text


@pytest.mark.slow
def test_a_person_says_whether_the_mail_of_the_morning_is_wanted(browser: Browser, people: Staff) -> None:
    Person.update(email="cv@tanhoa.gov.vn").where(Person.id == people.officer.id).execute()
    officer = browser.as_person(people.officer)
    assert "Gửi tới cv@tanhoa.gov.vn" in officer.get("/account").text
    assert "Đã tắt" in officer.follow(officer.post("/account/digest")).text
    assert "Gửi tới cv@tanhoa.gov.vn" in officer.follow(officer.post("/account/digest", {"wanted": "1"})).text


def hung(clerk: Browser) -> str:
    """The address of a new screen."""
    page = clerk.follow(clerk.post("/walls", {"name": "Phòng văn thư"})).text
    return re.search(r"http://localhost(/wall/[\w-]+)</code>", page)[1]  # type: ignore[index]


def test_the_screen_on_the_wall_shows_counts_and_numbers_and_no_more(browser: Browser, people: Staff) -> None:
    late, restricted = given(people, due_on=date(2026, 11, 20)), given(people, due_on=date(2026, 11, 19))
    rights.set_scope(restricted, Scope.RESTRICTED, by=people.leader, at=NOW)
    received(people)
    clerk = browser.as_person(people.clerk)
    address = hung(clerk)
    screen = browser.http.get(address).text  # nobody is signed in there, and it has no form
    check_page(screen, browser.app)
    assert f'hx-get="{address}" hx-trigger="every 60s"' in screen
    assert '<span class="wall-count">2</span> Quá hạn' in screen
    assert '<span class="wall-count">1</span> Chờ vào sổ' in screen
    assert f'<td class="wall-number">{late.number}</td><td>Phòng Kinh tế</td>' in screen
    assert f'<td class="wall-number">{restricted.number}</td><td>' not in screen
    for word in (SECRET, late.issuer, late.reference, *(person.name for person in people.everyone)):
        assert word not in screen
    assert address not in clerk.get("/walls").text


@pytest.mark.slow
def test_the_screen_shows_what_was_given_on_as_the_units_whose_it_is(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.economy, by=people.leader, at=NOW, due_on=TODAY)
    whole = Assignment.leads(letter).get()
    dividing.give_on(whole, people.officer, by=people.head, at=NOW)
    Person.update(unit=people.culture).where(Person.id == people.officer.id).execute()
    screen = browser.http.get(hung(browser.as_person(people.clerk))).text
    assert f'<td class="wall-number">{letter.number}</td><td>Phòng Kinh tế</td>' in screen


@pytest.mark.slow
def test_a_screen_taken_down_and_a_guessed_address_open_nothing(browser: Browser, people: Staff) -> None:
    clerk = browser.as_person(people.clerk)
    address = hung(clerk)
    clerk.post("/walls/1/removal")
    assert browser.get(address, status=404)
    assert browser.get("/wall/x", status=404)
    browser.as_person(people.officer).get("/walls", status=403)
    assert "Hãy ghi nơi đặt màn hình." in clerk.post("/walls", {"name": ""}, status=422).text


@pytest.mark.slow
def test_an_urgent_letter_proposes_its_time_in_the_directive(browser: Browser, people: Staff) -> None:
    leader = browser.as_person(people.leader)
    for urgency, days in (("express", "0"), ("urgent", "2")):
        page = leader.get(f"/documents/{entered(people, urgency=urgency).id}").text
        assert re.search(rf'<option selected value="{days}">', page)
        assert "giải quyết ngay (Nghị định 30/2020/NĐ-CP, Điều 24)" in page
    assert "giải quyết ngay" not in leader.get(f"/documents/{entered(people).id}").text


@pytest.mark.slow
def test_the_bell_is_told_its_number_where_it_is_another(browser: Browser, people: Staff) -> None:
    officer = browser.as_person(people.officer)
    assert 'hx-get="/notices/count?seen=0"' in officer.get("/").text
    given(people)
    telling.tell(at=NOW - timedelta(days=9) + timedelta(minutes=1))()
    answer = officer.http.get("/notices/count?seen=0")
    assert 'seen=1"' in answer.text
    assert answer.text.lstrip().startswith('<span id="bell-count"')
    assert officer.http.get("/notices/count?seen=1").status_code == 204
