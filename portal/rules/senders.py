"""Whether packet, page, mail and certificate name the same sender, and one the office knows (threats.md §2.26)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.rules.claims import matches_sender, short
from portal.rules.folding import fold, nfc
from portal.rules.mail import bare_address
from portal.rules.signing import VALID

CODE, MAIL, SUBJECT, SERIAL = "code", "mail", "subject", "serial"
KINDS = (CODE, MAIL, SUBJECT, SERIAL)
MOST_SHOWN = 2  # known values named in a sentence


@dataclass(frozen=True)
class Told:
    """What a letter says of its sender, wherever it says it; empty where it does not."""

    page: str = ""
    packet: str = ""
    code: str = ""
    mail: str = ""
    signatures: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Marks:
    """By what the office knows the agency named on the page; ``others`` says whose a value is otherwise."""

    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    others: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str) -> frozenset[str]:
        """The values of one kind."""
        return self.known.get(kind, frozenset())


@dataclass(frozen=True)
class Difference:
    """Two things that should agree and do not; ``why`` has a sentence, ``data`` what it names."""

    why: str
    data: Mapping[str, str]


def marks_told(told: Told) -> list[tuple[str, str]]:
    """What can be remembered of the sender once the clerk takes the letter: only what a valid signature says."""
    found = [(CODE, told.code.strip().upper()), (MAIL, bare_address(told.mail))]
    for signature in told.signatures:
        if signature["state"] in VALID:
            found += [(SUBJECT, subject_of(signature)), (SERIAL, str(signature.get("serial", "")).lower())]
    return [(kind, value) for kind, value in dict.fromkeys(found) if value]


def subject_of(signature: Mapping[str, Any]) -> str:
    """Who signed, as one line: the name and, where it is another, the organisation."""
    names = [nfc(str(signature.get(part, ""))) for part in ("signer", "organisation")]
    return ", ".join(dict.fromkeys(name for name in names if name))


def differences(told: Told, marks: Marks) -> list[Difference]:
    """What does not agree, one entry each; what nothing is known about says nothing."""
    if not told.page:
        return []
    return [*_names(told), *_known(CODE, told.code.strip().upper(), told, marks),
            *_known(MAIL, bare_address(told.mail), told, marks), *_certificates(told, marks)]


def _names(told: Told) -> Iterable[Difference]:
    if told.packet and not _alike(told.packet, told.page):
        yield Difference("packet_name", {"claimed": told.packet, "page": told.page})


def _known(kind: str, value: str, told: Told, marks: Marks) -> Iterable[Difference]:
    """An identifier or address that is another agency's, or not among those of this one."""
    if not value or value in marks.of(kind):
        return
    owner = marks.others.get((kind, value), "")
    if owner:
        yield Difference(f"{kind}_other", {"claimed": value, "page": told.page, "owner": owner})
    elif marks.of(kind):
        yield Difference(f"{kind}_new", {"claimed": value, "page": told.page, "known": listed(marks.of(kind))})


def _certificates(told: Told, marks: Marks) -> Iterable[Difference]:
    """A valid signature of somebody else, or by a certificate not seen before from the same signer."""
    valid = [signature for signature in told.signatures if signature["state"] in VALID]
    strangers = [s for s in valid if subject_of(s) not in marks.of(SUBJECT)]
    if strangers and len(strangers) == len(valid) and matches_sender(told.page, strangers) is False:
        names = "; ".join(dict.fromkeys(subject_of(s) for s in strangers))
        yield Difference("certificate_other", {"claimed": names, "page": told.page})
    for signature in valid:
        serial = str(signature.get("serial", "")).lower()
        if subject_of(signature) in marks.of(SUBJECT) and serial and serial not in marks.of(SERIAL):
            yield Difference("certificate_new", {"claimed": subject_of(signature), "page": told.page})


def listed(values: Iterable[str]) -> str:
    """A few of the values; more are counted."""
    ordered = sorted(values)
    rest = len(ordered) - MOST_SHOWN
    return ", ".join(ordered[:MOST_SHOWN]) + (f" và {rest} nơi khác" if rest > 0 else "")


def _alike(one: str, other: str) -> bool:
    """The same agency, one perhaps with the place it stands under: UBND xã An Lạc, huyện Sơn Động."""
    first, second = fold(short(one)), fold(short(other))
    return f" {first} " in f" {second} " or f" {second} " in f" {first} "
