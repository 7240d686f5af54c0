"""Cảnh báo trùng: letters already entered that may be the one in hand, found before it takes a number.

The indexes name a few candidates (same identifier, same bytes, same number, same day); only these are compared
letter by letter, so that a warning costs the same whether the office has a hundred letters or a hundred thousand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.office import worklists
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import doubles, references
from portal.rules.doubles import REASONS, Letter
from portal.rules.folding import fold, nfc

MOST = 5
# Shares of 100 from which rapidfuzz's answer means "the same, misread"; below them stand letters of one series.
ISSUER, SYMBOL, SUBJECT = 86, 72, 90


@dataclass(frozen=True)
class Double:
    """An entered letter and why it may be the one in hand; ``reason`` is a word of ``rules.doubles.REASONS``."""

    document: Document
    reason: str


def find(person: Person, document: Document, letter: Letter, *, identifier: str = "") -> list[Double]:
    """The entered letters to look at before this one gets its number, the surest reason first.

    Only what the person may see is told.  Empty facts find nothing: a form just opened warns of nothing but bytes.
    """
    found: dict[int, Double] = {}
    for double in (
        *by_identifier(person, document, identifier), *by_bytes(person, document), *by_words(person, document, letter)
    ):
        found.setdefault(double.document.id, double)
    return sorted(found.values(), key=lambda d: (REASONS.index(d.reason), -d.document.id))[:MOST]


def of_waiting(person: Person, read: dict[int, dict[str, Any]]) -> dict[int, Document]:
    """The entered letters that waiting ones may be one with, by what was read of these: a single question for a list.

    Only the number, symbol, issuer and year that are the same: what is merely near is told beside the form.
    """
    letters = {id: letter_read(fields) for id, fields in read.items()}
    keys = {id: parsed.key for id, letter in letters.items() if (parsed := references.parse(letter.reference))}
    known: dict[str, list[Document]] = {}
    for found in worklists.with_references(person, set(keys.values())) if keys else ():
        known.setdefault(found.reference_key, []).append(found)
    told: dict[int, Document] = {}
    for id, key in keys.items():
        rows = known.get(key, [])
        reasons = dict(compared(letters[id], key, rows))
        for row in reversed(rows):  # the newest stays
            if reasons.get(row.id) == "reference":
                told[id] = row
    return told


def letter_read(fields: dict[str, Any]) -> Letter:
    """What was read of a file, as letters are compared."""
    dated_on = fields.get("dated_on")
    return Letter(
        fields.get("issuer") or "", fields.get("reference") or "", fields.get("subject") or "",
        date.fromisoformat(dated_on) if dated_on else None,
    )


def by_identifier(person: Person, document: Document, identifier: str) -> Iterator[Double]:
    """Letters that came under the same identifier of the interchange."""
    if identifier:
        yield from (Double(d, "identifier") for d in worklists.with_identifier(person, identifier, but=document.id))


def by_bytes(person: Person, document: Document) -> Iterator[Double]:
    """Letters with the very same file."""
    if document.original is not None:
        same = worklists.with_bytes(person, document.original.sha256, but=document.id)
        yield from (Double(d, "bytes") for d in same)


def by_words(person: Person, document: Document, letter: Letter) -> Iterator[Double]:
    """Letters whose register row says the same, or nearly."""
    parsed = references.parse(letter.reference)
    key = parsed.key if parsed else ""
    if not (key or letter.number is not None or letter.dated_on):
        return
    rows = worklists.double_candidates(person, but=document.id, number=letter.number, dated_on=letter.dated_on)
    reasons = dict(compared(letter, key, rows))
    for found in worklists.among(person, reasons):
        yield Double(found, reasons[found.id])


def compared(letter: Letter, key: str, rows: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Those of the candidates that say the same or nearly the same, each with the reason."""
    issuer = fold(nfc(letter.issuer))
    for row in rows:
        other = Letter(row.issuer, row.reference, row.subject, row.dated_on, row.received_on)
        if not doubles.same_year(letter, other):
            continue
        if key and row.reference_key == key and fold(row.issuer) == issuer:
            yield row.id, "reference"
        elif is_near(letter, other):
            yield row.id, "near"


def is_near(one: Letter, other: Letter) -> bool:
    """One letter misread: the number and symbol with a slip or two, or the day and subject of the same issuer."""
    same_number = one.number is not None and one.number == other.number
    same_day = one.dated_on is not None and one.dated_on == other.dated_on
    if not (same_number or same_day) or not like(one.issuer, other.issuer, ISSUER):
        return False
    if same_number and like_bare(one.symbol, other.symbol, SYMBOL):
        return True
    said, says = doubles.gist(one.subject), doubles.gist(other.subject)
    return same_day and doubles.same_numbers(said, says) and like(said, says, SUBJECT)


def like(one: str, other: str, least: int) -> bool:
    """Whether two texts are the same but for marks, order and a few letters; what is empty is like nothing."""
    from rapidfuzz import fuzz

    one, other = fold(nfc(one)), fold(nfc(other))
    return bool(one and other) and fuzz.token_sort_ratio(one, other) >= least


def like_bare(one: str, other: str, least: int) -> bool:
    """The same for symbols, which have no words; both may be empty."""
    from rapidfuzz import fuzz

    return one == other or (bool(one and other) and fuzz.ratio(one, other) >= least)
