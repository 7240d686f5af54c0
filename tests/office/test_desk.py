"""The desk: everything that waits, in one list by the day it is due, for each role, never past the right to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from portal import db
from portal.office import comments, desk, directing, dividing, handing_back, rights, walls, weeks
from portal.office.assignments import Assignment
from portal.office.desk import Line
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Line as To
from portal.rules.days import Calendar
from portal.rules.errors import Invalid, NotAllowed, NotFound
from portal.rules.roles import Scope
from tests.office_fixtures import (
    NOW,
    TODAY,
    Staff,
    drafted,
    entered,
    issued,
    later,
    numbered,
    received,
    sealed,
    submitted,
)

PLAIN = Calendar()


def lines(person: Person) -> list[Line]:
    return desk.lines(person, TODAY, PLAIN)


def acts(person: Person) -> list[tuple[str, int]]:
    return [(line.act, line.document.id) for line in lines(person)]


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    asked: list[str] = []
    real = db.database.execute_sql

    def execute(sql: str, *args: object, **how: object) -> object:
        asked.append(sql)
        return real(sql, *args, **how)

    db.database.execute_sql = execute
    try:
        yield asked
    finally:
        del db.database.execute_sql


@pytest.mark.slow
def test_the_clerk_sees_every_step_that_is_the_clerks_by_the_day_the_law_wants_it(people: Staff):
    to_enter, to_present, to_seal, to_issue, to_send = (
        received(people), entered(people), numbered(people), sealed(people),
        issued(people, recipients=(To("Sở Nội vụ"),)),
    )
    found = {line.act: line for line in lines(people.clerk)}
    assert {act: line.document for act, line in found.items()} == {
        "enter": to_enter, "present": to_present, "seal": to_seal, "issue": to_issue, "send": to_send,
    }
    assert {line.due_on for line in found.values()} == {date(2026, 11, 24)}  # the next working day


def test_an_urgent_letter_is_to_be_entered_at_once_and_stands_first(people: Staff):
    plain, urgent = received(people), received(people)
    Document.update(urgency="express").where(Document.id == urgent.id).execute()
    assert acts(people.clerk) == [("enter", urgent.id), ("enter", plain.id)]
    assert lines(people.clerk)[0].due_on == TODAY


@pytest.mark.slow
def test_a_letter_laid_before_a_leader_waits_there_and_not_at_the_clerk(people: Staff):
    letter = entered(people)
    directing.present(letter, people.leader, by=people.clerk, at=NOW)
    assert acts(people.clerk) == []
    assert acts(people.leader) == [("direct", letter.id)]
    assert acts(people.deputy) == []


def test_work_stands_by_its_day_with_who_gave_it(people: Staff):
    later_on, late, no_day = (entered(people) for _ in range(3))
    for letter, day in ((later_on, date(2026, 12, 1)), (late, date(2026, 11, 20)), (no_day, None)):
        directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW.replace(day=2), due_on=day)
    found = lines(people.officer)
    assert [line.document for line in found] == [late, later_on, no_day]
    assert {(line.act, line.sender, line.is_new) for line in found} == {("lead", people.leader.name, True)}
    assert [name for name, _ in desk.grouped(found, TODAY)] == ["overdue", "later", "no_day"]
    assert acts(people.stranger) == []


@pytest.mark.slow
def test_drafts_are_lines_of_those_who_have_to_do_something_with_them(people: Staff):
    to_sign = submitted(people)
    assert acts(people.leader) == [("sign", to_sign.id)]
    assert lines(people.leader)[0].sender == people.officer.name
    draft = drafted(people)
    comments.comment(draft, "Thiếu căn cứ", None, base_n=draft.latest.n, by=people.head, at=NOW)
    assert acts(people.officer) == [("weigh", draft.id)]


@pytest.mark.slow
def test_what_came_back_and_what_is_answered_is_told_as_such(people: Staff):
    back = entered(people)
    directing.direct(back, "Giao", people.officer, by=people.leader, at=NOW)
    handing_back.hand_back(Assignment.get(), "Không thuộc phòng", by=people.officer, at=later(minutes=1))
    (line,) = [line for line in lines(people.leader) if line.act == "give_again"]
    assert (line.document, line.sender, line.note) == (back, people.officer.name, "Không thuộc phòng")
    answered = entered(people)
    directing.direct(answered, "Trả lời", people.officer, by=people.leader, at=NOW)
    issued(people, reply_to=answered)
    assert ("close", answered.id) in acts(people.officer)


@pytest.mark.slow
def test_a_unit_head_gives_on_and_sums_up(people: Staff):
    letter = entered(people)
    directing.direct(letter, "Giao", people.economy, by=people.leader, at=NOW)
    (whole,) = Assignment.select()
    dividing.give_on(whole, people.officer, by=people.head, at=later(minutes=1))
    assert acts(people.officer) == [("lead", letter.id)]
    directing.report(Assignment.get(Assignment.parent == whole), "Đã làm", by=people.officer, at=later(minutes=2))
    assert ("sum_up", letter.id) in acts(people.head)


def test_nothing_a_person_may_not_read_is_on_the_desk_or_in_its_counts(people: Staff):
    letter = entered(people)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=NOW)
    assert acts(people.clerk) == []
    assert desk.menu_counts(people.deputy)["incoming"] == 0
    assert desk.menu_counts(people.leader)["incoming"] == 1
    for person in (people.admin, people.safety):
        assert lines(person) == []
        assert desk.menu_counts(person) == desk.tallies(person) == {}


@pytest.mark.slow
def test_the_counts_are_those_of_the_lists(people: Staff):
    received(people), received(people), entered(people), numbered(people), sealed(people), submitted(people)
    issued(people, recipients=(To("Sở Nội vụ"),))
    assert desk.tallies(people.clerk) == {
        "received": 2, "entered": 1, "signed": 0, "numbered": 1, "sealed": 1, "unsent": 1,
    }
    assert desk.menu_counts(people.clerk) == {"notices": 0, "drafts": 0, "incoming": 2, "outgoing": 1, "signing": 1}
    assert desk.menu_counts(people.leader) == {"notices": 0, "drafts": 0, "incoming": 1, "signing": 1}


@pytest.mark.slow
def test_no_count_tells_of_what_its_list_does_not_show(people: Staff):
    letter, paper = entered(people), numbered(people)
    for one in (letter, paper):
        rights.set_scope(one, Scope.RESTRICTED, by=people.leader, at=NOW)
    tallies, counts = desk.tallies(people.clerk), desk.menu_counts(people.clerk)
    assert (tallies["entered"], tallies["numbered"], counts["signing"]) == (0, 0, 0)
    assert lines(people.clerk) == []


@pytest.mark.slow
def test_a_full_desk_asks_few_questions(people: Staff):
    for _ in range(12):
        received(people), numbered(people), submitted(people), issued(people, recipients=(To("Sở Nội vụ"),))
        letter = entered(people)
        directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW, inform=[people.head])
        entered(people)
    for person, most in ((people.clerk, 7), (people.leader, 8), (people.head, 8), (people.officer, 6)):
        with counting() as asked:
            assert len(lines(person)) >= 12
        assert len(asked) <= most, "\n".join(asked)
        with counting() as asked:
            desk.menu_counts(person)
        assert len(asked) <= 1


@pytest.mark.slow
def test_the_week_shows_work_on_its_day_to_those_whom_it_concerns(people: Staff):
    friday, letter, waiting = date(2026, 11, 27), entered(people), entered(people, due_on=date(2026, 11, 24))
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW, due_on=friday)

    def shown(person: Person) -> list[tuple[date, int, str]]:
        return [
            (day.day, item.document.id, item.handler)
            for day in weeks.days(person, TODAY, PLAIN) for item in day.items
        ]

    given = (friday, letter.id, people.officer.name)
    undirected = (date(2026, 11, 24), waiting.id, "")
    assert shown(people.leader) == shown(people.clerk) == [undirected, given]
    assert shown(people.officer) == shown(people.head) == [given]
    assert shown(people.stranger) == []


def test_a_screen_opens_by_its_key_until_it_is_taken_down(people: Staff):
    key = walls.hang("Phòng văn thư", by=people.clerk, at=NOW)
    assert walls.find(key).name == "Phòng văn thư"
    assert walls.find(key + "x") is None
    assert key not in str(db.database.execute_sql("SELECT * FROM wall").fetchall())
    walls.take_down(1, by=people.admin, at=NOW)
    assert walls.find(key) is None
    with pytest.raises(NotFound):
        walls.take_down(1, by=people.admin, at=NOW)
    with pytest.raises(NotAllowed):
        walls.hang("x", by=people.officer, at=NOW)
    with pytest.raises(Invalid):
        walls.hang(" ", by=people.clerk, at=NOW)


@pytest.mark.slow
def test_a_desk_that_shows_only_a_part_knows_it(people: Staff, monkeypatch: pytest.MonkeyPatch):
    entered(people), entered(people)
    assert not desk.is_cut(lines(people.leader))
    monkeypatch.setattr(desk, "MOST", 2)
    entered(people)
    assert desk.is_cut(lines(people.leader))


@pytest.mark.slow
def test_what_presses_is_on_a_cut_desk(people: Staff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desk, "MOST", 2)
    letters, waiting = [entered(people) for _ in range(4)], [received(people) for _ in range(4)]
    soon, urgent, express = letters[2], letters[3], waiting[3]
    Document.update(due_on=date(2026, 11, 24)).where(Document.id == soon.id).execute()
    Document.update(urgency="urgent").where(Document.id == urgent.id).execute()
    Document.update(urgency="express").where(Document.id == express.id).execute()
    assert acts(people.leader) == [("direct", urgent.id), ("direct", soon.id)]
    assert {("enter", express.id), ("present", urgent.id)} < set(acts(people.clerk))
    papers = [submitted(people) for _ in range(3)]
    Document.update(due_on=TODAY).where(Document.id == papers[2].id).execute()
    assert ("sign", papers[2].id) in acts(people.leader)


@pytest.mark.slow
def test_a_heading_counts_what_is_not_shown_too(people: Staff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desk, "MOST", 2)
    letters = [entered(people) for _ in range(5)]
    Document.update(due_on=date(2026, 11, 24)).where(Document.id == letters[4].id).execute()
    directing.direct(letters[0], "Giao", people.officer, by=people.leader, at=NOW)
    handing_back.hand_back(Assignment.get(), "Không thuộc phòng", by=people.officer, at=later(minutes=1))
    found = lines(people.leader)
    assert [(line.act, line.document) for line in found if line.act == "direct"] == [
        ("direct", letters[4]), ("direct", letters[1]),
    ]
    assert desk.unshown(people.leader, found, TODAY, PLAIN) == {"no_day": {"direct": 2}}
    for _ in range(2):
        received(people), numbered(people), submitted(people), issued(people, recipients=(To("Sở Nội vụ"),))
    for person in (people.clerk, people.leader):  # with every line shown each heading counts what it did
        cut = lines(person)
        whole = {name: len(rows) for name, rows in desk.grouped(cut, TODAY)}
        for name, rest in desk.unshown(person, cut, TODAY, PLAIN).items():
            whole[name] = whole.get(name, 0) + sum(rest.values())
        with monkeypatch.context() as wide:
            wide.setattr(desk, "MOST", 40)
            everything = lines(person)
            assert desk.unshown(person, everything, TODAY, PLAIN) == {}
            assert {name: len(rows) for name, rows in desk.grouped(everything, TODAY)} == whole


def supported(people: Staff, day: date, *, is_done: bool) -> Document:
    """A letter on which the officer supports, with or without the report that closes it."""
    letter = entered(people)
    directing.direct(
        letter, "Giao", people.stranger, by=people.leader, at=NOW.replace(day=2), due_on=day, support=[people.officer]
    )
    if is_done:
        (lead,) = Assignment.leading(letter)
        directing.report(lead, "Đã làm", by=people.stranger, at=NOW)
    return Document.get_by_id(letter.id)


def test_what_supports_a_letter_that_is_done_stands_last_and_is_not_late(
    people: Staff, monkeypatch: pytest.MonkeyPatch
):
    done, helped = (supported(people, date(2026, 11, day), is_done=day == 5) for day in (5, 6))
    led = entered(people)
    directing.direct(
        led, "Giao", people.officer, by=people.leader, at=NOW.replace(day=2), due_on=date(2026, 11, 20)
    )
    found = lines(people.officer)
    assert [(name, [line.document for line in rows]) for name, rows in desk.grouped(found, TODAY)] == [
        ("overdue", [led, helped]), ("settled", [done]),
    ]
    assert desk.menu_counts(people.officer)["desk"] == 2
    assert not Assignment.get(document=done, role="support").is_overdue(TODAY)
    assert Assignment.get(document=helped, role="support").is_overdue(TODAY)
    monkeypatch.setattr(desk, "MOST_GIVEN", 2)
    cut = lines(people.officer)
    assert [line.document for line in cut] == [led, helped]
    rest = desk.unshown(people.officer, cut, TODAY, PLAIN)
    assert rest == {"settled": {"given": 1}}
    assert [name for name, _ in desk.grouped(cut, TODAY, rest)] == ["overdue", "settled"]


@pytest.mark.slow
def test_the_menu_counts_the_work_of_heads_and_officers_as_the_desk_lists_it(people: Staff):
    letter = entered(people)
    directing.direct(letter, "Giao", people.economy, by=people.leader, at=NOW, inform=[people.officer])
    supported(people, TODAY, is_done=True), supported(people, TODAY, is_done=False)
    for person in (people.head, people.officer):
        listed = [line for line in lines(person) if line.kind == "given" and not line.is_settled]
        assert desk.menu_counts(person)["desk"] == len(listed) > 0
    assert "desk" not in desk.menu_counts(people.clerk) | desk.menu_counts(people.leader)
