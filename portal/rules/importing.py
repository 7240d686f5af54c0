"""One line of an older archive: what it must say, and the document it becomes."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.rules import references
from portal.rules.errors import LineRefused
from portal.rules.folding import nfc
from portal.rules.kinds import REGISTERS
from portal.rules.states import DONE, ISSUED

URGENCIES = {
    "": "normal", "thường": "normal", "khẩn": "urgent", "thượng khẩn": "very_urgent",
    "hỏa tốc": "express", "hoả tốc": "express",
}
FIRST_YEAR = 1945
FAR = 1_000  # numbers left out at once in the running year that are rather a slip of the pen
LARGEST_NUMBER = 999_999  # a counter only grows: one wrong digit must not carry a register into the millions
WHYS = (
    "too_long", "encoding", "not_json", "not_a_record", "missing", "not_text", "not_a_number", "not_a_day",
    "future_day", "unknown_kind", "unknown_urgency", "not_a_list",
    "id_used", "number_taken", "register_closed", "gap", "jump",
)


@dataclass(frozen=True, slots=True)
class OldDocument:
    """A document with the number it got in its day; ``values`` are named as the fields of a document."""

    source_id: str
    register: str
    year: int
    number: int
    values: dict[str, Any]
    recipients: tuple[str, ...]
    issuer_short: str
    body: str

    @property
    def place(self) -> tuple[str, int, int]:
        """Register, year and number: where it stands in the books."""
        return self.register, self.year, self.number


def read(line: bytes, *, today: date) -> OldDocument:
    """The document a line of JSON describes; ``LineRefused`` says why there is none.

    The text of the pages is kept letter by letter, because old fonts use what elsewhere is invisible.
    """
    record = parse(line)
    register = text(record, "kind", required=True)
    if register not in REGISTERS:
        raise LineRefused(why="unknown_kind", field="kind", value=register[:40])
    return document(record, register, register, today=today)


def document(record: dict[str, Any], register: str, form: str, *, today: date) -> OldDocument:
    """The document a record describes, for the register of that code, whose form is one of the law's."""
    return OldDocument(
        source_id=source_id(record),
        register=register,
        year=whole(record, "register_year", FIRST_YEAR, today.year),
        number=whole(record, "register_number", 1, LARGEST_NUMBER),
        values=values(record, form, today=today),
        recipients=names(record, "recipients"),
        issuer_short=text(record, "agency_abbr"),
        body=body(record),
    )


def parse(line: bytes) -> dict[str, Any]:
    """The JSON object of a line."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as cause:
        raise LineRefused(why="encoding") from cause
    except (ValueError, RecursionError) as cause:
        raise LineRefused(why="not_json") from cause
    if not isinstance(record, dict):
        raise LineRefused(why="not_a_record")
    return record


def values(record: dict[str, Any], register: str, *, today: date) -> dict[str, Any]:
    """The fields of the document that do not depend on what the office already has."""
    dated_on, received_on = day(record, "date", today), day(record, "received_date", today)
    return {
        "direction": REGISTERS[register].direction,
        "state": DONE if register == "incoming" else ISSUED,
        "issuer": text(record, "agency", required=True),
        **reference(record),
        "dated_on": dated_on,
        "kind": text(record, "type"),
        "subject": text(record, "subject", required=True),
        "urgency": urgency(record),
        "position": text(record, "position"),
        "signatory": text(record, "signer"),
        "received_on": received_on,
        "entered_on": received_on or dated_on,
        "channel": "paper" if record.get("source") == "scan" else "electronic",
        "pages": None if record.get("pages") is None else whole(record, "pages", 1, 100_000),
    }


def reference(record: dict[str, Any]) -> dict[str, str]:
    """The reference as printed, and its symbol and search key where it can be taken apart."""
    printed = text(record, "code")
    parsed = references.parse(printed)
    return {
        "reference": printed,
        "symbol": parsed.symbol if parsed else text(record, "notation"),
        "reference_key": parsed.key if parsed else "",
    }


def source_id(record: dict[str, Any]) -> str:
    """The record's own id, a number or a text."""
    own = record.get("id")
    return str(own) if isinstance(own, int) and not isinstance(own, bool) else text(record, "id", required=True)


def urgency(record: dict[str, Any]) -> str:
    """Độ khẩn; a word that is none, such as a secret mark, refuses the line."""
    word = text(record, "urgency").lower()
    if word not in URGENCIES:
        raise LineRefused(why="unknown_urgency", field="urgency", value=word[:40])
    return URGENCIES[word]


def text(record: dict[str, Any], name: str, *, required: bool = False) -> str:
    """A text on one line; a field that is not there is an empty one."""
    value = record.get(name)
    if not isinstance(value, str | None):
        raise LineRefused(why="not_text", field=name)
    clean = nfc(value) if value else ""
    if required and not clean:
        raise LineRefused(why="missing", field=name)
    return clean


def body(record: dict[str, Any]) -> str:
    """The text of the pages as it came; half a surrogate pair is no letter and no file can hold it."""
    value = record.get("body")
    if not isinstance(value, str | None):
        raise LineRefused(why="not_text", field="body")
    return (value or "").encode("utf-8", "replace").decode("utf-8")


def names(record: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of names; empty ones say nothing."""
    value = record.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LineRefused(why="not_a_list", field=name)
    return tuple(clean for item in value if (clean := nfc(item)))


def whole(record: dict[str, Any], name: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = record.get(name)
    if value is None:
        raise LineRefused(why="missing", field=name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise LineRefused(why="not_a_number", field=name)
    return value


def day(record: dict[str, Any], name: str, today: date) -> date | None:
    """A day written 2019-05-10, today at the latest."""
    written = text(record, name)
    if not written:
        return None
    try:
        found = date.fromisoformat(written)
    except ValueError as cause:
        raise LineRefused(why="not_a_day", field=name, value=written[:40]) from cause
    if len(written) != len("2019-05-10"):
        raise LineRefused(why="not_a_day", field=name, value=written[:40])
    if found > today:
        raise LineRefused(why="future_day", field=name, value=written)
    return found


def gaps(numbers: Any) -> list[tuple[int, int]]:
    """Runs of numbers missing from a rising sequence that should begin with 1, each as (first, last)."""
    missing, expected = [], 1
    for number in numbers:
        if number > expected:
            missing.append((expected, number - 1))
        expected = number + 1
    return missing


def jumps(missing: list[tuple[int, int]], last: int) -> list[int]:
    """Numbers so far behind the last one given that the register would go on from a wrong place."""
    return [end + 1 for first, end in missing if end - max(first - 1, last) > FAR]
