"""Ký nháy: who answers for content and for form says so of one version (Decree 30/2020/NĐ-CP Art. 12)."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import asking, authors, events, rights
from portal.office.documents import Document, Version
from portal.office.editions import written
from portal.office.people import Person
from portal.office.profile import Office
from portal.rules import errors
from portal.rules.drafts import CONTENT, FORM, INITIALS
from portal.rules.roles import Role
from portal.rules.states import DRAFTING


class Initial(db.Record):
    """One person's word for one version; it stands while nothing newer was written and nobody took it back."""

    document: Any = ForeignKeyField(Document, backref="initials")
    version: Any = ForeignKeyField(Version, backref="+")
    what: Any = CharField(choices=[(word, word) for word in INITIALS])
    person: Any = ForeignKeyField(Person, backref="+")
    sha256: Any = CharField()
    at: Any = db.MomentField()
    withdrawn_at: Any = db.MomentField(null=True)

    @classmethod
    def of(cls, document: Document) -> list[Self]:
        """Every initial a draft ever got, in order."""
        return list(cls.select().where(cls.document == document).order_by(cls.id))

    @classmethod
    def standing(cls, document: Document) -> list[Self]:
        """Those that hold for what would be signed now."""
        newest = newest_written(document)
        return [one for one in cls.of(document) if one.withdrawn_at is None and one.is_on(newest)]

    def is_on(self, version: Version | None) -> bool:
        """Whether it was given on this version, with these bytes."""
        return version is not None and self.version_id == version.id and self.sha256 == version.sha256


def newest_written(document: Document) -> Version | None:
    """The newest version as its author left it: number and signature, which the portal adds, change no word of it."""
    return next(reversed(written(document)), None)


def may_initial(document: Document, what: str, person: Person) -> bool:
    """The head of the drafting unit for content; for form the clerk, or who was asked to look at it."""
    if not rights.may_read(person, document):
        return False
    if what == CONTENT:
        return authors.is_head(document, person)
    asked = any(one.is_for(person) for one in asking.Ask.open(document, FORM))
    return asked or person.role == Role.CLERK


def initial(document: Document, what: str, *, base_n: int, by: Person, at: datetime) -> None:
    """Put one's initial on the version one looked at, which must be the newest and ready to be signed."""
    by.require("draft")
    if what not in INITIALS or not may_initial(document, what, by):
        raise errors.NotAllowed(by.name, verb="initial")
    with db.atomic():
        document.require_state(*DRAFTING)
        latest = document.latest
        if latest is None or latest.n != base_n:
            raise errors.Superseded(document.id)
        if latest != newest_written(document):
            raise errors.WrongState(document.state)
        if latest.role != "pdf":
            raise errors.Conflict(document.id, why="not_converted")
        if any(one.what == what and one.person == by for one in Initial.standing(document)):
            return
        Initial.create(document=document, version=latest, what=what, person=by, sha256=latest.sha256, at=at)
        asking.settle_all(document, what, by=by, at=at)
        events.record("initialled", document, by=by, at=at, what=what, version=latest.n, sha256=latest.sha256)


def withdraw(one: Initial, *, by: Person, at: datetime) -> None:
    """Take one's own initial back."""
    if one.person_id != by.id:
        raise errors.NotAllowed(by.name, verb="initial")
    with db.atomic():
        one.document.require_state(*DRAFTING)
        left = Initial.update(withdrawn_at=at).where(Initial.id == one.id, Initial.withdrawn_at.is_null())
        if left.execute():
            events.record("initial_withdrawn", one.document, by=by, at=at, what=one.what)


def lacking(document: Document) -> list[str]:
    """The initials this office wants before a draft is submitted and that do not stand; not those nobody can give."""
    office = Office.current()
    wanted = {CONTENT: office.wants_content_initial, FORM: office.wants_form_initial}
    there = {one.what for one in Initial.standing(document)}
    return [what for what in INITIALS if wanted[what] and what not in there and able(document, what)]


def able(document: Document, what: str) -> list[Person]:
    """Who is there to give an initial by office: the heads of the drafting unit, or the clerks."""
    found = authors.heads(document) if what == CONTENT else Person.with_role(Role.CLERK)
    return list(found)


def ask_all(document: Document, what: str, *, by: Person, at: datetime) -> None:
    """Xin ký nháy: ask everybody whose office it is; the first initial answers for all."""
    asked = [person for person in able(document, what) if person != by]
    if not asked:
        raise errors.Conflict(document.id, why="nobody_to_initial")
    with db.atomic():
        for person in asked:
            asking.ask(document, what, person, "", by=by, at=at)


def on(document: Document, initial_id: int) -> Initial:
    """An initial on a draft that was opened by right."""
    found = next((one for one in Initial.of(document) if one.id == initial_id), None)
    if found is None:
        raise errors.NotFound(initial_id)
    return found
