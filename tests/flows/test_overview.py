"""What is late, what waits for me, are we keeping the rules; and the figures of a month, which stay as drawn up."""

from datetime import date, timedelta

import pytest

from portal import db
from portal.flows.premises import Premises
from portal.flows.reports import COUNTED, Asked, Period, found, monthly
from portal.flows.reports.base import Facts
from portal.flows.reports.overview import overview
from portal.office import directing, entering, looks, report_months, rights
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.looks import Look
from portal.office.outbox import Job
from portal.office.people import Person, Unit
from portal.office.registers import Entry, Register
from portal.office.report_months import ReportMonth
from portal.rules.doors import PACKET, PAPER
from portal.rules.roles import Scope
from portal.rules.targets import TARGETS, Target, target_of
from portal.wording import label
from tests.office_fixtures import NOW, TODAY, Staff, entered, facts, later, received, request_id, submitted

WEDNESDAY = TODAY + timedelta(days=2)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def asked(days: float = 9, **changes: object) -> Asked:
    return Asked(NOVEMBER, later(days=days), **changes)  # type: ignore[arg-type]


def directed(people: Staff, due_on: date = WEDNESDAY) -> None:
    directing.direct(entered(people), "Xử lý", people.officer, by=people.leader, at=NOW, due_on=due_on)


def test_the_three_questions_have_their_answers(people: Staff) -> None:
    directed(people)
    received(people)
    entered(people)
    submitted(people)
    seen = overview(asked(5), people.leader)
    assert [(one.unit, one.count, one.oldest) for one in seen.late] == [("Phòng Kinh tế", 1, WEDNESDAY)]
    assert (seen.unentered, seen.late_count, len(seen.letters)) == (1, 1, 1)
    assert dict(seen.waiting) == {"to_direct": 1, "to_sign": 1, "to_do": 0}
    handled = next(one for one in seen.standings if one.report.name == "handled_in_time")
    assert (handled.part.ratio.numerator, handled.part.ratio.denominator) == (0, 1)


def test_who_reads_no_document_sees_figures_and_no_letter(people: Staff) -> None:
    directed(people)
    seen = overview(asked(), people.safety)
    assert (seen.late_count, seen.letters, seen.waiting) == (1, [], [])


@pytest.mark.slow
def test_what_an_old_book_brought_is_not_late(people: Staff) -> None:
    directed(people)
    Entry.insert(
        register=Register.get(), number=900, document=Document.get().id, act="imported", columns={}, at=NOW, hash="x"
    ).execute()
    assert overview(asked(), people.leader).letters == []
    assert overview(asked(), people.leader).late_count == 0


@pytest.mark.slow
def test_a_letter_for_named_persons_is_counted_and_not_shown(people: Staff) -> None:
    directed(people)
    rights.set_scope(rights.documents(people.clerk).get(), Scope.RESTRICTED, by=people.leader, at=NOW)
    assert overview(asked(), people.deputy).letters == []
    assert overview(asked(), people.deputy).late_count == 1


