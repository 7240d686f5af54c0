"""Mục tiêu: the shares an office has to reach, each with the day it began and the paper it stands in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Target:
    """So many percent at least, or more than that, since a day."""

    since: date
    percent: int
    source: str
    is_beyond: bool = False  # “trên 80 %” is not reached by 80

    def is_met(self, numerator: int, denominator: int) -> bool:
        """Whether so many of so many reach it; nothing to count misses nothing."""
        reached, wanted = 100 * numerator, self.percent * denominator
        return not denominator or reached > wanted or (reached == wanted and not self.is_beyond)


_LETTER = "Công văn 536/UBND-TH ngày 10/5/2019"
_DECREE = "Nghị định 30/2020/NĐ-CP"
_SINCE_LETTER, _SINCE_DECREE = date(2019, 5, 10), date(2020, 3, 5)

# By report; a newer line of the same report takes the place of the older from its day on.
TARGETS: dict[str, tuple[Target, ...]] = {
    "sealed_electronic": (Target(_SINCE_LETTER, 100, f"{_LETTER}, phần II"),),
    "signed_personally": (Target(_SINCE_LETTER, 80, f"{_LETTER}, phần II", is_beyond=True),),
    "signed_by_leaders": (Target(_SINCE_LETTER, 20, f"{_LETTER}, phần II", is_beyond=True),),
    "issued_in_time": (Target(date(2018, 7, 12), 100, "Quyết định 28/2018/QĐ-TTg"),),
    "entered_in_time": (Target(_SINCE_DECREE, 100, f"{_DECREE}, Điều 22"),),
    "answered_same_day": (Target(_SINCE_DECREE, 100, f"{_DECREE}, Điều 21"),),
    "two_checks": (Target(_SINCE_LETTER, 100, f"{_LETTER}, phần IV"),),
    "digital_dossiers": (Target(date(2025, 12, 1), 100, "Quyết định 2629/QĐ-TTg ngày 01/12/2025"),),
}


def target_of(report: str, day: date) -> Target | None:
    """The target in force on the day, or None where none is known."""
    begun = [target for target in TARGETS.get(report, ()) if target.since <= day]
    return max(begun, key=lambda target: target.since, default=None)
