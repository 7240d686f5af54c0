"""What was said of a draft at each of its versions: the outline as plain words, kept so that a change can be shown."""

from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField

from portal import db
from portal.office.documents import Attachment, Document
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules.drafts import Said


class Outlined(db.Record):
    """The outline of a version; it also holds for later versions until one has a row of its own."""

    document: Any = ForeignKeyField(Document, backref="+")
    n: Any = IntegerField()
    by: Any = ForeignKeyField(Person, null=True, backref="+")
    at: Any = db.MomentField()
    said: Any = db.JsonField()
    salt: Any = CharField(null=True, default=db.fresh_salt)

    class Meta:
        indexes = ((("document", "n"), True),)


def said_of(document: Document) -> Said:
    """What the record and its recipients say now, in an order that is the same each time."""
    lines = list(Recipient.of(document))
    return {
        "kind": document.kind, "organ": document.organ or "", "is_normative": bool(document.is_normative),
        "subject": document.subject, "symbol": document.symbol, "urgency": document.urgency,
        "signatory": document.signatory, "capacity": document.capacity, "position": document.position,
        "reply_to": document.reply_to_id, "due_on": document.due_on.isoformat() if document.due_on else "",
        "route": document.route,
        "recipients": [[line.name, line.channel, bool(line.is_person)] for line in lines],
        "whom": [[line.name, line.entry] for line in lines if line.entry],
        "annexes": [[annex.name, annex.sha256] for annex in document.attachments.order_by(Attachment.id)],
    }


def keep(document: Document, *, by: Person, at: datetime) -> None:
    """Note what is said of the newest version."""
    latest = document.latest
    if latest is None:
        return
    row = {Outlined.by: by, Outlined.at: at, Outlined.said: said_of(document)}
    Outlined.insert({Outlined.document: document, Outlined.n: latest.n, **row}).on_conflict(
        conflict_target=[Outlined.document, Outlined.n], update=row
    ).execute()


def keep_first(document: Document, *, by: Person, at: datetime) -> None:
    """Before a change: note what was said so far of a draft from before this was kept."""
    if not Outlined.select().where(Outlined.document == document).exists():
        keep(document, by=by, at=at)


def of_version(document: Document, n: int) -> Said | None:
    """What was said of a version when the next one came, or is said of the newest; nothing where it was not kept."""
    rows = Outlined.select().where(Outlined.document == document, Outlined.n <= n)
    found = rows.order_by(Outlined.n.desc()).first()
    return found.said if found else None
