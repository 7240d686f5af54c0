"""Một dòng sổ: the columns of a printed register, how wide they are and what is remarked in the last of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.rules.tables import shown

Label = Callable[[object, str], str]
VOLUME = 5_000  # numbers a bound volume is proposed to hold
BY_HAND = 200  # empty lines of a book that is filled in by hand

# Shares of the page by the form of the register, in millimetres of A4 landscape.
WIDTHS = {
    "incoming": (20, 13, 36, 28, 20, 64, 32, 20, 17, 22),
    "outgoing": (28, 20, 66, 26, 40, 20, 13, 20, 17, 22),
    "handling": (13, 84, 40, 24, 38, 33, 40),
    "post": (22, 34, 96, 16, 56, 48),
    "retained_use": (20, 36, 36, 64, 24, 22, 20, 28, 22),
}


@dataclass(frozen=True)
class Change:
    """A later version of a row: the act, its day, its reason, and the values that stood there before."""

    act: str
    on: date
    reason: str
    old: Mapping[str, Any] = field(default_factory=dict)


def widths(form: str) -> tuple[int, ...]:
    """The widths of a form; every register of what goes out has the outgoing one's."""
    return WIDTHS.get(form, WIDTHS["outgoing"])


def volumes(first: int, last: int) -> list[tuple[int, int, int]]:
    """Volume, first and last number, so that a volume can be bound; an empty register is one volume."""
    starts = range(first, max(first, last) + 1, VOLUME)
    return [(n, start, min(start + VOLUME - 1, max(first, last))) for n, start in enumerate(starts, start=1)]


def notes(changes: Sequence[Change], values: Mapping[str, Any], label: Label) -> str:
    """Ghi chú: urgency, a late entry with its day, the remark, and what was corrected or voided, nothing left out."""
    parts = [] if values.get("urgency", "normal") == "normal" else [label(values["urgency"], "urgency")]
    received, entered = values.get("received_on"), values.get("entered_on")
    if received and entered and entered > received:
        parts.append(label("late", "register_note").format(on=shown(entered)))
    parts += [values["note"]] if values.get("note") else []
    return "; ".join([*parts, *(changed(each, label) for each in changes)])


def changed(change: Change, label: Label) -> str:
    """One correction with the old values, or the void with its reason."""
    before = ((label(name, "result_column").lower(), written(name, was, label)) for name, was in change.old.items())
    old = ", ".join(label("old", "register_note").format(name=name, value=value) for name, value in sorted(before))
    words = change.act if change.act == "voided" or not old else "corrected_from"
    return label(words, "register_note").format(on=shown(change.on), reason=change.reason, old=old)


def written(name: str, value: object, label: Label) -> str:
    """An old value as people read it; days stand in the rows as ISO text."""
    if not value:
        return label("empty", "register_note")
    if name.endswith("_on"):
        return shown(date.fromisoformat(str(value)))
    return label(value, "urgency") if name == "urgency" else str(value)


def type_and_subject(kind: str, subject: str) -> str:
    """Tên loại và trích yếu nội dung."""
    return " – ".join(part for part in (kind, subject) if part)
