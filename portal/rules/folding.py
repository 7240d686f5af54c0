"""One spelling of Vietnamese text for every room: clean text, words, letters without marks, dictionary order."""

import re
import unicodedata
from functools import lru_cache

SortKey = tuple[tuple[int, int, str, int], ...]

# Format and control characters that show nothing, and halves of surrogate pairs, which no file can hold.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)
# Letters of other alphabets that scanners and old keyboards put for a Vietnamese one.
_LOOK_ALIKE = str.maketrans("ǎǍðÐɖƉāĀ", "ăĂđĐđĐãÃ")
_ANY_LOOK_ALIKE = re.compile("[ǎǍðÐɖƉāĀ]")

_WORD = re.compile(r"[^\W_]+")
_DIGITS_OR_LETTERS = re.compile(r"\d+|[^\W\d_]+")

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the dictionary
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = str.maketrans({letter: chr(0x61 + i) for i, letter in enumerate(_ALPHABET)})


def _open_pairs() -> dict[str, str]:
    """Endings with the tone on the second vowel (hoà, khoẻ, uỷ) and the same with it on the first."""
    pairs = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in _TONES:
            new = first + unicodedata.normalize("NFC", second + tone)
            pairs[new] = unicodedata.normalize("NFC", first + tone) + second
    return pairs


_OLD_TONE = _open_pairs()
_NEW_TONE = re.compile(f"(?<!q)(?:{'|'.join(_OLD_TONE)})$")
_FINAL_I = re.compile("^(h|k|l|m|s|t|qu)([iìíỉĩị])$")
_I_TO_Y = str.maketrans("iìíỉĩị", "yỳýỷỹỵ")


def nfc(text: str) -> str:
    """The text composed, without look-alike letters and invisible characters, on one line."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """As ``nfc``, but spaces and line breaks stay as they are."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
        if _ANY_LOOK_ALIKE.search(text):
            text = unicodedata.normalize("NFC", text.translate(_LOOK_ALIKE))
        return text
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def words(text: str) -> list[str]:
    """The syllables and numbers of a text, lower-case with marks, each in one spelling."""
    return [spelling(word) for word in _WORD.findall(lower(clean(text)))]


def lower(text: str) -> str:
    """Lower-case and still composed."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text.lower())


@lru_cache(maxsize=50_000)
def spelling(word: str) -> str:
    """The one spelling of a lower-case syllable: hoà is hòa, uỷ is ủy, kĩ is kỹ."""
    if found := _NEW_TONE.search(word):
        return word[: found.start()] + _OLD_TONE[found.group()]
    if found := _FINAL_I.match(word):
        return found.group(1) + found.group(2).translate(_I_TO_Y)
    return word


def fold(text: str) -> str:
    """The text in lower case without marks, đ as d; everything else stays."""
    text = text.lower()
    return text if text.isascii() else _without_marks(text)


@lru_cache(maxsize=50_000)
def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.translate(_LOOK_ALIKE))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))


def sort_key(text: str) -> SortKey:
    """Orders text as the Vietnamese dictionary does, syllable by syllable, numbers by their value."""
    return tuple(_place(run) for run in _DIGITS_OR_LETTERS.findall(lower(clean(text))))


@lru_cache(maxsize=20_000)
def _place(run: str) -> tuple[int, int, str, int]:
    """Numbers before words; a word by its letters, then by its tone."""
    if run[0].isdecimal():
        value = run.lstrip("0")
        return 0, len(value), value, 0
    apart = unicodedata.normalize("NFD", spelling(run))
    tone = max((_TONES.find(c) + 1 for c in apart), default=0)
    letters = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    return 1, 0, letters.translate(_PLACE), tone
