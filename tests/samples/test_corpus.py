"""The synthetic archive is the same bytes everywhere, or every measurement made on it is void."""

import hashlib
import json
from itertools import islice

import pytest

from portal.rules.references import parse
from portal.samples.corpus import iter_docs


@pytest.mark.parametrize(
    ("n", "seed", "noise", "digest"),
    [
        (150, 7, True, "de37c92f6c64adcb1026fa2c8d714fb544887a7bcff46615719cf18a91e02ffd"),
        (60, 1, False, "d33cacc2b6f32261d260cfeba528bd2e3ce69177c65d981dfe9c205c92952d86"),
    ],
)
def test_the_same_numbers_give_the_same_bytes(n: int, seed: int, noise: bool, digest: str) -> None:
    lines = (
        json.dumps(doc, ensure_ascii=False, separators=(",", ":")) for doc in iter_docs(n, seed, noise=noise)
    )
    assert hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == digest


@pytest.mark.slow
def test_documents_come_in_the_order_of_their_days_and_registers_have_no_gap() -> None:
    docs = list(iter_docs(200, seed=2, communes=1))
    assert [doc["date"] for doc in docs] == sorted(doc["date"] for doc in docs)
    assert [doc["id"] for doc in docs] == list(range(1, 201))
    incoming = [d["register_number"] for d in docs if d["kind"] == "incoming" and d["register_year"] == 2024]
    assert incoming == list(range(1, len(incoming) + 1))


@pytest.mark.slow
def test_every_reference_of_the_archive_can_be_read() -> None:
    for doc in islice(iter_docs(5000, seed=9), 150):
        reference = parse(doc["code"])
        assert reference is not None, doc["code"]
        assert (reference.number, reference.symbol) == (doc["number"], doc["notation"])
