"""Báo cáo in the browser."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from portal.flows.reports import REPORTS
from portal.office.events import Event
from tests.office_fixtures import Staff, entered, issued
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
