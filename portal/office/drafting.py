"""Dự thảo: a draft is written, submitted to the person who will sign, sent back, and signed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal import db
from portal.office import (
    annexes,
    asking,
    authors,
    early_numbers,
    events,
    initials,
    outbox,
    outlines,
    recipients,
    rights,
)
from portal.office.documents import Document, Version, add_version, stored_as
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.recipients import Line
from portal.office.routing import take_route
from portal.rules import errors, numbering, routes
from portal.rules.folding import nfc
from portal.rules.kinds import BY_NAME, COMMITTEE, LETTER, ORGANS
from portal.rules.states import DRAFT, NUMBERED, RETURNED, SIGNED, SUBMITTED

# What an outline lays over the record; a later describing stores these and nothing else.
OF_OUTLINE = (
    Document.kind, Document.subject, Document.urgency, Document.signer, Document.signatory, Document.capacity,
    Document.position, Document.symbol, Document.reply_to, Document.due_on, Document.folded,
    Document.organ, Document.is_normative, Document.paper_demanded_by,
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
        take_route(document)
        add_version(document, sha256, role, name, base_n=0, by=by, at=at)
        rights.grant(document, "draft", person=by, at=at)
        outlines.keep(document, by=by, at=at)
        events.record("drafted", document, by=by, at=at, **stored_as(sha256, name))
        outbox.put("index", document.id)
        ask_to_prepare(document, role)
    return document


def describe(document: Document, outline: Outline, *, by: Person, at: datetime) -> None:
    """Change what the drafter said of a draft; a way of sending that a person chose with a reason stays."""
    authors.require_author(document, by)
    outline.signer.require("approve")
    if not nfc(outline.subject):
        raise errors.Invalid("draft", why="subject")
    with db.atomic():
        document.require_state(DRAFT, RETURNED)
        fresh: Document = Document.get_by_id(document.id)
        if fresh.signer != outline.signer:
            rights.end(fresh, "sign", at=at)
        outlines.keep_first(fresh, by=by, at=at)
        before, said = dict(fresh.__data__), outlines.said_of(fresh)
        outline_into(fresh, outline)
        changed = [name for name, value in fresh.__data__.items() if value != before[name]]  # names, no content
        fresh.save(only=OF_OUTLINE)
        recipients.replace(fresh, outline.recipients)
        if routes.is_proposed(fresh.route_reason):
            take_route(fresh)
        if outlines.said_of(fresh) != said:
            resaid(fresh, by=by, at=at)
        events.record("described", fresh, by=by, at=at, changed=changed)
        outbox.put("index", fresh.id)


def resaid(document: Document, *, by: Person, at: datetime) -> None:
    """What is said of a draft changed: with its file it is a version of its own, and goes back to its drafter.

    Nobody can then sign or have initialled what was not before them, whichever page they still have open.
    """
    lay_anew(document, by=by, at=at)
    if document.state == SUBMITTED:
        take_from_signer(document, DRAFT, at=at)


def lay_anew(document: Document, *, by: Person, at: datetime) -> None:
    """The same file as a version of its own, with what is said of it now: no initial stands on it yet."""
    latest = document.latest
    if latest is not None and latest.role == "pdf":  # nobody was shown a file that is still being made ready
        add_version(document, latest.sha256, latest.role, latest.name, base_n=latest.n, by=by, at=at)
    outlines.keep(document, by=by, at=at)


def take_from_signer(document: Document, state: str, *, at: datetime, note: str = "") -> None:
    """A submitted draft leaves the person who was to sign it, who reads it no more.

    One that has its number already is given back by that person, and by nobody else.
    """
    require_no_number(document)
    document.state, document.note = state, note
    document.save(only=[Document.state, Document.note])
    rights.end(document, "sign", at=at)


def require_no_number(document: Document) -> None:
    """Refuse once the document stands in a register; the page may be older than its number."""
    if Document.get_by_id(document.id).number is not None:
        raise errors.Conflict(document.id, why="numbered_early")


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
        events.record("prepared", document, at=at, base=base.sha256, **stored_as(sha256, name), **found)
    return True


def note_problem(document: Document, base: Version, why: str, *, at: datetime) -> None:
    """Keep with the draft why no PDF to sign could be made of it; ``wording.DRAFT_PROBLEMS`` says it to people."""
    events.record("not_prepared", document, at=at, outcome="refused", base=base.sha256, version=base.n, why=why)


def prepare_again(document: Document, *, by: Person, at: datetime) -> None:
    """Tạo lại bản PDF: the same file once more, where the machine was busy or lacked its converter."""
    authors.require_author(document, by)
    with db.atomic():
        document.require_state(DRAFT, RETURNED)
        latest = document.latest
        if latest is None or Preparation.of(document).state != "problem":
            return  # somebody asked already, or a newer file came
        events.record("preparation_asked", document, by=by, at=at, base=latest.sha256, version=latest.n)
        ask_to_prepare(document, latest.role)


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
        if latest is None or latest.role not in ("pdf", "draft"):
            return cls("ready")
        verbs = ("prepared",) if latest.role == "pdf" else ("not_prepared", "preparation_asked")
        told = [event for event in events.Event.of(document) if event.verb in verbs and is_about(event.data, latest)]
        last = told[-1].data if told else {}
        if latest.role == "pdf":
            layout = tuple(last.get("layout", ()))
            return cls("ready", printed=last.get("printed", {}), layout=layout, blocks=last.get("blocks", 0))
        return cls("problem", why=last["why"]) if "why" in last else cls("waiting")


def is_about(told: dict[str, Any], version: Version) -> bool:
    """Whether what was noted of a draft's preparation was noted of this version; one brought again is another."""
    of_file = version.sha256 in (told.get("base"), told.get("sha256"))
    return of_file and told.get("version", version.n) == version.n


