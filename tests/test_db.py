"""Statements are written more quickly than Peewee does, and say the same."""

from collections.abc import Callable
from typing import Any

import peewee
import pytest
from peewee import fn

from portal import db
from portal.office.documents import Document
from portal.office.people import Person, Unit

HEAD = Unit.alias()
STATEMENTS: dict[str, Callable[[], Any]] = {
    "one row": lambda: Document.select().where(Document.id == 3),
    "a join": lambda: Person.select(Person, Unit).join(Unit).where(Unit.name == "Văn phòng").order_by(Person.name),
    "an alias": lambda: Person.select(Person.name, HEAD.name).join(HEAD, on=Person.unit == HEAD.id),
    "a table within itself": lambda: Document.select().where(
        Document.same_as.in_(Document.select(Document.id).where(Document.number > 5))
    ),
    "counted": lambda: Person.select(Person.unit, fn.COUNT(Person.id).alias("n")).group_by(Person.unit).having(
        fn.COUNT(Person.id) > 1
    ),
    "one after another": lambda: Person.select(Person.id).where(Person.is_active) | Unit.select(Unit.id),
    "changed": lambda: Document.update(number=Document.number + 1).where(Document.register.is_null()),
    "added": lambda: Unit.insert(name="Văn phòng"),
    "added or left": lambda: Unit.insert(name="Văn phòng").on_conflict(
        conflict_target=[Unit.id], update={Unit.name: "Phòng"}
    ),
    "deleted": lambda: Unit.delete().where(Unit.id << Person.select(Person.unit)),
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_a_statement_is_the_one_peewee_writes(statement: Callable[[], Any]) -> None:
    assert statement().sql() == peewee.Context(**db.database.get_context_options()).parse(statement())
