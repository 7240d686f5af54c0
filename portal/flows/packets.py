"""Packets in and out: what came is opened in a child and told to the office, what leaves is written and sent once."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from portal.adapters import packets as wire
from portal.adapters.transports import folder as transport
from portal.adapters.transports.folder import Parcel as Bytes
from portal.flows import intake, keeping, reading, verdicts
from portal.flows.premises import Premises, work_folder
from portal.flows.settling import Settle, nothing
from portal.office import annexes, arrivals, files, holding, packets, parcels, sending, updating
from portal.office.arrivals import Arrival
from portal.office.devices import Certificate
from portal.office.documents import Document
from portal.office.issuing import sealed_version
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.recalling import left_in
from portal.office.refusing import RefusalNotice
from portal.office.succession import replaced_by_this
from portal.rules import doors, errors, filetypes, routes, secrets
from portal.rules import packets as rules
from portal.rules.filetypes import MOST_UNPACKED, PDF, TEXT, XML
from portal.rules.packets import NEW, REPLACE, UPDATE
from portal.rules.signing import VALID

Kept = list[dict[str, str]]


def interpret(arrival: Arrival, *, at: datetime, premises: Premises) -> Settle:
    """Open what came; its files are in the store before any row speaks of them."""
    if packets.was_taken(arrival):
        return lambda: arrivals.settle(arrival, doors.TAKEN)
    with work_folder(premises) as folder:
        room = arrivals.room(arrival)
        opened = wire.open_packet(premises.store.path(arrival.sha256), folder, room)
        if room < MOST_UNPACKED and any(one["why"] == "unpacked" for one in opened.files):
            raise errors.FileRefused(arrival.name, why="unpacked")  # what it came in is to blame, not its sender
        if bears_mark(opened, premises):
            return lambda: holding.hold_whole(arrival, at=at)
        office = Office.current()
        wrong = opened.faults or rules.faults(opened.message, code=office.agency_code, names=(office.name,))
        wrong = wrong or without_letter(opened)
        kept = [] if wrong else keep(opened, premises)
    refused = ", ".join(one["name"] for one in opened.files if one["fault"])
    if wrong:
        return lambda: packets.refuse(arrival, opened.message, wrong[0], at=at, why=refused)
    if isinstance(opened.message, rules.Status):
        return lambda: take_status(arrival, opened.message, at=at)
    message = opened.message

    def settle() -> None:
        for file in kept:
            files.keep(file["sha256"], int(file["size"]), file["media_type"], at=at)
        arrivals.spend(arrival, opened.unpacked)
        take_packet(arrival, message, kept, at=at)

    return settle


def bears_mark(opened: wire.Opened, premises: Premises) -> bool:
    """Whether what a packet says, or words among its files, bear a secret mark."""
    files = [(file["path"], file["name"], file["media_type"]) for file in opened.files]
    return secrets.is_marked(rules.words_of(opened.message)) or intake.words_bear_mark(files, premises)


def without_letter(opened: wire.Opened) -> tuple[str, ...]:
    """The fault of a packet that is to bring a document and brings words without a page alone."""
    brings = isinstance(opened.message, rules.Packet) and opened.message.business.act in (NEW, REPLACE)
    is_without = all(file["media_type"] in (TEXT, XML) for file in opened.files)
    return ("no_files",) if brings and is_without else ()


def keep(opened: wire.Opened, premises: Premises) -> Kept:
    """The files of a packet in the store, each under its hash."""
    kept = []
    for file in opened.files:
        blob = keeping.inside(Path(file["path"]), premises)
        kept.append({
            "sha256": blob.sha256, "size": str(blob.size), "name": file["name"], "media_type": file["media_type"],
        })
    return kept


def take_packet(arrival: Arrival, message: rules.Packet, kept: Kept, *, at: datetime) -> None:
    """What a packet asks: to take a document in, or to change one we hold, which is the clerk's to decide."""
    wrong = packets.faults_of(message)
    if wrong:
        packets.refuse(arrival, message, wrong[0], at=at)
        return
    act, sender = message.business.act, message.sender.code
    before = Packet.held(sender, message.document_id)
    if act in (NEW, REPLACE) and before is not None and before.arrival_id != arrival.id:
        once_more(arrival, message, before, kept, at=at)
        return
    brought = packets.take(arrival, message, kept, at=at).document if act in (NEW, REPLACE) else None
    for target in message.business.targets:
        held = Packet.held(sender, target)
        if held is not None:
            packets.ask(arrival, message, held, [] if brought else kept, at=at, act=act, replaced_by=brought)


