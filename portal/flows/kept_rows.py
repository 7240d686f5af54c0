"""Dòng được giữ dấu kiểm tra lại: grants, work, stand-ins, deliveries and the like beside the marks of the trail.

Each act left in its event the marks of the rows it wrote (touched.py); the last mark of a row must be its mark today.
Rows from before the event that counted all of their table may be older than the marks: they are not called bad.
"""

from collections.abc import Iterator

from portal import db, touched
from portal.flows.bad_places import Place, kind_of
from portal.office.events import Event
from portal.office.tables import TABLES

# Columns that other checks call otherwise.
CALLED = {"totp_secret": "second_factor", "document_id": "document", "unit_id": "unit"}
OLDER = "older"  # in place of a place: nothing tells of the row, and it may be older than the marks

BY_NAME = {table._meta.table_name: table for table in TABLES}


def bad_kept() -> Iterator[Place | str | None]:
    """Every guarded row beside its last mark: a place, None for one that holds, OLDER for one nothing tells of."""
    told, uncounted = last_marks(), touched.uncounted(Event.counted())
    connection = db.database.connection()  # type: ignore[no-untyped-call]
    for name in touched.HELD:
        here, kind = told.get(name, {}), kind_of(BY_NAME[name])
        for row, mark in touched.marks_of(connection, name):
            last = here.pop(row, None)
            if last == mark:
                yield None
            elif name in uncounted and last != "":
                yield OLDER
            elif not last:
                yield Place(kind, int(row), "unnamed")
            else:
                fields = tuple(CALLED.get(column, column) for column in touched.differing(connection, name, row, last))
                yield Place(kind, int(row), "altered", fields=fields)
        yield from (Place(kind, int(row), "missing") for row, last in here.items() if last)


def last_marks() -> touched.Marks:
    """By table and row the mark the trail kept last; empty of a row that an act took out."""
    found: touched.Marks = {}
    for event in Event.select(Event.id, Event.kept).where(Event.kept.is_null(False)).order_by(Event.id).iterator():
        for name, rows in event.kept.items():
            found.setdefault(name, {}).update(rows)
    return found
