"""Accounts: who is hired, blocked, moved, and with which password and role."""

import hashlib
from datetime import datetime

from portal import db
from portal.office import events, passwords, rights, sessions
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
        events.record(
            "hired", person, by=by or person, at=at, role=str(role), login=clean, unit=unit.id if unit else 0,
            name=person.name, position=position, password=password_mark(secret),
        )
    return person


def password_mark(secret: str) -> str:
    """What the trail keeps of a password: the hash of its hash, so that another one put there by hand shows."""
    return hashlib.sha256(secret.encode()).hexdigest()


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
        events.record("password_changed", person, by=by, at=at, password=password_mark(secret))


def set_active(person: Person, active: bool, *, by: Person, at: datetime) -> None:
    """Block an account or open it again; a block ends its sessions at once."""
    by.require("administer")
    with db.atomic():
        if not active:
            require_another_administrator(person)
        person.is_active = active
        person.save(only=[Person.is_active])
        sessions.end_all(person, at=at)
        events.record("unblocked" if active else "blocked", person, by=by, at=at)


def change_role(person: Person, role: Role, *, by: Person, at: datetime) -> None:
    """Give another role; the old one is kept in the trail."""
    by.require("administer")
    with db.atomic():
        if role != Role.ADMIN:
            require_another_administrator(person)
        old, person.role = person.role, role
        person.save(only=[Person.role])
        sessions.end_all(person, at=at)
        events.record("role_changed", person, by=by, at=at, old=str(old), new=str(role))


def move(person: Person, unit: Unit | None, *, by: Person, at: datetime) -> None:
    """Put a person into another unit; grants to the old unit stop reaching them, and what was settled there ends."""
    by.require("administer")
    with db.atomic():
        old, person.unit = person.unit, unit
        person.save(only=[Person.unit])
        ended = rights.end_by_moving(person, at=at) if old != unit else 0
        events.record(
            "moved", person, by=by, at=at, old=old and old.name, new=unit and unit.name, grants=ended or None,
            unit=unit.id if unit else 0,
        )


def require_another_administrator(person: Person) -> None:
    """Refuse what would leave the office without an administrator."""
    others = Person.with_role(Role.ADMIN).where(Person.id != person.id)
    if person.role == Role.ADMIN and not others.exists():
        raise errors.LastAdministrator(person.name)


def describe(person: Person, *, name: str, position: str, email: str, by: Person, at: datetime) -> None:
    """Put right how a person is called and what they are; documents signed so far keep what they say."""
    by.require("administer")
    if not nfc(name):
        raise errors.Invalid("name", why="person_name")
    with db.atomic():
        old = {"name": person.name, "position": person.position}
        person.name, person.position, person.email = nfc(name), nfc(position), email.strip()
        person.save(only=[Person.name, Person.position, Person.email])
        events.record(
            "person_described", person, by=by, at=at, old=old, new={"name": person.name, "position": person.position}
        )


def turn_on_second_factor(
    person: Person, secret: str, *, at: datetime, used: int | None = None, keep: sessions.Session | None = None
) -> None:
    """From now on a code is asked for after one's password; the secret was proved by the code of step ``used``."""
    with db.atomic():
        person.totp_secret, person.last_code = secret, used
        person.save(only=[Person.totp_secret, Person.last_code])
        sessions.end_all(person, at=at, but=keep)
        events.record("second_factor_on", person, by=person, at=at)


def use_code(person: Person, step: int) -> bool:
    """Whether the code of this step is used now for the first time; of two at once one is."""
    is_new = Person.last_code.is_null() | (Person.last_code < step)
    return bool(Person.update(last_code=step).where(Person.id == person.id, is_new).execute() == 1)


def turn_off_second_factor(person: Person, *, by: Person, at: datetime) -> None:
    """Back to the password alone: one's own wish, or an administrator's help after a lost telephone."""
    if by != person:
        by.require("administer")
    with db.atomic():
        person.totp_secret = None
        person.save(only=[Person.totp_secret])
        events.record("second_factor_off", person, by=by, at=at)
