"""One row of any table by its id, as addresses name it."""

from typing import TypeVar

from portal import db
from portal.rules.errors import NotFound

Row = TypeVar("Row", bound=db.Record)


def load(record: type[Row], row_id: int) -> Row:
    """The row of that id; ``NotFound`` where there is none."""
    found: Row | None = record.get_or_none(record.id == row_id)
    if found is None:
        raise NotFound(row_id)
    return found
