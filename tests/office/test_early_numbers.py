"""Numbers given before the signature: at the approval, void when it is taken back, never given again."""

import pytest

from portal.office import drafting, early_numbers, entering, issuing, rights
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.registers import Entry, Register
from portal.rules import errors
from portal.rules.signing import SEAL, SIGN, require_order
from tests.office_fixtures import (
    NOW,
    Staff,
    drafted,
    numbered,
    outline,
    put_version,
    request_id,
    stored,
    submitted,
)


@pytest.fixture(autouse=True)
def _early(people: Staff) -> None:
    early_numbers.choose(True, by=people.clerk, at=NOW)


def approved(people: Staff, by: Person | None = None) -> Document:
    """Submitted, approved and numbered."""
    document = submitted(people)
    return early_numbers.give(
        document, issuing.number_for(document, NOW), stored(), "tra-loi.pdf", base_n=document.latest.n,
        by=by or people.leader, at=NOW, request_id=request_id(),
    )


def rows(document: Document) -> list[tuple[int, str, str]]:
    return [(row.number, row.act, row.reason) for row in Entry.versions_of(document.id)]


def test_the_approval_of_the_signer_gives_the_number(people: Staff) -> None:
    document = approved(people)
    assert (document.state, document.number, document.reference) == ("submitted", 1, "01/UBND-KT")
    assert document.latest.role == "pdf"
    assert rows(document) == [(1, "entered", "")]


def test_without_its_number_nothing_is_signed(people: Staff) -> None:
    with pytest.raises(errors.Conflict) as told:
        early_numbers.require_number(submitted(people))
    assert told.value.data["why"] == "number_first"
    early_numbers.require_number(approved(people))
    early_numbers.choose(False, by=people.clerk, at=NOW)
    early_numbers.require_number(submitted(people))


@pytest.mark.slow
def test_only_the_person_who_will_sign_approves_and_once(people: Staff) -> None:
    for person in (people.deputy, people.clerk, people.officer):
        with pytest.raises(errors.NotAllowed):
            approved(people, person)
    document = approved(people)
    with pytest.raises(errors.WrongState):
        early_numbers.give(
            document, 2, stored(), "x.pdf", base_n=document.latest.n, by=people.leader, at=NOW, request_id=request_id()
        )
    assert Register.get(Register.kind == "outgoing").last_number == 1


def test_after_the_signature_the_seal_follows_at_once(people: Staff) -> None:
    document = approved(people)
    put_version(document, "signed", people.leader, NOW)
    drafting.mark_signed(document, by=people.leader, at=NOW, version=document.latest)
    assert document.state == "numbered"
    require_order(SEAL, document.latest.role, ["valid"])
    with pytest.raises(errors.WrongState):
        require_order(SIGN, document.latest.role, [])


def test_sent_back_the_number_is_void_and_a_new_draft_goes_on(people: Staff) -> None:
    document = approved(people)
    drafting.send_back(document, "Sửa đoạn hai", by=people.leader, at=NOW)
    void, draft = Document.get_by_id(document.id), Document.select().order_by(Document.id.desc()).get()
    assert (void.state, void.number) == ("voided", 1)
    assert rows(void) == [(1, "entered", ""), (1, "voided", "Sửa đoạn hai")]
    assert (draft.state, draft.number, draft.reference, draft.note) == ("returned", None, "", "Sửa đoạn hai")
    assert (draft.subject, draft.signer, draft.created_by) == (void.subject, void.signer, void.created_by)
    assert draft.latest.sha256 != void.latest.sha256  # as it was before the number
    lines = [[(line.name, line.channel) for line in Recipient.of(each)] for each in (void, draft)]
    assert lines[0] == lines[1]
    assert rights.may_read(people.officer, draft)


@pytest.mark.slow
def test_a_void_number_is_not_given_again_and_leaves_no_gap(people: Staff) -> None:
    first = approved(people)
    drafting.send_back(first, "Sửa", by=people.leader, at=NOW)
    second = approved(people)
    early_numbers.choose(False, by=people.clerk, at=NOW)
    third = numbered(people)
    assert [first.number, second.number, third.number] == [1, 2, 3]


def test_the_clerk_voids_the_number_of_a_draft_that_died(people: Staff) -> None:
    document = approved(people)
    entering.void(document, "Không ban hành nữa", by=people.clerk, at=NOW)
    assert rows(document)[-1] == (1, "voided", "Không ban hành nữa")
    for other in (submitted(people), drafted(people)):
        with pytest.raises(errors.WrongState):
            entering.void(other, "nhầm", by=people.clerk, at=NOW)


def test_while_it_has_its_number_nobody_changes_it_behind_the_signer(people: Staff) -> None:
    document = approved(people)
    for act in (
        lambda: drafting.withdraw(document, by=people.officer, at=NOW),
        lambda: drafting.revise(
            document, stored(), "x.pdf", "pdf", base_n=document.latest.n, by=people.officer, at=NOW
        ),
        lambda: drafting.choose_route(document, "paper", "vì", by=people.officer, at=NOW),
    ):
        with pytest.raises(errors.Conflict) as told:
            act()
        assert told.value.data["why"] == "numbered_early"
    fresh = Document.get_by_id(document.id)
    assert (fresh.state, fresh.number, fresh.latest.n) == ("submitted", 1, document.latest.n)


def test_a_page_from_before_the_number_changes_nothing_either(people: Staff) -> None:
    document = approved(people)

    def old() -> Document:
        page: Document = Document.get_by_id(document.id)
        page.number = page.register = None
        return page

    for act in (
        lambda: drafting.withdraw(old(), by=people.officer, at=NOW),
        lambda: drafting.revise(old(), stored(), "x.pdf", "pdf", base_n=document.latest.n, by=people.officer, at=NOW),
        lambda: drafting.choose_route(old(), "paper", "vì", by=people.officer, at=NOW),
    ):
        with pytest.raises(errors.Conflict) as told:
            act()
        assert told.value.data["why"] == "numbered_early"
    drafting.send_back(old(), "Sửa", by=people.leader, at=NOW)
    assert rows(document)[-1] == (1, "voided", "Sửa")
    assert Document.get_by_id(document.id).state == "voided"


def test_a_draft_brought_as_docx_is_made_ready_again(people: Staff) -> None:
    document = drafting.draft(
        outline(people), stored(), "tra-loi.docx", "draft", by=people.officer, at=NOW
    )
    brought = document.latest.sha256
    put_version(document, "pdf", people.officer, NOW)
    drafting.submit(document, by=people.officer, at=NOW)
    early_numbers.give(
        document, 1, stored(), "x.pdf", base_n=document.latest.n, by=people.leader, at=NOW, request_id=request_id()
    )
    drafting.send_back(Document.get_by_id(document.id), "Sửa", by=people.leader, at=NOW)
    draft = Document.select().order_by(Document.id.desc()).get()
    assert (draft.latest.sha256, draft.latest.role) == (brought, "draft")
    assert drafting.Preparation.of(draft).state == "waiting"

