"""Góp ý: what readers of a draft say of a version; settled or withdrawn, it stays where it is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import ForeignKeyField, IntegerField, TextField, fn

from portal import db
from portal.office import authors, events, rights
from portal.office.documents import Document, Version
from portal.office.people import Person
from portal.rules import errors
from portal.rules.drafts import LONGEST_NOTE
from portal.rules.folding import clean
from portal.rules.states import DRAFTING


class Comment(db.Record):
    """One remark on one version, perhaps on one of its pages; ``answer`` is what the drafter made of it."""

    document: Any = ForeignKeyField(Document, backref="comments")
    version: Any = ForeignKeyField(Version, backref="+")
    person: Any = ForeignKeyField(Person, backref="+")
    page: Any = IntegerField(null=True)
    text: Any = TextField()
    at: Any = db.MomentField()
    answer: Any = TextField(default="")
    settled_at: Any = db.MomentField(null=True)
    settled_by: Any = ForeignKeyField(Person, null=True, backref="+")
    withdrawn_at: Any = db.MomentField(null=True)

    @property
    def is_open(self) -> bool:
        """Neither settled nor withdrawn."""
        return self.settled_at is None and self.withdrawn_at is None

    @classmethod
    def of(cls, document: Document) -> Any:
        """All that was said of a draft, in order."""
        return cls.select().where(cls.document == document).order_by(cls.id)

    @classmethod
    def open_counts(cls, documents: Iterable[Document]) -> dict[int, int]:
        """How many still wait for an answer, by the id of the draft; none for those without any."""
        is_open = cls.settled_at.is_null() & cls.withdrawn_at.is_null()
        rows: Any = cls.select(cls.document, fn.COUNT(cls.id)).where(cls.document.in_(list(documents)), is_open)
        return dict(rows.group_by(cls.document).tuples())


def comment(document: Document, text: str, page: int | None, *, base_n: int, by: Person, at: datetime) -> None:
    """Say something of the version one looked at; the same words sent twice stand once."""
    require_reader(document, by)
    text = clean(text).strip()
    if not text:
        raise errors.Invalid("comment", why="comment_empty")
    if len(text) > LONGEST_NOTE:
        raise errors.Invalid("comment", why="note_long")
    with db.atomic():
        document.require_state(*DRAFTING)
        version = document.version(base_n)
        if version is None:
            raise errors.NotFound(document.id)
        alike = Comment.of(document).where(Comment.person == by, Comment.version == version, Comment.text == text)
        if any(one.is_open and one.page == page for one in alike):
            return
        row = Comment.create(document=document, version=version, person=by, page=page, text=text, at=at)
        events.record("commented", document, by=by, at=at, comment=row.id, version=version.n)


def require_reader(document: Document, by: Person) -> None:
    """Who may not read a draft has nothing to say of it."""
    by.require("draft")
    if not rights.may_read(by, document):
        raise errors.NotFound(document.id)


def settle(one: Comment, answer: str, *, by: Person, at: datetime) -> None:
    """The drafter has done what was said, or answers why not; who said it may close it too."""
    require_party(one, by)
    answer = clean(answer).strip()
    if len(answer) > LONGEST_NOTE:
        raise errors.Invalid("comment", why="note_long")
    change(one, "comment_settled", Comment.settled_at.is_null(), by=by, at=at,
           settled_at=at, settled_by=by, answer=answer)


def reopen(one: Comment, *, by: Person, at: datetime) -> None:
    """It is not settled after all."""
    require_party(one, by)
    change(one, "comment_reopened", Comment.settled_at.is_null(False), by=by, at=at, settled_at=None, settled_by=None)


def withdraw(one: Comment, *, by: Person, at: datetime) -> None:
    """Who said it takes it back; it stays, struck through."""
    require_reader(one.document, by)
    if one.person_id != by.id:
        raise errors.NotAllowed(by.name, verb="withdraw")
    change(one, "comment_withdrawn", Comment.withdrawn_at.is_null(), by=by, at=at, withdrawn_at=at)


def require_party(one: Comment, by: Person) -> None:
    """The author of the draft, who is to sign it, and who said it."""
    document = one.document
    require_reader(document, by)
    if by.id not in (one.person_id, document.signer_id) and not authors.is_author(document, by):
        raise errors.NotAllowed(by.name, verb="settle")


def change(one: Comment, verb: str, stands: Any, *, by: Person, at: datetime, **values: Any) -> None:
    """Note how a comment stands now, once; what was withdrawn, or is on a signed document, changes no more."""
    with db.atomic():
        one.document.require_state(*DRAFTING)
        fitting = (Comment.id == one.id, Comment.withdrawn_at.is_null(), stands)
        if Comment.update(**values).where(*fitting).execute():
            events.record(verb, one.document, by=by, at=at, comment=one.id)


def on(document: Document, comment_id: int) -> Comment:
    """A comment of a draft that was opened by right."""
    found: Comment | None = Comment.of(document).where(Comment.id == comment_id).first()
    if found is None:
        raise errors.NotFound(comment_id)
    return found
