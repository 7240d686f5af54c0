"""Vào sổ: one number each, in order, without gap, and never twice for one click."""

from datetime import date

import pytest

from portal.office import accounts, entering, outbox, profile, refusing, registers, trust
from portal.office.documents import Document
from portal.office.entering import correct, enter, void
from portal.office.events import Event
from portal.office.profile import Office
from portal.office.registers import Entry, Register
from portal.rules import errors
from portal.rules.states import ENTERED, IN_PROGRESS, VOIDED
from tests.office_fixtures import NOW, TODAY, Staff, entered, facts, issued, later, received, request_id


def numbers(kind: str = "incoming", year: int = 2026) -> list[int]:
    register = Register.get(Register.kind == kind, Register.year == year)
    return [d.number for d in Document.in_book(register)][::-1]


def test_the_first_letter_of_the_year_is_number_one_and_the_next_is_two(people: Staff):
    first, second = entered(people), entered(people)
    assert (first.number, second.number) == (1, 2)
    assert first.state == ENTERED
    assert first.entered_on == TODAY
    assert Register.get_by_id(first.register_id).title == "Sổ đăng ký văn bản đến"


def test_a_refused_entry_leaves_no_gap(people: Staff):
    entered(people)
    waiting = received(people)
    with pytest.raises(errors.BadDate):
        enter(waiting, facts(dated_on=date(2026, 11, 24)), by=people.clerk, at=NOW, request_id=request_id())
    with pytest.raises(errors.NotAllowed):
        enter(waiting, facts(), by=people.officer, at=NOW, request_id=request_id())
    entered(people)
    assert numbers() == [1, 2]


def test_an_entry_that_fails_after_its_number_was_taken_gives_the_number_back(people: Staff, monkeypatch):
    waiting = received(people)

    def disk_is_full(*args: object, **data: object) -> None:
        raise OSError("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(entering.outbox, "put", disk_is_full)
        with pytest.raises(OSError, match="full"):
            enter(waiting, facts(), by=people.clerk, at=NOW, request_id="once")
    assert Register.of_year("incoming", TODAY, at=NOW).last_number == 0
    assert not Entry.select().exists()
    assert not Event.select().where(Event.verb == "entered").exists()
    assert enter(waiting, facts(), by=people.clerk, at=NOW, request_id="once").number == 1


def test_a_double_click_takes_one_number(people: Staff):
    waiting = received(people)
    first = enter(waiting, facts(), by=people.clerk, at=NOW, request_id="the form")
    again = enter(waiting, facts(), by=people.clerk, at=later(seconds=1), request_id="the form")
    assert (again.id, again.number) == (first.id, 1)
    assert Entry.select().count() == 1
    assert Event.of(first).where(Event.verb == "entered").count() == 1


def test_another_form_for_the_same_letter_is_told_its_number(people: Staff):
    document = entered(people)
    with pytest.raises(errors.AlreadyEntered) as refusal:
        enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id())
    assert refusal.value.details == (1,)


def test_a_broken_signature_needs_a_written_reason(people: Staff):
    waiting = received(people)
    trust.note_check(waiting.original.sha256, {"file": "broken", "signatures": []}, "v1", at=NOW)
    for nothing in ("", "  "):
        with pytest.raises(errors.SignatureBroken):
            enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id(), reason=nothing)
    done = enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id(), reason="có bản giấy kèm")
    assert done.number == 1
    assert Entry.versions_of(done.id).get().reason == "có bản giấy kèm"


def test_a_newer_good_check_needs_no_reason(people: Staff):
    waiting = received(people)
    trust.note_check(waiting.original.sha256, {"file": "broken", "signatures": []}, "v1", at=NOW)
    trust.note_check(waiting.original.sha256, {"file": "good", "signatures": []}, "v2", at=NOW)
    assert enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id()).number == 1


