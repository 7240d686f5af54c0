"""The facts of reports added up: all of one report with its parts, or the whole of many, each in one question."""

from collections.abc import Iterable

from portal.flows.reports.base import COLUMNS, Asked, Facts, Part, Ratio, Report, Sums, rows_of
from portal.rules.roles import Scope

_COUNTS = "sum(why = ''), count(why), sum(why IS NULL)"
_PARTS = {"unit": "unit", "person": "person", "month": "substr(day, 1, 7)", "reason": "why", "mark": "mark"}


# With few letters a count beside a name would tell who has what only named persons may read.
_UNNAMED = f"""SELECT {", ".join(name for name in COLUMNS if name != "person")}, CASE
    WHEN document IN (SELECT id FROM document WHERE scope = '{Scope.RESTRICTED}') THEN NULL ELSE person END AS person
FROM ({{}})"""


def narrowed(report: Report, asked: Asked) -> Facts:
    """The facts of a report, of one unit or person where the question says so; restricted letters under no name."""
    assert report.facts is not None
    found, conditions = report.facts(asked), []
    chosen: list[object] = []
    for column, value in (("unit", asked.unit), ("person", asked.person)):
        if value is not None:
            conditions.append(f"{column} = ?")
            chosen.append(value)
    sql = _UNNAMED.format(found.sql)
    if conditions:
        sql = f"SELECT * FROM ({sql}) WHERE {' AND '.join(conditions)}"
    return Facts(sql, (*found.params, *chosen))


def added_up(report: Report, asked: Asked) -> Sums:
    """The figure as a whole and by unit, person, month, reason and kind."""
    found = narrowed(report, asked)
    parts = " UNION ALL ".join(
        f"SELECT '{word}', {column}, {_COUNTS}, NULL, NULL FROM facts WHERE {column} IS NOT NULL GROUP BY 2"
        for word, column in _PARTS.items()
    )
    rows = rows_of(
        f"WITH facts AS MATERIALIZED ({found.sql}) "
        f"SELECT 'whole', NULL, {_COUNTS}, max(minutes), avg(minutes) FROM facts UNION ALL {parts}", found.params
    )
    by_word: dict[str, list[Part]] = {}
    for word, key, met, counted, still_open, _, _ in rows:
        by_word.setdefault(word, []).append(Part(key, Ratio(met or 0, counted or 0), still_open or 0))
    longest, average = rows[0][5], rows[0][6]
    return Sums(
        by_word["whole"][0], by_word.get("unit", []), by_word.get("person", []), by_word.get("month", []),
        [part for part in by_word.get("reason", []) if part.key], by_word.get("mark", []),
        longest=None if longest is None else round(longest), average=None if average is None else round(average),
    )


def wholes(reports: Iterable[Report], asked: Asked, *, by_unit: bool = False) -> dict[str, list[Part]]:
    """The figures of several reports in one question: one for each, or one for each and unit."""
    questions: list[str] = []
    params: list[object] = []
    key, group = ("unit", "GROUP BY unit") if by_unit else ("NULL", "")
    for report in reports:
        found = narrowed(report, asked)
        questions.append(f"SELECT '{report.name}', {key}, {_COUNTS} FROM ({found.sql}) {group}")
        params += found.params
    answers: dict[str, list[Part]] = {}
    for name, unit, met, counted, still_open in rows_of(" UNION ALL ".join(questions), params):
        answers.setdefault(name, []).append(Part(unit, Ratio(met or 0, counted or 0), still_open or 0))
    return answers
