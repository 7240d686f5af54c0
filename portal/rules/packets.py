"""Gói tin liên thông: what a packet between agencies says, its codes, and what makes one wrong (QCVN 102:2016)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from portal.rules.filetypes import DOCX, PDF, TEXT, XML
from portal.rules.folding import fold, nfc

NEW, RECALL, UPDATE, REPLACE = "new", "recall", "update", "replace"
ACTS = (NEW, RECALL, UPDATE, REPLACE)  # by their number on the wire
STATUS, UNKNOWN = "status", "unknown"
URGENCY_OF = {0: "normal", 1: "urgent", 2: "very_urgent", 3: "express", 4: "express"}
PRIORITY_OF = {"normal": 0, "urgent": 1, "very_urgent": 2, "express": 3}
LONGEST_ID = 255
PAGES = (PDF, DOCX)
_ANNEX = re.compile(r"(?:phu[ _.-]*luc|pl|danh[ _.-]*sach|bieu|mau)[^a-z]")

# A status on the wire.  13 asks a document back; 14 is how one vendor writes 15.
ARRIVED, REFUSED, ENTERED, ASSIGNED, IN_WORK, FINISHED = "01", "02", "03", "04", "05", "06"
ASKED_BACK, AGREED, DECLINED = "13", "15", "16"
CODES = (ARRIVED, REFUSED, ENTERED, ASSIGNED, IN_WORK, FINISHED, ASKED_BACK, AGREED, DECLINED)
_SAME_CODE = {"14": AGREED}

# Numbers of document types on the wire (SĐ1:2022); what has none there is written with the last one.
TYPE_NUMBERS = {
    "Nghị quyết": 1, "Quyết định": 2, "Chỉ thị": 3, "Quy chế": 4, "Quy định": 5, "Thông cáo": 6, "Thông báo": 7,
    "Hướng dẫn": 8, "Chương trình": 9, "Kế hoạch": 10, "Phương án": 11, "Đề án": 12, "Dự án": 13, "Báo cáo": 14,
    "Biên bản": 15, "Tờ trình": 16, "Hợp đồng": 17, "Công văn": 18, "Công điện": 19, "Bản ghi nhớ": 20,
    "Bản thỏa thuận": 22, "Giấy ủy quyền": 24, "Giấy mời": 25, "Giấy giới thiệu": 26,
}
OTHER_TYPE = 18

# Why a packet is refused, as it is written to its sender.
FAULTS = {
    "damaged": "Gói tin hỏng, không đọc được đến hết",
    "no_sender": "Gói tin không ghi mã định danh nơi gửi",
    "no_recipients": "Gói tin không ghi nơi nhận",
    "not_ours": "Gói tin không gửi đến cơ quan này",
    "no_document_id": "Gói tin không có mã văn bản",
    "long_document_id": "Mã văn bản dài quá 255 ký tự",
    "no_reference": "Gói tin thiếu số hoặc ký hiệu văn bản",
    "no_day": "Ngày ban hành thiếu hoặc không đúng",
    "no_subject": "Gói tin thiếu trích yếu",
    "unknown_act": "Loại nghiệp vụ không có trong quy chuẩn",
    "no_target": "Không ghi văn bản được thu hồi, cập nhật hoặc thay thế",
    "unknown_target": "Cơ quan này không có văn bản được nêu",
    "not_its_sender": "Nơi gửi không phải là nơi đã gửi văn bản được nêu",
    "no_files": "Gói tin không kèm văn bản",
    "missing_file": "Có tệp được khai nhưng không kèm nội dung",
    "bad_base64": "Nội dung tệp kèm theo bị hỏng khi truyền",
    "file_refused": "Có tệp kèm theo hỏng hoặc thuộc loại không được nhận",
    "too_many_files": "Gói tin có quá nhiều tệp kèm theo",
    "unknown_status": "Mã trạng thái không có trong quy chuẩn",
}

NEW_LETTER = "Văn bản điện tử mới"  # the reason every sender gives

# What a status says in words beside its code.
ANSWERS = {
    ARRIVED: "Văn bản đã đến hệ thống của nơi nhận", REFUSED: "Từ chối nhận: {reason}",
    ENTERED: "Đã tiếp nhận, số đến {number}", ASSIGNED: "Đã phân công xử lý",
    IN_WORK: "Đang xử lý", FINISHED: "Đã xử lý xong",
    AGREED: "Đồng ý theo yêu cầu của nơi gửi",
}


@dataclass(frozen=True)
class Party:
    """An agency as a packet names it."""

    code: str = ""
    name: str = ""
    parent: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Staff:
    """Who did it on the other side."""

    department: str = ""
    department_id: str = ""
    name: str = ""
    staff_id: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True)
class Answered:
    """The document that is answered: its sender, number and symbol together, its id and day."""

    code: str = ""
    reference: str = ""
    document_id: str = ""
    dated_on: date | None = None


@dataclass(frozen=True)
class Signature:
    """Who signed, and in which capacity, as the sender typed it."""

    capacity: str = ""
    position: str = ""
    name: str = ""


@dataclass(frozen=True)
class Further:
    """What few readers use."""

    priority: int | None = None
    field: str = ""
    drafter_mark: str = ""
    copies: int | None = None
    pages: int | None = None
    directing: bool | None = None
    annexes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """A system the packet passed through."""

    code: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """A recipient that an update adds or drops."""

    code: str
    is_added: bool


@dataclass(frozen=True)
class Replaced:
    """A document that is replaced, and to whom it had gone."""

    document_id: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Business:
    """What is asked: to take a new document, or to call back, update or replace one."""

    act: str = NEW
    document_id: str = ""
    reason: str = ""
    paper_follows: bool = False
    content_changed: bool | None = None
    recipients_changed: bool | None = None
    changes: tuple[Change, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    staff: Staff | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The documents it is about, by the ids their sender gave them."""
        if self.act == REPLACE:
            return tuple(one.document_id for one in self.replaced if one.document_id)
        return (self.document_id,) if self.document_id and self.act != NEW else ()


