"""What came in at a door, whole and byte for byte, before and after anyone looked inside."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import events, loading, outbox
from portal.office.people import Person
from portal.rules import errors
from portal.rules.doors import KEPT, REFUSED, UNREADABLE, WAITING
from portal.rules.filetypes import MOST_UNPACKED

LOOK = "interpret"  # the worker's word for a look inside
GIVEN_UP = "given_up"  # problem of what was tried often enough without an answer
PASSING = (GIVEN_UP, "timeout", "crash", "memory", "disk_full")  # problems that another look may not meet

WITHIN = ("mail", "zip")  # under which words a thing says what it lay in
UNPACKED = "unpacked"  # how many bytes were unpacked of a thing and all that lay in it
ALSO = "also"  # and what else brought the same bytes later
MET = "met"  # the things that lay in this one and had come before by another way


class Arrival(db.Record):
    """One thing that came: a file, a mail, a packet; ``key`` is what makes it the same thing at its door."""

    door: Any = CharField()
    key: Any = CharField()
    sha256: Any = CharField(index=True)
    name: Any = CharField(default="")
    sender: Any = CharField(default="")
    subject: Any = TextField(default="")
    sent_at: Any = db.MomentField(null=True)
    arrived_at: Any = db.MomentField()
    state: Any = CharField(default=KEPT, index=True)
    problem: Any = CharField(default="")
    notes: Any = db.JsonField(default=dict)
    by: Any = ForeignKeyField(Person, null=True)

    class Meta:
        indexes = ((("door", "key"), True),)

    @property
    def is_unseen(self) -> bool:
        """Nobody could look inside yet; what was given up may still be tried."""
        return self.state == KEPT or (self.state, self.problem) == (UNREADABLE, GIVEN_UP)

    @property
    def is_worth_another_look(self) -> bool:
        """What kept it from being read may have passed."""
        return bool(self.state == UNREADABLE and self.problem in PASSING)

    @classmethod
    def waiting(cls) -> Any:
        """What no letter was made of yet, oldest first: not looked at, or không đọc được."""
        return cls.select().where(cls.state.in_(WAITING)).order_by(cls.id)

    @classmethod
    def known(cls, door: str, key: str) -> Self | None:
        """The thing of that key at that door, if it came before."""
        found: Self | None = cls.get_or_none(cls.door == door, cls.key == key)
        return found

    @classmethod
    def with_bytes(cls, sha256: str) -> Self | None:
        """The thing with these very bytes, whatever door it came by."""
        found: Self | None = cls.select().where(cls.sha256 == sha256).order_by(cls.id).first()
        return found


def keep(
    door: str, key: str, sha256: str, name: str, *, at: datetime, sender: str = "", subject: str = "",
    sent_at: datetime | None = None, notes: dict[str, Any] | None = None, by: Person | None = None,
) -> Arrival:
    """Note what came, its bytes being in the store, and ask for a look inside; the same thing twice is one."""
    if by is not None:
        by.require("receive")
    with db.atomic():
        before = Arrival.known(door, key) or Arrival.with_bytes(sha256)
        if before is not None:
            note_outer(before, notes or {})
            return before
        arrival: Arrival = Arrival.create(
            door=door, key=key, sha256=sha256, name=name, sender=sender, subject=subject, sent_at=sent_at,
            arrived_at=at, notes=notes or {}, by=by,
        )
        events.record("arrived", arrival, by=by, at=at, door=door, sha256=sha256)
        ask(arrival)
    return arrival


def note_outer(arrival: Arrival, notes: dict[str, Any]) -> None:
    """Remember that the thing lay in something else this time."""
    known = outer_ids(arrival.notes)
    new = outer_ids(notes) - known - {arrival.id}
    if new:
        settle(arrival, arrival.state, arrival.problem, **{ALSO: sorted({*arrival.notes.get(ALSO, []), *new})})


def outer_ids(notes: dict[str, Any]) -> set[int]:
    """Everything a thing lay in, by id."""
    return {notes[word] for word in WITHIN if word in notes} | set(notes.get(ALSO, []))


def told_of(notes: dict[str, Any]) -> set[int]:
    """The documents of which the notes of a thing say that they are what it holds."""
    return {each for each in (*notes.get("known", []), notes.get("letter")) if isinstance(each, int)}


def met(arrival: Arrival, inside: Iterable[Arrival]) -> list[int]:
    """Of what lies in a thing that which had come before by another way, by id."""
    return [one.id for one in inside if arrival.id not in (one.notes.get(word) for word in WITHIN)]


def outermost(arrival: Arrival) -> Arrival:
    """What the thing came in, or itself."""
    outer = next((arrival.notes[word] for word in WITHIN if word in arrival.notes), None)
    return arrival if outer is None else outermost(load(outer))


def room(arrival: Arrival) -> int:
    """How many bytes may still be unpacked of what the thing came in, all that lies in it taken together."""
    spent: int = outermost(arrival).notes.get(UNPACKED, 0)
    return max(MOST_UNPACKED - spent, 0)


def spend(arrival: Arrival, unpacked: int) -> None:
    """So many bytes were unpacked of the thing, in the transaction of what is made of it."""
    whole = outermost(arrival)
    if unpacked:
        settle(whole, whole.state, whole.problem, **{UNPACKED: whole.notes.get(UNPACKED, 0) + unpacked})


def make_room(arrival: Arrival) -> None:
    """What is looked into anew is unpacked anew."""
    whole = outermost(arrival)
    if UNPACKED in whole.notes:
        settle(whole, whole.state, whole.problem, **{UNPACKED: 0})


def ask(arrival: Arrival) -> None:
    """Have the worker look inside."""
    outbox.put(LOOK, arrival.id, dedup=f"{LOOK}:{arrival.id}")


def settle(arrival: Arrival, state: str, problem: str = "", **notes: Any) -> None:
    """What was found inside, in the transaction of what is made of it; ``notes`` join those there are."""
    values = {"state": state, "problem": problem, "notes": {**arrival.notes, **notes}}
    with db.atomic():
        Arrival.update(**values).where(Arrival.id == arrival.id).execute()
    arrival.state, arrival.problem, arrival.notes = state, problem, values["notes"]


def reopen(arrival: Arrival, name: str, *, at: datetime, by: Person | None = None) -> None:
    """Take in once more what was refused or removed before and has been brought again.

    What was removed has lost its name, by which it is known what the bytes are.
    """
    with db.atomic():
        settle(arrival, KEPT)
        make_room(arrival)
        arrival.name = arrival.name or name
        arrival.save(only=[Arrival.name])
        events.record("arrived_again", arrival, by=by, at=at, sha256=arrival.sha256)
        ask(arrival)


def give_up(arrival_id: int) -> None:
    """Nobody looks into it any more: it stands in the queue as không đọc được instead of đang xem."""
    arrival = load(arrival_id)
    if arrival.state == KEPT and not outbox.is_asked((LOOK, arrival_id)):
        settle(arrival, UNREADABLE, GIVEN_UP)


def look_again(arrival: Arrival, *, by: Person, at: datetime) -> None:
    """Have the worker look once more into what it could not read."""
    by.require("receive")
    with db.atomic():
        require_state(arrival, UNREADABLE)
        settle(arrival, KEPT)
        make_room(arrival)
        outbox.forget_failed(LOOK, arrival.id)
        events.record("arrival_looked_again", arrival, by=by, at=at)
        ask(arrival)


def refuse(arrival: Arrival, reason: str, *, by: Person, at: datetime) -> None:
    """Take a thing that is no letter out of the queue; its bytes stay."""
    by.require("receive")
    if not reason.strip():
        raise errors.ReasonMissing("refuse")
    with db.atomic():
        require_state(arrival, *WAITING)
        settle(arrival, REFUSED, arrival.problem, reason=reason.strip())
        events.record("arrival_refused", arrival, by=by, at=at, reason=reason.strip())


def require_state(arrival: Arrival, *states: str) -> None:
    """Refuse the act unless the thing stands so now; the page it was on may be old."""
    now = load(arrival.id)
    if now.state not in states:
        raise errors.Conflict(arrival.id, why="arrival_settled")


def load(arrival_id: int) -> Arrival:
    """A thing that came, by id."""
    return loading.load(Arrival, arrival_id)


def unreadable() -> Any:
    """What nobody could make a letter of, oldest first."""
    return Arrival.select().where(Arrival.state == UNREADABLE).order_by(Arrival.id)
