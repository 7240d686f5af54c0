"""The order of signing, the steps of a job, and one word for a file."""

import itertools
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import wording
from portal.rules import errors, signing
from portal.rules.signing import JOB_STEPS, LIVE, OPEN, SEAL, SIGN, JobState

words = st.sampled_from(sorted(signing.SIGNATURE_STATES))


def test_ended_jobs_go_nowhere_and_live_ones_can_end():
    for state, following in JOB_STEPS.items():
        assert bool(following) == (state in LIVE)
    for state in LIVE:
        assert reachable(state) & {JobState.DONE, JobState.REJECTED, JobState.CANCELLED}


def reachable(state: JobState) -> set[JobState]:
    found, waiting = set(), [state]
    while waiting:
        new = set(JOB_STEPS[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


def test_a_signature_on_its_way_in_can_no_longer_be_cancelled():
    assert JobState.SIGNING not in signing.before(JobState.CANCELLED)
    assert set(signing.before(JobState.CANCELLED)) == set(OPEN)
    assert signing.before(JobState.DONE) == (JobState.SIGNING,)


def test_the_leader_signs_the_pdf_and_the_seal_follows_the_number():
    signing.require_order(SIGN, "pdf", [])
    signing.require_order(SEAL, "numbered", ["valid"])
    signing.require_order(SEAL, "signed", ["valid"])  # numbered before it was signed


@pytest.mark.parametrize(
    ("act", "role"), [(SIGN, "draft"), (SIGN, "signed"), (SIGN, ""), (SEAL, "pdf"), (SEAL, "sealed")]
)
def test_another_order_is_refused(act, role):
    with pytest.raises(errors.WrongState):
        signing.require_order(act, role, ["valid"])


@given(st.lists(words, max_size=4))
def test_the_seal_waits_until_every_signature_is_valid(states):
    if states and set(states) <= signing.VALID:
        signing.require_order(SEAL, "numbered", states)
    else:
        with pytest.raises(errors.NotSignedYet):
            signing.require_order(SEAL, "numbered", states)


@given(st.lists(words, max_size=4))
def test_the_worst_signature_decides(states):
    word = signing.file_state(states)
    assert word in signing.FILE_STATES
    assert (word == "unsigned") == (not states)
    assert (word == "broken") == bool(set(states) & signing.INVALID)
    assert (word == "good") == (bool(states) and set(states) == {"valid"})


@given(st.lists(words, min_size=1, max_size=3), words)
def test_another_signature_never_makes_a_file_better(states, more):
    rank = {"good": 0, "undetermined": 1, "broken": 2}
    assert rank[signing.file_state([*states, more])] >= rank[signing.file_state(states)]


def test_a_word_nobody_knows_is_an_error_and_not_a_guess():
    with pytest.raises(ValueError, match="unknown verdict"):
        signing.file_state(["fine"])


def test_every_state_has_its_words():
    said = {label for labels in vars(wording).values() if isinstance(labels, dict) for label in words_of(labels)}
    assert signing.SIGNATURE_STATES | set(signing.FILE_STATES) <= said


def words_of(labels: dict) -> set[str]:
    inner = itertools.chain.from_iterable(words_of(v) for v in labels.values() if isinstance(v, dict))
    return {key for key in labels if isinstance(key, str)} | set(inner)


def test_what_is_drawn_names_who_and_when_with_the_zone():
    at = datetime(2026, 3, 5, 14, 32, 10, tzinfo=timezone(timedelta(hours=7)))
    assert signing.appearance("Trần Văn Chủ", at) == ["Trần Văn Chủ", "05/03/2026 14:32:10 +07:00"]


@pytest.mark.parametrize(("states", "expected"), [
    (["created", "created"], "created"), (["redeemed", "prepared", "superseded"], "redeemed"),
    (["prepared", "rejected"], "prepared"), (["done", "prepared"], "signing"), (["done", "signing"], "signing"),
    (["done", "superseded"], "done"), (["cancelled", "expired"], "done"),
])
def test_the_stage_of_several_jobs_is_what_is_waited_for(states: list[str], expected: str) -> None:
    assert signing.stage(states) == expected
