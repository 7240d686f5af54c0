"""Stored bytes as rows: what is kept under which SHA-256, and what was read from it."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField, IntegerField

from portal import db


class StoredFile(db.Record):
    """Bytes in the file store; the row follows the file, never the other way round."""

    sha256: Any = CharField(unique=True)
    size: Any = IntegerField()
    media_type: Any = CharField()
    stored_at: Any = db.MomentField()


class Reading(db.Record):
    """Đọc được từ tệp: the fields read from one file, with their places; kept per file, not per document."""

    sha256: Any = CharField(unique=True)
    fields: Any = db.JsonField()
    pages: Any = IntegerField(null=True)
    problem: Any = CharField(default="")
    notes: Any = db.JsonField(default=list)
    read_at: Any = db.MomentField()

    @classmethod
    def of(cls, sha256: str) -> Self | None:
        """What was read from the file, or None while nobody has read it."""
        found: Self | None = cls.get_or_none(cls.sha256 == sha256)
        return found


def keep(sha256: str, size: int, media_type: str, *, at: datetime) -> None:
    """Note that the store holds these bytes; twice is once."""
    with db.atomic():
        StoredFile.insert(sha256=sha256, size=size, media_type=media_type, stored_at=at).on_conflict_ignore().execute()


def judge(sha256: str, media_type: str) -> None:
    """Note of what type stored bytes turned out to be."""
    StoredFile.update(media_type=media_type).where(StoredFile.sha256 == sha256).execute()


def media_type(sha256: str) -> str:
    """The type noted when the bytes were stored."""
    return str(StoredFile.get(StoredFile.sha256 == sha256).media_type)


def size_of(sha256: str) -> int | None:
    """How many bytes were stored; None for what is not kept any more."""
    size: int | None = StoredFile.select(StoredFile.size).where(StoredFile.sha256 == sha256).scalar()
    return size


def keep_reading(
    sha256: str, fields: dict[str, Any], *, pages: int | None, at: datetime, problem: str = "",
    notes: list[str] | None = None,
) -> None:
    """Store what was read, replacing an earlier attempt on the same bytes."""
    values = {"fields": fields, "pages": pages, "problem": problem, "notes": notes or [], "read_at": at}
    with db.atomic():
        Reading.insert(sha256=sha256, **values).on_conflict(conflict_target=[Reading.sha256], update=values).execute()


def add_note(sha256: str, note: str) -> None:
    """Note one thing more that is missing from what was read of a file."""
    found = Reading.of(sha256)
    if found is not None and note not in found.notes:
        Reading.update(notes=[*found.notes, note]).where(Reading.id == found.id).execute()
