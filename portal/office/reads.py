"""What the trail keeps of looking: documents for named persons that were opened, and what was refused.

Once a person, document and day, so that the trail is not flooded; never what the document says.
"""

from datetime import datetime

from portal import db
from portal.office import events, rights
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.people import Person
from portal.rules.roles import Scope

READ, READ_REFUSED, ACT_REFUSED = "restricted_read", "read_refused", "act_refused"
OF_LOOKING = (READ, READ_REFUSED)  # of the safety officer's concern; the history of a letter leaves them out


def note_read(document_id: int, *, by: Person, at: datetime) -> None:
    """Somebody was shown the document; of interest when it is for named persons only."""
    found = Document.select(Document.id).where(Document.id == document_id, Document.scope == Scope.RESTRICTED).first()
    if found:
        note(READ, found, by=by, at=at, outcome="done")


def note_refusal(document_id: int, *, by: Person, at: datetime) -> None:
    """Somebody asked for the document and may not read it; what does not exist was not refused."""
    found = Document.select(Document.id).where(Document.id == document_id).first()
    if found and not rights.may_read(by, found):
        note(READ_REFUSED, found, by=by, at=at, outcome="refused")


def note(verb: str, document: Document, *, by: Person, at: datetime, outcome: str) -> None:
    """One event a day."""
    today = Event.of(document).where(
        Event.verb == verb, Event.person == by.id, Event.at.startswith(at.date().isoformat())
    )
    if today.exists():
        return
    with db.atomic():
        if not today.exists():  # of two requests at once one writes
            events.record(verb, document, by=by, at=at, outcome=outcome)


def note_act(page: str, *, by: Person, at: datetime) -> None:
    """Somebody asked for a page or an act that the role does not carry, or by a form of another site."""
    day = at.date().isoformat()
    today = Event.select(Event.data).where(
        Event.person == by.id, Event.verb == ACT_REFUSED, Event.at.startswith(day)
    )
    with db.atomic():
        if all(event.data.get("page") != page for event in today):
            events.record(ACT_REFUSED, by=by, at=at, outcome="refused", page=page)
