"""Văn bản tương tự: the letters most like one, of those the person may read; nothing while the index is away."""

from portal.flows import searching
from portal.flows.indexing import record_of
from portal.flows.premises import Premises
from portal.office import worklists
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.errors import IndexUnavailable

MOST = 5


def letters(person: Person, document: Document, *, premises: Premises) -> list[Document]:
    """The letters in their order; asked for through the rights before ranking and once more after it."""
    engine = searching.engine(premises.search_index)
    try:
        found = engine.similar(
            record_of(document, document.words), allowed=searching.allowed_for(person), count=MOST
        )
    except IndexUnavailable as error:
        searching.doubt(error, premises)
        return []
    shown = {d.id: d for d in worklists.among(person, found)}
    return [shown[number] for number in found if number in shown]
