"""Hạn theo văn bản: the day of a letter was corrected, and the open work that had it goes by the corrected one."""

from datetime import date

from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.rules import due


def follow(document: Document, old: date | None) -> list[dict[str, str | None]]:
    """Lay the letter's corrected day over its open work; whose day changed, from what to what, for the event.

    Called in the correction's transaction.  Work that had the letter's old day, or none, has the new one, a day that
    has passed or no day as well: it is the letter's, not a leader's demand.  Another day given stays, unless the
    corrected one now comes before it; work a leader let go beyond the letter's day before, as directing and
    extending let support, stays beyond it.  Parts follow what was given on, which they may never go beyond.
    """
    told = []
    for work in Assignment.live(document).where(Assignment.parent.is_null()):
        bound = work.due_on or old
        is_beyond = work.role == "support" and old and bound and bound > old
        if is_beyond or not work.is_open:
            continue
        told += put(work, due.following(work.due_on, old, document.due_on))
        for part in work.parts:
            if part.is_open:
                told += put(part, due.following(part.due_on, bound, work.due_on))
    return told


def put(work: Assignment, day: date | None) -> list[dict[str, str | None]]:
    """The day of one piece of work, and what is told of it where it is another than before."""
    if day == work.due_on:
        return []
    old, work.due_on = work.due_on, day
    work.save(only=[Assignment.due_on])
    return [{"handler": work.handler_name, "old": written(old), "new": written(day)}]


def written(day: date | None) -> str | None:
    """As the trail has days."""
    return day.isoformat() if day else None
