"""How near a due day is, by when the law wants each step done, and what an urgent letter asks."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.days import Calendar, add_working_days, working_days_between

OVERDUE, TODAY, WEEK, LATER, NO_DAY = "overdue", "today", "week", "later", "no_day"
SETTLED = "settled"  # of a letter that is done: its day asks nothing any more
GROUPS = (OVERDUE, TODAY, WEEK, LATER, NO_DAY, SETTLED)
DUE_SOON = "due_soon"
SOON_DAYS = 2  # working days before the due day from which it is told as near


@dataclass(frozen=True)
class Handling:
    """Within how many working days a letter of an urgency is to be answered, from a day on; 0 is the same day."""

    since: date
    urgency: str
    working_days: int
    basis: str


# Decree 30/2020/NĐ-CP Art. 22-24 wants urgent letters registered, presented and handled "at once" (ngay) and counts
# no days; these are what the portal proposes until the office's own working rules say otherwise.
HANDLINGS = (
    Handling(date(2020, 3, 5), "urgent", 2, "Nghị định 30/2020/NĐ-CP, Điều 24"),
    Handling(date(2020, 3, 5), "very_urgent", 1, "Nghị định 30/2020/NĐ-CP, Điều 24"),
    Handling(date(2020, 3, 5), "express", 0, "Nghị định 30/2020/NĐ-CP, Điều 24"),
)


def handling(urgency: str, day: date) -> Handling | None:
    """What holds for the urgency on the day; an ordinary letter has nothing but the office's own rules."""
    known = [each for each in HANDLINGS if each.urgency == urgency and each.since <= day]
    return max(known, key=lambda each: each.since, default=None)


def done_by(began: date, urgency: str, calendar: Calendar) -> date:
    """By when a letter is registered, presented or sent: the same or the next working day, an urgent one at once.

    Decree 30/2020/NĐ-CP Art. 18 (sending), 22 (registering), 23 (presenting).
    """
    return began if urgency != "normal" else add_working_days(began, 1, calendar)


def group(due_on: date | None, today: date) -> str:
    """How near the day of a line of the desk is: late, today, before the week ends on Sunday, later, or without one."""
    if due_on is None:
        return NO_DAY
    if due_on <= today:
        return OVERDUE if due_on < today else TODAY
    return WEEK if due_on <= week_of(today)[1] else LATER


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday around the day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def standing(due_on: date | None, today: date, calendar: Calendar) -> str:
    """Quá hạn, sắp đến hạn, or neither; the due day itself and the working days just before it are near."""
    if due_on is None:
        return ""
    if due_on < today:
        return OVERDUE
    return DUE_SOON if working_days_between(today, due_on, calendar) <= SOON_DAYS else ""


def following(own: date | None, old: date | None, new: date | None) -> date | None:
    """The day of work when that of what it belongs to becomes another: an earlier day of its own stays."""
    is_its_own = own is not None and own != old and (new is None or own < new)
    return own if is_its_own else new
