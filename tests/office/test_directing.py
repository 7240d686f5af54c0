"""Bút phê: the directive reaches those it names, and the report of the leading one closes it."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal import db
from portal.office import rights
from portal.office.assignments import Assignment
from portal.office.directing import direct, mark_seen, present, report
from portal.office.documents import Document
from portal.office.entering import void
from portal.office.events import Event
from portal.rules import errors
from portal.rules.roles import Scope
from portal.rules.states import DONE, IN_PROGRESS
from tests.office_fixtures import NOW, TODAY, Staff, entered, found_office, later, received


def directed(people: Staff, **changes) -> Document:
    document = entered(people)
    direct(document, "Giao Phòng Kinh tế", people.officer, by=people.leader, at=NOW, **changes)
    return document


def test_presenting_lays_the_letter_before_the_leader(people: Staff):
    document = entered(people)
    present(document, people.deputy, by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).presented_to == people.deputy


@pytest.mark.parametrize("who", ["officer", "head", "admin"])
def test_a_letter_is_presented_to_leaders_only(people: Staff, who):
    with pytest.raises(errors.NotAllowed):
        present(entered(people), getattr(people, who), by=people.clerk, at=NOW)


def test_presenting_and_directing_keep_the_marks_of_all_they_wrote(people: Staff):
    letter = entered(people)
    for act in (
        lambda: present(letter, people.leader, by=people.clerk, at=NOW),
        lambda: direct(letter, "Giao", people.economy, by=people.leader, at=NOW, support=[people.stranger]),
    ):
        kept = act()
        assert db.take_touched() == {}
        assert str(kept.id) in list(Event.of(letter))[-1].kept["routing_act"]


def test_what_has_no_number_is_neither_presented_nor_directed(people: Staff):
    for act in (lambda d: present(d, people.leader, by=people.clerk, at=NOW),
                lambda d: direct(d, "Giao", people.officer, by=people.leader, at=NOW)):
        with pytest.raises(errors.WrongState):
            act(received(people))


def test_everyone_named_in_a_directive_may_read_from_then_on(people: Staff):
    document = entered(people)
    assert document.id not in rights.readable_ids(people.officer)
    direct(document, "", people.officer, by=people.leader, at=NOW, support=[people.culture], inform=[people.head])
    for person in (people.officer, people.stranger, people.head):
        assert rights.read(person, document.id).id == document.id
    assert [(a.handler_name, a.role) for a in document.assignments] == [
        ("Đỗ Thị Chuyên", "lead"), ("Phòng Văn hóa - Xã hội", "support"), ("Hoàng Văn Trưởng", "inform"),
    ]


def test_a_directive_takes_the_letter_off_the_leaders_desk(people: Staff):
    document = entered(people)
    present(document, people.leader, by=people.clerk, at=NOW)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW, due_on=date(2026, 11, 30))
    found = Document.get_by_id(document.id)
    assert (found.state, found.presented_to, found.due_on) == (IN_PROGRESS, None, date(2026, 11, 30))


def test_a_due_day_in_the_past_is_refused_and_today_is_not(people: Staff):
    with pytest.raises(errors.Invalid):
        directed(people, due_on=date(2026, 11, 22))
    assert directed(people, due_on=TODAY).due_on == TODAY


def test_only_leaders_direct(people: Staff):
    for person in (people.clerk, people.head, people.officer, people.admin):
        with pytest.raises(errors.NotAllowed):
            direct(entered(people), "Giao", people.officer, by=person, at=NOW)


def test_a_letter_voided_meanwhile_is_not_directed_from_an_old_page(people: Staff):
    document = entered(people)
    page = Document.get_by_id(document.id)
    void(document, "đăng ký trùng", by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        direct(page, "Giao", people.officer, by=people.leader, at=NOW)


def test_the_leading_report_closes_the_letter(people: Staff):
    document = directed(people, support=[people.head])
    lead, support = document.assignments
    report(support, "đã góp ý", by=people.head, at=later(hours=1))
    assert Document.get_by_id(document.id).state == IN_PROGRESS
    report(lead, "đã phân loại xong", by=people.officer, at=later(hours=2))
    found = Document.get_by_id(document.id)
    assert (found.state, found.done_on) == (DONE, TODAY)


def test_a_report_says_something_and_is_given_once(people: Staff):
    document = directed(people)
    page = Assignment.get(Assignment.document == document)
    with pytest.raises(errors.ReasonMissing):
        report(page, " ", by=people.officer, at=NOW)
    report(Assignment.get(Assignment.document == document), "xong", by=people.officer, at=NOW)
    with pytest.raises(errors.Conflict):
        report(page, "xong", by=people.officer, at=NOW)  # the second of two clicks, from the same page
    assert Event.of(document).where(Event.verb == "reported").count() == 1


def test_nobody_reports_what_was_given_to_others(people: Staff):
    assignment = directed(people).assignments.get()
    with pytest.raises(errors.NotFound):
        report(assignment, "xong", by=people.stranger, at=NOW)
    with pytest.raises(errors.NotAllowed):
        report(assignment, "xong", by=people.admin, at=NOW)


def test_who_is_only_to_know_of_a_letter_reports_nothing(people: Staff):
    document = directed(people, inform=[people.head])
    told = document.assignments.where(Assignment.role == "inform").get()
    with pytest.raises(errors.Conflict, match="only_to_know"):
        report(told, "xong", by=people.head, at=NOW)
    assert Assignment.get_by_id(told.id).done_at is None


def test_one_of_the_unit_reports_for_the_unit(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.economy, by=people.leader, at=NOW)
    report(document.assignments.get(), "xong", by=people.officer, at=NOW)
    assert Document.get_by_id(document.id).state == DONE


def test_a_new_directive_opens_a_closed_letter_again(people: Staff):
    document = directed(people)
    report(document.assignments.get(), "xong", by=people.officer, at=NOW)
    direct(document, "Làm lại", people.head, by=people.leader, at=NOW)
    assert Document.get_by_id(document.id).state == IN_PROGRESS


def test_the_nearest_deadline_comes_first_on_the_desk(people: Staff):
    days = [None, date(2026, 12, 10), date(2026, 11, 25)]
    for day in days:
        directed(people, due_on=day)
    assert [a.due_on for a in Assignment.open_for(people.officer)] == [days[2], days[1], None]


def test_work_is_overdue_the_day_after(people: Staff):
    assignment = directed(people, due_on=TODAY).assignments.get()
    assert not assignment.is_overdue(TODAY)
    assert assignment.is_overdue(later(days=1).date())
    report(assignment, "xong", by=people.officer, at=NOW)
    assert not assignment.is_overdue(later(days=1).date())


def test_the_first_look_is_noted_once(people: Staff):
    document = directed(people)
    mark_seen(document, by=people.officer, at=later(minutes=5))
    mark_seen(document, by=people.officer, at=later(minutes=9))
    mark_seen(document, by=people.stranger, at=later(minutes=9))
    assert document.assignments.get().seen_at == later(minutes=5)
    assert Event.of(document).where(Event.verb == "seen").count() == 1


@pytest.fixture
def office_on_disk(tmp_path: Path) -> Iterator[Staff]:
    """An office whose database threads share."""
    db.open_file(tmp_path / "portal.db")
    db.migrate()
    yield found_office()
    db.database.close()


@pytest.mark.slow
def test_the_same_first_look_in_two_windows_is_noted_once(office_on_disk: Staff):
    people, document = office_on_disk, directed(office_on_disk)

    def look() -> None:
        mark_seen(document, by=people.officer, at=later(minutes=5))
        db.database.close()

    windows = [threading.Thread(target=look) for _ in range(2)]
    with db.atomic():  # both have read before either may write
        for window in windows:
            window.start()
        time.sleep(0.2)
    for window in windows:
        window.join()
    assert Event.of(document).where(Event.verb == "seen").count() == 1


def test_the_work_on_a_voided_letter_leaves_the_desks(people: Staff):
    document = directed(people)
    assert [a.document_id for a in Assignment.open_for(people.officer)] == [document.id]
    void(document, "đăng ký trùng", by=people.clerk, at=NOW)
    assert list(Assignment.open_for(people.officer)) == []


def test_a_leader_it_was_before_by_mistake_has_it_no_more(people: Staff):
    document = entered(people)
    rights.set_scope(document, Scope.RESTRICTED, by=people.clerk, at=NOW)
    for leader in (people.deputy, people.leader):
        present(document, leader, by=people.clerk, at=NOW)
    assert [rights.may_read(leader, document) for leader in (people.deputy, people.leader)] == [False, True]
    direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    present(document, people.deputy, by=people.clerk, at=NOW)
    assert rights.may_read(people.leader, document)  # who directed it
