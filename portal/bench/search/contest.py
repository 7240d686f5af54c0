"""One child process an engine: it builds, opens and answers there, so that memory and time are its own."""

import json
import re
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

from portal.bench.processes import size_on_disk
from portal.bench.search import corpus as corpora
from portal.bench.search.corpus import Corpus, Text
from portal.bench.search.engines import Answer, Contender, contender
from portal.bench.search.ours import Ours
from portal.bench.search.questions import PLANNED, Question
from portal.bench.search.relevance import Judged
from portal.search import highlight
from portal.search.suggest import Neighbours

REPEATS = 3  # of which the best counts
ENOUGH = 20_000.0  # CPU ms after which an engine is spared the rest of a class
SLOW = 1_000.0  # CPU ms beyond which an answer is not asked for again
ADDED = 40  # documents added one by one


@dataclass(frozen=True)
class Built:
    """What building cost: documents a CPU second, peak and size in MB."""

    speed: float
    peak: float
    size: float


@dataclass
class Times:
    """Milliseconds of one class: right after the warm-up, with nothing kept, and the best of the repeats.

    Of our own engine: ``fresh`` is the best of some first uses, each with no more kept than the warm-up had read;
    ``anew`` are repeats that had to be answered from the index though its last answers are kept.  Both of them
    ``planned`` are the same without the reading of the question, as the others are asked.  ``unkept`` are repeats of
    any engine for which the texts shown last were forgotten, where texts are shown.
    """

    first: list[float] = field(default_factory=list)
    fresh: list[float] = field(default_factory=list)
    fresh_planned: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)
    planned: list[float] = field(default_factory=list)
    unkept: list[float] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)


@dataclass
class Outcome:
    """All figures of one engine; memory in MB beyond what the process had before."""

    built: Built
    opened: float = 0.0
    opened_memory: float = 0.0
    memory: float = 0.0
    warming: float = 0.0
    times: dict[str, Times] = field(default_factory=dict)
    right: dict[str, list[bool]] = field(default_factory=dict)  # of each tier, whether the right document came first
    added_cpu: list[float] = field(default_factory=list)
    added_wall: list[float] = field(default_factory=list)


def p50(values: list[float]) -> float:
    """The median."""
    return statistics.median(values) if values else float("nan")


def p95(values: list[float]) -> float:
    """Nineteen of twenty are no slower."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))] if values else float("nan")


def contest(
    names: list[str], folder: Path, corpus: Corpus, asked: list[Question], judged: Sequence[Judged] = ()
) -> dict[str, Outcome]:
    """Build with one engine after the other, ask all of them in turn, then add to each."""
    outcomes = {name: Outcome(_built(name, folder / name, corpus.folder)) for name in names}
    seats = {name: _seat() for name in names}
    near = list(corpus.folded.items())
    for name, seat in seats.items():
        outcome = outcomes[name]
        outcome.opened, outcome.opened_memory = seat.submit(_open, name, folder / name, corpus.folder, near).result()
    if "ours" in seats:
        outcomes["ours"].warming = seats["ours"].submit(_warm_up).result()
        for question in asked:
            times = outcomes["ours"].times.setdefault(question.kind, Times())
            times.first.append(seats["ours"].submit(_ask_once, question).result())
            times.fresh.append(seats["ours"].submit(_ask_fresh, question).result())
            if question.kind in PLANNED:
                times.fresh_planned.append(seats["ours"].submit(_ask_fresh_planned, question).result())
    for question in asked:
        page: Sequence[int] = []
        for name, seat in seats.items():
            times = outcomes[name].times.setdefault(question.kind, Times())
            if sum(times.cold) + sum(times.warm) < ENOUGH:
                cold, warm, (hits, ids) = seat.submit(_ask, question, page).result()
                times.cold.append(cold)
                times.warm.append(warm)
                times.hits.append(hits)
                if question.kind == "snippets":
                    times.unkept.append(seat.submit(_ask_unkept, question, page).result())
                if name == "ours":
                    times.anew.append(seat.submit(_ask_anew, question, page).result())
                    if question.kind in PLANNED:
                        times.planned.append(seat.submit(_ask_planned, question).result())
                page = page or ids
    for one in judged:
        for name, seat in seats.items():
            first = seat.submit(_first, one.question).result()
            outcomes[name].right.setdefault(one.tier, []).append(first in one.right)
    for name, seat in seats.items():
        _figures(folder / name).unlink()  # from here on the index is another
        outcomes[name].memory = seat.submit(_grown).result()
        outcomes[name].added_cpu, outcomes[name].added_wall = seat.submit(_add, corpus.samples).result()
        seat.shutdown()
    return outcomes


def _built(name: str, folder: Path, documents: Path) -> Built:
    """Build, unless an earlier run that went no further did; our own index is always made anew."""
    figures = _figures(folder)
    if name == "ours" or not figures.exists():
        shutil.rmtree(folder, ignore_errors=True)
        with _seat() as seat:
            built = seat.submit(build, name, folder, documents).result()
        figures.write_text(json.dumps(asdict(built)))
    return Built(**json.loads(figures.read_text()))


def _figures(folder: Path) -> Path:
    """What building cost, beside the index."""
    return folder.with_suffix(".json")


def _seat() -> ProcessPoolExecutor:
    """A process of its own."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


# What follows runs in the process of one engine.


