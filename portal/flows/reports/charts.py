"""Which bars a report shows: its months where there are several, else its units; statistics by month."""

from portal.adapters import sandbox
from portal.flows.reports.adding import added_up
from portal.flows.reports.base import Asked, Part, Report
from portal.office.people import Unit
from portal.rules.targets import target_of

MOST_BARS = 24
SCALE = (0, 20, 40, 60, 80, 100)


def chart(report: Report, asked: Asked, *, told: str, target_word: str) -> str | None:
    """The picture as SVG, or None where there are not two bars to compare."""
    if report.name == "statistics":
        return by_month(report, asked, told)
    if report.facts is None or not report.is_share:
        return None
    sums = added_up(report, asked)
    months = [part for part in sums.months if part.ratio.denominator]
    units = [part for part in sums.units if part.ratio.denominator]
    lying = len(months) < 2
    parts = (units if lying else months)[-MOST_BARS:]
    if len(parts) < 2:
        return None
    target = target_of(report.name, asked.period.last)
    marks = [(value, f"{value} %") for value in SCALE if not target or value != target.percent]
    marks += [(target.percent, f"{target_word} {target.percent} %")] if target else []
    return draw(
        labels=unit_names(parts) if lying else [month_words(part) for part in parts],
        series=[(told, [part.ratio.percent for part in parts])], told=told, marks=sorted(marks), lying=lying,
    )


def by_month(report: Report, asked: Asked, told: str) -> str | None:
    """What came and what went, month by month."""
    assert report.draw is not None
    rows = report.draw(asked).rows[:-1][-MOST_BARS:]
    if len(rows) < 2:
        return None
    came, went = report.columns.index("incoming"), report.columns.index("outgoing")
    series = [("", [row[came] for row in rows]), (" ", [row[went] for row in rows])]
    return draw(labels=[row[0] for row in rows], series=series, told=told, marks=[], lying=False)


def unit_names(parts: list[Part]) -> list[str]:
    """The names of the units the parts are of."""
    names = {unit.id: str(unit.name) for unit in Unit.select()}
    return [names[int(part.key or 0)] for part in parts]


def month_words(part: Part) -> str:
    """11/2026."""
    year, month = str(part.key).split("-")
    return f"{month}/{year}"


def draw(**what: object) -> str:
    """Drawn in the child process, so that the library stays out of this one."""
    return str(sandbox.call("portal.adapters.charts:bars", what))
