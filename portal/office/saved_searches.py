"""Tìm kiếm đã lưu: what a person asks again and again, and the columns he last looked at."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import errors, result_columns
from portal.rules.folding import nfc, sort_key

LONGEST_NAME = 80
MOST = 50  # of one person; a longer list is no help any more


class SavedSearch(db.Record):
    """One question under a name; ``filters`` and ``columns`` as the page of results takes them."""

    person: Any = ForeignKeyField(Person, backref="saved_searches")
    name: Any = CharField()
    q: Any = TextField(default="")
    filters: Any = db.JsonField()
    sort: Any = CharField(default="rank")
    columns: Any = db.JsonField()
    created_at: Any = db.MomentField()

    class Meta:
        indexes = ((("person", "name"), True),)

    @classmethod
    def of(cls, person: Person) -> list[Self]:
        """The person's own, by name."""
        found = cls.select().where(cls.person == person)
        return sorted(found, key=lambda search: sort_key(search.name))


class ResultColumns(db.Record):
    """The columns a person last chose for tables of results."""

    person: Any = ForeignKeyField(Person, unique=True)
    columns: Any = db.JsonField()


def save(
    name: str, q: str, *, filters: Mapping[str, str], sort: str, columns: Iterable[str], by: Person, at: datetime
) -> SavedSearch:
    """Keep a question; the same name again keeps the newer one."""
    by.require("search")
    name = proper(name)
    if not q and not filters:
        raise errors.Invalid(name, why="search_empty")
    values = {"q": q, "filters": dict(filters), "sort": sort, "columns": list(columns)}
    with db.atomic():
        known: SavedSearch | None = named(name, by).first()
        if known is None and SavedSearch.select().where(SavedSearch.person == by).count() >= MOST:
            raise errors.Conflict(name, why="searches_too_many")
        if known is None:
            known = SavedSearch.create(person=by, name=name, created_at=at, **values)
        else:
            SavedSearch.update(**values).where(SavedSearch.id == known.id).execute()
        events.record("search_saved", known, by=by, at=at, name=name)
    return own(known.id, by)


def rename(search_id: int, name: str, *, by: Person, at: datetime) -> SavedSearch:
    """Another name, which none of the person's other searches has."""
    search, name = own(search_id, by), proper(name)
    with db.atomic():
        if named(name, by).where(SavedSearch.id != search.id).exists():
            raise errors.Conflict(name, why="search_name_taken")
        old, search.name = search.name, name
        search.save(only=[SavedSearch.name])
        events.record("search_renamed", search, by=by, at=at, old=old, new=name)
    return search


def remove(search_id: int, *, by: Person, at: datetime) -> None:
    """Forget a question."""
    search = own(search_id, by)
    with db.atomic():
        SavedSearch.delete().where(SavedSearch.id == search.id).execute()
        events.record("search_removed", search, by=by, at=at, name=search.name)


def own(search_id: int, person: Person) -> SavedSearch:
    """A search of this person; another person's is not there for him."""
    person.require("search")
    found: SavedSearch | None = SavedSearch.get_or_none(SavedSearch.id == search_id, SavedSearch.person == person)
    if found is None:
        raise errors.NotFound(search_id)
    return found


def named(name: str, person: Person) -> Any:
    """The person's search of that name, if there is one."""
    return SavedSearch.select().where(SavedSearch.person == person, SavedSearch.name == name)


def proper(name: str) -> str:
    """The name as it is kept."""
    name = nfc(name)
    if not name or len(name) > LONGEST_NAME:
        raise errors.Invalid(name, why="search_name")
    return name


def columns_of(person: Person) -> tuple[str, ...]:
    """The columns the person last chose, or the usual ones."""
    found = ResultColumns.get_or_none(ResultColumns.person == person)
    return result_columns.chosen(found.columns if found else ())


def choose_columns(names: Iterable[str], *, by: Person) -> tuple[str, ...]:
    """Remember the columns for the next time; a matter of taste, which the trail does not keep."""
    by.require("search")
    columns = result_columns.chosen(names)
    with db.atomic():
        ResultColumns.insert(person=by, columns=list(columns)).on_conflict(
            conflict_target=[ResultColumns.person], update={"columns": list(columns)}
        ).execute()
    return columns
