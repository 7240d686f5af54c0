"""Why a letter is not taken, as data with its legal source, and where the answer to its sender stands."""

from dataclasses import dataclass

from portal.rules.doors import MAIL, PACKET

# On its way: asked for, gone, given up for now; on paper: a slip to hand over, handed over.
WAITING, SENT, FAILED, TO_HAND, HANDED = "waiting", "sent", "failed", "to_hand", "handed"
OPEN = (WAITING, FAILED, TO_HAND)

ELECTRONIC = (PACKET, MAIL)  # doors by which an answer can go back
OTHER, DUPLICATE = "other", "duplicate"
_DECREE_30 = "Nghị định 30/2020/NĐ-CP, Điều 21"
_DECISION_28 = "Quyết định 28/2018/QĐ-TTg"


@dataclass(frozen=True)
class Reason:
    """A reason to refuse: its word, what the sender reads, and where the law says so."""

    word: str
    text: str
    source: str


REASONS = (
    Reason("broken", "Chữ ký số không hợp lệ, văn bản không còn xác thực, toàn vẹn", f"{_DECREE_30} khoản 2"),
    Reason("wrong_recipient", "Văn bản gửi sai nơi nhận", f"{_DECREE_30} khoản 2"),
    Reason(DUPLICATE, "Trùng với văn bản đã nhận và đã vào sổ", "Nghị định 30/2020/NĐ-CP, Phụ lục VI"),
    Reason("mismatch", "Nơi gửi, chữ ký và nội dung không khớp nhau, cần nơi gửi xác nhận", f"{_DECREE_30} khoản 2"),
    Reason(
        "not_signed", "Thiếu chữ ký số của người có thẩm quyền hoặc của cơ quan", "Nghị định 30/2020/NĐ-CP, Điều 5"
    ),
    Reason("incomplete", "Thiếu trang, phụ lục hoặc tệp kèm theo", _DECISION_28),
    Reason("unreadable", "Tệp hỏng, không đọc được", _DECISION_28),
    Reason("envelope", "Bì rách, mất niêm phong hoặc số lượng không đúng như ghi ngoài bì", f"{_DECREE_30} khoản 1"),
    Reason(OTHER, "Lý do khác", ""),
)
BY_WORD = {reason.word: reason for reason in REASONS}


def sentence(word: str, words: str) -> str:
    """What the sender reads: the reason, its source, and what the clerk added."""
    reason = BY_WORD[word]
    if word == OTHER:
        return words.strip()
    text = f"{reason.text} ({reason.source})"
    return f"{text}: {words.strip()}" if words.strip() else text


@dataclass(frozen=True)
class Slip:
    """Phiếu trả lại văn bản: what the printed slip says, days as ISO; what is not known is written by hand."""

    office: str
    parent: str
    place: str
    day: str
    to: str
    reference: str
    dated_on: str
    subject: str
    came: str
    reason: str
    clerk: str