@pytest.mark.parametrize("lacking", [{"issuer": " "}, {"subject": "\u200b"}])
def test_a_row_names_its_issuer_and_its_subject(people: Staff, lacking):
    with pytest.raises(errors.Invalid):
        enter(received(people), facts(**lacking), by=people.clerk, at=NOW, request_id=request_id())


@pytest.mark.parametrize("field", ["dated_on", "received_on"])
def test_a_day_that_has_not_come_is_refused(people: Staff, field):
    with pytest.raises(errors.BadDate):
        entered(people, **{field: date(2026, 11, 24)})
    assert entered(people, **{field: TODAY}).number == 1


def test_a_clock_that_went_back_stops_entry_until_it_is_confirmed(people: Staff):
    entered(people, at=later(days=1))
    waiting = received(people)
    with pytest.raises(errors.ClockBehind):
        enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id())
    with pytest.raises(errors.NotAllowed):
        profile.confirm_clock(by=people.clerk, at=NOW)
    profile.confirm_clock(by=people.admin, at=NOW)
    assert enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id()).number == 2


def test_a_clock_set_right_by_a_minute_stops_nobody(people: Staff):
    entered(people, at=later(minutes=1))
    assert entered(people, at=NOW).number == 2
    assert Office.current().latest_at == later(minutes=1)


def test_a_new_year_opens_its_register_at_one(people: Staff):
    entered(people)
    entered(people)
    new_year = NOW.replace(year=2027, month=1, day=4)
    assert entered(people, at=new_year).number == 1
    assert (numbers(year=2026), numbers(year=2027)) == ([1, 2], [1])


def test_the_number_is_of_the_day_in_vietnam(people: Staff):
    midnight = NOW.replace(year=2027, month=1, day=1, hour=0)
    assert entered(people, at=midnight).register.year == 2027


def test_a_closed_register_gives_no_number(people: Staff):
    document = entered(people)
    registers.close(document.register, by=people.clerk, on=TODAY, at=NOW)
    with pytest.raises(errors.RegisterClosed):
        entered(people)
    assert Register.get().last_number == 1


def test_a_closed_register_still_takes_corrections(people: Staff):
    document = entered(people)
    registers.close(document.register, by=people.clerk, on=TODAY, at=NOW)
    correct(document, facts(subject="V/v khác"), "gõ nhầm", by=people.clerk, at=NOW)
    assert Entry.versions_of(document.id).count() == 2


def test_the_row_keeps_what_was_confirmed_and_the_event_names_the_row(people: Staff):
    document = entered(people)
    row = Entry.versions_of(document.id).get()
    assert row.columns["reference"] == "536/UBND-TH"
    assert row.columns["dated_on"] == "2026-11-20"
    assert row.hash == row.digest()
    assert Event.of(document).where(Event.verb == "entered").get().data["entry"] == row.hash
    assert (document.symbol, document.reference_key) == ("UBND-TH", "536/ubnd-th")


def test_a_letter_entered_later_keeps_the_day_it_came(people: Staff):
    document = enter(received(people), facts(), by=people.clerk, at=later(days=1), request_id=request_id())
    assert (document.received_on, document.entered_on) == (TODAY, later(days=1).date())


def test_a_reference_nobody_can_take_apart_is_kept_as_printed(people: Staff):
    document = entered(people, reference="Thông điệp số ba")
    assert (document.reference, document.symbol, document.reference_key) == ("Thông điệp số ba", "", "")


def test_an_entered_letter_asks_for_its_place_in_the_index(people: Staff):
    document = entered(people)
    asked = [(job.kind, job.args) for job in outbox.Job.waiting()]
    assert ("index", [document.id]) in asked


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(people: Staff):
    document = entered(people)
    correct(document, facts(subject="V/v phân loại văn bản giấy"), "ghi nhầm trích yếu", by=people.clerk, at=NOW)
    before, after = Entry.versions_of(document.id)
    assert before.columns["subject"] == "V/v phân loại văn bản điện tử"
    assert after.columns["subject"] == "V/v phân loại văn bản giấy"
    assert [(e.number, e.version, e.act) for e in (before, after)] == [(1, 1, "entered"), (1, 2, "corrected")]
    event = Event.of(document).where(Event.verb == "corrected").get()
    assert event.data["changed"] == ["subject"]
    assert event.data["reason"] == "ghi nhầm trích yếu"


