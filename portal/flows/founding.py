"""Lập cơ quan: the database of a new office with its first administrator."""

from datetime import datetime
from pathlib import Path

from portal import db
from portal.office import accounts, profile
from portal.office.people import Person
from portal.rules.passwords import check_strength
from portal.rules.roles import Role


def found_office(
    database: Path, *, name: str, code: str, place: str, admin: str, login: str, password: str, at: datetime,
    parent: str = "", is_demo: bool = False,
) -> Person:
    """Make the database and the office in it; nothing is left behind when the password is refused."""
    check_strength(password, known=(login, admin))
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.open_file(database)
    db.migrate()
    with db.atomic():
        profile.found(name, agency_code=code, place=place, parent=parent, at=at, is_demo=is_demo)
        return accounts.hire(admin, login, Role.ADMIN, password=password, by=None, at=at, position="Quản trị")
