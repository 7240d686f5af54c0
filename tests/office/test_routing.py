"""Work goes on within a unit, back, is taken back and extended; a slip is undone while nothing was built upon it."""

from datetime import date, timedelta

import pytest

from portal.office import accounts, duties, rights, worklists
from portal.office.assignments import TAKEN_BACK, Assignment, Extension, Instruction
from portal.office.directing import KEEP, REPLACE, direct, mark_seen, present, report
from portal.office.dividing import give_on
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.extending import extend
from portal.office.handing_back import hand_back, take_back, take_note
from portal.office.people import Person
from portal.office.routing_acts import RoutingAct, undo
from portal.rules import errors
from portal.rules.errors import Conflict, Invalid
from portal.rules.states import DONE, ENTERED, IN_PROGRESS
from tests.office_fixtures import NOW, TODAY, Staff, entered, later

OUTER, INNER = date(2026, 12, 1), date(2026, 11, 27)


def to_unit(people: Staff, **changes) -> Assignment:
    """A letter whose lead is the head's unit."""
    document = entered(people)
    direct(document, "Giao", people.economy, by=people.leader, at=NOW, **{"due_on": OUTER, **changes})
    return Assignment.leads(document).get()


def divided(people: Staff, **changes) -> tuple[Assignment, Assignment]:
    """The unit's work and the part of its officer."""
    whole = to_unit(people)
    give_on(whole, people.officer, by=people.head, at=later(hours=1), **{"due_on": INNER, **changes})
    return whole, whole.parts[0]


def state(document: Document) -> str:
    return Document.get_by_id(document.id).state


def verbs(document: Document) -> list[str]:
    return [event.verb for event in Event.of(document)]


# Within a unit.


def test_the_heads_part_is_the_officers_and_its_report_does_not_close(people: Staff):
    whole, part = divided(people, note="Soạn công văn trả lời")
    assert (part.handler, part.role, part.due_on, part.note) == (people.officer, "lead", INNER, "Soạn công văn trả lời")
    report(part, "đã soạn", by=people.officer, at=later(hours=2))
    assert state(whole.document) == IN_PROGRESS
    assert [a.id for a in Assignment.results_for(people.head)] == [part.id]
    report(whole, "đã trả lời", by=people.head, at=later(hours=3))
    assert state(whole.document) == DONE
    assert list(Assignment.results_for(people.head)) == []


def test_an_inner_day_lies_within_the_outer(people: Staff):
    whole = to_unit(people)
    with pytest.raises(errors.Invalid) as refused:
        give_on(whole, people.officer, by=people.head, at=NOW, due_on=OUTER + timedelta(days=1))
    assert refused.value.data == {"why": "due_after_outer", "outer": "01/12/2026"}
    with pytest.raises(errors.Invalid):
        give_on(whole, people.officer, by=people.head, at=NOW, due_on=TODAY - timedelta(days=1))
    assert whole.parts == []
    give_on(whole, people.officer, by=people.head, at=NOW, due_on=OUTER)


@pytest.mark.slow
def test_only_the_head_gives_the_units_work_on_and_only_to_its_people(people: Staff):
    whole = to_unit(people)
    for who in (people.officer, people.stranger, people.clerk, people.leader):
        with pytest.raises(errors.NotFound):
            give_on(whole, people.officer, by=who, at=NOW)
    for whom in (people.stranger, people.head):
        with pytest.raises(errors.Invalid):
            give_on(whole, whom, by=people.head, at=NOW)


@pytest.mark.slow
def test_a_part_is_not_divided_again(people: Staff):
    _, part = divided(people)
    with pytest.raises(errors.NotFound):
        give_on(part, people.officer, by=people.head, at=NOW)


