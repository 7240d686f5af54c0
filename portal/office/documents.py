"""Văn bản: the record every room speaks of, its versions, and the ways to ask for it."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from peewee import JOIN, BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField, Value

from portal import db
from portal.office import loading
from portal.office.agencies import Agency
from portal.office.arrivals import Arrival
from portal.office.files import Reading
from portal.office.people import Person
from portal.office.registers import Register
from portal.rules import errors
from portal.rules.abbreviations import Table, in_full
from portal.rules.folding import fold, nfc
from portal.rules.roles import Scope
from portal.rules.states import DRAFTING, HELD, OPEN_WORK

MOST_TYPED = 1000  # letters of what is looked for in a list; SQLite refuses far longer patterns


class Document(db.Record):
    """An incoming, outgoing or internal document; ``number`` is its place in our register."""

    direction: Any = CharField()
    state: Any = CharField(index=True)
    scope: Any = CharField(default=Scope.NORMAL, index=True)
    register: Any = ForeignKeyField(Register, null=True, backref="documents")
    number: Any = IntegerField(null=True)
    issuer: Any = CharField(default="")
    agency: Any = ForeignKeyField(Agency, null=True)
    reference: Any = CharField(default="")
    reference_key: Any = CharField(default="", index=True)
    symbol: Any = CharField(default="")
    dated_on: Any = DateField(null=True, index=True)
    kind: Any = CharField(default="")
    subject: Any = TextField(default="")
    urgency: Any = CharField(default="normal")
    capacity: Any = CharField(default="")
    position: Any = CharField(default="")
    signatory: Any = CharField(default="")
    received_on: Any = DateField(null=True, index=True)
    received_at: Any = db.MomentField(null=True)
    entered_on: Any = DateField(null=True)
    due_on: Any = DateField(null=True, index=True)
    done_on: Any = DateField(null=True)
    channel: Any = CharField(default="electronic")
    presented_to: Any = ForeignKeyField(Person, null=True, backref="presented")
    signer: Any = ForeignKeyField(Person, null=True, backref="to_sign")
    created_by: Any = ForeignKeyField(Person, null=True, backref="created")
    reply_to: Any = ForeignKeyField("self", null=True, backref="replies")
    same_as: Any = ForeignKeyField("self", null=True, backref="copies")  # the entered letter this one came again of
    route: Any = CharField(default="")
    route_reason: Any = CharField(default="")
    pages: Any = IntegerField(null=True)
    note: Any = TextField(default="")
    source_id: Any = CharField(null=True, unique=True)
    identifier: Any = CharField(null=True, index=True)  # what the interchange calls the letter, where it came by it
    arrival: Any = ForeignKeyField(Arrival, null=True, backref="letters")
    folded: Any = TextField(default="")
    created_at: Any = db.MomentField()
    organ: Any = CharField(null=True)  # of ORGANS; nothing where the committee issues, or somebody else
    is_normative: Any = BooleanField(null=True)
    paper_demanded_by: Any = CharField(null=True)  # the rule a drafter cited for a paper copy

    class Meta:
        indexes = ((("register", "number"), True), (("direction", "state", "scope"), False))

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store the record with its words without marks, which lists are filtered by."""
        self.folded = folded_words(self.subject, self.issuer, self.reference, self.signatory)
        return super().save(*args, **kwargs)

    @property
    def original(self) -> "Version | None":
        """The bytes as they came, or the first draft."""
        found: Version | None = self.versions.order_by(Version.n).first()
        return found

    @property
    def latest(self) -> "Version | None":
        """The newest version: what is read, signed or sent."""
        found: Version | None = self.versions.order_by(Version.n.desc()).first()
        return found

    @property
    def reading(self) -> Reading | None:
        """What was read from the original."""
        return Reading.of(self.original.sha256) if self.original else None

    @property
    def as_entered(self) -> "Document":
        """The entered letter a further copy joined, else the document itself."""
        entered: Document = self.same_as or self
        return entered

    def version(self, n: int) -> "Version | None":
        """One version by its number."""
        found: Version | None = self.versions.where(Version.n == n).first()
        return found

    @property
    def words(self) -> str:
        """The words of the pages, for a document that has no picture."""
        return str(PageText.select(PageText.body).where(PageText.document == self).scalar() or "")

    @property
    def is_held(self) -> bool:
        """Held apart because of a secret mark."""
        return bool(self.state == HELD)

    @property
    def is_draft(self) -> bool:
        """Still being written, approved or awaiting its signature."""
        return self.state in DRAFTING

    def is_overdue(self, today: date) -> bool:
        """Quá hạn: the due day is past and the work is not done."""
        return bool(self.due_on and self.due_on < today and self.state in OPEN_WORK)

    def require_state(self, *states: str) -> None:
        """Refuse the act unless the document stands in one of the states now; the page it was on may be old."""
        self.state = Document.select(Document.state).where(Document.id == self.id).scalar()
        if self.state not in states:
            raise errors.WrongState(self.state)

    @classmethod
    def in_book(cls, register: Register) -> Any:
        """The documents of a register, highest number first."""
        return cls.select().where(cls.register == register, cls.number.is_null(False)).order_by(cls.number.desc())

    @classmethod
    def holding(cls, typed: str, table: Table = ()) -> Any:
        """The condition that a document's register words hold every word typed, marks or not, or its long form."""
        condition: Any = Value(True)  # a condition on a column would keep an unfiltered list from its index
        for word in fold(nfc(typed))[:MOST_TYPED].split()[:16]:
            found: Any = cls.folded.contains(word)
            for long in in_full(word, table):
                found |= cls.folded.contains(long)
            condition &= found
        return condition

    @classmethod
    def in_state(cls, direction: str, *states: str) -> Any:
        """Documents of one direction standing in any of the states, oldest first."""
        return cls.select().where(cls.direction == direction, cls.state.in_(states)).order_by(cls.id)


