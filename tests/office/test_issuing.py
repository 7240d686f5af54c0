"""Ban hành: the number after the signature, the seal after the number, and every recipient served."""

from datetime import date

import pytest

from portal import db
from portal.office import issuing, registers, rights, trust
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.entering import void
from portal.office.events import Event
from portal.office.issuing import give_number, issue, mark_sealed, next_number
from portal.office.recipients import Recipient
from portal.office.registers import Entry, Register
from portal.rules import errors
from portal.rules.states import ISSUED, NUMBERED, VOIDED
from tests.office_fixtures import (
    NOW,
    TODAY,
    Staff,
    drafted,
    issued,
    numbered,
    request_id,
    sealed,
    signed,
    stored,
    submitted,
)


def number(document: Document, expected: int, people: Staff, *, at=NOW, form: str = "", base_n: int = 2) -> Document:
    return give_number(
        document, expected, stored(), "a.pdf", base_n=base_n, by=people.clerk, at=at, request_id=form or request_id()
    )


def test_the_number_comes_with_the_day_and_the_file_that_carries_them(people: Staff):
    document = number(signed(people), 1, people)
    assert (document.number, document.reference, document.dated_on) == (1, "01/UBND-KT", TODAY)
    assert (document.state, document.latest.role, document.latest.n) == (NUMBERED, "numbered", 3)
    assert document.reference_key == "1/ubnd-kt"


def test_the_outgoing_row_names_its_recipients(people: Staff):
    row = Entry.versions_of(numbered(people).id).get()
    assert row.columns["recipients"] == "UBND huyện Sơn Động; Phòng Kinh tế; Lưu: VT"
    assert row.columns["route"] == "electronic"


def test_a_number_that_was_not_expected_leaves_no_gap_and_no_file(people: Staff):
    first, second = signed(people), signed(people)
    number(first, 1, people)
    with pytest.raises(errors.Superseded):
        number(second, 1, people)
    assert second.latest.role == "signed"
    assert next_number(NOW) == 2
    assert number(second, 2, people).number == 2


def test_a_double_click_takes_one_number(people: Staff):
    document = signed(people)
    first = number(document, 1, people, form="form")
    again = number(document, 1, people, form="form")
    assert (again.id, again.number, next_number(NOW)) == (first.id, 1, 2)
    assert document.latest.n == 3


def test_a_file_replaced_meanwhile_gets_no_number(people: Staff):
    document = signed(people)
    with pytest.raises(errors.Superseded):
        number(document, 1, people, base_n=1)
    assert next_number(NOW) == 1


def test_no_number_before_the_signature(people: Staff):
    for document in (drafted(people), submitted(people)):
        with pytest.raises(errors.WrongState):
            number(document, 1, people, base_n=1)


def test_only_the_clerk_numbers_and_issues(people: Staff):
    document = signed(people)
    with pytest.raises(errors.NotAllowed):
        give_number(document, 1, stored(), "a.pdf", base_n=2, by=people.leader, at=NOW, request_id=request_id())
    with pytest.raises(errors.NotAllowed):
        issue(sealed(people), by=people.officer, at=NOW)


def test_the_clock_holds_outgoing_numbers_too(people: Staff):
    numbered(people, at=NOW.replace(day=24))
    with pytest.raises(errors.ClockBehind):
        number(signed(people), 2, people)


def test_a_new_year_starts_at_one(people: Staff):
    numbered(people)
    assert next_number(NOW) == 2
    new_year = NOW.replace(year=2027, month=1, day=4)
    assert next_number(new_year) == 1
    assert numbered(people, at=new_year).reference == "01/UBND-KT"


def test_a_closed_outgoing_register_gives_no_number(people: Staff):
    registers.close(Register.of_year("outgoing", TODAY, at=NOW), by=people.clerk, on=TODAY, at=NOW)
    with pytest.raises(errors.RegisterClosed):
        number(signed(people), 1, people)


