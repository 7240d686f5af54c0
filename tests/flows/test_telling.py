"""Notices: what happened, and days that come near or pass, told once to whom it concerns, as far as it may be read."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from portal.flows import telling, worker
from portal.flows.premises import Premises, store_in
from portal.office import (
    accounts,
    citations,
    desk,
    directing,
    dividing,
    duties,
    entering,
    extending,
    handing_back,
    notices,
    rights,
    routing_acts,
    stand_ins,
)
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.notices import Notice
from portal.office.outbox import Job
from portal.office.people import Person, Unit
from portal.rules.roles import Role, Scope
from portal.rules.undoing import UNDO_WITHIN
from tests.office_fixtures import (
    NOW,
    PASSWORD,
    TODAY,
    Staff,
    entered,
    facts,
    issued,
    later,
    received,
    request_id,
)

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
def test_who_goes_on_leading_is_told_of_further_words(people: Staff):
    letter = given(people)
    directing.direct(letter, "Chú ý", people.stranger, by=people.leader, at=later(minutes=5), standing_lead="keep")
    telling.tell(at=later(minutes=6))()
    assert told(people.officer) == [("given", letter.id), ("advised", letter.id)]
    assert told(people.stranger) == [("given", letter.id)]


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


def test_the_day_the_letter_came_with_is_told_where_the_directive_names_none(people: Staff):
    letter = entered(people, due_on=date(2026, 11, 27))
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    directing.direct(letter, "Chuyển", people.head, by=people.leader, at=NOW, standing_lead="replace")
    assert [line.due_on for line in desk.given(people.head)] == [date(2026, 11, 27)]
    for day in (25, 28):
        telling.tell_days(at=NOW.replace(day=day))()
    assert told(people.head) == [("due_soon", letter.id), ("overdue", letter.id)]
    assert told(people.leader) == [("escalated", letter.id)]


@pytest.mark.slow
def test_a_day_put_further_may_pass_once_more(people: Staff):
    letter = given(people, due_on=date(2026, 11, 25))
    telling.tell_days(at=NOW.replace(day=26))()
    extending.extend(work(letter), date(2026, 11, 30), "Chờ", by=people.leader, at=NOW.replace(day=26))
    telling.tell_days(at=NOW.replace(day=30) + timedelta(days=1))()
    assert [kind for kind, _ in told(people.leader)] == ["escalated", "escalated"]


def hired(people: Staff, login: str, role: Role, unit: Unit | None = None) -> Person:
    return accounts.hire(login, login, role, password=PASSWORD, by=people.admin, at=NOW, unit=unit)


def late_after(people: Staff, giver: Person, **change: object) -> Assignment:
    """Work late on the 28th whose giver is no more what they were: the leader, or the head within the unit."""
    letter = given(people, due_on=date(2026, 11, 27), lead=people.economy if giver == people.head else None)
    late = work(letter)
    if giver == people.head:
        dividing.give_on(late, people.officer, by=giver, at=NOW, due_on=date(2026, 11, 26))
        late = late.parts[0]
    Person.update(**change).where(Person.id == giver.id).execute()
    telling.tell_days(at=NOW.replace(day=28))()
    return late


def escalated(late: Assignment) -> set[Person]:
    """Who is told that this work is late because they answer for its giving."""
    return {one.person for one in Notice.select().where(Notice.key.startswith(f"escalated:{late.id}:"))}


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.OFFICER}])
def test_late_work_of_a_leader_who_left_or_moved_is_told_to_the_other_leaders(people: Staff, change: dict[str, object]):
    assert escalated(late_after(people, people.leader, **change)) == {people.deputy}


@pytest.mark.slow
def test_where_the_head_of_the_office_is_named_late_work_of_who_left_goes_there_alone(people: Staff):
    chair = hired(people, "chutichmoi", Role.LEADER)
    duties.name(duties.HEAD, chair, by=people.admin, at=NOW)
    assert escalated(late_after(people, people.leader, is_active=False)) == {chair}


@pytest.mark.slow
@pytest.mark.parametrize("change", [{"is_active": False}, {"unit": None}, {"role": Role.LEADER}])
def test_late_work_given_on_by_a_head_who_left_is_told_to_the_new_head(people: Staff, change: dict[str, object]):
    new = hired(people, "truongmoi", Role.UNIT_HEAD, people.economy)
    assert escalated(late_after(people, people.head, **change)) == {new}


@pytest.mark.slow
def test_late_work_of_a_unit_without_a_head_is_told_to_the_leaders(people: Staff):
    assert escalated(late_after(people, people.head, is_active=False)) == {people.leader, people.deputy}


@pytest.mark.slow
def test_nobody_is_told_of_their_own_late_work_as_the_heir_of_its_giver(people: Staff):
    Person.update(is_active=False).where(Person.id == people.leader.id).execute()
    late = late_after(people, people.head, is_active=False)
    Notice.delete().execute()
    Person.update(role=Role.UNIT_HEAD).where(Person.id == late.person_id).execute()
    telling.tell_days(at=NOW.replace(day=29))()
    assert escalated(late) == {people.deputy}


@pytest.mark.slow
def test_what_comes_back_of_a_giver_who_left_is_told_to_the_heir(people: Staff):
    letter = given(people)
    Person.update(is_active=False).where(Person.id == people.leader.id).execute()
    handing_back.hand_back(work(letter), "Không thuộc phòng", by=people.officer, at=later(minutes=5))
    telling.tell(at=later(minutes=10))()
    assert told(people.deputy) == [("handed_back", letter.id)]


@pytest.mark.slow
def test_what_was_reported_is_late_no_more(people: Staff):
    letter = given(people, due_on=date(2026, 11, 25))
    directing.report(work(letter), "Xong", by=people.officer, at=later(hours=1))
    telling.tell_days(at=NOW.replace(day=27))()
    assert told(people.officer) == told(people.leader) == []


@pytest.mark.slow
def test_who_wrote_a_document_is_told_once_of_the_letter_that_answers_it(people: Staff):
    ours = issued(people)
    reference = (ours.reference, ours.reference_key)
    answer, undated, other = (received(people) for _ in range(3))
    citations.replace(answer, [(*reference, ours.dated_on)])
    citations.replace(undated, [(*reference, None)])  # every office may have such a number
    citations.replace(other, [(*reference, ours.dated_on - timedelta(days=1))])
    for letter in (answer, undated, other):
        entering.enter(letter, facts(), by=people.clerk, at=later(minutes=5), request_id=request_id())
    telling.tell(at=later(minutes=5))()
    assert told(ours.created_by) == []
    for minutes in (6, 7):
        telling.tell(at=later(minutes=minutes))()
    assert told(ours.created_by) == [("answered", ours.id)]


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


@pytest.mark.slow
def test_nobody_is_told_of_days_of_a_letter_that_is_done(people: Staff):
    letter = entered(people)
    directing.direct(
        letter, "Giao", people.officer, by=people.leader, at=NOW, due_on=TODAY, support=[people.stranger]
    )
    (lead,) = Assignment.leading(letter)
    directing.report(lead, "Đã làm", by=people.officer, at=NOW)
    assert list(telling.days_passed(at=later(days=9))) == []
    directing.direct(
        Document.get_by_id(letter.id), "Làm tiếp", people.officer, by=people.leader, at=later(days=1)
    )
    (again, *_) = telling.days_passed(at=later(days=9))
    assert (again.kind, again.person) == ("overdue", people.stranger.id)
