"""Small archives to search in, and an independent way to count what should be found."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, pairwise
from pathlib import Path

from portal.bench.search import record_of
from portal.samples.corpus import iter_docs
from portal.search.service import Engine, Record
from portal.search.writer import Writer

LETTER = Record(
    id=1, direction="incoming", register="Sổ đăng ký văn bản đến", dated_on=date(2019, 5, 10), kind="Công văn",
    issuer="UBND huyện Sơn Động", reference="536/UBND-TH", subject="V/v phân loại, xử lý văn bản điện tử",
    signatory="Giáp Văn Tâm", urgency="normal", number=12, year=2019,
    body="Căn cứ Quyết định số 28/2018/QĐ-TTg ngày 12/7/2018 của Thủ tướng Chính phủ.\n"
    "Văn bản gửi hồ hợp được gửi cho cơ quan tài chính hành chính để thực hiện.",
)  # fmt: skip


def letter(number: int, **changes: object) -> Record:
    """A document that says nothing but what is given."""
    blank = replace(LETTER, id=number, subject="", signatory="", body="", reference="", number=None)
    return replace(blank, **changes)  # type: ignore[arg-type]


def archive_of(folder: Path, records: Iterable[Record]) -> Engine:
    """An index of these records, opened."""
    with Writer(folder) as writer:
        writer.rebuild(records, mark=1)
    return Engine(folder)


def corpus(n: int, seed: int = 7) -> Iterator[Record]:
    """Records of the synthetic archive."""
    return map(record_of, iter_docs(n, seed))


def bare(text: str) -> str:
    """Without marks; written apart from the portal's own folding."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub("[\u0300-\u036f]", "", apart)


@dataclass(frozen=True)
class Reading:
    """A document as someone reads it who knows nothing of the index."""

    id: int
    marked: frozenset[str]
    bare: frozenset[str]
    rows: frozenset[tuple[str, str]]


def read(record: Record) -> Reading:
    """All words of a document, and which stand in a row within a sentence."""
    parts = (record.subject, record.body, record.signatory, record.issuer, record.kind, record.reference)
    whole = unicodedata.normalize("NFC", "\n\n".join(parts)).lower()
    sentences = re.split(r"[.:](?=\s|$)|[;!?()\[\]\"“”]|\s[-–]\s|\n\s*\n", whole)
    rows = (pairwise(re.findall(r"[^\W_]+", bare(sentence))) for sentence in sentences)
    return Reading(
        record.id,
        frozenset(re.findall(r"[^\W_]+", whole)),
        frozenset(re.findall(r"[^\W_]+", bare(whole))),
        frozenset(chain.from_iterable(rows)),
    )


def all_ids(engine: Engine, text: str, **options: object) -> list[int]:
    """Every page of an answer."""
    found: list[int] = []
    page = 1
    while True:
        answer = engine.search(text, page=page, per_page=100, **options)  # type: ignore[arg-type]
        if not answer.ids:
            return found
        found += answer.ids
        page += 1
