"""Nơi nhận as typed or pasted: paper lines first, then those after “Bản điện tử:” (seed part III)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.rules.folding import fold, lower, nfc, words

PAPER, ELECTRONIC = "paper", "electronic"


@dataclass(frozen=True)
class Line:
    """One line of Nơi nhận as typed."""

    name: str
    channel: str = ELECTRONIC
    is_person: bool = False


_HEADING = re.compile(r"^noi nhan\b\s*:?$|^noi nhan\s*:\s*")
_CHANNELS = (
    (re.compile(r"^(gui\s+)?ban\s+(dien tu|mem)(\s+gui)?\s*:"), ELECTRONIC),
    (re.compile(r"^(gui\s+)?ban\s+giay(\s+gui)?\s*:"), PAPER),
)
_BULLET = re.compile(r"^[\s\-–—+*•·▪●]+")
_END = re.compile(r"[\s;.,/]+$")
_NOTE = re.compile(
    r"\s*\((?:để|t/h|b/c|p/h|đ/b|th/h|báo cáo|thực hiện|phối hợp|theo dõi|biết|chỉ đạo|đăng tải|\d+\s*bản)[^()]*\)$",
    re.IGNORECASE,
)
# With its marks: without them “Chi cục” begins like chị and “Ba Đình” like bà.
_PERSON = re.compile(r"^(ông|bà|ông/bà|ông \(bà\)|anh|chị|đồng chí|đ/c)\s+\S")
_MOST_LINES, _LONGEST_NAME = 500, 200


def parse(text: str, channel: str = ELECTRONIC) -> tuple[Line, ...]:
    """The lines of a text, in order and each once.

    Lines before a heading “Bản điện tử:” are on paper, those after it electronic; without any heading all
    go by ``channel``.
    """
    pieces = [piece for row in text.splitlines()[:_MOST_LINES] for piece in row.split(";")]
    headed = any(_channel_of(bare(piece)) for piece in pieces)
    current = PAPER if headed else channel
    lines: list[Line] = []
    for piece in pieces:
        name = bare(piece)
        if named := _channel_of(name):
            current, name = named, bare(name[name.index(":") + 1:])
        name = cleaned(name)
        if name:
            lines.append(Line(name, current, is_person=names_person(name)))
    return once(lines)


def once(lines: list[Line] | tuple[Line, ...]) -> tuple[Line, ...]:
    """Each name once per channel, the first time it stands."""
    seen: dict[tuple[str, str], Line] = {}
    for line in lines:
        seen.setdefault((spelt(line.name), line.channel), line)
    return tuple(seen.values())


def spelt(name: str) -> str:
    """A name in one spelling; its marks stay, which alone tell xã Hòa Thành from xã Hòa Thạnh."""
    return " ".join(words(name)) or nfc(name)


def persons(text: str) -> tuple[Line, ...]:
    """Names of people who are to carry the document out: they get it on paper (seed I.3)."""
    return tuple(replace(line, channel=PAPER, is_person=True) for line in parse(text, PAPER))


def bare(piece: str) -> str:
    """Without the dash in front."""
    return _BULLET.sub("", nfc(piece))


def cleaned(name: str) -> str:
    """A name without heading, closing mark and note such as “(để thực hiện)”."""
    heading = _HEADING.match(fold(name))
    name = bare(name[heading.end():]) if heading else name
    name = _END.sub("", name)
    return _END.sub("", _NOTE.sub("", name))[:_LONGEST_NAME]


def says_as_above(line: Line) -> bool:
    """“Như trên” or “Như Kính gửi”: names nobody; who is meant stands elsewhere on the page."""
    return bool(re.match(r"^nhu (tren|kinh gui)", fold(line.name)))


def is_clerk_copy(name: str) -> bool:
    """“Lưu: VT”: kept here, not sent."""
    return bool(re.match(r"^luu\s*(:|vt\b|van thu|hs\b|ho so)", fold(name)))


def on_page(page: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines a page names, from the fields read of it; “Như trên” being those of Kính gửi.

    Where the page does not split its list, only the copy kept here and people are on paper.
    """
    lines: list[Line] = []
    for row in page.get("recipients") or ():
        named = Line(cleaned(row["name"]))
        names = [cleaned(name) for name in page.get("addressees") or ()] if says_as_above(named) else [named.name]
        lines += [_printed(name, row.get("channel")) for name in names if name]
    return once(lines)


def _printed(name: str, channel: str | None) -> Line:
    is_person = names_person(name)
    usual = PAPER if is_person or is_clerk_copy(name) else ELECTRONIC
    return Line(name, channel or usual, is_person)


def merged(page: tuple[Line, ...], typed: Iterable[Line]) -> tuple[Line, ...]:
    """The page's lines, paper first; who was typed as a person for execution stays one and is not lost."""
    people = {spelt(line.name): line for line in typed if line.is_person}
    lines = [replace(line, channel=PAPER, is_person=True) if spelt(line.name) in people else line for line in page]
    named = {spelt(line.name) for line in lines}
    lines = [*(line for key, line in people.items() if key not in named), *lines] if lines else []
    return once(sorted(lines, key=lambda line: line.channel != PAPER))


def names_person(name: str) -> bool:
    """“Ông Nguyễn Văn A”: a title before the name says that it is a person's."""
    return bool(_PERSON.match(lower(nfc(name))))


def _channel_of(name: str) -> str | None:
    """The channel a heading opens, if the text is one."""
    bare_name = fold(name)
    return next((channel for pattern, channel in _CHANNELS if pattern.match(bare_name)), None)
