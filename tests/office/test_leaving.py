"""Who leaves: everything the account reaches ends in one act, and nothing is lost by it."""

from datetime import date, timedelta

import pytest

from portal.office import (
    accounts,
    devices,
    directing,
    duties,
    events,
    leaving,
    rights,
    sessions,
    suspending,
    worklists,
)
from portal.office.devices import Device
from portal.office.events import Event, first_break
from portal.office.leaving import Leaving
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.rights import Grant
from portal.rules import errors
from portal.rules.roles import Role, Scope
from tests.office_fixtures import NOW, TODAY, Staff, drafted, entered, later


def go(people: Staff, who: Person, **changes: object) -> Leaving:
    facts = {"left_on": TODAY, "by": people.admin, "at": NOW, **changes}
    return leaving.leave(who, "Nghỉ hưu", **facts)  # type: ignore[arg-type]


def test_the_act_ends_sessions_grants_and_devices_and_keeps_the_rest(people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW)
    key = sessions.sign_in(people.officer, at=NOW)
    devices.pair(devices.start_pairing(people.officer, at=NOW), "PC", at=NOW)
    made = go(people, people.officer)
    assert Person.get_by_id(people.officer.id).is_active is False
    live = Grant.select().where(Grant.person == people.officer, Grant.until.is_null())
    assert (live.count(), Grant.select().where(Grant.person == people.officer).count()) == (0, 1)
    assert Device.of(people.officer).count() == 0
    hours = timedelta(hours=10)
    assert sessions.find(key, at=NOW, idle=hours, longest=hours) is None
    told = Event.newest("left").data
    assert (told["sessions"], told["grants"], told["devices"]) == (1, 1, 1)
    assert Leaving.of(Person.get_by_id(people.officer.id)) == made
    assert first_break() is None


@pytest.mark.slow
def test_open_work_is_named_until_somebody_else_leads_it(people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW)
    draft = drafted(people)
    go(people, people.officer)
    assert [a.document for a in leaving.open_work(people.officer)] == [letter]
    assert leaving.open_papers(people.officer) == [draft]
    assert leaving.count_open_work() == 1
    assert leaving.readable_among(leaving.open_work(people.officer), people.leader) == {letter.id}
    assert leaving.readable_among(leaving.open_work(people.officer), people.admin) == set()
    directing.direct(
        letter, "Giao lại", people.stranger, by=people.leader, at=later(hours=1), standing_lead=directing.REPLACE
    )
    assert leaving.open_work(people.officer) == []
    assert leaving.count_open_work() == 0


@pytest.mark.slow
def test_a_letter_laid_before_a_leader_who_leaves_lies_before_the_others(people: Staff) -> None:
    letter = entered(people)
    directing.present(letter, people.deputy, by=people.clerk, at=NOW)
    assert letter not in worklists.to_direct(people.leader)
    go(people, people.deputy)
    assert letter in worklists.to_direct(people.leader)


@pytest.mark.slow
def test_what_only_the_leaver_may_read_goes_to_the_head(people: Staff) -> None:
    letter = entered(people)
    rights.grant(letter, "lead", person=people.officer, at=NOW)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.clerk, at=NOW)
    rights.end(letter, "read", at=NOW, person=people.clerk)
    assert not rights.may_read(people.leader, letter)
    with pytest.raises(errors.Conflict):
        go(people, people.officer)
    assert Person.get_by_id(people.officer.id).is_active
    assert rights.may_read(people.officer, letter)
    duties.name("head", people.leader, by=people.admin, at=NOW)
    go(people, people.officer)
    assert rights.may_read(people.leader, letter)
    assert not rights.may_read(people.clerk, letter)
    assert Event.newest("left").data["to_head"] == 1


@pytest.mark.slow
def test_a_draft_only_the_leaver_and_the_head_of_the_unit_saw_goes_to_a_leader(people: Staff) -> None:
    draft = drafted(people)
    go(people, people.officer)
    assert [p for p in people.everyone if rights.may_read(p, draft)] == [people.leader]
    assert leaving.readable_among([], people.leader, leaving.open_papers(people.officer)) == {draft.id}
    assert leaving.readable_among([], people.admin, leaving.open_papers(people.officer)) == set()


