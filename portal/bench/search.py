"""``portal bench search --n N``: how fast the archive's search builds, opens and answers, in processor time."""

import argparse
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from portal.rules.folding import fold, words
from portal.samples.corpus import Document, iter_docs
from portal.search import highlight
from portal.search.service import Engine, Found, Record, Status
from portal.search.writer import Writer

SAMPLES = 150
QUERIES = 25  # of each class
WARM = 3  # repeats, of which the best counts
PHRASES = (
    "ủy ban nhân dân huyện", "cộng hòa xã hội chủ nghĩa việt nam", "văn bản điện tử", "quyền sử dụng đất",
    "phần mềm quản lý văn bản", "căn cứ luật tổ chức chính quyền địa phương", "bệnh dịch tả lợn châu phi",
    "đơn vị trúng thầu", "kinh phí thực hiện", "hộ nghèo",
)  # fmt: skip

Ask = Callable[[Engine], Found]


@dataclass(frozen=True)
class Built:
    """What writing the index cost, and documents to make queries from."""

    status: Status
    seconds: float
    peak: float
    samples: list[Record]


@dataclass
class Row:
    """Milliseconds of one class of queries: with an empty cache, and again."""

    name: str
    first: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)

    def line(self) -> str:
        return "".join(
            [f"{self.name:<28}", *(f"{q(v):>9.2f}" for v in (self.first, self.warm) for q in (p50, p95))]
        )


def record_of(doc: Document) -> Record:
    """A synthetic document as the office would hand it over."""
    return Record(
        id=doc["id"], direction=doc["kind"], register=doc["register"], dated_on=date.fromisoformat(doc["date"]),
        kind=doc["type"], issuer=doc["agency"], reference=doc["code"], subject=doc["subject"],
        signatory=doc["signer"], urgency=doc["urgency"], body=doc["body"], number=doc["register_number"],
        year=doc["register_year"], level=doc["agency_level"],
    )  # fmt: skip


