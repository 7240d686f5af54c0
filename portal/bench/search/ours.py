"""The portal's own engine."""

import threading
from collections.abc import Callable
from pathlib import Path

from portal.bench.search.behind import Behind
from portal.bench.search.engines import Answer
from portal.bench.search.questions import GROUPS, Question
from portal.search import answer
from portal.search.query import forget_questions, read
from portal.search.records import EVERYTHING
from portal.search.service import Engine
from portal.search.warmup import Pace, Warmer
from portal.search.writer import Writer

_PAGE = 20


class Ours(Behind):
    """As the portal runs it: what it finds comes with counts of four groups."""

    def __init__(self, folder: Path) -> None:
        engine = Engine(folder)
        warmer = Warmer(engine, Pace(threading.Event(), pause=0))
        super().__init__(folder, lambda _: engine, Writer, engine.cool)
        self._engine, self._warmer = engine, warmer
        self._ahead: dict[str, set[tuple[str, ...]]] = {}
        self.forget_answers = engine.forget_answers

    def warm_up(self) -> None:
        """Reads ahead as after a start, and notes what was read."""
        self._warmer.catch_up()
        self._ahead = {segment.name: segment.known() for segment, _ in self._engine.refresh()}

    def as_warmed_up(self) -> None:
        """Forgets every answer, question and set but those read ahead."""
        self.forget_answers()
        forget_questions()
        for segment, _ in self._engine.refresh():
            segment.forget(self._ahead.get(segment.name, set()))

    def planned(self, question: Question) -> Callable[[], Answer]:
        """The engine alone, as the bare ones are asked: its question read and its index open before the clock runs."""
        plan, snapshot = read(question.text, typing=question.typing), self._engine.refresh()
        groups = GROUPS if question.kind == "facets" else ()

        def answered() -> Answer:
            ranked = answer.rank(snapshot, plan, question.filters, EVERYTHING)
            answer.facets(ranked, groups)
            return ranked.total, answer.page(ranked, question.sort, 0, _PAGE)[0]

        return answered


contender = Ours
