"""Nơi nhận: who gets an outgoing document, on which channel, and what came of sending it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, IntegerField

from portal import db
from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.groups import GroupMember, RecipientGroup
from portal.office.people import Unit
from portal.rules.folding import lower, nfc
from portal.rules.recipients import Line, is_clerk_copy, spelt
from portal.rules.sending import TOGETHER

__all__ = ["Line", "Recipient", "Sent", "expanded", "mark_sent", "replace", "sent"]
CHANNELS = ("paper", "electronic")
EXPANDED = "expanded"
WITHOUT_RECORD = (EXPANDED, TOGETHER)  # lines of the page that others are sent for


class Recipient(db.Record):
    """One line of Nơi nhận with its send record; a list's line has none, but a row with one for each member."""

    document: Any = ForeignKeyField(Document, backref="recipients")
    position: Any = IntegerField()
    name: Any = CharField()
    channel: Any = CharField(choices=[(c, c) for c in CHANNELS])
    is_person: Any = IntegerField(default=0)
    agency: Any = ForeignKeyField(Agency, null=True)
    unit: Any = ForeignKeyField(Unit, null=True)
    group: Any = ForeignKeyField(RecipientGroup, null=True)
    line: Any = ForeignKeyField("self", null=True, backref="members")  # the list's line this member was sent for
    copy_of: Any = ForeignKeyField("self", null=True, backref="+")  # the electronic row it goes beside on paper
    goes_with: Any = ForeignKeyField("self", null=True, backref="+")  # the row of the same receiver that serves it too
    sent_at: Any = db.MomentField(null=True)
    status: Any = CharField(default="", index=True)
    salt: Any = CharField(null=True, default=db.fresh_salt)

    @property
    def is_clerk_copy(self) -> bool:
        """Lưu: VT — kept here, not sent."""
        return is_clerk_copy(self.name)

    @property
    def is_outward(self) -> bool:
        """It leaves the house, or did."""
        return not (self.is_clerk_copy or self.unit_id or self.status == "arrived")

    @property
    def entry(self) -> str:
        """The name of what the line was tied to; empty where it bears that very name, or means nobody known."""
        known = self.agency or self.unit or self.group
        return "" if known is None or lower(known.name) == lower(self.name) else str(known.name)

    @property
    def is_on_page(self) -> bool:
        """It is a line of the page, and no row made when the document was issued."""
        return self.line_id is None and self.copy_of_id is None

    @classmethod
    def is_line(cls) -> Any:
        """``is_on_page`` as a condition."""
        return cls.line.is_null() & cls.copy_of.is_null()

    @classmethod
    def of(cls, document: Document) -> Any:
        """The lines in the order of the page, as it says them."""
        return cls.select().where(cls.document == document, cls.is_line()).order_by(cls.position)

    @classmethod
    def on_page(cls, document: Document, line_id: int) -> Self | None:
        """One line of a document's page."""
        found: Self | None = cls.of(document).where(cls.id == line_id).first()
        return found

    @classmethod
    def sent_to(cls, document: Document) -> Any:
        """The rows that have a send record: the lines, and instead of a list's line its members, once issued."""
        own = (cls.document == document) & cls.status.not_in(WITHOUT_RECORD)
        return cls.select().where(own).order_by(cls.position, cls.id)

    @classmethod
    def together(cls, document: Document) -> dict[int, list[str]]:
        """The other names the page has for a receiver, by the row that serves them all."""
        names: dict[int, list[str]] = {}
        for row in cls.select().where(cls.document == document, cls.goes_with.is_null(False)).order_by(cls.id):
            names.setdefault(row.goes_with_id, []).append(str(row.name))
        return names


@dataclass(frozen=True)
class Sent:
    """What the outgoing register says of one document's sending."""

    names: str = ""
    kept: str = ""
    copies: int = 0
    sent_on: date | None = None
    by_wire: bool = False
    posted: str = ""
    envelopes: int = 0
    posted_on: date | None = None


def sent(documents: Iterable[Document]) -> dict[int, Sent]:
    """Who got each of these documents, in one question to the database."""
    rows = Recipient.select().where(Recipient.document.in_([d.id for d in documents]))
    lines: dict[int, list[Recipient]] = {}
    for row in rows.order_by(Recipient.document, Recipient.position):
        lines.setdefault(row.document_id, []).append(row)
    return {document_id: summed(of_one) for document_id, of_one in lines.items()}


