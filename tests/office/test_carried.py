"""What came is opened by who may read every letter in it, however deep it lies."""

import pytest

from portal.office import arrivals, carried, holding, receiving, rights
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.rules import doors
from portal.rules.errors import NotFound
from portal.rules.roles import Scope
from tests.office_fixtures import NOW, Staff, stored


def came(name: str, **notes: object) -> Arrival:
    """A thing that came."""
    digest = stored()
    return arrivals.keep(doors.MAIL, digest, digest, name, at=NOW, notes=notes)


def within(thing: Arrival) -> Document:
    """A letter made of what came."""
    return receiving.receive(stored(), "cv.pdf", by=None, at=NOW, arrival=thing)


@pytest.mark.slow
def test_a_letter_deep_inside_closes_all_it_lies_in(people: Staff):
    mail = came("thu.eml")
    archive = came("hai.zip", mail=mail.id)
    packet = came("goi.edxml", zip=archive.id)
    other, deep = within(mail), within(packet)
    assert carried.letters_in(mail) == {other.id, deep.id}
    assert all(carried.arrival(people.clerk, thing.id) == thing for thing in (mail, archive, packet))
    rights.set_scope(deep, Scope.RESTRICTED, by=people.leader, at=NOW)
    for thing in (mail, archive, packet):
        with pytest.raises(NotFound):
            carried.arrival(people.clerk, thing.id)
    rights.grant(deep, "read", at=NOW, person=people.clerk)
    assert carried.arrival(people.clerk, mail.id) == mail


def test_a_letter_that_was_here_before_counts_as_much(people: Staff):
    letter = within(came("mot.eml"))
    again, alone = came("hai.eml", known=[letter.id]), came("cv.pdf", letter=letter.id)
    same = arrivals.keep(doors.MAIL, "1", letter.original.sha256, "cv.pdf", at=NOW)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=NOW)
    for thing in (again, alone, same):
        with pytest.raises(NotFound):
            carried.arrival(people.clerk, thing.id)


def test_what_lay_in_it_and_had_come_by_another_way_counts_and_is_named(people: Staff):
    packet = came("goi.edxml")
    letter = within(packet)
    mail = came("thu.eml")
    again = arrivals.keep(doors.MAIL, "2", packet.sha256, "goi.edxml", at=NOW, notes={"mail": mail.id})
    arrivals.settle(mail, doors.TAKEN, met=arrivals.met(mail, [again]))
    assert carried.lying_in(mail) == [packet]
    assert carried.arrival(people.clerk, mail.id) == mail
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=NOW)
    with pytest.raises(NotFound):
        carried.arrival(people.clerk, mail.id)


def test_what_was_silenced_may_be_seen_because_it_says_nothing(people: Staff):
    mail = came("thu.eml")
    holding.hold(within(mail), at=NOW)
    assert carried.arrival(people.clerk, mail.id).name == ""


def test_what_is_silenced_has_used_up_its_room_all_the_same(people: Staff):
    mail = came("thu.eml")
    arrivals.spend(mail, 1000)
    room = arrivals.room(mail)
    holding.hold(within(mail), at=NOW)
    silent = arrivals.load(mail.id)
    assert (silent.name, arrivals.room(silent)) == ("", room)
