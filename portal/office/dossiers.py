"""Hồ sơ công việc: the documents of one piece of work kept together; a dossier gives no right to any of them."""

from datetime import date, datetime
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, IntegerField, fn

from portal import db
from portal.office import events, rights
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors
from portal.rules.folding import fold, nfc
from portal.rules.retention import RETENTIONS, deposit_due
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, ISSUED, NUMBERED, SEALED

FILABLE = (ENTERED, IN_PROGRESS, DONE, NUMBERED, SEALED, ISSUED)


class Dossier(db.Record):
    """Hồ sơ: number, title and retention as the yearly list has them, or made for a new piece of work."""

    year: Any = IntegerField()
    number: Any = CharField()
    title: Any = CharField()
    retention: Any = CharField(choices=[(r, r) for r in RETENTIONS])
    folded: Any = CharField()
    opened_on: Any = DateField()
    opened_by: Any = ForeignKeyField(Person, backref="dossiers")
    closed_on: Any = DateField(null=True)

    class Meta:
        indexes = ((("year", "number"), True),)

    @property
    def is_closed(self) -> bool:
        """Đã kết thúc."""
        return self.closed_on is not None

    @property
    def deposit_due(self) -> date | None:
        """Hạn nộp lưu, once the work has ended."""
        return deposit_due(self.closed_on) if self.closed_on else None

    def is_kept_by(self, person: Person) -> bool:
        """Whether the person may close it and put things right in it: who opened it, and the clerk."""
        return bool(person.may("file") and (self.opened_by_id == person.id or person.keeps_registers))

    def require_open(self) -> None:
        """Refuse the act when the dossier has been closed meanwhile."""
        if Dossier.select(Dossier.closed_on).where(Dossier.id == self.id).scalar():
            raise errors.DossierClosed(self.number)

    def documents(self, person: Person) -> Any:
        """What the person may read of it, by day."""
        inside = rights.documents(person).join(DossierItem).where(DossierItem.dossier == self)
        return inside.order_by(Document.dated_on, Document.id)

    def hidden(self, person: Person) -> int:
        """How many of its documents the person may not read."""
        return int(self.items.count() - self.documents(person).order_by().count())

    @classmethod
    def listed(cls, typed: str, *, closed: bool) -> Any:
        """Open or closed dossiers holding every word typed, the newest year first."""
        ended = cls.closed_on.is_null(not closed)
        for word in fold(nfc(typed)).split()[:16]:
            ended &= cls.folded.contains(word)
        return cls.select().where(ended).order_by(cls.year.desc(), cls.number)

    @classmethod
    def taking(cls) -> Any:
        """Those that still take documents."""
        return cls.listed("", closed=False)

    @classmethod
    def with_document(cls, document: Document) -> Any:
        """The dossiers a document lies in."""
        return cls.select().join(DossierItem).where(DossierItem.document == document).order_by(cls.id)


class DossierItem(db.Record):
    """One document in one dossier; a document may lie in several."""

    dossier: Any = ForeignKeyField(Dossier, backref="items")
    document: Any = ForeignKeyField(Document, backref="dossier_items")
    filed_by: Any = ForeignKeyField(Person)
    filed_at: Any = db.MomentField()

    class Meta:
        indexes = ((("dossier", "document"), True),)


def sizes(dossiers: list[Dossier]) -> dict[int, int]:
    """How many documents lie in each, by id."""
    counted: Any = DossierItem.select(DossierItem.dossier, fn.COUNT(DossierItem.id)).group_by(DossierItem.dossier)
    rows: Any = counted.where(DossierItem.dossier.in_(dossiers)).tuples()
    return dict(rows)


def open_dossier(number: str, title: str, retention: str, *, by: Person, at: datetime) -> Dossier:
    """Mở hồ sơ: from the yearly list or for a new piece of work; a number stands once a year."""
    by.require("file")
    number, title = nfc(number), nfc(title)
    if not number or not title:
        raise errors.Invalid("dossier", why="number_and_title")
    if retention not in RETENTIONS:
        raise errors.Invalid(retention, why="retention")
    with db.atomic():
        if Dossier.select().where(Dossier.year == at.year, Dossier.number == number).exists():
            raise errors.Invalid(number, why="dossier_number_taken")
        dossier: Dossier = Dossier.create(
            year=at.year, number=number, title=title, retention=retention, folded=fold(f"{number} {title}"),
            opened_on=at.date(), opened_by=by,
        )
        events.record("dossier_opened", dossier, by=by, at=at, number=number)
    return dossier


def file(document: Document, dossier: Dossier, *, by: Person, at: datetime) -> None:
    """Lập hồ sơ: put a document that has its number into the dossier; asked twice, it lies there once."""
    by.require("file")
    rights.read(by, document.id)
    with db.atomic():
        dossier.require_open()
        document.require_state(*FILABLE)
        if not DossierItem.select().where(DossierItem.dossier == dossier, DossierItem.document == document).exists():
            DossierItem.create(dossier=dossier, document=document, filed_by=by, filed_at=at)
            events.record("filed", document, by=by, at=at, dossier=dossier.number, year=dossier.year)


def take_out(document: Document, dossier: Dossier, *, by: Person, at: datetime) -> None:
    """Put right what was filed wrongly; the document itself stays where it is in its register."""
    if not dossier.is_kept_by(by):
        raise errors.NotAllowed(by.name, verb="file")
    rights.read(by, document.id)
    with db.atomic():
        dossier.require_open()
        here = (DossierItem.dossier == dossier) & (DossierItem.document == document)
        if DossierItem.delete().where(here).execute():
            events.record("taken_out", document, by=by, at=at, dossier=dossier.number, year=dossier.year)


def close(dossier: Dossier, *, by: Person, at: datetime) -> None:
    """Kết thúc hồ sơ: the work has ended, nothing more is put in."""
    if not dossier.is_kept_by(by):
        raise errors.NotAllowed(by.name, verb="file")
    with db.atomic():
        dossier.require_open()
        dossier.closed_on = at.date()
        dossier.save(only=[Dossier.closed_on])
        events.record("dossier_closed", dossier, by=by, at=at, number=dossier.number, documents=dossier.items.count())
