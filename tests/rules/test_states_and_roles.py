"""States, roles and the arithmetic of the chain."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import chain, roles, states
from portal.rules.roles import READS_NO_DOCUMENT, VERBS, Role, carries
from portal.rules.states import STEPS, may_follow

EVERY_STATE = {value for name, value in vars(states).items() if name.isupper() and isinstance(value, str)}


def reachable(start: str) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting.extend(STEPS[state])
    return found


def test_every_state_has_its_steps_and_is_reached():
    assert set(STEPS) == EVERY_STATE
    assert reachable(states.RECEIVED) | reachable(states.DRAFT) == EVERY_STATE


def test_what_comes_in_never_becomes_what_goes_out():
    assert reachable(states.RECEIVED) & reachable(states.DRAFT) == {states.VOIDED}


@pytest.mark.parametrize(("state", "following"), [
    (states.DRAFT, states.SIGNED), (states.SUBMITTED, states.SEALED), (states.SIGNED, states.SEALED),
    (states.NUMBERED, states.ISSUED), (states.ISSUED, states.VOIDED), (states.VOIDED, states.ENTERED),
    (states.REFUSED, states.ENTERED), (states.HELD, states.ENTERED),
])
def test_no_step_is_left_out_or_taken_back(state, following):
    assert not may_follow(state, following)


def test_who_keeps_the_machine_reads_and_decides_nothing():
    for role in READS_NO_DOCUMENT:
        carried = {verb for verb in VERBS if carries(role, verb)}
        assert carried <= {"administer", "audit", "oversee", "see_reports", "keep_agencies", "keep_series"}


def test_only_the_clerk_gives_numbers_and_only_leaders_sign():
    assert [VERBS[verb] for verb in ("receive", "enter", "seal", "issue")] == [{Role.CLERK}] * 4
    assert [VERBS[verb] for verb in ("direct", "approve")] == [{Role.LEADER}] * 2


def test_an_unknown_verb_is_an_error_of_the_program():
    with pytest.raises(KeyError):
        roles.carries(Role.CLERK, "fly")


def test_one_content_has_one_spelling():
    assert chain.canonical({"b": "ă", "a": [1, None]}) == '{"a":[1,null],"b":"ă"}'.encode()
    assert chain.canonical({"a": 1, "b": 2}) == chain.canonical({"b": 2, "a": 1})


def test_a_link_can_be_checked_without_the_portal():
    by_hand = hashlib.sha256(("0" * 64 + '{"seq":1}').encode()).hexdigest()
    assert chain.link(chain.FIRST, {"seq": 1}) == by_hand


@pytest.mark.slow
@given(st.dictionaries(st.text(), st.integers() | st.text()), st.dictionaries(st.text(), st.integers() | st.text()))
def test_two_contents_have_two_links(one, other):
    assert (chain.link(chain.FIRST, one) == chain.link(chain.FIRST, other)) == (one == other)
