"""What verify holds against the trail besides numbers and files: guards of tables, registers, rows only added to."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from peewee import SqliteDatabase, Table

from portal import db
from portal.flows.bad_places import Place, kind_of
from portal.office import events, row_hashes
from portal.office.duties import Duty
from portal.office.events import Event
from portal.office.registers import Register
from portal.office.report_months import ReportMonth
from portal.office.rights_reviews import RightsReview
from portal.office.safety_rules import Acknowledgement, SafetyRules
from portal.office.tables import ADD_ONLY


@dataclass(frozen=True)
class Added:
    """A table of which each row was written with one event, in the same order, and what that event says of it."""

    table: type[db.Record]
    verb: str
    says: Callable[[Event], dict[str, Any]]


WITH_AN_EVENT = (
    Added(Duty, "duty_named", lambda event: {
        "named_at": event.at, "named_by": event.person, "person": event.object_id, "duty": event.data["duty"],
        "decision": event.data.get("decision", ""), "decided_on": event.data.get("decided_on"),
    }),
    Added(SafetyRules, "rules_published", lambda event: {"made_at": event.at, "made_by": event.person}),
    Added(Acknowledgement, "rules_acknowledged", lambda event: {
        "at": event.at, "person": event.person, "rules": event.object_id,
    }),
    Added(RightsReview, "rights_reviewed", lambda event: {
        "at": event.at, "by": event.person, "accounts": event.data["accounts"],
    }),
)


def bad_guards() -> Iterator[Place]:
    """The triggers that refuse to change or delete rows stand there as they were made, and no others beside them."""
    here, due = triggers_of(db.database), guards()
    for name, words in due.items():
        if here.pop(name, None) != words:
            yield Place("guard", name, "missing")
    for name in here:
        yield Place("guard", name, "foreign")


@cache
def guards() -> dict[str, str]:
    """Each trigger that guards rows, as the migrations of this program make it."""
    base = SqliteDatabase(":memory:")
    with base:
        db.forward(base)
        return triggers_of(base)


def triggers_of(base: SqliteDatabase) -> dict[str, str]:
    """Name and words of every trigger of a database, however its lines are broken."""
    schema: Any = Table("sqlite_master", ("type", "name", "sql")).bind(base)
    made = schema.select(schema.name, schema.sql).where(schema.type == "trigger").order_by(schema.name).tuples()
    return {name: " ".join(words.split()) for name, words in made}


def bad_ids() -> Iterator[Place]:
    """Rows that are only added are numbered 1, 2, 3 …: one that is not was moved, or another was taken out."""
    for table in ADD_ONLY:
        name = kind_of(table)
        rows: Any = table.select(table.id).order_by(table.id)
        due = 1
        for (row_id,) in rows.tuples().iterator():
            if row_id > due:
                yield Place(name, due, "missing")
            if row_id not in (due, due + 1):
                yield Place(name, row_id, "out_of_order")
            due = max(due, row_id + 1)


def bad_registers() -> Iterator[Place]:
    """Each register is the one that was opened, begins where it was told to, and is closed if it was closed.

    The first portals did not tell that one was opened: such a register is older than all that were told, and has rows
    or was told a first number or its end.  One that is empty and of which nothing is told was put there by hand.
    """
    opened, starts, closed = (by_object(verb, "register") for verb in (
        "register_opened", "register_start_set", "register_closed",
    ))
    first_told = min(opened, default=None)
    for register in Register.select().order_by(Register.id):
        told = opened.pop(register.id, None)
        end, start = closed.get(register.id), starts.get(register.id)
        if told is None:
            if (first_told is None or register.id < first_told) and (start or end or not register.is_empty):
                continue
            yield Place("register", register.id, "unnamed")
            continue
        says = {"kind": register.kind, "year": register.year, "title": register.title, "opened_on": register.opened_on}
        changed = [name for name, value in events.plain(says).items() if value != told.data.get(name, value)]
        if register.first_number != (start.data["new"] if start else None):
            changed.append("first_number")
        if not is_closed_as_told(register, end):
            changed.append("closed_on")
        if changed:
            yield Place("register", register.id, "altered", fields=tuple(changed))
    for register_id in opened:
        yield Place("register", register_id, "missing")


def is_closed_as_told(register: Register, end: Event | None) -> bool:
    """Whether it is open, or was closed on the day the trail names; older events name none."""
    if end is None or register.closed_on is None:
        return end is None and register.closed_on is None
    day = register.closed_on.isoformat()
    return bool(end.data.get("closed_on", day) == day)


def by_object(verb: str, kind: str) -> dict[int, Event]:
    """The newest act of that name on each thing."""
    found = Event.select().where(Event.verb == verb, Event.object_type == kind).order_by(Event.id)
    return {event.object_id: event for event in found}


def bad_added() -> Iterator[Place | None]:
    """Rows that are only added, each beside its event: None for one that holds.

    The first was written with the first event and so on.  Events from before they kept the hash of the row tell when
    and who, no more.
    """
    for added in WITH_AN_EVENT:
        found = Event.select().where(Event.verb == added.verb, Event.outcome == "done").order_by(Event.id)
        told, name = dict(enumerate(found, 1)), kind_of(added.table)
        for row in added.table.select().order_by(added.table.id):
            event = told.pop(row.id, None)
            if event is None:
                yield Place(name, row.id, "unnamed")
            elif is_as_told(row, event, added):
                yield None
            else:
                yield Place(name, row.id, "altered", fields=altered_fields(row, event, added))
        yield from (Place(name, row_id, "missing") for row_id in told)
    yield from bad_months()


def columns_told(event: Event, added: Added) -> dict[str, str | None]:
    """What the event says of the row's columns, as the row itself would have them."""
    says = added.says(event)
    fields: Any = added.table._meta.fields
    named = {fields[name].column_name for name in says}
    return {name: value for name, value in row_hashes.columns(added.table(**says)).items() if name in named}


