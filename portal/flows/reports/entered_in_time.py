"""R7: letters entered on the day they came or the next working day (Decree 30/2020/NĐ-CP Art. 22)."""

from datetime import date
from typing import Any

from portal.flows.calendar import Calendars
from portal.flows.reports.base import Findings, Ratio, Report, Row
from portal.office import rights
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.registers import Entry
from portal.rules.days import entered_in_time, working_days_between
from portal.rules.periods import Period
from portal.rules.states import HELD, JOINED, REFUSED, REMOVED, VOIDED


def draw(period: Period, reader: Person, today: date) -> Findings:
    """Every letter that arrived in the period; those whose time has not run out yet count on neither side."""
    letters, calendars = list(arrived(period)), Calendars()
    in_time = {letter.id: is_in_time(letter, today, calendars) for letter in letters}
    late = [letter for letter in letters if not in_time[letter.id]]
    waiting = [letter for letter in letters if letter.entered_on is None and in_time[letter.id]]
    readable = {d.id for d in rights.documents(reader).where(Document.id.in_(late))} if late else set()
    shown = [letter for letter in late if letter.id in readable]
    counted = len(letters) - len(waiting)
    return Findings(
        [row(letter, today, calendars) for letter in shown], [letter.id for letter in shown],
        Ratio(counted - len(late), counted), hidden=len(late) - len(shown), open=len(waiting),
    )


def arrived(period: Period) -> Any:
    """Letters by day of arrival; what was brought over from older books never waited here."""
    imported = Entry.select(Entry.document).where(Entry.act == "imported")
    return (
        Document.select()
        .where(
            Document.direction == "incoming", Document.received_on.between(period.first, period.last),
            Document.state.not_in((REFUSED, HELD, REMOVED, VOIDED, JOINED)), Document.id.not_in(imported),
        )
        .order_by(Document.received_on, Document.id)
    )


def is_in_time(letter: Document, today: date, calendars: Calendars) -> bool:
    """Entered in time, or still able to be."""
    return entered_in_time(letter.received_on, letter.entered_on or today, calendars[letter.received_on.year])


def row(letter: Document, today: date, calendars: Calendars) -> Row:
    """A late letter and by how many working days."""
    taken = working_days_between(letter.received_on, letter.entered_on or today, calendars[letter.received_on.year])
    return (
        letter.number, letter.received_on, letter.entered_on, letter.reference, letter.issuer, letter.subject, taken - 1
    )


REPORT = Report(
    "entered_in_time", ("number", "received_on", "entered_on", "reference", "issuer", "subject", "days_late"), draw
)
