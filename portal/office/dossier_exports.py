"""Xuất hồ sơ: who asked for a copy of a dossier as one file, what is in it, and how long it waits to be fetched."""

from datetime import datetime, timedelta
from typing import Any, Self

from peewee import CharField, ForeignKeyField, IntegerField

from portal import db
from portal.office import events, outbox, rights
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.rules import errors

JOB = "export_dossier"
ASKED, READY, FAILED = "asked", "ready", "failed"
KEPT = timedelta(days=1)


class DossierExport(db.Record):
    """One copy: asked for, made by the worker, fetched by who asked, gone after a day."""

    dossier: Any = ForeignKeyField(Dossier, backref="exports")
    person: Any = ForeignKeyField(Person)
    asked_at: Any = db.MomentField()
    made_at: Any = db.MomentField(null=True)
    failed_at: Any = db.MomentField(null=True)
    documents: Any = db.JsonField(default=list)
    left_out: Any = IntegerField(default=0)
    size: Any = IntegerField(default=0)
    digest: Any = CharField(default="")  # of the list of hashes, which vouches for the rest

    @property
    def state(self) -> str:
        """Where it stands."""
        return READY if self.made_at else FAILED if self.failed_at else ASKED

    def is_kept(self, at: datetime) -> bool:
        """Whether its file is still there to be fetched."""
        return bool(self.made_at and at <= self.made_at + KEPT)

    @classmethod
    def newest(cls, dossier: Dossier, person: Person) -> Self | None:
        """What the person asked for last of a dossier."""
        found: Self | None = (
            cls.select().where(cls.dossier == dossier, cls.person == person).order_by(cls.id.desc()).first()
        )
        return found

    @classmethod
    def load(cls, export_id: int, person: Person) -> Self:
        """One the person asked for, as long as they may read everything in it."""
        found: Self | None = cls.get_or_none(cls.id == export_id, cls.person == person)
        if found is None or not found.may_be_read(person):
            raise errors.NotFound(export_id)
        return found

    def may_be_read(self, person: Person) -> bool:
        """Whether rights have not been narrowed since."""
        inside = Document.id.in_(self.documents)
        return int(Document.select().where(inside, rights.shown(person)).count()) == len(self.documents)


def ask(dossier: Dossier, *, by: Person, at: datetime) -> DossierExport:
    """Have the worker make a copy of what this person may read; asked again while one is made, that one stands."""
    by.require("search")
    with db.atomic():
        last = DossierExport.newest(dossier, by)
        if last and last.state == ASKED:
            return last
        asked: DossierExport = DossierExport.create(dossier=dossier, person=by, asked_at=at)
        outbox.put(JOB, asked.id, dedup=f"{JOB}:{asked.id}")
        events.record("dossier_export_asked", dossier, by=by, at=at, number=dossier.number)
    return asked


def note_made(
    export: DossierExport, documents: list[int], left_out: int, size: int, digest: str, *, at: datetime
) -> None:
    """The file is there; that these documents left the portal is in the trail."""
    DossierExport.update(documents=documents, left_out=left_out, size=size, digest=digest, made_at=at).where(
        DossierExport.id == export.id
    ).execute()
    events.record(
        "dossier_exported", export.dossier, by=export.person, at=at, number=export.dossier.number,
        documents=documents, left_out=left_out, digest=digest,
    )


def give_up(export_id: int, *, at: datetime) -> None:
    """It could not be made."""
    DossierExport.update(failed_at=at).where(DossierExport.id == export_id, DossierExport.made_at.is_null()).execute()
