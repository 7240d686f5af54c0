"""Nhật ký: a chain that shows where it was touched."""

from datetime import date

import pytest

from portal.office import events
from portal.office.events import Event, first_break, record, through
from portal.rules import chain
from tests.office_fixtures import NOW, Staff, entered, issued, later, unguarded

TAMPERED = {
    "at": "2020-01-01T00:00:00+07:00", "person": 3, "role": "leader", "address": "10.0.0.9", "session": "x",
    "verb": "seen", "object_type": "unit", "object_id": 99, "outcome": "refused", "data": {"name": "khác"},
    "previous": "1" * 64, "hash": "2" * 64, "kept": {"grant": {"1": ""}},
}


def altered(seq: int, **values: object) -> None:
    unguarded()
    assert Event.update(**values).where(Event.id == seq).execute() == 1


def test_the_chain_of_a_working_day_holds(people: Staff):
    issued(people)
    entered(people, subject="Trích yếu có “dấu” và chữ Ǎ")
    assert first_break() is None
    assert Event.select().order_by(Event.id).first().previous == chain.FIRST


def test_an_empty_trail_holds(empty_database):
    assert first_break() is None


@pytest.mark.parametrize("column", [*TAMPERED])
def test_no_column_can_be_altered_unseen(people: Staff, column):
    assert set(TAMPERED) == {field.name for field in Event._meta.sorted_fields} - {"id"}
    altered(4, **{column: TAMPERED[column]})
    assert first_break() == (4, "altered")


def test_an_event_with_a_fresh_hash_breaks_at_the_next_one(people: Staff):
    event = Event.get_by_id(4)
    event.verb = "seen"
    altered(4, verb="seen", hash=chain.link(event.previous, event.body()))
    assert first_break() == (5, "altered")


def test_a_missing_event_is_named(people: Staff):
    unguarded()
    Event.delete().where(Event.id == 3).execute()
    assert first_break() == (3, "missing")


def test_the_first_event_cannot_go_missing(people: Staff):
    unguarded()
    Event.delete().where(Event.id == 1).execute()
    assert first_break() == (1, "missing")


def test_an_event_pushed_in_between_is_seen(people: Staff):
    unguarded()
    for seq in range(Event.select().count(), 3, -1):
        Event.update(id=seq + 1).where(Event.id == seq).execute()
    before = Event.get_by_id(3)
    false = Event(id=4, at=NOW, verb="seen", data={}, previous=before.hash)
    false.hash = chain.link(before.hash, false.body())
    false.save(force_insert=True)
    assert first_break() == (5, "altered")


def test_an_event_knows_through_which_door_the_act_came(people: Staff):
    with through("10.0.0.7", "abc"):
        inside = record("exported", by=people.clerk, at=NOW)
    outside = record("exported", by=people.clerk, at=NOW)
    assert (inside.address, inside.session, inside.role) == ("10.0.0.7", "abc", "clerk")
    assert (outside.address, outside.session) == ("", "")
    assert first_break() is None


def test_the_door_closes_even_when_the_act_fails(people: Staff):
    with pytest.raises(ZeroDivisionError), through("10.0.0.7", "abc"):
        record("exported", by=people.clerk, at=later(days=1 // 0))
    assert record("exported", at=NOW).address == ""


def test_days_and_moments_read_back_as_they_were_hashed(people: Staff):
    record("moved", people.clerk, at=NOW, day=date(2026, 2, 1), moment=later(hours=1), nothing=None, words=["ă", 1])
    assert Event.select().order_by(Event.id.desc()).first().data == {
        "day": "2026-02-01", "moment": "2026-11-23T09:00:00+07:00", "words": ["ă", 1],
    }
    assert first_break() is None


def test_the_history_of_a_thing_is_its_own(people: Staff):
    first, second = entered(people), entered(people)
    assert [e.verb for e in Event.of(first)] == ["received", "entered"]
    assert {e.object_id for e in Event.of(second)} == {second.id}
    assert events.kind_of(None) == ""
