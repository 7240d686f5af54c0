"""The two daily checks and the working calendar in the browser."""

from datetime import datetime

import pytest

from portal import clock
from portal.clock import VIETNAM
from portal.office.calendar import CalendarDay
from portal.office.looks import Look, looked
from tests.office_fixtures import Staff
from tests.web.conftest import Browser


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The hour of the first check is past."""
    now = datetime(2026, 11, 23, 11, 30, tzinfo=VIETNAM)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


@pytest.mark.slow
def test_the_clerk_is_reminded_until_the_paper_is_looked_through(noon: datetime, client: Browser) -> None:
    for page in ("/", "/incoming"):
        assert "Đến giờ kiểm tra văn bản đến (11:00)." in client.get(page).text
    client.post("/incoming/checks")
    assert (Look.get().door, Look.get().by.login) == ("paper", "vanthu")
    for page in ("/", "/incoming"):
        assert "Đến giờ kiểm tra" not in client.get(page).text
    assert "xem lúc 11:30" in client.get("/incoming/checks").text


@pytest.mark.slow
def test_before_the_hour_nobody_is_reminded_and_others_never(client: Browser, browser: Browser, people: Staff) -> None:
    assert "Đến giờ kiểm tra" not in client.get("/").text
    leader = browser.as_person(people.leader)
    assert "Đã kiểm tra văn bản giấy" not in leader.get("/incoming/checks").text
    browser.as_person(people.officer).get("/incoming/checks", status=403)


@pytest.mark.slow
def test_gaps_are_shown_by_day(client: Browser) -> None:
    looked("paper", at=datetime(2026, 11, 20, 11, 0, tzinfo=VIETNAM))
    page = client.get("/incoming/checks").text
    assert "30 ngày qua: 1 lần chưa kiểm tra, 1 lần đã kiểm tra." in page
    assert "Thứ Sáu" in page


@pytest.mark.slow
def test_the_administrator_sets_a_day_off_and_takes_it_back(browser: Browser, people: Staff) -> None:
    admin = browser.as_person(people.admin)
    assert "Quốc khánh" in admin.get("/admin/calendar").text
    assert "Ngày không đúng" in admin.post("/admin/calendar", {"day": "32/1", "work": "off"}, status=422).text
    admin.post("/admin/calendar", {"day": "24/12/2026", "work": "off", "name": "Nghỉ bù"})
    assert "Nghỉ bù" in admin.get("/admin/calendar").text
    admin.post(f"/admin/calendar/{CalendarDay.get().id}/removal")
    assert CalendarDay.select().count() == 0
