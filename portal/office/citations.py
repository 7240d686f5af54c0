"""Viện dẫn: which documents a document cites, linked when they are in our registers."""

from datetime import date
from typing import Any

from peewee import CharField, DateField, ForeignKeyField

from portal import db
from portal.office.documents import Document


class Citation(db.Record):
    """One citation as printed, with the key under which the cited document would be found."""

    document: Any = ForeignKeyField(Document, backref="citations")
    reference: Any = CharField()
    key: Any = CharField(index=True)
    dated_on: Any = DateField(null=True)

    def targets(self) -> Any:
        """Documents this citation can mean: of the day printed beside it, else not younger than the citing one.

        A number recurs every year and with every agency, so there may be several; the youngest stands first.
        """
        found = Document.select().where(
            Document.reference_key == self.key, Document.reference_key != "", Document.id != self.document_id
        )
        written_on = self.document.dated_on
        if self.dated_on:
            found = found.where(Document.dated_on == self.dated_on)
        elif written_on:
            found = found.where(Document.dated_on.is_null() | (Document.dated_on <= written_on))
        return found.order_by(Document.dated_on.desc(), Document.id.desc())

    @classmethod
    def documents_citing(cls, cited: Document) -> Any:
        """The condition that a document cites this one, as ``targets`` would find it."""
        here = cls.select(cls.document).where(cls.key == cited.reference_key, cls.key != "", cls.document != cited)
        undated = Document.id.in_(here.where(cls.dated_on.is_null()))
        if cited.dated_on is None:
            return undated
        undated &= Document.dated_on.is_null() | (Document.dated_on >= cited.dated_on)
        return undated | Document.id.in_(here.where(cls.dated_on == cited.dated_on))


def replace(document: Document, found: list[tuple[str, str, date | None]]) -> None:
    """Keep these citations, each as (reference, key, day), for the document."""
    with db.atomic():
        Citation.delete().where(Citation.document == document).execute()
        for reference, key, dated_on in found:
            Citation.create(document=document, reference=reference, key=key, dated_on=dated_on)
