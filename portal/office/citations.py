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

    def target_query(self) -> Any:
        """Documents this citation can mean: same reference and, where printed, same day."""
        found = Document.select().where(Document.reference_key == self.key, Document.reference_key != "")
        return found.where(Document.dated_on == self.dated_on) if self.dated_on else found

    @classmethod
    def of_key(cls, key: str) -> Any:
        """Citations of one reference, newest first: được viện dẫn bởi."""
        return cls.select().where(cls.key == key, cls.key != "").order_by(cls.id.desc())


def replace(document: Document, found: list[tuple[str, str, date | None]]) -> None:
    """Keep these citations, each as (reference, key, day), for the document."""
    with db.atomic():
        Citation.delete().where(Citation.document == document).execute()
        for reference, key, dated_on in found:
            Citation.create(document=document, reference=reference, key=key, dated_on=dated_on)