def is_as_told(row: db.Record, event: Event, added: Added) -> bool:
    """Whether the row is the one the event was written with."""
    here = row_hashes.columns(row)
    if "row" in event.data:
        return bool(event.data["row"] == row_hashes.digest_of(here))
    return not differing(here, columns_told(event, added))


def differing(here: dict[str, str | None], told: dict[str, str | None]) -> list[str]:
    """The columns that say otherwise than they are told; what is empty and what is not there are the same."""
    return [name for name, value in told.items() if (here[name] or None) != (value or None)]


def altered_fields(row: db.Record, event: Event, added: Added) -> tuple[str, ...]:
    """The columns the event knows better, and the one it does not know where no other can be it."""
    here, told = row_hashes.columns(row), columns_told(event, added)
    changed = differing(here, told)
    unknown = [name for name in here if name not in told]
    is_all = row_hashes.digest_of({**here, **{name: told[name] for name in changed}}) == event.data.get("row")
    return tuple(changed if is_all or len(unknown) != 1 or "row" not in event.data else [*changed, *unknown])


def bad_months() -> Iterator[Place | None]:
    """The figures of each month that was drawn up, as many and as they were; older events know the month as a whole."""
    told = {e.data["month"]: e for e in Event.select().where(Event.verb == "month_drawn")}
    months: dict[str, list[ReportMonth]] = {}
    for row in ReportMonth.select().order_by(ReportMonth.id):
        months.setdefault(row.month.isoformat(), []).append(row)
    for month, rows in months.items():
        event = told.pop(month, None)
        if event is None:
            yield from (Place("report_month", row.id, "unnamed") for row in rows)
        elif "rows" in event.data:
            yield from bad_figures(month, rows, dict(event.data["rows"]), event)
        elif len(rows) != event.data["reports"] or {row.drawn_at for row in rows} != {event.at} or (
            event.data.get("row", row_hashes.digest(*rows)) != row_hashes.digest(*rows)
        ):
            yield Place("report_month", month, "altered")
        else:
            yield None
    yield from (Place("report_month", month, "missing") for month in told)


def bad_figures(
    month: str, rows: list[ReportMonth], told: dict[str, str], event: Event
) -> Iterator[Place | None]:
    """The figures of a month beside what its event said of each, in the order in which they were drawn up."""
    digests = {row.id: row_hashes.digest(row) for row in rows}
    order = [report for report in told if report in {row.report for row in rows}]
    for row, due in zip_longest(rows, order[:len(rows)]):
        if row.report not in told:
            yield Place("report_month", row.id, "altered", fields=called_otherwise(row, told))
        elif told[row.report] != digests[row.id]:
            fields = ("drawn_at",) if row.drawn_at != event.at else ()
            yield Place("report_month", row.id, "altered", fields=fields)
        elif row.report != due and len(order) == len(told) == len(rows):
            yield Place("report_month", row.id, "out_of_order")
        else:
            yield None
    yield from (Place("report_month", f"{month} {gone}", "missing") for gone in told if gone not in order)


def called_otherwise(row: ReportMonth, told: dict[str, str]) -> tuple[str, ...]:
    """The name of the report, if nothing but it was altered."""
    columns = row_hashes.columns(row)
    return ("report",) if any(told[was] == row_hashes.digest_of({**columns, "report": was}) for was in told) else ()


def counted(found: Iterator[Place | None], checked: Counter[str], name: str) -> Iterator[Place]:
    """The bad places; what holds is counted under a name."""
    for broken in found:
        if broken:
            yield broken
        checked[name] += 1
