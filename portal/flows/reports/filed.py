"""R12: documents that lie in a dossier, of all that were entered or issued (Decree 30/2020/NĐ-CP Art. 29)."""

from portal.flows.reports.base import CLERKS_UNIT, NOT_A_COPY, NOT_IMPORTED, Asked, Facts, Report, facts
from portal.flows.reports.handled_in_time import LEAD, OF_UNIT
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, ISSUED

WHY = "CASE WHEN EXISTS (SELECT 1 FROM dossier_item AS i WHERE i.document_id = d.id) THEN '' ELSE 'not_filed' END"
BOTH_WAYS = f"""(
    SELECT d.id, d.received_on AS day, 'incoming' AS mark, lead.person_id AS person,
           coalesce({OF_UNIT}, {CLERKS_UNIT}) AS unit, {WHY} AS why
    FROM document AS d LEFT JOIN assignment AS lead ON lead.id = {LEAD}
    LEFT JOIN person AS handler ON handler.id = lead.person_id
    WHERE +d.direction = 'incoming' AND +d.state IN ('{ENTERED}', '{IN_PROGRESS}', '{DONE}')
      AND d.received_on BETWEEN ? AND ? AND {NOT_IMPORTED}
    UNION ALL
    SELECT d.id, d.dated_on, 'outgoing', drafter.id, drafter.unit_id, {WHY}
    FROM document AS d LEFT JOIN person AS drafter ON drafter.id = d.created_by_id
    WHERE +d.direction = 'outgoing' AND +d.state = '{ISSUED}' AND d.dated_on BETWEEN ? AND ?
      AND {NOT_A_COPY} AND {NOT_IMPORTED}
) AS f"""


def filed(asked: Asked) -> Facts:
    """Letters by the day they came, ours by the day they are dated."""
    columns = {name: f"f.{name}" for name in ("day", "mark", "person", "unit", "why")}
    return facts(BOTH_WAYS, (*asked.days, *asked.days), document="f.id", **columns)


REPORT = Report("filed", ("day", "reference", "issuer", "subject", "unit", "person"), filed)