@pytest.mark.slow
def test_the_seal_follows_the_number_once(people: Staff):
    document = signed(people)
    with pytest.raises(errors.WrongState):
        mark_sealed(document, by=people.clerk, at=NOW, version=document.latest)
    document = sealed(people)
    with pytest.raises(errors.WrongState):
        mark_sealed(document, by=people.clerk, at=NOW, version=document.latest)


def test_only_what_is_sealed_goes_out_and_it_goes_out_once(people: Staff):
    with pytest.raises(errors.WrongState):
        issue(numbered(people), by=people.clerk, at=NOW)
    document = sealed(people)
    page = Document.get_by_id(document.id)
    issue(document, by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        issue(page, by=people.clerk, at=NOW)
    assert Assignment.select().count() == 1


def test_units_of_the_office_find_it_and_others_do_not(people: Staff):
    document = issued(people)
    assert document.state == ISSUED
    assert [a.document_id for a in Assignment.of(people.head)] == [document.id]
    assert document.id in rights.readable_ids(people.officer)
    assert document.id not in rights.readable_ids(people.stranger)


def test_each_line_says_what_became_of_it(people: Staff):
    document = issued(people)
    assert [(r.name, r.status) for r in Recipient.of(document)] == [
        ("UBND huyện Sơn Động", "to_send"), ("Phòng Kinh tế", "arrived"), ("Lưu: VT", "kept"),
    ]
    assert [r.sent_at for r in Recipient.of(document)] == [None, NOW, NOW]  # what waits has not been sent


@pytest.mark.slow
def test_a_document_for_nobody_is_not_issued(people: Staff):
    document = sealed(people, recipients=())
    with pytest.raises(errors.Conflict):
        issue(document, by=people.clerk, at=NOW)


def test_what_is_sent_is_the_sealed_version(people: Staff):
    document = issued(people)
    assert issuing.sealed_version(document).sha256 == document.latest.sha256
    assert issuing.sealed_version(drafted(people)) is None


def test_an_outgoing_number_is_voided_with_the_columns_of_its_register(people: Staff):
    document = numbered(people)
    void(document, "sai thể thức", by=people.clerk, at=NOW)
    first, last = Entry.versions_of(document.id)
    assert (last.act, last.columns) == ("voided", first.columns)
    assert Document.get_by_id(document.id).state == VOIDED
    assert next_number(NOW) == 2


def test_the_day_of_a_number_is_the_day_it_was_given(people: Staff):
    document = signed(people)
    assert number(document, 1, people, at=NOW.replace(day=24)).dated_on == date(2026, 11, 24)
    assert Event.of(document).where(Event.verb == "numbered").get().at == NOW.replace(day=24)


def test_asking_for_the_next_number_opens_no_register(people: Staff):
    assert next_number(NOW) == 1
    assert not Register.select().exists()


def test_a_form_of_another_document_is_refused(people: Staff):
    number(signed(people), 1, people, form="form")
    with pytest.raises(errors.Conflict) as refusal:
        number(signed(people), 2, people, form="form")
    assert refusal.value.data["why"] == "request_reused"


def test_a_document_with_a_broken_seal_does_not_go_out(people: Staff):
    document = sealed(people)
    trust.note_check(document.latest.sha256, {"file": "broken", "signatures": []}, "v1", at=NOW)
    with pytest.raises(errors.Conflict) as refusal:
        issue(document, by=people.clerk, at=NOW)
    assert refusal.value.data["why"] == "seal_broken"
    trust.note_check(document.latest.sha256, {"file": "good", "signatures": []}, "v1", at=NOW)
    issue(document, by=people.clerk, at=NOW)
    assert document.state == ISSUED


@pytest.mark.slow
def test_a_second_click_that_came_through_meanwhile_notes_no_second_sending(people: Staff, monkeypatch):
    document, atomic, clicks = issued(people), db.atomic, []

    def another_comes_first():
        if not clicks:
            clicks.append(1)
            issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
        return atomic()

    monkeypatch.setattr(db, "atomic", another_comes_first)
    with pytest.raises(errors.Conflict):
        issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
    assert Event.of(document).where(Event.verb == "sent").count() == 1
