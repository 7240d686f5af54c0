"""From the tree of a packet to its values, with the forms that other systems write."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from portal.adapters.packet_tree import Node
from portal.rules import packets
from portal.rules.packets import (
    Answered,
    Business,
    Change,
    Enclosure,
    Further,
    Message,
    Packet,
    Party,
    Replaced,
    Signature,
    Staff,
    Status,
    Trace,
)

_VIETNAM = timezone(timedelta(hours=7))
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(.*)", re.DOTALL)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)", re.DOTALL)
_CLOCK = re.compile(r"[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?")
_CONTENT_ID = re.compile(r"^(?:cid:)+", re.IGNORECASE)


def message(root: Node) -> Message | None:
    """The packet or the status, or None where the tree is neither."""
    envelope = root.one("edxml", "edxmlenvelope")
    header = envelope.one("edxmlheader", "messageheader")
    if not header.children:
        return None
    if header.words("statuscode"):
        return status(header)
    return packet(root, header, envelope.one("edxmlheader", "traceheaderlist"))


def status(header: Node) -> Status:
    """A reaction to a document."""
    return Status(
        sender=party(header.one("from")), answered=answered(header.one("responsefor")),
        staff=staff(header.one("staffinfo")), code=header.words("statuscode"),
        words=header.words("description"), at=moment(header.words("timestamp")),
    )


def packet(root: Node, header: Node, trace: Node) -> Packet:
    """A document or an act about one."""
    issued, kind = header.one("promulgationinfo"), header.one("documenttype")
    return Packet(
        sender=party(header.one("from")), to=tuple(party(one) for one in header.all("to")),
        document_id=header.words("documentid"), number=header.words("code", "codenumber"),
        symbol=header.words("code", "codenotation"), place=issued.words("place"),
        dated_on=day(issued.words("promulgationdate")), type_number=number(kind.words("type")),
        kind=kind.words("typename"), subject=header.words("subject"), content=header.words("content"),
        signature=signature(header.one("signerinfo")), due_on=day(header.words("duedate")),
        further=further(header.one("otherinfo")), answers=tuple(map(answered, filled(header.all("responsefor")))),
        steering=number(header.words("steeringtype")), places=texts(header.one("toplaces"), "place"),
        traces=tuple(Trace(one.words("organid"), moment(one.words("timestamp"))) for one in trace.all("traceheader")),
        business=business(trace.one("business")), enclosures=enclosures(root),
    )


def party(node: Node) -> Party:
    """An agency."""
    return Party(
        code=node.words("organid"), name=node.words("organname"), parent=node.words("organizationincharge"),
        address=node.words("organadd"), email=node.words("email"), phone=node.words("telephone"),
        fax=node.words("fax"), website=node.words("website"),
    )


def staff(node: Node) -> Staff | None:
    """A person on the other side, where one is named."""
    found = Staff(
        department=node.words("department"), department_id=node.words("departmentid"), name=node.words("staff"),
        staff_id=node.words("staffid"), email=node.words("email"), mobile=node.words("mobile"),
    )
    return found if found != Staff() else None


def signature(node: Node) -> Signature | None:
    """Who signed, where the packet says it."""
    found = Signature(node.words("competence"), node.words("position"), node.words("fullname"))
    return found if found != Signature() else None


def answered(node: Node) -> Answered:
    """A document that is answered."""
    return Answered(
        code=node.words("organid"), reference=node.words("code"), document_id=node.words("documentid"),
        dated_on=day(node.words("promulgationdate")),
    )


def further(node: Node) -> Further:
    """The small things."""
    return Further(
        priority=number(node.words("priority")), field=node.words("sphereofpromulgation"),
        drafter_mark=node.words("typernotation"), copies=number(node.words("promulgationamount")),
        pages=number(node.words("pageamount")), directing=truth(node.words("direction")),
        annexes=texts(node.one("appendixes"), "appendix"),
    )


def business(node: Node) -> Business:
    """What is asked; nothing said is a new document, a number nobody knows stays unknown."""
    written = node.words("businessdoctype") or "0"
    act = next((act for n, act in enumerate(packets.ACTS) if number(written) == n), packets.UNKNOWN)
    info, replaced = node.one("businessdocumentinfo"), node.one("replacementinfolist")
    return Business(
        act=act, document_id=node.words("documentid"), reason=node.words("businessdocreason"),
        paper_follows=node.words("paper") not in ("", "0"), content_changed=truth(info.words("documentinfo")),
        recipients_changed=truth(info.words("documentreceiver")),
        changes=tuple(Change(one.words("organid"), one.words("receivertype") == "1")
                      for one in info.one("receiverlist").all("receiver")),
        replaced=tuple(Replaced(one.words("documentid"), texts(one.one("organidlist"), "organid"))
                       for one in replaced.all("replacementinfo")),
        staff=staff(node.one("staffinfo")),
    )


def enclosures(root: Node) -> tuple[Enclosure, ...]:
    """What the manifest declares; without a manifest, what is enclosed."""
    body = root.one("edxml", "edxmlenvelope", "edxmlbody")
    declared = [*body.one("edxmlmanifest").all("reference"), *body.one("manifest").all("reference")]
    return tuple(enclosure(node) for node in filled(declared) or filled(attachments(root)))


def enclosure(node: Node) -> Enclosure:
    """One file as declared."""
    return Enclosure(
        content_id=content_id(node.words("contentid")), name=node.words("attachmentname"),
        content_type=node.words("contenttype"), description=node.words("description"),
    )


def attachments(root: Node) -> list[Node]:
    """The files themselves."""
    return root.one("edxml", "attachmentencoded").all("attachment")


def bytes_of(declared: tuple[Enclosure, ...], root: Node) -> list[Node | None]:
    """For each declared file the element with its bytes: by id, else by name, else by place."""
    left: list[Node | None] = list(attachments(root))
    found: list[Node | None] = [None] * len(declared)

    def match(fits: Callable[[int, Enclosure, int, Node], bool]) -> None:
        for i, one in enumerate(declared):
            for j, node in enumerate(left):
                if found[i] is None and node is not None and fits(i, one, j, node):
                    found[i], left[j] = node, None

    match(lambda i, one, j, node: bool(one.content_id) and content_id(node.words("contentid")) == one.content_id)
    match(lambda i, one, j, node: bool(one.name) and i == j and node.words("attachmentname") in ("", one.name))
    match(lambda i, one, j, node: bool(one.name) and node.words("attachmentname") == one.name)
    match(lambda i, one, j, node: i == j and not content_id(node.words("contentid")))
    return found


def content_id(written: str) -> str:
    """The id without the prefixes that each relay may add."""
    return _CONTENT_ID.sub("", written)


def filled(nodes: list[Node]) -> list[Node]:
    """Without empty elements, which some write for what they leave out."""
    return [node for node in nodes if node.children]


def texts(node: Node, name: str) -> tuple[str, ...]:
    """The words of each child of that name."""
    return tuple(words for one in node.all(name) if (words := one.text.strip()))


def number(written: str) -> int | None:
    """A whole number, where one is written; negative ones stand for none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def truth(written: str) -> bool | None:
    """Yes or no, where either is written."""
    return {"true": True, "1": True, "false": False, "0": False}.get(written.lower())


def day(written: str) -> date | None:
    """A day, year first or day first."""
    at = moment(written)
    return at.date() if at else None


def moment(written: str) -> datetime | None:
    """A moment in Vietnam's time, or the beginning of the day."""
    if match := _YEAR_FIRST.fullmatch(written):
        year, month, on, rest = match.groups()
    elif match := _DAY_FIRST.fullmatch(written):
        on, month, year, rest = match.groups()
    else:
        return None
    clock = _CLOCK.match(rest)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        return datetime(int(year), int(month), int(on), hour, minute, second, tzinfo=_VIETNAM)
    except ValueError:
        return None
