"""Bản đọc được ngoài tầm với: a sentence for each copy in which a document stands that should not be in it."""

from portal import wording
from portal.flows.backup import clearing
from portal.office.documents import Document
from portal.rules.tables import shown
from portal.web.access import settings
from portal.web.premises import premises_of


def sentences(document: Document) -> list[str]:
    """Where they were laid, when, and what to do there by hand."""
    said = wording.label("left", "copy_out")
    return [
        said.format(place=copy.place, on=shown(copy.at.date()), number=document.number)
        for copy in clearing.out_of_reach(document, premises_of(settings()))
    ]