def test_a_correction_does_not_undo_what_happened_meanwhile(people: Staff):
    document = entered(people)
    page = Document.get_by_id(document.id)  # as the clerk's form loaded it
    Document.update(state=IN_PROGRESS).where(Document.id == document.id).execute()
    correct(page, facts(subject="V/v khác"), "gõ nhầm", by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).state == IN_PROGRESS


def test_a_correction_counts_no_further_letter_of_the_agency(people: Staff):
    document = entered(people)
    correct(document, facts(subject="V/v khác"), "gõ nhầm", by=people.clerk, at=NOW)
    assert document.agency.letters == 1


@pytest.mark.parametrize("act", [
    lambda document, people: correct(document, facts(), " ", by=people.clerk, at=NOW),
    lambda document, people: void(document, "", by=people.clerk, at=NOW),
])
def test_correcting_and_voiding_need_a_reason(people: Staff, act):
    document = entered(people)
    with pytest.raises(errors.ReasonMissing):
        act(document, people)
    assert Entry.select().count() == 1


def test_a_letter_without_a_number_is_neither_corrected_nor_voided(people: Staff):
    waiting = received(people)
    with pytest.raises(errors.WrongState):
        correct(waiting, facts(), "nhầm", by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        void(waiting, "nhầm", by=people.clerk, at=NOW)


def test_a_voided_number_keeps_its_place(people: Staff):
    document = entered(people)
    void(document, "đăng ký trùng", by=people.clerk, at=NOW)
    assert document.state == VOIDED
    assert [(e.act, e.reason) for e in Entry.versions_of(document.id)] == [
        ("entered", ""), ("voided", "đăng ký trùng"),
    ]
    assert entered(people).number == 2
    assert numbers() == [1, 2]


def test_what_is_voided_is_voided_once_and_not_corrected(people: Staff):
    document = entered(people)
    void(document, "đăng ký trùng", by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        void(Document.get_by_id(document.id), "lần nữa", by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        correct(Document.get_by_id(document.id), facts(), "lần nữa", by=people.clerk, at=NOW)


@pytest.mark.slow
def test_a_document_that_went_out_is_not_voided(people: Staff):
    with pytest.raises(errors.WrongState):
        void(issued(people), "gửi nhầm", by=people.clerk, at=NOW)


def test_only_the_clerk_enters(people: Staff):
    for person in (people.leader, people.head, people.officer, people.admin, people.safety):
        with pytest.raises(errors.NotAllowed):
            enter(received(people), facts(), by=person, at=NOW, request_id=request_id())


def test_a_blocked_clerk_enters_nothing(people: Staff):
    waiting = received(people)
    accounts.set_active(people.clerk, False, by=people.admin, at=NOW)
    with pytest.raises(errors.NotAllowed):
        enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id())


def test_what_was_refused_at_the_door_is_not_entered(people: Staff):
    waiting = received(people)
    refusing.refuse(waiting, "wrong_recipient", by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id())


def test_a_form_of_another_letter_is_refused(people: Staff):
    first, second = received(people), received(people)
    enter(first, facts(), by=people.clerk, at=NOW, request_id="form")
    with pytest.raises(errors.Conflict) as refusal:
        enter(second, facts(), by=people.clerk, at=NOW, request_id="form")
    assert refusal.value.data["why"] == "request_reused"
    assert (Document.get_by_id(second.id).state, Register.find("incoming", TODAY.year).last_number) == ("received", 1)
