"""Who is in charge, the internal rules and who read them, and the yearly review of rights."""

from datetime import date

import pytest

from portal import db
from portal.office import accounts, duties, reach, rights, rights_reviews, safety_rules
from portal.office.duties import Duty
from portal.office.events import Event, first_break
from portal.office.safety_rules import Acknowledgement, SafetyRules
from portal.rules import errors
from portal.rules.roles import Role, Scope
from tests.office_fixtures import NOW, Staff, entered, later


@pytest.mark.slow
def test_head_and_safety_officer_are_named_with_their_decision(people: Staff) -> None:
    duties.name("head", people.leader, by=people.admin, at=NOW)
    duties.name(
        "safety_officer", people.safety, by=people.admin, at=NOW, decision="12/QĐ-UBND", decided_on=date(2026, 11, 2)
    )
    named = duties.in_charge()
    assert (named["head"].person, named["safety_officer"].decision) == (people.leader, "12/QĐ-UBND")
    assert duties.to_warn() == people.safety
    assert [e.data["duty"] for e in Event.select().where(Event.verb == "duty_named")] == ["head", "safety_officer"]


@pytest.mark.slow
def test_the_same_naming_twice_is_one_and_an_older_one_stays_readable(people: Staff) -> None:
    duties.name("head", people.leader, by=people.admin, at=NOW)
    duties.name("head", people.leader, by=people.admin, at=later(hours=1))
    duties.name("head", people.deputy, by=people.admin, at=later(hours=2))
    assert [d.person for d in Duty.past()] == [people.deputy, people.leader]
    assert Duty.current("head").person == people.deputy


@pytest.mark.parametrize(
    ("duty", "who"), [("head", "clerk"), ("safety_officer", "admin"), ("safety_officer", "leader")]
)
@pytest.mark.slow
def test_a_duty_goes_with_its_role(people: Staff, duty: str, who: str) -> None:
    with pytest.raises(errors.Invalid):
        duties.name(duty, getattr(people, who), by=people.admin, at=NOW)
    assert Duty.current(duty) is None


@pytest.mark.slow
def test_only_the_administrator_names_and_not_by_a_decision_to_come(people: Staff) -> None:
    with pytest.raises(errors.NotAllowed):
        duties.name("head", people.leader, by=people.leader, at=NOW)
    with pytest.raises(errors.BadDate):
        duties.name("head", people.leader, by=people.admin, at=NOW, decided_on=date(2026, 11, 24))


@pytest.mark.slow
def test_whose_account_is_closed_is_not_warned(people: Staff) -> None:
    assert duties.to_warn() is None
    duties.name("safety_officer", people.safety, by=people.admin, at=NOW)
    accounts.set_active(people.safety, False, by=people.admin, at=NOW)
    assert duties.to_warn() is None


@pytest.mark.slow
def test_a_naming_cannot_be_changed_or_deleted(people: Staff) -> None:
    duties.name("head", people.leader, by=people.admin, at=NOW)
    for change in (Duty.update(person=people.deputy), Duty.delete()):
        with pytest.raises(db.FAILURES):
            change.execute()


# Internal rules


def test_rules_are_asked_for_until_they_are_read_and_again_when_they_change(people: Staff) -> None:
    assert not safety_rules.is_unread_by(people.clerk)
    first = safety_rules.publish("Điều 1.\n\n  Điều 2. ", by=people.safety, at=NOW)
    assert first.paragraphs == ["Điều 1.", "Điều 2."]
    assert safety_rules.is_unread_by(people.clerk)
    safety_rules.acknowledge(first.id, by=people.clerk, at=NOW)
    safety_rules.acknowledge(first.id, by=people.clerk, at=later(hours=1))
    assert not safety_rules.is_unread_by(people.clerk)
    assert safety_rules.is_unread_by(people.officer)
    second = safety_rules.publish("Điều 1. Khác", by=people.admin, at=later(hours=2))
    assert safety_rules.is_unread_by(people.clerk)
    with pytest.raises(errors.Conflict):
        safety_rules.acknowledge(first.id, by=people.clerk, at=later(hours=3))
    assert [v.text for v in SafetyRules.versions()] == [second.text, first.text]
    assert Acknowledgement.select().count() == 1
    assert [e.verb for e in Event.select().order_by(Event.id.desc()).limit(3)] == [
        "rules_published", "rules_acknowledged", "rules_published",
    ]


@pytest.mark.slow
def test_who_has_not_read_stands_first(people: Staff) -> None:
    rules = safety_rules.publish("Điều 1.", by=people.safety, at=NOW)
    safety_rules.acknowledge(rules.id, by=people.head, at=later(hours=1))
    found = safety_rules.readers(rules)
    assert len(found) == len(people.everyone)
    assert [(p.id, p.read_at) for p in found if p.read_at] == [(people.head.id, later(hours=1))]
    assert found[-1].id == people.head.id


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 60_001])
@pytest.mark.slow
def test_empty_and_endless_rules_are_refused(people: Staff, text: str) -> None:
    with pytest.raises(errors.Invalid):
        safety_rules.publish(text, by=people.safety, at=NOW)


@pytest.mark.slow
def test_the_same_rules_are_no_new_version_and_others_write_none(people: Staff) -> None:
    safety_rules.publish("Điều 1.", by=people.safety, at=NOW)
    with pytest.raises(errors.Invalid):
        safety_rules.publish(" Điều 1. ", by=people.safety, at=NOW)
    with pytest.raises(errors.NotAllowed):
        safety_rules.publish("Điều 2.", by=people.leader, at=NOW)


# The yearly review


@pytest.mark.slow
def test_a_review_is_due_a_year_after_the_last_or_the_beginning(people: Staff) -> None:
    assert not rights_reviews.is_due(date(2027, 11, 22))
    assert rights_reviews.is_due(date(2027, 11, 23))
    rights_reviews.sign_off("đủ", by=people.safety, at=later(days=365))
    assert not rights_reviews.is_due(date(2027, 11, 24))
    assert rights_reviews.is_due(date(2028, 11, 22))
    assert Event.newest("rights_reviewed").data["accounts"] == len(people.everyone)
    with pytest.raises(errors.NotAllowed):
        rights_reviews.sign_off("", by=people.leader, at=NOW)


@pytest.mark.slow
def test_a_line_of_the_review_tells_what_an_account_reaches(people: Staff) -> None:
    letter = entered(people)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.clerk, at=NOW)
    rights.grant(letter, "read", at=NOW, unit=people.economy)
    rights.grant(letter, "lead", at=NOW, person=people.officer)
    accounts.change_role(people.officer, Role.UNIT_HEAD, by=people.admin, at=later(days=10))
    found = {line.person.id: line for line in reach.lines(on=later(days=20).date())}
    officer, head, stranger = (found[p.id] for p in (people.officer, people.head, people.stranger))
    assert (officer.restricted, head.restricted, stranger.restricted) == (1, 1, 0)
    assert (officer.changes, head.changes) == (2, 1)
    assert officer.last_sign_in is None
    assert {line.person.id: line.changes for line in reach.lines(on=date(2028, 2, 29))}[people.officer.id] == 0
    assert first_break() is None
