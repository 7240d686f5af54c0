"""Màn hình treo tường: addresses that show today's counts without a sign-in, made and taken back by hand."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import errors


class Wall(db.Record):
    """One screen; the address holds a key of which only the digest is kept."""

    name: Any = CharField()
    key_hash: Any = CharField(unique=True)
    made_by: Any = ForeignKeyField(Person, backref="+")
    made_at: Any = db.MomentField()
    ended_at: Any = db.MomentField(null=True)

    @classmethod
    def standing(cls) -> Any:
        """The screens whose address still opens, the newest first."""
        return cls.select().where(cls.ended_at.is_null()).order_by(cls.id.desc())


def require_keeper(person: Person) -> None:
    """The clerk or the administrator hangs screens."""
    if not (person.may("enter") or person.may("administer")):
        raise errors.NotAllowed(person.name, verb="wall")


def hang(name: str, *, by: Person, at: datetime) -> str:
    """A new screen; its key is told now and never again."""
    require_keeper(by)
    if not name.strip():
        raise errors.Invalid("wall", why="wall_name")
    key = secrets.token_urlsafe(32)
    with db.atomic():
        wall = Wall.create(name=name.strip(), key_hash=hash_key(key), made_by=by, made_at=at)
        events.record("wall_hung", wall, by=by, at=at, name=wall.name)
    return key


def take_down(wall_id: int, *, by: Person, at: datetime) -> None:
    """The address opens no more."""
    require_keeper(by)
    with db.atomic():
        wall: Wall | None = Wall.standing().where(Wall.id == wall_id).first()
        if wall is None:
            raise errors.NotFound(wall_id)
        wall.ended_at = at
        wall.save(only=[Wall.ended_at])
        events.record("wall_taken_down", wall, by=by, at=at, name=wall.name)


def find(key: str) -> Wall | None:
    """The screen of a key, while it stands."""
    found: Wall | None = Wall.standing().where(Wall.key_hash == hash_key(key)).first()
    return found


def hash_key(key: str) -> str:
    """What the table keeps of a key."""
    return hashlib.sha256(key.encode()).hexdigest()
