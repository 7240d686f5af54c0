"""What old files and scans do to a text: newer tone placement, 8-bit fonts, errors of recognition."""

import re
from collections.abc import Callable
from itertools import product

Random = Callable[[], float]


def _newer_tones() -> dict[str, str]:
    """Pairs with the tone on the first vowel and the same with it on the second, in every case."""
    pairs = {}
    tones = {"a": ("òóỏõọ", "o", "àáảãạ"), "e": ("òóỏõọ", "o", "èéẻẽẹ"), "y": ("ùúủũụ", "u", "ỳýỷỹỵ")}
    for second, (marked, bare, toned) in tones.items():
        for first, tone in zip(marked, toned, strict=True):
            for one, two in product((str.lower, str.upper), repeat=2):
                pairs[one(first) + two(second)] = one(bare) + two(tone)
    return pairs


_NEWER = _newer_tones()
_TO_NEWER = re.compile(rf"(?<![qQ])({'|'.join(_NEWER)})(?![^\W\d_])")

_UNICODE = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂÊÔƠƯĐ"
_FONT = (
    "\xb5\xb8\xb6\xb7\xb9\xa8\xbb\xbe\xbc\xbd\xc6\xa9\xc7\xca\xc8\xc9\xcb\xcc\xd0\xce\xcf\xd1\xaa\xd2"
    "\xd5\xd3\xd4\xd6\xd7\xdd\xd8\xdc\xde\xdf\xe3\xe1\xe2\xe4\xab\xe5\xe8\xe6\xe7\xe9\xac\xea\xed\xeb"
    "\xec\xee\xef\xf3\xf1\xf2\xf4\xad\xf5\xf8\xf6\xf7\xf9\xfa\xfd\xfb\xfc\xfe\xae\xa1\xa2\xa3\xa4\xa5\xa6\xa7"
)
_SMALL = dict(zip(_UNICODE, _FONT, strict=True))
# Capitals with a tone have no code of their own: the capital font shows the small letter's code.
_TO_FONT = str.maketrans({**{letter.upper(): code for letter, code in _SMALL.items()}, **_SMALL})

_MISREAD = {
    "ă": "ǎâa", "ắ": "ấá", "ằ": "ầà", "ẳ": "ẩ", "ẵ": "ẫ", "ặ": "ậạ", "â": "ăa", "ấ": "ắá", "ầ": "ằà",
    "ẩ": "ẫẳ", "ẫ": "ẩ", "ậ": "ặạ", "ả": "ảàã", "ã": "āả", "ạ": "a", "đ": "dđ", "ê": "e", "ế": "é", "ề": "è",
    "ể": "ễề", "ễ": "ể", "ệ": "ẹe", "ô": "o", "ố": "ó", "ồ": "ò", "ổ": "ỗồ", "ỗ": "ồổ", "ộ": "ọ", "ơ": "o",
    "ớ": "ó", "ờ": "ò", "ở": "ỏ", "ỡ": "ờở", "ợ": "ọ", "ư": "u", "ứ": "ú", "ừ": "ù", "ử": "ữừ", "ữ": "ừử",
    "ự": "ụ", "ỹ": "ý", "ỷ": "ỳ", "ỉ": "i", "ĩ": "ỉi", "í": "i", "l": "1I", "o": "0", "I": "l1", "O": "0Q",
    "n": "ri", "m": "rn", "h": "b", "e": "c", "c": "e", "g": "q", "5": "S", "8": "B", "1": "l", "0": "O",
}  # fmt: skip
_DIRT = ("~", "|", "•", "*", "'", "_")


def newer_tones(text: str) -> str:
    """hòa as hoà, thủy as thuỷ: the tone on the second vowel."""
    return _TO_NEWER.sub(lambda match: _NEWER[match[1]], text)


def tcvn3(text: str) -> str:
    """The text as an old file in a TCVN 5712 font shows it when it is read as Latin-1."""
    return text.translate(_TO_FONT)


def misread(text: str, random: Random, rate: float) -> str:
    """Errors of recognition in about this share of the words."""
    return "\n".join(_misread_line(line, random, rate) for line in text.split("\n"))


def _misread_line(line: str, random: Random, rate: float) -> str:
    seen: list[str] = []
    for word in line.split(" "):
        if not word or random() >= rate:
            seen.append(word)
            continue
        kind = random()
        if kind < 0.62:
            word = _one_letter_wrong(word, random)
        elif kind < 0.74 and len(word) > 3:
            at = 1 + int(random() * (len(word) - 2))
            word = word[:at] + word[at + 1 :]
        elif kind < 0.84 and len(word) > 3:
            at = 1 + int(random() * (len(word) - 2))
            word = f"{word[:at]} {word[at:]}"
        elif kind < 0.92 and seen:
            word = seen.pop() + word
        else:
            word += _DIRT[int(random() * len(_DIRT))]
        seen.append(word)
    return " ".join(seen)


def _one_letter_wrong(word: str, random: Random) -> str:
    places = [place for place, letter in enumerate(word) if letter in _MISREAD]
    if not places:
        return word
    at = places[int(random() * len(places))]
    others = _MISREAD[word[at]]
    return word[:at] + others[int(random() * len(others))] + word[at + 1 :]
