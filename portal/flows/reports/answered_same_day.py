"""R8: packets with a letter whose sender heard on the day of arrival that it was received, or was refused."""

from portal.flows.reports.base import CLERKS_UNIT, Asked, Facts, Report, facts
from portal.office.packets import REFUSED, TAKEN
from portal.office.parcels import HANDED
from portal.rules import packets as wire

# When the first of the two answers left; what was carried by hand left when it was written.
ANSWERED = f"""(
    SELECT min(coalesce(a.sent_at, CASE a.state WHEN '{HANDED}' THEN a.made_at END))
    FROM parcel AS a WHERE a.about = 'packet ' || k.id AND a.code IN ('{wire.REFUSED}', '{wire.ENTERED}')
)"""
WHY = f"""CASE WHEN substr({ANSWERED}, 1, 10) = substr(k.came_at, 1, 10) THEN ''
    WHEN {ANSWERED} IS NOT NULL THEN 'answered_late' WHEN substr(k.came_at, 1, 10) >= ? THEN NULL
    ELSE 'not_answered' END"""


def answered_same_day(asked: Asked) -> Facts:
    """Every new document that came by packet in the period; the day of arrival itself may still bring the answer."""
    source = f"""packet AS k WHERE k.act = '{wire.NEW}' AND k.state IN ('{TAKEN}', '{REFUSED}')
        AND substr(k.came_at, 1, 10) BETWEEN ? AND ?"""
    return facts(
        source, (asked.today, *asked.days), document="k.document_id", day="substr(k.came_at, 1, 10)",
        unit=CLERKS_UNIT, why=WHY,
    )


REPORT = Report(
    "answered_same_day", ("day", "reference", "issuer", "subject", "shortfall"), answered_same_day
)
