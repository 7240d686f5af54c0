"""A file of questions is answered line by line, as one person, with the ids the records came with."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from portal.flows import indexing, query_files, searching
from portal.flows.importing import import_lines
from portal.flows.premises import Premises, store_in
from portal.office import rights
from portal.office.documents import Document
from portal.rules.errors import NotAllowed, QuestionRefused
from portal.rules.folding import fold
from portal.samples.corpus import iter_docs
from tests.office_fixtures import NOW, Staff, entered

pytestmark = pytest.mark.slow

DOCS = {doc["id"] + 1000: {**doc, "id": doc["id"] + 1000} for doc in iter_docs(120, 7)}


@pytest.fixture
def premises(tmp_path: Path, people: Staff) -> Premises:
    """An office with an imported archive, indexed; the documents have other ids here than in the file."""
    searching.engine.cache_clear()
    made = Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )
    entered(people)
    lines = b"".join(json.dumps(doc, ensure_ascii=False).encode() + b"\n" for doc in DOCS.values())
    import_lines(BytesIO(lines), by=None, at=NOW)
    indexing.rebuild(premises=made)
    return made


def asked(people: Staff, premises: Premises, *questions: dict[str, Any] | bytes) -> list[dict[str, Any]]:
    lines = [q if isinstance(q, bytes) else json.dumps(q, ensure_ascii=False).encode() + b"\n" for q in questions]
    return list(query_files.answers(lines, people.clerk, premises=premises, limit=200))


def test_ids_are_those_of_the_records(people: Staff, premises: Premises) -> None:
    wanted = DOCS[1077]
    (answer,) = asked(people, premises, {"id": "a", "q": wanted["code"], "n": 120, "seed": 7, "expect": []})
    assert answer["id"] == "a"
    assert wanted["id"] in answer["ids"]
    assert 0 < answer["total"] <= len(answer["ids"])  # some that lack a word come last
    assert Document.get(Document.source_id == "1077").id != 1077


def test_filters_have_the_names_of_the_records(people: Staff, premises: Premises) -> None:
    filters = ({"type": "Công văn"}, {"kind": "outgoing"}, {"agency_level": "district"}, {"urgency": "Khẩn"})
    (everything, *found) = asked(people, premises, *({"id": 1, "q": "", "filters": f} for f in ({}, *filters)))
    assert set(everything["ids"]) > set(DOCS)  # and the letter that was entered here
    for (name, value), answer in zip((pair for f in filters for pair in f.items()), found, strict=True):
        ids = [number for number in answer["ids"] if number in DOCS]
        assert set(ids) == {number for number, doc in DOCS.items() if doc[name] == value}
        assert ids


def test_several_values_and_a_span_of_years(people: Staff, premises: Premises) -> None:
    spans = {"type": ["Công văn", "Quyết định"], "year": [2015, 2020]}
    (answer,) = asked(people, premises, {"id": 1, "q": "", "filters": spans, "sort": "date"})
    found = [DOCS[number] for number in answer["ids"] if number in DOCS]
    wanted = [d for d in DOCS.values() if d["type"] in spans["type"] and 2015 <= int(d["date"][:4]) <= 2020]
    assert len(found) == len(wanted) > 5
    assert [doc["date"] for doc in found] == sorted((doc["date"] for doc in found), reverse=True)


def test_an_unfinished_word_and_a_misspelled_one(people: Staff, premises: Premises) -> None:
    whole, begun, wrong = asked(
        people, premises, {"id": 1, "q": "văn bả"}, {"id": 2, "q": "văn bả", "typing": True}, {"id": 3, "q": "nghhi"}
    )
    assert whole["total"] < begun["total"]
    assert wrong["total"] == 0
    assert "nghi" in [fold(text) for text in wrong["suggest"]]


def test_what_is_held_from_the_person_is_not_among_the_answers(people: Staff, premises: Premises) -> None:
    line = b'{"id": 1, "q": "536/UBND-TH"}'
    (clerk,) = asked(people, premises, line)
    assert clerk["total"] == 1
    (officer,) = query_files.answers([line], people.officer, premises=premises)
    assert officer["ids"] == [number for number in clerk["ids"] if number in readable(people)]
    with pytest.raises(NotAllowed):
        list(query_files.answers([line], people.admin, premises=premises))


@pytest.mark.parametrize("filters", [
    {"type": ["Công văn", "Quyết định"]}, {"kind": "outgoing"}, {"agency_level": ["district", "province"]},
    {"urgency": "Khẩn"}, {"year": 2019}, {"year": [2020, 2015]}, {"since": "2015-06-01"}, {"until": "20150601"},
    {"since": "2012-01-01", "until": "2018-12-31", "kind": "incoming"}, {"year": "x"}, {"since": "x"},
    {"year": "9" * 30}, {"until": "9" * 30},
], ids=str)
def test_without_the_index_every_filter_holds_and_the_line_says_so(
    people: Staff, premises: Premises, filters: dict[str, Any]
) -> None:
    line = {"id": 1, "q": "", "filters": filters, "sort": "date"}
    (whole,) = asked(people, premises, line)
    nowhere = replace(premises, search_index=premises.data / "nothing")
    (plain,) = asked(people, nowhere, line)
    assert "notice" not in whole
    assert plain["notice"] == "index_away"
    assert (plain["total"], set(plain["ids"])) == (whole["total"], set(whole["ids"]))


def readable(people: Staff) -> set[int]:
    return {d.id for d in rights.documents(people.officer)}


@pytest.mark.parametrize("line", [
    b"nothing", b"[]", b"\xff", b'{"id": 1}', b'{"q": 5}', b'{"q": "a", "sort": "size"}',
    b'{"q": "a", "filters": {"colour": "red"}}', b'{"q": "a", "filters": [1]}',
    b'{"q": "a", "filters": {"urgency": "gap"}}',
])
def test_a_line_that_is_no_question_is_named(people: Staff, premises: Premises, line: bytes) -> None:
    with pytest.raises(QuestionRefused) as refused:
        asked(people, premises, b'{"id": 1, "q": "x"}', b"\n", line)
    assert refused.value.details == (3,)


def test_nothing_asked_nothing_answered(people: Staff, premises: Premises) -> None:
    assert asked(people, premises, b"\n", b"  ") == []
