"""The tables of the measurement: answers, building and adding, and what was aimed at."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import isnan, nan

from portal.bench.search.contest import Outcome, Times, p50, p95
from portal.bench.search.engines import ENGINES
from portal.bench.search.questions import CLASSES, PLANNED
from portal.bench.search.relevance import TIERS

_LABEL, _COLUMN = 24, 19
_NO_SNIPPETS = [kind for kind in CLASSES if kind != "snippets"]
_FIRST = [kind for kind in _NO_SNIPPETS if kind != "joined"]  # the others do not look for two words in one
_WHY_OTHERWISE = (
    "Tổng số khác nhau vì cổng tính cả văn bản viện dẫn số ấy và văn bản ghi chữ không dấu, cụm từ thì theo từng đôi "
    "chữ liền nhau; từ sai một chữ thì mỗi bên chọn từ gần đúng một cách; công cụ quá chậm được hỏi ít câu hơn."
)
_SNIPPETS_UNKEPT = (["snippets"], "anew", "unkept")  # ours forgets its answers as well
_OF_FTS5 = ("marked", "bare", "either", "phrase", "typing", "facets")

# How our engine is asked besides "again", and where the times stand.
_WAYS = {
    "nguội": "cold", "lần đầu": "first", "mới": "fresh", "mới, từ sẵn": "fresh_planned", "từ sẵn": "planned",
    "tìm lại": "anew",
}  # fmt: skip

_ONCE = ("fts5", "fts5seam")  # whose own first times ours are held against

Outcomes = dict[str, Outcome]


def answers(outcomes: Outcomes) -> Iterator[str]:
    """One line a class: p50 and p95 of each engine.

    Ours with nothing kept, once after the warm-up, the best of three such, the same as a plan, again as a plan,
    again but its answer forgotten, and again from that answer.  FTS5's own first time stands before the best of some.
    """
    mine = [f"cổng, {how}" for how in _WAYS] if "ours" in outcomes else []
    others = [f"{ENGINES[name].heading}, lần đầu" for name in _ONCE if name in outcomes]
    columns = [*mine, *others, *(ENGINES[name].heading for name in outcomes)]
    yield _line("CPU ms, p50 / p95", columns)
    for kind, label in CLASSES.items():
        times = {name: outcome.times.get(kind, Times()) for name, outcome in outcomes.items()}
        own = times.get("ours")
        cells = [_both(getattr(own, times)) for times in _WAYS.values()] if own else []
        cells += [_both(times[name].cold) for name in _ONCE if name in outcomes]
        yield _line(label, [*cells, *(_both(one.warm) for one in times.values())])
    yield _line("số văn bản tìm thấy", ["" for _ in (*mine, *others)] + [*map(_hits, outcomes.values())])
    yield _WHY_OTHERWISE
    if "ours" in outcomes:
        yield f"{ENGINES['ours'].heading}: hỏi lại thì lấy câu trả lời đã giữ; “tìm lại” là không có câu trả lời ấy."
        yield "“mới” là lần đầu sau khi đọc trước, tốt nhất trong ba; “từ sẵn” là câu hỏi đã đọc, như FTS5, tantivy."
    if behind := [ENGINES[name].heading for name in ("seam", "fts5seam") if name in outcomes]:
        yield f"{', '.join(behind)}: sau giao diện của cổng, cùng từ, cùng câu trả lời, kể cả các nhóm đếm."


def ranking(outcomes: Outcomes) -> Iterator[str]:
    """One line a tier of the ranking: of how many questions the right document came first."""
    yield _line("đúng ở đầu, số câu", [ENGINES[name].heading for name in outcomes])
    for tier, label in TIERS.items():
        rights = [outcome.right.get(tier, []) for outcome in outcomes.values()]
        yield _line(label, [f"{sum(right)}/{len(right)}" for right in rights])
    yield "Đúng hay không tính từ chữ của văn bản. Các công cụ kia xếp theo BM25, sau giao diện của cổng (*) cũng vậy."


def building(outcomes: Outcomes) -> Iterator[str]:
    """One line a figure."""
    yield _line("lập, thêm, bộ nhớ", [ENGINES[name].heading for name in outcomes])
    found = outcomes.values()
    yield _line("văn bản mỗi giây CPU", [f"{one.built.speed:.0f}" for one in found])
    yield _line("cao nhất khi lập, MB", [f"{one.built.peak:.0f}" for one in found])
    yield _line("chỉ mục, MB", [f"{one.built.size:.0f}" for one in found])
    yield _line("thêm 1, CPU ms", [_both(one.added_cpu) for one in found])
    yield _line("thêm 1, đồng hồ, ms", [_both(one.added_wall) for one in found])
    yield _line("mở, CPU ms", [f"{one.opened:.0f}" for one in found])
    yield _line("đọc trước, CPU ms", [f"{one.warming:.0f}" if one.warming else "–" for one in found])
    yield _line("bộ nhớ khi mở, MB", [f"{one.opened_memory:.0f}" for one in found])
    yield _line("bộ nhớ sau khi hỏi, MB", [f"{one.memory:.0f}" for one in found])


@dataclass(frozen=True)
class Target:
    """A figure that must not be above, or not below, a limit."""

    name: str
    limit: float
    measured: float
    where: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "đạt" if self.met else "CHƯA ĐẠT"
        where = f" ({self.where})" if self.where else ""
        return f"{self.name:<58}{sign} {self.limit:<7g}{self.measured:>9.3f}  {verdict}{where}"


def targets(outcomes: Outcomes) -> Iterator[str]:
    """Each target with what was measured; those whose peer took no part are named."""
    yield f"{'mục tiêu (tỷ số, p95)':<60}{'':<7}{'đo được':>9}"
    for target in aims(outcomes):
        yield f"{target.name:<58}không đo" if isnan(target.measured) else target.line()


def aims(outcomes: Outcomes) -> list[Target]:
    """What the engine aims at, with the ratios of this run."""
    tantivy, fts5, plain = (outcomes.get(name) for name in ("tantivy", "fts5", "plain"))
    ours, seam, seam_fts5 = (outcomes.get(name) for name in ("ours", "seam", "fts5seam"))
    return [
        Target("lần sau, mọi loại trừ đoạn trích / tantivy", 1.0, *_worst(ours, tantivy, _NO_SNIPPETS)),
        Target("lần sau, không giữ câu trả lời / tantivy", 1.0, *_worst(ours, tantivy, _NO_SNIPPETS, "anew")),
        Target("lần sau, từ sẵn như tantivy / tantivy", 1.0, *_worst(ours, tantivy, PLANNED, "planned")),
        Target("lần sau, cùng câu trả lời / tantivy sau giao diện", 1.0, *_worst(ours, seam, _NO_SNIPPETS)),
        Target("lần sau: và, hoặc, cụm từ, gõ dở, nhóm / FTS5", 0.1, *_worst(ours, fts5, _OF_FTS5)),
        Target("như trên, không giữ câu trả lời / FTS5", 0.1, *_worst(ours, fts5, _OF_FTS5, "anew")),
        Target("20 đoạn trích / tantivy", 1.3, *_worst(ours, tantivy, ["snippets"])),
        Target("20 đoạn trích, không bên nào giữ chữ / tantivy", 1.3, *_worst(ours, tantivy, *_SNIPPETS_UNKEPT)),
        Target("20 đoạn trích / FTS5", 0.3, *_worst(ours, fts5, ["snippets"])),
        Target("20 đoạn trích, không bên nào giữ chữ / FTS5", 0.3, *_worst(ours, fts5, *_SNIPPETS_UNKEPT)),
        Target("mới (tốt nhất trong 3), từ sẵn như FTS5 / FTS5", 1.5, *_worst(ours, fts5, PLANNED, "fresh_planned")),
        Target("mới, trừ đoạn trích / FTS5 sau giao diện", 1.5, *_worst(ours, seam_fts5, _FIRST, "fresh")),
        Target("mới, trừ đoạn trích / FTS5", 1.5, *_worst(ours, fts5, _FIRST, "fresh")),
        Target("lần đầu, một lần / lần đầu của FTS5", 1.5, *_worst(ours, fts5, _FIRST, "first", "cold")),
        Target("lần đầu, một lần / FTS5", 1.5, *_worst(ours, fts5, _FIRST, "first")),
        Target("văn bản mỗi giây CPU khi lập / FTS5", 0.15, _ratio(ours, fts5, "speed"), at_least=True),
        Target("văn bản mỗi giây CPU khi lập / Whoosh", 2.5, _ratio(ours, plain, "speed"), at_least=True),
        Target("thêm 1 văn bản, đồng hồ, p50 / tantivy", 1.5, _adding(ours, tantivy, p50)),
        Target("thêm 1 văn bản, đồng hồ, p95 / tantivy", 6, _adding(ours, tantivy, p95)),
        Target("dung lượng chỉ mục / FTS5", 0.7, _ratio(ours, fts5, "size")),
        Target("dung lượng chỉ mục / tantivy", 2.3, _ratio(ours, tantivy, "size")),
        Target("bộ nhớ sau khi hỏi, MB", 128, ours.memory if ours else nan),
        Target("phần câu có văn bản đúng ở đầu, hạng kém nhất", 1.0, *_rightness(ours), at_least=True),
    ]


def _worst(
    ours: Outcome | None, peer: Outcome | None, kinds: Iterable[str], mine: str = "warm", other: str = "warm"
) -> tuple[float, str]:
    """The greatest ratio of the classes, and which class has it; of which times of ours and the other's."""
    if ours is None or peer is None:
        return nan, ""
    ratios = {
        kind: p95(getattr(times, mine)) / p95(getattr(peer.times[kind], other))
        for kind in kinds
        if (times := ours.times.get(kind)) and kind in peer.times
    }
    kind = max(ratios, key=lambda one: ratios[one])
    return ratios[kind], CLASSES[kind]


def _rightness(ours: Outcome | None) -> tuple[float, str]:
    """Of the tiers the lowest share of questions with the right document first, and which tier has it."""
    shares = {tier: sum(right) / len(right) for tier, right in ours.right.items() if right} if ours else {}
    if not shares:
        return nan, ""
    tier = min(shares, key=lambda one: shares[one])
    return shares[tier], TIERS[tier]


def _ratio(ours: Outcome | None, peer: Outcome | None, figure: str) -> float:
    return getattr(ours.built, figure) / getattr(peer.built, figure) if ours and peer else nan


def _adding(ours: Outcome | None, peer: Outcome | None, at: Callable[[list[float]], float]) -> float:
    return at(ours.added_wall) / at(peer.added_wall) if ours and peer else nan


def _both(values: list[float]) -> str:
    return f"{_short(p50(values))} / {_short(p95(values))}" if values else "–"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _hits(outcome: Outcome) -> str:
    return str(sum(sum(times.hits) for times in outcome.times.values()))


def _line(label: str, cells: Iterable[str]) -> str:
    return f"{label:<{_LABEL}}" + "".join(f"{cell:>{_COLUMN}}" for cell in cells)