def summed(lines: list[Recipient]) -> Sent:
    """The lines of one document: names, who keeps the copy, how many paper copies, when they left, what was posted.

    The names are those of the page; what left went to the members of a list.
    """
    named = [r for r in lines if r.is_on_page and not r.is_clerk_copy]
    kept, outward = [r for r in lines if r.is_clerk_copy], [r for r in lines if not r.is_clerk_copy]
    outward = [r for r in outward if r.status not in WITHOUT_RECORD]
    posted = [r for r in outward if r.channel == "paper" and r.unit_id is None]
    return Sent(
        names="; ".join(r.name for r in named), kept="; ".join(r.name.partition(":")[2].strip() for r in kept),
        copies=sum(r.channel == "paper" for r in (*outward, *kept)), sent_on=last_day(outward),
        by_wire=any(r.channel == "electronic" for r in outward),
        posted="; ".join(r.name for r in posted), envelopes=len(posted), posted_on=last_day(posted),
    )


def last_day(lines: list[Recipient]) -> date | None:
    """The day the last of these lines went out, or None while none did."""
    return max((r.sent_at.date() for r in lines if r.sent_at), default=None)


def replace(document: Document, lines: Iterable[Line], *, like: Document | None = None) -> None:
    """Keep these lines, tied to the units, lists and agencies they name; what a person tied stays tied.

    ``like`` is the document whose lines they are, where this one goes on from another.
    """
    with db.atomic():
        tied = {row.name: row for row in Recipient.of(like or document)}
        Recipient.delete().where(Recipient.document == document).execute()
        for position, line in enumerate(lines):
            name = nfc(line.name)
            unit, agency, group = (None, None, None) if line.is_person else meant(name, tied.get(name))
            Recipient.create(
                document=document, position=position, name=name, channel=line.channel, is_person=line.is_person,
                agency=agency, unit=unit, group=group,
            )


def meant(name: str, tied: Recipient | None) -> tuple[Unit | None, Agency | None, RecipientGroup | None]:
    """The unit, agency or list a name means: what a person tied it to, else what bears exactly this name."""
    if tied is not None and (tied.unit_id or tied.agency_id or tied.group_id):
        return tied.unit, tied.agency, tied.group
    unit, agency = Unit.in_use_as(name), Agency.known_as(name)
    return unit, agency, None if unit or agency else RecipientGroup.named(name)


def expanded(lines: list[Recipient]) -> list[Recipient]:
    """The rows that lines are sent by: themselves, and instead of a list's line one for each of its members now.

    Who stands on the page as well, or in an earlier list, gets it once.
    """
    rows = [line for line in lines if line.group is None]
    served = {identity(row) for row in rows}
    for line in lines:
        if line.group is not None:
            for member in line.group.lines:
                if (whom := identity(member)) not in served:
                    served.add(whom)
                    rows.append(put_member(line, member))
            Recipient.update(status=EXPANDED).where(Recipient.id == line.id).execute()
    return rows


def identity(one: Recipient | GroupMember) -> tuple[str, object]:
    """Whom a row or a member means: a unit, an agency, also one learned since it was written, or who bears its name."""
    if one.unit_id:
        return "unit", one.unit_id
    agency = one.agency or Agency.known_as(one.name)
    return ("agency", agency.id) if agency else ("name", spelt(one.name))


def put_member(line: Recipient, member: GroupMember) -> Recipient:
    """The row of one member; who cannot receive electronically, and a person, gets paper."""
    on_paper = member.is_paper_only or member.is_person
    made: Recipient = Recipient.create(
        document=line.document_id, position=line.position, name=member.name, line=line, unit=member.unit,
        agency=None if member.unit_id else member.meant, is_person=member.is_person,
        channel="paper" if on_paper else line.channel,
    )
    return made


def mark_sent(recipient: Recipient, status: str, *, at: datetime) -> None:
    """Note that the document went out to this line."""
    recipient.sent_at, recipient.status = at, status
    recipient.save(only=[Recipient.sent_at, Recipient.status])


def set_status(recipient: Recipient, status: str) -> None:
    """How the line stands while it has not gone out, or after; when it went out stays as it is."""
    recipient.status = status
    recipient.save(only=[Recipient.status])
