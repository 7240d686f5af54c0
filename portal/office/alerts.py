"""Cảnh báo an toàn: what the safety officer has to look at, one row a cause and day, drawn from the trail."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField, fn

from portal import db
from portal.office import events
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.people import Person
from portal.office.rights import Grant
from portal.rules import alerts as rules
from portal.rules import errors
from portal.rules.roles import Scope

LONGEST_NOTE = 500


class Alert(db.Record):
    """One cause on one day and how often; looked at by the safety officer, it opens again when more comes."""

    kind: Any = CharField()
    day: Any = DateField(index=True)
    count: Any = IntegerField(default=0)
    first_at: Any = db.MomentField()
    last_at: Any = db.MomentField()
    reviewed_at: Any = db.MomentField(null=True)
    reviewed_by: Any = ForeignKeyField(Person, null=True)
    note: Any = TextField(default="")
    mail_asked_at: Any = db.MomentField(null=True)

    class Meta:
        indexes = ((("kind", "day"), True),)

    @classmethod
    def told(cls) -> Any:
        """Those with as many as are worth telling, the newest first."""
        few = [(cls.kind == kind) & (cls.count < least) for kind, least in rules.LEAST.items()]
        found = cls.select().order_by(cls.reviewed_at.is_null(False), cls.day.desc(), cls.id.desc())
        for one in few:
            found = found.where(~one)
        return found

    @classmethod
    def open(cls) -> Any:
        """Told and not looked at yet."""
        return cls.told().where(cls.reviewed_at.is_null())


class Watermark(db.Record):
    """How far the watch has come: in the trail, in the grants, in hours and in days."""

    name: Any = CharField(unique=True)
    at: Any = IntegerField()

    @classmethod
    def of(cls, name: str) -> int | None:
        """How far, None before the first look."""
        found: int | None = cls.select(cls.at).where(cls.name == name).scalar()
        return found


def move_to(name: str, at: int) -> None:
    """The watch has come so far; called in the transaction of what it found there."""
    row = {"name": name, "at": at}
    Watermark.insert(row).on_conflict(conflict_target=[Watermark.name], update={Watermark.at: at}).execute()


def open_count() -> int:
    """How many wait for the safety officer."""
    return int(Alert.open().order_by().count())


def waiting_for(person: Person) -> int:
    """How many wait for this person: the safety officer's are nobody else's."""
    return open_count() if person.may("oversee") else 0


def unmailed() -> list[Alert]:
    """Open ones that no mail has told of."""
    return list(Alert.open().where(Alert.mail_asked_at.is_null()))


def review(alert: Alert, note: str, *, by: Person, at: datetime) -> None:
    """Đã xem xét: what was found out is written down."""
    by.require("oversee")
    said = note.strip()[:LONGEST_NOTE]
    if not said:
        raise errors.ReasonMissing("review", why="alert_note")
    with db.atomic():
        unseen = (Alert.id == alert.id) & Alert.reviewed_at.is_null()
        if not Alert.update(reviewed_at=at, reviewed_by=by, note=said).where(unseen).execute():
            raise errors.Conflict(alert.id, why="alert_reviewed")
        events.record("alert_reviewed", alert, by=by, at=at, kind=alert.kind, day=alert.day, count=alert.count)


def take_events(*, at: datetime) -> None:
    """Count what the trail says since the last look; the first look begins here, what was before is no news."""
    with db.atomic():
        last, newest = Watermark.of("event"), events.last_seq()
        if last is not None and newest > last:
            told = (Event.id > last) & (Event.id <= newest) & Event.verb.in_(list(rules.KIND_OF))
            rows: Any = Event.select(Event.verb, Event.at, Event.person, Event.object_id, Event.data).where(told)
            found = Counter((rules.KIND_OF[e.verb], e.at.date()) for e in rows if not is_no_news(e))
            for (kind, day), count in found.items():
                add(kind, day, count, at=at)
        take_grants(at=at)
        move_to("event", newest)


def is_no_news(event: Event) -> bool:
    """Whether it is no news: what people do with their own account, and the settings a portal begins with."""
    is_first = event.verb == "settings_changed" and not event.data["changed"]
    return is_first or (event.verb in rules.OWN and event.person == event.object_id)


def take_grants(*, at: datetime) -> None:
    """Count who was let in to documents for named persons only."""
    last, newest = Watermark.of("grant"), int(Grant.select(fn.MAX(Grant.id)).scalar() or 0)
    if last is not None and newest > last:
        closed = (Grant.id > last) & (Grant.id <= newest) & (Document.scope == Scope.RESTRICTED)
        if count := Grant.select().join(Document).where(closed).count():
            add(rules.GRANTED, at.date(), count, at=at)
    if last != newest:
        move_to("grant", newest)


def add(kind: str, day: date, count: int, *, at: datetime) -> None:
    """So many more of that cause on that day; what was looked at opens again."""
    fresh = {"kind": kind, "day": day, "count": count, "first_at": at, "last_at": at}
    more: dict[Any, Any] = {Alert.count: Alert.count + count, Alert.last_at: at, Alert.reviewed_at: None}
    Alert.insert(fresh).on_conflict(conflict_target=[Alert.kind, Alert.day], update=more).execute()


def tell_lasting(kind: str, *, at: datetime) -> None:
    """What lasts is told on the first day, and then only as often as its rule says."""
    with db.atomic():
        last = Alert.select(fn.MAX(Alert.day)).where(Alert.kind == kind).scalar()
        if rules.is_told_again(kind, date.fromisoformat(str(last)) if last else None, at.date()):
            add(kind, at.date(), 1, at=at)
