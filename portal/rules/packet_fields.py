"""What a packet states of its document, beside what was read on the page: one more source for the entry form."""

from dataclasses import dataclass
from typing import Any

from portal.rules import references
from portal.rules.folding import fold, nfc
from portal.rules.packets import Packet, Signature, plain

SOURCE = "packet"
OCR = "ocr"
# The facts of a letter, under the names that the reading of the page uses.
_FIELDS = ("issuer", "reference", "dated_on", "kind", "subject", "urgency", "capacity", "position", "signatory",
           "due_on")


def fields_of(packet: Packet) -> dict[str, Any]:
    """The facts a packet states of its document; what it leaves out is absent."""
    signed = packet.signature or Signature()
    told = {
        "issuer": packet.sender.name, "reference": packet.reference, "dated_on": packet.dated_on,
        "kind": packet.kind, "subject": packet.subject, "capacity": signed.capacity, "position": signed.position,
        "urgency": packet.urgency if packet.further.priority is not None else "",
        "signatory": signed.name, "due_on": packet.due_on,
    }
    return {name: plain(told[name]) for name in _FIELDS if told[name]}


@dataclass(frozen=True)
class Difference:
    """A fact that page and packet both state, and not the same."""

    field: str
    page: str
    packet: str


def differences(page: dict[str, Any], packet: dict[str, Any]) -> tuple[Difference, ...]:
    """Where page and packet do not agree."""
    return tuple(
        Difference(name, str(page[name]), str(packet[name])) for name in _FIELDS
        if page.get(name) and packet.get(name) and _compared(name, page[name]) != _compared(name, packet[name])
    )


def merged(page: dict[str, Any], packet: dict[str, Any]) -> dict[str, Any]:
    """The facts for the form: the page's own; the packet's where the page is silent or was a scan that says other."""
    sources = dict(page.get("sources") or {})
    known = {**page, "sources": sources}
    for name, value in packet.items():
        source = sources.get("number" if name == "reference" else name) or {}
        if page.get(name) and (source.get("from") != OCR or _compared(name, page[name]) == _compared(name, value)):
            continue
        known[name] = value
        sources[name] = {"from": SOURCE, "confidence": 1.0, "page": None, "box": None}
    return known


def _compared(name: str, value: Any) -> str:
    if name == "reference" and (parsed := references.parse(str(value))):
        return parsed.key
    return " ".join(fold(nfc(str(value))).replace("v/v", " ").replace(".", " ").split())
