"""What came in at a door: once each, settled once, and taken out of the queue only with a reason."""

import pytest

from portal.office import arrivals
from portal.office.arrivals import Arrival
from portal.office.events import Event
from portal.office.outbox import Job
from portal.rules import errors
from portal.rules.doors import KEPT, REFUSED, TAKEN, UNREADABLE
from tests.office_fixtures import NOW, Staff, later, stored


def arrived(people: Staff, **changes: object) -> Arrival:
    given = {"door": "upload", "sha256": stored(), "name": "cong-van.pdf", "by": people.clerk, **changes}
    return arrivals.keep(key=given.pop("key", given["sha256"]), at=NOW, **given)


def test_what_comes_is_noted_and_will_be_looked_into(people: Staff) -> None:
    arrival = arrived(people, sender="vp@sonnam.gov.vn", subject="Gửi công văn", notes={"parts": 2})
    again = arrivals.load(arrival.id)
    assert (again.state, again.arrived_at, again.notes, again.by) == (KEPT, NOW, {"parts": 2}, people.clerk)
    assert [(j.kind, j.args) for j in Job.select()] == [("interpret", [arrival.id])]
    assert Event.newest("arrived").data["sha256"] == arrival.sha256


def test_the_same_key_or_the_same_bytes_at_any_door_are_the_same_thing(people: Staff) -> None:
    first = arrived(people, door="mail", key="7:41")
    assert arrived(people, door="mail", key="7:41").id == first.id
    assert arrived(people, door="scan", sha256=first.sha256).id == first.id
    assert arrived(people, door="scan", key="7:41").id != first.id
    assert Job.select().count() == 2


def test_only_who_keeps_registers_brings_things(people: Staff) -> None:
    with pytest.raises(errors.NotAllowed):
        arrived(people, by=people.officer)
    assert Arrival.select().count() == 0


def test_the_queue_is_what_nobody_looked_into_or_could_not_read(people: Staff) -> None:
    kept, unreadable, taken = arrived(people), arrived(people), arrived(people)
    arrivals.settle(unreadable, UNREADABLE, "damaged", parts=3)
    arrivals.settle(taken, TAKEN)
    assert [a.id for a in Arrival.waiting()] == [kept.id, unreadable.id]
    assert (arrivals.load(unreadable.id).problem, unreadable.notes) == ("damaged", {"parts": 3})


def test_a_thing_leaves_the_queue_with_a_reason_and_once(people: Staff) -> None:
    arrival = arrived(people)
    with pytest.raises(errors.ReasonMissing):
        arrivals.refuse(arrival, "  ", by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        arrivals.refuse(arrival, "Gửi nhầm", by=people.leader, at=NOW)
    arrivals.refuse(arrival, " Gửi nhầm ", by=people.clerk, at=NOW)
    assert (arrival.state, arrival.notes["reason"]) == (REFUSED, "Gửi nhầm")
    with pytest.raises(errors.Conflict):
        arrivals.refuse(arrival, "Lần nữa", by=people.clerk, at=NOW)


def test_what_was_refused_can_be_brought_again(people: Staff) -> None:
    arrival = arrived(people)
    Job.delete().execute()
    arrivals.refuse(arrival, "Gửi nhầm", by=people.clerk, at=NOW)
    arrivals.reopen(arrival, arrival.name, by=people.clerk, at=later(hours=1))
    assert arrivals.load(arrival.id).state == KEPT
    assert Job.select().count() == 1