def build(folder: Path, n: int, seed: int) -> Built:
    """Write an index of ``n`` documents; making the documents is not counted."""
    samples: list[Record] = []
    spent = 0.0

    def records() -> Iterator[Record]:
        nonlocal spent
        documents = iter_docs(n, seed)
        while True:
            start = time.process_time()
            doc = next(documents, None)
            spent += time.process_time() - start
            if doc is None:
                return
            record = record_of(doc)
            if record.id % max(1, n // SAMPLES) == 0:
                samples.append(record)
            yield record

    start = time.process_time()
    with Writer(folder) as writer:
        status = writer.rebuild(records(), mark=0)
    return Built(status, time.process_time() - start - spent, memory("VmHWM"), samples)


def memory(name: str = "RssAnon") -> float:
    """Megabytes of this process, as Linux counts them; private memory unless told otherwise."""
    status = Path("/proc/self/status")
    found = re.search(rf"{name}:\s+(\d+)", status.read_text("ascii")) if status.exists() else None
    return int(found[1]) / 1024 if found else float("nan")


def queries(engine: Engine, samples: list[Record]) -> dict[str, list[Ask]]:
    """Classes of queries made from documents of the archive, the same for the same archive."""
    rng = random.Random(11)
    total = engine.status().documents
    frequency: dict[str, int] = {}
    for segment, _ in engine.refresh():
        for word, count in segment.frequencies("f"):
            frequency[word] = frequency.get(word, 0) + count
    rare = sorted(w for w, c in frequency.items() if 1 <= c <= 5 and w.isalpha() and 3 <= len(w) <= 8)
    picked = [_words_of(record, frequency, total, rng) for record in samples]
    several = [found for found in picked if len(found) >= 3][:QUERIES]
    bare = [[fold(word) for word in found] for found in several]
    subjects = [words(record.subject)[:5] for record in samples[:QUERIES]]
    return {
        "rare word": [_plain(word) for word in rng.sample(rare, min(QUERIES, len(rare)))],
        "number and symbol": [_plain(record.reference) for record in samples[:QUERIES]],
        "phrase": [_plain(f'"{phrase}"') for phrase in PHRASES],
        "words with marks": [_plain(" ".join(found)) for found in several],
        "words without marks": [_plain(" ".join(found)) for found in bare],
        "one of several words": [_plain(" | ".join(found)) for found in bare],
        "while typing": [_typing(" ".join(found)[: len(" ".join(found[:3])) + k]) for k, found in
                         ((2 + i % 3, found) for i, found in enumerate(subjects)) if len(found) > 3],
        "filters, newest first": [_filtered(found, record) for found, record in
                                  zip(bare, samples, strict=False)],
        "no match, suggestion": [_plain(f"{found[0]} {found[1][:2]}z{found[1][2:]}") for found in bare],
    }  # fmt: skip


def _words_of(record: Record, frequency: dict[str, int], total: int, rng: random.Random) -> list[str]:
    """A rarer word, middling ones and a common one of a document."""
    found = [word for word in dict.fromkeys(words(record.body)) if word.isalpha()]
    share = {word: frequency.get(fold(word), 0) / total for word in found}
    groups = [
        [w for w in found if low <= share[w] < high] for low, high in ((0, 0.02), (0.05, 0.3), (0.6, 2))
    ]
    return [
        word for group, count in zip(groups, (1, 2, 1), strict=True) for word in _sample(rng, group, count)
    ]


def _sample(rng: random.Random, group: list[str], count: int) -> list[str]:
    return rng.sample(group, min(count, len(group)))


def _plain(text: str) -> Ask:
    return lambda engine: engine.search(text)


def _typing(text: str) -> Ask:
    return lambda engine: engine.search(text, typing=True)


def _filtered(found: list[str], record: Record) -> Ask:
    filters = {"kind": record.kind, "level": record.level, "year": [record.year - 2, record.year + 1]}
    return lambda engine: engine.search(" ".join(found[1:3]), filters=filters, sort="date")


def measure(engine: Engine, name: str, asks: list[Ask]) -> Row:
    """Each query with an empty cache, then the best of a few more."""
    row = Row(name)
    for ask in asks:
        engine.cool()
        row.first.append(_timed(lambda ask=ask: ask(engine)))  # type: ignore[misc]
        row.warm.append(min(_timed(lambda ask=ask: ask(engine)) for _ in range(WARM)))  # type: ignore[misc]
    return row


def _timed(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def p50(values: list[float]) -> float:
    """The median."""
    return statistics.median(values) if values else float("nan")


def p95(values: list[float]) -> float:
    """Nineteen of twenty are no slower."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))] if values else float("nan")


def snippets(samples: list[Record]) -> Row:
    """Twenty documents of a page with their words marked."""
    row = Row("20 documents highlighted")
    for start in range(0, len(samples) - 20, 20):
        page = samples[start : start + 20]
        wanted = words(page[0].subject)[2:6]
        row.first.append(_timed(lambda page=page, w=wanted: [highlight.snippets(r.body, w) for r in page]))  # type: ignore[misc]
    row.warm = row.first
    return row


def run(n: int, seed: int = 7, say: Callable[[str], object] = print) -> list[Row]:
    """The whole measurement; the index is written by another process, so that memory here is a reader's."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            built = pool.submit(build, folder, n, seed).result()
        before = memory()
        engine = Engine(folder)
        opening = _timed(engine.refresh)
        opened = memory()
        classes = queries(engine, built.samples)
        engine.cool()
        settled = memory()
        rows = [measure(engine, name, asks) for name, asks in classes.items()]
        for asks in classes.values():
            for ask in asks:
                ask(engine)
        after = memory()
        rows.append(snippets(built.samples))
    say(
        f"{n} documents, seed {seed}: {n / built.seconds:.0f} documents a CPU second, peak {built.peak:.0f} MB,"
    )
    say(
        f"index {built.status.bytes / 1e6:.0f} MB in {built.status.segments} segments, opened in {opening:.0f} ms CPU;"
    )
    grown = after - before - (settled - opened)  # without what choosing the queries took
    say(f"private memory +{opened - before:.0f} MB open, +{grown:.0f} MB after the queries")
    say(f"{'CPU ms':<28}{'first p50':>9}{'p95':>9}{'warm p50':>9}{'p95':>9}")
    for row in rows:
        say(row.line())
    return rows


def main(arguments: list[str]) -> None:
    """Read the arguments of the command."""
    parser = argparse.ArgumentParser(prog="portal bench search")
    parser.add_argument("--n", type=int, default=10_000, help="documents")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(arguments)
    run(chosen.n, chosen.seed)
