"""Looks at the doors: each is known afterwards, and a thousand that found nothing are one row."""

from datetime import timedelta

from portal.office.looks import Look, looked
from tests.office_fixtures import NOW, Staff, later


def test_looks_that_found_nothing_become_one_row(people: Staff) -> None:
    for n in range(100):
        looked("scan", at=later(seconds=5 * n))
    assert Look.select().count() == 1
    row = Look.get()
    assert (row.at, row.until, row.times) == (NOW, later(seconds=495), 100)


def test_a_look_that_found_something_has_a_row_of_its_own(people: Staff) -> None:
    looked("scan", at=NOW)
    looked("scan", at=later(seconds=5), found=3, taken=2)
    looked("scan", at=later(seconds=10))
    assert [(r.found, r.taken, r.times) for r in Look.on(NOW.date())] == [(0, 0, 1), (3, 2, 1), (0, 0, 1)]


def test_another_fault_another_door_a_pause_and_a_new_day_begin_a_row(people: Staff) -> None:
    looked("mail", at=NOW)
    looked("scan", at=later(minutes=1))
    looked("mail", at=later(minutes=2), fault="timeout")
    looked("mail", at=later(minutes=3), fault="timeout")
    looked("mail", at=later(minutes=19), fault="timeout")
    looked("mail", at=later(days=1) - timedelta(hours=8, minutes=2))
    looked("mail", at=later(days=1) - timedelta(hours=7, minutes=59))
    assert [(r.door, r.times) for r in Look.select().order_by(Look.id)] == [
        ("mail", 1), ("scan", 1), ("mail", 2), ("mail", 1), ("mail", 1), ("mail", 1),
    ]


def test_what_a_person_did_is_a_row_with_the_name(people: Staff) -> None:
    looked("paper", at=NOW, by=people.clerk)
    looked("paper", at=later(minutes=1), by=people.clerk)
    assert [r.by for r in Look.select()] == [people.clerk, people.clerk]
    assert Look.newest("paper").at == later(minutes=1)
    assert Look.newest("mail") is None
