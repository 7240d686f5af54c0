"""From values to the text of a packet, element by element in the order of the axis's own kit."""

import base64
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

from portal.adapters.packet_tree import NAMESPACE
from portal.rules import packets
from portal.rules.packets import Answered, Business, Enclosure, Further, Packet, Party, Staff, Status

PREFIX = "edXML:"  # written literally: readers were met that want no other
# What XML 1.0 cannot hold, in whatever writing.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{NAMESPACE}">\n'


def packet(message: Packet, contents: Sequence[bytes]) -> bytes:
    """A packet with the bytes of its enclosures, in their order."""
    header = inside("MessageHeader", header_of(message)) + inside(
        "TraceHeaderList", [*(trace(one.code, one.at) for one in message.traces), business(message.business)]
    )
    manifest = inside("edXMLManifest", (reference(one) for one in message.enclosures), ' version="1.0"')
    envelope = inside("edXMLHeader", [header]) + inside("edXMLBody", [manifest])
    enclosed = "".join(attachment(*one) for one in zip(message.enclosures, contents, strict=True))
    return whole(envelope, f"<AttachmentEncoded>\n{enclosed}</AttachmentEncoded>\n")


def status(message: Status) -> bytes:
    """A reaction: no body, no attachments, no list of systems."""
    header = [
        party("From", message.sender), answered(message.answered), staff(message.staff),
        text("StatusCode", message.code), text("Description", message.words), text("Timestamp", moment(message.at)),
    ]
    return whole(inside("edXMLHeader", [inside("MessageHeader", header)]), "")


def whole(envelope: str, rest: str) -> bytes:
    """The file around an envelope."""
    opening = f'<{PREFIX}edXMLEnvelope xmlns:edXML="{NAMESPACE}">\n'
    return f"{_HEAD}{opening}{envelope}</{PREFIX}edXMLEnvelope>\n{rest}</edXML>\n".encode()


def header_of(message: Packet) -> Iterator[str]:
    """The children of the message's header."""
    yield party("From", message.sender)
    yield from (party("To", one) for one in message.to)
    yield text("DocumentId", message.document_id)
    yield inside("Code", [text("CodeNumber", message.number), text("CodeNotation", message.symbol)])
    yield inside("PromulgationInfo", [text("Place", message.place), text("PromulgationDate", day(message.dated_on))])
    yield inside("DocumentType", [
        text("Type", number(message.type_number)), text("TypeDetail", "0"), text("TypeName", message.kind),
    ])
    yield text("Subject", message.subject) + text("Content", message.content)
    if message.signature:
        yield inside("SignerInfo", [
            text("Competence", message.signature.capacity), text("Position", message.signature.position),
            text("FullName", message.signature.name),
        ])
    yield text("DueDate", day(message.due_on))
    yield further(message.further)
    yield from (answered(one) for one in message.answers)
    yield text("SteeringType", number(message.steering))
    if message.places:
        yield inside("ToPlaces", (text("Place", one) for one in message.places))


def party(name: str, one: Party) -> str:
    """From or To."""
    return inside(name, [
        text("OrganId", one.code), text("OrganizationInCharge", one.parent), text("OrganName", one.name),
        text("OrganAdd", one.address), text("Email", one.email), text("Telephone", one.phone), text("Fax", one.fax),
        text("Website", one.website),
    ])


def further(one: Further) -> str:
    """OtherInfo, with Direction, which the axis's kit always writes."""
    annexes = inside("Appendixes", (text("Appendix", name) for name in one.annexes)) if one.annexes else ""
    directing = "" if one.directing is None else str(one.directing).lower()
    if one == Further():
        return ""
    return inside("OtherInfo", [
        text("Priority", number(one.priority)), text("SphereOfPromulgation", one.field),
        text("TyperNotation", one.drafter_mark), text("PromulgationAmount", number(one.copies)),
        text("PageAmount", number(one.pages)), text("Direction", directing), annexes,
    ])


def answered(one: Answered) -> str:
    """The document that is answered."""
    return inside("ResponseFor", [
        text("OrganId", one.code), text("Code", one.reference), text("DocumentId", one.document_id),
        text("PromulgationDate", day(one.dated_on)),
    ])


