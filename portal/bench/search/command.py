"""The arguments of ``portal bench search`` and the order of the run."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from portal.bench import processes
from portal.bench.search import corpus, engines, tables
from portal.bench.search.contest import Outcome, contest
from portal.bench.search.questions import questions
from portal.bench.search.relevance import judged

SEED = 7


def main(arguments: list[str]) -> None:
    """Read the arguments of the command."""
    parser = argparse.ArgumentParser(prog="portal bench search")
    parser.add_argument("--n", type=int, default=10_000, help="số văn bản")
    parser.add_argument("--seed", type=int, default=SEED, help="văn bản nào: cùng số thì cùng văn bản")
    parser.add_argument("--engines", default=",".join(engines.ENGINES), help="công cụ nào, cách nhau bằng dấu phẩy")
    parser.add_argument("--folder", type=Path, help="làm việc ở đây và giữ lại; chỉ mục so sánh đã lập thì dùng lại")
    given = parser.parse_args(arguments)
    names = engines.chosen(given.engines)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as scratch:
        run(given.folder or Path(scratch), given.n, given.seed, names)


def run(
    folder: Path, n: int, seed: int, names: list[str], say: Callable[[str], object] = print
) -> dict[str, Outcome]:
    """The whole measurement, then its tables."""
    made = corpus.fill(folder / "documents", n, seed)
    outcomes = contest(names, folder, made, questions(made), judged(made))
    say(f"{n} văn bản, seed {seed}; một triệu phép tính: {processes.yardstick():.0f} ms CPU")
    for table in (tables.answers, tables.ranking, tables.building, tables.targets):
        say("")
        for line in table(outcomes):
            say(line)
    return outcomes
