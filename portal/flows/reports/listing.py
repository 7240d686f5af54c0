"""The list behind “chưa đạt”: what fell short, as far as the reader may read it, and how much more there is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.flows.reports.adding import added_up, narrowed
from portal.flows.reports.base import Asked, Cell, Findings, Report, among, rows_of
from portal.office import rights
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.people import Person, Unit

_OF_DOSSIER = {"dossier_number": "number", "dossier_title": "title", "closed_on": "closed_on"}


@dataclass(frozen=True)
class Shortfall:
    """One thing that fell short."""

    document: int | None
    dossier: int | None
    day: str | None
    unit: int | None
    person: int | None
    why: str
    late: int | None


def found(report: Report, asked: Asked, reader: Person, most: int | None = None) -> Findings:
    """The figures and the list; of a long list the first ``most`` rows."""
    if report.draw is not None:
        return report.draw(asked)
    short = shortfalls(report, asked)
    shown = readable(short, reader)
    listed = shown[:most]
    sums = added_up(report, asked)
    names = Names(listed, {int(part.key or 0) for part in sums.persons})
    rows = [tuple(names.cell(one, column) for column in report.columns) for one in listed]
    return Findings(
        rows, [one.document for one in listed], [one.dossier for one in listed], sums,
        hidden=len(short) - len(shown), more=len(shown) - len(listed), units=names.units, people=names.people,
    )


def shortfalls(report: Report, asked: Asked) -> list[Shortfall]:
    """All that fell short, by day."""
    facts = narrowed(report, asked)
    wanted = "document, dossier, day, unit, person, why, late"
    rows = rows_of(f"SELECT {wanted} FROM ({facts.sql}) WHERE why != '' ORDER BY day, 1, 2", facts.params)
    return [Shortfall(*row) for row in rows]


def readable(short: list[Shortfall], reader: Person) -> list[Shortfall]:
    """Those whose document the reader may read; dossiers are shown to whoever may search."""
    ids = among(one.document for one in short)
    mine: Any = rights.documents(reader).select(Document.id).where(Document.id.in_(ids)).tuples()
    known, sees_dossiers = {row[0] for row in mine}, reader.may("search")
    return [
        one for one in short
        if (one.document is None or one.document in known) and (one.dossier is None or sees_dossiers)
    ]


class Names:
    """What the rows of a list say of the documents, dossiers, units and people behind them, asked for once."""

    def __init__(self, listed: list[Shortfall], people: set[int]) -> None:
        self.documents = {d.id: d for d in Document.select().where(Document.id.in_(among(o.document for o in listed)))}
        self.dossiers = {d.id: d for d in Dossier.select().where(Dossier.id.in_(among(o.dossier for o in listed)))}
        self.units = {unit.id: str(unit.name) for unit in Unit.select()}
        self.people = Person.names(people | {one.person for one in listed if one.person})

    def cell(self, one: Shortfall, column: str) -> Cell:
        """What stands in the column."""
        if column in _OF_DOSSIER:
            dossier = self.dossiers.get(one.dossier or 0)
            return getattr(dossier, _OF_DOSSIER[column]) if dossier else None
        own: dict[str, Cell] = {
            "shortfall": one.why, "days_late": one.late, "missed": one.late, "unit": self.units.get(one.unit or 0, ""),
            "person": self.people.get(one.person or 0, ""), "day": date.fromisoformat(one.day) if one.day else None,
        }
        if column in own:
            return own[column]
        document = self.documents.get(one.document or 0)
        value: Cell = getattr(document, column) if document else None
        return value
