"""Two checks a day: what is due, what was missed, and days on which nobody works."""

from datetime import date, datetime

import pytest

from portal.clock import VIETNAM
from portal.flows import checks
from portal.flows.calendar import Calendars, calendar_of, due_after, listed
from portal.office import calendar, looks
from portal.office.events import Event
from portal.rules.errors import NotAllowed, NotFound
from tests.office_fixtures import NOW, Staff

HOURS = ("11:00", "16:30")
DOORS = ("scan", "paper")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def due(now: datetime) -> list[str]:
    return [found.door for found in checks.due(DOORS, HOURS, now=now)]


@pytest.mark.slow
def test_before_the_hour_nothing_is_due_and_after_it_what_nobody_looked_at(people: Staff) -> None:
    assert due(at(23, 10, 59)) == []
    assert due(at(23, 11)) == ["scan", "paper"]
    looks.looked("scan", at=at(23, 10, 30))
    assert due(at(23, 11)) == ["paper"]
    looks.looked_at_paper(by=people.clerk, at=at(23, 11, 5))
    assert due(at(23, 11, 6)) == []
    assert due(at(23, 16, 29)) == []
    assert due(at(23, 16, 30)) == ["scan", "paper"]


@pytest.mark.slow
def test_a_look_that_met_a_fault_does_not_count_and_its_fault_is_told(people: Staff) -> None:
    looks.looked("scan", at=at(23, 10, 30), fault="no_folder")
    (scan, _) = checks.due(DOORS, HOURS, now=at(23, 11))
    assert (scan.door, scan.fault) == ("scan", "no_folder")


def test_on_a_day_off_nothing_is_due_and_on_a_make_up_day_it_is(people: Staff) -> None:
    assert due(at(22, 12)) == []  # a Sunday
    calendar.set_day(date(2026, 11, 23), False, "Nghỉ bù", by=people.admin, at=NOW)
    calendar.set_day(date(2026, 11, 28), True, "Làm bù", by=people.admin, at=NOW)
    assert due(at(23, 12)) == []
    assert due(at(28, 12)) == ["scan", "paper"]


def test_the_gaps_of_each_working_day_are_known(people: Staff) -> None:
    looks.looked("scan", at=at(19, 8))
    looks.looked("scan", at=at(20, 10, 30))
    looks.looked("scan", at=at(20, 16, 40))
    looks.looked_at_paper(by=people.clerk, at=at(20, 17))
    days = checks.days(DOORS, HOURS, date(2026, 11, 18), now=at(23, 12))
    told = {day.day.day: {door: [cell.state for cell in row] for door, row in day.cells.items()} for day in days}
    assert told == {
        23: {"scan": ["waiting", "waiting"], "paper": ["waiting", "waiting"]},
        22: {"scan": [], "paper": []}, 21: {"scan": [], "paper": []},
        20: {"scan": ["done", "done"], "paper": ["missed", "done"]},
        19: {"scan": ["missed", "missed"], "paper": ["missed", "missed"]},
        18: {},
    }
    assert [day.missed for day in days] == [0, 0, 0, 1, 4, 0]


def test_what_the_office_set_goes_before_what_is_public(people: Staff) -> None:
    new_year = date(2027, 1, 1)
    assert not Calendars()[2027].is_working(new_year)
    line = calendar.set_day(new_year, True, "Trực", by=people.admin, at=NOW)
    assert calendar_of(2027).is_working(new_year)
    assert [(each.name, each.is_working) for each in listed(2027) if each.day == new_year] == [("Trực", True)]
    assert due_after(date(2026, 12, 31), 1) == new_year
    calendar.forget_day(line.id, by=people.admin, at=NOW)
    assert not calendar_of(2027).is_working(new_year)
    assert [event.verb for event in Event.select()][-2:] == ["calendar_set", "calendar_forgotten"]


def test_saying_it_again_replaces_it_and_only_the_administrator_says_it(people: Staff) -> None:
    day = date(2026, 12, 24)
    calendar.set_day(day, False, "", by=people.admin, at=NOW)
    calendar.set_day(day, True, "", by=people.admin, at=NOW)
    assert [line.is_working for line in calendar.CalendarDay.select()] == [True]
    with pytest.raises(NotAllowed):
        calendar.set_day(day, False, "", by=people.clerk, at=NOW)
    with pytest.raises(NotFound):
        calendar.forget_day(99, by=people.admin, at=NOW)
