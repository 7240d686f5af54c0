"""An office to test in: a migrated database in memory, its people, and documents at every place on their way."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from portal import db
from portal.clock import VIETNAM
from portal.office import accounts, drafting, entering, files, issuing, profile, receiving
from portal.office.documents import Document, add_version
from portal.office.entering import Facts
from portal.office.people import Person, Unit
from portal.office.recipients import Line
from portal.rules.roles import Role

TODAY = date(2026, 11, 23)  # a Monday
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
PASSWORD = "giấy trắng mực đen 73"  # every account of the test office
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the administrator's second factor
PEOPLE = {
    "admin": ("Lê Quản Trị", "quantri", Role.ADMIN, None),
    "clerk": ("Nguyễn Thị Văn Thư", "vanthu", Role.CLERK, "Văn phòng HĐND và UBND"),
    "leader": ("Trần Văn Chủ", "chutich", Role.LEADER, None),
    "deputy": ("Phạm Thị Phó", "phochutich", Role.LEADER, None),
    "head": ("Hoàng Văn Trưởng", "truongphong", Role.UNIT_HEAD, "Phòng Kinh tế"),
    "officer": ("Đỗ Thị Chuyên", "chuyenvien", Role.OFFICER, "Phòng Kinh tế"),
    "stranger": ("Vũ Văn Khác", "vankhac", Role.OFFICER, "Phòng Văn hóa - Xã hội"),
    "safety": ("Bùi An Toàn", "giamsat", Role.SAFETY_OFFICER, None),
}
_fresh = count(1)
CONTENTS: dict[str, bytes] = {}  # what the store is said to have


@dataclass(frozen=True)
class Staff:
    """The people of the office, one of every role at least, and its units."""

    admin: Person
    clerk: Person
    leader: Person
    deputy: Person
    head: Person
    officer: Person
    stranger: Person
    safety: Person

    @property
    def everyone(self) -> list[Person]:
        return [getattr(self, name) for name in PEOPLE]

    @property
    def economy(self) -> Unit:
        """The unit of the head and the officer."""
        return self.head.unit

    @property
    def culture(self) -> Unit:
        """The unit of the stranger."""
        return self.stranger.unit


@pytest.fixture(scope="session")
def _images() -> dict[str, bytes]:
    """The migrated database, empty and with its office, as bytes: migrating and hashing passwords once is enough."""
    db.database.init(":memory:", pragmas=db.PRAGMAS)
    db.migrate()
    empty = db.database.connection().serialize()
    found_office()
    images = {"empty": empty, "office": db.database.connection().serialize()}
    db.database.close()
    return images


def found_office() -> Staff:
    """An office with its people, made by the verbs; the database must be migrated and empty."""
    profile.found("UBND xã Tân Hòa", agency_code="H02.18.27", place="Tân Hòa", parent="UBND tỉnh", at=NOW)
    units = {name: Unit.create(name=name) for name in dict.fromkeys(unit for *_, unit in PEOPLE.values()) if name}
    admin: Person | None = None
    for name, login, role, unit in PEOPLE.values():
        person = accounts.hire(
            name, login, role, password=PASSWORD, by=admin, at=NOW, unit=units.get(unit or ""),
        )
        if admin is None:  # the pages of an administrator ask it; the next event takes its mark
            Person.update(totp_secret=SECRET).where(Person.role == Role.ADMIN).execute()
        admin = admin or person
    return staff()


def staff() -> Staff:
    """The people as the database has them now."""
    by_login = {person.login: person for person in Person.select()}
    return Staff(**{key: by_login[login] for key, (_, login, _, _) in PEOPLE.items()})


def opened(image: bytes) -> Iterator[None]:
    db.database.init(":memory:", pragmas=db.PRAGMAS)
    db.database.connection().deserialize(image)
    yield
    db.database.close()


def image_after(image: bytes, prepare: Callable[[Staff], object]) -> bytes:
    """The image with what ``prepare`` does to it: tests that begin alike need do it only once."""
    for _ in opened(image):
        prepare(staff())
        changed: bytes = db.database.connection().serialize()
    return changed


@pytest.fixture
def empty_database(_images: dict[str, bytes]) -> Iterator[None]:
    """A migrated database in memory with no row in it."""
    yield from opened(_images["empty"])


@pytest.fixture
def older_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Callable[..., Any]]]:
    """Makes an empty office as it was before a migration, by its number; rows go in by SQL, without neighbours."""

    def before(number: str) -> Callable[..., Any]:
        older = tmp_path / "older"
        older.mkdir()
        for file in sorted(db.MIGRATIONS.glob("0*.py")):
            if file.stem < number:
                (older / file.name).write_text(file.read_text("utf-8"), "utf-8")
        db.open_file(tmp_path / "portal.db")
        with monkeypatch.context() as earlier:
            earlier.setattr(db, "MIGRATIONS", older)
            db.migrate()
        run: Callable[..., Any] = db.database.execute_sql
        run("PRAGMA foreign_keys = OFF")
        return run

    yield before
    db.database.close()


@pytest.fixture
def office_database(_images: dict[str, bytes]) -> Iterator[None]:
    """A migrated database in memory with the office and its people."""
    yield from opened(_images["office"])


@pytest.fixture
def people(office_database: None) -> Staff:
    """The office's people, on a database of their own."""
    return staff()


