"""Hồ sơ công việc: the documents of one piece of work kept together; a dossier gives no right to any of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField, IntegerField, fn

from portal import db
from portal.office import events, loading, rights
from portal.office.documents import Document
from portal.office.dossier_lists import DossierLine
from portal.office.people import Person
from portal.office.retentions import Retention
from portal.rules import errors
from portal.rules.folding import fold, nfc
from portal.rules.retention import WARNED, deposit_due, deposit_late, runs_out
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, ISSUED, NUMBERED, SEALED

FILABLE = (ENTERED, IN_PROGRESS, DONE, NUMBERED, SEALED, ISSUED)
OPEN, CLOSED, DEPOSITED, DISPOSED = STATES = ("open", "closed", "deposited", "disposed")
PLACE = ("store", "shelf", "box")


class Dossier(db.Record):
    """Hồ sơ: number, title and retention as the yearly list has them, or made for a new piece of work."""

    year: Any = IntegerField()
    number: Any = CharField()
    title: Any = CharField()
    folded: Any = CharField()
    opened_on: Any = DateField()
    opened_by: Any = ForeignKeyField(Person, backref="dossiers")
    closed_on: Any = DateField(null=True)
    retention: Any = ForeignKeyField(Retention, null=True)
    line: Any = ForeignKeyField(DossierLine, null=True, unique=True, backref="dossiers")
    store: Any = CharField(null=True)  # kho, giá, hộp: where the paper lies
    shelf: Any = CharField(null=True)
    box: Any = CharField(null=True)
    stays_until: Any = DateField(null=True)  # giữ lại: with leave it is not due at the archive before
    deposited_on: Any = DateField(null=True)
    disposed_on: Any = DateField(null=True)
    frozen_at: Any = db.MomentField(null=True)
    frozen_by: Any = ForeignKeyField(Person, null=True)
    frozen_for: Any = CharField(null=True)

    class Meta:
        indexes = ((("year", "number"), True),)

    @property
    def state(self) -> str:
        """How far it is on its way."""
        if self.disposed_on:
            return DISPOSED
        return DEPOSITED if self.deposited_on else CLOSED if self.closed_on else OPEN

    @property
    def is_closed(self) -> bool:
        """Đã kết thúc."""
        return self.closed_on is not None

    @property
    def is_frozen(self) -> bool:
        """Đang khóa."""
        return self.frozen_at is not None

    @property
    def waits_for_archive(self) -> bool:
        """Closed, kept long enough to be handed over, and not handed over."""
        return bool(self.state == CLOSED and self.retention and self.retention.is_deposited)

    @property
    def deposit_due(self) -> date | None:
        """Hạn nộp lưu, once the work has ended, of what goes to the archive at all; later with leave to hold it."""
        return max(deposit_due(self.closed_on), self.stays_until or date.min) if self.waits_for_archive else None

    def is_near(self, today: date) -> bool:
        """Sắp đến hạn nộp lưu, or past it."""
        return bool(self.deposit_due and self.deposit_due <= today + WARNED)

    @property
    def late_after(self) -> date:
        """The last day a closed dossier is not handed over late: a year after its work ended, or while it stays."""
        return max(deposit_late(self.closed_on), self.stays_until or date.min)

    def is_late(self, today: date) -> bool:
        """Nộp lưu muộn."""
        return bool(self.waits_for_archive) and today > self.late_after

    @property
    def runs_out(self) -> date | None:
        """The last day it is kept, where there is one."""
        return runs_out(self.closed_on, self.retention.years) if self.closed_on and self.retention else None

    @property
    def place(self) -> str:
        """Kho, giá, hộp in one line."""
        return ", ".join(word for word in (self.store, self.shelf, self.box) if word)

    def is_kept_by(self, person: Person) -> bool:
        """Whether the person may close it and put things right in it: who opened it, and the clerk."""
        return bool(person.may("file") and (self.opened_by_id == person.id or person.keeps_registers))

    def require_kept_by(self, person: Person) -> None:
        """Refuse the act to everyone else."""
        if not self.is_kept_by(person):
            raise errors.NotAllowed(person.name, verb="file")

    def require_free(self) -> Self:
        """Refuse the act when the dossier is frozen or its papers are gone; it may be since the page was made."""
        found: Self = type(self).get_by_id(self.id)
        self.__data__, self.__rel__ = found.__data__, found.__rel__
        if self.is_frozen:
            raise errors.DossierFrozen(self.number)
        if self.disposed_on:
            raise errors.Conflict(self.number, why="dossier_disposed")
        return self

    def require_in_no_deposit(self) -> None:
        """Refuse what would change a dossier that is put together for the archive."""
        if self.deposit_lines.exists():
            raise errors.Conflict(self.number, why="dossier_in_deposit")

    def require_open(self) -> None:
        """Refuse the act when the dossier has been closed or frozen meanwhile."""
        self.require_free()
        if self.closed_on:
            raise errors.DossierClosed(self.number)

    def documents(self, person: Person) -> Any:
        """What the person may read of it, by day."""
        inside = rights.documents(person).join(DossierItem).where(DossierItem.dossier == self)
        return inside.order_by(Document.dated_on, Document.id)

    def hidden(self, person: Person) -> int:
        """How many of its documents the person may not read."""
        return int(self.items.count() - self.documents(person).order_by().count())

    @classmethod
    def load(cls, dossier_id: int) -> Self:
        """A dossier by its id; what lies in it is asked for through the rights."""
        return loading.load(cls, dossier_id)

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
        return cls.listed("", closed=False).where(cls.frozen_at.is_null())

    @classmethod
    def among(cls, ids: Iterable[int]) -> list[Self]:
        """Those with these ids, in the order of lists."""
        return list(cls.select().where(cls.id.in_(list(ids))).order_by(cls.year, cls.number))

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
    sheets: Any = IntegerField(null=True)  # numbered sheets of paper that lie here
    place: Any = CharField(null=True)  # where the paper lies, if not with the dossier

    class Meta:
        indexes = ((("dossier", "document"), True),)

    @classmethod
    def holding(cls, document: Document, dossier: Dossier) -> Self | None:
        """The line of a document in a dossier, where it lies there."""
        found: Self | None = cls.get_or_none((cls.dossier == dossier) & (cls.document == document))
        return found


def sizes(dossiers: list[Dossier]) -> dict[int, int]:
    """How many documents lie in each, by id."""
    counted: Any = DossierItem.select(DossierItem.dossier, fn.COUNT(DossierItem.id)).group_by(DossierItem.dossier)
    rows: Any = counted.where(DossierItem.dossier.in_(dossiers)).tuples()
    return dict(rows)


def open_dossier(
    number: str, title: str, retention: str, *, by: Person, at: datetime, line: DossierLine | None = None
) -> Dossier:
    """Mở hồ sơ: for a new piece of work, kept as long as the period of this code; a number stands once a year."""
    by.require("file")
    number, title = nfc(number), nfc(title)
    if not number or not title:
        raise errors.Invalid("dossier", why="number_and_title")
    kept = Retention.coded(retention)
    with db.atomic():
        require_free_number(number, at.year, line)
        dossier: Dossier = Dossier.create(
            year=at.year, number=number, title=title, retention=kept, folded=fold(f"{number} {title}"),
            opened_on=at.date(), opened_by=by, line=line,
        )
        events.record("dossier_opened", dossier, by=by, at=at, number=number)
    return dossier


def require_free_number(number: str, year: int, line: DossierLine | None) -> None:
    """A number belongs to one dossier of the year, and to the line of the year's list that has it."""
    if Dossier.select().where(Dossier.year == year, Dossier.number == number).exists():
        raise errors.Invalid(number, why="dossier_number_taken")
    other = DossierLine.numbered(year, number)
    if other is not None and (line is None or other.id != line.id):
        raise errors.Invalid(number, why="dossier_number_listed")


