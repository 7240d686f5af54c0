"""A running portal with letters before the leader, and the leader's PC: what tests of the signer stand on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from portal import clock, db
from portal.flows import signing
from portal.flows.premises import Premises
from portal.office import devices, drafting, files, trust
from portal.office.documents import Document, add_version
from portal.office.signing import SigningJob
from portal.rules.signing import SIGN
from portal.signer import client, job
from portal.signer.backends import HeldCertificate
from portal.signer.config import Config, KeySource
from portal.signer.consent import Question
from portal.signer.job import Report
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit
from tests.adapters.letter_files import draw
from tests.office_fixtures import Staff, outline
from tests.signing_kit import Keys

PASSWORD = "mật khẩu"


@dataclass
class Person:
    """Someone at the PC who decides as the test says; remembers what was shown."""

    pin: str = PASSWORD
    says_yes: bool = True
    asked: list[Question] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ticket(self) -> str:
        raise ProtocolError("user_cancelled")

    def choose(self, certificates: Sequence[HeldCertificate]) -> HeldCertificate:
        return certificates[-1]

    def confirm(self, question: Question) -> str:
        self.asked.append(question)
        assert all(paper.file.read_bytes().startswith(b"%PDF") for paper in question.papers)
        if not self.says_yes:
            raise ProtocolError("user_cancelled")
        return self.pin

    def tell(self, text: str) -> None:
        self.told.append(text)


@dataclass
class Place:
    """A running portal with a letter before the leader, and the leader's PC."""

    origin: str
    people: Staff
    keys: Keys
    premises: Premises
    letter: Document
    pc: Config
    person: Person = field(default_factory=Person)

    def begin(self) -> signing.Begun:
        document = Document.get_by_id(self.letter.id)
        return signing.begin(
            document, SIGN, kit.PLACE, base_n=document.latest.n, by=self.people.leader, origin=self.origin,
            at=clock.now(),
        )

    def sign(self, begun: signing.Begun | None = None, pc: Config | None = None) -> Report:
        begun = begun or self.begin()
        return job.run(begun.launch, pc or self.pc, self.person)

    def paired(self, person: Any) -> Config:
        """The same PC, paired for somebody else."""
        code = devices.start_pairing(person, at=clock.now())
        return replace(self.pc, portals={self.origin: client.pair(self.origin, code, "PC")})

    def state(self) -> tuple[str, str]:
        newest = SigningJob.of(self.letter).get()
        return newest.state, newest.error

    @property
    def role(self) -> str:
        return str(Document.get_by_id(self.letter.id).latest.role)


def lay(image: bytes, file: Path) -> None:
    """Begin with this database, whatever stood there."""
    for old in file.parent.glob(file.name + "*"):
        old.unlink()
    file.write_bytes(image)
    db.open_file(file)
    db.database.connect()


def furnish(origin: str, people: Staff, keys: Keys, premises: Premises, key: KeySource) -> Place:
    at = clock.now()
    trust.trust(keys.authority.anchors[0], by=people.admin, at=at, is_test=True)
    trust.add_revocations(keys.lists[0], by=people.admin, at=at)
    for person, identity in ((people.leader, keys.leader), (people.deputy, keys.deputy)):
        devices.approve(devices.present(person, identity.der, at=at), "personal", by=people.admin, at=at)
    folder = premises.data
    draft = kit.with_number_fields(kit.letter(folder / "l.pdf"), folder / "d.pdf")
    blob = premises.store.put(draft.read_bytes())
    files.keep(blob.sha256, blob.size, "application/pdf", at=at)
    letter = drafting.draft(outline(people), blob.sha256, "thu.pdf", "pdf", by=people.officer, at=at)
    drafting.submit(letter, by=people.officer, at=at)
    portal = client.pair(origin, devices.start_pairing(people.leader, at=at), "PC")
    return Place(origin, people, keys, premises, letter, Config({origin: portal}, (key,)))


def stopped(act: Callable[[], object]) -> str:
    with pytest.raises(ProtocolError) as stop:
        act()
    return stop.value.code


def through(monkeypatch: pytest.MonkeyPatch, change: Callable[..., Any]) -> None:
    """Put someone on the line: ``change`` gets the real exchange and its arguments."""
    real = client.send
    monkeypatch.setattr(client, "send", lambda *given: change(real, *given))


def letters(place: Place, count: int) -> list[Document]:
    """More letters before the leader, with the words that show where they are signed; no two files alike."""
    at, folder, people = clock.now(), place.premises.data, place.people
    made = []
    for n in range(1, count + 1):
        drawn = draw(folder / "b.pdf", number=f"Số:            /UBND-K{n}", name=people.leader.name)
        blob = place.premises.store.put(kit.with_number_fields(drawn, folder / "n.pdf").read_bytes())
        files.keep(blob.sha256, blob.size, "application/pdf", at=at)
        told = replace(outline(people), subject=f"Văn bản thứ {n} trong lô")
        letter = drafting.draft(told, blob.sha256, "thu.pdf", "pdf", by=people.officer, at=at)
        drafting.submit(letter, by=people.officer, at=at)
        made.append(letter)
    return made


def begin_batch(place: Place, documents: Sequence[Document]) -> signing.Begun:
    """All of them marked in the queue, by one button."""
    fresh = [Document.get_by_id(document.id) for document in documents]
    marked = [(document, document.latest.n) for document in fresh]
    return signing.begin_batch(marked, SIGN, by=place.people.leader, origin=place.origin, at=clock.now())


def replaced(place: Place, document: Document) -> None:
    """Somebody stores a newer version."""
    newer, now = Document.get_by_id(document.id), clock.now()
    blob = place.premises.store.put(b"newer")
    add_version(newer, blob.sha256, "pdf", "x", base_n=newer.latest.n, by=place.people.officer, at=now)
