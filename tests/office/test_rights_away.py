"""Three more weeks for the model of rights: errors of leave, of work had twice and of questions about drafts."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from portal.office import asking, rights, routing_acts, stand_ins
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.roles import Role, Scope
from portal.rules.stand_ins import may_stand_in
from tests.office.test_rights import ENTERED_STATES, Busy, live_through
from tests.office.test_rights import machine as machine  # a fixture

pytestmark = pytest.mark.slow
DEPUTY, HEAD, OFFICER, STRANGER, ECONOMY, CULTURE = 3, 4, 5, 6, 10, 11  # as ``holder`` counts
HEAD_CHANGING, OFFICER_CHANGING = 1, 2  # as ``changing`` counts
Week = Callable[[Busy], Iterator[None]]


def a_week_of_leave(office: Busy) -> Iterator[None]:
    """A head and an officer away, who change meanwhile; one laid before two leaders."""
    office.open_office()
    for lead in (ECONOMY, OFFICER, OFFICER):
        yield office.receive()
        yield office.enter(number=0)
        yield office.direct(number=len(office.sheets) - 1, lead=lead, others=[], standing="replace")
    yield office.go_on_leave(absent=HEAD, deputy=STRANGER, days=3)
    yield office.come_back(number=0)
    yield office.go_on_leave(absent=OFFICER, deputy=STRANGER, days=3)
    yield office.change_role(who=OFFICER_CHANGING, role=Role.LEADER)
    yield office.change_role(who=OFFICER_CHANGING, role=Role.OFFICER)
    yield office.block(who=OFFICER_CHANGING, active=False)
    yield office.block(who=OFFICER_CHANGING, active=True)
    yield office.void(number=2)
    yield office.come_back(number=0)
    yield office.direct(number=1, lead=OFFICER, others=[], standing="replace")
    yield office.end_work(number=1, back=False, undone=False)
    yield office.receive()
    yield office.enter(number=0)
    yield office.change_scope(number=3, scope=Scope.RESTRICTED)
    yield office.present(number=len(office.in_state(*ENTERED_STATES)) - 1, deputy=True, undone=False)
    yield office.present(number=len(office.in_state(*ENTERED_STATES)) - 1, deputy=False, undone=True)
    yield office.present(number=len(office.in_state(*ENTERED_STATES)) - 1, deputy=False, undone=False)


def a_week_of_work_had_twice(office: Busy) -> Iterator[None]:
    """An officer helps with two letters twice, through the head and by name, and reads them by nothing else."""
    office.open_office()
    for letter in (0, 1):
        yield office.receive()
        yield office.enter(number=0)
        yield office.direct(number=letter, lead=STRANGER, others=[ECONOMY], standing="replace")
        yield office.give_on(number=letter, whom=OFFICER, undone=False)
        yield office.direct(number=letter, lead=OFFICER, others=[], standing="keep")
    yield office.move(who=OFFICER_CHANGING, unit=0)
    assert readable_to(office, OFFICER) == set(office.sheets)
    yield office.end_work(number=3, back=False, undone=False)  # of the first what was given by name, then the other
    yield office.end_work(number=2, back=False, undone=False)
    assert readable_to(office, OFFICER) == {max(office.sheets)}
    yield office.end_work(number=3, back=False, undone=False)  # of the second the unit's with its part, then by name
    assert readable_to(office, OFFICER) == {max(office.sheets)}
    yield office.end_work(number=3, back=False, undone=False)
    assert readable_to(office, OFFICER) == set()


def a_week_of_questions(office: Busy) -> Iterator[None]:
    """Somebody of another unit is asked about a draft in two ways, the unit about another; that one is signed."""
    office.open_office()
    for _ in range(2):
        yield office.draft(who=3)
    yield office.ask(number=0, whom=STRANGER, what="comment")
    yield office.ask(number=0, whom=STRANGER, what="form")
    yield office.ask(number=1, whom=CULTURE, what="comment")
    assert readable_to(office, STRANGER) == set(office.sheets)
    yield office.answer(number=0)
    assert readable_to(office, STRANGER) == set(office.sheets)
    yield office.answer(number=0)
    assert readable_to(office, STRANGER) == {max(office.sheets)}
    yield office.submit(number=1)
    yield office.sign(number=0)
    assert readable_to(office, STRANGER) == set()


def readable_to(office: Busy, who: int) -> set[int]:
    """What the model lets a person read; a week that no longer leads where its errors show is no test of them."""
    return office.expected(Person.get_by_id(list(office.readers)[who]))


def given_to_the_absent(person: Person) -> Any:
    return rights.Grant.select(rights.Grant.document).where(
        rights.Grant.person.in_([one.id for one in person.stands_for]), rights.Grant.reason.in_(rights.WORK),
        rights.Grant.until.is_null(),
    )


def lent_when_all_is_done(person: Person) -> Any:
    return Document.id.in_(given_to_the_absent(person)) & (Document.scope != Scope.RESTRICTED)


def lent_but_for_the_units_work(person: Person) -> Any:
    return lent_when_all_is_done(person) & Document.state.in_(ENTERED_STATES)


def standing(person: Person, on: Any) -> list[Person]:
    one = stand_ins.StandIn
    return [row.absent for row in one.select().where(
        one.deputy == person, one.ended_at.is_null(), one.first_on <= on, one.last_on >= on
    )]


def standing_in_for_any_role(person: Person, on: Any) -> list[Person]:
    return [absent for absent in standing(person, on) if absent.is_active]


def standing_in_for_the_blocked(person: Person, on: Any) -> list[Person]:
    return [absent for absent in standing(person, on) if may_stand_in(person.role, absent.role)]


def ended_with_what_other_work_gives(self: routing_acts.Step, one: Assignment, how: str, reason: str = "") -> None:
    REAL_END(self, one, how, reason)
    self.end_right(one.role, **routing_acts.named(one.handler))


def kept_for_what_ended_before(self: routing_acts.Step, one: Assignment, how: str, reason: str = "") -> None:
    same = (Assignment.document == one.document_id) & (Assignment.role == one.role) & (Assignment.id != one.id)
    with pytest.MonkeyPatch.context() as blind:
        if Assignment.select().where(same, Assignment.person == one.person, Assignment.unit == one.unit).exists():
            blind.setattr(rights, "end", lambda *_, **__: [])
        REAL_END(self, one, how, reason)


def answered_with_all_that_was_asked(one: asking.Ask, *, by: Person, at: datetime) -> None:
    REAL_SETTLE(one, by=by, at=at)
    rights.end(one.document, "comment", at=at, person=one.person, unit=one.unit)


def answered_and_read_for_ever(one: asking.Ask, *, by: Person, at: datetime) -> None:
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(rights, "end", lambda *_, **__: [])
        REAL_SETTLE(one, by=by, at=at)


def signed_and_read_for_ever(document: Document, *, at: datetime) -> None:
    asking.Ask.update(settled_at=at).where(asking.Ask.document == document).execute()


def left_with_the_leader_before(self: routing_acts.Step, reason: str, **whom: Any) -> None:
    if reason != "direct":
        REAL_END_RIGHT(self, reason, **whom)


def undone_but_for_the_leader_before(act: routing_acts.RoutingAct, *, at: Any) -> None:
    act.ended["grants"] = [] if act.verb == "presented" else act.ended["grants"]
    REAL_PUT_BACK(act, at=at)


REAL_END, REAL_END_RIGHT = routing_acts.Step.end, routing_acts.Step.end_right
REAL_PUT_BACK, REAL_SETTLE = routing_acts.put_back, asking.settle
ERRORS: dict[Callable[..., Any], tuple[Any, str, Week]] = {
    lent_when_all_is_done: (rights, "lent", a_week_of_leave),
    lent_but_for_the_units_work: (rights, "lent", a_week_of_leave),
    standing_in_for_any_role: (stand_ins, "of", a_week_of_leave),
    standing_in_for_the_blocked: (stand_ins, "of", a_week_of_leave),
    left_with_the_leader_before: (routing_acts.Step, "end_right", a_week_of_leave),
    undone_but_for_the_leader_before: (routing_acts, "put_back", a_week_of_leave),
    ended_with_what_other_work_gives: (routing_acts.Step, "end", a_week_of_work_had_twice),
    kept_for_what_ended_before: (routing_acts.Step, "end", a_week_of_work_had_twice),
    answered_with_all_that_was_asked: (asking, "settle", a_week_of_questions),
    answered_and_read_for_ever: (asking, "settle", a_week_of_questions),
    signed_and_read_for_ever: (asking, "end_all", a_week_of_questions),
}


@pytest.mark.parametrize("week", [a_week_of_leave, a_week_of_work_had_twice, a_week_of_questions])
def test_the_week_goes_as_the_model_says(machine, week):
    live_through(machine(), week)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_of_leave_of_ends_or_of_questions_is_found(machine, monkeypatch, error):
    room, name, week = ERRORS[error]
    monkeypatch.setattr(room, name, error)
    with pytest.raises(AssertionError, match="frozenset"):
        live_through(machine(), week)
