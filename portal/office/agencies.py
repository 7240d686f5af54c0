"""Cơ quan: who writes to us and whom we write to; learned from the letters themselves."""

from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any, Self

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, fn

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import agency_names
from portal.rules.errors import Invalid
from portal.rules.folding import fold, lower, nfc


class Agency(db.Record):
    """An agency with the names and identifiers it goes by."""

    name: Any = CharField(unique=True)
    short_name: Any = CharField(default="")
    folded: Any = CharField(index=True)
    agency_code: Any = CharField(default="", index=True)
    email: Any = CharField(default="")
    is_paper_only: Any = BooleanField(default=False)
    letters: Any = IntegerField(default=0)

    @classmethod
    def matching(cls, typed: str, limit: int = 8) -> list[Self]:
        """Agencies whose name, initials or short name hold every piece typed, marks or not; the busiest first."""
        pieces = agency_names.wanted(typed)
        if not pieces:
            return []
        pattern = reduce(and_, (cls.folded.contains(piece) for piece in pieces))
        return list(cls.select().where(pattern).order_by(cls.letters.desc(), fn.LENGTH(cls.name)).limit(limit))

    @classmethod
    def listed(cls, typed: str, *, paper_only: bool = False) -> Any:
        """All agencies, or those holding what was typed, the busiest first."""
        found = cls.select().order_by(cls.letters.desc(), cls.name).where(cls.folded.contains(fold(nfc(typed))))
        return found.where(cls.is_paper_only) if paper_only else found

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The agency of exactly this name."""
        found: Self | None = cls.get_or_none(cls.name == nfc(name))
        return found

    @classmethod
    def known_as(cls, name: str) -> Self | None:
        """The agency of this name, or of another name that the office said means it."""
        alias = AgencyAlias.get_or_none(AgencyAlias.name == lower(nfc(name)))
        return cls.named(name) or (alias.agency if alias else None)


class AgencyAlias(db.Record):
    """Another way of writing an agency's name, once said by who keeps the agencies; in small letters."""

    agency: Any = ForeignKeyField(Agency, backref="aliases")
    name: Any = CharField(unique=True)


def learn(name: str, *, short_name: str = "") -> Agency:
    """The agency of that name, remembered from now on and counted once more."""
    clean = nfc(name)
    with db.atomic():
        folded = agency_names.searchable(clean, short_name)
        Agency.insert(name=clean, short_name=short_name, folded=folded, letters=1).on_conflict(
            conflict_target=[Agency.name], update={Agency.letters: Agency.letters + 1}
        ).execute()
        agency: Agency = Agency.get(Agency.name == clean)
    return agency


def set_means(agency: Agency, *, is_paper_only: bool, by: Person, at: datetime) -> None:
    """Chưa đủ điều kiện nhận điện tử: note whether the agency can receive electronically (S8)."""
    by.require("keep_agencies")
    with db.atomic():
        agency.is_paper_only = is_paper_only
        agency.save()
        events.record("means_set", agency, by=by, at=at, is_paper_only=is_paper_only)


def add(name: str, *, by: Person, at: datetime) -> Agency:
    """Thêm vào danh mục: an agency we write to that never wrote to us."""
    by.require("keep_agencies")
    clean = nfc(name)
    with db.atomic():
        known = Agency.named(clean)
        if known is not None:
            return known
        agency: Agency = Agency.create(name=clean, folded=agency_names.searchable(clean, ""))
        events.record("agency_added", agency, by=by, at=at)
    return agency


def remember_alias(agency: Agency, name: str, *, by: Person, at: datetime) -> None:
    """Từ nay tên này là cơ quan ấy: lines so written are tied to the agency without asking again."""
    by.require("keep_agencies")
    clean = lower(nfc(name))
    if not clean or is_anothers(agency, clean):
        raise Invalid("name", why="alias_is_agency")
    with db.atomic():
        AgencyAlias.insert(agency=agency, name=clean).on_conflict(
            conflict_target=[AgencyAlias.name], update={AgencyAlias.agency: agency}
        ).execute()
        events.record("alias_known", agency, by=by, at=at, name=clean)


def is_anothers(agency: Agency, name: str) -> bool:
    """Whether the directory has another agency of that name: then the name never means this one."""
    clean = lower(nfc(name))
    return any(lower(other.name) == clean and other != agency for other in Agency.listed(clean))


def forget_alias(alias: AgencyAlias, *, by: Person, at: datetime) -> None:
    """The name means nothing by itself any more."""
    by.require("keep_agencies")
    with db.atomic():
        alias.delete_instance()
        events.record("alias_forgotten", alias.agency, by=by, at=at, name=alias.name)
