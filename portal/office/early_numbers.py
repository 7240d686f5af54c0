"""Số cấp trước khi ký, where the office wants it: with the approval of who will sign, and void when that is taken back.

The number stays with the document that got it; what is sent back goes on as a new draft, which gets another one.
"""

from datetime import datetime

from portal import db
from portal.office import annexes, asking, entering, events, issuing, outbox, outlines, recipients, rights
from portal.office.documents import Document, Version, add_version, stored_as
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.recipients import Line, Recipient
from portal.rules import errors
from portal.rules.states import RETURNED, SUBMITTED

CARRIED = (
    "direction", "scope", "issuer", "symbol", "kind", "subject", "urgency", "capacity", "position", "signatory",
    "signer", "created_by", "reply_to", "due_on", "organ", "is_normative", "paper_demanded_by", "route", "route_reason",
)


def choose(is_early: bool, *, by: Person, at: datetime) -> None:
    """Whether numbers are given before the signature; documents on their way go on as they began."""
    by.require("keep_series")
    with db.atomic():
        Office.update(numbers_before_signing=is_early).where(Office.id > 0).execute()
        events.record("number_order_set", Office.current(), by=by, at=at, before_signing=is_early)


def is_due(document: Document) -> bool:
    """Whether the document must get its number before it is signed."""
    return bool(Office.current().numbers_before_signing) and document.state == SUBMITTED and document.number is None


def require_number(document: Document) -> None:
    """Refuse to sign what must get its number first."""
    if is_due(document):
        raise errors.Conflict(document.id, why="number_first")


def give(
    document: Document, expected: int, sha256: str, name: str, *, base_n: int, by: Person, at: datetime,
    request_id: str,
) -> Document:
    """Duyệt và cấp số: who will sign approves the text, and it gets number and day; ``Superseded`` as always."""
    by.require("approve")
    with db.atomic():
        fresh: Document = Document.get_by_id(document.id)
        if fresh.signer_id != by.id:
            raise errors.NotAllowed(by.name, verb="approve")
        if not is_due(fresh):
            raise errors.WrongState(fresh.state)
        step = issuing.Numbering(SUBMITTED, SUBMITTED, "pdf")
        return issuing.take_number(
            fresh, step, expected, sha256, name, base_n=base_n, by=by, at=at, request_id=request_id
        )


def give_up(document: Document, reason: str, *, by: Person, at: datetime) -> Document:
    """Trả lại: the number is void with the reason and never given again; the draft that goes on without it."""
    with db.atomic():
        rights.end(document, "sign", at=at)
        asking.end_all(document, at=at)
        entering.strike(document, reason, by=by, at=at)
        return _continued(document, reason, at=at)


def _continued(document: Document, reason: str, *, at: datetime) -> Document:
    """A new draft with the file that was brought, its recipients and the reason, with its drafter."""
    drafter = document.created_by
    base = _brought(document)
    fresh: Document = Document.create(
        state=RETURNED, note=reason.strip(), created_at=at, **{name: getattr(document, name) for name in CARRIED}
    )
    lines = [Line(line.name, line.channel, line.is_person) for line in Recipient.of(document)]
    recipients.replace(fresh, lines, like=document)
    add_version(fresh, base.sha256, base.role, base.name, base_n=0, by=drafter, at=at)
    annexes.carry_over(document, fresh, at=at)
    rights.grant(fresh, "draft", person=drafter, at=at)
    outlines.keep(fresh, by=drafter, at=at)
    events.record("drafted", fresh, by=drafter, at=at, continues=document.id, **stored_as(base.sha256, base.name))
    outbox.put("index", fresh.id)
    if base.role == "draft":
        outbox.put("prepare_draft", fresh.id, dedup=f"prepare_draft:{fresh.id}")
    return fresh


def _brought(document: Document) -> Version:
    """The newest file of the drafter's, else the PDF as it was before the number was written into it."""
    versions: list[Version] = list(document.versions.order_by(Version.n.desc()))
    brought = [version for version in versions if version.role == "draft"]
    return (brought or versions[1:])[0]