@dataclass(frozen=True)
class Enclosure:
    """A file of the packet: its label, and its place in the packet by ``content_id``."""

    content_id: str
    name: str
    content_type: str = ""
    description: str = ""


@dataclass(frozen=True)
class Packet:
    """A document on its way between two agencies, or an act about one."""

    sender: Party = Party()
    to: tuple[Party, ...] = ()
    document_id: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    dated_on: date | None = None
    type_number: int | None = None
    kind: str = ""
    subject: str = ""
    content: str = ""
    signature: Signature | None = None
    due_on: date | None = None
    further: Further = Further()
    answers: tuple[Answered, ...] = ()
    steering: int | None = None
    places: tuple[str, ...] = ()
    traces: tuple[Trace, ...] = ()
    business: Business = Business()
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def reference(self) -> str:
        """Number and symbol together, as printed."""
        return "/".join(part for part in (self.number, self.symbol) if part)

    @property
    def urgency(self) -> str:
        """The urgency the packet asks for; a number nobody knows is an ordinary letter."""
        return URGENCY_OF.get(self.further.priority or 0, "normal")

    @property
    def has_odd_priority(self) -> bool:
        """The number of the urgency stands in no table; the clerk is told."""
        return self.further.priority is not None and self.further.priority not in URGENCY_OF


@dataclass(frozen=True)
class Status:
    """What became of a document at its receiver."""

    sender: Party = Party()
    answered: Answered = Answered()
    staff: Staff | None = None
    code: str = ""
    words: str = ""
    at: datetime | None = None


Message = Packet | Status
Value = TypeVar("Value")


def to_json(message: Message) -> dict[str, Any]:
    """The message as plain data, with the word for which of the two it is."""
    kind = STATUS if isinstance(message, Status) else "packet"
    return {"message": kind, **plain(asdict(message))}


def plain(value: Any) -> Any:
    """Days and moments as text, everything else as JSON has it."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def words_of(message: Message) -> str:
    """Everything the message says in words, a line for each."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
            yield from texts(one)

    return "\n".join(texts(asdict(message)))


