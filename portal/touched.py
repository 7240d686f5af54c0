"""What is altered row by row and yet guarded: each act leaves the marks of the rows it touched, for its event to keep.

Triggers of the connection alone, in no file, note which rows of these tables an act writes, by whatever statement; the
event takes their marks.  Who alters a row in the file with another program leaves no mark (flows/kept_rows.py).  A
migration that writes such a column leaves the marks behind: its number goes into ``SINCE``, and the next seal counts.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

LENGTH = 32  # of a mark: half a SHA-256
BATCH = 500
NEAR = timedelta(days=400)  # so far from a day that was altered the one that stood there is looked for

# By table the columns that are held; those of rows told one by one are ``APART``.
HELD: dict[str, tuple[str, ...]] = {
    "person": ("email", "totp_secret"),
    # of these the trail tells the rest
    "anchor": ("is_test", "valid_from", "valid_until", "added_by_id", "added_at"),
    "revocation_list": ("issued_at", "next_at", "added_by_id", "added_at"),
    "certificate": (
        "subject", "issuer", "valid_from", "valid_until", "presented_at", "approved_by_id", "approved_at",
    ),
    "stamp": ("person_id", "given_at", "ended_at"),
    "device": ("key", "secret", "paired_at"),
    "pairing": ("code_hash", "person_id", "until", "used_at"),
    "grant": ("document_id", "person_id", "unit_id", "reason", "since", "until"),
    "stand_in": ("absent_id", "deputy_id", "first_on", "last_on", "set_by_id", "set_at", "ended_at", "ended_by_id"),
    "instruction": ("document_id", "leader_id", "text", "given_at"),
    "assignment": (
        "document_id", "instruction_id", "parent_id", "person_id", "unit_id", "given_by_id", "role", "note", "due_on",
        "given_at", "seen_at", "done_at", "outcome", "ended_at", "ended_how", "ended_reason",
    ),
    "extension": ("assignment_id", "old", "new", "reason", "by_id", "at"),
    "routing_act": ("verb", "document_id", "by_id", "at", "before", "made", "ended", "state_after", "undone_at"),
    "outlined": ("document_id", "n", "by_id", "at", "said", "salt"),
    "recipient": (
        "document_id", "position", "name", "channel", "is_person", "agency_id", "unit_id", "group_id", "line_id",
        "copy_of_id", "goes_with_id", "sent_at", "status", "salt",
    ),
    "retention": ("code", "name", "years", "basis", "kinds", "is_active"),
    "delivery": (
        "document_id", "recipient_id", "packet_id", "agency_code", "agency_name", "code", "words", "told_at", "came_at",
    ),
    "attachment": ("document_id", "sha256", "name", "at", "sealed_at"),
    "series": ("code", "form", "title", "organ", "kinds", "is_normative", "first_year", "last_year"),
    "office": (
        "name", "parent", "agency_code", "place", "symbol", "is_demo", "numbers_before_signing",
        "wants_content_initial", "wants_form_initial",
    ),
    # the register row tells the rest; what is worked out of another column, and the count of pages, is left out
    "document": (
        "direction", "state", "scope", "signer_id", "created_by_id", "created_at", "received_at", "entered_on",
        "due_on", "done_on", "agency_id", "symbol", "capacity", "position", "channel", "presented_to_id",
        "reply_to_id", "same_as_id", "route_reason", "paper_demanded_by", "organ", "is_normative", "source_id",
        "identifier", "arrival_id",
    ),
    "unit": ("name", "is_active"),
    "agency": ("name", "short_name", "agency_code", "email", "is_paper_only"),
    "agency_alias": ("agency_id", "name"),
    "postal_address": ("agency_id", "text"),
    "sender_mark": ("agency_id", "kind", "value", "ended_at", "salt"),
    "recipient_group": ("name", "ended_at"),
    "group_member": ("group_id", "position", "name", "agency_id", "unit_id"),
}
# Few rows: each column has a mark, so that it can be named.
APART = (
    "person", "anchor", "revocation_list", "certificate", "stamp", "device", "retention", "series", "office", "unit",
    "agency",
)

# The migration since which all rows of a table have marks: what is older waits for the next seal, which counts it as it
# stands.  It is the one with which a table came to be held, or the last that wrote a held column of it.
FIRST = 35
SINCE = dict.fromkeys((
    "unit", "agency", "agency_alias", "postal_address", "sender_mark", "recipient_group", "group_member",
), 36) | {"document": 37} | dict.fromkeys((
    "anchor", "revocation_list", "certificate", "stamp", "device", "pairing", "extension", "routing_act", "outlined",
    "recipient", "retention",
), 38)
NEWEST = max(FIRST, *SINCE.values())

Marks = dict[str, dict[str, str]]  # by table and id; empty of a row that was taken out


def watch(connection: Any) -> None:
    """Have the connection note what it writes, once all the tables are there."""
    known = {row[0] for row in connection.execute("SELECT name FROM sqlite_temp_master").fetchall()}
    if known >= NEEDED:
        return
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    if not tables >= set(HELD):
        return
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (kind TEXT, row INTEGER)")
    for name, statement in TRIGGERS.items():
        if name not in known:
            connection.execute(statement)


def triggers() -> Iterator[tuple[str, str]]:
    """One for each table and way of writing; what is only counted or looked up is not noted."""
    for table, columns in HELD.items():
        of = ", ".join(f'"{column}"' for column in ("id", *columns))
        for word, when, rows in (("put", "INSERT", "N"), ("set", f"UPDATE OF {of}", "ON"), ("cut", "DELETE", "O")):
            body = " ".join(
                f"INSERT INTO touched VALUES ('{table}', {'NEW' if row == 'N' else 'OLD'}.id);" for row in rows
            )
            name = f"touched_{table}_{word}"
            yield name, f'CREATE TEMP TRIGGER {name} AFTER {when} ON main."{table}" BEGIN {body} END'


TRIGGERS = dict(triggers())
NEEDED = {"touched", *TRIGGERS}


def take(connection: Any) -> Marks:
    """The marks of all rows touched since the last time, as they stand now."""
    if not is_watched(connection):
        return {}
    rows = connection.execute("SELECT DISTINCT kind, row FROM touched ORDER BY kind, row").fetchall()
    if not rows:
        return {}
    connection.execute("DELETE FROM touched")
    ids: dict[str, list[int]] = {}
    for table, row_id in rows:
        ids.setdefault(table, []).append(row_id)
    return {table: {str(row): "" for row in of} | dict(marks_of(connection, table, of)) for table, of in ids.items()}


def touch_all(connection: Any, counted: int) -> None:
    """As if an act wrote every row that was not counted yet: its event keeps the marks of all of them.

    ``counted``: the number of the newest migration after which rows were counted, 0 for none.
    """
    watch(connection)
    for table in uncounted(counted) if is_watched(connection) else ():
        connection.execute(f"INSERT INTO touched SELECT '{table}', id FROM main.\"{table}\"")


def uncounted(counted: int) -> list[str]:
    """The tables of which rows may be older than their marks."""
    return [table for table in HELD if SINCE.get(table, FIRST) > counted]


def is_watched(connection: Any) -> bool:
    """Whether the connection notes what it writes."""
    return bool(connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'touched'").fetchone())


def marks_of(connection: Any, table: str, ids: list[int] | None = None) -> Iterator[tuple[str, str]]:
    """Id and mark of these rows as they stand, or of all of them in their order."""
    columns = ", ".join(f'"{column}"' for column in ("id", *HELD[table]))
    asked = f'SELECT {columns} FROM main."{table}"'
    if ids is None:
        yield from marked(table, connection.execute(f"{asked} ORDER BY id"))
        return
    for start in range(0, len(ids), BATCH):
        some = ids[start:start + BATCH]
        yield from marked(table, connection.execute(f"{asked} WHERE id IN ({', '.join('?' * len(some))})", some))


def marked(table: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """Id and mark of rows given as id and columns."""
    for row_id, *values in rows:
        named = dict(zip(HELD[table], values, strict=True))
        if table in APART:
            yield str(row_id), "".join(mark(table, row_id, {column: value}) for column, value in named.items())
        else:
            yield str(row_id), mark(table, row_id, named)


def mark(table: str, row_id: int, values: dict[str, Any]) -> str:
    """Half the SHA-256 of what stands in these columns of a row.

    Of the secret of a second factor it gives nothing away: that is 160 random bits.
    """
    said = json.dumps([table, row_id, values], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:LENGTH]


def differing(connection: Any, table: str, row: str, told: str) -> tuple[str, ...]:
    """Which columns of a row are another than told.

    Where they share a mark: the one with which it would fit again if it had what stands there in another row, or
    another day.
    """
    columns = HELD[table]
    names = ", ".join(f'"{column}"' for column in columns)
    values = connection.execute(f'SELECT {names} FROM main."{table}" WHERE id = ?', (int(row),)).fetchone()
    here = dict(zip(columns, values, strict=True))
    if table not in APART:
        return tuple(column for column in columns if is_mended(connection, table, int(row), here, column, told))[:1]
    if len(told) != LENGTH * len(columns):
        return ()
    told_of = {column: told[at * LENGTH:(at + 1) * LENGTH] for at, column in enumerate(columns)}
    return tuple(column for column in columns if told_of[column] != mark(table, int(row), {column: here[column]}))


def is_mended(connection: Any, table: str, row: int, here: dict[str, Any], column: str, told: str) -> bool:
    """Whether the mark fits again with what some other row has in that column, a day near its own, or nothing."""
    known = connection.execute(f'SELECT DISTINCT "{column}" FROM main."{table}" LIMIT {BATCH}').fetchall()
    tried = [None, *(value for (value,) in known), *days_around(column, here[column])]
    return any(mark(table, row, {**here, column: value}) == told for value in tried)


def days_around(column: str, value: Any) -> Iterator[str]:
    """The days within a year and a month of the one that stands in a column of days."""
    try:
        day = date.fromisoformat(value) if column.endswith("_on") else None
    except (TypeError, ValueError):
        return
    if day and date.min + NEAR < day < date.max - NEAR:
        yield from ((day + timedelta(days)).isoformat() for days in range(-NEAR.days, NEAR.days + 1))
