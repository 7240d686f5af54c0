"""What was typed as a plan of a search: units to find or to leave out, the same for every segment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portal.rules.abbreviations import Spoken
from portal.rules.folding import fold
from portal.search.analyzer import written_days
from portal.search.records import Said

MOST_WORDS = 16
WORDY = ("o", "g", "s")  # limits by words of the issuer, the signatory, the subject

Way = frozenset[str]  # the texts that are looked for with their marks
ANY: Way = frozenset()
Phrase = tuple[str, ...]  # words in a row


@dataclass(frozen=True)
class Word:
    """A word, and what will do in its place: ``also`` single words or folded words in a row, ``others`` by a bar."""

    text: str
    also: tuple[Spoken, ...] = ()
    others: tuple["Word", ...] = ()
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.text))

    @property
    def forms(self) -> "tuple[Word, ...]":
        """The word and the others."""
        return (self, *self.others) if self.others else (self,)


@dataclass(frozen=True)
class Begun:
    """A word that is still being typed, beside a bar."""

    word: Word


@dataclass(frozen=True)
class Code:
    """A document named by number or symbol: any of ``own``, each a set of codes it must carry.

    A sure code is nothing but a code; another may as well be ordinary words of the text.  ``number`` is
    the code of a bare number, which the words beside it may complete: 536 ubnd th.  One that ``leads`` is
    the first word of the question and may count what the next ones name: 9 khẩu súng.
    """

    own: tuple[tuple[str, ...], ...]
    spoken: tuple[str, ...]
    cited: str = ""
    sure: bool = False
    number: str = ""
    leads: bool = False


@dataclass(frozen=True)
class Limit:
    """A named filter: words of a field, a span of years or days, a kind, a number."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """The documents of a day, as ``analyzer.day_number`` counts, and those that tell of it."""

    number: int


@dataclass(frozen=True)
class Not:
    """The documents without a word or phrase, or that are not of this code, day or limit."""

    unit: "Phrase | Code | Day | Limit"


Unit = Word | Begun | Phrase | Code | Day | Limit | Not
Group = tuple[Unit, ...]  # units with bars between them, any of which will do


@dataclass(frozen=True)
class Query:
    """The plan of a search, the same for every segment."""

    words: tuple[Word, ...] = ()
    prefix: Word | None = None
    phrases: tuple[Phrase, ...] = ()
    groups: tuple[Group, ...] = ()
    without: tuple[Phrase | Code | Day | Limit, ...] = ()
    codes: tuple[Code, ...] = ()
    days: tuple[int, ...] = ()
    limits: tuple[Limit, ...] = ()
    said: tuple[Said, ...] = ()

    sure: tuple[Code, ...] = field(init=False)  # nothing but a code
    loose: tuple[Code, ...] = field(init=False)  # may as well be words
    spoken: tuple[Word, ...] = field(init=False)  # all words, those of loose codes among them
    ways: tuple[Way, ...] = field(init=False)
    marks: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """What every segment asks for is made once; a cached property costs more than most of this."""
        codes, put = self.codes, object.__setattr__
        put(self, "sure", tuple(code for code in codes if code.sure) if codes else ())
        put(self, "loose", tuple(code for code in codes if not code.sure) if codes else ())
        put(self, "spoken", self._spoken() if self.loose else self.words)
        put(self, "ways", self._ways())
        put(self, "marks", self._marks())

    @property
    def has_text(self) -> bool:
        """Whether there is anything besides sure codes, days and limits."""
        return bool(self.spoken or self.prefix or self.phrases or self.groups)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked, so that every document will do."""
        return not (self.has_text or self.codes or self.days or self.limits or self.without)

    @property
    def is_code(self) -> bool:
        """Whether it is nothing but documents named by their whole number and symbol."""
        return bool(self.sure) and not self.has_text

    @property
    def is_word(self) -> bool:
        """Whether it is a single word, within whatever limits."""
        return len(self.words) == 1 and not (
            self.codes or self.days or self.prefix or self.phrases or self.groups
        )

    @property
    def said_words(self) -> Iterator[str]:
        """Every word typed as such, by itself or in a row, unfinished ones too."""
        for unit in (*self.words, *self.phrases, *(unit for group in self.groups for unit in group)):
            yield from _said_words(unit)
        if self.prefix:
            yield self.prefix.text

    def _spoken(self) -> tuple[Word, ...]:
        leading = [Word(text) for code in self.loose if code.leads for text in code.spoken]
        return (*leading, *self.words, *(Word(text) for code in self.loose if not code.leads for text in code.spoken))

    def _ways(self) -> tuple[Way, ...]:
        """Who types marks means the words without them, too.

        First all as typed, then those without marks as any, at last all as any.  Who types none means any.
        """
        texts = [*self.said_words]
        for code in self.loose:
            texts += code.spoken
        for group in self.groups:
            texts += [text for unit in group if isinstance(unit, Code) and not unit.sure for text in unit.spoken]
        if "".join(texts).isascii():
            return (ANY,)
        typed = frozenset(text for text in texts if fold(text) != text)
        return tuple(dict.fromkeys((frozenset(texts), typed, ANY))) if typed else (ANY,)

    def _marks(self) -> tuple[str, ...]:
        """What to mark in a text; an unfinished word ends with a star, a day is several words in a row."""
        found = [form.text for word in self.words for form in word.forms]
        if self.prefix:
            found.append(f"{self.prefix.text}*")
        grouped = (unit for group in self.groups for unit in group)
        for unit in (*self.phrases, *grouped, *self.codes, *map(Day, self.days), *self.limits):
            found += _marked(unit)
        return tuple(dict.fromkeys(found))


def _said_words(unit: Unit) -> Iterable[str]:
    match unit:
        case Word():
            return (form.text for form in unit.forms)
        case Begun(word):
            return (word.text,)
        case tuple():
            return unit
    return ()


def _marked(unit: Unit) -> Iterable[str]:
    """What of a unit stands in the text of a document."""
    match unit:
        case Begun(word):
            return (f"{word.text}*",)
        case Code():
            return unit.spoken
        case Day(number):
            return map(" ".join, written_days(number))
        case Limit():
            return unit.values if unit.field in WORDY else ()
    return _said_words(unit)
