"""Câu quen dùng: a leader's own words, learned from the directives, to be changed or taken out by that leader alone."""

from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import errors
from portal.rules.phrases import LONGEST, key_of, phrases_of

OFFERED = 9  # as many as have a key, Alt+1 to Alt+9


class Phrase(db.Record):
    """One phrase, how often it was written and when last; one taken out is not learned again."""

    person: Any = ForeignKeyField(Person, backref="phrases")
    key: Any = CharField()
    text: Any = TextField()
    uses: Any = IntegerField(default=0)
    used_at: Any = db.MomentField()
    removed_at: Any = db.MomentField(null=True)

    class Meta:
        indexes = ((("person", "key"), True),)

    @classmethod
    def of(cls, person: Person) -> Any:
        """The person's phrases, the most used first, of equals the one used last."""
        mine = cls.select().where(cls.person == person, cls.removed_at.is_null())
        return mine.order_by(cls.uses.desc(), cls.used_at.desc(), cls.id)

    @classmethod
    def one_of(cls, person: Person, phrase_id: int) -> "Phrase":
        """One of the person's own."""
        found: Phrase | None = cls.of(person).where(cls.id == phrase_id).first()
        if found is None:
            raise errors.NotFound(phrase_id)
        return found


def learn(person: Person, text: str, *, at: datetime) -> None:
    """Keep what the leader wrote, or that it was written once more."""
    for said in phrases_of(text):
        values = {"person": person, "key": key_of(said), "text": said, "uses": 1, "used_at": at}
        Phrase.insert(values).on_conflict(
            conflict_target=[Phrase.person, Phrase.key], update={Phrase.uses: Phrase.uses + 1, Phrase.used_at: at}
        ).execute()


def change(phrase: Phrase, text: str, *, by: Person, at: datetime) -> None:
    """Other words for it from now on."""
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise errors.Invalid(phrase.id, why="phrase_length", most=LONGEST)
    key = key_of(said)
    with db.atomic():
        Phrase.delete().where(
            Phrase.person == by, Phrase.key == key, Phrase.id != phrase.id, Phrase.removed_at.is_null(False)
        ).execute()
        if Phrase.select().where(Phrase.person == by, Phrase.key == key, Phrase.id != phrase.id).exists():
            raise errors.Invalid(phrase.id, why="phrase_known")
        Phrase.update(text=said, key=key).where(Phrase.id == phrase.id, Phrase.person == by).execute()
        events.record("phrase_changed", by, by=by, at=at)


def remove(phrase: Phrase, *, by: Person, at: datetime) -> None:
    """It is not offered any more."""
    with db.atomic():
        Phrase.update(removed_at=at).where(Phrase.id == phrase.id, Phrase.person == by).execute()
        events.record("phrase_removed", by, by=by, at=at)
