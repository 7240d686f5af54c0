"""Two looks at one place of a page: row by row the surer of two readings."""

from collections.abc import Sequence

from portal.rules.page_lines import Box, Line, in_reading_order

_LEGIBLE = 0.6
_PIECE = 0.03
_WHOLE_PAGE = (0.0, 0.0, 1.0, 1.0)


def surer(one: list[Line], other: list[Line]) -> list[Line]:
    """Of every row the surer reading; what only the other has, if it is sure enough to be text."""
    rows: list[tuple[list[Line], list[Line]]] = [([line], []) for line in one]
    for line in other:
        beside = [row for row in rows if any(same_place(near, line) for near in (*row[0], *row[1]))]
        rows = [row for row in rows if row not in beside]
        rows.append(([near for row in beside for near in row[0]], [near for row in beside for near in row[1]] + [line]))
    chosen = [max((row for row in pair if row), key=_worth) for pair in rows]
    return in_reading_order([line for row in chosen for line in row if line in one or line.confidence >= _LEGIBLE])


def once(found: Sequence[Line]) -> list[Line]:
    """Each line once, though the looks at two places beside each other both found it."""
    kept: list[Line] = []
    for line in found:
        if not any(line.text == near.text and same_place(line, near) for near in kept):
            kept.append(line)
    return kept


def same_place(one: Line, other: Line) -> bool:
    """Side by side or on each other: the middle of one lies between top and bottom of the other."""
    upper, lower = one.box or _WHOLE_PAGE, other.box or _WHOLE_PAGE
    level = lower[1] < _middle(upper) < lower[3] or upper[1] < _middle(lower) < upper[3]
    return level and lower[0] < upper[2] and upper[0] < lower[2]


def surety(found: Sequence[Line]) -> float:
    """How surely the lines were recognised, letter by letter."""
    return sum(line.confidence * len(line.text) for line in found) / sum(len(line.text) for line in found)


def _worth(row: Sequence[Line]) -> float:
    """Its surety; a row in pieces is rather one that was not seen whole."""
    return surety(row) - _PIECE * (len(row) - 1)


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2
