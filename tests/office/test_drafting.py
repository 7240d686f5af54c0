"""Dự thảo: from the first draft to the signer's signature, and back with a reason."""

import pytest

from portal import db
from portal.office import agencies, drafting, rights
from portal.office.documents import Document, add_version
from portal.office.drafting import choose_route, draft, mark_signed, revise, send_back, submit
from portal.office.events import Event
from portal.office.recipients import Line, Recipient
from portal.rules import errors
from portal.rules.states import DRAFT, RETURNED, SIGNED, SUBMITTED
from tests.office_fixtures import NOW, Staff, drafted, numbered, outline, signed, stored, submitted


def readers(document: Document, people: Staff) -> set[str]:
    return {person.login for person in people.everyone if document.id in rights.readable_ids(person)}


def test_a_draft_is_its_drafters_until_it_is_submitted(people: Staff):
    document = drafted(people)
    assert (document.state, document.symbol, document.signatory) == (DRAFT, "UBND-KT", "Trần Văn Chủ")
    assert readers(document, people) == {"chuyenvien", "truongphong"}
    submit(document, by=people.officer, at=NOW)
    assert readers(document, people) == {"chuyenvien", "truongphong", "chutich"}


def test_a_signed_document_is_an_ordinary_one(people: Staff):
    assert readers(signed(people), people) == {"chuyenvien", "truongphong", "chutich", "phochutich", "vanthu"}


def test_a_draft_has_a_subject_and_someone_competent_to_sign(people: Staff):
    with pytest.raises(errors.Invalid):
        drafted(people, subject=" ")
    with pytest.raises(errors.NotAllowed):
        drafted(people, signer=people.officer)


@pytest.mark.parametrize("who", ["admin", "safety"])
def test_who_reads_no_document_drafts_none(people: Staff, who):
    with pytest.raises(errors.NotAllowed):
        draft(outline(people), stored(), "a.pdf", "pdf", by=getattr(people, who), at=NOW)


def test_a_named_type_carries_its_abbreviation(people: Staff):
    assert drafted(people, kind="Quyết định").symbol == "QĐ-UBND"


def test_recipients_are_tied_to_units_and_known_agencies(people: Staff):
    agencies.learn("UBND huyện Sơn Động")
    agency, unit, kept = Recipient.of(drafted(people))
    assert agency.agency.name == "UBND huyện Sơn Động"
    assert unit.unit == people.economy
    assert (kept.is_clerk_copy, agency.is_clerk_copy) == (True, False)


@pytest.mark.parametrize(("changes", "route"), [
    ({}, ("electronic", "ordinary")),
    ({"recipients": (Line("Ông Nguyễn Văn A", is_person=True),)}, ("both", "person")),
    ({"recipients": (Line("UBND xã bên", channel="paper"),)}, ("both", "means")),
    ({"paper_demanded_by": "Kho bạc Nhà nước"}, ("both", "demanded: Kho bạc Nhà nước")),
])
def test_the_rules_choose_the_route(people: Staff, changes, route):
    document = Document.get_by_id(drafted(people, **changes).id)
    assert (document.route, document.route_reason) == route


def test_an_agency_that_takes_paper_only_makes_the_route_mixed(people: Staff):
    agencies.set_means(agencies.learn("UBND huyện Sơn Động"), is_paper_only=True, by=people.clerk, at=NOW)
    assert drafted(people).route == "both"


def test_departing_from_the_route_needs_a_reason(people: Staff):
    document = drafted(people)
    with pytest.raises(errors.ReasonMissing):
        choose_route(document, "paper", " ", by=people.officer, at=NOW)
    with pytest.raises(errors.Invalid):
        choose_route(document, "pigeon", "nhanh hơn", by=people.officer, at=NOW)
    choose_route(document, "paper", "mất mạng", by=people.officer, at=NOW)
    assert Document.get_by_id(document.id).route == "paper"


def test_the_route_of_a_registered_document_stays(people: Staff):
    with pytest.raises(errors.WrongState):
        choose_route(numbered(people), "paper", "mất mạng", by=people.officer, at=NOW)


def test_only_a_pdf_goes_to_the_signer(people: Staff):
    document = draft(outline(people), stored(), "a.docx", "draft", by=people.officer, at=NOW)
    with pytest.raises(errors.Conflict):
        submit(document, by=people.officer, at=NOW)
    add_version(document, stored(), "pdf", "a.pdf", base_n=1, by=None, at=NOW)
    submit(document, by=people.officer, at=NOW)
    assert document.state == SUBMITTED


def test_a_draft_is_submitted_once(people: Staff):
    document = drafted(people)
    page = Document.get_by_id(document.id)
    submit(document, by=people.officer, at=NOW)
    with pytest.raises(errors.WrongState):
        submit(page, by=people.officer, at=NOW)


