"""Nơi hỏng: a place that is not as it was written, and what a clerk or inspector would know it by."""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any

import peewee
from peewee import fn

from portal import db
from portal.office.assignments import Assignment, Instruction
from portal.office.devices import Certificate, Device
from portal.office.documents import FILES, Attachment, Document, Version
from portal.office.duties import Duty
from portal.office.events import Event
from portal.office.people import Person
from portal.office.registers import Entry, Register
from portal.office.report_months import ReportMonth
from portal.office.rights import Grant
from portal.office.safety_rules import Acknowledgement
from portal.office.seals import Seal
from portal.office.sending import Delivery
from portal.office.stamps import Stamp
from portal.office.stand_ins import StandIn
from portal.office.tables import TABLES
from portal.office.trust import Anchor, RevocationList, SignatureCheck

# What following an altered row comes to; OperationalError is text that is not UTF-8, or a file that cannot be read.
MISLED = (AttributeError, KeyError, TypeError, ValueError, peewee.OperationalError, sqlite3.OperationalError)
SHAPES: dict[type[db.Record], dict[str, Any]] = {
    Event: {"data": dict, "kept": dict | None}, Entry: {"columns": dict}, SignatureCheck: {"verdict": dict},
    Seal: {"registers": list},
}
STORED = {"INT": "integer", "AUTO": "integer", "BOOL": "integer", "BLOB": "blob"}  # as SQLite calls it; else text
CALLED: dict[type[db.Record], str] = {SignatureCheck: "check", Anchor: "authority", RevocationList: "revocations"}
MOST_HOLDERS = 3  # documents named beside one file


