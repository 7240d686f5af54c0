"""A facet from outside the index: counted and narrowed as if every document carried its value."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from portal.search.service import Engine, Labels, Record
from tests.search.archives import all_ids

REST = {"done": ("incoming",), "issued": ("outgoing", "internal")}


@pytest.fixture
def values(records: list[Record]) -> dict[int, str]:
    """Where each document stands: one in five somewhere on its way."""
    rng = random.Random(3)
    rest = {direction: value for value, directions in REST.items() for direction in directions}
    return {
        r.id: rng.choice(["entered", "voided"]) if rng.random() < 0.2 else rest[r.direction] for r in records
    }


@pytest.fixture
def labels(values: dict[int, str]) -> Labels:
    named = {name: frozenset(i for i, value in values.items() if value == name) for name in ("entered", "voided")}
    return Labels("state", named, REST)


@pytest.mark.parametrize("text", ["", "ke hoach", '"văn bản"', "a | b", "không có chữ này zzzz"])
def test_the_counts_are_those_of_the_matches(
    engine: Engine, values: dict[int, str], labels: Labels, text: str
) -> None:
    found = engine.search(text, filters={} if text else {"direction": "incoming"}, per_page=1000, labels=labels)
    exact = found.ids[: len(found.ids) - found.near]
    assert dict(found.facets["state"]) == Counter(values[i] for i in exact)


@pytest.mark.parametrize("value", ["entered", "voided", "done", "issued", "unknown", ""])
def test_a_value_narrows_to_its_documents(
    engine: Engine, values: dict[int, str], labels: Labels, value: str
) -> None:
    everything = all_ids(engine, "ke hoach")
    found = engine.search("ke hoach", filters={"state": value}, per_page=1000, labels=labels)
    assert set(found.ids[: found.total]) == {i for i in everything if values[i] == value}


def test_a_named_document_of_a_resting_value_counts_there(engine: Engine, labels: Labels) -> None:
    some = next(iter(labels.named["entered"]))
    moved = replace(labels, named={"done": frozenset({some})})
    found = engine.search("", filters={"state": "done"}, per_page=1000, labels=moved)
    assert some in found.ids
    assert found.total == len(found.ids) > 1


def test_without_labels_there_is_no_such_facet(engine: Engine) -> None:
    assert "state" not in engine.search("ke hoach").facets
