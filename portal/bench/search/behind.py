"""Any engine behind the portal's own interface, asked as the portal asks it."""

from collections.abc import Callable, Iterable
from pathlib import Path

from portal.bench.search.corpus import Text
from portal.bench.search.engines import Answer
from portal.bench.search.questions import BETTER, GROUPS, Question
from portal.search.interface import Archive, ArchiveWriter
from portal.search.suggest import Neighbours


def nothing() -> None:
    """For an engine that keeps no answers."""


class Behind:
    """Takes an archive and its writer, and knows nothing else of the engine."""

    def __init__(
        self, folder: Path, archive: Callable[[Path], Archive], writer: Callable[[Path], ArchiveWriter],
        cool: Callable[[], None] = nothing,
    ) -> None:  # fmt: skip
        self._folder, self._make, self._writer = folder, archive, writer
        self.cool = cool

    def warm_up(self) -> None:
        """Reads nothing ahead."""

    def build(self, texts: Iterable[Text]) -> None:
        with self._writer(self._folder) as writer:
            writer.rebuild((text.record for text in texts), mark=0)

    def open(self, near: Neighbours) -> None:
        self.archive = self._make(self._folder)
        self.archive.status()

    def ask(self, question: Question) -> Answer:
        """A misspelled word is asked again as what was suggested for it."""
        found = self.archive.search(
            question.text, filters=question.filters, sort=question.sort, typing=question.typing,
            facets=GROUPS if question.kind == "facets" else (), suggest=question.kind in BETTER,
        )
        if question.kind == "fuzzy" and not found.total and found.corrections:
            found = self.archive.search(" | ".join(found.corrections), facets=(), suggest=False)
        return found.total, found.ids

    def add(self, text: Text) -> None:
        with self._writer(self._folder) as writer:
            writer.add([text.record], mark=0)
