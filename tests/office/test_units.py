"""Units: one name each, never closed over people, every change in the trail."""

import pytest

from portal.office import accounts, units
from portal.office.events import Event
from portal.office.people import Unit
from portal.rules import errors
from tests.office_fixtures import NOW, Staff


def test_a_unit_is_opened_and_listed_with_its_people(people: Staff) -> None:
    units.open_unit("Đội  quản lý đô thị", by=people.admin, at=NOW)
    assert [(u.name, u.people_count) for u in units.with_people()] == [
        ("Đội quản lý đô thị", 0), ("Phòng Kinh tế", 2), ("Phòng Văn hóa - Xã hội", 1), ("Văn phòng HĐND và UBND", 1),
    ]


@pytest.mark.parametrize("name", ["", "  ", "Phòng Kinh tế", "PHONG KINH TE"])
def test_a_unit_needs_a_name_of_its_own(people: Staff, name: str) -> None:
    with pytest.raises(errors.Invalid):
        units.open_unit(name, by=people.admin, at=NOW)


def test_a_unit_may_keep_its_name_when_marks_are_put_right(people: Staff) -> None:
    units.rename(people.economy, "Phòng kinh tế", by=people.admin, at=NOW)
    assert Unit.get_by_id(people.economy.id).name == "Phòng kinh tế"
    with pytest.raises(errors.Invalid):
        units.rename(people.economy, people.culture.name, by=people.admin, at=NOW)


def test_a_unit_with_people_goes_on(people: Staff) -> None:
    unit = people.culture
    with pytest.raises(errors.Conflict):
        units.set_active(unit, False, by=people.admin, at=NOW)
    accounts.move(people.stranger, people.economy, by=people.admin, at=NOW)
    units.set_active(unit, False, by=people.admin, at=NOW)
    assert unit not in Unit.active()
    units.set_active(unit, True, by=people.admin, at=NOW)
    assert [e.verb for e in Event.of(unit)] == ["unit_closed", "unit_reopened"]


def test_only_an_administrator_changes_units(people: Staff) -> None:
    for person in (people.clerk, people.leader, people.safety):
        with pytest.raises(errors.NotAllowed):
            units.open_unit("Đội", by=person, at=NOW)
        with pytest.raises(errors.NotAllowed):
            units.rename(people.economy, "Khác", by=person, at=NOW)
        with pytest.raises(errors.NotAllowed):
            units.set_active(people.economy, False, by=person, at=NOW)
