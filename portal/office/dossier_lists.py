"""Danh mục hồ sơ: the dossiers a year is expected to have, approved by the head (Decree 30/2020/NĐ-CP Art. 28)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Self

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, fn

from portal import db
from portal.office import events, loading
from portal.office.people import Person
from portal.office.retentions import Retention
from portal.rules import errors
from portal.rules.dossier_rows import ListRow, faults
from portal.rules.folding import nfc


class DossierList(db.Record):
    """The list of one year; changed until the head has approved it."""

    year: Any = IntegerField(unique=True)
    approved_on: Any = db.MomentField(null=True)
    approved_by: Any = ForeignKeyField(Person, null=True)
    file: Any = CharField(default="")  # the table brought last, until it is taken or another comes
    file_name: Any = CharField(default="")

    @property
    def is_approved(self) -> bool:
        """In force."""
        return self.approved_on is not None

    @classmethod
    def of_year(cls, year: int) -> Self | None:
        """The list of a year, where somebody has begun it."""
        found: Self | None = cls.get_or_none(cls.year == year)
        return found

    @classmethod
    def years(cls) -> list[int]:
        """The years that have one, newest first."""
        rows: Any = cls.select(cls.year).order_by(cls.year.desc()).tuples()
        return [row[0] for row in rows]

    def require_open(self) -> None:
        """Refuse to change what the head has approved."""
        if DossierList.select(DossierList.approved_on).where(DossierList.id == self.id).scalar():
            raise errors.Conflict(self.year, why="list_approved")


class DossierLine(db.Record):
    """One line: a heading, or a dossier with its number, title, retention and who makes it."""

    dossier_list: Any = ForeignKeyField(DossierList, backref="lines")
    position: Any = IntegerField()
    is_heading: Any = BooleanField(default=False)
    number: Any = CharField(default="")
    title: Any = CharField()
    retention: Any = ForeignKeyField(Retention, null=True)
    keeper: Any = CharField(default="")
    note: Any = CharField(default="")

    @property
    def row(self) -> ListRow:
        """The line as plain values."""
        code = self.retention.code if self.retention else ""
        return ListRow(self.position, self.is_heading, self.number, self.title, code, self.keeper, self.note)

    @classmethod
    def of(cls, dossier_list: DossierList | None) -> Any:
        """The lines of a list in their order."""
        return cls.select().where(cls.dossier_list == dossier_list).order_by(cls.position, cls.id)

    @classmethod
    def numbered(cls, year: int, number: str) -> Self | None:
        """The line of a year's list that has this number."""
        found: Self | None = (
            cls.select().join(DossierList)
            .where(DossierList.year == year, cls.number == number, ~cls.is_heading).first()
        )
        return found

    @classmethod
    def load(cls, line_id: int) -> Self:
        """One by its id."""
        return loading.load(cls, line_id)

    @property
    def is_in_use(self) -> bool:
        """Whether a dossier was opened from it."""
        return bool(self.dossiers.exists())


def begin(year: int) -> DossierList:
    """The list of the year, made where there is none; inside the act that writes in it."""
    made: DossierList = DossierList.of_year(year) or DossierList.create(year=year)
    made.require_open()
    return made


def require_clerk(by: Person) -> None:
    """The list is the clerk's to write."""
    by.require("enter")


def values_of(row: ListRow) -> dict[str, Any]:
    """What a row says, as its table takes it."""
    kept = None if row.is_heading else Retention.coded(row.retention)
    return {
        "is_heading": row.is_heading, "number": nfc(row.number), "title": nfc(row.title), "retention": kept,
        "keeper": "" if row.is_heading else nfc(row.keeper), "note": nfc(row.note),
    }


def require_sound(rows: Iterable[ListRow]) -> None:
    """Refuse rows that no list may hold, by the first fault."""
    for fault in faults(rows):
        raise errors.Invalid(fault.value, why=f"list_{fault.why}")


def add_line(year: int, row: ListRow, *, by: Person, at: datetime) -> DossierLine:
    """One line more, at the end."""
    require_clerk(by)
    with db.atomic():
        held = begin(year)
        require_sound([*(line.row for line in DossierLine.of(held)), row])
        last = DossierLine.of(held).select(fn.MAX(DossierLine.position)).order_by().scalar() or 0
        line: DossierLine = DossierLine.create(dossier_list=held, position=last + 1, **values_of(row))
        events.record("dossier_line_added", held, by=by, at=at, year=year, number=line.number, title=line.title)
    return line