@pytest.mark.slow
def test_what_was_given_on_is_on_the_desks_of_its_head_and_of_who_has_it(people: Staff):
    mate = Person.create(name="Lý Văn Bạn", login="vanban", password_hash="", role="officer", unit=people.economy)
    whole = to_unit(people)
    assert [a.id for a in Assignment.open_for(mate)] == [whole.id]
    give_on(whole, people.officer, by=people.head, at=NOW)
    assert list(Assignment.open_for(mate)) == []
    assert [a.id for a in Assignment.open_for(people.head)] == [whole.id]
    assert [a.id for a in Assignment.open_for(people.officer)] == [whole.parts[0].id]
    with pytest.raises(errors.NotFound):
        report(whole, "xong", by=mate, at=NOW)


# Back.


def test_what_is_passed_back_is_before_the_leader_again_and_can_be_given_anew(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.stranger, by=people.leader, at=NOW)
    given = Assignment.leads(document).get()
    with pytest.raises(errors.ReasonMissing):
        hand_back(given, "  ", by=people.stranger, at=later(hours=1))
    hand_back(given, "không thuộc lĩnh vực", by=people.stranger, at=later(hours=1))
    assert not rights.may_read(people.stranger, document)
    assert (state(document), Document.get_by_id(document.id).presented_to) == (ENTERED, people.leader)
    back = Assignment.handed_back(people.leader)
    assert [(a.id, a.ended_reason) for a in back] == [(given.id, "không thuộc lĩnh vực")]
    direct(document, "Giao lại", people.economy, by=people.leader, at=later(hours=2))
    assert list(Assignment.handed_back(people.leader)) == []
    assert state(document) == IN_PROGRESS


@pytest.mark.slow
def test_a_part_goes_back_to_the_head_and_the_letter_stays_in_hand(people: Staff):
    whole, part = divided(people)
    hand_back(part, "đang nghỉ phép", by=people.officer, at=later(hours=2))
    assert [a.id for a in Assignment.handed_back(people.head)] == [part.id]
    assert list(Assignment.handed_back(people.leader)) == []
    assert state(whole.document) == IN_PROGRESS
    take_note(part, by=people.head, at=later(hours=3))
    assert list(Assignment.handed_back(people.head)) == []


@pytest.mark.slow
def test_work_is_passed_back_by_who_has_it_only_and_once(people: Staff):
    whole = to_unit(people)
    for who in (people.officer, people.stranger, people.leader):  # the unit has a head, who speaks for it
        with pytest.raises(errors.NotFound):
            hand_back(whole, "không phải việc", by=who, at=NOW)
    hand_back(whole, "không phải việc", by=people.head, at=NOW)
    with pytest.raises(errors.NotFound):
        hand_back(whole, "không phải việc", by=people.head, at=NOW)
    with pytest.raises(errors.NotFound):
        report(whole, "xong", by=people.officer, at=NOW)


@pytest.mark.slow
def test_a_unit_without_a_head_passes_back_by_anyone_of_it(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.culture, by=people.leader, at=NOW)
    hand_back(Assignment.leads(document).get(), "không phải việc", by=people.stranger, at=NOW)
    assert state(document) == ENTERED


def test_taking_back_ends_the_work_with_its_parts_and_their_rights(people: Staff):
    whole, _part = divided(people)
    with pytest.raises(errors.NotFound):
        take_back(whole, "", by=people.deputy, at=later(hours=2))
    take_back(whole, "giao nhầm", by=people.leader, at=later(hours=2))
    document = whole.document
    assert [a.ended_how for a in document.assignments] == ["taken_back", "taken_back"]
    assert not rights.may_read(people.officer, document)
    assert not rights.may_read(people.head, document)
    assert list(Assignment.open_for(people.officer)) == []
    assert state(document) == ENTERED
    assert verbs(document)[-2:] == ["given_on", "taken_back"]


