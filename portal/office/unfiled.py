"""Chưa lập hồ sơ: documents that lie in no dossier, and the dossier a person put the last one into."""

from typing import Any

from portal.office import rights
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.dossiers import FILABLE, Dossier, DossierItem
from portal.office.people import Person


def documents(person: Person, *, everything: bool, holding: str = "") -> Any:
    """What the person handled or wrote and nobody filed, or for the clerk everything they may read; newest first."""
    alone = Document.id.not_in(DossierItem.select(DossierItem.document))
    ours = Document.source_id.is_null()  # what old books brought over was filed on paper
    found = Document.select().where(
        Document.state.in_(FILABLE), ours, alone, rights.shown(person), Document.holding(holding)
    )
    if not (everything and person.keeps_registers):
        found = found.where(handled(person))
    return found.order_by(Document.id.desc())


def handled(person: Person) -> Any:
    """The condition that a document was given to the person or the unit to work on, or is of their writing."""
    given = Assignment.person == person
    if person.unit_id:
        given |= Assignment.unit == person.unit_id
    work = Assignment.select(Assignment.document).where(
        given, Assignment.role != "inform", Assignment.ended_at.is_null()
    )
    return Document.id.in_(work) | ((Document.created_by == person) & (Document.direction != "incoming"))


def last_used(person: Person) -> Dossier | None:
    """The dossier the person filed into last, while it still takes documents."""
    found: Dossier | None = (
        Dossier.taking().join(DossierItem).where(DossierItem.filed_by == person)
        .order_by(DossierItem.id.desc()).first()
    )
    return found