def open_from_list(line: DossierLine, *, by: Person, at: datetime) -> Dossier:
    """Mở hồ sơ theo danh mục: what the approved list of this year says of it."""
    if line.is_heading or line.dossier_list.year != at.year or not line.dossier_list.is_approved:
        raise errors.Conflict(line.number, why="list_not_in_force")
    return open_dossier(line.number, line.title, line.retention.code, by=by, at=at, line=line)


def describe(dossier: Dossier, title: str, retention: str, *, by: Person, at: datetime) -> None:
    """Put right title and retention while the work goes on."""
    dossier.require_kept_by(by)
    if not nfc(title):
        raise errors.Invalid("dossier", why="number_and_title")
    kept = Retention.coded(retention)
    with db.atomic():
        dossier.require_open()
        old = {"title": dossier.title, "retention": dossier.retention.code if dossier.retention else None}
        dossier.title, dossier.retention = nfc(title), kept
        dossier.folded = fold(f"{dossier.number} {dossier.title}")
        dossier.save(only=[Dossier.title, Dossier.retention, Dossier.folded])
        events.record("dossier_described", dossier, by=by, at=at, old=old, title=dossier.title, retention=kept.code)


def put_away(dossier: Dossier, place: dict[str, str], *, by: Person, at: datetime) -> None:
    """Xếp giá: say in which store, on which shelf and in which box the paper lies."""
    dossier.require_kept_by(by)
    with db.atomic():
        dossier.require_free()
        old = dossier.place
        for word in PLACE:
            setattr(dossier, word, nfc(place.get(word, "")))
        dossier.save(only=[getattr(Dossier, word) for word in PLACE])
        events.record("dossier_placed", dossier, by=by, at=at, old=old, place=dossier.place)


