"""Searching at the console as somebody: the same documents as on that person's pages."""

import pytest

from portal import clock
from portal.cli import searching
from portal.office import directing, rights, stand_ins
from tests.office_fixtures import NOW, TODAY, Staff, entered


@pytest.mark.slow
def test_who_stands_in_for_somebody_finds_what_is_lent(people: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    assert letter.id not in rights.readable_ids(searching.reader("vankhac"))
    stand_ins.set_stand_in(people.officer, people.stranger, TODAY, TODAY, by=people.officer, at=NOW)
    assert letter.id in rights.readable_ids(searching.reader("vankhac"))
