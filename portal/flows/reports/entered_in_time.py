"""R7: letters entered on the day they came or the next working day (Decree 30/2020/NĐ-CP Art. 22)."""

from portal.flows.reports.base import (
    CALENDAR,
    CLERKS_UNIT,
    NOT_IMPORTED,
    Asked,
    Facts,
    Report,
    facts,
    working_days_until,
)
from portal.rules.states import HELD, JOINED, RECALLED, REFUSED, REMOVED, VOIDED

ARRIVED = f"""
calendar AS came CROSS JOIN document AS d ON d.received_on = came.day
LEFT JOIN entry AS row ON row.document = d.id AND row.version = 1
LEFT JOIN person AS clerk ON clerk.id = row.by_id
WHERE +d.direction = 'incoming' AND came.day BETWEEN ? AND ?
  AND +d.state NOT IN ('{REFUSED}', '{HELD}', '{REMOVED}', '{VOIDED}', '{JOINED}')
  AND NOT (+d.state = '{RECALLED}' AND d.number IS NULL) AND {NOT_IMPORTED}
"""
IS_LATE = "coalesce(d.entered_on, ?) > came.following"
ENDED = working_days_until("coalesce(d.entered_on, ?)")
WHY = """CASE WHEN coalesce(d.entered_on, ?) <= came.following THEN CASE WHEN d.entered_on IS NULL THEN NULL ELSE '' END
    WHEN d.entered_on IS NULL THEN 'not_entered' ELSE 'entered_late' END"""
# Of urgent letters: from the arrival to the number.
MINUTES = """CASE WHEN d.urgency != 'normal' AND substr(d.received_at, 1, 10) = d.received_on
    THEN (julianday(row.at) - julianday(d.received_at)) * 1440 END"""


def entered_in_time(asked: Asked) -> Facts:
    """Every letter that arrived in the period; those whose time has not run out yet count on neither side."""
    return facts(
        ARRIVED, (asked.calendar, asked.today, asked.today, asked.today, *asked.days), before=CALENDAR, document="d.id",
        day="d.received_on", unit=f"coalesce(clerk.unit_id, {CLERKS_UNIT})", person="row.by_id", why=WHY,
        late=f"CASE WHEN {IS_LATE} THEN {ENDED} - came.n - 1 END",
        mark="CASE d.urgency WHEN 'normal' THEN 'ordinary' ELSE 'urgent' END",
        minutes=MINUTES,
    )


REPORT = Report(
    "entered_in_time", ("number", "received_on", "entered_on", "reference", "issuer", "subject", "days_late"),
    entered_in_time,
)
