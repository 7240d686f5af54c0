"""Notices: what happened, and days that come near or pass, told once to whom it concerns, as far as it may be read."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from portal.flows import telling, worker
from portal.flows.premises import Premises, store_in
from portal.office import desk, directing, extending, handing_back, notices, rights, routing_acts, stand_ins
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.notices import Notice
from portal.office.outbox import Job
from portal.office.people import Person
from portal.rules.roles import Scope
from portal.rules.undoing import UNDO_WITHIN
from tests.office_fixtures import NOW, TODAY, Staff, entered, later

AFTER = NOW + UNDO_WITHIN + timedelta(seconds=1)


def told(person: Person) -> list[tuple[str, int]]:
    """Kind and document of what a person was told, the oldest first."""
    return [(one.kind, one.document_id) for one in Notice.select().where(Notice.person == person).order_by(Notice.id)]


def unread(person: Person) -> int:
    """What the head of a page says."""
    return desk.menu_counts(person)["notices"]


def given(people: Staff, *, due_on: date | None = None, at: datetime = NOW, lead: object = None) -> Document:
    letter = entered(people)
    directing.direct(letter, "Giao", lead or people.officer, by=people.leader, at=at, due_on=due_on)
    return letter


def work(letter: Document) -> Assignment:
    return Assignment.get(Assignment.document == letter, Assignment.role == "lead")


def test_work_given_is_told_once_and_only_when_it_cannot_be_undone_any_more(people: Staff):
    letter = given(people)
    telling.tell(at=NOW + UNDO_WITHIN - timedelta(seconds=1))()
    assert told(people.officer) == []
    for minutes in (1, 2, 3):
        telling.tell(at=later(minutes=minutes))()
    assert told(people.officer) == [("given", letter.id)]
    assert told(people.leader) == []


@pytest.mark.slow
def test_an_act_undone_at_once_is_told_to_nobody(people: Staff):
    letter = given(people)
    routing_acts.undo(routing_acts.RoutingAct.newest_of(letter).id, by=people.leader, at=later(seconds=5))
    telling.tell(at=AFTER)()
    assert told(people.officer) == []


@pytest.mark.slow
def test_a_unit_is_told_through_its_head(people: Staff):
    letter = given(people, lead=people.economy)
    telling.tell(at=AFTER)()
    assert told(people.head) == [("given", letter.id)]
    assert told(people.officer) == []


@pytest.mark.slow
def test_what_comes_back_and_what_is_reported_is_told_to_who_gave_it(people: Staff):
    back, reported = given(people), given(people)
    handing_back.hand_back(work(back), "Không thuộc phòng", by=people.officer, at=later(minutes=5))
    directing.report(work(reported), "Đã trả lời", by=people.officer, at=later(minutes=6))
    telling.tell(at=later(minutes=10))()
    assert told(people.leader) == [("handed_back", back.id), ("reported", reported.id)]


@pytest.mark.slow
def test_a_day_put_further_is_told_each_time(people: Staff):
    letter = given(people, due_on=date(2026, 11, 25))
    telling.tell(at=AFTER)()
    for n, day in enumerate((date(2026, 11, 26), date(2026, 11, 27)), 1):
        extending.extend(work(letter), day, "Chờ số liệu", by=people.leader, at=later(minutes=n))
    telling.tell(at=later(minutes=10))()
    assert told(people.officer) == [("given", letter.id), ("extended", letter.id), ("extended", letter.id)]


# Due on Friday the 27th; Tuesday the 24th is off.  Near from Wednesday the 25th (two working days before), late from
# Saturday the 28th.
def test_a_day_is_told_when_near_and_when_past_and_its_giver_hears_of_it_exactly_once(people: Staff):
    letter = given(people, due_on=date(2026, 11, 27))
    for day, officer, leader in (
        (23, [], []), (24, [], []), (25, ["due_soon"], []), (26, ["due_soon"], []), (27, ["due_soon"], []),
        (28, ["due_soon", "overdue"], ["escalated"]), (29, ["due_soon", "overdue"], ["escalated"]),
    ):
        for hour in (1, 13):  # a worker that starts again looks again
            telling.tell_days(at=NOW.replace(day=day, hour=hour))()
        assert [kind for kind, _ in told(people.officer)] == officer, day
        assert told(people.leader) == [(kind, letter.id) for kind in leader], day


@pytest.mark.slow
def test_a_day_put_further_may_pass_once_more(people: Staff):
    letter = given(people, due_on=date(2026, 11, 25))
    telling.tell_days(at=NOW.replace(day=26))()
    extending.extend(work(letter), date(2026, 11, 30), "Chờ", by=people.leader, at=NOW.replace(day=26))
    telling.tell_days(at=NOW.replace(day=30) + timedelta(days=1))()
    assert [kind for kind, _ in told(people.leader)] == ["escalated", "escalated"]


@pytest.mark.slow
def test_what_was_reported_is_late_no_more(people: Staff):
    letter = given(people, due_on=date(2026, 11, 25))
    directing.report(work(letter), "Xong", by=people.officer, at=later(hours=1))
    telling.tell_days(at=NOW.replace(day=27))()
    assert told(people.officer) == told(people.leader) == []


def test_a_notice_of_what_one_may_no_longer_read_shows_nothing(people: Staff):
    letter = given(people)
    telling.tell(at=AFTER)()
    assert [one.document for one in Notice.of(people.officer)] == [letter]
    assert unread(people.officer) == 1
    rights.end(letter, "lead", at=later(hours=1))
    assert list(Notice.of(people.officer)) == []
    assert unread(people.officer) == 0


@pytest.mark.slow
def test_a_giver_without_the_right_is_shown_nothing(people: Staff):
    letter = given(people, due_on=date(2026, 11, 25))
    telling.tell_days(at=NOW.replace(day=27))()
    assert unread(people.leader) == 1
    Document.update(scope=Scope.RESTRICTED).where(Document.id == letter.id).execute()
    rights.end(letter, *rights.REASONS, at=later(hours=1), person=people.leader)
    assert unread(people.leader) == 0


@pytest.mark.slow
def test_who_opened_the_document_has_seen_what_was_told_of_it(people: Staff):
    first, second = given(people), given(people)
    telling.tell(at=AFTER)()
    notices.mark_read_about(first, by=people.officer, at=later(hours=1))
    assert [one.document for one in Notice.unread(people.officer)] == [second]
    notices.mark_read(people.officer, at=later(hours=1))
    assert unread(people.officer) == 0


@pytest.mark.slow
def test_nobody_takes_note_for_another(people: Staff):
    given(people)
    telling.tell(at=AFTER)()
    one = Notice.get()
    notices.mark_read(people.stranger, at=later(hours=1), notice_id=one.id)
    assert unread(people.officer) == 1


@pytest.mark.slow
def test_whoever_stands_in_is_told_as_well_while_it_holds(people: Staff):
    stand_ins.set_stand_in(people.officer, people.head, TODAY, TODAY, by=people.officer, at=NOW)
    letter = given(people)
    telling.tell(at=AFTER)()
    assert told(people.officer) == told(people.head) == [("given", letter.id)]
    assert [one.document for one in Notice.of(stand_ins.know(people.head, on=TODAY))] == [letter]
    given(people, at=later(days=2))
    telling.tell(at=later(days=2, minutes=1))()
    assert len(told(people.officer)) == 2
    assert len(told(people.head)) == 1


@pytest.mark.slow
def test_the_worker_does_what_was_asked(people: Staff, tmp_path: Path):
    premises = Premises(tmp_path, store_in(tmp_path / "blobs"), tmp_path / "index", tmp_path / "scratch", 10**6)
    given(people, due_on=date(2026, 11, 24))
    worker.look_around(premises, at=AFTER)
    work_of = worker.jobs(premises, AFTER)
    for job in Job.select().where(Job.kind.in_((telling.JOB, telling.DAYS_JOB))):
        work_of[job.kind](*job.args)()
    assert [kind for kind, _ in told(people.officer)] == ["given", "due_soon"]


@pytest.mark.slow
def test_the_worker_asks_each_minute_and_for_the_days_once_a_day(people: Staff):
    def asked(at: datetime) -> list[str]:
        telling.ask(at=at)
        kinds = sorted(job.kind for job in Job.select().where(Job.kind.in_((telling.JOB, telling.DAYS_JOB))))
        Job.delete().where(Job.kind.in_(kinds)).execute()
        return kinds

    assert asked(NOW) == [telling.JOB, telling.DAYS_JOB]
    telling.tell(at=NOW)()
    telling.tell_days(at=NOW)()
    assert asked(later(seconds=30)) == []
    assert asked(later(seconds=60)) == [telling.JOB]
    telling.tell(at=later(days=1))()
    assert asked(later(days=1)) == [telling.DAYS_JOB]
