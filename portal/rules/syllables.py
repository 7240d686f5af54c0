"""Whether a word can be Vietnamese: the test that tells text from what a wrong font or a wrong model makes of it."""

import re
import unicodedata

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|[bcdđghklmnprstvx])?"
_OPEN = (
    "a|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|yêu|oa|oai|oay|oao|oe|oeo|oi|ôi|ơi|ua|uê|ui|uơ|uy|uya|uyu"
    "|uây|uôi|ưa|ưi|ưu|ươi|ươu"
)
_CLOSED = (
    "(?:a|ê|i|oa|uê|uy|y)(?:ch|nh)|(?:a|ă|â|e|iê|yê|o|oo|oa|oă|ô|u|ư|ươ|uô|uâ)(?:ng|c)"
    "|(?:a|ă|â|e|ê|i|iê|y|yê|o|oa|oă|oe|ô|ơ|u|ư|ươ|uô|uâ|uê|uy|uyê)[mnpt]|(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|uô)k"
)
_SYLLABLE = re.compile(rf"^{_ONSET}(?:{_OPEN}|{_CLOSED})$")


_BEFORE_INITIALS = re.compile(r"^\W*([^\W\d_]+?)(?=[A-ZĐ]{2,}\W*$)")
_LETTERS = re.compile(r"(?<!\w)[^\W\d_]{5,}(?!\w)")


def is_syllable(word: str) -> bool:
    """Built as a Vietnamese syllable is: consonants, vowels with one tone at most, one of eight endings."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = sum(c in _TONES for c in apart)
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    return tones <= 1 and bool(_SYLLABLE.match(bare))


def has_marks(word: str) -> bool:
    """Whether any of its letters is one that only Vietnamese marks make."""
    return any(c in "đĐ" or (unicodedata.combining(c) != 0) for c in unicodedata.normalize("NFD", word))


def run_together(word: str) -> int | None:
    """Where BẮCNINH must be cut: it is no syllable, and there is one place only that leaves two; LưuVT likewise."""
    initials = _BEFORE_INITIALS.match(word)
    if initials and initials[1][-1].islower() and has_marks(initials[1]) and is_syllable(initials[1]):
        return initials.end()
    letters = _LETTERS.search(word)
    if letters is None or not has_marks(word) or is_syllable(letters.group()):
        return None
    start, end = letters.span()
    cuts = [at for at in range(start + 2, end - 1) if is_syllable(word[start:at]) and is_syllable(word[at:end])]
    return cuts[0] if len(cuts) == 1 else None
