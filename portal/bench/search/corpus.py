"""The documents all engines are given, written once into one file with their words and how often each occurs."""

import json
import pickle
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from portal.rules.folding import fold, words
from portal.samples.corpus import Document, iter_docs
from portal.search.analyzer import readable
from portal.search.service import Record

SAMPLES = 300  # documents kept to make questions from
_FILE = "documents.db"
_BATCH = 1000
_SCHEMA = """
CREATE TABLE document (id INTEGER PRIMARY KEY, record TEXT, body TEXT, folded TEXT, marked TEXT);
"""


@dataclass(frozen=True)
class Text:
    """A document as an engine gets it: the record, and its words in their order, folded and with marks."""

    record: Record
    folded: str
    marked: str


@dataclass(frozen=True)
class Corpus:
    """Where the documents lie, how many hold each word, and some of them to ask for."""

    folder: Path
    documents: int
    marked: Counter[str]
    samples: list[Text]

    @property
    def folded(self) -> Counter[str]:
        """About how many documents hold each word without its marks; no fewer than any spelling of it has."""
        found: Counter[str] = Counter()
        for word, count in self.marked.items():
            found[fold(word)] += count
        return found


def record_of(doc: Document) -> Record:
    """A synthetic document as the office would hand it over."""
    return Record(
        id=doc["id"], direction=doc["kind"], register=doc["register"], dated_on=date.fromisoformat(doc["date"]),
        kind=doc["type"], issuer=doc["agency"], reference=doc["code"], subject=doc["subject"],
        signatory=doc["signer"], urgency=doc["urgency"], body=doc["body"], number=doc["register_number"],
        year=doc["register_year"], level=doc["agency_level"],
    )  # fmt: skip


def text_of(record: Record) -> Text:
    """The record with the words that are searched, one spelling each."""
    shown = (record.subject, readable(record.body), record.signatory, record.issuer, record.kind)
    marked = [word for part in shown for word in words(part)]
    return Text(record, " ".join(map(fold, marked)), " ".join(marked))


def fill(folder: Path, n: int, seed: int) -> Corpus:
    """Make ``n`` documents and write them down, unless they are there already."""
    known = folder / f"{n}-{seed}.pickle"
    if known.exists():
        return Corpus(folder, n, *pickle.loads(known.read_bytes()))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    counts: Counter[str] = Counter()
    samples: list[Text] = []
    texts = (text_of(record_of(doc)) for doc in iter_docs(n, seed))
    with closing(sqlite3.connect(folder / _FILE)) as database:
        database.executescript(_SCHEMA)
        while batch := list(islice(texts, _BATCH)):
            for text in batch:
                counts.update(set(text.marked.split()))
            database.executemany("INSERT INTO document VALUES (?, ?, ?, ?, ?)", map(_row, batch))
            database.commit()
            samples += [text for text in batch if text.record.id % max(1, n // SAMPLES) == 0]
    known.write_bytes(pickle.dumps((counts, samples)))
    return Corpus(folder, n, counts, samples)


def texts(folder: Path) -> Iterator[Text]:
    """All documents, with their words."""
    with closing(sqlite3.connect(folder / _FILE)) as database:
        for record, body, folded, marked in database.execute(
            "SELECT record, body, folded, marked FROM document ORDER BY id"
        ):
            yield Text(_record(record, body), folded, marked)


def shown(folder: Path, ids: Iterable[int]) -> list[str]:
    """The bodies of the documents of a page of results, over one connection, as the portal has it."""
    asked = json.dumps(list(ids))
    rows = _kept_open(folder / _FILE).execute(
        "SELECT body FROM document WHERE id IN (SELECT value FROM json_each(?))", (asked,)
    )
    return [body for (body,) in rows]


@cache
def _kept_open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path)


def _row(text: Text) -> tuple[int, str, str, str, str]:
    bare = replace(text.record, body="")
    values = json.dumps(astuple(bare), ensure_ascii=False, default=date.isoformat)
    return text.record.id, values, text.record.body, text.folded, text.marked


def _record(values: str, body: str) -> Record:
    named = dict(zip((field.name for field in fields(Record)), json.loads(values), strict=True))
    day = named["dated_on"]
    return Record(**{**named, "body": body, "dated_on": date.fromisoformat(day) if day else None})
