"""Gói tin đến: what packets brought, what they ask of letters we hold, and what we answered."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import arrivals, events, outbox, parcels, receiving
from portal.office.arrivals import Arrival
from portal.office.documents import Attachment, Document, add_version, stored_as
from portal.office.people import Person
from portal.office.profile import Office
from portal.rules import doors, errors
from portal.rules import packets as rules
from portal.rules.packets import AGREED, DECLINED, NEW, RECALL, REPLACE, UPDATE
from portal.rules.states import HELD, RECALLED, REMOVED, VOIDED
from portal.rules.states import REFUSED as SENT_AWAY

# Taken: a letter was made of it; asked: the clerk has to decide; noted: a status, written to our document.
TAKEN, AGAIN, ASKED, GIVEN, DENIED, NOTED, REFUSED = (
    "taken", "again", "asked", "agreed", "declined", "noted", "refused",
)
GONE = (SENT_AWAY, REMOVED, HELD, RECALLED)
DECIDED = (ASKED, GIVEN, DENIED)


class Packet(db.Record):
    """One packet that came: what it says, its files, the document it made or is about, and what became of it."""

    arrival: Any = ForeignKeyField(Arrival, null=True, backref="packets")
    act: Any = CharField()
    wire_id: Any = CharField(index=True)
    sender_code: Any = CharField()
    sender_name: Any = CharField(default="")
    document: Any = ForeignKeyField(Document, null=True, backref="packets")
    replaced_by: Any = ForeignKeyField(Document, null=True, backref="replacing_packets")
    state: Any = CharField(index=True)
    problem: Any = CharField(default="")
    reason: Any = TextField(default="")
    body: Any = db.JsonField()
    files: Any = db.JsonField(default=list)
    came_at: Any = db.MomentField()
    settled_at: Any = db.MomentField(null=True)
    settled_by: Any = ForeignKeyField(Person, null=True)

    @property
    def message(self) -> rules.Message:
        """What it says."""
        return rules.from_json(self.body)

    @classmethod
    def newest_first(cls) -> Any:
        """All that came."""
        return cls.select().order_by(cls.id.desc())

    @classmethod
    def asked(cls) -> Any:
        """Acts that wait for the clerk, oldest first."""
        return cls.select().where(cls.state == ASKED).order_by(cls.id)

    @classmethod
    def refused(cls) -> Any:
        """Packets that were wrong, newest first."""
        return cls.select().where(cls.state == REFUSED).order_by(cls.id.desc())

    @classmethod
    def of(cls, document: Document) -> Any:
        """Every packet that made the document or is about it, oldest first."""
        return cls.select().where((cls.document == document) | (cls.replaced_by == document)).order_by(cls.id)

    @classmethod
    def that_brought(cls, document: Document) -> Self | None:
        """The packet the document came in."""
        made = cls.select().where(cls.document == document, cls.state == TAKEN).order_by(cls.id)
        found: Self | None = made.first()
        return found

    @classmethod
    def held(cls, sender_code: str, wire_id: str) -> Self | None:
        """The packet by which we hold the document of this id from this sender, if we still do."""
        same = (cls.wire_id == wire_id) & (cls.sender_code == sender_code) & (cls.state == TAKEN)
        found: Self | None = (
            cls.select().join(Document).where(same, Document.state.not_in(GONE)).order_by(cls.id.desc()).first()
        )
        return found


def is_known(wire_id: str) -> bool:
    """Whether anybody sent us a document of this id that we still hold."""
    same = Packet.select().join(Document, on=Packet.document).where(Packet.wire_id == wire_id, Packet.state == TAKEN)
    return bool(same.where(Document.state.not_in(GONE)).exists())


def was_taken(arrival: Arrival) -> bool:
    """Whether these very bytes did their work already; a letter that was sent away since may come again."""
    rows = Packet.select().where(Packet.arrival == arrival, Packet.state != REFUSED)
    return any(row.state != TAKEN or row.document.state not in GONE for row in rows)


def faults_of(packet: rules.Packet) -> tuple[str, ...]:
    """What is wrong with an act for this office: it names nothing we hold, or something another agency sent."""
    strangers = [t for t in packet.business.targets if not Packet.held(packet.sender.code, t)]
    if any(is_known(target) for target in strangers):
        return ("not_its_sender",)
    is_about_nothing = bool(strangers) and packet.business.act in (RECALL, UPDATE)
    return ("unknown_target",) if is_about_nothing else ()  # what replaces a letter we never had is a new one


def note(
    arrival: Arrival, message: rules.Message, state: str, *, at: datetime, act: str = "", **values: Any
) -> Packet:
    """The row of a packet; bytes that were refused and came once more have a row for each time."""
    if isinstance(message, rules.Status):
        own, wire_id = rules.STATUS, message.answered.document_id
    else:
        own, wire_id = message.business.act, message.document_id
    made: Packet = Packet.create(
        arrival=arrival, act=act or own, state=state, wire_id=wire_id, sender_code=message.sender.code,
        sender_name=message.sender.name, body=rules.to_json(message), came_at=at, **values,
    )
    events.record("packet_came", made, at=at, act=made.act, state=state, reason=made.problem or None)
    return made


def refuse(arrival: Arrival, message: rules.Message, fault: str, *, at: datetime, why: str = "") -> Packet:
    """A wrong packet: it stays visible, and its sender is told with status 02; a status is never answered."""
    same = (Packet.arrival == arrival) & (Packet.state == REFUSED) & (Packet.problem == fault)
    packet: Packet | None = Packet.get_or_none(same)  # the same bytes, brought once more
    if packet is None:
        packet = note(arrival, message, REFUSED, at=at, problem=fault, reason=why, settled_at=at)
    if isinstance(message, rules.Packet) and message.sender.code:
        answer(packet, rules.REFUSED, rules.FAULTS[fault] + (f": {why}" if why else ""), at=at)
    arrivals.settle(arrival, doors.REFUSED, fault, packet=packet.id, reason=rules.FAULTS[fault])
    return packet


def take(arrival: Arrival, message: rules.Packet, files: list[dict[str, str]], *, at: datetime) -> Packet:
    """A document comes in: it waits for its entry, its sender hears that it arrived."""
    main = files[rules.main_file([(one["name"], one["media_type"]) for one in files])]
    document = receiving.letter_with(main["sha256"]) or receiving.receive(
        main["sha256"], main["name"], by=arrival.by, at=arrival.arrived_at, arrival=arrival
    )
    Document.update(identifier=message.document_id).where(Document.id == document.id).execute()
    enclose_all(document, [file for file in files if file is not main], by=arrival.by, at=at)
    packet = note(arrival, message, TAKEN, at=at, act=NEW, document=document, files=files)
    told = {"code": message.sender.code, "name": message.sender.name}
    arrivals.settle(arrival, doors.TAKEN, letter=document.id, packet=packet.id, sender=told)
    answer(packet, rules.ARRIVED, rules.ANSWERS[rules.ARRIVED], at=at)
    if document.number:  # the same bytes came before by another door
        tell(document, rules.ENTERED, at=at, number=document.number)
    return packet


def enclose_all(document: Document, brought: list[dict[str, str]], *, by: Person | None, at: datetime) -> None:
    """What came with a letter: it is told in the trail, which has the letter already."""
    new = [file["sha256"] for file in brought if enclose(document, file, at=at)]
    if new:
        events.record("enclosed", document, by=by, at=at, annexes=new)


def enclose(document: Document, file: dict[str, str], *, at: datetime) -> bool:
    """An annex, once; whether it is new.  Whoever asks tells of it in the trail."""
    same = (Attachment.document == document) & (Attachment.sha256 == file["sha256"])
    if not Attachment.select().where(same).exists():
        Attachment.create(document=document, sha256=file["sha256"], name=file["name"], at=at)
        receiving.ask_enclosed(document)
        return True
    return False


def again(arrival: Arrival, message: rules.Packet, before: Packet, *, at: datetime) -> Packet:
    """The same document once more: one thing."""
    packet = note(arrival, message, AGAIN, at=at, document=before.document, settled_at=at)
    arrivals.settle(arrival, doors.TAKEN, letter=before.document_id, packet=packet.id)
    return packet


def ask(
    arrival: Arrival, message: rules.Message, before: Packet, files: list[dict[str, str]], *, at: datetime,
    act: str, replaced_by: Document | None = None,
) -> Packet:
    """Something is asked of a letter we hold: nothing changes until the clerk has said yes or no."""
    packet = note(
        arrival, message, ASKED, at=at, act=act, document=before.document, files=files, replaced_by=replaced_by
    )
    arrivals.settle(arrival, doors.TAKEN, letter=(replaced_by or before.document).id, packet=packet.id)
    return packet


def agree(packet: Packet, *, by: Person, at: datetime) -> None:
    """Đồng ý: the letter is called back, or gets its newer files; number and history stay, the sender hears 15."""
    by.require("receive")
    with db.atomic():
        document = settle(packet, GIVEN, "", by=by, at=at)
        if document.state in GONE:
            raise errors.WrongState(document.state)
        if packet.act == UPDATE:
            update(document, packet, by=by, at=at)
        else:
            call_back(document, packet, by=by, at=at)
        answer(packet, AGREED, rules.ANSWERS[AGREED], at=at, by=by)
        outbox.put("index", document.id)


def decline(packet: Packet, reason: str, *, by: Person, at: datetime) -> None:
    """Không đồng ý: the letter stays as it is, the sender hears 16 with the reason."""
    by.require("receive")
    if not reason.strip():
        raise errors.ReasonMissing("decline")
    with db.atomic():
        document = settle(packet, DENIED, reason.strip(), by=by, at=at)
        answer(packet, DECLINED, reason.strip(), at=at, by=by)
        events.record("packet_declined", document, by=by, at=at, act=packet.act, reason=reason.strip())


def settle(packet: Packet, state: str, reason: str, *, by: Person, at: datetime) -> Document:
    """Decided, once; the page it was decided on may be old."""
    decided = Packet.update(state=state, reason=reason, settled_at=at, settled_by=by)
    if not decided.where(Packet.id == packet.id, Packet.state == ASKED).execute():
        raise errors.Conflict(packet.id, why="packet_settled")
    return Document.get_by_id(packet.document_id)


def call_back(document: Document, packet: Packet, *, by: Person, at: datetime) -> None:
    """Thu hồi, thay thế: the letter is worked on no more; what it was and its number stay, and so does hủy số."""
    if document.state in GONE:
        raise errors.WrongState(document.state)
    if document.state != VOIDED:
        Document.update(state=RECALLED).where(Document.id == document.id).execute()
    verb = "replaced" if packet.act == REPLACE else "recalled"
    other = packet.replaced_by_id if packet.act == REPLACE else None
    events.record(verb, document, by=by, at=at, was=document.state, packet=packet.id, reason=why(packet), other=other)


def update(document: Document, packet: Packet, *, by: Person, at: datetime) -> None:
    """Cập nhật: a newer version of the letter and further annexes; the register is corrected by hand."""
    stored: dict[str, str] = {}
    if packet.files:
        main = rules.main_file([(one["name"], one["media_type"]) for one in packet.files])
        for n, file in enumerate(packet.files):
            if n != main:
                enclose(document, file, at=at)
            elif not document.latest or document.latest.sha256 != file["sha256"]:
                base = document.latest.n if document.latest else 0
                add_version(document, file["sha256"], "updated", file["name"], base_n=base, by=by, at=at)
                stored = stored_as(file["sha256"], file["name"])
                outbox.put("check_signatures", file["sha256"], dedup=f"check:{file['sha256']}")
                receiving.ask_enclosed(document)
    events.record("updated", document, by=by, at=at, packet=packet.id, reason=why(packet), **stored)


def why(packet: Packet) -> str:
    """The reason the sender gave."""
    message = packet.message
    return message.words if isinstance(message, rules.Status) else message.business.reason


def answer(packet: Packet, code: str, words: str, *, at: datetime, by: Person | None = None) -> None:
    """Tell the sender of a packet what became of what it is about; each code once, a number for each number."""
    told = answered_in(packet)
    parcels.put(
        rules.Status(sender=ours(), answered=told, staff=staff(by), code=code, words=words[:500], at=at),
        code=code, about=about(packet), again=words if code == rules.ENTERED else "", wire_id=told.document_id,
        to_code=packet.sender_code,
        to_name=packet.sender_name, at=at, document=packet.document,
    )


def answered_in(packet: Packet) -> rules.Answered:
    """The document a status speaks of: for an act the letter it is about, else what the packet itself brings."""
    told = packet.message
    if isinstance(told, rules.Status):
        return told.answered
    brought = Packet.that_brought(packet.document) if packet.document and packet.state in DECIDED else None
    if brought is not None and isinstance(brought.message, rules.Packet):
        told = brought.message
    return rules.Answered(packet.sender_code, told.reference, told.document_id, told.dated_on)


def about(packet: Packet) -> str:
    """How parcels name the packet they answer."""
    return f"packet {packet.id}"


def answers_of(packet: Packet) -> Any:
    """What we told the sender on account of this packet."""
    return parcels.Parcel.about_this(about(packet)).order_by(parcels.Parcel.id)


def hand_on(document: Document, other: Document, *, of: Arrival | None = None) -> None:
    """What packets brought and ask of one document is about the other from now on; ``of``: what came in this."""
    about = Packet.document == document
    if of is not None:
        about &= Packet.arrival == of
    Packet.update(document=other).where(about).execute()


def untell(document: Document, code: str) -> None:
    """Take back what is still to be told of a document."""
    packet = Packet.that_brought(document)
    if packet is not None:
        parcels.drop(about(packet), code)


def tell(document: Document, code: str, *, at: datetime, by: Person | None = None, **values: object) -> None:
    """What became of a document, to whoever sent it by packet; nothing for what came another way."""
    packet = Packet.that_brought(document)
    if packet is not None:
        answer(packet, code, rules.ANSWERS[code].format(**values), at=at, by=by)


def ours() -> rules.Party:
    """This office as packets name it."""
    office = Office.current()
    return rules.Party(code=office.agency_code, name=office.name, parent=office.parent)


def staff(by: Person | None) -> rules.Staff | None:
    """The person who acted."""
    return rules.Staff(name=by.name, department=by.unit.name if by.unit else "") if by else None
