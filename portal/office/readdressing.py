"""Nơi nhận between the draft and its issue: taken from the page, tied to the directory, sent another way."""

from collections.abc import Iterable
from datetime import datetime

from portal import db
from portal.office import agencies, authors, copies, directory, drafting, events, outlines, recipients
from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.groups import RecipientGroup
from portal.office.people import Person, Unit
from portal.office.recipients import CHANNELS, Recipient
from portal.office.routing import take_route
from portal.rules import errors, routes
from portal.rules.recipients import ELECTRONIC, Line, merged
from portal.rules.states import DRAFT, NUMBERED, RETURNED, SEALED, SIGNED, SUBMITTED

BEING_WRITTEN = (DRAFT, RETURNED)
BEFORE_ISSUE = (*BEING_WRITTEN, SUBMITTED, SIGNED, NUMBERED, SEALED)
TIES: dict[str, type[db.Record]] = {directory.AGENCY: Agency, directory.UNIT: Unit, directory.GROUP: RecipientGroup}


def may_readdress(document: Document, person: Person) -> bool:
    """Its author while it is written; after its submission the clerk, until it is issued."""
    if document.state in BEING_WRITTEN:
        return authors.is_author(document, person)
    return document.state in BEFORE_ISSUE and person.may("issue")


def may_go_otherwise(document: Document) -> bool:
    """Whether the way may still change: the row of a number names it."""
    return document.state in BEFORE_ISSUE and document.number is None


def require_may(document: Document, by: Person) -> None:
    """Refuse everyone else, and every later step."""
    document.require_state(*BEFORE_ISSUE)
    if not may_readdress(document, by):
        raise errors.NotAllowed(by.name, verb="issue")


def take_from_page(document: Document, page: Iterable[Line], *, by: Person, at: datetime) -> int:
    """Lấy từ Nơi nhận trên trang: the list of the page instead of the typed one; how many lines.

    Those named for execution stay, whether the page names them or not.
    """
    with db.atomic():
        document.require_state(*BEING_WRITTEN)
        authors.require_author(document, by)
        earlier = [Line(row.name, row.channel, bool(row.is_person)) for row in Recipient.of(document)]
        lines = merged(tuple(page), earlier)
        if not lines:
            raise errors.Conflict(document.id, why="page_names_nobody")
        said = outlines.said_of(document)
        recipients.replace(document, lines)
        settle(document, said, by=by, at=at)
        events.record("recipients_taken", document, by=by, at=at, before=len(earlier), lines=len(lines))
    return len(lines)


def confirm(line: Recipient, kind: str, known_id: int, *, by: Person, at: datetime) -> None:
    """Đúng nơi này: a person says whom a line means; said by who keeps the agencies, it holds for every later line."""
    record = TIES.get(kind)
    found = record.get_or_none(record.id == known_id) if record else None
    is_closed = isinstance(found, Unit) and not found.is_active
    if found is None or is_closed or line.is_person or line.is_clerk_copy:
        raise errors.Invalid("recipient", why="nobody_known")
    with db.atomic():
        require_may(line.document, by)
        said, is_redirected = outlines.said_of(line.document), meant_another(line, found)
        tie(line, found)
        if isinstance(found, Agency) and by.may("keep_agencies"):
            remember(found, line.name, by=by, at=at)
        settle(line.document, said, by=by, at=at, is_redirected=is_redirected)
        told = {"line": line.position + 1, "kind": kind, "to": known_id}
        events.record("recipient_confirmed", line.document, by=by, at=at, **told)


def remember(agency: Agency, name: str, *, by: Person, at: datetime) -> None:
    """The name means the agency from now on, unless it is its own name or another's."""
    if name != agency.name and not agencies.is_anothers(agency, name):
        agencies.remember_alias(agency, name, by=by, at=at)


def loosen(line: Recipient, *, by: Person, at: datetime) -> None:
    """Không phải nơi này: the line means nobody of the directory any more."""
    with db.atomic():
        require_may(line.document, by)
        said, is_redirected = outlines.said_of(line.document), meant_another(line, None)
        tie(line, None)
        settle(line.document, said, by=by, at=at, is_redirected=is_redirected)
        events.record("recipient_loosened", line.document, by=by, at=at, line=line.position + 1)


def meant_another(line: Recipient, found: db.Record | None) -> bool:
    """Whether a line meant somebody already, and not this one: then it goes elsewhere than whoever initialled saw."""
    before = line.agency or line.unit or line.group
    return before is not None and before != found


def tie(line: Recipient, found: db.Record | None) -> None:
    """Let a line mean one entry of the directory, or none."""
    line.agency = found if isinstance(found, Agency) else None
    line.unit = found if isinstance(found, Unit) else None
    line.group = found if isinstance(found, RecipientGroup) else None
    line.save(only=[Recipient.agency, Recipient.unit, Recipient.group])


def correct_channel(line: Recipient, channel: str, *, by: Person, at: datetime) -> None:
    """Đổi cách gửi một nơi: one line goes on paper instead of electronically, or the other way round."""
    if channel not in CHANNELS:
        raise errors.Invalid("channel", why="channel")
    with db.atomic():
        require_may(line.document, by)
        said, old = outlines.said_of(line.document), line.channel
        if channel == old:
            return
        if channel == ELECTRONIC and copies.goes_on_paper(Document.get_by_id(line.document_id)):
            raise errors.Conflict(line.document_id, why="way_is_paper")
        line.channel = channel
        line.save(only=[Recipient.channel])
        settle(line.document, said, by=by, at=at)
        events.record("channel_changed", line.document, by=by, at=at, line=line.position + 1, old=old, new=channel)


def follow_rules(document: Document, *, by: Person, at: datetime) -> None:
    """Trở lại cách gửi theo quy định: what a person chose is given up for what the table says now."""
    with db.atomic():
        require_may(document, by)
        fresh: Document = Document.get_by_id(document.id)
        if not may_go_otherwise(fresh):
            raise errors.Conflict(document.id, why="way_is_registered")
        said, old = outlines.said_of(fresh), fresh.route
        take_route(fresh)
        settle(document, said, by=by, at=at)
        events.record("route_by_rules", fresh, by=by, at=at, old=old, new=fresh.route)


def settle(
    document: Document, said: dict[str, object], *, by: Person, at: datetime, is_redirected: bool = False
) -> None:
    """After a change: the table is asked again, and what is said of a draft is kept with its version.

    Called before the event of the change, which keeps the marks of all that is written here.
    What the clerk corrects after the submission takes nothing from the signer, who signs the page.  A line that
    means somebody else than before makes a version of its own: initials given until then fall, and who is about to
    sign looks at it anew.  That a name is known now is no change of whom it means.
    """
    fresh: Document = Document.get_by_id(document.id)
    if may_go_otherwise(fresh) and routes.is_proposed(fresh.route_reason):
        take_route(fresh)
    document.route, document.route_reason = fresh.route, fresh.route_reason
    told = outlines.said_of(fresh)
    if fresh.state in BEING_WRITTEN and (is_redirected or {**told, "whom": said["whom"]} != said):
        drafting.resaid(fresh, by=by, at=at)
    elif fresh.state == SUBMITTED and is_redirected and fresh.number is None:
        drafting.lay_anew(fresh, by=by, at=at)
    elif fresh.state in (*BEING_WRITTEN, SUBMITTED) and told != said:
        outlines.keep(fresh, by=by, at=at)