@dataclass
class _Place:
    """The engine of this process and the texts it highlights from."""

    engine: Contender
    folder: Path
    before: float


_here: list[_Place] = []


def build(name: str, folder: Path, documents: Path) -> Built:
    """Index all documents; reading them is not counted."""
    spent, count = 0.0, 0

    def texts() -> Iterator[Text]:
        nonlocal spent, count
        rest = corpora.texts(documents)
        while True:
            start = time.process_time()
            text = next(rest, None)
            spent += time.process_time() - start
            if text is None:
                return
            count += 1
            yield text

    start = time.process_time()
    contender(name, folder).build(texts())
    seconds = time.process_time() - start - spent
    return Built(count / seconds, memory("VmHWM"), size_on_disk(folder) / 1e6)


def _open(name: str, folder: Path, documents: Path, near: list[tuple[str, int]]) -> tuple[float, float]:
    neighbours = Neighbours(near)
    del near
    place = _Place(contender(name, folder), documents, memory())
    _here.append(place)
    spent = timed(lambda: place.engine.open(neighbours))
    return spent, memory() - place.before


def _warm_up() -> float:
    (place,) = _here
    return timed(place.engine.warm_up)


def _ask_once(question: Question) -> float:
    (place,) = _here
    return timed(lambda: _answered(place, question, []))


def _ask_fresh(question: Question) -> float:
    """The quickest of some first uses after the warm-up: other engines' figures are the quickest of some, too."""
    (place,) = _here
    return _quickest_first(_ours(place), lambda: _answered(place, question, []))


def _ask_fresh_planned(question: Question) -> float:
    """The same of our engine alone."""
    (place,) = _here
    return _quickest_first(_ours(place), _ours(place).planned(question))


def _quickest_first(ours: Ours, act: Callable[[], object]) -> float:
    forget, spent = ours.forgetting(act), []
    for _ in range(REPEATS):
        forget()
        highlight.forget_rows()
        spent.append(timed(act))
    forget()
    return min(spent)


def _ask(question: Question, page: Sequence[int]) -> tuple[float, float, Answer]:
    """An answer with nothing kept, the quickest of some more, and what was found."""
    (place,) = _here
    place.engine.cool()
    highlight.forget_rows()
    found: list[Answer] = []
    cold = timed(lambda: found.append(_answered(place, question, page)))
    repeats = REPEATS if cold < SLOW else 0
    warm = [timed(lambda: _answered(place, question, page)) for _ in range(repeats)]
    return cold, min(warm, default=cold), found[0]


def _ask_unkept(question: Question, page: Sequence[int]) -> float:
    """The quickest of some answers for which every text is read anew."""
    (place,) = _here
    spent = []
    for _ in range(REPEATS):
        highlight.forget_rows()
        spent.append(timed(lambda: _answered(place, question, page)))
    return min(spent)


def _first(question: Question) -> int | None:
    """The document an engine puts first."""
    (place,) = _here
    _, ids = place.engine.ask(question)
    return next(iter(ids), None)


def _ask_anew(question: Question, page: Sequence[int]) -> float:
    """The quickest of some answers that our engine has not kept."""
    (place,) = _here
    spent = []
    for _ in range(REPEATS):
        _ours(place).forget_answers()
        highlight.forget_rows()
        spent.append(timed(lambda: _answered(place, question, page)))
    return min(spent)


def _ask_planned(question: Question) -> float:
    """The quickest of some answers of our engine alone."""
    (place,) = _here
    answered = _ours(place).planned(question)
    return min(timed(answered) for _ in range(REPEATS))


def _ours(place: _Place) -> Ours:
    if not isinstance(place.engine, Ours):
        raise TypeError(f"{place.engine} keeps no answers and makes no plans")
    return place.engine


def _answered(place: _Place, question: Question, page: Sequence[int]) -> Answer:
    """For one class the words are marked in twenty texts, the same for every engine that found some."""
    total, ids = place.engine.ask(question)
    if question.kind == "snippets":
        for body in corpora.shown(place.folder, page or ids):
            highlight.snippets(body, question.words)
    return total, ids


def _grown() -> float:
    (place,) = _here
    return memory() - place.before


def _add(samples: list[Text]) -> tuple[list[float], list[float]]:
    """Documents with a word of their own, each found before the next is added."""
    (place,) = _here
    cpu, wall = [], []
    for number, sample in enumerate(samples[:ADDED]):
        mark = "zzq" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
        record = replace(sample.record, id=10_000_000 + number, body=f"{sample.record.body}\n{mark}")
        text = Text(record, f"{sample.folded} {mark}", f"{sample.marked} {mark}")
        began, start = time.perf_counter(), time.process_time()
        place.engine.add(text)
        hits, _ = place.engine.ask(Question("rare", mark, (mark,)))
        cpu.append((time.process_time() - start) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        if hits != 1:
            raise RuntimeError(f"{place.engine}: the new document is found {hits} times")
    return cpu, wall


def timed(act: Callable[[], object]) -> float:
    """Processor milliseconds of this process, all threads."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def memory(name: str = "RssAnon") -> float:
    """Megabytes of this process, as Linux counts them; private memory unless told otherwise."""
    status = Path("/proc/self/status")
    found = re.search(rf"{name}:\s+(\d+)", status.read_text("ascii")) if status.exists() else None
    return int(found[1]) / 1024 if found else float("nan")

