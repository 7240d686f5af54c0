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

    def forgetting(self, act: Callable[[], object]) -> Callable[[], None]:
        """Does it once; what is returned forgets all that was read since the warm-up, so that the next is a first time.

        It forgets just that, and looks for nothing: sweeping through all that is kept would slow down what follows.
        """
        act()
        read_since = [
            (segment, segment.known() - self._ahead.get(segment.name, set())) for segment, _ in self._engine.refresh()
        ]

        def forget() -> None:
            self.forget_answers()
            forget_questions()
            for segment, keys in read_since:
                segment.forget(keys)

        return forget

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
