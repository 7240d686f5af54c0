"""The office itself: its name, identifier, place and what it starts its symbols with."""

from datetime import datetime
from typing import Any, Self

from peewee import BooleanField, CharField

from portal import db
from portal.office import events
from portal.office.people import Person


class Office(db.Record):
    """One row: the agency this portal serves."""

    name: Any = CharField()
    parent: Any = CharField(default="")
    agency_code: Any = CharField(default="")
    place: Any = CharField(default="")
    symbol: Any = CharField(default="UBND")
    is_demo: Any = BooleanField(default=False)
    latest_at: Any = db.MomentField(null=True)
    numbers_before_signing: Any = BooleanField(null=True)  # and not, as the law's order has it, after
    wants_content_initial: Any = BooleanField(null=True)  # before a draft is submitted
    wants_form_initial: Any = BooleanField(null=True)

    @classmethod
    def current(cls) -> Self:
        """The office; there is none before ``portal init`` or ``portal demo``."""
        office: Self = cls.get()
        return office

    @classmethod
    def if_founded(cls) -> Self | None:
        """The office, or None before it was founded: sign-in pages are shown then too."""
        found: Self | None = cls.select().first()
        return found


def found(name: str, *, agency_code: str, place: str, at: datetime, parent: str = "", is_demo: bool = False) -> Office:
    """Make the office; the first administrator follows."""
    with db.atomic():
        office: Office = Office.create(
            name=name, agency_code=agency_code, place=place, parent=parent, is_demo=is_demo, latest_at=at
        )
        db.touch_all()  # the event keeps the marks of all there is, also of what the migrations laid
        events.record("founded", office, at=at, name=name, agency_code=agency_code, counts=db.NEWEST_COUNT)
    return office


def confirm_clock(*, by: Person, at: datetime) -> None:
    """Declare the clock right after it went back, so that entry may go on (threats.md §5)."""
    by.require("administer")
    with db.atomic():
        Office.update(latest_at=at).where(Office.id > 0).execute()
        events.record("clock_confirmed", Office.current(), by=by, at=at)


def note_settings(values: dict[str, str], *, at: datetime) -> None:
    """Keep in the trail with which settings the server begins, where they are not those of the last time.

    Nobody is named: whoever can change the file sat at the machine.
    """
    if Office.if_founded() is None:
        return
    last = events.Event.newest("settings_changed")
    before = last.data["settings"] if last else {}
    changed = sorted(name for name in {*before, *values} if before.get(name) != values.get(name))
    if changed:
        events.record("settings_changed", at=at, changed=changed if last else [], settings=values)


def want_initials(*, content: bool, form: bool, by: Person, at: datetime) -> None:
    """Say which initials a draft needs before it is submitted."""
    by.require("administer")
    with db.atomic():
        wanted = {"wants_content_initial": content, "wants_form_initial": form}
        Office.update(**wanted).where(Office.id > 0).execute()
        events.record("initials_wanted", Office.current(), by=by, at=at, content=content, form=form)
