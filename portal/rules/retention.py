"""How long a dossier is kept, when it is due at the archive, and when its time has run out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.kinds import DOCUMENT_KINDS, LETTER


@dataclass(frozen=True)
class Span:
    """A period the law sets, from when on, and where it says so."""

    name: str
    since: date
    basis: str
    days: int = 0
    years: int = 0

    def after(self, day: date) -> date:
        """The last day of the period that begins on a day."""
        return years_after(day, self.years) + timedelta(days=self.days)


TO_ARCHIVE, LATE, CREATOR_READS, STAY = "to_archive", "late", "creator_reads", "stay"
SPANS = (
    Span(TO_ARCHIVE, date(2025, 7, 1), "Thông tư 05/2025/TT-BNV", days=60),
    Span(LATE, date(2020, 3, 5), "Nghị định 30/2020/NĐ-CP, Điều 30", years=1),
    Span(STAY, date(2020, 3, 5), "Nghị định 30/2020/NĐ-CP, Điều 31", years=2),
    Span(CREATOR_READS, date(2025, 7, 1), "Thông tư 05/2025/TT-BNV", days=360),
)
WARNED = timedelta(days=14)  # before a dossier is due at the archive its keeper is told on the desk
DEPOSITED_FROM = 5  # years: what is kept for less is not handed over (Decree 30/2020/NĐ-CP Art. 30)
NUMBERED_FROM = 5  # years: from here on sheets of paper are numbered (Decree 30/2020/NĐ-CP Art. 29)

# Archive codes of Circular 05/2025/TT-BNV; any other period is 07.
ARCHIVE_CODES: dict[int | None, str] = {None: "01", 70: "02", 50: "03", 30: "04", 20: "05", 10: "06"}
OTHER = "07"


@dataclass(frozen=True)
class Period:
    """A line of the table an office begins with; ``years`` is None for ever, ``kinds`` are those it is proposed for."""

    years: int | None
    name: str
    basis: str
    kinds: tuple[str, ...] = ()


_CIRCULAR, _USUAL = "Thông tư 05/2025/TT-BNV", "Thông tư 10/2022/TT-BNV"
_FOR_EVER = ("Quyết định", "Nghị quyết", "Chỉ thị", "Quy chế", "Quy định")
_ROUTINE = (LETTER.name, "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo",
            "Thư công")
USUAL = (
    Period(None, "Vĩnh viễn", _USUAL, _FOR_EVER), Period(70, "70 năm", _CIRCULAR),
    Period(50, "50 năm", _USUAL,
           tuple(kind.name for kind in DOCUMENT_KINDS if kind.name not in (*_FOR_EVER, *_ROUTINE))),
    Period(30, "30 năm", _CIRCULAR), Period(20, "20 năm", _USUAL), Period(10, "10 năm", _USUAL, _ROUTINE),
    Period(5, "5 năm", _USUAL),
)


def span(name: str, on: date) -> Span:
    """The period of this name as the law had it on a day; before the first rule, as the first has it."""
    known = sorted((s for s in SPANS if s.name == name), key=lambda s: s.since)
    return next((s for s in reversed(known) if s.since <= on), known[0])


def deposit_due(closed_on: date) -> date:
    """Hạn nộp lưu: a digital dossier is handed over within 60 days of its closing (Circular 05/2025/TT-BNV)."""
    return span(TO_ARCHIVE, closed_on).after(closed_on)


def deposit_late(closed_on: date) -> date:
    """The last day on which a dossier is not late: a year after the work ended (Decree 30/2020/NĐ-CP Art. 30)."""
    return span(LATE, closed_on).after(closed_on)


def stays_most(closed_on: date) -> date:
    """The last day a dossier may be held with leave: two years after it was due (Decree 30/2020/NĐ-CP Art. 31)."""
    due = deposit_due(closed_on)
    return span(STAY, due).after(due)


def creator_reads_until(deposited_on: date) -> date:
    """Until when who made a digital dossier keeps the use of it (Circular 05/2025/TT-BNV)."""
    return span(CREATOR_READS, deposited_on).after(deposited_on)


def code_of(years: int | None) -> str:
    """The word a period is known by: its archive code, and the years where the code leaves them open."""
    return ARCHIVE_CODES.get(years) or f"{OTHER}.{years:02d}"


def runs_out(closed_on: date, years: int | None) -> date | None:
    """The last day of keeping, counted from the year the work ended in; None for ever."""
    return None if years is None else date(closed_on.year + years, 12, 31)


def is_deposited(years: int | None) -> bool:
    """Whether a dossier kept so long goes to the archive."""
    return years is None or years >= DEPOSITED_FROM


def longest(periods: Iterable[int | None]) -> int | None:
    """The longest of these periods, None being longer than any; there must be one."""
    return max(periods, key=lambda years: float("inf") if years is None else years)


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
