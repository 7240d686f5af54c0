"""Vắng mặt: who does whose work, from one day to another, in their own name."""

from datetime import date

import pytest

from portal.office import rights, stand_ins
from portal.office.assignments import Assignment
from portal.office.directing import direct, mark_seen, report
from portal.office.dividing import give_on
from portal.office.events import Event
from portal.office.handing_back import take_back
from portal.office.people import Person
from portal.office.signing import require_turn
from portal.office.stand_ins import StandIn, end, know, of, set_stand_in
from portal.rules import errors
from portal.rules.roles import Scope
from portal.rules.signing import SIGN
from tests.office_fixtures import NOW, TODAY, Staff, entered, later, submitted

TOMORROW, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)


def away(people: Staff, **changes) -> StandIn:
    """The officer is away until Friday, the stranger does the work."""
    values = {"absent": people.officer, "deputy": people.stranger, "first": TODAY, "last": FRIDAY, "by": people.officer}
    return set_stand_in(**{**values, **changes}, at=NOW)


def test_a_stand_in_has_the_absents_work_on_the_own_desk_from_the_first_day_to_the_last(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    away(people, first=TOMORROW)
    seen = {
        day: [a.document_id for a in Assignment.open_for(know(people.stranger, on=day))]
        for day in (TODAY, TOMORROW, FRIDAY, date(2026, 11, 28))
    }
    assert seen == {TODAY: [], TOMORROW: [document.id], FRIDAY: [document.id], date(2026, 11, 28): []}
    assert not rights.may_read(know(people.stranger, on=date(2026, 11, 28)), document)


def test_the_stand_in_reports_in_the_own_name_and_the_trail_names_both(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    away(people)
    mark_seen(document, by=know(people.stranger, on=TODAY), at=later(hours=1))
    report(document.assignments.get(), "đã trả lời", by=people.stranger, at=later(hours=2))
    event = Event.of(document).where(Event.verb == "reported").get()
    assert (event.person, event.data["in_place_of"]) == (people.stranger.id, people.officer.name)


@pytest.mark.slow
def test_after_the_last_day_or_the_early_end_the_work_is_not_theirs(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    leave = away(people)
    for at in (later(days=5),):
        with pytest.raises(errors.NotFound):
            report(document.assignments.get(), "xong", by=people.stranger, at=at)
    end(leave, by=people.officer, at=later(hours=1))
    assert of(people.stranger, TODAY) == []
    with pytest.raises(errors.NotFound):
        report(document.assignments.get(), "xong", by=people.stranger, at=later(hours=2))
    with pytest.raises(errors.Conflict):
        end(leave, by=people.officer, at=later(hours=2))


@pytest.mark.slow
def test_what_names_single_persons_is_lent_to_nobody(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    away(people)
    rights.set_scope(document, Scope.RESTRICTED, by=people.leader, at=NOW)
    assert not rights.may_read(know(people.stranger, on=TODAY), document)


@pytest.mark.slow
def test_who_stands_in_for_a_head_gives_the_units_work_on(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.economy, by=people.leader, at=NOW)
    away(people, absent=people.head, by=people.head)
    give_on(Assignment.leads(document).get(), people.officer, by=people.stranger, at=NOW)
    event = Event.of(document).where(Event.verb == "given_on").get()
    assert event.data["in_place_of"] == people.head.name


@pytest.mark.slow
def test_a_leaders_stand_in_takes_back_what_the_leader_gave_but_does_not_sign_for_them(people: Staff):
    document, draft = entered(people), submitted(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    away(people, absent=people.leader, deputy=people.deputy, by=people.leader)
    take_back(Assignment.leads(document).get(), "", by=people.deputy, at=NOW)
    assert not rights.may_read(know(people.deputy, on=TODAY), draft)
    with pytest.raises(errors.NotAllowed):
        require_turn(draft, SIGN, know(people.deputy, on=TODAY))


@pytest.mark.slow
@pytest.mark.parametrize("deputy", ["officer", "clerk", "admin", "head"])
def test_directing_is_lent_to_leaders_only(people: Staff, deputy):
    with pytest.raises(errors.Invalid):
        away(people, absent=people.leader, deputy=getattr(people, deputy), by=people.leader)


@pytest.mark.slow
def test_an_absence_is_set_by_the_person_a_leader_or_the_administrator(people: Staff):
    for who in (people.stranger, people.clerk, people.head):
        with pytest.raises(errors.NotAllowed):
            away(people, by=who)
    for who in (people.leader, people.admin, people.officer):
        end(away(people, by=who), by=who, at=NOW)


@pytest.mark.slow
def test_no_chain_and_no_overlap(people: Staff):
    mate = Person.create(name="Lý Văn Bạn", login="vanban", password_hash="", role="officer", unit=people.culture)
    away(people)
    refused = {
        "stand_in_twice": {"deputy": mate},
        "stand_in_chain": {"absent": people.stranger, "deputy": mate, "by": people.leader},
        "stand_in_away": {"absent": mate, "deputy": people.officer, "by": people.leader},
    }
    for why, changes in refused.items():
        with pytest.raises(errors.Conflict) as found:
            away(people, **changes, first=FRIDAY, last=date(2026, 12, 1))
        assert found.value.data["why"] == why
    away(people, deputy=mate, first=date(2026, 11, 28), last=date(2026, 12, 1))
    assert StandIn.select().count() == 2


@pytest.mark.slow
@pytest.mark.parametrize(("first", "last"), [(date(2026, 11, 22), FRIDAY), (FRIDAY, TOMORROW)])
def test_days_of_an_absence_are_in_order_and_not_past(people: Staff, first, last):
    with pytest.raises(errors.Invalid):
        away(people, first=first, last=last)


@pytest.mark.slow
def test_who_is_away_is_known_by_the_day(people: Staff):
    away(people, first=TOMORROW)
    days = (TODAY, TOMORROW, FRIDAY, date(2026, 11, 28))
    assert [StandIn.get().is_on(day) for day in days] == [False, True, True, False]
    assert list(StandIn.seen_by(people.clerk, TODAY)) == []
    assert len(StandIn.seen_by(people.leader, TODAY)) == len(StandIn.seen_by(people.stranger, TODAY)) == 1
    assert stand_ins.know(people.clerk, on=TODAY).stands_for == ()
