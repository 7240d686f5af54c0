"""Texts typed in fonts from before Unicode (TCVN3, VNI, VPS): which it was, and the letters they meant.

Such a text, read as Latin-1 or as Windows shows it, is full of signs; each font put its Vietnamese letters at other
places.  TCVN3 is TCVN 5712:1993 VN3, the ABC fonts; VNI writes a letter and its mark as two; VPS has a place
for every letter, also among the control characters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from portal.rules.folding import lower

FONTS = ("tcvn3", "vni", "vps")

_SMALL = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"

# One code a letter, in the order above; capitals with a tone have none of their own in TCVN3.
_TCVN3 = bytes.fromhex(
    "b5b8b6b7b9a8bbbebcbdc6a9c7cac8c9cbccd0cecfd1aad2d5d3d4d6d7ddd8dcdedfe3e1e2e4abe5e8e6e7e9aceaedebeceeeff3f1f2f4"
    "adf5f8f6f7f9fafdfbfcfeae"
)
_TCVN3_CAPITALS = dict(zip("\xa1\xa2\xa3\xa4\xa5\xa6\xa7", "ĂÂÊÔƠƯĐ", strict=True))
_VPS = bytes.fromhex(
    "e0e1e4e3e5e6a2a1a3a4a5e2c0c3c4c5c6e8e9c8ebcbea8a898bcd8cecedccefcef2f3d5f586f4d2d3b087b6d6a9a7aaabaef9fafbdbf8"
    "dcd8d9babbbfff9a9bcf9cc7"
)
_VPS_CAPITALS = bytes.fromhex(
    "80c1818202888e8d8ff004c28483851c03d7c9defe05ca9390949506b5b4b7b810bcb9bdbe11d49796989912f79e9d9fa613a8dad1ac14"
    "d0afadb11d15b2ddfdb319f1"
)
# What Windows shows for codes 80 to 9F, which Latin-1 leaves to control characters.
_WINDOWS = {bytes([code]).decode("cp1252", "ignore"): chr(code) for code in range(0x80, 0xA0)}
_AS_LATIN = str.maketrans({shown: code for shown, code in _WINDOWS.items() if shown})

_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_HATS = {  # the sign that follows: a roof or a bowl, with the tone it carries
    **dict(zip("âàáåãä", [f"\u0302{tone}" for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")],
               strict=True)),
    **dict(zip("êèéúüë", [f"\u0306{tone}" for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")],
               strict=True)),
}
_ALONE = {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}


def _vni() -> dict[str, str]:
    """Every pair of signs and every sign of VNI, in both cases."""
    pairs = dict(_ALONE)
    for base, marks in (("a", "âàáåãäêèéúüëøùûõï"), ("e", "âàáåãäøùûõï"), ("o", "âàáåãäøùûõï"),
                        ("u", "øùûõï"), ("y", "øùûõï"), ("ô", "øùûõï"), ("ö", "øùûõï")):
        letter = _ALONE.get(base, base)
        for mark in marks:
            made = unicodedata.normalize("NFC", letter + (_HATS.get(mark) or _TONES[mark]))
            pairs[base + mark] = made
    capitals = {sign.upper(): letter.upper() for sign, letter in pairs.items()}
    mixed = {sign[0].upper() + sign[1:]: letter.upper() for sign, letter in pairs.items() if len(sign) == 2}
    return {**pairs, **mixed, **capitals}


_FROM_TCVN3 = str.maketrans({**dict(zip(_TCVN3.decode("latin-1"), _SMALL, strict=True)), **_TCVN3_CAPITALS})
_FROM_VPS = str.maketrans(
    dict(zip((_VPS + _VPS_CAPITALS).decode("latin-1"), _SMALL + _SMALL.upper(), strict=True))
)
_VNI = _vni()
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """Every sign of the ABC fonts as the letter it shows."""
    return text.translate(_FROM_TCVN3)


_READERS: dict[str, Callable[[str], str]] = {
    "tcvn3": from_tcvn3,
    "vni": lambda text: _VNI_SIGNS.sub(lambda found: _VNI[found.group()], text),
    "vps": lambda text: text.translate(_AS_LATIN).translate(_FROM_VPS),
}

# Letters no old font shows when it is read as Latin-1: a text that has them is Unicode already.
_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
_RUN = re.compile(r"\S*[^\x00-\x7f]\S*|\S*[\x02-\x06\x10-\x15\x19\x1c\x1d]\S*")
_EDGE = re.compile(r"^[^\w\x00-\x1f]+|[^\w\x00-\x1f]+$")
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|oa|oă|oe|uâ|uê|uô|uơ|ươ|uy|uyê)(?:ch|c|m|ng|nh|n|p|t)?"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|yêu|oi|ôi|ơi|oai|oay|oao|oeo|ua|ui|uôi|uây|uyu|uya|ưa|ưi|ưu|ươi|ươu|uay|uao)"
)
_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
MOST_LOOKED_AT = 60_000


def font_of(texts: Iterable[str]) -> str:
    """The old font that these texts were typed in, a word of ``FONTS``; empty when they are Unicode or plain.

    The font is the one whose letters make the most syllables that Vietnamese has, and clearly more than the
    text makes as it stands.
    """
    sample = " ".join(text for text in texts if not _UNICODE.search(text))[:MOST_LOOKED_AT]
    if not _RUN.search(sample):
        return ""
    plain = syllables(sample)
    scores = {font: syllables(_READERS[font](sample)) for font in FONTS}
    best = max(FONTS, key=lambda font: scores[font])
    return best if scores[best] > max(plain, 0) else ""


def to_unicode(text: str, font: str) -> str:
    """A text of a table typed in that font; a cell that is Unicode already stays as it is."""
    if not font or _UNICODE.search(text) or not _RUN.search(text):
        return text
    made = _READERS[font](text)
    return made if syllables(made) >= syllables(text) else text


def syllables(text: str) -> int:
    """How many words with Vietnamese letters are syllables, less those that are none."""
    good = bad = 0
    for run in _RUN.findall(text):
        word = lower(unicodedata.normalize("NFC", _EDGE.sub("", run)))
        if len(word) < 2 or (word.isascii() and word.isprintable()):
            continue  # a sign that stands alone says nothing of the font
        parts = re.split(r"[/\-–.,()+&]", word)
        if all(part.isdecimal() or is_syllable(part) for part in parts if part):
            good += 1
        else:
            bad += 1
    return good - bad


def is_syllable(word: str) -> bool:
    """Whether a lower-case word can be a Vietnamese syllable: an onset, a rhyme and one tone at most."""
    apart = unicodedata.normalize("NFD", word)
    bare, tones = _TONE_MARKS.subn("", apart)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
