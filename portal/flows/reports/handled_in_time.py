"""R9: letters with a deadline that were done by it; what is late is named with its days (Decree 30, Art. 24)."""

from portal.flows.reports.base import CALENDAR, NOT_IMPORTED, Asked, Facts, Report, facts, working_days_until
from portal.rules.states import DONE, HELD, JOINED, RECALLED, REFUSED, REMOVED, VOIDED

# Whoever leads: the newest assignment of the leading role that was neither passed back nor taken back, if there is one.
LEAD = """(
    SELECT w.id FROM assignment AS w WHERE w.document_id = d.id AND w.role = 'lead'
    ORDER BY w.ended_at IS NOT NULL, w.id DESC LIMIT 1
)"""
# The unit that leads: what was given on within a unit stays that unit's, wherever whoever has it goes later.
OF_UNIT = """coalesce(
    lead.unit_id, (SELECT whole.unit_id FROM assignment AS whole WHERE whole.id = lead.parent_id), handler.unit_id
)"""
DUE = f"""
calendar AS due CROSS JOIN document AS d ON d.due_on = due.day
LEFT JOIN assignment AS lead ON lead.id = {LEAD}
LEFT JOIN person AS handler ON handler.id = lead.person_id
WHERE +d.direction = 'incoming' AND due.day BETWEEN ? AND ?
  AND +d.state NOT IN ('{REFUSED}', '{HELD}', '{REMOVED}', '{VOIDED}', '{JOINED}', '{RECALLED}') AND {NOT_IMPORTED}
"""
DONE_ON = f"CASE d.state WHEN '{DONE}' THEN d.done_on END"  # a letter taken up again is not done
ENDED = working_days_until(f"coalesce({DONE_ON}, ?)")
WHY = f"""CASE WHEN {DONE_ON} IS NOT NULL THEN CASE WHEN d.done_on <= d.due_on THEN '' ELSE 'done_late' END
    WHEN d.due_on < ? THEN 'overdue' END"""


def handled_in_time(asked: Asked) -> Facts:
    """Letters due in the period; what is open and not yet due counts on neither side."""
    return facts(
        DUE, (asked.calendar, asked.today, asked.today, asked.today, *asked.days), before=CALENDAR, document="d.id",
        day="d.due_on", unit=OF_UNIT, person="lead.person_id", why=WHY,
        late=f"CASE WHEN coalesce({DONE_ON}, ?) > d.due_on THEN {ENDED} - due.n END",
    )


REPORT = Report(
    "handled_in_time", ("number", "reference", "issuer", "subject", "due_on", "done_on", "unit", "person", "shortfall",
                        "days_late"), handled_in_time,
)
