"""Nhập kho cũ: documents with the numbers they already have, from lines of JSON, in batches."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol

from peewee import EXCLUDED, chunked, fn

from portal import db
from portal.office import events, outbox
from portal.office.agencies import Agency
from portal.office.citations import Citation
from portal.office.documents import Document, PageText, folded_words
from portal.office.people import Person, Unit
from portal.office.recipients import Recipient
from portal.office.registers import Entry, Register
from portal.office.rows import COLUMNS
from portal.rules import agency_names, importing, references
from portal.rules.errors import Invalid, LineRefused
from portal.rules.importing import OldDocument
from portal.rules.reading import cited_in
from portal.search import analyzer

BATCH = 500
LONGEST_LINE = 16 << 20

Line = tuple[int, OldDocument]
Place = tuple[str, int, int | None]
Taken = tuple[Register, OldDocument, int | None]  # with the number it stands under, or None
Names = dict[str, int]
Coming = dict[str, dict[int, int]]  # by register, numbers of this year and their lines


class Lines(Protocol):
    """A binary file, or anything that gives line after line."""

    def readline(self, limit: int, /) -> bytes:
        """The next line with its end, or its first bytes; nothing at the end of the file."""


@dataclass(frozen=True)
class Problem:
    """What was not taken or is not as it should be; ``why`` is a word of ``rules.importing.WHYS``.

    A gap in the numbers belongs to a register, not to a line: there ``line`` is None.
    """

    line: int | None
    why: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """How many documents came in, how many were here already, and the lines and numbers to look at.

    Numbers stay as they were given; where some are missing, a problem ``gap`` names them.  A document whose
    number another one has comes in without a number, and a problem ``number_taken`` names its line.
    """

    count: int
    skipped: int
    problems: tuple[Problem, ...]


@dataclass
class Run:
    """What one import has done so far."""

    by: Person | None
    at: datetime
    count: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    registers: set[int] = field(default_factory=set)


def import_lines(
    stream: Lines, *, by: Person | None, at: datetime, progress: Callable[[int], None] = lambda lines: None
) -> Imported:
    """Take every line that holds a document; ``by`` is None on the console.

    A document is known by its own id, so the same lines again change nothing.  Each batch is one
    transaction with one event that covers its register rows.  ``progress`` hears the line reached.
    """
    if by is not None:
        by.require("enter")
    run = Run(by, at)
    lines = readable(whole_lines(stream), run)
    while batch := list(islice(lines, BATCH)):
        with db.atomic():
            write(take(batch, run), run)
        progress(batch[-1][0])
    if run.count:
        outbox.put("reindex", dedup="reindex")
    run.problems.sort(key=lambda problem: problem.line or 0)
    run.problems.extend(gaps(run.registers))
    return Imported(run.count, run.skipped, tuple(run.problems))


def rehearse(stream: Lines, *, at: datetime) -> Imported:
    """Read every line and say what is wrong with it; nothing is written."""
    run = Run(None, at)
    coming: Coming = {}
    for line, old in readable(whole_lines(stream), run):
        run.count += 1
        note_coming(coming, line, old, at)
    run.problems.extend(jumps(coming, at))
    return Imported(run.count, 0, tuple(run.problems))


def refuse_jump(stream: Lines, *, at: datetime) -> None:
    """Refuse a file whose numbers jump far in this year's registers, as by a slip of the pen; asked before any line
    is taken, and of the lines that name the year alone."""
    coming: Coming = {}
    year = str(at.year).encode()
    lines = (line if year in line else b"" for line in whole_lines(stream))
    for number, old in readable(lines, Run(None, at)):
        note_coming(coming, number, old, at)
    for jump in jumps(coming, at):
        raise Invalid(str(jump.line), why="number_jump", line=jump.line, number=jump.data["value"])


def note_coming(coming: Coming, line: int, old: OldDocument, at: datetime) -> None:
    """Keep the line of a number of this year."""
    if old.year == at.year:
        coming.setdefault(old.register, {})[old.number] = line


def jumps(coming: Coming, at: datetime) -> Iterator[Problem]:
    """Lines after which this year's count would go on from far ahead."""
    for code, numbers in coming.items():
        register = Register.find(code, at.year)
        missing = importing.gaps(sorted({*numbers, *numbers_in(register)}))
        for number in importing.jumps(missing, register.last_number if register else 0):
            yield Problem(numbers[number], "jump", {"value": number})


def numbers_in(register: Register | None) -> Iterator[int]:
    """The numbers a register has given, rising."""
    if register is not None:
        book = Document.in_book(register).select(Document.number).order_by(Document.number)
        yield from (row[0] for row in book.tuples().iterator())


