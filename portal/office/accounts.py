"""Accounts: who is hired, blocked, moved, and with which password and role."""

from datetime import datetime

from portal import db
from portal.office import events, passwords, sessions
from portal.office.people import Person, Unit
from portal.rules import errors
from portal.rules.folding import fold, nfc
from portal.rules.roles import Role


def hire(
    name: str,
    login: str,
    role: Role,
    *,
    password: str,
    by: Person | None,
    at: datetime,
    unit: Unit | None = None,
    position: str = "",
    email: str = "",
) -> Person:
    """Give someone an account; ``by`` is None only for the first administrator, made on the console."""
    if by is None:
        if Person.select().exists():
            raise errors.NotAllowed(name)
    else:
        by.require("administer")
    clean = fold(nfc(login))
    if not clean or Person.by_login(clean):
        raise errors.Invalid(login, why="login_taken")
    secret = passwords.make(password, known=(clean, name))
    with db.atomic():
        person = Person.create(
            name=nfc(name), login=clean, role=role, password_hash=secret, unit=unit, position=position, email=email
        )
        events.record("hired", person, by=by or person, at=at, role=str(role), login=clean)
    return person


def change_password(
    person: Person, password: str, *, by: Person, at: datetime, keep: sessions.Session | None = None
) -> None:
    """Set a new password: one's own, or anyone's by an administrator; other sessions end at once."""
    if by != person:
        by.require("administer")
    secret = passwords.make(password, known=(person.login, person.name))
    with db.atomic():
        person.password_hash = secret
        person.save(only=[Person.password_hash])
        sessions.end_all(person, at=at, but=keep)
        events.record("password_changed", person, by=by, at=at)


def set_active(person: Person, active: bool, *, by: Person, at: datetime) -> None:
    """Block an account or open it again; a block ends its sessions at once."""
    by.require("administer")
    with db.atomic():
        person.is_active = active
        person.save(only=[Person.is_active])
        sessions.end_all(person, at=at)
        events.record("unblocked" if active else "blocked", person, by=by, at=at)


def change_role(person: Person, role: Role, *, by: Person, at: datetime) -> None:
    """Give another role; the old one is kept in the trail."""
    by.require("administer")
    with db.atomic():
        old, person.role = person.role, role
        person.save(only=[Person.role])
        sessions.end_all(person, at=at)
        events.record("role_changed", person, by=by, at=at, old=str(old), new=str(role))


def move(person: Person, unit: Unit | None, *, by: Person, at: datetime) -> None:
    """Put a person into another unit; grants to the old unit stop reaching them."""
    by.require("administer")
    with db.atomic():
        old, person.unit = person.unit, unit
        person.save(only=[Person.unit])
        events.record("moved", person, by=by, at=at, old=old and old.name, new=unit and unit.name)
