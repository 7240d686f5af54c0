"""What people look for in an archive of ten thousand documents is at the top of the answer.

``queries_dev.jsonl`` came with the archive; ``queries_more.jsonl`` is made by ``make_queries``.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.bench.search.corpus import record_of
from portal.samples.corpus import Document, iter_docs
from portal.search.service import Engine
from tests.search.archives import archive_of
from tests.search.check_queries import Query, failures, load

FILES = {"queries_dev.jsonl": 30, "queries_more.jsonl": 134}
NAMES = {"type": "kind", "agency_level": "level", "agency": "issuer", "kind": "direction"}
URGENCIES = {"Thường": "normal", "Khẩn": "urgent", "Thượng khẩn": "very_urgent", "Hỏa tốc": "express"}

Docs = dict[int, Document]


def queries(name: str) -> list[Query]:
    return load(Path(__file__).with_name(name))


@pytest.fixture(scope="module")
def docs() -> Docs:
    one = queries("queries_dev.jsonl")[0]
    return {doc["id"]: doc for doc in iter_docs(one["n"], one["seed"])}


@pytest.fixture(scope="module")
def large(docs: Docs, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    records = (replace(record_of(doc), urgency=URGENCIES[doc["urgency"]]) for doc in docs.values())
    return archive_of(tmp_path_factory.mktemp("i") / "i", records)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), FILES.items())
def test_every_query_finds_what_it_should(large: Engine, docs: Docs, name: str, count: int) -> None:
    def answer(query: dict[str, Any]) -> dict[str, Any]:
        filters = {NAMES.get(name, name): wanted for name, wanted in query.get("filters", {}).items()}
        options = {name: query[name] for name in ("sort", "typing") if name in query}
        found = large.search(query["q"], filters=filters, **options)
        return {"ids": found.ids, "total": found.total, "suggest": [*found.suggestions, *found.corrections]}

    asked = queries(name)
    assert len(asked) == count
    assert failures(asked, answer, docs) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_query_can_fail(docs: Docs, name: str) -> None:
    asked = queries(name)
    empty = {"ids": [], "total": -1, "suggest": []}
    failed = {line.split()[0] for line in failures(asked, lambda query: empty, docs)}
    assert failed == {query["id"] for query in asked if any("before" not in one for one in query["expect"])}