def outline_into(document: Document, outline: Outline) -> None:
    """Lay the outline over the record."""
    document.kind, document.subject, document.urgency = outline.kind, nfc(outline.subject), outline.urgency
    document.signer, document.signatory = outline.signer, outline.signer.name
    document.capacity, document.position = nfc(outline.capacity), nfc(outline.position)
    document.organ, document.is_normative = outline.organ, outline.is_normative
    document.symbol = symbol_of(outline)
    document.reply_to, document.due_on = outline.reply_to, outline.due_on
    document.paper_demanded_by = nfc(outline.paper_demanded_by) or None


def symbol_of(outline: Outline) -> str:
    """The symbol the document will carry: UBND-VP, QĐ-UBND."""
    return numbering.symbol(BY_NAME[outline.kind], letters_of(outline.organ), outline.unit_symbol)


def usual_unit_symbol(person: Person) -> str:
    """The letters of the drafting unit in the person's last Công văn; empty where there was none."""
    own = Document.select(Document.symbol).where(Document.created_by == person, Document.direction == "outgoing")
    last = own.where(Document.kind == LETTER.name).order_by(Document.id.desc()).first()
    return str(last.symbol).rpartition("-")[2] if last else ""


def letters_of(organ: str) -> str:
    """What stands for the organ in a symbol; the office says its own letters."""
    return str(Office.current().symbol) if organ == COMMITTEE.code else ORGANS[organ].letters


def choose_route(document: Document, way: str, reason: str, *, by: Person, at: datetime) -> None:
    """Depart from the proposed route, with a written reason: on a draft its author, afterwards who issues it."""
    if document.is_draft:
        authors.require_author(document, by)
    if way not in routes.ROUTES:
        raise errors.Invalid("route", why=way)
    if not reason.strip():
        raise errors.ReasonMissing("route")
    with db.atomic():
        document.require_state(DRAFT, RETURNED, SUBMITTED, SIGNED)
        if not document.is_draft:
            by.require("issue")
        require_no_number(document)  # its row names the route
        old = Document.get_by_id(document.id).route
        document.route, document.route_reason = way, reason.strip()
        document.save(only=[Document.route, Document.route_reason])
        if document.is_draft and way != old:
            resaid(document, by=by, at=at)
        events.record("route_chosen", document, by=by, at=at, old=old, new=way, reason=reason.strip())


def revise(
    document: Document, sha256: str, name: str, role: str, *, base_n: int, by: Person, at: datetime
) -> None:
    """Replace the file of a draft by a newer one; a change after submission goes back to the signer (Art. 11)."""
    authors.require_author(document, by)
    with db.atomic():
        document.require_state(DRAFT, RETURNED, SUBMITTED)
        version = add_version(document, sha256, role, name, base_n=base_n, by=by, at=at)
        if document.state == SUBMITTED:
            take_from_signer(document, DRAFT, at=at)
        events.record("revised", document, by=by, at=at, version=version.n, **stored_as(sha256, name))
        ask_to_prepare(document, role)


def submit(document: Document, *, by: Person, at: datetime) -> None:
    """Trình ký: lay the draft before the person who will sign.

    It must stand as PDF, in the layout of the law, with the initials this office wants.
    """
    authors.require_author(document, by)
    with db.atomic():
        document.require_state(DRAFT, RETURNED)
        latest = document.latest
        if latest is None or latest.role != "pdf":
            raise errors.Conflict(document.id, why="not_converted")
        annexes.require_read(document)
        if blocks := Preparation.of(document).blocks:
            raise errors.Conflict(document.id, why="layout_blocks", count=blocks)
        if lacking := initials.lacking(document):
            raise errors.Conflict(document.id, why=f"lacks_{lacking[0]}_initial")
        document.state, document.note = SUBMITTED, ""
        document.save(only=[Document.state, Document.note])
        signer = Document.get_by_id(document.id).signer  # the page may be older than the last change of the outline
        rights.grant(document, "sign", person=signer, at=at)
        events.record("submitted", document, by=by, at=at, signer=signer.name, sha256=latest.sha256, version=latest.n)


def withdraw(document: Document, *, by: Person, at: datetime) -> None:
    """Rút lại: the author takes a submitted draft back before it is signed."""
    authors.require_author(document, by)
    with db.atomic():
        document.require_state(SUBMITTED)
        take_from_signer(document, DRAFT, at=at)
        events.record("withdrawn", document, by=by, at=at, signer=document.signatory)


def send_back(document: Document, reason: str, *, by: Person, at: datetime) -> None:
    """Trả lại: the signer returns the draft with a reason."""
    by.require("approve")
    if not reason.strip():
        raise errors.ReasonMissing("send_back")
    with db.atomic():
        document.require_state(SUBMITTED)
        fresh: Document = Document.get_by_id(document.id)
        if fresh.signer_id != by.id:
            raise errors.NotAllowed(by.name, verb="send_back")
        if fresh.number is not None:
            early_numbers.give_up(fresh, reason, by=by, at=at)
            return
        take_from_signer(document, RETURNED, at=at, note=reason.strip())
        events.record("sent_back", document, by=by, at=at, reason=reason.strip())


def mark_signed(document: Document, *, by: Person, at: datetime, version: Version) -> None:
    """The signer's signature stands on the newest version; called in the transaction that stores it."""
    document.require_state(SUBMITTED)
    document.state = SIGNED if document.number is None else NUMBERED
    document.save(only=[Document.state])
    asking.end_all(document, at=at)
    events.record("signed", document, by=by, at=at, **stored_as(version.sha256, version.name))
