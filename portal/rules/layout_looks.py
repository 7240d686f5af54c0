"""Whether a part is printed in the size, weight and case its rule asks for."""

from collections.abc import Callable, Iterable, Iterator

from portal.rules.layout_page import Row, Run
from portal.rules.layout_rules import LOOKS

Fault = tuple[str, Row | None, str]
_NEAR = 0.3  # points; PDFs round


def looks(part: str, rows: Iterable[Row]) -> Iterator[Fault]:
    """Faults of the look of these rows, each kind once, at the first row that has it."""
    look, given = LOOKS[part], list(rows)
    tests: tuple[tuple[str, Callable[[Run], bool], Callable[[Run], str]], ...] = (
        ("size", lambda run: not _fits(run.size, look.sizes), lambda run: f"{run.size:g}"),
        ("bold", lambda run: look.bold is not None and run.bold != look.bold, lambda run: ""),
        ("italic", lambda run: look.italic is not None and run.italic != look.italic, lambda run: ""),
    )
    for aspect, is_fault, said in tests:
        hit = next(((row, run) for row in given for run in row.lettered if is_fault(run)), None)
        if hit:
            yield f"{part}.{aspect}", hit[0], said(hit[1])
    if look.upper and (row := next((row for row in given if row.text != row.text.upper()), None)):
        yield f"{part}.case", row, ""


def _fits(size: float | None, sizes: tuple[float, float]) -> bool:
    return size is None or sizes[0] - _NEAR <= size <= sizes[1] + _NEAR
