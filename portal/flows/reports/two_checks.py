"""R10: working days on which every door was looked at as often as the day asks (seed IV)."""

import json
from datetime import timedelta

from portal.flows.reports.base import CLERKS_UNIT, Asked, Facts, Report, facts
from portal.rules.checks import windows
from portal.rules.doors import PAPER

# A look that met no fault, and a door since it was first looked at; paper came before anybody noted a look at it.
CHECKS = f"""
WITH asked AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS day, json_extract(value, '$[1]') AS door,
           json_extract(value, '$[2]') AS opens, json_extract(value, '$[3]') AS closes
    FROM json_each(?)
), begun AS MATERIALIZED (
    SELECT door, substr(min(at), 1, 10) AS day FROM look GROUP BY door
), checks AS (
    SELECT asked.day, asked.door,
           CASE WHEN EXISTS (
               SELECT 1 FROM look AS l WHERE l.door = asked.door AND l.fault = '' AND l.until >= asked.opens
                 AND l.at < asked.closes) THEN ''
               WHEN ? < asked.closes THEN NULL ELSE 'missed_' || asked.door END AS why
    FROM asked JOIN (SELECT door, CASE door WHEN '{PAPER}' THEN (SELECT min(day) FROM begun) ELSE day END AS day
                     FROM begun UNION SELECT '{PAPER}', (SELECT min(day) FROM begun)) AS since
      ON since.door = asked.door AND asked.day >= since.day
), days AS (
    SELECT day, max(why) AS worst, sum(why IS NULL) AS waiting, sum(why != '') AS missed FROM checks GROUP BY day
)
"""


def two_checks(asked: Asked) -> Facts:
    """Working days of the period since the office began to look; a day whose last check is still open is not over."""
    rows, day = [], asked.period.first
    while day <= min(asked.period.last, asked.now.date()):
        if asked.calendars[day.year].is_working(day):
            rows += [
                (day.isoformat(), door, window.opens.isoformat(), window.closes.isoformat())
                for window in windows(day, asked.hours, asked.now.tzinfo) for door in asked.doors
            ]
        day += timedelta(days=1)
    return facts(
        "days", (json.dumps(rows), asked.now.isoformat()), before=CHECKS, day="day", unit=CLERKS_UNIT,
        why="CASE WHEN missed THEN worst WHEN waiting THEN NULL ELSE '' END", late="missed",
    )


REPORT = Report("two_checks", ("day", "shortfall", "missed"), two_checks)
