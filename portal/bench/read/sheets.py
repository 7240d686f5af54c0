"""What is printed on one test letter, how it is laid out, and what a reader should find on it."""

from dataclasses import dataclass, field
from typing import Any

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY_HEAD = ("ĐẢNG CỘNG SẢN VIỆT NAM",)


@dataclass(frozen=True)
class Style:
    """How the letter is laid out; everything here may differ without another word being printed."""

    font: str = "Times New Roman"
    size: float = 14.0
    columns: str = "table"
    """Of the head: ``table`` (two rows), ``cells`` (one row), ``tabs``, ``spaces`` (typed), ``boxes`` (two of text)."""
    foot: str = "table"
    left: float = 68.0
    """Width of the left column in millimetres."""
    rule: str = "______"
    """Drawn below issuer, motto and subject: signs, ``border``, or nothing."""
    addressed: str = "list"
    """Several addressees: ``list``, ``beside`` (in a second column), ``run`` (on one line)."""
    indent: float = 12.7
    spacing: float = 6.0
    stamped: str = "cell"
    """Where the urgency stands: in the ``cell`` of the number, in a ``box`` over the page, or ``above`` the title."""
    plain_subject: bool = False
    """Upright below a bold title."""
    one_paragraph: bool = False
    """Title and subject parted by a line break only."""
    inverse_tones: bool = False
    """hoà and thuỷ for hòa and thủy."""


@dataclass(frozen=True)
class Sheet:
    """One letter, line by line."""

    name: str
    above: tuple[str, ...]
    issuer: tuple[str, ...]
    right: tuple[str, ...]
    number: str
    dated: str
    signature: tuple[str, ...]
    """Capacity and post, line by line, and last the name."""
    truth: dict[str, Any]
    style: Style
    star: bool = False
    stamp: str = ""
    about: str = ""
    title: str = ""
    heading: tuple[str, ...] = ()
    enclosed: str = ""
    authority: str = ""
    addressed: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    recipients: tuple[str, ...] = ()
    beside: tuple[str, ...] = field(default=())
    """Another signature on the left: the secretary of a meeting, the other side of a contract."""
    after: tuple[tuple[str, ...], ...] = ()
    """What follows the signature, its manner first: ``page``, ``title``, ``note``, ``text``, ``row``, ``pair``."""
    note: tuple[str, ...] = ()
    """Words in a corner of the first page, printed by who signed or received."""


FIELDS = (
    "issuer", "number", "symbol", "dated_on", "kind", "subject", "urgency", "capacity", "position", "signatory",
    "addressees", "recipients", "citations", "due_on",
)  # fmt: skip
