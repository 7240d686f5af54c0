"""Quy chế an toàn thông tin: the internal rules, every version kept, and who said of which that they read it."""

from datetime import datetime
from typing import Any, Self

from peewee import JOIN, ForeignKeyField, TextField, fn

from portal import db
from portal.office import events, row_hashes
from portal.office.people import Person
from portal.rules import errors
from portal.rules.folding import sort_key

LONGEST = 60_000


class SafetyRules(db.Record):
    """One version; the newest is in force."""

    text: Any = TextField()
    made_at: Any = db.MomentField()
    made_by: Any = ForeignKeyField(Person)

    @classmethod
    def current(cls) -> Self | None:
        """The version in force, None while there are no rules yet."""
        found: Self | None = cls.select().order_by(cls.id.desc()).first()
        return found

    @classmethod
    def versions(cls) -> Any:
        """All of them, the newest first."""
        return cls.select(cls, Person).join(Person).order_by(cls.id.desc())

    @property
    def paragraphs(self) -> list[str]:
        """The text as it is laid out: a paragraph a line."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class Acknowledgement(db.Record):
    """Đã đọc: one person said so of one version."""

    rules: Any = ForeignKeyField(SafetyRules, backref="acknowledgements")
    person: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()

    class Meta:
        indexes = ((("rules", "person"), True),)


def publish(text: str, *, by: Person, at: datetime) -> SafetyRules:
    """A new version, which everyone is asked to read anew."""
    by.require("audit")
    clean = "\n".join(line.strip() for line in text.strip().splitlines())
    before = SafetyRules.current()
    if not clean or len(clean) > LONGEST:
        raise errors.Invalid("rules", why="rules_text")
    if before and before.text == clean:
        raise errors.Invalid("rules", why="rules_same")
    with db.atomic():
        made: SafetyRules = SafetyRules.create(text=clean, made_at=at, made_by=by)
        events.record("rules_published", made, by=by, at=at, row=row_hashes.digest(made))
    return made


def acknowledge(rules_id: int, *, by: Person, at: datetime) -> None:
    """Tôi đã đọc; said twice it stands once, and of an older version it is not taken."""
    with db.atomic():
        rules = SafetyRules.current()
        if rules is None or rules.id != rules_id:
            raise errors.Conflict(rules_id, why="rules_newer")
        said = {"rules": rules, "person": by, "at": at}
        if Acknowledgement.insert(said).on_conflict_ignore().as_rowcount().execute():
            events.record("rules_acknowledged", rules, by=by, at=at, row=row_hashes.digest(Acknowledgement(**said)))


def is_unread_by(person: Person) -> bool:
    """Whether there are rules in force that the person has not said to have read; one question to the database."""
    newest = SafetyRules.select(fn.MAX(SafetyRules.id))
    read = Acknowledgement.select(Acknowledgement.rules).where(Acknowledgement.person == person)
    return bool(SafetyRules.select().where(SafetyRules.id == newest, SafetyRules.id.not_in(read)).exists())


def read_by(person: Person, rules: SafetyRules) -> datetime | None:
    """When the person said so of this version."""
    found: Acknowledgement | None = Acknowledgement.get_or_none(
        Acknowledgement.rules == rules, Acknowledgement.person == person
    )
    return found.at if found else None


def readers(rules: SafetyRules) -> list[Person]:
    """Everyone who may sign in, each with ``read_at``; those who have not read it first."""
    here = (Acknowledgement.person == Person.id) & (Acknowledgement.rules == rules)
    rows: Any = Person.select(Person, Acknowledgement.at.alias("read_at")).join(
        Acknowledgement, JOIN.LEFT_OUTER, on=here
    )
    found = list(rows.where(Person.is_active).objects())
    return sorted(found, key=lambda p: (p.read_at is not None, sort_key(p.name)))
