"""Ký bằng VGCA Sign Service: the program fetches the file and brings it back; the proof is that of any other program.

What is known of the program is signing.md's: one JSON frame out, one back, the file in field ``uploadfile``.
It was tried with a stand-in only.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from portal.adapters.blobs import BlobStore
from portal.flows import signed_files
from portal.flows.premises import Premises
from portal.office import rights, vgca
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.vgca import VgcaTicket
from portal.rules import errors
from portal.rules.signing import ACTS, SEAL, SIGN, Act
from portal.signer import protocol

FILE_FIELD = "uploadfile"
NAME = "van-ban.pdf"  # what the program calls it may have no ending, or another one
CALLS = {SIGN.word: "SignApproved", SEAL.word: "SignIssued"}  # the signature of a person, the seal of the agency
ANSWERS: Mapping[str, tuple[Any, Any]] = {"boolean": (True, False), "number": (0, 1)}


def begin(
    document: Document, act: Act, *, base_n: int, by: Person, origin: str, at: datetime
) -> tuple[VgcaTicket, str]:
    """A ticket, and the frame that the page sends to the program."""
    ticket, secret = vgca.begin(document, act, base_n=base_n, by=by, at=at)
    frame: dict[str, Any] = {
        "FileUploadHandler": f"{origin}/vgca/upload/{secret}", "SessionId": "", "JWTToken": "",
        "FileName": f"{origin}/vgca/source/{secret}", "DocNumber": document.reference or "", "IssuedDate": "",
        "MetaData": [],
    }
    return ticket, json.dumps(frame, ensure_ascii=False)


def call_of(act: Act) -> str:
    """The last part of the address the page connects to."""
    return CALLS[act.word]


def source(secret: str, *, at: datetime, store: BlobStore) -> Path:
    """The file behind an unused ticket, while its person may still read the document."""
    ticket = VgcaTicket.open_one(secret, at=at)
    rights.read(ticket.person, ticket.document_id)
    return store.path(ticket.base.sha256)


def require_open(secret: str, *, at: datetime) -> None:
    """Refuse a ticket that would bring nothing back."""
    VgcaTicket.open_one(secret, at=at)


def take(
    secret: str, stream: BinaryIO, *, say: Callable[[errors.Refusal], str], at: datetime, premises: Premises
) -> None:
    """The file comes back signed, under whatever name; whatever happens the ticket is used up.

    ``say`` words a refusal: the page shows it, not the call that brought it.
    """
    ticket = vgca.use(secret, at=at)
    try:
        document = rights.read(ticket.person, ticket.document_id)
        signed_files.take(
            document, ACTS[ticket.act], stream, NAME, base_n=ticket.base.n, by=ticket.person, at=at,
            premises=premises,
        )
    except Exception as stop:
        refusal = stop if isinstance(stop, errors.Refusal) else errors.Refusal()
        vgca.end(ticket, say(refusal), at=at)
        raise
    vgca.end(ticket, "", at=at)


def recover(*, at: datetime) -> None:
    """At the start of the portal: nothing is being taken any more, and the page is told how it ended."""
    vgca.recover(protocol.sentence("interrupted"), at=at)


def answer(taken: bool, sentence: str, name: str, form: str) -> dict[str, Any]:
    """What the program is told; whether its ``Status`` is a boolean or a number is the office's setting."""
    return {"Status": ANSWERS[form][0 if taken else 1], "Message": sentence, "FileName": name, "FileServer": ""}