def readable(lines: Iterable[bytes], run: Run) -> Iterator[Line]:
    """The lines that describe a document, with their line numbers; the others become problems."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            if len(line) > LONGEST_LINE:
                raise LineRefused(why="too_long")
            yield number, importing.read(line, today=run.at.date())
        except LineRefused as refused:
            run.problems.append(Problem(number, **_told(refused)))


def _told(refused: LineRefused) -> dict[str, Any]:
    return {"why": refused.data["why"], "data": {k: v for k, v in refused.data.items() if k != "why"}}


def whole_lines(stream: Lines) -> Iterator[bytes]:
    """Lines of any length without keeping an endless one in memory: what is too long is cut and read past."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        yield line


def take(batch: list[Line], run: Run) -> list[Taken]:
    """Those of the batch that are new, with their registers."""
    known = places_of(old.source_id for _, old in batch)
    fresh: list[Line] = []
    for line, old in batch:
        place = known.get(old.source_id)
        if place is None:
            known[old.source_id] = old.place
            fresh.append((line, old))
        elif place in (old.place, (*old.place[:2], None)):
            run.skipped += 1
        else:
            run.problems.append(Problem(line, "id_used", {"value": old.source_id, "place": place}))
    return list(numbered(fresh, run))


def places_of(source_ids: Iterable[str]) -> dict[str, Place]:
    """Where the documents with these ids of their own already stand."""
    rows: Any = (
        Document.select(Document.source_id, Register.kind, Register.year, Document.number)
        .join(Register).where(Document.source_id.in_(list(source_ids))).tuples()
    )
    return {source_id: (kind, year, number) for source_id, kind, year, number in rows}


def numbered(fresh: list[Line], run: Run) -> Iterator[Taken]:
    """The new ones whose register is open; a number that is taken is not given twice, but nothing is thrown away."""
    registers = {
        (kind, year): Register.of_year(kind, date(year, 1, 1), at=run.at, by=run.by)
        for kind, year in {old.place[:2] for _, old in fresh}
    }
    taken = {key: taken_of(registers[key], [o.number for _, o in fresh if o.place[:2] == key]) for key in registers}
    for line, old in fresh:
        register, numbers = registers[old.place[:2]], taken[old.place[:2]]
        if register.closed_on is not None:
            run.problems.append(Problem(line, "register_closed", {"place": old.place}))
        elif old.number in numbers:
            run.problems.append(Problem(line, "number_taken", {"value": old.number, "place": old.place}))
            yield register, old, None
        else:
            numbers.add(old.number)
            yield register, old, old.number


def taken_of(register: Register, numbers: list[int]) -> set[int]:
    """Which of the numbers the register has already given."""
    here = (Document.register == register) & Document.number.in_(numbers)
    rows: Any = Document.select(Document.number).where(here).tuples()
    return {row[0] for row in rows}


def write(taken: list[Taken], run: Run) -> None:
    """Documents, texts, recipients, register rows and counters of one batch, and the event that covers them."""
    if not taken:
        return
    first = next_id(Document)
    known = learn([old for _, old, _ in taken])
    db.add_rows(Document, document_rows(taken, first, known, run))
    bodies = enumerate((old.body for _, old, _ in taken), start=first)
    db.add_rows(PageText, ({"document": document, "body": body} for document, body in bodies if body))
    db.add_rows(Recipient, recipient_rows(taken, first))
    db.add_rows(Citation, citation_rows(taken, first))
    record(taken, first, run)
    raise_counters(taken)
    run.count += len(taken)
    run.registers.update(register.id for register, _, _ in taken)


def next_id(table: type[db.Record]) -> int:
    """The id the next row gets; asked inside the transaction that writes it."""
    return int(table.select(fn.MAX(table.id)).scalar() or 0) + 1


def learn(batch: list[OldDocument]) -> Names:
    """Remember who wrote to us, counted by letters; the ids of all agencies the batch names."""
    writers = Counter(old.values["issuer"] for old in batch if old.register == "incoming")
    short = {old.values["issuer"]: old.issuer_short for old in batch}
    rows = [
        {
            "name": name, "short_name": short[name], "letters": letters,
            "folded": agency_names.searchable(name, short[name]),
        }
        for name, letters in writers.items()
    ]
    if rows:
        Agency.insert_many(rows).on_conflict(
            conflict_target=[Agency.name], update={Agency.letters: Agency.letters + EXCLUDED.letters}
        ).execute()
    return ids_by_name(Agency, list(writers))


