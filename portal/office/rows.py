"""What a register row keeps of a document, by the way the document goes."""

from collections.abc import Iterable

from portal.office.documents import Document
from portal.office.recipients import Recipient

_OWN = ("reference", "dated_on", "kind", "subject", "signatory", "route")
COLUMNS = {
    "incoming": (
        "received_on", "issuer", "reference", "dated_on", "kind", "subject", "signatory", "urgency", "note",
    ),
    "outgoing": _OWN,
    "internal": _OWN,
}


def columns_of(document: Document) -> dict[str, object]:
    """The columns of the document's register row, as the records say them now."""
    return columns_with(document, (line.name for line in Recipient.of(document)))


def columns_with(document: Document, recipients: Iterable[str]) -> dict[str, object]:
    """The columns; what we wrote ourselves names its recipients in one text."""
    columns: dict[str, object] = {name: getattr(document, name) for name in COLUMNS[document.direction]}
    if document.direction != "incoming":
        columns["recipients"] = "; ".join(recipients)
    return columns
