"""Hoàn tác: each act that moves a letter on notes what it changed, so that a slip of the hand is undone at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events, outbox, rights
from portal.office.assignments import TAKEN_BACK, Assignment, Extension, Handler, Instruction
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors
from portal.rules.undoing import UNDO_WITHIN

VERBS = ("presented", "directed", "given_on", "handed_back", "taken_back")
STANDING = ("state", "due_on", "done_on", "presented_to_id")  # of a document, as an act found it


class RoutingAct(db.Record):
    """One act: what stood before it, what it made and what it ended, by ids."""

    verb: Any = CharField(choices=[(v, v) for v in VERBS])
    document: Any = ForeignKeyField(Document, backref="routing_acts")
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()
    before: Any = db.JsonField()
    made: Any = db.JsonField()
    ended: Any = db.JsonField()
    state_after: Any = CharField()
    undone_at: Any = db.MomentField(null=True)

    @classmethod
    def newest_of(cls, document: Document) -> Self | None:
        """The last act on the document that stands."""
        standing = cls.select().where(cls.document == document, cls.undone_at.is_null())
        found: Self | None = standing.order_by(cls.id.desc()).first()
        return found


class Step:
    """An act while it is done: rights and work are given and ended through it, and it keeps count."""

    def __init__(self, verb: str, document: Document, *, by: Person, at: datetime) -> None:
        self.verb, self.document, self.by, self.at = verb, document, by, at
        self.before = events.plain(standing(document))
        self.made: dict[str, list[int]] = {"instructions": [], "assignments": [], "grants": []}
        self.ended: dict[str, list[int]] = {"assignments": [], "grants": [], "noted": []}

    def instruct(self, leader: Person, text: str) -> Instruction:
        """The leader's words."""
        one: Instruction = Instruction.create(document=self.document, leader=leader, text=text, given_at=self.at)
        self.made["instructions"].append(one.id)
        return one

    def give(self, handler: Handler, role: str, **values: Any) -> Assignment:
        """One assignment with its grant."""
        whom = named(handler)
        one: Assignment = Assignment.create(
            document=self.document, role=role, given_at=self.at, given_by=self.by, **whom, **values
        )
        self.made["assignments"].append(one.id)
        self.grant(role, **whom)
        return one

    def grant(self, reason: str, **whom: Any) -> None:
        """A right, where it does not stand yet."""
        new = rights.grant(self.document, reason, at=self.at, **whom)
        self.made["grants"] += [new.id] if new else []

    def end(self, assignment: Assignment, how: str, reason: str = "") -> None:
        """Work and all its parts end before the report; the right that came with it goes, unless other work has it.

        Whoever has the parts did not pass them back: they are taken from them with the whole.
        """
        for part in assignment.parts:
            self.end(part, TAKEN_BACK, reason)
        assignment.ended_at, assignment.ended_how, assignment.ended_reason = self.at, how, reason
        assignment.save(only=[Assignment.ended_at, Assignment.ended_how, Assignment.ended_reason])
        self.ended["assignments"].append(assignment.id)
        whom = named(assignment.handler)
        same = Assignment.live(self.document).where(
            Assignment.role == assignment.role, *(getattr(Assignment, kind) == one for kind, one in whom.items())
        )
        if not same.exists():
            self.end_right(assignment.role, **whom)

    def end_right(self, reason: str, **whom: Any) -> None:
        """A right, where it stands."""
        self.ended["grants"] += [grant.id for grant in rights.end(self.document, reason, at=self.at, **whom)]

    def note_returns(self, *conditions: Any) -> None:
        """What came back to the giver is given anew by this act, and waits for nobody any more."""
        back = Assignment.select().where(
            Assignment.document == self.document, Assignment.ended_at.is_null(False), Assignment.noted_at.is_null(),
            *conditions,
        )
        ids = [one.id for one in back]
        Assignment.update(noted_at=self.at).where(Assignment.id.in_(ids)).execute()
        self.ended["noted"] += ids

    def record(self, **data: Any) -> None:
        """Once all is changed: the row of what was done, and the event, which keeps the marks of all of it."""
        self.kept: RoutingAct = RoutingAct.create(
            verb=self.verb, document=self.document, by=self.by, at=self.at, before=self.before, made=self.made,
            ended=self.ended, state_after=standing(self.document)["state"],
        )
        events.record(self.verb, self.document, by=self.by, at=self.at, **data)


