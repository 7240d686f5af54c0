"""A third week for the model of rights: errors of leave and of work given twice that the other weeks do not show."""

from collections.abc import Iterator
from typing import Any

import pytest

from portal.office import rights, routing_acts, stand_ins
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.roles import Role, Scope
from portal.rules.stand_ins import may_stand_in
from tests.office.test_rights import ENTERED_STATES, Busy, live_through
from tests.office.test_rights import machine as machine  # a fixture

pytestmark = pytest.mark.slow
DEPUTY, HEAD, OFFICER, STRANGER, ECONOMY = 3, 4, 5, 6, 10  # as ``holder`` counts
HEAD_CHANGING, OFFICER_CHANGING = 1, 2  # as ``changing`` counts


def a_week_of_leave(office: Busy) -> Iterator[None]:
    """A head and an officer away, who change meanwhile; a letter given twice; one laid before two leaders."""
    office.open_office()
    for lead in (ECONOMY, OFFICER, OFFICER):
        yield office.receive()
        yield office.enter(number=0)
        yield office.direct(number=len(office.sheets) - 1, lead=lead, others=[])
    yield office.go_on_leave(absent=HEAD, deputy=STRANGER, days=3)
    yield office.come_back(number=0)
    yield office.go_on_leave(absent=OFFICER, deputy=STRANGER, days=3)
    yield office.change_role(who=OFFICER_CHANGING, role=Role.LEADER)
    yield office.change_role(who=OFFICER_CHANGING, role=Role.OFFICER)
    yield office.block(who=OFFICER_CHANGING, active=False)
    yield office.block(who=OFFICER_CHANGING, active=True)
    yield office.void(number=2)
    yield office.come_back(number=0)
    yield office.direct(number=1, lead=OFFICER, others=[])
    yield office.end_work(number=1, back=False, undone=False)
    yield office.receive()
    yield office.enter(number=0)
    yield office.change_scope(number=3, scope=Scope.RESTRICTED)
    yield office.present(number=len(office.in_state(*ENTERED_STATES)) - 1, deputy=True, undone=False)
    yield office.present(number=len(office.in_state(*ENTERED_STATES)) - 1, deputy=False, undone=True)
    yield office.present(number=len(office.in_state(*ENTERED_STATES)) - 1, deputy=False, undone=False)


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


def ended_with_what_other_work_gives(self: routing_acts.Step, one: Any, how: str, reason: str = "") -> None:
    REAL_END(self, one, how, reason)
    self.end_right(one.role, **routing_acts.named(one.handler))


def left_with_the_leader_before(self: routing_acts.Step, reason: str, **whom: Any) -> None:
    if reason != "direct":
        REAL_END_RIGHT(self, reason, **whom)


def undone_but_for_the_leader_before(act: routing_acts.RoutingAct, *, at: Any) -> None:
    act.ended["grants"] = [] if act.verb == "presented" else act.ended["grants"]
    REAL_PUT_BACK(act, at=at)


REAL_END, REAL_END_RIGHT = routing_acts.Step.end, routing_acts.Step.end_right
REAL_PUT_BACK = routing_acts.put_back
ERRORS = {
    lent_when_all_is_done: (rights, "lent"), lent_but_for_the_units_work: (rights, "lent"),
    standing_in_for_any_role: (stand_ins, "of"), standing_in_for_the_blocked: (stand_ins, "of"),
    ended_with_what_other_work_gives: (routing_acts.Step, "end"),
    left_with_the_leader_before: (routing_acts.Step, "end_right"),
    undone_but_for_the_leader_before: (routing_acts, "put_back"),
}


def test_the_week_goes_as_the_model_says(machine):
    live_through(machine(), a_week_of_leave)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_of_leave_is_found(machine, monkeypatch, error):
    monkeypatch.setattr(*ERRORS[error], error)
    with pytest.raises(AssertionError):
        live_through(machine(), a_week_of_leave)