def once_more(arrival: Arrival, message: rules.Packet, before: Packet, kept: Kept, *, at: datetime) -> None:
    """The same id again: with the same files it is one thing, with others the clerk is asked as for an update."""
    if {file["sha256"] for file in kept} == {file["sha256"] for file in before.files}:
        packets.again(arrival, message, before, at=at)
    else:
        packets.ask(arrival, message, before, kept, at=at, act=UPDATE)


def take_status(arrival: Arrival, status: rules.Message, *, at: datetime) -> None:
    """A status moves the document of ours that it answers; 13 asks back a letter that we hold."""
    assert isinstance(status, rules.Status)
    held = Packet.held(status.sender.code, status.answered.document_id)
    if rules.known_code(status.code) == rules.ASKED_BACK and held is not None:
        packets.ask(arrival, status, held, [], at=at, act=rules.RECALL)
        return
    document = sending.subject_of(status)
    if document is None:
        packets.refuse(arrival, status, "unknown_target", at=at)
        return
    sending.note(arrival, status, document, at=at)


def send_refusal(notice: RefusalNotice, *, at: datetime, premises: Premises) -> None:
    """The clerk does not take a letter that came by packet: status 02 with the reason."""
    packets.tell(notice.document, rules.REFUSED, at=at, by=notice.by, reason=notice.sentence)


def send_parcels(*, at: datetime, premises: Premises) -> Settle:
    """The worker's part: put what waits into the folder of the axis; without a folder it goes on waiting."""
    if premises.packets_out is None:
        return nothing
    sent, held = [], []
    for parcel in list(Parcel.waiting()):
        try:
            content = written(parcel, premises)
        except FileNotFoundError:
            held.append(parcel)  # its file is gone: the others go on
            continue
        if parcels.begin(parcel):
            transport.send(premises.packets_out, Bytes(parcel.name, content))
            sent.append(parcel)

    def settle() -> None:
        for parcel in sent:
            parcels.mark_sent(parcel, at=at)
        for parcel in held:
            parcels.note_problem(parcel, "missing_file")

    return settle


def written(parcel: Parcel, premises: Premises) -> bytes:
    """The bytes of a parcel."""
    contents = [premises.store.read(sha256) for sha256 in parcel.files]
    message = parcel.message
    if isinstance(message, rules.Packet):
        with work_folder(premises) as folder:
            contents = [
                content if one.content_type != wire.PACKED or one.name.lower().endswith(".zip")
                else wire.packed(content, one.content_id + Path(one.name).suffix, folder / "way.zip")
                for one, content in zip(message.enclosures, contents, strict=True)
            ]
    return wire.write(message, contents)


def send_document(document: Document, *, by: Person, at: datetime) -> Parcel:
    """Gửi gói tin: an issued document to every recipient whose identifier is known."""
    message, kept = packet_of(document, at=at)
    return sending.send_packet(document, message, kept, by=by, at=at)


def update_document(
    document: Document, reason: str, annex: tuple[BinaryIO, str] | None, *, by: Person, at: datetime,
    premises: Premises,
) -> Parcel:
    """Gửi cập nhật: once more to every receiver of a packet, with an annex that the agency has signed."""
    by.require("issue")
    kept = keep_annex(*annex, at=at, premises=premises) if annex else None
    declared = (rules.Enclosure(f"annex-{kept[:32]}", filetypes.label(annex[1]), PDF), kept) if annex and kept else None
    return updating.send_update(document, reason, declared, by=by, at=at)


