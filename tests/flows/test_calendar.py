"""Deadlines around the holidays of 2026 and 2027, against a table worked out by hand from printed calendars."""

from datetime import date, datetime

import pytest

from portal.clock import VIETNAM
from portal.flows.calendar import calendar_of, due_after, is_noticed, listed
from portal.office import calendar
from portal.rules.days import add_working_days
from portal.rules.due import handling
from tests.office_fixtures import Staff

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)

# From a day, so many working days, the day it comes to; as "dd/mm/yyyy".
BY_HAND = [
    # New Year 2026: Thursday 1/1; Friday 2/1 off, worked on Saturday 10/1 (notice of 25/12/2025).
    ("31/12/2025", 1, "05/01/2026"), ("31/12/2025", 5, "09/01/2026"), ("31/12/2025", 6, "10/01/2026"),
    ("31/12/2025", 7, "12/01/2026"),
    # Tết Bính Ngọ: off from Saturday 14/2 to Sunday 22/2 (Monday 16/2 to Friday 20/2), nothing made up.
    ("12/02/2026", 1, "13/02/2026"), ("12/02/2026", 3, "24/02/2026"), ("13/02/2026", 1, "23/02/2026"),
    ("13/02/2026", 5, "27/02/2026"), ("13/02/2026", 6, "02/03/2026"), ("17/02/2026", 2, "24/02/2026"),
    # Giỗ Tổ 2026 is Sunday 26/4, so Monday 27/4 is off; Thursday 30/4 and Friday 1/5 are.
    ("24/04/2026", 1, "28/04/2026"), ("24/04/2026", 2, "29/04/2026"), ("24/04/2026", 3, "04/05/2026"),
    ("29/04/2026", 1, "04/05/2026"), ("22/04/2026", 5, "04/05/2026"),
    # Quốc khánh 2026: Monday 31/8 off for Saturday 22/8, Tuesday 1/9 and Wednesday 2/9.
    ("20/08/2026", 1, "21/08/2026"), ("20/08/2026", 2, "22/08/2026"), ("20/08/2026", 3, "24/08/2026"),
    ("21/08/2026", 1, "22/08/2026"), ("21/08/2026", 6, "28/08/2026"), ("21/08/2026", 7, "03/09/2026"),
    ("28/08/2026", 1, "03/09/2026"), ("28/08/2026", 3, "07/09/2026"),
    # Ngày Văn hóa Việt Nam, Tuesday 24/11/2026.
    ("23/11/2026", 1, "25/11/2026"), ("20/11/2026", 2, "25/11/2026"),
    # New Year 2027 is a Friday.
    ("31/12/2026", 1, "04/01/2027"), ("30/12/2026", 3, "05/01/2027"),
    # Giỗ Tổ 2027 (10/3 Đinh Mùi) is Friday 16/4; 30/4 is a Friday, 1/5 a Saturday, so Monday 3/5 is off by law.
    ("15/04/2027", 1, "19/04/2027"), ("29/04/2027", 1, "04/05/2027"), ("28/04/2027", 2, "04/05/2027"),
    # Wednesday 24/11/2027.
    ("23/11/2027", 1, "25/11/2027"),
]

# No notice for Tết and Quốc khánh of 2027 is known to this program.  The law gives five days at Tết (mùng 1 is
# Saturday 6/2/2027, so two of them fall on a weekend and are made good after) and two at Quốc khánh (Thursday 2/9
# with the day before or after).  The calendar supposes 4/2-10/2 and 2/9-3/9; the office writes down what is said.
SUPPOSED = [
    ("03/02/2027", 1, "11/02/2027"), ("02/02/2027", 2, "11/02/2027"), ("03/02/2027", 3, "15/02/2027"),
    ("01/09/2027", 1, "06/09/2027"),
]


def day(text: str) -> date:
    return date(*map(int, reversed(text.split("/"))))


def test_deadlines_are_those_worked_out_by_hand(people: Staff):
    counted = [(start, count, f"{due_after(day(start), count):%d/%m/%Y}") for start, count, _ in BY_HAND + SUPPOSED]
    assert counted == BY_HAND + SUPPOSED


def test_the_notice_of_a_year_is_written_down_by_the_office_and_decides(people: Staff):
    # Should Tết 2027 be given as one day before and four after: Friday 5/2, Monday 8/2 to Thursday 11/2.
    calendar.set_day(day("04/02/2027"), True, "Thông báo Tết 2027", by=people.admin, at=AT)
    calendar.set_day(day("11/02/2027"), False, "Nghỉ bù Tết", by=people.admin, at=AT)
    assert due_after(day("03/02/2027"), 1) == day("04/02/2027")
    assert due_after(day("03/02/2027"), 2) == day("12/02/2027")
    # And Quốc khánh as Wednesday 1/9 and Thursday 2/9, with Friday 3/9 swapped for Saturday 28/8.
    calendar.set_day(day("01/09/2027"), False, "Quốc khánh", by=people.admin, at=AT)
    calendar.set_day(day("28/08/2027"), True, "Làm bù cho ngày 3/9", by=people.admin, at=AT)
    assert due_after(day("27/08/2027"), 1) == day("28/08/2027")
    assert due_after(day("31/08/2027"), 1) == day("06/09/2027")
    assert due_after(day("27/08/2027"), 4) == day("06/09/2027")


def test_a_year_without_a_notice_is_told(people: Staff):
    assert is_noticed(2026)
    assert not is_noticed(2027)
    swapped = {line.day: line.is_working for line in listed(2026)}
    assert swapped[date(2026, 1, 2)] is False
    assert swapped[date(2026, 1, 10)] is True


@pytest.mark.slow
@pytest.mark.parametrize(("urgency", "on", "due"), [
    ("express", "20/11/2026", "20/11/2026"), ("very_urgent", "20/11/2026", "23/11/2026"),
    ("urgent", "20/11/2026", "25/11/2026"), ("very_urgent", "13/02/2026", "23/02/2026"),
])
def test_an_urgent_letter_proposes_a_near_day(people: Staff, urgency: str, on: str, due: str):
    found = handling(urgency, day(on))
    assert found is not None
    assert due_after(day(on), found.working_days) == day(due)


def test_the_years_of_one_calendar_reach_over_the_turn_of_the_year(people: Staff):
    assert add_working_days(day("31/12/2026"), 1, calendar_of(2026)) == day("04/01/2027")
    assert due_after(day("31/12/2026"), 24) == day("11/02/2027")  # 20 in January, 1, 2 and 3 February, then Tết
