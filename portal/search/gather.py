"""From units, words and bars in their order to a plan: what bars tie is one group, the rest stands by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.rules.abbreviations import Forms
from portal.rules.folding import lower, spelling
from portal.search.plan import Begun, Code, Day, Group, Limit, Not, Query, Unit, Word
from portal.search.slots import SIGN, Slots

_TOKEN = re.compile(rf"(?:(?<!\S)(-))?([{SIGN}])|[^\W_]+|\|")
_FIRST_NUMBER = re.compile(rf"[\s{SIGN}]*\d+(?=\s|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPAN = ("since", "until")

Chain = list[Unit]  # units with bars between them


def plan_of(text: str, slots: Slots, known: Forms) -> Query:
    """The plan of a text from which everything but words and bars was taken; it may hold too many words."""
    chains = [*_chains(text, slots)]
    groups: list[Group] = []
    units: list[Unit] = []
    for place, chain in enumerate(chains):
        if len(chain) == 1:
            units += _apart(chain[0])
        elif isinstance(one := _tied(chain, known, is_first=not place, is_all=len(chains) == 1), Word):
            units.append(one)
        else:
            groups.append(one)
    found = _with_short_forms([unit for unit in units if isinstance(unit, Word)], known)
    codes = [unit for unit in units if isinstance(unit, Code)]
    prefix = next((unit.word for unit in units if isinstance(unit, Begun)), None)
    if found and not codes and _leads(found, text, is_all=len(found) == 1 and not prefix):
        codes.append(replace(numbered(found.pop(0).text), leads=True))
    return Query(
        words=tuple(found),
        prefix=prefix,
        phrases=tuple(unit for unit in units if isinstance(unit, tuple)),
        groups=tuple(groups),
        without=tuple(unit.unit for unit in units if isinstance(unit, Not)),
        codes=tuple(codes),
        days=tuple(unit.number for unit in units if isinstance(unit, Day)),
        limits=tuple(unit for unit in units if isinstance(unit, Limit)),
    )


def _chains(text: str, slots: Slots) -> Iterator[Chain]:
    """Every unit in its turn, with those that bars tie to it."""
    chain: Chain = []
    is_tied = False
    for token in _TOKEN.finditer(lower(text)):
        if token[0] == "|":
            is_tied = True
        elif unit := _unit(token, slots):
            if is_tied:
                chain.append(unit)
            elif chain and (span := _span(chain[-1], unit)):
                chain[-1] = span
            else:
                if chain:
                    yield chain
                chain = [unit]
            is_tied = False
    if chain:
        yield chain


def _unit(token: re.Match[str], slots: Slots) -> Unit:
    """A word, or what stands behind a sign, perhaps left out; an empty phrase is none."""
    if not token[2]:
        return Word(spelling(token[0]))
    unit = slots.unit(token[2])
    return Not(unit) if token[1] and unit and not isinstance(unit, Word | Begun | Not) else unit


def _span(one: Unit, other: Unit) -> Limit | None:
    """A first and a last day side by side are one unit."""
    if not (isinstance(one, Limit) and isinstance(other, Limit)):
        return None
    if (one.field, other.field) == _SPAN:
        return Limit("span", (*one.values, *other.values))
    return Limit("span", (*other.values, *one.values)) if (other.field, one.field) == _SPAN else None


def _apart(unit: Unit) -> list[Unit]:
    """A unit by itself; of a span each end."""
    if isinstance(unit, Limit) and unit.field == "span":
        return [Limit(name, (value,)) for name, value in zip(_SPAN, unit.values, strict=True)]
    return [unit]


def _tied(chain: Chain, known: Forms, *, is_first: bool, is_all: bool) -> Word | Group:
    """Words alone stay among the words, whose neighbours they are; a number may name a document."""
    if is_first or any(isinstance(unit, Code) for unit in chain):
        chain = [_numbered(unit, is_all=is_all) if isinstance(unit, Word) else unit for unit in chain]
    words = [replace(unit, also=known.of(unit.text)) for unit in chain if isinstance(unit, Word)]
    if len(words) == len(chain):
        return replace(words[0], also=(), others=tuple(words[1:]))  # its own short form is looked for with the others'
    rest = iter(words)
    return tuple(next(rest) if isinstance(unit, Word) else unit for unit in chain)


def _numbered(word: Word, *, is_all: bool) -> Word | Code:
    return numbered(word.text) if _is_number(word.text, is_all=is_all) else word


def _leads(found: list[Word], text: str, *, is_all: bool) -> bool:
    """Whether the first word is the number of a document."""
    first = found[0]
    return not first.others and _is_number(first.text, is_all=is_all) and bool(_FIRST_NUMBER.match(text))


def numbered(number: str, year: str | None = None, *, kind: str = "", before: Sequence[str] = ()) -> Code:
    """A number, perhaps of a type or a year; if no document is called so, words like any others."""
    code = f"n{int(number)}"
    own = (f"{code}+{kind}" if kind else code, *([f"{code}@{year}"] if year else []))
    return Code((own,), (*before, number, *(["năm", year] if year else [])), number=code)


def _is_number(text: str, *, is_all: bool) -> bool:
    """A number a document may have; a year only when nothing else was typed."""
    return text.isdecimal() and len(text) <= 5 and int(text) > 0 and (is_all or not _YEAR.fullmatch(text))


def _with_short_forms(found: list[Word], known: Forms) -> list[Word]:
    """A short form finds its words, and its words find the short form."""
    more = {place: list(long) for place, word in enumerate(found) if (long := known.of(word.text))}
    folded = [word.folded for word in found]
    for length in known.lengths:
        for start in range(len(folded) - length + 1):
            for short in known.short_of.get(tuple(folded[start : start + length]), ()):
                for place in range(start, start + length):
                    more.setdefault(place, []).append((short,))
        if length >= len(folded):
            break
    if not more:
        return found
    return [replace(word, also=(*word.also, *more.get(place, ()))) for place, word in enumerate(found)]
