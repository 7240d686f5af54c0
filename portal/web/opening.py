"""One document opened by the person at the door, and what it is called in a sentence."""

from portal.office import rights
from portal.office.documents import Document
from portal.rules.errors import NotFound
from portal.web.access import person


def open_document(document_id: int) -> Document:
    """A document whose content may be shown: nobody opens what is held apart."""
    document = rights.read(person(), document_id)
    if document.is_held:
        raise NotFound(document_id)
    return document


def called(document: Document) -> str:
    """A document in a sentence, whatever is known of it yet."""
    if document.number and document.direction == "incoming":
        return f"Số đến {document.number}"
    return document.reference or document.subject or "Văn bản chưa có số"