def change_line(line: DossierLine, row: ListRow, *, by: Person, at: datetime) -> None:
    """Put a line right; the number of one a dossier was opened from stays."""
    require_clerk(by)
    with db.atomic():
        line.dossier_list.require_open()
        if line.is_in_use and (nfc(row.number) != line.number or row.is_heading):
            raise errors.Conflict(line.number, why="line_in_use")
        others = [other.row for other in DossierLine.of(line.dossier_list) if other.id != line.id]
        require_sound([*others, row])
        old = line.row.as_words()
        DossierLine.update(**values_of(row)).where(DossierLine.id == line.id).execute()
        events.record("dossier_line_changed", line.dossier_list, by=by, at=at, old=old, new=row.as_words())


def drop_line(line: DossierLine, *, by: Person, at: datetime) -> None:
    """Take out a line nothing was opened from."""
    require_clerk(by)
    with db.atomic():
        line.dossier_list.require_open()
        if line.is_in_use:
            raise errors.Conflict(line.number, why="line_in_use")
        events.record("dossier_line_removed", line.dossier_list, by=by, at=at, number=line.number, title=line.title)
        line.delete_instance()


def offer(year: int, sha256: str, name: str, *, by: Person) -> DossierList:
    """Keep by which file the list may be written; nothing of it goes in yet."""
    require_clerk(by)
    with db.atomic():
        held = begin(year)
        held.file, held.file_name = sha256, name
        held.save(only=[DossierList.file, DossierList.file_name])
    return held


def write(held: DossierList, rows: Sequence[ListRow], *, by: Person, at: datetime) -> None:
    """The rows of the file become the list; lines that dossiers were opened from stay, as the file has them."""
    require_clerk(by)
    with db.atomic():
        held.require_open()
        used = {line.number: line for line in DossierLine.of(held) if line.is_in_use}
        left = [line.row for number, line in used.items() if number not in {row.number for row in rows}]
        require_sound([*rows, *left])
        DossierLine.delete().where(
            DossierLine.dossier_list == held, DossierLine.id.not_in([line.id for line in used.values()])
        ).execute()
        for position, row in enumerate(rows, start=1):
            known = used.get(nfc(row.number)) if not row.is_heading else None
            if known:
                DossierLine.update(position=position, **values_of(row)).where(DossierLine.id == known.id).execute()
            else:
                DossierLine.create(dossier_list=held, position=position, **values_of(row))
        for position, row in enumerate(left, start=len(rows) + 1):
            DossierLine.update(position=position).where(DossierLine.id == used[row.number].id).execute()
        events.record("dossier_list_imported", held, by=by, at=at, year=held.year, rows=len(rows), sha256=held.file)
        held.file = held.file_name = ""
        held.save(only=[DossierList.file, DossierList.file_name])


def approve(held: DossierList, *, by: Person, at: datetime) -> None:
    """Phê duyệt: the head puts the list in force."""
    by.require("approve")
    with db.atomic():
        held.require_open()
        if not DossierLine.of(held).where(~DossierLine.is_heading).exists():
            raise errors.Conflict(held.year, why="list_empty")
        held.approved_on, held.approved_by = at, by
        held.save(only=[DossierList.approved_on, DossierList.approved_by])
        events.record("dossier_list_approved", held, by=by, at=at, year=held.year)


def take_back(held: DossierList, reason: str, *, by: Person, at: datetime) -> None:
    """Bỏ phê duyệt: the head lets the list be changed again, with a reason."""
    by.require("approve")
    if not nfc(reason):
        raise errors.ReasonMissing("take_back")
    with db.atomic():
        if not DossierList.get_by_id(held.id).is_approved:
            raise errors.Conflict(held.year, why="list_not_approved")
        held.approved_on = held.approved_by = None
        held.save(only=[DossierList.approved_on, DossierList.approved_by])
        events.record("dossier_list_reopened", held, by=by, at=at, year=held.year, reason=nfc(reason))
