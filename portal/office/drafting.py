"""Dự thảo: a draft is written, submitted to the person who will sign, sent back, and signed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal import db
from portal.office import events, outbox, recipients, rights
from portal.office.documents import Document, Version, add_version
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.recipients import Line, Recipient
from portal.rules import errors, numbering, routes
from portal.rules.folding import nfc
from portal.rules.kinds import BY_NAME, COMMITTEE, ORGANS
from portal.rules.states import DRAFT, RETURNED, SIGNED, SUBMITTED

# What an outline lays over the record; a later describing stores these and nothing else.
OF_OUTLINE = (
    Document.kind, Document.subject, Document.urgency, Document.signer, Document.signatory, Document.capacity,
    Document.position, Document.symbol, Document.reply_to, Document.due_on, Document.folded,
    Document.organ, Document.is_normative,
)


@dataclass(frozen=True)
class Outline:
    """What the drafter says of an outgoing document."""

    kind: str
    subject: str
    signer: Person
    capacity: str
    position: str
    unit_symbol: str
    urgency: str = "normal"
    reply_to: Document | None = None
    due_on: date | None = None
    recipients: tuple[Line, ...] = field(default_factory=tuple)
    paper_demanded_by: str = ""
    organ: str = COMMITTEE.code
    is_normative: bool = False


def draft(outline: Outline, sha256: str, name: str, role: str, *, by: Person, at: datetime) -> Document:
    """Start an outgoing document from stored bytes.

    ``role`` is "draft" for what the worker must still make ready (DOCX, or PDF without room for the number) and
    "pdf" for a file that is ready.
    """
    by.require("draft")
    outline.signer.require("approve")
    if not nfc(outline.subject):
        raise errors.Invalid("draft", why="subject")
    with db.atomic():
        document: Document = Document.create(
            direction="outgoing", state=DRAFT, created_by=by, created_at=at, issuer=Office.current().name,
        )
        outline_into(document, outline)
        document.save()
        recipients.replace(document, outline.recipients)
        take_route(document, outline.paper_demanded_by)
        add_version(document, sha256, role, name, base_n=0, by=by, at=at)
        rights.grant(document, "draft", person=by, at=at)
        events.record("drafted", document, by=by, at=at, sha256=sha256)
        outbox.put("index", document.id)
        ask_to_prepare(document, role)
    return document


def describe(document: Document, outline: Outline, *, by: Person, at: datetime) -> None:
    """Change what the drafter said of a draft; a way of sending that a person chose with a reason stays."""
    by.require("draft")
    outline.signer.require("approve")
    if not nfc(outline.subject):
        raise errors.Invalid("draft", why="subject")
    with db.atomic():
        document.require_state(DRAFT, RETURNED)
        fresh: Document = Document.get_by_id(document.id)
        if fresh.signer != outline.signer:
            rights.end(fresh, "sign", at=at)
        before = dict(fresh.__data__)
        outline_into(fresh, outline)
        changed = [name for name, value in fresh.__data__.items() if value != before[name]]  # names, no content
        fresh.save(only=OF_OUTLINE)
        recipients.replace(fresh, outline.recipients)
        if routes.is_proposed(fresh.route_reason):
            take_route(fresh, outline.paper_demanded_by)
        events.record("described", fresh, by=by, at=at, changed=changed)
        outbox.put("index", fresh.id)


def ask_to_prepare(document: Document, role: str) -> None:
    """Let the worker make a new draft ready: as PDF, with room for number and day."""
    if role == "draft":
        outbox.put("prepare_draft", document.id, dedup=f"prepare_draft:{document.id}")


def note_ready(document: Document, base: Version, sha256: str, name: str, *, at: datetime, **found: Any) -> bool:
    """Store the PDF the worker made of a draft, unless a newer draft came meanwhile; whether it was stored."""
    with db.atomic():
        if document.latest != base:
            return False
        add_version(document, sha256, "pdf", name, base_n=base.n, by=None, at=at)
        events.record("prepared", document, at=at, base=base.sha256, sha256=sha256, **found)
    return True


def note_problem(document: Document, base: Version, why: str, *, at: datetime) -> None:
    """Keep with the draft why no PDF to sign could be made of it; ``wording.DRAFT_PROBLEMS`` says it to people."""
    events.record("not_prepared", document, at=at, outcome="refused", base=base.sha256, why=why)


@dataclass(frozen=True)
class Preparation:
    """How far the worker is with the newest file of a draft: ``waiting``, ``ready`` or ``problem``."""

    state: str
    why: str = ""
    printed: dict[str, int] = field(default_factory=dict)
    layout: tuple[dict[str, Any], ...] = ()
    blocks: int = 0

    @classmethod
    def of(cls, document: Document) -> "Preparation":
        """Of the newest version, as the trail tells."""
        latest = document.latest
        told = {"pdf": "prepared", "draft": "not_prepared"}.get(latest.role if latest else "")
        if latest is None or told is None:
            return cls("ready")
        of_verb = [event for event in events.Event.of(document) if event.verb == told]
        notes = [event.data for event in of_verb if latest.sha256 in (event.data.get("base"), event.data.get("sha256"))]
        if told == "prepared":
            note = notes[-1] if notes else {}
            layout = tuple(note.get("layout", ()))
            return cls("ready", printed=note.get("printed", {}), layout=layout, blocks=note.get("blocks", 0))
        return cls("problem", why=notes[-1]["why"]) if notes else cls("waiting")


def outline_into(document: Document, outline: Outline) -> None:
    """Lay the outline over the record."""
    document.kind, document.subject, document.urgency = outline.kind, nfc(outline.subject), outline.urgency
    document.signer, document.signatory = outline.signer, outline.signer.name
    document.capacity, document.position = nfc(outline.capacity), nfc(outline.position)
    document.organ, document.is_normative = outline.organ, outline.is_normative
    document.symbol = symbol_of(outline)
    document.reply_to, document.due_on = outline.reply_to, outline.due_on


def symbol_of(outline: Outline) -> str:
    """The symbol the document will carry: UBND-VP, QĐ-UBND."""
    return numbering.symbol(BY_NAME[outline.kind], letters_of(outline.organ), outline.unit_symbol)


def letters_of(organ: str) -> str:
    """What stands for the organ in a symbol; the office says its own letters."""
    return str(Office.current().symbol) if organ == COMMITTEE.code else ORGANS[organ].letters


def take_route(document: Document, paper_demanded_by: str = "") -> None:
    """Let the rules decide between electronic, paper and both."""
    lines = [line for line in Recipient.of(document) if not line.is_clerk_copy]
    route = routes.propose(routes.Circumstances(
        is_normative=bool(document.is_normative),
        has_paper_only_recipient=any(r.channel == "paper" or (r.agency and r.agency.is_paper_only) for r in lines),
        has_person_for_execution=any(r.is_person for r in lines),
        paper_demanded_by=paper_demanded_by,
    ))
    document.route, document.route_reason = route.way, route.written
    document.save(only=[Document.route, Document.route_reason])


def choose_route(document: Document, way: str, reason: str, *, by: Person, at: datetime) -> None:
    """Depart from the proposed route, with a written reason."""
    by.require("draft")
    if way not in routes.ROUTES:
        raise errors.Invalid("route", why=way)
    if not reason.strip():
        raise errors.ReasonMissing("route")
    with db.atomic():
        document.require_state(DRAFT, RETURNED, SUBMITTED, SIGNED)  # the number's row names the route
        old = document.route
        document.route, document.route_reason = way, reason.strip()
        document.save(only=[Document.route, Document.route_reason])
        events.record("route_chosen", document, by=by, at=at, old=old, new=way, reason=reason.strip())


def revise(
    document: Document, sha256: str, name: str, role: str, *, base_n: int, by: Person, at: datetime
) -> None:
    """Replace the file of a draft by a newer one; a change after submission goes back to the signer (Art. 12)."""
    by.require("draft")
    with db.atomic():
        document.require_state(DRAFT, RETURNED, SUBMITTED)
        version = add_version(document, sha256, role, name, base_n=base_n, by=by, at=at)
        if document.state == SUBMITTED:
            document.state = DRAFT
            document.save(only=[Document.state])
            rights.end(document, "sign", at=at)
        events.record("revised", document, by=by, at=at, sha256=sha256, version=version.n)
        ask_to_prepare(document, role)


def submit(document: Document, *, by: Person, at: datetime) -> None:
    """Trình ký: lay the draft before the person who will sign; it must stand as PDF, in the layout of the law."""
    by.require("draft")
    with db.atomic():
        document.require_state(DRAFT, RETURNED)
        latest = document.latest
        if latest is None or latest.role != "pdf":
            raise errors.Conflict(document.id, why="not_converted")
        if blocks := Preparation.of(document).blocks:
            raise errors.Conflict(document.id, why="layout_blocks", count=blocks)
        document.state, document.note = SUBMITTED, ""
        document.save(only=[Document.state, Document.note])
        rights.grant(document, "sign", person=document.signer, at=at)
        events.record("submitted", document, by=by, at=at, signer=document.signer.name, sha256=latest.sha256)


def send_back(document: Document, reason: str, *, by: Person, at: datetime) -> None:
    """Trả lại: the signer returns the draft with a reason."""
    by.require("approve")
    if not reason.strip():
        raise errors.ReasonMissing("send_back")
    with db.atomic():
        document.require_state(SUBMITTED)
        if Document.get_by_id(document.id).signer_id != by.id:
            raise errors.NotAllowed(by.name, verb="send_back")
        document.state, document.note = RETURNED, reason.strip()
        document.save(only=[Document.state, Document.note])
        rights.end(document, "sign", at=at)
        events.record("sent_back", document, by=by, at=at, reason=reason.strip())


def mark_signed(document: Document, *, by: Person, at: datetime, sha256: str) -> None:
    """The signer's signature stands on the newest version; called in the transaction that stores it."""
    document.require_state(SUBMITTED)
    document.state = SIGNED
    document.save(only=[Document.state])
    events.record("signed", document, by=by, at=at, sha256=sha256)
