"""Checks a search against a file of queries with what their answers must hold.

    python -m tests.search.check_queries tests/search/queries_dev.jsonl results.jsonl

A result line is ``{"id": "dev01", "ids": [...], "total": 123, "suggest": ["..."]}`` with the documents in
their order; twenty are enough.  The archive is made again from the ``n`` and ``seed`` of the queries.

A query is ``id, q, n, seed, cls, expect``, and perhaps ``filters``, ``sort``, ``typing``.  All of ``expect``
must hold: ``any_ids`` (one of them among the first ``top``), ``recall_ids`` (``min`` of them), ``where``
(``min`` of the first, or all, satisfy the conditions), ``before`` (none of the second kind above one of the
first), ``total`` (from, to), ``suggest_any``, ``sorted``.  A condition is ``[field, "has" | "hasfold" | "not" |
"in" | "between" | "==", value …]``; field may be ``text`` or ``year``.  Spelling is unified here by other code than
the portal's.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.samples.corpus import Document, iter_docs

Query = dict[str, Any]
Result = dict[str, Any]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SECOND_VOWEL = re.compile(rf"(?<!q)(oa|oe|uy)([{_TONES}])$")
_FINAL_I = re.compile(rf"^(h|k|l|m|s|t|qu)i([{_TONES}]?)$")


def words(text: str) -> list[str]:
    """Words in one spelling, worked out on decomposed letters."""
    return [_spelling(word) for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())]


@lru_cache(maxsize=200_000)
def _spelling(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    apart = _SECOND_VOWEL.sub(lambda m: m[1][0] + m[2] + m[1][1], apart)
    return unicodedata.normalize("NFC", _FINAL_I.sub(r"\1y\2", apart))


def normal(text: str) -> str:
    return f" {' '.join(words(text))} "


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", normal(text).replace("đ", "d"))
    return re.sub("[\u0300-\u036f]", "", apart)


def value(doc: Document, name: str) -> Any:
    if name == "text":
        return f"{doc['subject']}\n{doc['signer']}\n{doc['body']}"
    return int(doc["date"][:4]) if name == "year" else doc[name]


OPERATORS: dict[str, Callable[..., bool]] = {
    "has": lambda v, wanted: normal(wanted) in normal(v),
    "hasfold": lambda v, wanted: folded(wanted) in folded(v),
    "not": lambda v, wanted: normal(wanted) not in normal(v),
    "in": lambda v, wanted: v in wanted,
    "between": lambda v, low, high: low <= v <= high,
    "==": lambda v, wanted: v == wanted,
}


def holds(doc: Document, conditions: list[list[Any]]) -> bool:
    return all(OPERATORS[operator](value(doc, name), *wanted) for name, operator, *wanted in conditions)


def satisfied(expected: dict[str, Any], result: Result, docs: dict[int, Document]) -> bool:
    """Whether one expectation holds for one result."""
    ids = result.get("ids", [])
    first = ids[: expected.get("top", len(ids))]
    top = [docs[i] for i in first if i in docs]
    if "any_ids" in expected:
        return bool(set(expected["any_ids"]) & set(first))
    if "recall_ids" in expected:
        return len(set(expected["recall_ids"]) & set(first)) >= expected["min"]
    if "where" in expected:
        count = sum(holds(doc, expected["where"]) for doc in top)
        return count >= expected["min"] if "min" in expected else 0 < count == len(top)
    if "before" in expected:
        better, worse = expected["before"]
        kinds = ["+" if holds(d, better) else "-" if holds(d, worse) else "" for d in top]
        return "-+" not in "".join(kinds)
    if "total" in expected:
        low, high = expected["total"]
        return bool(low <= result.get("total", -1) <= high)
    if "suggest_any" in expected:
        return bool(set(map(folded, expected["suggest_any"])) & set(map(folded, result.get("suggest", []))))
    if expected.get("sorted") == "date":
        days = [doc["date"] for doc in top]
        return days == sorted(days, reverse=True)
    raise ValueError(f"unknown expectation {expected}")


def failures(queries: list[Query], answer: Callable[[Query], Result], docs: dict[int, Document]) -> list[str]:
    """A line for each expectation that does not hold."""
    found = []
    for query in queries:
        result = answer(query)
        missed = [one for one in query["expect"] if not satisfied(one, result, docs)]
        found += [f"{query['id']} [{query['cls']}] {query['q']!r}: {one}" for one in missed]
    return found


def load(path: Path) -> list[Query]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main() -> int:
    queries = load(Path(sys.argv[1]))
    results = {result["id"]: result for result in load(Path(sys.argv[2]))}
    docs = {doc["id"]: doc for doc in iter_docs(queries[0]["n"], queries[0]["seed"])}
    missed = failures(queries, lambda query: results.get(query["id"], {}), docs)
    print("\n".join(missed))
    failed = {line.split()[0] for line in missed}
    print(f"{len(queries) - len(failed)} of {len(queries)} queries passed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
