"""Hai lần kiểm tra: when a door must have been looked at on a working day, and whether it was (Decree 30, Art. 21)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

EARLY = timedelta(hours=1)  # a look so long before the hour counts for it
DONE, MISSED, WAITING = "done", "missed", "waiting"

Looked = tuple[datetime, datetime]  # from the first to the last of a run of looks


@dataclass(frozen=True)
class Window:
    """One of the checks of a day: looks from ``opens`` up to ``closes`` count, and from ``due`` on it is asked for."""

    opens: datetime
    due: datetime
    closes: datetime

    def looked(self, looks: Iterable[Looked]) -> datetime | None:
        """The first look that counts."""
        within = [max(first, self.opens) for first, last in looks if last >= self.opens and first < self.closes]
        return min(within, default=None)

    def state(self, looks: Iterable[Looked], now: datetime) -> str:
        """Done, missed, or not over yet."""
        if self.looked(looks) is not None:
            return DONE
        return MISSED if now >= self.closes else WAITING


def parse_hour(text: str) -> time:
    """11:00 as the settings write it."""
    return time.fromisoformat(text)


def windows(day: date, hours: Sequence[str], zone: tzinfo | None) -> list[Window]:
    """The checks of a day, in order; each closes where the next one opens, the last one with the day."""
    dues = [datetime.combine(day, hour, zone) for hour in sorted(map(parse_hour, hours))]
    opens = [due - EARLY for due in dues]
    ends = [*opens[1:], datetime.combine(day + timedelta(days=1), time(), zone)]
    return [Window(*each) for each in zip(opens, dues, ends, strict=True)]
