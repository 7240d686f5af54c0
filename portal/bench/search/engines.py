"""The engines by name, and what the measurement asks of each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from portal.bench.packages import missing
from portal.bench.search.corpus import Text
from portal.bench.search.questions import Question
from portal.search.suggest import Neighbours

Answer = tuple[int, Sequence[int]]  # how many documents match, and the first twenty


class Contender(Protocol):
    """An engine in the measurement."""

    def build(self, texts: Iterable[Text]) -> None:
        """Index all documents."""
        ...

    def open(self, near: Neighbours) -> None:
        """Be ready to answer; ``near`` is the common dictionary, for engines that have none of their own."""
        ...

    def warm_up(self) -> None:
        """Read ahead what is asked for most, if the engine does so."""
        ...

    def ask(self, question: Question) -> Answer:
        """Answer one question."""
        ...

    def cool(self) -> None:
        """Forget what was cached of earlier answers, if anything is."""
        ...

    def add(self, text: Text) -> None:
        """Add one document, to be found by the next question."""
        ...


@dataclass(frozen=True)
class Name:
    """An engine in the table: its module, its heading, and the package it needs besides the portal's own."""

    module: str
    heading: str
    package: str = ""


ENGINES = {
    "ours": Name("ours", "cổng"),
    "plain": Name("plain", "Whoosh"),
    "fts5": Name("fts5", "FTS5"),
    "tantivy": Name("bare_tantivy", "tantivy", "tantivy"),
    "seam": Name("seam", "tantivy*", "tantivy"),
    "fts5seam": Name("seam_fts5", "FTS5*"),
}


class Missing(ValueError):
    """A package that only the measurement needs is not installed."""


def chosen(names: str) -> list[str]:
    """The engines of a list with commas, in the order of the table; refuses what is unknown or not installed."""
    wanted = {name.strip() for name in names.split(",")}
    if unknown := wanted - set(ENGINES):
        raise ValueError(f"Không có công cụ “{', '.join(sorted(unknown))}”. Có: {', '.join(ENGINES)}.")
    for name in wanted:
        package = ENGINES[name].package
        if package and not find_spec(package):
            raise Missing(f"{missing(package)} Hoặc bỏ “{name}” khỏi --engines.")
    return [name for name in ENGINES if name in wanted]


def contender(name: str, folder: Path) -> Contender:
    """The engine with its index in the folder."""
    make: Callable[[Path], Contender] = import_module(f"portal.bench.search.{ENGINES[name].module}").contender
    return make(folder)
