"""What people look for in an archive of ten thousand documents is at the top of the answer."""

from pathlib import Path
from typing import Any

import pytest

from portal.bench.search import record_of
from portal.samples.corpus import Document, iter_docs
from tests.search.archives import archive_of
from tests.search.check_queries import failures, load

QUERIES = load(Path(__file__).with_name("queries_dev.jsonl"))
NAMES = {"type": "kind", "agency_level": "level", "agency": "issuer", "kind": "direction"}


@pytest.mark.slow
def test_all_thirty_queries_find_what_they_should(tmp_path: Path) -> None:
    docs: dict[int, Document] = {doc["id"]: doc for doc in iter_docs(QUERIES[0]["n"], QUERIES[0]["seed"])}
    engine = archive_of(tmp_path / "index", map(record_of, docs.values()))

    def answer(query: dict[str, Any]) -> dict[str, Any]:
        filters = {NAMES.get(name, name): wanted for name, wanted in query.get("filters", {}).items()}
        options = {name: query[name] for name in ("sort", "typing") if name in query}
        found = engine.search(query["q"], filters=filters, **options)
        return {"ids": found.ids, "total": found.total, "suggest": [*found.suggestions, *found.corrections]}

    assert len(QUERIES) == 30
    assert failures(QUERIES, answer, docs) == []
    empty = {"ids": [], "total": -1, "suggest": []}
    failed = {line.split()[0] for line in failures(QUERIES, lambda query: empty, docs)}
    assert len(failed) == 30  # the checker can fail every query
