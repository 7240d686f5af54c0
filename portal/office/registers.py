"""Sổ đăng ký: registers by kind and year, their counter, and their rows, which are only added to."""

import hashlib
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.office.series import Series
from portal.rules import chain, errors


class Register(db.Record):
    """One register of one year; its counter is the only source of numbers, ``kind`` the code of its series."""

    kind: Any = CharField()
    year: Any = IntegerField()
    title: Any = CharField()
    last_number: Any = IntegerField(default=0)
    first_number: Any = IntegerField(null=True)
    opened_on: Any = DateField()
    closed_on: Any = DateField(null=True)

    class Meta:
        indexes = ((("kind", "year"), True),)

    @classmethod
    def of_year(cls, kind: str, day: date, *, at: datetime, by: Person | None = None) -> Self:
        """Mở sổ: the register of that kind for the year of the day, opened when a number is first needed."""
        with db.atomic():
            opening = cls.insert(kind=kind, year=day.year, title=Series.coded(kind).title, opened_on=day)
            opened = list(opening.on_conflict_ignore().returning(cls.id).tuples().execute())
            register: Self = cls.get(cls.kind == kind, cls.year == day.year)
            if opened:
                events.record(
                    "register_opened", register, by=by, at=at, kind=kind, year=day.year, title=register.title,
                    opened_on=register.opened_on,
                )
        return register

    @property
    def start(self) -> int:
        """The number the register begins with."""
        return int(self.first_number or 1)

    @property
    def is_empty(self) -> bool:
        """Whether no number was taken from it yet."""
        return not Entry.select().where(Entry.register == self).exists()

    @classmethod
    def newest_first(cls) -> Any:
        """All registers, this year's first."""
        return cls.select().order_by(cls.year.desc(), cls.kind)

    @classmethod
    def find(cls, kind: str, year: int) -> Self | None:
        """The register of a kind and year, if it was opened."""
        found: Self | None = cls.get_or_none(cls.kind == kind, cls.year == year)
        return found

    @classmethod
    def years(cls, kind: str) -> list[int]:
        """The years that have such a register, newest first."""
        rows: Any = cls.select(cls.year).where(cls.kind == kind).order_by(cls.year.desc()).tuples()
        return [row[0] for row in rows]

    def take_number(self) -> int:
        """Cấp số: the next number, inside the transaction that uses it, so that a refusal leaves no gap."""
        taken = (
            Register.update(last_number=Register.last_number + 1)
            .where(Register.id == self.id, Register.closed_on.is_null())
            .returning(Register.last_number).tuples().execute()
        )
        numbers = [row[0] for row in taken]
        if not numbers:
            raise errors.RegisterClosed(self.title, year=self.year)
        return int(numbers[0])


class Entry(db.Record):
    """A row of a register: written once; a correction or a void is a further version of the same number."""

    register: Any = ForeignKeyField(Register, backref="entries")
    number: Any = IntegerField()
    version: Any = IntegerField(default=1)
    document: Any = IntegerField(index=True)
    act: Any = CharField(choices=[(a, a) for a in ("entered", "imported", "corrected", "voided")])
    columns: Any = db.JsonField()
    reason: Any = CharField(default="")
    by: Any = ForeignKeyField(Person, null=True)
    at: Any = db.MomentField()
    request_id: Any = CharField(null=True, unique=True)
    hash: Any = CharField()

    class Meta:
        indexes = ((("register", "number", "version"), True),)

    def body(self) -> dict[str, Any]:
        """Everything the row says, as its hash covers it."""
        return {
            "register": self.register_id, "number": self.number, "version": self.version,
            "document": self.document, "act": self.act, "columns": self.columns, "reason": self.reason,
            "by": self.by_id, "at": self.at.isoformat(),
        }

    def digest(self) -> str:
        """SHA-256 over everything the row says."""
        return digest_of(self.body())

    @classmethod
    def of_request(cls, request_id: str, document_id: int) -> Self | None:
        """The row an earlier sending of the same form wrote; a form sent for another document is refused."""
        found: Self | None = cls.get_or_none(cls.request_id == request_id) if request_id else None
        if found is not None and found.document != document_id:
            raise errors.Conflict(document_id, why="request_reused")
        return found

    @classmethod
    def versions_of(cls, document_id: int) -> Any:
        """All versions of a document's rows, oldest first."""
        return cls.select().where(cls.document == document_id).order_by(cls.id)


def digest_of(body: dict[str, Any]) -> str:
    """SHA-256 over what a row says."""
    return hashlib.sha256(chain.canonical(body)).hexdigest()


def form_mark(request_id: str | None) -> str:
    """What the trail keeps of the key of the form a row came by; empty for a row that came by none."""
    return hashlib.sha256(request_id.encode()).hexdigest() if request_id else ""


def told_of(entry: Entry) -> dict[str, str]:
    """What the event of the act that wrote a row says of it."""
    return {"entry": entry.hash, "form": form_mark(entry.request_id)}


def write(
    register: Register, number: int, document_id: int, act: str, columns: dict[str, Any], *,
    by: Person | None, at: datetime, reason: str = "", request_id: str | None = None,
) -> Entry:
    """Add a row to the register; the version follows those already there."""
    before = Entry.select().where(Entry.register == register, Entry.number == number).count()
    entry = Entry(
        register=register, number=number, version=before + 1, document=document_id, act=act,
        columns=events.plain(columns), reason=reason, by=by, at=at, request_id=request_id or None,
    )
    entry.hash = entry.digest()
    entry.save(force_insert=True)
    return entry


def begin_at(
    kind: str, year: int, number: int, reason: str, *, by: Person, at: datetime, most: int = 99_999
) -> Register:
    """Đặt số bắt đầu: for a register taken over in mid-year; only before its first number is taken."""
    by.require("keep_series")
    if not reason.strip():
        raise errors.ReasonMissing("begin_at")
    if not 1 <= number <= most:
        raise errors.Invalid("begin_at", why="register_start")
    if year != at.year:
        raise errors.Invalid("begin_at", why="register_start_year")
    with db.atomic():
        register = Register.of_year(kind, at.date(), at=at, by=by)
        if register.closed_on:
            raise errors.RegisterClosed(register.title, year=year)
        if not register.is_empty:
            raise errors.Conflict(register.id, why="register_begun")
        old, register.first_number, register.last_number = register.start, number, number - 1
        register.save(only=[Register.first_number, Register.last_number])
        events.record("register_start_set", register, by=by, at=at, old=old, new=number, reason=reason.strip())
    return register


def close(register: Register, *, by: Person, on: date, at: datetime) -> None:
    """Khóa sổ: no further number is given from it."""
    by.require("enter")
    with db.atomic():
        if Register.select(Register.closed_on).where(Register.id == register.id).scalar():
            raise errors.RegisterClosed(register.title, year=register.year)
        register.closed_on = on
        register.save(only=[Register.closed_on])
        events.record("register_closed", register, by=by, at=at, last_number=register.last_number, closed_on=on)