def later(**distance: float) -> datetime:
    """A moment after the morning on which the tests begin: ``later(hours=2)``."""
    return NOW + timedelta(**distance)


def stored(content: bytes | None = None, *, media_type: str = "application/pdf") -> str:
    """The SHA-256 of bytes the store is said to have; fresh ones unless given."""
    content = content if content is not None else f"tệp số {next(_fresh)}".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    CONTENTS[sha256] = content
    files.keep(sha256, len(content), media_type, at=NOW)
    return sha256


def facts(**changes: Any) -> Facts:
    """What a clerk types of an ordinary letter."""
    ordinary = Facts(
        issuer="UBND huyện Sơn Động", subject="V/v phân loại văn bản điện tử", reference="536/UBND-TH",
        dated_on=date(2026, 11, 20), kind="Công văn", signatory="Nguyễn Quang Ngạn",
        capacity="KT. CHỦ TỊCH", position="PHÓ CHỦ TỊCH",
    )
    return replace(ordinary, **changes)


def request_id() -> str:
    """A word no form has used before."""
    return f"form-{next(_fresh)}"


def received(people: Staff, *, content: bytes | None = None, at: datetime = NOW) -> Document:
    """A letter waiting for its entry."""
    return receiving.receive(stored(content), "cong-van.pdf", by=people.clerk, at=at)


def entered(people: Staff, *, at: datetime = NOW, **changes: Any) -> Document:
    """A letter in this year's incoming register."""
    return entering.enter(
        received(people, at=at), facts(**changes), by=people.clerk, at=at, request_id=request_id()
    )


def outline(people: Staff, **changes: Any) -> drafting.Outline:
    """What a drafter says of an ordinary reply."""
    ordinary = drafting.Outline(
        kind="Công văn", subject="V/v trả lời công văn 536/UBND-TH", signer=people.leader, capacity="",
        position="CHỦ TỊCH", unit_symbol="KT",
        recipients=(Line("UBND huyện Sơn Động"), Line("Phòng Kinh tế"), Line("Lưu: VT", channel="paper")),
    )
    return replace(ordinary, **changes)


def drafted(people: Staff, *, at: datetime = NOW, **changes: Any) -> Document:
    """A draft as PDF, written by the officer."""
    return drafting.draft(outline(people, **changes), stored(), "tra-loi.pdf", "pdf", by=people.officer, at=at)


def submitted(people: Staff, *, at: datetime = NOW, **changes: Any) -> Document:
    """A draft before the person who will sign."""
    document = drafted(people, at=at, **changes)
    drafting.submit(document, by=people.officer, at=at)
    return document


def signed(people: Staff, *, at: datetime = NOW, **changes: Any) -> Document:
    """A draft with the leader's signature, as the flow of signing leaves it."""
    document = submitted(people, at=at, **changes)
    put_version(document, "signed", people.leader, at)
    drafting.mark_signed(document, by=people.leader, at=at, version=document.latest)
    return document


def numbered(people: Staff, *, at: datetime = NOW, **changes: Any) -> Document:
    """A signed document in this year's outgoing register."""
    document = signed(people, at=at, **changes)
    return issuing.give_number(
        document, issuing.number_for(document, at), stored(), "tra-loi.pdf", base_n=document.latest.n, by=people.clerk,
        at=at, request_id=request_id(),
    )


def sealed(people: Staff, *, at: datetime = NOW, **changes: Any) -> Document:
    """A numbered document with the agency's seal."""
    document = numbered(people, at=at, **changes)
    put_version(document, "sealed", people.clerk, at)
    issuing.mark_sealed(document, by=people.clerk, at=at, version=document.latest)
    return document


def issued(people: Staff, *, at: datetime = NOW, **changes: Any) -> Document:
    """A document that has gone out."""
    document = sealed(people, at=at, **changes)
    issuing.issue(document, by=people.clerk, at=at)
    return document


def put_version(document: Document, role: str, by: Person, at: datetime) -> None:
    """The next version of the document's bytes."""
    add_version(document, stored(), role, "tra-loi.pdf", base_n=document.latest.n, by=by, at=at)


def unguarded() -> list[str]:
    """Take the triggers away, as someone with the file in hand would; how they were made."""
    rows = db.database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in rows:
        db.database.execute_sql(f"DROP TRIGGER {name}")
    return [sql for _, sql in rows]


@contextmanager
def behind_the_guards() -> Iterator[None]:
    """The same by someone who puts them back afterwards, so that they give nothing away."""
    made = unguarded()
    yield
    for sql in made:
        db.database.execute_sql(sql)


def moved_into_a_file(file: Path) -> Path:
    """Go on with the office of this test in a file, which other connections and processes can open."""
    image: bytes = db.database.connection().serialize()
    db.database.close()
    file.write_bytes(image)
    db.open_file(file)
    db.database.connect()  # which makes its log
    return file
