"""The body of a synthetic document, from its head to its signature."""

from typing import Any

from portal.samples.lists import GENERIC, LISTS
from portal.samples.slots import Slots

_LONE_KINDS = ("Giấy mời", "Phiếu chuyển", "Giấy giới thiệu")
_ARTICLES = 6


def body(
    slots: Slots,
    topic: dict[str, Any],
    kind: str,
    agency: str,
    code: str,
    subject: str,
    recipients: list[str],
    signer: str,
    position: str,
    target: int,
) -> str:
    """About ``target`` words in paragraphs."""
    lines = _head(slots, kind, agency, code, subject, recipients)
    words = sum(len(line.split()) for line in lines)
    for line in _grounds(slots, kind):
        lines.append(line)
        words += len(line.split())
    if kind == "Quyết định":
        lines.append("QUYẾT ĐỊNH:")
    number = 0
    while words < target:
        sentences = _paragraph(slots, topic)
        words += sum(len(sentence.split()) for sentence in sentences)
        lines.append(_opening(slots, kind, number, len(lines)) + " ".join(sentences))
        number += 1
    lines.append("Nơi nhận: " + "; ".join(f"- {name}" for name in recipients) + "; - Lưu: VT.")
    deputy = position.startswith("Phó Chủ tịch")
    lines.append(("KT. CHỦ TỊCH\n" if deputy else "") + position.upper())
    lines.append(signer)
    return "\n".join(lines)


def _head(slots: Slots, kind: str, agency: str, code: str, subject: str, recipients: list[str]) -> list[str]:
    full = agency.replace("UBND", "Ủy ban nhân dân").replace("HĐND", "Hội đồng nhân dân")
    place = slots.commune if "xã" in agency else slots.district
    day = slots.day
    lines = [
        full.upper(),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {code}",
        f"{place}, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}",
    ]
    if kind == "Công văn":
        return [*lines, subject, "Kính gửi: " + "; ".join(recipients) + "."]
    return [*lines, kind.upper(), subject]


def _grounds(slots: Slots, kind: str) -> list[str]:
    """Căn cứ: laws of the time and other documents."""
    year = slots.day.year
    laws = [law for law, since in LISTS["LEGAL"] if year - 16 < since <= year]
    count = slots.below(2) if kind in _LONE_KINDS else slots.below(3, 1)
    return [
        f"Căn cứ {slots.pick(laws) if slots.random() < 0.6 else slots.slot('ref')};" for _ in range(count)
    ]


def _paragraph(slots: Slots, topic: dict[str, Any]) -> list[str]:
    """One to four sentences; those that stand first in the lists are said most."""
    sentences = []
    for _ in range(slots.below(4, 1)):
        if slots.random() < 0.62:
            template = topic["sent"][int(len(topic["sent"]) * slots.random() ** 1.25)]
        else:
            template = GENERIC[int(len(GENERIC) * slots.random() ** 1.2)]
        sentences.append(slots.fill(template))
    return sentences


def _opening(slots: Slots, kind: str, number: int, lines: int) -> str:
    """Articles of a decision; elsewhere numbers and dashes."""
    if kind == "Quyết định" and number < _ARTICLES:
        return f"Điều {number + 1}. "
    if lines > 9 and slots.random() < 0.5:
        return f"{number + 1}. "
    return "- " if slots.random() < 0.2 else ""
