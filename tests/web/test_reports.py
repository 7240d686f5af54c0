"""Báo cáo in the browser."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from portal.flows.reports import REPORTS
from portal.office import accounts, directing, rights
from portal.office.events import Event
from portal.rules.roles import Scope
from portal.web.fields import DayField
from tests.office_fixtures import NOW, TODAY, Staff, entered, issued
from tests.web.conftest import Browser


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_its_page_for_everyone_who_sees_reports(browser: Browser, people: Staff, name: str) -> None:
    entered(people)
    issued(people)
    for person in (people.clerk, people.leader, people.head, people.safety):
        reader = browser.as_person(person)
        assert name in reader.get("/reports").text
        reader.get(f"/reports/{name}")


@pytest.mark.slow
def test_the_page_says_why_the_people_or_the_units_are_less_than_the_whole(client: Browser, people: Staff) -> None:
    letters = [entered(people) for _ in range(3)]
    for letter, lead in zip(letters, (people.officer, people.stranger, people.deputy), strict=True):
        directing.direct(letter, "Giao", lead, by=people.leader, at=NOW, due_on=TODAY)
    page = client.get("/reports/handled_in_time").text
    assert "Cộng các đơn vị ít hơn tổng số" in page  # a leader is of no unit
    assert "Cộng theo người" not in page
    accounts.move(people.deputy, people.culture, by=people.admin, at=NOW)
    rights.set_scope(letters[0], Scope.RESTRICTED, by=people.leader, at=NOW)
    page = client.get("/reports/handled_in_time").text
    assert "Cộng các đơn vị ít hơn tổng số" not in page
    assert page.count("văn bản hạn chế và văn bản giao cho cả đơn vị hoặc chưa giao ai không ghi vào tên ai") == 1


@pytest.mark.slow
def test_this_month_unless_asked_otherwise(client: Browser, people: Staff) -> None:
    entered(people)
    page = client.get("/reports/statistics").text
    assert 'value="01/11/2026"' in page
    assert "11/2026" in page
    assert "Cộng" in page
    assert "chưa có văn bản nào" in client.get("/reports/statistics?first=1/1/2025&last=31/12/2025").text


@pytest.mark.parametrize(
    "query", ["first=x&last=1/1/2026", "first=2/1/2026&last=1/1/2026", "first=&last=", "first=1/1/1990&last=1/1/2026"]
)
def test_an_impossible_period_is_said_beside_its_field(client: Browser, query: str) -> None:
    assert "field-error" in client.get(f"/reports/entered_in_time?{query}", status=422).text


@pytest.mark.parametrize("name", ["filed", "handled_in_time", "issued_in_time", "entered_in_time", "urging"])
@pytest.mark.parametrize("day", ["31/12/9999", "1/1/9998", "1/1/2101"])
def test_a_day_no_calendar_reaches_is_said_beside_its_field(client: Browser, name: str, day: str) -> None:
    page = client.get(f"/reports/{name}?first={day}&last={day}", status=422).text
    assert page.count("field-error") == 2
    assert DayField.said_far in page
    assert f'value="{day}"' in page


@pytest.mark.parametrize("name", ["filed", "handled_in_time", "urging"])
def test_the_last_day_a_calendar_reaches_is_reported_on(client: Browser, name: str) -> None:
    client.get(f"/reports/{name}?first=31/12/2100&last=31/12/2100")


def test_the_file_carries_what_the_page_shows(client: Browser, people: Staff) -> None:
    entered(people)
    form = {"first": "01/11/2026", "last": "30/11/2026"}
    answer = client.post("/reports/statistics/exports", form, status=200)
    assert answer.headers["Content-Disposition"].endswith("statistics-20261101-20261130.xlsx")
    with ZipFile(BytesIO(answer.data)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "Thống kê văn bản theo tháng" in words
    assert "Cộng" in words
    assert Event.newest("exported").data["rows"] == 2


def test_a_file_for_an_impossible_period_is_refused(client: Browser) -> None:
    client.post("/reports/statistics/exports", {"first": "", "last": ""}, status=422)


def test_officers_and_administrators_see_none(browser: Browser, people: Staff) -> None:
    for person in (people.officer, people.admin):
        browser.as_person(person).get("/reports", status=403)


def test_a_report_that_is_not_there(client: Browser) -> None:
    client.get("/reports/nonsense", status=404)