def ids_by_name(table: Any, names: Iterable[str]) -> Names:
    """The ids of the rows with these names."""
    found: Names = {}
    for part in chunked(names, BATCH):
        found.update(table.select(table.name, table.id).where(table.name.in_(part)).tuples())
    return found


def document_rows(taken: list[Taken], first: int, known: Names, run: Run) -> Iterator[dict[str, Any]]:
    """One row a document; only who wrote to us is an agency, our own letters name ourselves."""
    for i, (register, old, number) in enumerate(taken):
        agency = known[old.values["issuer"]] if old.register == "incoming" else None
        yield {
            "id": first + i, "register": register.id, "number": number, "source_id": old.source_id,
            "agency": agency, "folded": folded(old), "created_by": run.by, "created_at": run.at, **old.values,
        }


def folded(old: OldDocument) -> str:
    """The words that lists are filtered by."""
    return folded_words(*(old.values[name] for name in ("subject", "issuer", "reference", "signatory")))


def recipient_rows(taken: list[Taken], first: int) -> Iterator[dict[str, Any]]:
    """The lines of Nơi nhận in their order, tied to units and agencies of that name."""
    names = sorted({name for _, old, _ in taken for name in old.recipients})
    known, units = ids_by_name(Agency, names), ids_by_name(Unit, names)
    for i, (_, old, _) in enumerate(taken):
        for position, name in enumerate(old.recipients):
            yield {
                "document": first + i, "position": position, "name": name, "channel": old.values["channel"],
                "agency": known.get(name), "unit": units.get(name), "salt": db.fresh_salt(),
            }


def citation_rows(taken: list[Taken], first: int) -> Iterator[dict[str, Any]]:
    """What the text of each document cites."""
    for document, (_, old, _) in enumerate(taken, start=first):
        for one in cited_in(analyzer.readable(old.body), old.values["reference_key"]):
            known = references.parse(one.reference)
            key = known.key if known else ""
            yield {"document": document, "reference": one.reference, "key": key, "dated_on": one.dated_on}


def record(taken: list[Taken], first: int, run: Run) -> None:
    """The register rows and one event over all of them; another names documents that got none."""
    start = next_id(Entry)
    entries: list[Entry] = []
    apart: list[tuple[int, int]] = []
    for document, (register, old, number) in enumerate(taken, start=first):
        if number is None:
            apart.append((document, old.number))
        else:
            entries.append(entry_of(start + len(entries), register, old, document, run))
    if entries:
        db.add_rows(Entry, (entry.__data__ for entry in entries))
        events.record(
            "imported", by=run.by, at=run.at, first_entry=start, last_entry=start + len(entries) - 1,
            count=len(entries), digest=digest_of(entry.hash for entry in entries),
        )
    if apart:
        events.record("imported_unnumbered", by=run.by, at=run.at, documents=[list(pair) for pair in apart])


def entry_of(entry_id: int, register: Register, old: OldDocument, document: int, run: Run) -> Entry:
    """The register row of one document."""
    entry = Entry(
        id=entry_id, register=register.id, number=old.number, document=document, act="imported",
        columns=events.plain(columns_of(old)), by=run.by, at=run.at,
    )
    entry.hash = entry.digest()
    return entry


def columns_of(old: OldDocument) -> dict[str, Any]:
    """What the register row keeps: the same columns as of a document entered or issued here."""
    columns = {name: old.values.get(name, "") for name in COLUMNS[old.values["direction"]]}
    return columns if old.register == "incoming" else {**columns, "recipients": "; ".join(old.recipients)}


def digest_of(hashes: Iterable[str]) -> str:
    """SHA-256 over the hashes of the rows, one after the other in the order of their ids."""
    return hashlib.sha256("".join(hashes).encode("ascii")).hexdigest()


def raise_counters(taken: list[Taken]) -> None:
    """The next number of each register follows the highest one given."""
    highest: dict[int, int] = {}
    for register, _, number in taken:
        highest[register.id] = max(number or 0, highest.get(register.id, 0))
    for register_id, number in highest.items():
        Register.update(last_number=number).where(
            Register.id == register_id, Register.last_number < number
        ).execute()


def gaps(registers: set[int]) -> Iterator[Problem]:
    """Numbers missing from the registers that were added to."""
    for register in Register.select().where(Register.id.in_(list(registers))).order_by(Register.year, Register.kind):
        for first, last in importing.gaps(numbers_in(register)):
            data = {"register": register.kind, "year": register.year, "first": first, "last": last}
            yield Problem(None, "gap", data)