def test_the_look_takes_a_dozen_questions(people: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    directed(people)
    questions: list[str] = []
    ask = db.database.execute_sql
    with monkeypatch.context() as counting:
        counting.setattr(db.database, "execute_sql", lambda sql, *more: (questions.append(sql), ask(sql, *more))[1])
        overview(asked(), people.leader)
    assert 5 <= len(questions) <= 12


# Months drawn up


@pytest.fixture
def labelled(premises: Premises) -> Premises:
    return Premises(**{**vars(premises), "label": label})


@pytest.mark.slow
def test_a_month_is_drawn_up_once_and_stays_as_it_was(people: Staff, labelled: Premises) -> None:
    letter = entering.enter(
        received(people), facts(received_on=TODAY), by=people.clerk, at=later(days=3), request_id=request_id()
    )
    december = later(days=10)
    monthly.ask(at=december)
    assert Job.select().where(Job.kind == monthly.JOB).count() == 1
    monthly.draw(at=december, premises=labelled)()
    monthly.ask(at=later(days=12))
    assert Job.select().where(Job.kind == monthly.JOB).count() == 1
    row = ReportMonth.of(NOVEMBER.first)["entered_in_time"]
    assert (row.numerator, row.denominator, row.target) == (0, 1, 100)
    assert row.reading == label("entered_in_time", "report_reading")
    assert row.units == {str(people.clerk.unit_id): [0, 1]}
    assert Event.newest("month_drawn").data["reports"] == len(COUNTED)
    entering.void(letter, "vào nhầm", by=people.clerk, at=december)
    drawn = monthly.drawn_up(asked(days=20), "entered_in_time")
    assert drawn is not None
    assert (drawn[0].denominator, drawn[1]) == (1, december)
    now = next(report for report in COUNTED if report.name == "entered_in_time")
    assert found(now, asked(days=20), people.clerk).ratio.denominator == 0
    with pytest.raises(Exception, match="only added"):
        ReportMonth.update(numerator=9).execute()


def test_a_month_before_the_office_began_is_not_drawn_up(people: Staff) -> None:
    monthly.ask(at=NOW)
    assert not Job.select().where(Job.kind == monthly.JOB).exists()


def test_only_a_whole_month_has_a_figure_drawn_up(people: Staff) -> None:
    report_months.keep(NOVEMBER.first, [report_months.Figure("filed", 1, 2, 0, None, "x", {})], at=NOW)
    part = Asked(Period(NOVEMBER.first, TODAY), NOW)
    assert monthly.drawn_up(asked(), "filed") is not None
    assert monthly.drawn_up(part, "filed") is None
    assert monthly.drawn_up(asked(unit=1), "filed") is None


# What a target is


def test_more_than_so_many_is_not_reached_by_just_so_many() -> None:
    target = Target(date(2019, 5, 10), 80, "x", is_beyond=True)
    assert [target.is_met(n, 10) for n in (7, 8, 9)] == [False, False, True]
    assert Target(date(2019, 5, 10), 100, "x").is_met(10, 10)
    assert target.is_met(0, 0)


def test_a_target_holds_from_its_day_on() -> None:
    assert target_of("digital_dossiers", date(2025, 11, 30)) is None
    assert target_of("digital_dossiers", date(2025, 12, 1)).percent == 100
    assert all(target.source for lines in TARGETS.values() for target in lines)


# The two checks, as the page of checks counts them


@pytest.mark.slow
def test_a_day_counts_when_every_door_was_looked_at_each_time(people: Staff) -> None:
    report = next(report for report in COUNTED if report.name == "two_checks")
    for hours in (2.5, 8):  # Monday: both doors twice; Wednesday: the afternoon is forgotten at one door
        for door in (PACKET, PAPER):
            looks.looked(door, at=later(hours=hours))
        looks.looked(PACKET, at=later(days=2, hours=hours))
    Look.create(door=PAPER, at=later(days=2, hours=3), until=later(days=2, hours=3))
    seen = found(report, asked(days=3, doors=(PACKET, PAPER)), people.safety)
    assert (seen.ratio.numerator, seen.ratio.denominator) == (1, 2)
    assert seen.rows == [(WEDNESDAY, "missed_paper", 1)]
    early = found(report, asked(days=2.1, doors=(PACKET, PAPER)), people.safety)
    assert (early.ratio.denominator, early.open) == (1, 1)  # Wednesday's afternoon is still to come


def test_facts_of_every_report_name_units_and_people_that_are(people: Staff) -> None:
    directed(people)
    units, persons = {u.id for u in Unit.select()}, {p.id for p in Person.select()}
    for report in COUNTED:
        assert isinstance(report.facts(asked()), Facts)
        sums = found(report, asked(), people.leader).sums
        assert {part.key for part in sums.units} <= units
        assert {part.key for part in sums.persons} <= persons
