"""What a draft says: its page otherwise than its drafter, and one version of it otherwise than another."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.rules.folding import fold, nfc
from portal.rules.recipients import Line, cleaned, is_clerk_copy, says_as_above

Difference = tuple[str, str]
COMMENT, CONTENT, FORM = "comment", "content", "form"
INITIALS = (CONTENT, FORM)  # Decree 30/2020/NĐ-CP Art. 12: the head of the unit for content, one person for form
ASKED = (COMMENT, *INITIALS)
LONGEST_NOTE = 4_000  # letters of a comment, an answer or a request
_ABOUT = re.compile(r"^(?:v/v|về việc)\s*:?\s*", re.IGNORECASE)
LISTS = ("recipients", "whom", "annexes")
Said = dict[str, Any]  # an outline as plain values, as ``office.outlines`` keeps it


def differences(
    signatory: str, symbol: str, lines: Iterable[Line], page: Mapping[str, Any], subject: str = ""
) -> list[Difference]:
    """Pairs of a word and what it is about; ``page`` are the fields read from the page, as ``portal read`` names them.

    What could not be read is not held against the drafter.
    """
    found = [("signatory", page.get("signatory") or ""), ("symbol", page.get("symbol") or "")]
    said = {"signatory": signatory, "symbol": symbol}
    differing = [(word, value) for word, value in found if value and bare(value) != bare(said[word])]
    about = page.get("subject") or ""
    if subject and about and bare(_ABOUT.sub("", about)) != bare(_ABOUT.sub("", subject)):
        differing.append(("subject", about))
    printed = names_on(page)
    if not printed:
        return differing
    lines = [line for line in lines if not is_clerk_copy(line.name)]
    known = {bare(line.name) for line in lines}
    written = {bare(line.name): line.name for line in lines if not line.is_person}
    only = {
        "only_on_page": [name for key, name in printed.items() if key not in known],
        "only_in_form": [name for key, name in written.items() if key not in printed],
    }
    return [*differing, *((word, "; ".join(names)) for word, names in only.items() if names)]


def names_on(page: Mapping[str, Any]) -> dict[str, str]:
    """Who gets the letter by its page: Nơi nhận without the copy kept here, “Như trên” being Kính gửi."""
    lines = [Line(cleaned(row["name"])) for row in page.get("recipients") or ()]
    names = [line.name for line in lines if line.name and not is_clerk_copy(line.name) and not says_as_above(line)]
    if any(says_as_above(line) for line in lines):
        names = [*(cleaned(name) for name in page.get("addressees") or ()), *names]
    return {bare(name): name for name in names if name}


def bare(text: str) -> str:
    """A text as it is compared: without marks, case and spaces."""
    return "".join(fold(nfc(text)).split())


@dataclass(frozen=True)
class Resaid:
    """A word of the outline that changed, with what it was and what it is; of a list, what went and what came."""

    word: str
    old: Any
    new: Any


def resaid(old: Said, new: Said) -> list[Resaid]:
    """What the outline of one version says otherwise than another's; recipients and annexes are told one by one."""
    old = {"annexes": [], "whom": new.get("whom"), **old}  # what was kept before these were told
    changed = [Resaid(word, old.get(word), value) for word, value in new.items() if old.get(word) != value]
    return [as_lines(change) if change.word in LISTS else change for change in changed]


def as_lines(change: Resaid) -> Resaid:
    """Only what went and came; all of both where it merely stands in another order."""
    old, new = change.old or [], change.new or []
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    return Resaid(change.word, gone, come) if gone or come else change