def from_json(told: dict[str, Any]) -> Message:
    """The message that ``to_json`` made plain."""
    return _built(Status, told) if told.get("message") == STATUS else _built(Packet, told)


def _built(kind: type[Value], told: dict[str, Any]) -> Value:
    hints = get_type_hints(kind)
    return kind(**{f.name: _value(hints[f.name], told[f.name]) for f in fields(kind) if f.name in told})  # type: ignore[arg-type]


def _value(kind: Any, told: Any) -> Any:
    inner = [arm for arm in get_args(kind) if arm not in (NoneType, Ellipsis)]
    if get_origin(kind) is tuple:
        return tuple(_value(inner[0], one) for one in told)
    if told is None or not inner:
        return _single(kind, told)
    return _single(inner[0], told)


def _single(kind: Any, told: Any) -> Any:
    if told is None:
        return None
    if is_dataclass(kind):
        return _built(kind, told)  # type: ignore[arg-type]
    return kind.fromisoformat(told) if kind in (date, datetime) else told


def faults(message: Message, *, code: str = "", names: Iterable[str] = ()) -> tuple[str, ...]:
    """What is wrong with the message itself, for an office of this code and these names."""
    if isinstance(message, Status):
        told = [("no_sender", not message.sender.code), ("no_target", not message.answered.document_id),
                ("unknown_status", known_code(message.code) not in CODES)]
    else:
        told = _faults_of_packet(message, code, names)
    return tuple(word for word, is_so in told if is_so)


def _faults_of_packet(packet: Packet, code: str, names: Iterable[str]) -> list[tuple[str, bool]]:
    act, has_target = packet.business.act, bool(packet.business.targets)
    return [
        ("no_sender", not packet.sender.code),
        ("no_recipients", not packet.to),
        ("not_ours", bool(packet.to and code) and not is_ours(packet.to, code, names)),
        ("no_document_id", not packet.document_id),
        ("long_document_id", len(packet.document_id) > LONGEST_ID),
        ("no_reference", not (packet.number and packet.symbol)),
        ("no_day", packet.dated_on is None),
        ("no_subject", not packet.subject),
        ("unknown_act", act not in ACTS),
        ("no_target", act in (RECALL, UPDATE, REPLACE) and not has_target),
        ("no_files", act in (NEW, REPLACE) and not packet.enclosures),
    ]


def is_ours(to: Iterable[Party], code: str, names: Iterable[str]) -> bool:
    """Whether one of those it is sent to is this office: by its code, or by its name where codes are old."""
    ours = {fold(nfc(name)) for name in names if name}
    return any(same_code(party.code, code) or fold(nfc(party.name)) in ours for party in to)


def same_code(one: str, other: str) -> bool:
    """Codes are opaque strings; only case and spaces around them do not matter."""
    return bool(one.strip()) and one.strip().upper() == other.strip().upper()


def known_code(code: str) -> str:
    """The code as this table has it."""
    two = code.strip().zfill(2)
    return _SAME_CODE.get(two, two)


def moved(now: str, code: str) -> str:
    """Where the sending stands after a status: a lower code arriving later does not move it back."""
    code = known_code(code)
    if code not in CODES[:6] or now == REFUSED:
        return now
    return code if now not in CODES[:6] or code > now else now


def document_id(code: str, day: date, reference: str) -> str:
    """The usual id of a document: its sender, its day, its number and symbol."""
    return f"{code},{day:%Y/%m/%d},{reference}"


def type_number(kind: str) -> int:
    """The number of a document type on the wire."""
    return TYPE_NUMBERS.get(kind, OTHER_TYPE)


def main_file(files: Sequence[tuple[str, str]]) -> int:
    """Which of the files (name, media type) is the document: the first page-like one that calls itself no annex.

    Words without a page are it last of all.
    """
    pages = [n for n, (_, media_type) in enumerate(files) if media_type in PAGES]
    letters = [n for n in pages if not _ANNEX.match(fold(nfc(files[n][0])))]
    others = [n for n, (_, media_type) in enumerate(files) if media_type not in (TEXT, XML)]
    return next(iter([*letters, *pages, *others]), 0)