def trace(code: str, at: datetime | None) -> str:
    """A system passed through."""
    return inside("TraceHeader", [text("OrganId", code), text("Timestamp", moment(at))])


def business(one: Business) -> str:
    """What is asked, spelt as the wire spells it."""
    parts = [
        text("DocumentId", one.document_id), text("BussinessDocType", str(packets.ACTS.index(one.act))),
        text("BussinessDocReason", one.reason), text("Paper", "1" if one.paper_follows else "0"),
    ]
    if one.content_changed is not None or one.recipients_changed is not None or one.changes:
        parts.append(changes(one))
    if one.replaced:
        parts.append(inside("ReplacementInfoList", (replaced(r.document_id, r.codes) for r in one.replaced)))
    return inside("Bussiness", [*parts, staff(one.staff)])


def changes(one: Business) -> str:
    """What an update changes."""
    receivers = (
        inside("Receiver", [text("OrganId", c.code), text("ReceiverType", "1" if c.is_added else "0")])
        for c in one.changes
    )
    return inside("BussinessDocumentInfo", [
        text("DocumentInfo", flag(one.content_changed)), text("DocumentReceiver", flag(one.recipients_changed)),
        inside("ReceiverList", receivers) if one.changes else "",
    ])


def replaced(document_id: str, codes: tuple[str, ...]) -> str:
    """A document that is replaced, and to whom it had gone."""
    gone_to = inside("OrganIdList", (text("OrganId", code) for code in codes)) if codes else ""
    return inside("ReplacementInfo", [text("DocumentId", document_id), gone_to])


def staff(one: Staff | None) -> str:
    """A person, where one is named."""
    return "" if one is None else inside("StaffInfo", [
        text("Department", one.department), text("DepartmentId", one.department_id), text("Staff", one.name),
        text("StaffId", one.staff_id), text("Email", one.email), text("Mobile", one.mobile),
    ])


def reference(one: Enclosure) -> str:
    """A file as declared."""
    return inside("Reference", [
        text("ContentId", f"cid:{one.content_id}"), text("ContentType", one.content_type),
        text("Description", one.description), text("AttachmentName", one.name),
    ])


def attachment(one: Enclosure, content: bytes) -> str:
    """A file with its bytes, outside the envelope and so without the prefix."""
    encoded = base64.b64encode(content).decode("ascii")
    bare = "".join(
        f"<{name}>{words(value)}</{name}>\n"
        for name, value in (("ContentId", f"cid:{one.content_id}"), ("AttachmentName", one.name),
                            ("Description", one.description), ("ContentType", one.content_type))
        if value
    )
    space = f' xmlns:edXML="{NAMESPACE}"'
    name = f"{PREFIX}ContentTransferEncoded"
    return f"<Attachment>\n{bare}<{name}{space}>{encoded}</{name}>\n</Attachment>\n"


def inside(name: str, parts: Iterator[str] | Sequence[str], attributes: str = "") -> str:
    """An element of the envelope around others."""
    return f"<{PREFIX}{name}{attributes}>\n{''.join(parts)}</{PREFIX}{name}>\n"


def text(name: str, value: str) -> str:
    """An element with words; nothing is written for nothing."""
    return f"<{PREFIX}{name}>{words(value)}</{PREFIX}{name}>\n" if value else ""


def words(value: str) -> str:
    """Words as XML can hold them."""
    return escape(_IMPOSSIBLE.sub("", value), {"\r": "&#13;"})


def number(value: int | None) -> str:
    """A number, or nothing."""
    return "" if value is None else str(value)


def flag(value: bool | None) -> str:
    """1, 0, or nothing."""
    return "" if value is None else str(int(value))


def day(value: date | None) -> str:
    """A day as packets write it."""
    return f"{value:%Y/%m/%d}" if value else ""


def moment(value: datetime | None) -> str:
    """A moment of the local clock."""
    return f"{value:%Y/%m/%d %H:%M:%S}" if value else ""
