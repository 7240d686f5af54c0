"""Bảng ra tệp: any table of the office as PDF, DOCX or XLSX, written in a limited child."""

from datetime import datetime
from typing import Any

from portal import db
from portal.adapters import sandbox
from portal.flows.premises import Premises, work_folder
from portal.office import events
from portal.office.people import Person
from portal.rules.tables import Table

KINDS = ("xlsx", "docx", "pdf")
_SECONDS = 120  # for ten thousand rows on a slow machine


def printed(kind: str, table: Table, what: str, *, premises: Premises, by: Person, at: datetime) -> bytes:
    """A list as a file; that it left the portal is in the trail."""
    return taken_out("list_printed", kind, table, {"list": what}, premises=premises, by=by, at=at)


def taken_out(
    verb: str, kind: str, table: Table, said: dict[str, Any], *, premises: Premises, by: Person, at: datetime
) -> bytes:
    """The table as a file of this kind, and the event of this name with what is said of it."""
    data = written(kind, table, premises)
    with db.atomic():
        events.record(verb, by=by, at=at, kind=kind, rows=len(table.rows), **said)
    return data


def written(kind: str, table: Table, premises: Premises) -> bytes:
    """The bytes of the file."""
    with work_folder(premises) as folder:
        target = folder / f"table.{kind}"
        values = {"kind": kind, "target": str(target), "table": table.as_values()}
        sandbox.call("portal.adapters.table_files:write_file", values, seconds=_SECONDS)
        return target.read_bytes()
