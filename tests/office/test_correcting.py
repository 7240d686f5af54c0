"""Sửa thông tin đăng ký of our own documents: a further version of the row, and only what may be mistyped."""

from collections import Counter
from datetime import timedelta

import pytest

from portal.flows import importing
from portal.flows.verifying import bad_documents, bad_entries
from portal.office import correcting, drafting, entering, issuing, readdressing, succession
from portal.office.correcting import OwnFacts
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.recipients import Line, Recipient
from portal.office.registers import Entry
from portal.rules import errors
from tests.flows.test_importing import file_of, sent
from tests.office_fixtures import NOW, TODAY, Staff, entered, issued, numbered, outline, stored, submitted

FACTS = OwnFacts(subject="Về việc đã sửa", signatory="Lê Ký", reference="7/UBND-KT", dated_on=TODAY, kind="Thông báo")


def test_what_was_numbered_here_keeps_reference_day_and_type(people: Staff) -> None:
    document = numbered(people)
    after = correcting.correct(document, FACTS, " gõ nhầm ", by=people.clerk, at=NOW)
    assert (after.subject, after.signatory) == ("Về việc đã sửa", "Lê Ký")
    kept = ("reference", "dated_on", "kind", "number", "state")
    assert [getattr(after, name) for name in kept] == [getattr(document, name) for name in kept]
    rows = list(Entry.versions_of(document.id))
    assert [(row.act, row.version, row.reason) for row in rows] == [("entered", 1, ""), ("corrected", 2, "gõ nhầm")]
    assert rows[0].columns["subject"] == document.subject
    assert Event.newest("corrected").data["changed"] == ["subject", "signatory"]
    assert [*bad_documents(Counter()), *bad_entries(Counter())] == []


def test_a_row_from_an_old_book_is_corrected_in_everything_that_was_typed(people: Staff) -> None:
    importing.import_lines(file_of(sent(7)), by=None, at=NOW)
    after = correcting.correct(Document.get(), FACTS, "đọc nhầm sổ", by=people.clerk, at=NOW)
    assert (after.reference, after.reference_key, after.dated_on, after.kind) == (
        "7/UBND-KT", "7/ubnd-kt", TODAY, "Thông báo"
    )
    assert after.number == 7


@pytest.mark.slow
@pytest.mark.parametrize(("facts", "reason", "refusal"), [
    (OwnFacts(subject=" "), "gõ nhầm", errors.Invalid), (FACTS, " ", errors.ReasonMissing),
    (OwnFacts(subject="x", dated_on=TODAY + timedelta(days=1)), "gõ nhầm", errors.BadDate),
])
def test_what_no_register_can_hold_is_refused(
    people: Staff, facts: OwnFacts, reason: str, refusal: type[errors.Refusal]
) -> None:
    document = numbered(people)
    with pytest.raises(refusal):
        correcting.correct(document, facts, reason, by=people.clerk, at=NOW)
    assert Entry.versions_of(document.id).count() == 1


@pytest.mark.slow
def test_only_the_clerk_corrects_and_only_what_stands_in_our_registers(people: Staff) -> None:
    with pytest.raises(errors.NotAllowed):
        correcting.correct(issued(people), FACTS, "gõ nhầm", by=people.leader, at=NOW)
    for document in (entered(people), submitted(people)):
        with pytest.raises(errors.NotFound):
            correcting.correct(document, FACTS, "gõ nhầm", by=people.clerk, at=NOW)
    void = numbered(people)
    entering.void(void, "trùng", by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        correcting.correct(void, FACTS, "gõ nhầm", by=people.clerk, at=NOW)


@pytest.mark.slow
def test_what_receivers_hold_stays_as_they_hold_it(people: Staff) -> None:
    document = issued(people)
    for change in (
        lambda: correcting.correct(document, FACTS, "gõ nhầm", by=people.clerk, at=NOW),
        lambda: drafting.describe(document, outline(people), by=people.officer, at=NOW),
        lambda: drafting.revise(document, stored(), "b.pdf", "pdf", base_n=4, by=people.officer, at=NOW),
        lambda: drafting.choose_route(document, "paper", "x", by=people.officer, at=NOW),
        lambda: readdressing.correct_channel(Recipient.of(document).first(), "paper", by=people.clerk, at=NOW),
        lambda: readdressing.loosen(Recipient.of(document).first(), by=people.clerk, at=NOW),
        lambda: readdressing.take_from_page(document, [Line("Sở Nội vụ")], by=people.officer, at=NOW),
        lambda: succession.say(document, document.reference, by=people.clerk, at=NOW),
        lambda: issuing.issue(document, by=people.clerk, at=NOW),
        lambda: entering.void(document, "trùng", by=people.clerk, at=NOW),
    ):
        before = rows_of(document)
        with pytest.raises(errors.Conflict):
            change()
        assert rows_of(document) == before


def rows_of(document: Document) -> list[object]:
    """Everything receivers were told of a document."""
    fresh = Document.get_by_id(document.id)
    lines = [(line.name, line.channel, line.agency_id) for line in Recipient.of(fresh)]
    return [fresh.__data__, [(v.n, v.sha256) for v in fresh.versions], lines, Entry.versions_of(fresh.id).count()]
