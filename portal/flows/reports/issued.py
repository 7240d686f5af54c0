"""What our documents that went out have in common in the reports: which count, for whom, and how they were signed."""

from portal.flows.reports.base import NOT_A_COPY, NOT_IMPORTED
from portal.rules.recipients import PAPER
from portal.rules.routes import BOTH, ELECTRONIC
from portal.rules.states import ISSUED

BY_WIRE = f"d.route IN ('{ELECTRONIC}', '{BOTH}')"
# The plus keeps the planner at the index of days, which leads to the few documents of the period.
DOCUMENTS = f"""
document AS d LEFT JOIN person AS drafter ON drafter.id = d.created_by_id
WHERE +d.direction = 'outgoing' AND +d.state = '{ISSUED}' AND d.dated_on BETWEEN ? AND ?
  AND {NOT_A_COPY} AND {NOT_IMPORTED}
"""
# Rows of Nơi nhận that leave the house, or its clerk: not the copy kept, and no line that others are sent for.
OUTWARD = "r.document_id = d.id AND r.status NOT IN ('kept', 'expanded', 'together')"
# A paper copy for somebody outside the house.
PAPER_LINE = f"EXISTS (SELECT 1 FROM recipient AS r WHERE {OUTWARD} AND r.channel = '{PAPER}' AND r.unit_id IS NULL)"
OF_DRAFTER = {"document": "d.id", "day": "d.dated_on", "unit": "drafter.unit_id", "person": "drafter.id"}


def latest_state(sha256: str) -> str:
    """What the newest check of a file found; what nobody has checked is undetermined."""
    return f"""coalesce((
        SELECT c.state FROM signature_check AS c WHERE c.sha256 = {sha256} ORDER BY c.id DESC LIMIT 1
    ), 'undetermined')"""


def newest(role: str) -> str:
    """The SHA-256 of the document's newest version of a role."""
    return f"""(
        SELECT v.sha256 FROM version AS v WHERE v.document_id = d.id AND v.role = '{role}' ORDER BY v.n DESC LIMIT 1
    )"""


def signed_by(person: str) -> str:
    """Whether a signature on the newest signed version is valid and by a certificate approved for the person."""
    return f"""EXISTS (
        SELECT 1 FROM signature_check AS c, json_each(c.verdict, '$.signatures') AS s
        JOIN certificate AS own ON own.sha256 = json_extract(s.value, '$.certificate')
        WHERE c.id = (SELECT max(id) FROM signature_check WHERE sha256 = {newest("signed")})
          AND json_extract(s.value, '$.state') = 'valid'
          AND own.person_id = {person} AND own.role = 'personal' AND own.approved_at IS NOT NULL
    )"""


def lacks_signature_of(person: str) -> str:
    """The word for what is missing of the personal signature of the named signer; empty when it is valid."""
    return f"""CASE WHEN {signed_by(person)} THEN ''
        WHEN {newest("signed")} IS NULL THEN 'not_signed' ELSE 'not_valid_personal' END"""
