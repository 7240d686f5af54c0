"""Who may read which document: scope and grants, decided in this one place (threats.md §4)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, fn

from portal import db
from portal.office import events, outbox
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.rules import errors
from portal.rules.roles import Role, Scope
from portal.rules.states import DRAFTING, HELD, OPEN_WORK, REMOVED

REASONS = ("receive", "lead", "support", "inform", "direct", "draft", "sign", "comment", "read")
WORK = ("lead", "support", "direct")  # what a stand-in does in somebody's place
ROUTED = ("receive", "lead", "support", "inform")  # what somebody was given as one of the unit


class Grant(db.Record):
    """One person or unit may read one document, for a reason and for a time."""

    document: Any = ForeignKeyField(Document, backref="grants")
    person: Any = ForeignKeyField(Person, null=True)
    unit: Any = ForeignKeyField(Unit, null=True)
    reason: Any = CharField(choices=[(r, r) for r in REASONS])
    since: Any = db.MomentField()
    until: Any = db.MomentField(null=True)

    class Meta:
        indexes = ((("person", "document"), False), (("unit", "document"), False))


def grant(
    document: Document, reason: str, *, at: datetime, person: Person | None = None, unit: Unit | None = None
) -> Grant | None:
    """Let a person or a unit read the document from now on; asked twice, it stands once, and nothing is new."""
    live = Grant.select().where(
        Grant.document == document, Grant.person == person, Grant.unit == unit, Grant.reason == reason,
        Grant.until.is_null(),
    )
    if live.exists():
        return None
    new: Grant = Grant.create(document=document, person=person, unit=unit, reason=reason, since=at)
    return new


def end(
    document: Document, *reasons: str, at: datetime, person: Person | None = None, unit: Unit | None = None
) -> list[Grant]:
    """End the grants of these reasons, and which these were; moments before ``at`` keep their right in the history."""
    ending = Grant.update(until=at).where(
        Grant.document == document, Grant.reason.in_(reasons), Grant.until.is_null()
    )
    ending = ending.where(Grant.person == person) if person else ending
    ending = ending.where(Grant.unit == unit) if unit else ending
    return list(ending.returning(Grant).execute())


def end_these(ids: Collection[int], *, at: datetime) -> None:
    """End single grants, where they still stand."""
    Grant.update(until=at).where(Grant.id.in_(list(ids)), Grant.until.is_null()).execute()


def end_by_moving(person: Person, *, at: datetime) -> int:
    """Who goes to another unit keeps the letters in hand and those that name single persons; how many others end.

    Otherwise the head of the other unit would read what was settled in this one.
    """
    settled = Document.select(Document.id).where(
        Document.state.not_in(OPEN_WORK), Document.scope != Scope.RESTRICTED
    )
    ending = Grant.update(until=at).where(
        Grant.person == person, Grant.reason.in_(ROUTED), Grant.until.is_null(), Grant.document.in_(settled)
    )
    return int(ending.execute())


def readable(person: Person) -> Any:
    """The one condition: what every list, count, search, report, export and ``get`` goes through."""
    if not person.reads_documents:
        return Document.id < 0
    settled = Document.state.not_in(DRAFTING)
    condition = Document.id.in_(granted(person)) | (settled & (Document.scope == Scope.OPEN))
    if person.stands_for:
        condition |= lent(person)
    if person.role == Role.UNIT_HEAD and person.unit_id:
        condition |= Document.id.in_(granted_in(person.unit)) & (Document.scope != Scope.RESTRICTED)
    if person.reads_ordinary:
        condition |= settled & (Document.scope == Scope.NORMAL)
    condition &= Document.state.not_in((HELD, REMOVED))
    if person.keeps_registers:
        condition |= Document.state == HELD
    return condition


def shown(person: Person) -> Any:
    """What this person may read and nobody set apart: the clerk knows of held documents, but not what they say."""
    return readable(person) & Document.state.not_in((HELD, REMOVED))


def granted(person: Person) -> Any:
    """Ids of documents given to the person or to the unit the person is in today."""
    mine = Grant.person == person
    if person.unit_id:
        mine |= Grant.unit == person.unit_id
    return Grant.select(Grant.document).where(mine, Grant.until.is_null())


def granted_in(unit: Unit) -> Any:
    """Ids of documents given to anyone of the unit: its head sees them, unless named persons only may."""
    members = Person.select(Person.id).where(Person.unit == unit)
    return Grant.select(Grant.document).where(Grant.person.in_(members), Grant.until.is_null())


def lent(person: Person) -> Any:
    """Open letters given to those the person stands in for (StandIn); what names single persons is lent to nobody."""
    theirs = Grant.person.in_([absent.id for absent in person.stands_for])
    units = [absent.unit_id for absent in person.stands_for if absent.role == Role.UNIT_HEAD and absent.unit_id]
    if units:
        theirs |= Grant.unit.in_(units)
    given = Grant.select(Grant.document).where(theirs, Grant.reason.in_(WORK), Grant.until.is_null())
    return Document.id.in_(given) & Document.state.in_(OPEN_WORK) & (Document.scope != Scope.RESTRICTED)


def documents(person: Person) -> Any:
    """The documents this person may read, as a query to narrow further."""
    return Document.select().where(readable(person))


def read(person: Person, document_id: int) -> Document:
    """One document this person may read; what is missing and what is hidden look alike."""
    found: Document | None = documents(person).where(Document.id == document_id).first()
    if found is None:
        raise errors.NotFound(document_id)
    return found


def may_read(person: Person, document: Document) -> bool:
    """Whether this person may read the document."""
    return bool(documents(person).where(Document.id == document.id).exists())


def hidden_ids(person: Person) -> frozenset[int]:
    """Ids of documents whose content is not shown to the person; short for those who read most."""
    return ids_where(doubtful(person) & ~shown(person))


def doubtful(person: Person) -> Any:
    """Where a document hidden from the person can be; the indexes of state and scope find it without the others."""
    if not person.reads_documents:
        return Document.id > 0
    closed = (Scope.RESTRICTED,) if person.reads_ordinary else (Scope.NORMAL, Scope.RESTRICTED)
    return Document.state.in_((*DRAFTING, HELD, REMOVED)) | Document.scope.in_(closed)


def reads_most(person: Person) -> bool:
    """Whether what the person may not read is surely the shorter list."""
    if person.reads_ordinary or not person.reads_documents:
        return bool(person.reads_ordinary)
    return bool(Document.select().where(Document.scope == Scope.OPEN).count() * 2 > last_id())


def last_id() -> int:
    """The highest id of a document there is, 0 before the first."""
    return int(Document.select(fn.MAX(Document.id)).scalar() or 0)


def readable_ids(person: Person) -> frozenset[int]:
    """Ids of documents the person may read; short for those who read little."""
    return ids_where(readable(person))


def ids_where(condition: Any) -> frozenset[int]:
    """Ids of the documents of which the condition holds."""
    rows: Any = Document.select(Document.id).where(condition).tuples()
    return frozenset(row[0] for row in rows)


def set_scope(document: Document, scope: Scope, *, by: Person, at: datetime) -> None:
    """Widen or narrow who may read; a change of rights is kept in the trail."""
    by.require("direct" if by.role == Role.LEADER else "enter")
    with db.atomic():
        old, document.scope = document.scope, scope
        document.save(only=[Document.scope])
        Document.update(scope=scope).where(Document.same_as == document).execute()
        if scope == Scope.RESTRICTED:
            outbox.put("forget_prints", dedup="forget_prints")
            outbox.put("clear_copies", dedup="clear_copies")
            for one in (document, *document.copies):
                grant(one, "read", person=by, at=at)
        events.record("scope_changed", document, by=by, at=at, old=str(old), new=str(scope))