def file(document: Document, dossier: Dossier, *, by: Person, at: datetime) -> bool:
    """Lập hồ sơ: put a document that has its number into the dossier; asked twice, it lies there once."""
    by.require("file")
    rights.read(by, document.id)
    with db.atomic():
        dossier.require_open()
        document.require_state(*FILABLE)
        if DossierItem.holding(document, dossier):
            return False
        DossierItem.create(dossier=dossier, document=document, filed_by=by, filed_at=at)
        events.record("filed", document, by=by, at=at, dossier=dossier.number, year=dossier.year)
    return True


def file_each(
    documents: Iterable[Document], dossier: Dossier, *, by: Person, at: datetime
) -> tuple[int, list[tuple[Document, errors.Refusal]]]:
    """Several at once, each by itself: how many were not there before, and those that cannot go in, and why."""
    dossier.require_open()
    count, refused = 0, list[tuple[Document, errors.Refusal]]()
    for document in documents:
        try:
            count += file(document, dossier, by=by, at=at)
        except (errors.Conflict, errors.NotFound) as refusal:
            refused.append((document, refusal))
    return count, refused


def take_out(document: Document, dossier: Dossier, *, by: Person, at: datetime) -> None:
    """Put right what was filed wrongly; the document itself stays where it is in its register."""
    dossier.require_kept_by(by)
    rights.read(by, document.id)
    with db.atomic():
        dossier.require_open()
        item = DossierItem.holding(document, dossier)
        if item:
            item.delete_instance()
            events.record("taken_out", document, by=by, at=at, dossier=dossier.number, year=dossier.year)


def note_paper(
    document: Document, dossier: Dossier, sheets: int | None, place: str, *, by: Person, at: datetime
) -> None:
    """Say how many numbered sheets of a document lie in the dossier, and where, if not with it."""
    dossier.require_kept_by(by)
    rights.read(by, document.id)
    with db.atomic():
        dossier.require_free()
        item = DossierItem.holding(document, dossier)
        if item is None:
            raise errors.NotFound(document.id)
        item.sheets, item.place = sheets, nfc(place)
        item.save(only=[DossierItem.sheets, DossierItem.place])
        events.record(
            "sheets_noted", document, by=by, at=at, dossier=dossier.number, sheets=sheets, place=item.place or None
        )
