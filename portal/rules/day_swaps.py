"""Days the government swapped that the package of public holidays does not know, and how far its notices reach."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Swap:
    """A working day that was off, the weekend day worked for it, and who said so."""

    off: date
    worked: date
    source: str


SWAPS = (Swap(date(2026, 1, 2), date(2026, 1, 10), "Thông báo của Bộ Nội vụ ngày 25/12/2025"),)

# The last year whose notice (Tết, Quốc khánh, swapped days) is in the calendar.  Of later years the days are those
# of the Labour Code 2019 Art. 111-112, with the choices the law leaves to the notice only supposed.
NOTICED_UP_TO = 2026
