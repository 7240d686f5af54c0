"""What the office knows of a dossier and its documents, as the fields archives exchange."""

from collections.abc import Sequence

from portal.office import recipients, register_rows
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.profile import Office
from portal.office.recipients import Recipient
from portal.rules.archive_fields import Field
from portal.rules.packets import PRIORITY_OF
from portal.rules.references import parse
from portal.rules.register_pages import Label

VIETNAMESE = "Tiếng Việt"


def file_code(dossier: Dossier) -> Field:
    """Mã hồ sơ: whose, of which year, under which notation."""
    parts = [
        Field("OrganId", Office.current().agency_code), Field("FileCatalog", dossier.year),
        Field("FileNotation", dossier.number),
    ]
    return Field("FileCode", parts)


def of_dossier(dossier: Dossier, documents: Sequence[Document], words: Label) -> list[Field]:
    """The dossier with the documents that are handed on."""
    return [
        file_code(dossier), Field("Title", dossier.title),
        Field("Maintenance", dossier.retention.name if dossier.retention else ""),
        Field("Rights", words("by_document", "archive_word")), Field("Creator", dossier.opened_by.name),
        Field("Language", VIETNAMESE), Field("StartDate", dossier.opened_on), Field("EndDate", dossier.closed_on),
        Field("DocTotal", len(documents)), Field("PageTotal", sum(d.pages or 0 for d in documents)),
        Field("Description", dossier.place),
    ]


def of_document(document: Document, ordinal: int, dossier: Dossier, words: Label) -> list[Field]:
    """One document, by the column of its direction."""
    is_ours = document.direction != "incoming"
    found = parse(document.reference)
    number = document.number if is_ours else found.number if found else None
    head = [
        file_code(dossier), Field("DocOrdinal", ordinal), Field("TypeName", document.kind), Field("CodeNumber", number),
        Field("CodeNotation", document.symbol or (found.symbol if found else "")),
        Field("IssuedDate", document.dated_on), Field("OrganName", document.issuer or Office.current().name),
        Field("Subject", document.subject), Field("Language", VIETNAMESE), Field("PageAmount", document.pages),
        Field("Description", document.note),
    ]
    signer = Field("SignerInfo", [Field("Position", document.position), Field("FullName", document.signatory)])
    priority = Field("Priority", PRIORITY_OF[document.urgency])
    return [*head, *(going(document, signer, priority) if is_ours else coming(document, signer, priority, words))]


def going(document: Document, signer: Field, priority: Field) -> list[Field]:
    """What only our own documents have."""
    sent = recipients.sent([document]).get(document.id, recipients.Sent())
    to = [
        Field("To", [Field("OrganId", r.agency.agency_code if r.agency else ""), Field("OrganName", r.name)])
        for r in Recipient.of(document) if not r.is_clerk_copy
    ]
    return [signer, *to, priority, Field("IssuedAmount", sent.copies or None), Field("DueDate", document.due_on)]


def coming(document: Document, signer: Field, priority: Field, words: Label) -> list[Field]:
    """What only letters of others have."""
    given = register_rows.handed([document.id]).get(document.id, register_rows.Given())
    told = [f"{i.leader.name} ({i.given_at:%d/%m/%Y}): {i.text}" for i in document.instructions]
    told.append(words(document.state, "state"))
    return [
        Field("ArrivalDate", document.received_on), Field("ArrivalNumber", document.number), signer, priority,
        Field("ToPlaces", given.names), Field("TraceHeaderList", "; ".join(told)), Field("DueDate", document.due_on),
    ]
