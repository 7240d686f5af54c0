"""R6: documents sent on the day of the signature or, at the latest, the next working morning (QĐ 28/2018/QĐ-TTg)."""

from portal.flows.reports.base import (
    CALENDAR,
    CLERKS_UNIT,
    NOT_A_COPY,
    NOT_IMPORTED,
    Asked,
    Facts,
    Report,
    facts,
    working_days_until,
)
from portal.flows.reports.issued import OUTWARD
from portal.rules.packets import RECALL
from portal.rules.routes import PAPER
from portal.rules.sending import RECALL as MAILED_RECALL
from portal.rules.states import ISSUED

# Decree 30/2020/NĐ-CP Art. 18 gives what goes on paper the whole of the next working day.
NOON, MIDNIGHT = "T12:00:00", "T23:59:59"
CALLED_BACK = f"""(
    EXISTS (SELECT 1 FROM parcel AS k WHERE k.document_id = d.id AND k.code = '{RECALL}')
    OR EXISTS (SELECT 1 FROM mailing AS m WHERE m.document_id = d.id AND m.code = '{MAILED_RECALL}')
    OR EXISTS (SELECT 1 FROM return_request AS b WHERE b.document_id = d.id)
)"""
SENDING = f"""
document_sent AS (
    SELECT d.id, d.dated_on, d.route,
           substr(coalesce((SELECT max(v.at) FROM version AS v WHERE v.document_id = d.id AND v.role = 'signed'),
                           d.dated_on), 1, 10) AS signed_on,
           (SELECT max(r.sent_at) FROM recipient AS r WHERE {OUTWARD}) AS sent_at,
           EXISTS (SELECT 1 FROM recipient AS r WHERE {OUTWARD} AND r.sent_at IS NULL) AND NOT {CALLED_BACK} AS waits,
           (SELECT e.by_id FROM entry AS e JOIN person AS p ON p.id = e.by_id AND p.role = 'clerk'
            WHERE e.document = d.id ORDER BY e.id LIMIT 1) AS clerk
    FROM document AS d
    WHERE +d.direction = 'outgoing' AND +d.state = '{ISSUED}' AND d.dated_on BETWEEN ? AND ?
      AND {NOT_A_COPY} AND {NOT_IMPORTED}
)
"""
LIMIT = f"limits.following || CASE s.route WHEN '{PAPER}' THEN '{MIDNIGHT}' ELSE '{NOON}' END"
IS_LATE = f"CASE WHEN s.waits THEN ? ELSE substr(s.sent_at, 1, 19) END > {LIMIT}"
ENDED = working_days_until("CASE WHEN s.waits THEN ? ELSE substr(s.sent_at, 1, 10) END")
WHY = f"""CASE WHEN s.waits THEN CASE WHEN ? <= {LIMIT} THEN NULL ELSE 'not_sent' END
    WHEN substr(s.sent_at, 1, 19) <= {LIMIT} THEN '' ELSE 'sent_late' END"""


def issued_in_time(asked: Asked) -> Facts:
    """Issued in the period with somebody to send to; what waits for sending counts once its time is up."""
    now = asked.now.isoformat()[:19]
    source = """document_sent AS s LEFT JOIN calendar AS limits ON limits.day = s.signed_on
    LEFT JOIN person AS clerk ON clerk.id = s.clerk
    WHERE s.sent_at IS NOT NULL OR s.waits"""
    return facts(
        source, (asked.calendar, *asked.days, now, now, asked.today), before=f"{CALENDAR}, {SENDING}", document="s.id",
        day="s.dated_on", unit=f"coalesce(clerk.unit_id, {CLERKS_UNIT})", person="s.clerk", why=WHY,
        late=f"CASE WHEN {IS_LATE} THEN max(0, {ENDED} - limits.n - 1) END",
    )


REPORT = Report(
    "issued_in_time", ("reference", "dated_on", "kind", "subject", "signatory", "shortfall", "days_late"),
    issued_in_time,
)
