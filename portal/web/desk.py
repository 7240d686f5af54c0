"""Bàn làm việc: what waits for this person today, the commonest act one click away."""

from flask import Blueprint, render_template

from portal import clock
from portal.office import rights
from portal.office.directing import Assignment
from portal.office.documents import Document
from portal.office.outbox import Job
from portal.office.people import Person
from portal.rules.states import ENTERED, NUMBERED, RECEIVED, SEALED, SIGNED, SUBMITTED
from portal.web.access import person, signed_in

pages = Blueprint("desk", __name__)
SHOWN = 15


@pages.get("/")
@signed_in
def index() -> str:
    """Everything that waits for the person, by what it asks for."""
    me = person()
    return render_template(
        "desk/index.html", today=clock.today(), queues=queues(me), assignments=list(Assignment.open_for(me).limit(SHOWN)),
        unseen=list(Assignment.unseen_by(me).limit(SHOWN)), presented=presented(me), to_sign=to_sign(me),
        failed=Job.failed().count() if me.may("administer") else 0,
    )


def queues(me: Person) -> list[tuple[str, int]]:
    """The clerk's queues with how many wait in each: incoming first, then the steps of issuing."""
    if not me.keeps_registers:
        return []
    states = ((RECEIVED, "incoming"), (ENTERED, "incoming"), (SIGNED, "outgoing"), (NUMBERED, "outgoing"),
              (SEALED, "outgoing"))
    return [(state, Document.in_state(direction, state).count()) for state, direction in states]


def presented(me: Person) -> list[Document]:
    """Letters laid before this leader, and those nobody was named for."""
    if not me.may("direct"):
        return []
    mine = (Document.presented_to == me) | Document.presented_to.is_null()
    waiting = rights.documents(me).where(Document.direction == "incoming", Document.state == ENTERED, mine)
    return list(waiting.order_by(Document.urgency == "normal", Document.id).limit(SHOWN))


def to_sign(me: Person) -> list[Document]:
    """Drafts waiting for this person's signature."""
    if not me.may("approve"):
        return []
    return list(rights.documents(me).where(Document.state == SUBMITTED, Document.signer == me).limit(SHOWN))
