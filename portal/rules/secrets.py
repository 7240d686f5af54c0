"""MẬT, TỐI MẬT, TUYỆT MẬT: a stamp that stands alone on its line; the words inside a sentence are no reason."""

import re
import unicodedata
from collections.abc import Iterable

from portal.rules.folding import nfc
from portal.rules.page_lines import OCR, Line

LEVELS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")

_FRAME = re.compile(r"[^\w]+")
_LABEL = re.compile(r"^(?:ĐỘ|DẤU(?: CHỈ)?(?: MỨC)? ĐỘ) (?:MẬT )?(?=MẬT|TỐI|TUYỆT)")
# What recognition makes of the three marks: tones and hooks lost, letters alike.
_RECOGNISED = {
    "MAT": "MẬT",
    "TOI MAT": "TỐI MẬT",
    "TOIMAT": "TỐI MẬT",
    "TUYET MAT": "TUYỆT MẬT",
    "TUYETMAT": "TUYỆT MẬT",
}


def secret_mark(lines: Iterable[Line]) -> str | None:
    """The level of the first standalone stamp line, or None."""
    return next((level for line in lines if (level := level_of(line))), None)


def is_marked(text: str) -> bool:
    """Whether a line of written text, of a mail or of what a packet says, is such a stamp."""
    return secret_mark(Line(line) for line in text.splitlines()) is not None


def level_of(line: Line) -> str | None:
    """MẬT, TỐI MẬT or TUYỆT MẬT, if that is all this line says, in capitals."""
    text = nfc(line.text)
    if not any(c.isalpha() for c in text) or text != text.upper():
        return None
    bare = _LABEL.sub("", _FRAME.sub(" ", text).strip())
    if bare in LEVELS:
        return bare
    spaced = bare.replace(" ", "")
    joined = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
    if spaced in joined:
        return joined[spaced]
    return _recognised(bare) if line.source == OCR else None


def _recognised(bare: str) -> str | None:
    plain = "".join(c for c in unicodedata.normalize("NFD", bare.replace("Đ", "D")) if not unicodedata.combining(c))
    level = _RECOGNISED.get(plain.replace("0", "O").replace("1", "I").replace("|", "I"))
    if level == "MẬT" and not re.search("[ẬẠÂĂẤẦẨẪÁÀẢÃ]", bare):
        return None  # MAT alone without any mark is more often something else
    return level
