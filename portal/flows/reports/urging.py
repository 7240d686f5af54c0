"""Đôn đốc: the units that do not keep the rules, each with the figures missed and what fell short (seed IV, S29)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from portal.flows import dispatch, templates
from portal.flows.calendar import due_after
from portal.flows.premises import Premises
from portal.flows.reports import COUNTED
from portal.flows.reports.adding import wholes
from portal.flows.reports.base import Asked, Part, Ratio, Report, Row, among
from portal.flows.reports.listing import Shortfall, readable, shortfalls
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.drafting import Outline
from portal.office.people import Person, Unit
from portal.office.profile import Office
from portal.rules import capacities, errors
from portal.rules.kinds import LETTER
from portal.rules.letter_tables import PLACE
from portal.rules.recipients import PAPER, Line
from portal.rules.register_pages import Label
from portal.rules.roles import Role, Scope
from portal.rules.tables import shown
from portal.rules.targets import TARGETS, Target, target_of

WITHOUT_TARGET = ("handled_in_time",)  # no share is laid down, yet each letter late is one too many
COLUMNS = ("unit", "report", "met", "counted", "percent", "target", "thing", "day", "shortfall", "days_late")
WIDTHS = (24, 30, 24, 47)
MOST_NAMED = 6  # documents of one line of the letter
ANSWER_IN = 5  # working days
UNNAMED = "…"  # what only named persons may read


@dataclass(frozen=True)
class Miss:
    """One figure a unit missed, and what fell short as far as its reader may read it."""

    report: Report
    ratio: Ratio
    target: Target | None
    named: list[tuple[str, Shortfall]]

    @property
    def hidden(self) -> int:
        """How many the reader may not read."""
        return self.ratio.short - len(self.named)


@dataclass(frozen=True)
class Unkept:
    """A unit with the figures it missed."""

    unit: Unit
    misses: list[Miss]


def unkept(asked: Asked, reader: Person, label: Label) -> list[Unkept]:
    """The units with something to mend in the period, by name."""
    by_unit = wholes(watched(), asked, by_unit=True)
    found: dict[int, list[Miss]] = {}
    for report in watched():
        target = target_of(report.name, asked.period.last)
        failing = [part for part in by_unit.get(report.name, []) if part.key and is_missed(part, target)]
        if not failing:
            continue
        mine = named(readable(shortfalls(report, asked), reader), label)
        for part in failing:
            of_unit = [(name, one) for name, one in mine if one.unit == part.key]
            found.setdefault(int(part.key or 0), []).append(Miss(report, part.ratio, target, of_unit))
    units = Unit.select().where(Unit.id.in_(list(found))).order_by(Unit.name)
    return [Unkept(unit, found[unit.id]) for unit in units]


def watched() -> list[Report]:
    """The reports with a target, and those of deadlines."""
    return [report for report in COUNTED if report.name in WITHOUT_TARGET or report.name in TARGETS]


def is_missed(part: Part, target: Target | None) -> bool:
    """Whether a unit's figure is one to mend."""
    if target is None:
        return part.ratio.short > 0
    return not target.is_met(part.ratio.numerator, part.ratio.denominator)


def named(short: Sequence[Shortfall], label: Label) -> list[tuple[str, Shortfall]]:
    """Each with its name, which says nothing of its subject: number and symbol, number of the dossier, or the day."""
    documents = {d.id: d for d in Document.select().where(Document.id.in_(among(one.document for one in short)))}
    kept = Dossier.select().where(Dossier.id.in_(among(one.dossier for one in short)))
    dossiers = {dossier.id: str(dossier.number) for dossier in kept}
    found = []
    for one in short:
        document = documents.get(one.document or 0)
        name = called(document, label) if document else dossiers.get(one.dossier or 0) or written(one.day)
        found.append((name, one))
    return found