def test_a_change_after_submission_goes_back_to_the_signer(people: Staff):
    document = submitted(people)
    revise(document, stored(), "moi.pdf", "pdf", base_n=1, by=people.officer, at=NOW)
    assert (document.state, document.latest.n) == (DRAFT, 2)


def test_two_who_change_the_same_draft_do_not_overwrite_each_other(people: Staff):
    document = drafted(people)
    revise(document, stored(), "cua-toi.pdf", "pdf", base_n=1, by=people.officer, at=NOW)
    with pytest.raises(errors.Superseded):
        revise(document, stored(), "cua-anh.pdf", "pdf", base_n=1, by=people.head, at=NOW)
    assert document.latest.name == "cua-toi.pdf"


def test_sending_back_needs_a_reason_and_the_draft_may_come_again(people: Staff):
    document = submitted(people)
    with pytest.raises(errors.ReasonMissing):
        send_back(document, "", by=people.leader, at=NOW)
    send_back(document, "sửa căn cứ", by=people.leader, at=NOW)
    assert (document.state, document.note) == (RETURNED, "sửa căn cứ")
    submit(document, by=people.officer, at=NOW)
    assert document.state == SUBMITTED


def test_a_signed_document_is_neither_changed_nor_sent_back_nor_signed_again(people: Staff):
    document = signed(people)
    assert document.state == SIGNED
    for act in (lambda: revise(document, stored(), "a.pdf", "pdf", base_n=2, by=people.officer, at=NOW),
                lambda: send_back(document, "sửa", by=people.leader, at=NOW),
                lambda: mark_signed(document, by=people.leader, at=NOW, version=document.latest)):
        with pytest.raises(errors.WrongState):
            act()


def test_every_step_is_in_the_trail(people: Staff):
    document = signed(people)
    assert [e.verb for e in Event.of(document)] == ["drafted", "submitted", "signed"]
    assert Event.of(document)[2].data["sha256"] == document.latest.sha256


def test_a_draft_that_could_not_be_finished_leaves_nothing(people: Staff, monkeypatch):
    def broken(*args: object, **data: object) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr(drafting, "add_version", broken)
    with pytest.raises(OSError, match="full"):
        drafted(people)
    assert not Document.select().exists()


def test_describing_from_an_old_page_keeps_what_came_after_it(people: Staff):
    document = drafted(people)
    page = Document.get_by_id(document.id)
    choose_route(document, "paper", "mất mạng", by=people.officer, at=NOW)
    Document.update(pages=7).where(Document.id == document.id).execute()
    drafting.describe(page, outline(people, subject="V/v việc khác"), by=people.officer, at=NOW)
    found = Document.get_by_id(document.id)
    assert (found.subject, found.route, found.pages) == ("V/v việc khác", "paper", 7)
    assert found.folded.startswith("v/v viec khac")


def test_a_draft_submitted_while_it_is_being_described_stays_submitted(people: Staff, monkeypatch):
    document, atomic, others = drafted(people), db.atomic, []

    def submitted_first():
        if not others:
            others.append(1)
            submit(Document.get_by_id(document.id), by=people.officer, at=NOW)
        return atomic()

    monkeypatch.setattr(db, "atomic", submitted_first)
    with pytest.raises(errors.WrongState):
        drafting.describe(document, outline(people), by=people.officer, at=NOW)
    assert Document.get_by_id(document.id).state == SUBMITTED


def test_only_the_signer_sends_back(people: Staff):
    document = submitted(people)
    with pytest.raises(errors.NotAllowed):
        send_back(document, "sửa căn cứ", by=people.deputy, at=NOW)
    assert Document.get_by_id(document.id).state == SUBMITTED


@pytest.mark.slow
def test_the_signers_right_ends_when_the_draft_leaves_the_signer(people: Staff):
    returned, changed = submitted(people), submitted(people)
    send_back(returned, "sửa căn cứ", by=people.leader, at=NOW)
    revise(changed, stored(), "moi.pdf", "pdf", base_n=1, by=people.officer, at=NOW)
    for document in (returned, changed):
        assert readers(document, people) == {"chuyenvien", "truongphong"}
        submit(document, by=people.officer, at=NOW)
        assert "chutich" in readers(document, people)


def test_another_signer_takes_the_right_from_the_one_before(people: Staff):
    document = drafted(people)
    rights.grant(document, "sign", person=people.leader, at=NOW)
    drafting.describe(document, outline(people, signer=people.leader), by=people.officer, at=NOW)
    assert "chutich" in readers(document, people)
    drafting.describe(document, outline(people, signer=people.deputy), by=people.officer, at=NOW)
    assert "chutich" not in readers(document, people)