@pytest.mark.slow
def test_what_another_may_read_goes_to_nobody(people: Staff) -> None:
    letter = entered(people)
    rights.grant(letter, "lead", person=people.officer, at=NOW)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.clerk, at=NOW)
    go(people, people.officer)
    assert not rights.may_read(people.leader, letter)
    assert rights.may_read(people.clerk, letter)


@pytest.mark.slow
def test_steps_are_settled_once_with_a_note(people: Staff) -> None:
    made = go(people, people.officer)
    leaving.settle(made, "token", "không được cấp", by=people.admin, at=NOW)
    leaving.settle(made, "token", "lần nữa", by=people.admin, at=NOW)
    assert {step: row.note for step, row in made.settled.items()} == {"token": "không được cấp"}
    with pytest.raises(errors.NotFound):
        leaving.settle(made, "cake", "", by=people.admin, at=NOW)


@pytest.mark.slow
def test_who_may_not_and_what_may_not_be_is_refused(people: Staff) -> None:
    with pytest.raises(errors.NotAllowed):
        go(people, people.officer, by=people.leader)
    with pytest.raises(errors.Conflict):
        go(people, people.admin)
    with pytest.raises(errors.BadDate):
        go(people, people.officer, left_on=date(2026, 11, 24))
    with pytest.raises(errors.ReasonMissing):
        leaving.leave(people.officer, " ", left_on=TODAY, by=people.admin, at=NOW)
    go(people, people.officer)
    with pytest.raises(errors.Conflict):
        go(people, people.officer)


# Accounts nobody uses


def used(person: Person, **distance: float) -> None:
    sessions.sign_in(person, at=later(**distance))


def busy(last: int, first: int = 0) -> None:
    """Something happened on each of these days."""
    for days in range(first, last):
        events.record("backed_up", at=later(days=days))


def open_logins() -> set[str]:
    return {person.login for person in Person.active()}


def test_accounts_unused_for_45_days_are_suspended_and_opened_again(people: Staff) -> None:
    busy(61)
    for who in (people.admin, people.clerk, people.leader):
        used(who, days=40)
    assert suspending.suspend_unused(at=later(days=45)) == []
    gone = suspending.suspend_unused(at=later(days=45, seconds=1))
    assert open_logins() == {"quantri", "vanthu", "chutich"}
    assert Event.select().where(Event.verb == "account_suspended").count() == len(gone) == 5
    assert suspending.is_suspended(Person.get_by_id(people.officer.id))
    accounts.set_active(people.officer, True, by=people.admin, at=later(days=46))
    assert not suspending.is_suspended(Person.get_by_id(people.officer.id))
    used(people.admin, days=60)
    suspending.suspend_unused(at=later(days=61))
    assert "chuyenvien" in open_logins()
    assert first_break() is None


@pytest.mark.slow
def test_of_the_administrators_the_last_one_seen_stays(people: Staff) -> None:
    secret = "giấy trắng mực đen 74"
    other = accounts.hire("Quản trị hai", "quantri2", Role.ADMIN, password=secret, by=people.admin, at=NOW)
    busy(91)
    used(other, days=1)
    used(people.clerk, days=90)
    suspending.suspend_unused(at=later(days=91))
    assert open_logins() == {"quantri2", "vanthu"}


@pytest.mark.slow
def test_a_portal_that_stood_still_or_a_clock_that_jumped_closes_nothing(people: Staff) -> None:
    assert suspending.suspend_unused(at=later(days=300)) == []
    used(people.clerk, days=300)
    busy(347, first=300)
    for days in (301, 302, 337):  # the days before the jump were never lived through, and prove nothing later either
        assert suspending.suspend_unused(at=later(days=days)) == []
    used(people.clerk, days=345)
    assert len(suspending.suspend_unused(at=later(days=346))) == 6


@pytest.mark.slow
def test_neither_a_demonstration_nor_a_restored_backup_is_proof(people: Staff) -> None:
    busy(61)
    used(people.clerk, days=60)
    Office.update(is_demo=True).execute()
    assert suspending.suspend_unused(at=later(days=61)) == []
    Office.update(is_demo=False).execute()
    events.record("restored", at=later(days=60))
    assert suspending.suspend_unused(at=later(days=61)) == []
    assert len(open_logins()) == len(people.everyone)