@pytest.mark.slow
def test_a_right_stays_as_long_as_other_work_gives_it(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.stranger, by=people.leader, at=NOW, support=[people.culture])
    direct(document, "Giao lại", people.officer, by=people.leader, at=NOW, standing_lead=REPLACE)
    assert rights.may_read(people.stranger, document)  # with the unit, which still supports
    take_back(Assignment.get(Assignment.unit == people.culture), "", by=people.leader, at=NOW)
    assert not rights.may_read(people.stranger, document)


@pytest.mark.slow
def test_a_report_keeps_its_right_when_work_given_later_is_taken_back(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.stranger, by=people.leader, at=NOW)
    report(Assignment.leading(document)[0], "Xong", by=people.stranger, at=NOW)
    direct(document, "Làm thêm", people.stranger, by=people.leader, at=NOW)
    take_back(Assignment.leading(document)[0], "", by=people.leader, at=NOW)
    assert rights.may_read(people.stranger, document)


# One leads at a time: who does is replaced, or kept and helped.


def led(people: Staff) -> Document:
    """A letter that the officer leads."""
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW, due_on=date(2026, 11, 27))
    return document


def leading(document: Document) -> list[object]:
    return [work.handler for work in Assignment.leading(document)]


def test_a_second_lead_is_refused_until_the_leader_says_what_becomes_of_the_first(people: Staff):
    document = led(people)
    with pytest.raises(Conflict, match="led_already"):
        direct(document, "Giao nữa", people.stranger, by=people.leader, at=NOW)
    assert leading(document) == [people.officer]
    assert document.instructions.count() == 1


def test_a_lead_that_is_replaced_is_taken_back_with_its_parts_and_undone_as_one(people: Staff):
    document = to_unit(people).document
    give_on(Assignment.leading(document)[0], people.officer, by=people.head, at=NOW)
    act = direct(document, "Chuyển", people.culture, by=people.leader, at=NOW, standing_lead=REPLACE)
    assert leading(document) == [people.culture]
    assert not rights.may_read(people.officer, document)
    assert not rights.may_read(people.head, document)
    undo(act.id, by=people.leader, at=later(seconds=5))
    assert leading(document) == [people.economy]
    assert rights.may_read(people.officer, document)


def test_who_supports_already_does_not_get_the_lead_as_a_second_work(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW, support=[people.stranger])
    with pytest.raises(Conflict, match="given_already"):
        direct(document, "Chuyển", people.stranger, by=people.leader, at=NOW, standing_lead=REPLACE)
    assert leading(document) == [people.officer]
    take_back(Assignment.get(Assignment.person == people.stranger), "", by=people.leader, at=NOW)
    direct(document, "Chuyển", people.stranger, by=people.leader, at=NOW, standing_lead=REPLACE)
    assert leading(document) == [people.stranger]


@pytest.mark.slow
def test_beside_a_lead_that_is_kept_who_is_named_supports_and_the_letters_day_stands(people: Staff):
    document = led(people)
    direct(document, "Cùng làm", people.stranger, by=people.leader, at=NOW, standing_lead=KEEP,
           due_on=date(2026, 11, 25))
    assert leading(document) == [people.officer]
    assert document.due_on == date(2026, 11, 27)
    helping = Assignment.get(Assignment.person == people.stranger)
    assert (helping.role, helping.due_on) == ("support", date(2026, 11, 25))
    with pytest.raises(Conflict, match="given_already"):
        direct(document, "Nữa", people.stranger, by=people.leader, at=NOW, standing_lead=KEEP)


@pytest.mark.slow
def test_words_alone_leave_everything_given_as_it_is(people: Staff):
    document = led(people)
    direct(document, "Chú ý số liệu", None, by=people.leader, at=NOW, standing_lead=KEEP)
    assert document.assignments.count() == 1
    assert document.instructions.count() == 2
    with pytest.raises(Invalid, match="lead_missing"):
        direct(entered(people), "Không ai", None, by=people.leader, at=NOW, standing_lead=KEEP)