@contextmanager
def step(verb: str, document: Document, *, by: Person, at: datetime) -> Iterator[Step]:
    """Do an act in one transaction; it ends with ``record``."""
    with db.atomic():
        yield Step(verb, document, by=by, at=at)


def standing(document: Document) -> dict[str, Any]:
    """Where the document stands now; the page the act was done on may be old."""
    fields = (Document.state, Document.due_on, Document.done_on, Document.presented_to)
    row: Any = Document.select(*fields).where(Document.id == document.id).tuples().get()
    return dict(zip(STANDING, row, strict=True))


def named(handler: Handler) -> dict[str, Any]:
    """A person or a unit, as rows name it."""
    return {"person": handler} if isinstance(handler, Person) else {"unit": handler}


def undo(act_id: int, *, by: Person, at: datetime) -> RoutingAct:
    """Hoàn tác: as if the act had not been done, while it is fresh and nothing was built upon it."""
    with db.atomic():
        act: RoutingAct | None = RoutingAct.get_or_none(RoutingAct.id == act_id, RoutingAct.by == by)
        if act is None:
            raise errors.NotFound(act_id)
        require_undoable(act, at)
        take_away(act, at=at)
        put_back(act, at=at)
        act.undone_at = at
        act.save(only=[RoutingAct.undone_at])
        events.record("undone", act.document, by=by, at=at, act=act.verb)
        outbox.put("index", act.document_id)
    return act


def require_undoable(act: RoutingAct, at: datetime) -> None:
    """In time, not yet undone, the last thing that was done, and nobody has looked, reported or given on."""
    if act.undone_at:
        raise errors.Conflict(act.id, why="undo_already")
    if not act.at <= at <= act.at + UNDO_WITHIN:
        raise errors.Conflict(act.id, why="undo_late")
    newest = RoutingAct.newest_of(act.document)
    made = Assignment.select().where(Assignment.id.in_(act.made["assignments"]))
    touched = made.where(
        Assignment.seen_at.is_null(False) | Assignment.done_at.is_null(False) | Assignment.ended_at.is_null(False)
    )
    taken_note = Assignment.select().where(
        Assignment.id.in_(act.ended["assignments"]), Assignment.noted_at.is_null(False)
    )
    state = Document.select(Document.state).where(Document.id == act.document_id).scalar()
    since = (Assignment.document == act.document_id) & (Extension.at > act.at)  # the day of the letter may be of it
    extended = Extension.select().join(Assignment).where(since | Assignment.id.in_(act.made["assignments"]))
    corrected = events.Event.of(act.document).where(events.Event.verb == "corrected", events.Event.at > act.at)
    built = (touched, taken_note, extended, corrected)  # a corrected day goes with the work
    if newest != act or state != act.state_after or any(rows.exists() for rows in built):
        raise errors.Conflict(act.id, why="undo_built_upon")


def take_away(act: RoutingAct, *, at: datetime) -> None:
    """What the act made: its rights end, its rows go; the trail keeps that it was done."""
    rights.end_these(act.made["grants"], at=at)
    Assignment.delete().where(Assignment.id.in_(act.made["assignments"])).execute()
    Instruction.delete().where(Instruction.id.in_(act.made["instructions"])).execute()


def put_back(act: RoutingAct, *, at: datetime) -> None:
    """What the act ended or changed."""
    again = Assignment.update(ended_at=None, ended_how=None, ended_reason=None)
    again.where(Assignment.id.in_(act.ended["assignments"])).execute()
    Assignment.update(noted_at=None).where(Assignment.id.in_(act.ended["noted"])).execute()
    for grant in rights.Grant.select().where(rights.Grant.id.in_(act.ended["grants"])):
        rights.grant(act.document, grant.reason, at=at, person=grant.person, unit=grant.unit)
    values = {name: act.before.get(name) for name in STANDING}
    Document.update(
        state=values["state"], due_on=values["due_on"], done_on=values["done_on"],
        presented_to=values["presented_to_id"],
    ).where(Document.id == act.document_id).execute()
