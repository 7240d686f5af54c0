"""The decision table of seed part I: each rule by itself, and together with the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.routes import RULES, Circumstances, deciding, is_proposed, propose, table

NAMES = ("Ông Giáp Văn A",)
CASES = [  # the feature of the seed, what is so, and what comes of it
    ("S5", Circumstances(is_secret=True), "refused", "secret", ()),
    ("S6", Circumstances(), "electronic", "ordinary", ()),
    ("S7", Circumstances(is_normative=True), "both", "normative", ()),
    ("S8", Circumstances(without_means=("Trạm Y tế",)), "both", "means", ("Trạm Y tế",)),
    ("S9", Circumstances(paper_demanded_by=("Điều 5 Quy chế",)), "both", "demanded", ("Điều 5 Quy chế",)),
    ("S10", Circumstances(persons=NAMES), "both", "person", NAMES),
]


@pytest.mark.parametrize(("source", "circumstances", "way", "word", "names"), CASES, ids=[case[0] for case in CASES])
def test_each_rule_decides_alone_and_says_on_what_it_rests(source, circumstances, way, word, names):
    found = deciding(circumstances)
    assert (found.rule.source, found.rule.way, found.rule.word, found.names) == (source, way, word, names)
    assert propose(circumstances).way == way


def test_every_feature_of_the_seed_has_its_row():
    assert {rule.source for rule in RULES} == {case[0] for case in CASES}
    assert {rule.clause for rule in RULES if rule.way == "both"} == {"I.3"}


def test_all_that_hold_are_told_and_the_first_decides():
    found = table(Circumstances(is_normative=True, persons=NAMES, without_means=("Trạm Y tế",)))
    assert [one.rule.word for one in found if one.holds] == ["normative", "person", "means", "ordinary"]
    assert propose(Circumstances(is_normative=True, persons=NAMES)).reason == "normative"


def test_what_is_secret_is_refused_whatever_else_is_so():
    assert propose(Circumstances(is_secret=True, is_normative=True, persons=NAMES)).way == "refused"


def test_the_stored_reason_names_what_was_cited():
    route = propose(Circumstances(paper_demanded_by=("Điều 5 Quy chế", "Luật Lưu trữ")))
    assert route.written == "demanded: Điều 5 Quy chế; Luật Lưu trữ"
    assert propose(Circumstances(without_means=("Trạm Y tế",))).written == "means"


@pytest.mark.parametrize(("written", "proposed"), [
    ("ordinary", True), ("demanded: Điều 5", True), ("secret", True), ("Nơi nhận yêu cầu", False), ("by_hand", False),
    ("", False),
])
def test_the_rules_own_reason_is_told_from_a_persons(written, proposed):
    assert is_proposed(written) is proposed


names = st.lists(st.sampled_from(["Trạm Y tế", "Bà B"]), max_size=2).map(tuple)


@given(st.builds(Circumstances, st.just(False), st.booleans(), names, names, names))
def test_paper_goes_along_exactly_when_something_asks_for_it(circumstances):
    assert (propose(circumstances).way == "both") == any(vars(circumstances).values())