@pytest.mark.slow
def test_the_lead_of_another_leader_is_replaced_by_that_one_or_by_the_head_of_the_office(people: Staff):
    document = led(people)
    with pytest.raises(Conflict, match="lead_of_another"):
        direct(document, "Chuyển", people.stranger, by=people.deputy, at=NOW, standing_lead=REPLACE)
    duties.name(duties.HEAD, people.deputy, by=people.admin, at=NOW)
    direct(document, "Chuyển", people.stranger, by=people.deputy, at=NOW, standing_lead=REPLACE)
    assert leading(document) == [people.stranger]


@pytest.mark.slow
def test_what_is_reported_is_neither_taken_nor_passed_back(people: Staff):
    whole = to_unit(people)
    report(whole, "xong", by=people.head, at=NOW)
    for act, who in ((take_back, people.leader), (hand_back, people.head)):
        with pytest.raises(errors.Conflict):
            act(whole, "lý do", by=who, at=NOW)


@pytest.mark.slow
def test_whose_giver_left_is_taken_back_by_another_leader(people: Staff):
    whole = to_unit(people)
    Person.update(is_active=False).where(Person.id == people.leader.id).execute()
    take_back(Assignment.get_by_id(whole.id), "", by=people.deputy, at=NOW)
    assert state(whole.document) == ENTERED


# A later day.


def test_the_day_is_extended_by_who_set_it_and_the_old_one_stays(people: Staff):
    whole, part = divided(people)
    further = OUTER + timedelta(days=7)
    with pytest.raises(errors.Invalid):
        extend(part, further, "chờ ý kiến", by=people.head, at=later(hours=2))  # beyond the leader's
    for one, by in ((whole, people.head), (part, people.officer), (part, people.leader)):
        with pytest.raises(errors.NotFound):
            extend(one, OUTER, "chờ", by=by, at=NOW)
    extend(whole, further, "chờ ý kiến", by=people.leader, at=later(hours=3))
    extend(part, OUTER, "chờ ý kiến", by=people.head, at=later(hours=3))
    assert [(e.old, e.new) for e in Extension.select()] == [(OUTER, further), (INNER, OUTER)]
    assert Document.get_by_id(whole.document_id).due_on == further


@pytest.mark.slow
def test_an_extension_is_later_has_a_reason_and_is_of_open_work(people: Staff):
    whole = to_unit(people)
    after = OUTER + timedelta(days=1)
    for day, reason, refusal in ((OUTER, "chờ", errors.Invalid), (after, " ", errors.ReasonMissing)):
        with pytest.raises(refusal):
            extend(whole, day, reason, by=people.leader, at=NOW)
    report(whole, "xong", by=people.head, at=NOW)
    with pytest.raises(errors.Conflict):
        extend(whole, OUTER + timedelta(days=1), "chờ", by=people.leader, at=NOW)


# Undoing.


def test_a_directive_is_undone_as_if_it_had_not_been_given(people: Staff):
    document = entered(people)
    present(document, people.leader, by=people.clerk, at=NOW)
    act = direct(document, "Giao nhầm", people.stranger, by=people.leader, at=NOW, due_on=OUTER)
    undo(act.id, by=people.leader, at=later(seconds=9))
    found = Document.get_by_id(document.id)
    assert (found.state, found.presented_to, found.due_on) == (ENTERED, people.leader, None)
    assert not rights.may_read(people.stranger, document)
    assert Assignment.select().count() == Instruction.select().count() == 0
    assert verbs(document)[-2:] == ["directed", "undone"]


@pytest.mark.parametrize("seconds", [15, 16])
def test_it_is_undone_in_time_or_not_at_all(people: Staff, seconds):
    act = direct(entered(people), "Giao", people.officer, by=people.leader, at=NOW)
    if seconds == 15:
        undo(act.id, by=people.leader, at=later(seconds=seconds))
        return
    with pytest.raises(errors.Conflict) as refused:
        undo(act.id, by=people.leader, at=later(seconds=seconds))
    assert refused.value.data["why"] == "undo_late"


