"""Thời hạn bảo quản: the periods the office keeps dossiers for, each with its archive code and basis."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Self

from peewee import BooleanField, CharField, IntegerField

from portal import db
from portal.office import events, loading
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.retention import code_of, is_deposited, longest

MOST_YEARS = 99


class Retention(db.Record):
    """One period; ``years`` is empty for ever, ``kinds`` are the types of our documents it is proposed for."""

    code: Any = CharField(unique=True)
    name: Any = CharField()
    years: Any = IntegerField(null=True)
    basis: Any = CharField(default="")
    kinds: Any = db.JsonField(default=list)
    is_active: Any = BooleanField(default=True)

    @property
    def archive_code(self) -> str:
        """The two digits of Circular 05/2025/TT-BNV."""
        return str(self.code[:2])

    @property
    def is_for_ever(self) -> bool:
        """Vĩnh viễn."""
        return self.years is None

    @property
    def is_deposited(self) -> bool:
        """Whether dossiers kept so long go to the archive."""
        return is_deposited(self.years)

    @classmethod
    def listed(cls) -> Any:
        """All of them, the longest first."""
        return cls.select().order_by(cls.years.is_null().desc(), cls.years.desc())

    @classmethod
    def active(cls) -> Any:
        """Those still chosen from."""
        return cls.listed().where(cls.is_active)

    @classmethod
    def coded(cls, code: str) -> Self:
        """The one known by this word."""
        found: Self | None = cls.get_or_none(cls.code == code, cls.is_active)
        if found is None:
            raise errors.Invalid(code, why="retention")
        return found

    @classmethod
    def load(cls, retention_id: int) -> Self:
        """One by its id."""
        return loading.load(cls, retention_id)


def add(years: int | None, name: str, basis: str, kinds: Sequence[str], *, by: Person, at: datetime) -> Retention:
    """One period more; how long it is never changes afterwards."""
    by.require("enter")
    values = _described(name, basis, kinds)
    if years is not None and not 1 <= years <= MOST_YEARS:
        raise errors.Invalid(years, why="retention_years")
    with db.atomic():
        if Retention.select().where(Retention.code == code_of(years)).exists():
            raise errors.Invalid(years, why="retention_known")
        _free(values["kinds"])
        added: Retention = Retention.create(code=code_of(years), years=years, **values)
        events.record("retention_added", added, by=by, at=at, code=added.code, name=added.name)
    return added


def change(
    retention: Retention, name: str, basis: str, kinds: Sequence[str], is_active: bool, *, by: Person, at: datetime
) -> None:
    """Put right what it is called, what it rests on and what it is proposed for, or stop offering it."""
    by.require("enter")
    values = {**_described(name, basis, kinds), "is_active": is_active}
    with db.atomic():
        _free(values["kinds"], but=retention)
        old = {word: getattr(retention, word) for word in values if getattr(retention, word) != values[word]}
        Retention.update(**values).where(Retention.id == retention.id).execute()
        events.record("retention_changed", retention, by=by, at=at, old=old, new={w: values[w] for w in old})


def _described(name: str, basis: str, kinds: Sequence[str]) -> dict[str, Any]:
    """What can be written of a period, checked."""
    if not nfc(name):
        raise errors.Invalid("retention", why="retention_name")
    return {"name": nfc(name), "basis": nfc(basis), "kinds": list(kinds)}


def _free(kinds: Iterable[str], but: Retention | None = None) -> None:
    """A type is proposed one period: the others let it go."""
    wanted = set(kinds)
    for row in Retention.select():
        left = [kind for kind in row.kinds if kind not in wanted]
        if (but is None or row.id != but.id) and left != row.kinds:
            Retention.update(kinds=left).where(Retention.id == row.id).execute()


def proposed(documents: Iterable[Document]) -> Retention | None:
    """The longest period that any of our own documents asks for; letters of others ask for none of their own."""
    kinds = {d.kind for d in documents if d.direction != "incoming"}
    asked = [row for row in Retention.active() if kinds & set(row.kinds)]
    wanted = longest(row.years for row in asked) if asked else None
    return next((row for row in asked if row.years == wanted), None)
