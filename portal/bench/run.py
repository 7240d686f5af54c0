"""``portal bench NAME``: which measurement a name starts."""

from collections.abc import Callable

from portal.bench import pages
from portal.bench.search import command

BENCHES: dict[str, Callable[[list[str]], None]] = {
    "pages": pages.main,
    "search": command.main,
}


def run(name: str, arguments: list[str]) -> None:
    """Start a measurement; an unknown name says which there are."""
    if name not in BENCHES:
        raise ValueError(f"Không có phép đo “{name}”. Có: {', '.join(sorted(BENCHES))}.")
    BENCHES[name](arguments)
