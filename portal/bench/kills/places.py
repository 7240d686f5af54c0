"""The little office that is killed: its folders, its people, and how it is opened as after a start."""

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portal import clock, config, db
from portal.config import Settings
from portal.flows import founding, searching
from portal.flows.premises import Premises
from portal.office import accounts, entering, files, receiving
from portal.office.documents import Document, PageText
from portal.office.people import Person
from portal.rules.filetypes import PDF
from portal.rules.roles import Role
from portal.web import serving
from portal.web.premises import premises_of

CLERK, LEADER, OFFICER = "vanthu", "chutich", "canbo"
STAFF = (
    ("Lê Thị Hòa", CLERK, Role.CLERK),
    ("Nguyễn Văn Ấn", LEADER, Role.LEADER),
    ("Phạm Thùy Dương", OFFICER, Role.OFFICER),
)
Say = Callable[[object], None]


@dataclass(frozen=True)
class Place:
    """An office in a folder of its own."""

    folder: Path

    @property
    def settings(self) -> Settings:
        """Everything of it lies in one data folder."""
        return config.load(self.folder / "data", {})

    @property
    def premises(self) -> Premises:
        """Its folders; full disks are another matter."""
        return premises_of(config.apply(self.settings, {"free_space_limit": 0}))

    def found(self) -> None:
        """Make it: an administrator, a clerk, a leader and an officer."""
        admin = founding.found_office(
            self.settings.database,
            name="UBND xã An Lạc",
            code="H99.01.12",
            place="An Lạc",
            admin="Hoàng Minh Ý",
            login="quantri",
            password=secrets.token_urlsafe(18),
            at=clock.now(),
        )
        for name, login, role in STAFF:
            accounts.hire(name, login, role, password=secrets.token_urlsafe(18), by=admin, at=clock.now())
        self.start()

    def open(self) -> None:
        """Only the database: what a process has that runs already."""
        searching.engine.cache_clear()
        db.open_file(self.settings.database)

    def start(self) -> None:
        """What `serve` does first: schema, leavings of what was killed, jobs of signers."""
        searching.engine.cache_clear()
        serving.prepare(self.settings)
        self.open()


def person(login: str) -> Person:
    """One of the staff."""
    found: Person = Person.get(Person.login == login)
    return found


def letter(place: Place, *, size: int = 2_000) -> Document:
    """A letter that came and waits for its number: file first, then the rows."""
    blob = place.premises.store.put(b"%PDF-1.4\n" + secrets.token_bytes(size))
    with db.atomic():
        files.keep(blob.sha256, blob.size, PDF, at=clock.now())
        return receiving.receive(blob.sha256, "cong-van.pdf", by=person(CLERK), at=clock.now())


def entered(place: Place, *, words: str = "") -> Document:
    """A letter with its number in this year's register, and where words are given with the text of its page."""
    waiting = letter(place)
    facts = entering.Facts(
        issuer="UBND huyện Sơn Động",
        subject=f"V/v việc {waiting.id}",
        reference=f"{waiting.id}/UBND-TH",
        dated_on=clock.now().date(),
    )
    with db.atomic():
        document = entering.enter(waiting, facts, by=person(CLERK), at=clock.now(), request_id=secrets.token_hex(8))
        if words:
            PageText.put(document, words)
    return document


def temporaries(folder: Path) -> list[str]:
    """Files whose names say that they were to be gone when their work was done."""
    ends = (".tmp", ".part", ".new")
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name.endswith(ends))


def copied(base: Path, folder: Path) -> None:
    """The whole office again, as it was made."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