def called(document: Document, label: Label) -> str:
    """536/UBND-TH, or the arrival number where it bears none; of what only named persons read, nothing."""
    if document.scope == Scope.RESTRICTED:
        return UNNAMED
    if document.reference:
        return str(document.reference)
    arrived = label("arrived", "urging").format(number=document.number)
    return arrived if document.number else written(document.received_on)


def written(day: Any) -> str:
    """A day as people read it."""
    text = str(day or "")
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}" if len(text) >= 10 else text


def table_rows(found: Sequence[Unkept], label: Label) -> list[Row]:
    """A row for each thing that fell short, and one for each figure of which nothing may be named."""
    rows: list[Row] = []
    for unit in found:
        for miss in unit.misses:
            head = (
                unit.unit.name, label(miss.report.name, "report"), miss.ratio.numerator, miss.ratio.denominator,
                f"{miss.ratio.percent} %".replace(".", ","), f"{miss.target.percent} %" if miss.target else "",
            )
            rows += [
                (*head, name, written(one.day), label(one.why, "shortfall"), one.late) for name, one in miss.named
            ] or [(*head, "", "", "", None)]
    return rows


def letter_rows(found: Sequence[Unkept], label: Label) -> list[list[str]]:
    """The table of the letter: unit, what was missed, by how much, and the documents concerned."""
    rows = [[label(word, "urging") for word in ("head_unit", "head_report", "head_result", "head_things")]]
    for one in found:
        for miss in one.misses:
            result = label("result", "urging").format(
                short=miss.ratio.short, counted=miss.ratio.denominator,
                percent=f"{miss.ratio.percent}".replace(".", ","),
            )
            rows.append([str(one.unit.name), label(miss.report.name, "report"), result, things(miss, label)])
    return rows


def things(miss: Miss, label: Label) -> str:
    """The first few by name, with how many bear it where it is more than one, and how many there are besides."""
    times = Counter(name for name, _ in miss.named if name != UNNAMED)
    first = list(times.items())[:MOST_NAMED]
    alike = label("unnamed", "urging")
    names = [f"{name} ({alike.format(count=count)})" if count > 1 else name for name, count in first]
    others = miss.ratio.short - sum(count for _, count in first)
    more = [label("others" if names else "unnamed", "urging").format(count=others)] if others > 0 else []
    return "; ".join([*names, *more])


def draft_letter(asked: Asked, *, by: Person, at: datetime, premises: Premises) -> Document:
    """Lập văn bản đôn đốc: the letter as a draft of the usual way, for its drafter to look over and submit."""
    by.require("see_reports")
    label, office = premises.label, Office.current()
    found = unkept(asked, by, label)
    if not found:
        raise errors.Conflict("urging", why="nothing_to_urge")
    days = {"first": shown(asked.period.first), "last": shown(asked.period.last), "office": office.name,
            "day": shown(at.date()), "answer": shown(due_after(at.date(), ANSWER_IN))}
    outline = outline_of(found, label, by)
    made = templates.made(
        outline, at=at, premises=premises, addressees=[str(one.unit.name) for one in found],
        table=letter_rows(found, label), widths=list(WIDTHS),
        body=[label("opening", "urging").format(**days), PLACE, label("basis", "urging").format(**days),
              label("closing", "urging").format(**days)],
    )
    return dispatch.start_draft(BytesIO(made), "van-ban-don-doc.docx", outline, by=by, at=at, premises=premises)


def outline_of(found: Sequence[Unkept], label: Label, by: Person) -> Outline:
    """A công văn to the units, signed by the drafter who is a leader, else by the first one."""
    signer = by if by.may("approve") else Person.with_role(Role.LEADER).order_by(Person.id).first()
    if signer is None:
        raise errors.Conflict("urging", why="no_leader")
    capacity, position = capacities.usual(signer.position or label("position", "urging"))
    lines = (*(Line(str(one.unit.name)) for one in found), Line("Lưu: VT", PAPER))
    return Outline(
        kind=LETTER.name, subject=label("subject", "urging"), signer=signer, capacity=capacity, position=position,
        unit_symbol=templates.UNIT, recipients=lines,
    )
