"""Hai lần kiểm tra mỗi ngày làm việc: what is due at each door now, and the gaps of the days before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.flows.calendar import Calendars
from portal.flows.premises import Premises
from portal.office.looks import Look
from portal.rules.checks import WAITING, Looked, Window, windows
from portal.rules.doors import MAIL, PACKET, PAPER, SCAN


@dataclass(frozen=True)
class Due:
    """A check whose hour has come and that nobody made; ``fault`` is what the last try met."""

    door: str
    window: Window
    fault: str


@dataclass(frozen=True)
class Cell:
    """One check of one door: how it stands, and when it was made."""

    state: str
    at: datetime | None


@dataclass(frozen=True)
class Day:
    """A day with its checks by door; on a day off there are none."""

    day: date
    is_working: bool
    cells: dict[str, list[Cell]]

    @property
    def missed(self) -> int:
        """How many checks nobody made."""
        return self.standing("missed")

    @property
    def made(self) -> int:
        """How many checks were made."""
        return self.standing("done")

    def standing(self, state: str) -> int:
        """How many checks stand so."""
        return sum(cell.state == state for row in self.cells.values() for cell in row)


def doors_of(premises: Premises) -> list[str]:
    """The doors this office has, the paper one always."""
    has = {MAIL: premises.mailbox, SCAN: premises.scan_folder, PACKET: premises.packets_in}
    return [door for door, place in has.items() if place is not None] + [PAPER]


def due(doors: Sequence[str], hours: Sequence[str], *, now: datetime) -> list[Due]:
    """What is to be looked at now: the newest check of today whose hour has come, at the doors nobody looked at."""
    come = [window for window in windows(now.date(), hours, now.tzinfo) if window.due <= now]
    if not come or not Calendars()[now.year].is_working(now.date()):
        return []
    found = []
    for door in doors:
        if come[-1].state(looks_at(door, now.date(), now.date()), now) == WAITING:
            last = Look.newest(door)
            found.append(Due(door, come[-1], last.fault if last else ""))
    return found


def days(doors: Sequence[str], hours: Sequence[str], first: date, *, now: datetime) -> list[Day]:
    """Every day from the first to today, newest first, with the checks of each door since it was first looked at."""
    calendars, last = Calendars(), now.date()
    looks = {door: looks_at(door, first, last) for door in doors}
    begun = {door: Look.first_day(door) or last for door in doors}
    begun[PAPER] = min(begun.values())  # paper came before anybody noted a look at it
    found = []
    for n in range((last - first).days + 1):
        day = last - timedelta(days=n)
        is_working = calendars[day.year].is_working(day)
        asked = windows(day, hours, now.tzinfo) if is_working else []
        cells = {d: [cell(w, looks[d], now) for w in asked] for d in doors if day >= begun[d]}
        found.append(Day(day, is_working, cells))
    return found


def cell(window: Window, looks: list[Looked], now: datetime) -> Cell:
    """One check."""
    return Cell(window.state(looks, now), window.looked(looks))


def looks_at(door: str, first: date, last: date) -> list[Looked]:
    """The looks at a door that met no fault."""
    return [(look.at, look.until) for look in Look.between(door, first, last)]
