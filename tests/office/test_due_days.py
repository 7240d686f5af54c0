"""The day of a letter is corrected: who has the work has the corrected day, unless a leader gave another."""

from datetime import date, timedelta

import pytest

from portal.office import desk
from portal.office.assignments import Assignment
from portal.office.directing import KEEP, direct, report
from portal.office.dividing import give_on
from portal.office.documents import Document
from portal.office.entering import correct
from portal.office.events import Event
from portal.office.extending import extend
from portal.office.routing_acts import undo
from portal.rules.days import Calendar
from portal.rules.errors import Conflict
from tests.office_fixtures import NOW, TODAY, Staff, entered, facts, later

D24, D25, D26, D27, D30 = (date(2026, 11, day) for day in (24, 25, 26, 27, 30))


def corrected(document: Document, day: date | None, people: Staff) -> Event:
    """The letter's day is mended by the clerk; what the trail says of it."""
    correct(document, facts(due_on=day), "ghi nhầm hạn", by=people.clerk, at=later(hours=2))
    found: Event = Event.of(document).where(Event.verb == "corrected").order_by(Event.id.desc()).first()
    return found


def days(document: Document) -> dict[str, date | None]:
    return {one.handler_name: one.due_on for one in Assignment.select().where(Assignment.document == document)}


def test_a_letter_directed_without_a_day_whose_day_is_then_found_has_it_on_the_desk(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW, support=[people.culture], inform=[people.head])
    event = corrected(document, D26, people)
    assert days(document) == {people.officer.name: D26, people.culture.name: D26, people.head.name: None}
    assert [line.due_on for line in desk.lines(people.officer, TODAY, Calendar())] == [D26]
    assert event.data["new_day"] == "2026-11-26"
    assert event.data["days"] == [
        {"handler": people.officer.name, "old": None, "new": "2026-11-26"},
        {"handler": people.culture.name, "old": None, "new": "2026-11-26"},
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "own", "new", "then"), [
    (D26, None, D27, D27),  # support without a day has that of the lead
    (D26, D25, D27, D25), (D26, D25, D24, D24), (D26, D25, None, D25),
    (D26, D27, D30, D27), (D26, D27, D25, D27),  # beyond the letter's day by the leader's word
    (D26, None, None, None),
])
def test_another_day_of_a_leader_stays_unless_the_letters_is_now_before_it(people: Staff, old, own, new, then):
    document = entered(people, due_on=old)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW, support=[people.culture], support_due_on=own)
    event = corrected(document, new, people)
    assert days(document) == {people.officer.name: new, people.culture.name: then}
    assert {row["handler"] for row in event.data["days"]} == {
        people.officer.name, *([people.culture.name] if then != (own or old) else []),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("own", "new", "then"), [
    (None, D30, D30), (D25, D30, D25), (D25, D24, D24), (D25, D26, D25), (None, None, None), (D25, None, D25),
])
def test_a_part_given_on_follows_the_units_day(people: Staff, own, new, then):
    document = entered(people, due_on=D27)
    direct(document, "Giao", people.economy, by=people.leader, at=NOW)
    give_on(Assignment.leads(document).get(), people.officer, by=people.head, at=later(hours=1), due_on=own)
    corrected(document, new, people)
    assert days(document) == {people.economy.name: new, people.officer.name: then}


@pytest.mark.slow
def test_what_is_reported_keeps_its_day_and_a_correction_of_other_words_moves_none(people: Staff):
    document = entered(people, due_on=D26)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW, support=[people.stranger])
    report(Assignment.live(document).where(Assignment.role == "support").get(), "đã góp ý", by=people.stranger, at=NOW)
    assert "days" not in corrected(document, D26, people).data
    corrected(document, D25, people)
    assert days(document) == {people.officer.name: D25, people.stranger.name: D26}


@pytest.mark.slow
def test_the_trail_says_the_days_that_were_given_where_none_was_typed(people: Staff):
    def told(verb: str) -> tuple[str | None, str | None]:
        data = Event.of(document).where(Event.verb == verb).order_by(Event.id.desc()).get().data
        return data.get("due_on"), data.get("support_due_on")

    document = entered(people, due_on=D27)
    direct(document, "Giao", people.economy, by=people.leader, at=NOW)
    assert told("directed") == ("2026-11-27", None)
    give_on(Assignment.leads(document).get(), people.officer, by=people.head, at=later(hours=1))
    assert told("given_on") == ("2026-11-27", None)
    direct(document, "Thêm", people.culture, by=people.leader, at=later(hours=2), standing_lead=KEEP, due_on=D25)
    assert told("directed") == (None, "2026-11-25")  # whoever leads keeps their day
    other = document = entered(people, due_on=D27)
    direct(other, "Giao", people.economy, by=people.leader, at=NOW, support=[people.culture], support_due_on=D26)
    assert told("directed") == ("2026-11-27", "2026-11-26")


@pytest.mark.slow
def test_a_corrected_day_is_the_one_that_is_extended(people: Staff):
    document = entered(people, due_on=D26)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    corrected(document, D25, people)
    lead = Assignment.leads(document).get()
    assert extend(lead, D27, "chờ số liệu", by=people.leader, at=later(hours=3)).old == D25
    assert Document.get_by_id(document.id).due_on == D27


@pytest.mark.slow
def test_what_was_directed_before_the_correction_is_not_undone_over_it(people: Staff):
    """Undoing would bring the wrong day back."""
    document = entered(people)
    act = direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    correct(document, facts(due_on=D26), "ghi nhầm hạn", by=people.clerk, at=NOW + timedelta(seconds=5))
    with pytest.raises(Conflict) as refused:
        undo(act.id, by=people.leader, at=NOW + timedelta(seconds=9))
    assert refused.value.data["why"] == "undo_built_upon"
    assert Document.get_by_id(document.id).due_on == D26
