"""R1: documents issued electronically with a good agency signature on the file and on every separate annex."""

from datetime import date
from typing import Any

from portal.flows.reports.base import Findings, Ratio, Report, Row
from portal.office import issuing, rights, trust
from portal.office.documents import Attachment, Document
from portal.office.people import Person
from portal.office.registers import Entry
from portal.rules.periods import Period
from portal.rules.states import ISSUED

ELECTRONIC = ("electronic", "both")


def draw(period: Period, reader: Person, today: date) -> Findings:
    """Issued in the period by an electronic way; the list names those whose signature is not plainly good."""
    sent = list(issued(period))
    found = [(document, shortfall(document)) for document in sent]
    lacking = [(document, why) for document, why in found if why]
    readable = {d.id for d in rights.documents(reader).where(Document.id.in_([d for d, _ in lacking]))}
    shown = [(document, why) for document, why in lacking if document.id in readable]
    return Findings(
        [row(document, why) for document, why in shown], [document.id for document, _ in shown],
        Ratio(len(sent) - len(lacking), len(sent)), hidden=len(lacking) - len(shown),
    )


def issued(period: Period) -> Any:
    """What went out from here; what older books brought over was signed elsewhere, or on paper."""
    imported = Entry.select(Entry.document).where(Entry.act == "imported")
    return (
        Document.select()
        .where(
            Document.direction == "outgoing", Document.state == ISSUED, Document.route.in_(ELECTRONIC),
            Document.dated_on.between(period.first, period.last), Document.id.not_in(imported),
        )
        .order_by(Document.dated_on, Document.number)
    )


def shortfall(document: Document) -> str:
    """The first file that is not good, as a word; empty when all are."""
    sealed = issuing.sealed_version(document)
    if sealed is None:
        return "not_sealed"
    annexes = [row.sha256 for row in document.attachments.select(Attachment.sha256)]
    states = [trust.file_state(sha256) for sha256 in (sealed.sha256, *annexes)]
    return next((state for state in states if state != "good"), "")


def row(document: Document, why: str) -> Row:
    """A document that lacks it and why."""
    return document.reference, document.dated_on, document.kind, document.subject, document.signatory, why


REPORT = Report("sealed_electronic", ("reference", "dated_on", "kind", "subject", "signatory", "shortfall"), draw)