def keep_annex(stream: BinaryIO, name: str, *, at: datetime, premises: Premises) -> str:
    """Store a PDF that may be sent: without a secret mark, sealed by this office, no signature bad (seed I.2)."""
    blob, media_type = intake.take_bytes(stream, name, premises=premises)
    path = premises.store.path(blob.sha256)
    try:
        if media_type != PDF:
            raise errors.FileRefused(name, why="annex_not_pdf")
        if reading.read_file(path, name, ocr=False).secret:
            raise errors.SecretMark(name)
        verdict = verdicts.judge(blob.sha256, at=at, premises=premises)
        if verdict["file"] in annexes.NOT_SENT:
            raise errors.FileRefused(name, why="annex_unsigned")
        ours = {certificate.sha256 for certificate in Certificate.for_seal()}
        if not any(row["state"] in VALID and row.get("certificate") in ours for row in verdict["signatures"]):
            raise errors.FileRefused(name, why="annex_not_ours")
    except errors.Refusal:
        intake.forget_refused(blob, premises)
        raise
    files.keep(blob.sha256, blob.size, media_type, at=at)
    return blob.sha256


def packet_of(document: Document, *, at: datetime) -> tuple[rules.Packet, list[str]]:
    """The packet of a document as it went out: its sealed bytes and its annexes."""
    sealed = sealed_version(document)
    if sealed is None:
        raise errors.Conflict(document.id, why="seal_broken")
    us, number = packets.ours(), document.reference.removesuffix(document.symbol).rstrip("/-")
    further = annexes.of(document)
    carried = [(sealed.sha256, sealed.name), *((annex.sha256, annex.name) for annex in further)]
    message = rules.Packet(
        sender=us, to=tuple(rules.Party(code=code, name=line.name) for line, code in sending.reachable(document)),
        document_id=rules.document_id(us.code, document.dated_on, document.reference), number=number,
        symbol=document.symbol, place=Office.current().place, dated_on=document.dated_on,
        type_number=rules.type_number(document.kind), kind=document.kind, subject=document.subject,
        content=document.subject,
        signature=rules.Signature(document.capacity, document.position, document.signatory),
        further=rules.Further(
            priority=rules.PRIORITY_OF[document.urgency], pages=document.pages, directing=False,
            annexes=tuple(annex.name for annex in further),
        ),
        answers=answered_by(document), steering=1, traces=(rules.Trace(us.code, at),),
        business=business_of(document, us.code),
        enclosures=tuple(enclosure(n, *one) for n, one in enumerate(carried, start=1)),
    )
    return message, [sha256 for sha256, _ in carried]


def business_of(document: Document, code: str) -> rules.Business:
    """A new document, or one that takes the place of others, with to whom those had gone."""
    olds = replaced_by_this(document)
    follows = routes.takes_paper_along(document.route, document.route_reason, is_named=False)
    if not olds:
        return rules.Business(reason=rules.NEW_LETTER, paper_follows=follows)
    names = "; ".join(old.reference for old in olds)
    return rules.Business(
        act=REPLACE, reason=f"Thay thế văn bản số {names}", paper_follows=follows,
        replaced=tuple(replaced(old, code) for old in olds),
    )


def replaced(old: Document, code: str) -> rules.Replaced:
    """A document of ours by the id its receivers know."""
    left = left_in(old)
    if not left:
        return rules.Replaced(rules.document_id(code, old.dated_on, old.reference))
    codes = dict.fromkeys(code for parcel in left for code in parcel.to_code.split(", "))
    return rules.Replaced(left[0].wire_id, tuple(codes))


def enclosure(n: int, sha256: str, name: str) -> rules.Enclosure:
    """A file as declared; what packets do not carry as it is goes in a ZIP."""
    media_type = files.media_type(sha256)
    return rules.Enclosure(f"{n}-{sha256[:32]}", name, wire.content_type(media_type) or wire.PACKED)


def answered_by(document: Document) -> tuple[rules.Answered, ...]:
    """The letter that the document answers, where it came by packet."""
    brought = Packet.that_brought(document.reply_to) if document.reply_to else None
    told = brought.message if brought else None
    if not isinstance(told, rules.Packet):
        return ()
    return (rules.Answered(told.sender.code, told.reference, told.document_id, told.dated_on),)