@dataclass(frozen=True)
class Place:
    """A bad place: what kind of thing, which one, what is wrong with it, and in which fields as far as can be known.

    ``number``: of a register, the number; ``of``: what people know the thing by, filled in once it is named.
    """

    kind: str  # a label of bad_place
    id: int | str
    why: str  # a word of labels.verifying.WHYS
    number: int | None = None
    fields: tuple[str, ...] = ()  # labels of bad_field
    of: dict[str, Any] = field(default_factory=dict, compare=False)

    def as_data(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return asdict(self)


def described(place: Place) -> Place:
    """With register, year and number, whose it is, when it was: what is left of it in the database says so.

    Of what was itself altered it is what stands there now.  No subject and no file name: whoever runs the check may
    not be one who reads documents.
    """
    tell = TELLING.get(place.kind)
    try:
        of = tell(place.id) if tell else {}
    except MISLED:  # of what cannot be read
        of = {}
    return replace(place, of={name: value for name, value in of.items() if value is not None})


def damaged() -> Iterator[Place]:
    """Tables with pages that cannot be read or do not fit; the whole database where no table can be told."""
    if db.is_sound():
        return
    found = False
    for table in db.database.get_tables():
        if not db.is_sound(table):
            found = True
            yield Place("database", table, "damaged")
    if not found:
        yield Place("database", "main", "damaged")


def unreadable() -> Iterator[Place]:
    """Rows in which a column holds what no such column ever held, so that they cannot be read or followed at all."""
    for table in TABLES:
        ids: Any = table.select(table.id).order_by(table.id)
        for (row_id,) in ids.tuples():
            try:
                is_whole = is_shaped(table.get_by_id(row_id))
            except MISLED:
                is_whole = False
            if not is_whole:
                yield Place(kind_of(table), row_id, "altered")


def of_another_kind() -> Iterator[Place]:
    """Rows in which a column holds another kind of value than any that was ever put there: words for a number."""
    for table in TABLES:
        fields: Any = table._meta.sorted_fields
        wrong = reduce(or_, (fn.TYPEOF(f).not_in((STORED.get(f.field_type, "text"), "null")) for f in fields))
        rows: Any = table.select(table.id).where(wrong).order_by(table.id)
        for (row_id,) in rows.tuples():
            yield Place(kind_of(table), row_id, "altered")


def is_shaped(row: db.Record) -> bool:
    """Whether what is kept as plain data is the kind of thing that was put there."""
    return all(isinstance(row.__data__.get(name), kind) for name, kind in SHAPES.get(type(row), {}).items())


def kind_of(table: type[db.Record]) -> str:
    """What a row of the table is called as a place."""
    return CALLED.get(table) or str(table._meta.table_name)


def of_event(event_id: Any) -> dict[str, Any]:
    """What was done when by whom, and to which document."""
    event = Event.get_or_none(Event.id == event_id)
    if event is None:
        return {}
    about = TELLING.get(event.object_type, lambda _: {})(event.object_id)
    return {**about, "verb": event.verb, "moment": event.at.isoformat(), "person": name_of(event.person)}


def of_entry(entry_id: Any) -> dict[str, Any]:
    """The number in its register, and the how-manieth row of it."""
    entry = Entry.get_or_none(Entry.id == entry_id)
    if entry is None:
        return {}
    return {
        **of_register(entry.register_id), "number": entry.number, "row_version": entry.version,
        "document": entry.document,
    }


def of_register(register_id: Any) -> dict[str, Any]:
    """Its name and year."""
    register = Register.get_or_none(Register.id == register_id)
    return {"register": register.title, "year": register.year} if register else {}


def of_document(document_id: Any) -> dict[str, Any]:
    """Its number in the register, if it has one."""
    document = Document.get_or_none(Document.id == document_id)
    if document is None:
        return {"document": document_id}
    known = {**of_register(document.register_id), "number": document.number} if document.number else {}
    return {**known, "document": document_id, "direction": document.direction}


def of_version(version_id: Any) -> dict[str, Any]:
    """The how-manieth version of which document."""
    version = Version.get_or_none(Version.id == version_id)
    return {**of_document(version.document_id), "version": version.n, "role": version.role} if version else {}


def of_file(sha256: Any) -> dict[str, Any]:
    """The documents that have it, the first ones named."""
    ids = {row.document_id for table in FILES for row in table.select(table.document).where(table.sha256 == sha256)}
    return {"holders": [of_document(one) for one in sorted(ids)[:MOST_HOLDERS]], "documents": len(ids)} if ids else {}


def of_its_document(table: type[db.Record]) -> Any:
    """Rows that belong to a document: which."""
    def told(row_id: Any) -> dict[str, Any]:
        row: Any = table.get_or_none(table.id == row_id)
        return of_document(row.document_id) if row else {}
    return told


def of_check(check_id: Any) -> dict[str, Any]:
    """The documents whose file was checked."""
    check = SignatureCheck.get_or_none(SignatureCheck.id == check_id)
    return {**of_file(check.sha256), "moment": check.at.isoformat()} if check else {}


def of_seal(seal_id: Any) -> dict[str, Any]:
    """The day."""
    seal = Seal.get_or_none(Seal.id == seal_id)
    return {"day": seal.day.isoformat()} if seal else {}


def of_month(row_id: Any) -> dict[str, Any]:
    """Month and report; the month itself where single rows cannot be told apart."""
    if isinstance(row_id, str):
        return {"month": row_id[:7]}
    row = ReportMonth.get_or_none(ReportMonth.id == row_id)
    return {"month": row.month.isoformat()[:7], "report": row.report} if row else {}


def of_guard(name: Any) -> dict[str, Any]:
    """The table it guards."""
    tables = sorted((table._meta.table_name for table in TABLES), key=len, reverse=True)
    return {"table": next((table for table in tables if str(name).startswith(f"{table}_")), None)}


def of_table(name: Any) -> dict[str, Any]:
    """What the table is called."""
    return {"table": next((kind_of(table) for table in TABLES if table._meta.table_name == name), None)}


def of_person(person_id: Any) -> dict[str, Any]:
    """The name."""
    return {"person": name_of(person_id)}


def of_owned(table: type[db.Record], person: str, *more: str) -> Any:
    """Rows that are somebody's: the name of that person, and columns that are told as they are."""
    def told(row_id: Any) -> dict[str, Any]:
        row: Any = table.get_or_none(table.id == row_id)
        return {"person": name_of(getattr(row, person)), **{one: getattr(row, one) for one in more}} if row else {}
    return told


def name_of(person_id: int | None) -> str | None:
    """The name of somebody whose id may be altered too."""
    person = Person.get_or_none(Person.id == person_id) if person_id else None
    return str(person.name) if person else None


TELLING: dict[str, Any] = {
    "event": of_event, "entry": of_entry, "register": of_register, "document": of_document, "version": of_version,
    "file": of_file, "check": of_check, "seal": of_seal, "report_month": of_month, "guard": of_guard,
    "database": of_table, "person": of_person, "certificate": of_owned(Certificate, "person_id"),
    "device": of_owned(Device, "person_id"),
    "stamp": of_owned(Stamp, "person_id"), "duty": of_owned(Duty, "person_id", "duty"),
    "acknowledgement": of_owned(Acknowledgement, "person_id"), "stand_in": of_owned(StandIn, "absent_id"),
    **{kind_of(table): of_its_document(table) for table in (Attachment, Grant, Instruction, Assignment, Delivery)},
}