def test_nothing_is_undone_that_was_built_upon(people: Staff):
    document = entered(people)
    act = direct(document, "Giao", people.economy, by=people.leader, at=NOW)
    mark_seen(document, by=people.officer, at=later(seconds=2))
    with pytest.raises(errors.Conflict) as refused:
        undo(act.id, by=people.leader, at=later(seconds=3))
    assert refused.value.data["why"] == "undo_built_upon"


@pytest.mark.slow
def test_each_act_is_undone_by_who_did_it_once(people: Staff):
    whole, part = divided(people)
    Person.update(unit=people.economy).where(Person.id == people.stranger.id).execute()
    helper = Person.get_by_id(people.stranger.id)
    cases = [
        lambda: (hand_back(part, "bận", by=people.officer, at=NOW), people.officer),
        lambda: (take_back(whole, "nhầm", by=people.leader, at=NOW), people.leader),
        lambda: (give_on(whole, helper, by=people.head, at=NOW), people.head),
    ]
    for case in cases:
        before = snapshot(whole.document)
        act, by = case()
        assert snapshot(whole.document) != before
        with pytest.raises(errors.NotFound):
            undo(act.id, by=people.clerk, at=NOW)
        undo(act.id, by=by, at=NOW)
        assert snapshot(whole.document) == before
        with pytest.raises(errors.Conflict):
            undo(act.id, by=by, at=NOW)


def snapshot(document: Document) -> tuple:
    """Where the letter and its work stand, and who reads it."""
    found = Document.get_by_id(document.id)
    work = [(a.id, a.ended_how, a.noted_at) for a in document.assignments.order_by(Assignment.id)]
    readers = [p.login for p in Person.select() if rights.may_read(p, document)]
    return found.state, found.due_on, found.presented_to_id, work, readers


@pytest.mark.slow
def test_a_later_act_keeps_the_earlier_one_from_being_undone(people: Staff):
    document = entered(people)
    first = present(document, people.leader, by=people.clerk, at=NOW)
    second = present(document, people.deputy, by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict):
        undo(first.id, by=people.clerk, at=NOW)
    undo(second.id, by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).presented_to == people.leader
    assert RoutingAct.get_by_id(second.id).undone_at == NOW


@pytest.mark.slow
def test_giving_anew_undone_leaves_the_return_waiting(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.stranger, by=people.leader, at=NOW)
    hand_back(Assignment.leads(document).get(), "nhầm", by=people.stranger, at=NOW)
    act = direct(document, "Giao lại", people.officer, by=people.leader, at=NOW)
    undo(act.id, by=people.leader, at=NOW)
    assert Assignment.handed_back(people.leader).count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("act", [hand_back, take_back])
def test_work_added_to_a_finished_letter_ends_without_leaving_it_to_nobody(people: Staff, act):
    first = to_unit(people)
    document = first.document
    report(first, "xong", by=people.head, at=later(hours=1))
    direct(Document.get_by_id(document.id), "Làm thêm", people.officer, by=people.leader, at=later(days=1))
    assert Document.get_by_id(document.id).done_on is None  # no report counts it as done meanwhile
    more = Assignment.leads(document).where(Assignment.done_at.is_null()).get()
    act(more, "nhầm", by=people.officer if act is hand_back else people.leader, at=later(days=2))
    now = Document.get_by_id(document.id)
    if act is hand_back:
        assert (now.state, now.presented_to, now.done_on) == (ENTERED, people.leader, None)
    else:
        assert (now.state, now.presented_to, now.done_on) == (DONE, None, later(hours=1).date())


