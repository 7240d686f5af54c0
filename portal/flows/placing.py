"""Where the signature or the seal stands on the page, what is drawn there, and which words it would hide."""

from collections.abc import Sequence
from typing import Any

from portal.adapters import sandbox
from portal.flows import page_words
from portal.flows.premises import Premises
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.signing import SigningJob
from portal.office.stamps import Stamp
from portal.rules import errors
from portal.rules.signing import SEAL, SIGN, Act, JobState
from portal.rules.stamps import SEAL_SIZE, hides


def place_of(document: Document, act: Act, premises: Premises, *, by: Person) -> dict[str, Any]:
    """Where to sign, proposed from the words of the page.

    ``found`` is false for a guess, ``free`` when no place clear of words was left.
    """
    latest = document.latest
    if latest is None:
        raise errors.WrongState(document.state)
    path = str(premises.store.path(latest.sha256))
    hand = picture(SIGN, document.signer or by, premises)
    if act is SIGN:
        return signature_of(document, path, hand)
    signature = placed(document) or signature_of(document, path, hand)
    seal = child(
        "seal_place", path=path, page=signature["page"], box=signature["box"], millimetres=across(by), hand=hand,
        picture=picture(SEAL, by, premises),
    )
    return {**seal, "found": signature["found"]}


def signature_of(document: Document, path: str, hand: str) -> dict[str, Any]:
    """Between the capacity line and the name (Decree 30/2020/NĐ-CP Annex I)."""
    above = [document.capacity, document.position, f"{document.capacity} {document.position}"]
    found = child("signature_place", path=path, signatory=document.signatory, above=above, picture=hand)
    return {**found, "free": True}


def placed(document: Document) -> dict[str, Any] | None:
    """Where the signer put the signature, if it was put by a job of this portal."""
    done = SigningJob.of(document).where(SigningJob.act == SIGN.word, SigningJob.state == JobState.DONE).first()
    return {"page": done.place["page"], "box": done.place["box"], "found": True} if done and done.place else None


def picture(act: Act, person: Person, premises: Premises) -> str:
    """The file that is drawn when the person signs; nothing where text is written."""
    stamp = Stamp.of(act.certificate_role, person)
    return str(premises.store.path(stamp.sha256)) if stamp else ""


def across(keeper: Person) -> int:
    """How wide the seal is on paper, in millimetres."""
    stamp = Stamp.of(SEAL.certificate_role, keeper)
    return int(stamp.millimetres) if stamp else SEAL_SIZE


def is_drawn(act: Act, person: Person) -> bool:
    """Whether a picture is drawn and not text; the picture of a seal is round and has its true size."""
    return Stamp.of(act.certificate_role, person) is not None


def page(document: Document, number: int, premises: Premises) -> page_words.PageWords:
    """The page that is signed: its size, and its words with their places."""
    latest = document.latest
    return page_words.of_page(latest.sha256, number, premises=premises) if latest else page_words.NO_WORDS


def words_under(document: Document, act: Act, place: dict[str, Any], premises: Premises, *, by: Person) -> list[str]:
    """The words that would be hidden."""
    sheet = page(document, place["page"], premises)
    is_round = act is SEAL and is_drawn(act, by)
    return [word for word, box in sheet.words if hides(place["box"], box, is_round=is_round)]


def true_size(place: dict[str, Any], document: Document, premises: Premises, *, by: Person) -> dict[str, Any]:
    """The box about its middle, as wide and high as the seal is on paper; as it is where the page cannot be read."""
    sheet = page(document, place["page"], premises)
    if not sheet.width:
        return place
    half = across(by) * 72 / 25.4 / 2
    middle: Sequence[float] = [(place["box"][n] + place["box"][n + 2]) / 2 for n in (0, 1)]
    wide, high = half / sheet.width, half / sheet.height
    x, y = (min(max(at, part), 1 - part) for at, part in zip(middle, (wide, high), strict=True))
    return {"page": place["page"], "box": [round(edge, 5) for edge in (x - wide, y - high, x + wide, y + high)]}


def child(function: str, **asked: Any) -> dict[str, Any]:
    """Ask the limited child process, which reads the page."""
    found: dict[str, Any] = sandbox.call(f"portal.adapters.stamp_places:{function}", asked)
    return found