def folded_words(*texts: str) -> str:
    """What list filters look through: the texts without marks, in lower case."""
    return fold(nfc(" ".join(text or "" for text in texts)))


class Version(db.Record):
    """One state of the document's bytes; rows are only added."""

    document: Any = ForeignKeyField(Document, backref="versions")
    n: Any = IntegerField()
    sha256: Any = CharField(index=True)
    role: Any = CharField(choices=[
        (r, r) for r in ("original", "draft", "pdf", "signed", "numbered", "sealed", "updated")
    ])
    name: Any = CharField()
    by: Any = ForeignKeyField(Person, null=True)
    at: Any = db.MomentField()

    class Meta:
        indexes = ((("document", "n"), True),)


class Attachment(db.Record):
    """Tệp đính kèm: an annex or enclosed file of a document."""

    document: Any = ForeignKeyField(Document, backref="attachments")
    sha256: Any = CharField(index=True)
    name: Any = CharField()
    at: Any = db.MomentField()
    sealed_at: Any = db.MomentField(null=True)  # when the agency signed it; of our own letters' annexes only


class EarlierFile(db.Record):
    """Bytes that were an annex of a document: before the agency's signature, or until taken out of the draft."""

    document: Any = ForeignKeyField(Document, backref="earlier_files")
    sha256: Any = CharField(index=True)
    at: Any = db.MomentField()


FILES = (Version, Attachment, EarlierFile)  # every record of bytes that a document has or had


class PageText(db.Record):
    """The words of a document's pages, for search, snippets and similar letters."""

    document: Any = ForeignKeyField(Document, unique=True, backref="texts")
    body: Any = TextField()

    @classmethod
    def put(cls, document: Document, body: str) -> None:
        """Keep the text of a document, replacing what stood there."""
        cls.insert(document=document, body=body).on_conflict(
            conflict_target=[cls.document], update={"body": body}
        ).execute()


class EnclosedText(db.Record):
    """The words of a file that lies with a document, for search: an annex, a newer version, a scan that came later."""

    document: Any = ForeignKeyField(Document, backref="enclosed_texts")
    sha256: Any = CharField()
    body: Any = TextField()

    class Meta:
        indexes = ((("document", "sha256"), True),)

    @classmethod
    def replace_all(cls, document: Document, bodies: dict[str, str]) -> None:
        """Keep these texts by the SHA-256 of their files, and no others."""
        cls.delete().where(cls.document == document).execute()
        for sha256, body in bodies.items():
            cls.create(document=document, sha256=sha256, body=body)


def originals_of(documents: Iterable[Document]) -> dict[int, Version]:
    """The original of each with what was ``read`` from it, in one question; no entry for paper alone."""
    ids = [document.id for document in documents]
    if not ids:
        return {}
    originals = Version.select(Version, Reading).join(
        Reading, JOIN.LEFT_OUTER, on=Version.sha256 == Reading.sha256, attr="read"
    )
    rows = originals.where(Version.document.in_(ids), Version.n == 1)
    return {row.document_id: row for row in rows}


def first_readings(documents: Iterable[Document]) -> dict[int, Reading | None]:
    """What was read from the original of each; None while nobody has, no entry for paper alone."""
    return {document: getattr(original, "read", None) for document, original in originals_of(documents).items()}


def add_version(
    document: Document, sha256: str, role: str, name: str, *, base_n: int, by: Person | None, at: datetime
) -> Version:
    """Store the next version if nobody stored one since ``base_n`` was read; else ``Superseded``."""
    with db.atomic():
        last = document.latest
        if (last.n if last else 0) != base_n:
            raise errors.Superseded(document.id)
        version: Version = Version.create(
            document=document, n=base_n + 1, sha256=sha256, role=role, name=name, by=by, at=at
        )
    return version


def name_mark(sha256: str, name: str) -> str:
    """What the trail keeps of the name of a version's file: its hash, since the name may have to be removed.

    A name that was removed can then still be guessed letter by letter by whoever has the trail, but not read.
    """
    return hashlib.sha256(f"{sha256} {name}".encode()).hexdigest()


def stored_as(sha256: str, name: str) -> dict[str, str]:
    """What the event of the act that stores a version says of its file."""
    return {"sha256": sha256, "name": name_mark(sha256, name)}


def load(document_id: int) -> Document:
    """A document by id for jobs and flows that act for the system; doors load through ``rights``."""
    return loading.load(Document, document_id)