@pytest.mark.slow
def test_a_directive_on_a_finished_letter_undone_leaves_it_done_on_its_day(people: Staff):
    first = to_unit(people)
    report(first, "xong", by=people.head, at=later(hours=1))
    again = Document.get_by_id(first.document_id)
    act = direct(again, "Làm thêm", people.officer, by=people.leader, at=later(days=1))
    undo(act.id, by=people.leader, at=later(days=1, seconds=5))
    now = Document.get_by_id(first.document_id)
    assert (now.state, now.done_on) == (DONE, later(hours=1).date())


@pytest.mark.slow
def test_a_letter_before_a_leader_who_is_gone_is_before_all_others(people: Staff):
    presented, passed_back = entered(people), entered(people)
    present(presented, people.deputy, by=people.clerk, at=NOW)
    direct(passed_back, "Giao", people.officer, by=people.deputy, at=NOW)
    assert presented not in worklists.to_direct(people.leader)
    accounts.set_active(people.deputy, False, by=people.admin, at=NOW)
    hand_back(Assignment.leads(passed_back).get(), "không phải việc tôi", by=people.officer, at=later(hours=1))
    assert set(worklists.to_direct(people.leader)) == {presented, passed_back}


@pytest.mark.slow
def test_a_unit_that_passes_work_back_is_not_told_that_its_people_did(people: Staff):
    whole, part = divided(people)
    hand_back(whole, "không phải việc của phòng", by=people.head, at=later(hours=2))
    direct(Document.get_by_id(whole.document_id), "Vẫn làm", people.economy, by=people.leader, at=later(hours=3))
    assert Assignment.get_by_id(part.id).ended_how == TAKEN_BACK
    assert list(Assignment.handed_back(people.head)) == []


@pytest.mark.slow
def test_a_part_without_a_day_of_its_own_has_that_of_the_whole_and_goes_along_with_it(people: Staff):
    whole = to_unit(people)
    give_on(whole, people.officer, by=people.head, at=NOW)
    assert whole.parts[0].due_on == OUTER
    extend(whole, OUTER + timedelta(days=7), "chờ số liệu", by=people.leader, at=later(hours=1))
    assert whole.parts[0].due_on == OUTER + timedelta(days=7)
    undated = to_unit(people, due_on=None)
    give_on(undated, people.officer, by=people.head, at=NOW)
    assert undated.parts[0].due_on is None
    extend(undated, OUTER, "cấp trên giục", by=people.leader, at=later(hours=1))
    assert undated.parts[0].due_on == OUTER


@pytest.mark.slow
def test_a_day_given_to_the_whole_later_draws_in_its_parts(people: Staff):
    whole = to_unit(people, due_on=None)
    give_on(whole, people.officer, by=people.head, at=NOW, due_on=OUTER)
    extend(whole, INNER, "cấp trên giục", by=people.leader, at=later(hours=1))
    part = whole.parts[0]
    assert part.due_on == INNER
    assert [(one.old, one.new) for one in part.extensions] == [(OUTER, INNER)]


@pytest.mark.slow
def test_undoing_loses_no_day_given_meanwhile(people: Staff):
    document = entered(people)
    direct(document, "Giao", people.officer, by=people.leader, at=NOW, support=[people.culture], due_on=INNER)
    lead, support = Assignment.live(document)
    act = take_back(support, "", by=people.leader, at=later(hours=1))
    extend(lead, OUTER, "chờ số liệu", by=people.leader, at=later(hours=1, seconds=2))
    with pytest.raises(errors.Conflict):
        undo(act.id, by=people.leader, at=later(hours=1, seconds=5))
    assert Document.get_by_id(document.id).due_on == OUTER


@pytest.mark.slow
def test_a_second_click_gives_nobody_the_same_part_twice(people: Staff):
    whole, part = divided(people)
    with pytest.raises(errors.Conflict) as refused:
        give_on(whole, people.officer, by=people.head, at=later(hours=1))
    assert refused.value.data["why"] == "given_already"
    report(part, "xong", by=people.officer, at=later(hours=2))
    give_on(whole, people.officer, by=people.head, at=later(hours=3))
    assert len(whole.parts) == 2
