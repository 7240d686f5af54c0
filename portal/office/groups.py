"""Danh sách nơi nhận: named lists; a line of Nơi nhận that names one goes to each of its members at issue."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, IntegerField

from portal import db
from portal.office import events
from portal.office.agencies import Agency
from portal.office.people import Person, Unit
from portal.rules import recipients as rules
from portal.rules.errors import Invalid
from portal.rules.folding import fold, lower, nfc, sort_key

MOST_MEMBERS, LONGEST_NAME = 300, 120


class RecipientGroup(db.Record):
    """A named list of recipients; ended it is offered no more, and what already names it keeps it."""

    name: Any = CharField(unique=True)
    folded: Any = CharField()
    ended_at: Any = db.MomentField(null=True)

    @classmethod
    def listed(cls) -> list[Self]:
        """All lists in Vietnamese order, those in use first."""
        return sorted(cls.select(), key=lambda group: (group.ended_at is not None, sort_key(group.name)))

    @classmethod
    def in_use(cls) -> Any:
        """The lists a document may name from now on."""
        return cls.select().where(cls.ended_at.is_null())

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The list in use of that name, whatever its capitals."""
        wanted = lower(nfc(name))
        return next((group for group in cls.in_use().where(cls.folded == fold(wanted)) if lower(group.name) == wanted),
                    None)

    @property
    def lines(self) -> list["GroupMember"]:
        """Its members in their order."""
        return list(self.members.order_by(GroupMember.position))


class GroupMember(db.Record):
    """One member of a list, tied to a unit or a learned agency of its name."""

    group: Any = ForeignKeyField(RecipientGroup, backref="members")
    position: Any = IntegerField()
    name: Any = CharField()
    agency: Any = ForeignKeyField(Agency, null=True)
    unit: Any = ForeignKeyField(Unit, null=True)

    @property
    def meant(self) -> Agency | None:
        """Its agency, also one that was learned after the list was written."""
        found: Agency | None = self.agency or Agency.known_as(self.name)
        return found

    @property
    def is_person(self) -> bool:
        """Whether its name is a person's, who is to carry out what comes."""
        return not (self.unit_id or self.agency_id) and rules.names_person(self.name)

    @property
    def is_paper_only(self) -> bool:
        """Whether it is an agency that cannot receive electronically."""
        agency = None if self.unit_id else self.meant
        return bool(agency and agency.is_paper_only)


def make(name: str, members: str, *, by: Person, at: datetime) -> RecipientGroup:
    """Lập danh sách: a name and its members, one a line."""
    by.require("keep_agencies")
    with db.atomic():
        clean, names = free_name(name), checked_members(members)
        group: RecipientGroup = RecipientGroup.create(name=clean, folded=fold(clean))
        put_members(group, names)
        events.record("group_made", group, by=by, at=at, members=len(names))
    return group


def change(group: RecipientGroup, name: str, members: str, *, by: Person, at: datetime) -> None:
    """Another name or other members; documents that went out keep the members they went to."""
    by.require("keep_agencies")
    with db.atomic():
        clean, names = free_name(name, but=group.id), checked_members(members)
        before = len(group.lines)
        group.name, group.folded = clean, fold(clean)
        group.save(only=[RecipientGroup.name, RecipientGroup.folded])
        put_members(group, names)
        events.record("group_changed", group, by=by, at=at, before=before, members=len(names))


def set_in_use(group: RecipientGroup, used: bool, *, by: Person, at: datetime) -> None:
    """Thôi dùng, or use again."""
    by.require("keep_agencies")
    with db.atomic():
        if used:
            free_name(group.name, but=group.id)
        group.ended_at = None if used else at
        group.save(only=[RecipientGroup.ended_at])
        events.record("group_put_back" if used else "group_ended", group, by=by, at=at)


def put_members(group: RecipientGroup, names: Iterable[str]) -> None:
    """Keep these members instead of those of before."""
    GroupMember.delete().where(GroupMember.group == group).execute()
    for position, name in enumerate(names):
        agency, unit = Agency.known_as(name), Unit.in_use_as(name)
        GroupMember.create(group=group, position=position, name=name, agency=agency, unit=unit)


def free_name(name: str, *, but: int = 0) -> str:
    """A name for a list that means nothing else; raises ``Invalid`` where it does."""
    clean = nfc(name)
    if not clean or len(clean) > LONGEST_NAME:
        raise Invalid("name", why="group_name")
    found = RecipientGroup.named(clean)
    if (found is not None and found.id != but) or RecipientGroup.get_or_none(
        RecipientGroup.name == clean, RecipientGroup.id != but
    ):
        raise Invalid("name", why="group_name_taken")
    if Agency.known_as(clean) is not None or Unit.get_or_none(Unit.name == clean) is not None:
        raise Invalid("name", why="group_name_of_agency")
    if any(lower(member.name) == lower(clean) for member in GroupMember.select(GroupMember.name)):
        raise Invalid("name", why="group_name_is_member")
    return clean


def checked_members(text: str) -> list[str]:
    """The names in a text, one a line; a list within a list is refused, so that there is never a circle."""
    lines = [line for line in rules.parse(text) if not rules.is_clerk_copy(line.name)]
    names = list({rules.spelt(line.name): line.name for line in lines}.values())
    if not names:
        raise Invalid("members", why="group_empty")
    if len(names) > MOST_MEMBERS:
        raise Invalid("members", why="group_too_long")
    inner = next((name for name in names if RecipientGroup.named(name) is not None), None)
    if inner is not None:
        raise Invalid("members", why="group_in_group", name=inner)
    return names
