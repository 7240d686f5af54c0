"""The figures of the month that has ended, drawn up by the worker at the beginning of the next one and kept."""

from collections.abc import Callable
from datetime import datetime

from portal.flows import checks
from portal.flows.premises import Premises
from portal.flows.reports import COUNTED
from portal.flows.reports.adding import wholes
from portal.flows.reports.base import Asked, Part, Ratio
from portal.office import outbox, report_months
from portal.office.events import Event
from portal.office.report_months import Figure, ReportMonth
from portal.rules import periods
from portal.rules.periods import Period
from portal.rules.register_pages import Label
from portal.rules.targets import target_of

JOB = "draw_month"


def ask(*, at: datetime) -> None:
    """Have the last month drawn up, unless it is already, or ended before this office began."""
    period = periods.month_before(at.date())
    if ReportMonth.is_drawn(period.first):
        return
    first = Event.select(Event.at).order_by(Event.id).first()
    if first is not None and first.at.date() <= period.last:
        outbox.put(JOB, dedup=JOB)


def draw(*, at: datetime, premises: Premises) -> Callable[[], None]:
    """Count the last month; the answer stores it."""
    period = periods.month_before(at.date())
    asked = Asked(period, at, doors=tuple(checks.doors_of(premises)), hours=premises.check_hours)
    figures = figures_of(asked, premises.label)
    return lambda: report_months.keep(period.first, figures, at=at)


def figures_of(asked: Asked, label: Label) -> list[Figure]:
    """Every report that counts, in one question, with its units."""
    by_unit, found = wholes(COUNTED, asked, by_unit=True), []
    for report in COUNTED:
        parts = by_unit.get(report.name, [])
        target = target_of(report.name, asked.period.last)
        found.append(Figure(
            report.name, *whole_of(parts), target=target.percent if target else None,
            reading=label(report.name, "report_reading"),
            units={str(p.key): (p.ratio.numerator, p.ratio.denominator) for p in parts if p.key is not None},
        ))
    return found


def whole_of(parts: list[Part]) -> tuple[int, int, int]:
    """Kept, counted and open, of all units and of what belongs to none."""
    return (
        sum(part.ratio.numerator for part in parts), sum(part.ratio.denominator for part in parts),
        sum(part.open for part in parts),
    )


def against_targets(period: Period) -> tuple[list[ReportMonth], list[ReportMonth]]:
    """What was counted of a month and has a target: what reached it, and what did not."""
    rows, met, missed = ReportMonth.of(period.first), list[ReportMonth](), list[ReportMonth]()
    for row in (rows[report.name] for report in COUNTED if report.name in rows):
        target = target_of(row.report, period.last)
        if target and row.denominator:
            (met if target.is_met(row.numerator, row.denominator) else missed).append(row)
    return met, missed


def drawn_up(asked: Asked, report: str) -> tuple[Ratio, datetime] | None:
    """What was drawn up of just this month and when, where the period is one."""
    if asked.unit or asked.person or asked.period != periods.month_of(asked.period.first):
        return None
    row = ReportMonth.of(asked.period.first).get(report)
    return (Ratio(row.numerator, row.denominator), row.drawn_at) if row else None
