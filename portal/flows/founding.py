"""Lập cơ quan: the database of a new office with its first administrator."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from portal import db
from portal.office import accounts, profile
from portal.office.people import Person
from portal.rules.passwords import check_strength
from portal.rules.roles import Role

PASSWORDS = "mat-khau-mau.txt"  # where those of a demonstration lie, in its data folder


def found_office(
    database: Path, *, name: str, code: str, place: str, admin: str, login: str, password: str, at: datetime,
    parent: str = "", is_demo: bool = False,
) -> Person:
    """Make the database and the office in it; nothing has its name before all is done, whatever is refused or dies."""
    check_strength(password, known=(login, admin))
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with becoming_database(database), db.atomic():
        profile.found(name, agency_code=code, place=place, parent=parent, at=at, is_demo=is_demo)
        return accounts.hire(admin, login, Role.ADMIN, password=password, by=None, at=at, position="Quản trị")


@contextmanager
def becoming_database(database: Path) -> Iterator[None]:
    """Work in a new database beside the place; it goes there when all went well, and goes away when not."""
    part = database.with_name(f"{database.name}.part")
    leavings = [part.with_name(part.name + end) for end in ("", "-wal", "-shm", "-lock")]
    for left in leavings:
        left.unlink(missing_ok=True)
    db.open_file(part)
    try:
        db.migrate()
        yield
        db.database.close()
        os.replace(part, database)
        db.open_file(database)
    finally:
        for left in leavings:
            left.unlink(missing_ok=True)
