"""How long dossiers are kept, and when they are due at the archive."""

from datetime import date

import pytest

from portal.rules import retention
from portal.rules.kinds import DOCUMENT_KINDS
from portal.rules.retention import USUAL

CLOSED = date(2026, 11, 23)


def test_a_dossier_is_due_after_sixty_days_and_late_after_a_year() -> None:
    assert retention.deposit_due(CLOSED) == date(2027, 1, 22)
    assert retention.deposit_late(CLOSED) == date(2027, 11, 23)
    assert retention.creator_reads_until(date(2027, 1, 4)) == date(2027, 12, 30)


def test_every_period_of_the_law_names_its_source_and_its_day() -> None:
    assert {s.name for s in retention.SPANS} == {"to_archive", "late", "stay", "creator_reads"}
    assert all(s.basis and (s.days or s.years) for s in retention.SPANS)
    assert retention.span("to_archive", date(1999, 1, 1)).days == 60  # what is older than the rule follows the first


@pytest.mark.parametrize(("years", "code"), [(None, "01"), (70, "02"), (10, "06"), (15, "07.15"), (5, "07.05")])
def test_a_period_has_the_code_of_the_circular(years: int | None, code: str) -> None:
    assert retention.code_of(years) == code


def test_keeping_ends_with_the_year_and_what_is_kept_for_ever_never_runs_out() -> None:
    assert retention.runs_out(date(2026, 3, 1), 10) == date(2036, 12, 31)
    assert retention.runs_out(date(2026, 3, 1), None) is None


def test_five_years_and_more_go_to_the_archive() -> None:
    assert [retention.is_deposited(years) for years in (None, 70, 5, 4)] == [True, True, True, False]


def test_the_longest_wins_and_for_ever_is_longest() -> None:
    assert retention.longest([10, 50, 20]) == 50
    assert retention.longest([10, None, 50]) is None


def test_every_type_of_document_is_proposed_one_period() -> None:
    proposed = [kind for period in USUAL for kind in period.kinds]
    assert sorted(proposed) == sorted(kind.name for kind in DOCUMENT_KINDS)


def test_a_year_after_the_29th_of_february_is_the_28th() -> None:
    assert retention.years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)
