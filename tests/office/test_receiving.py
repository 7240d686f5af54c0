"""Tiếp nhận: what waits, what is turned away, and what must leave no trace of its content."""

import pytest

from portal.office import citations, drafting, entering, files, outbox, rights
from portal.office.documents import Attachment, Document, PageText, Version
from portal.office.events import Event
from portal.office.files import Reading, StoredFile
from portal.office.holding import HeldCount, hold, remove_held, tell
from portal.office.receiving import receive, receive_paper
from portal.office.recipients import Recipient
from portal.office.refusing import refuse
from portal.rules import errors
from portal.rules.states import HELD, RECEIVED, REFUSED
from tests.office_fixtures import NOW, TODAY, Staff, drafted, entered, facts, later, outline, received, stored


def test_the_same_bytes_twice_are_one_thing(people: Staff):
    first = received(people, content=b"one letter")
    again = received(people, content=b"one letter", at=later(minutes=5))
    assert again.id == first.id
    assert Document.select().count() == Version.select().count() == StoredFile.select().count() == 1
    assert Event.of(first).count() == 1


def test_a_copy_of_a_letter_that_was_entered_waits_anew(people: Staff):
    document = entered(people)
    copy = receive(document.original.sha256, "ban-sao.pdf", by=people.clerk, at=NOW)
    assert copy.id != document.id
    assert copy.state == RECEIVED


def test_two_letters_are_two_things(people: Staff):
    assert received(people).id != received(people).id


def test_what_comes_by_itself_is_received_by_nobody(people: Staff):
    document = receive(stored(), "thu.pdf", by=None, at=NOW, channel="mail")
    assert document.created_by is None
    assert Event.of(document).get().person is None


def test_a_letter_on_paper_waits_without_a_file(people: Staff):
    document = receive_paper(by=people.clerk, at=NOW)
    assert (document.original, document.channel) == (None, "paper")


def test_only_the_clerk_receives(people: Staff):
    for act in (lambda: receive(stored(), "a.pdf", by=people.leader, at=NOW),
                lambda: receive_paper(by=people.officer, at=NOW),
                lambda: refuse(received(people), "other", "vì sao", by=people.admin, at=NOW)):
        with pytest.raises(errors.NotAllowed):
            act()


def test_new_bytes_are_read_once(people: Staff):
    document = received(people, content=b"one letter")
    received(people, content=b"one letter")
    assert [job.args for job in outbox.Job.waiting() if job.kind == "read"] == [[document.id]]


def test_a_refusal_needs_a_reason_and_is_final(people: Staff):
    waiting = received(people)
    with pytest.raises(errors.ReasonMissing):
        refuse(waiting, "other", " ", by=people.clerk, at=NOW)
    refuse(waiting, "other", "không đúng nơi nhận", by=people.clerk, at=NOW)
    assert (waiting.state, waiting.note) == (REFUSED, "không đúng nơi nhận")
    with pytest.raises(errors.WrongState):
        refuse(Document.get_by_id(waiting.id), "other", "lần nữa", by=people.clerk, at=NOW)


def test_a_letter_entered_meanwhile_is_not_refused_from_an_old_page(people: Staff):
    waiting = received(people)
    page = Document.get_by_id(waiting.id)
    entering.enter(waiting, facts(), by=people.clerk, at=NOW, request_id="form")
    with pytest.raises(errors.WrongState):
        refuse(page, "wrong_recipient", by=people.clerk, at=NOW)


def kept_of(document: Document) -> str:
    """Everything the database says that hangs on the document, but for its events."""
    tables = (Document, Version, Attachment, PageText, citations.Citation, Reading)
    return repr([list(table.select().tuples()) for table in tables])


def test_what_is_held_keeps_no_content(people: Staff):
    secret = "kế hoạch phòng thủ"
    document = receive(stored(), f"{secret}.pdf", by=people.clerk, at=NOW, note=secret)
    sha256 = document.original.sha256
    files.keep_reading(sha256, {"subject": secret}, pages=1, at=NOW)
    PageText.put(document, secret)
    citations.replace(document, [(secret, secret, None)])
    Attachment.create(document=document, sha256=sha256, name=f"{secret}.docx", at=NOW)
    assert secret in kept_of(document)
    hold(document, at=NOW)
    assert secret not in kept_of(document)
    assert secret not in repr(list(Event.select().tuples()))
    assert Document.get_by_id(document.id).state == document.state == HELD


def test_held_documents_are_counted_by_day(people: Staff):
    for at in (NOW, later(hours=1), later(days=1)):
        hold(received(people), at=at)
    assert [(row.day, row.count) for row in HeldCount.select()] == [("2026-11-23", 2), ("2026-11-24", 1)]


def test_only_the_clerk_sees_what_is_held(people: Staff):
    document = received(people)
    rights.grant(document, "read", person=people.head, at=NOW)
    hold(document, at=NOW)
    assert [p.login for p in people.everyone if document.id in rights.readable_ids(p)] == ["vanthu"]


def test_a_held_letter_that_has_its_number_keeps_its_row_and_is_hidden(people: Staff):
    document = entered(people)
    hold(document, at=NOW)
    found = Document.get_by_id(document.id)
    assert (found.number, found.state, found.subject) == (1, HELD, "V/v phân loại văn bản điện tử")
    assert document.id not in rights.readable_ids(people.leader)


def test_removing_what_is_held_needs_an_order(people: Staff):
    document = received(people)
    hold(document, at=NOW)
    with pytest.raises(errors.Conflict):
        remove_held(document, ordered_by="Chủ tịch UBND", by=people.clerk, at=NOW)
    with pytest.raises(errors.ReasonMissing):
        tell(document, " ", by=people.clerk, at=NOW)
    tell(document, "Trưởng Công an xã", by=people.clerk, at=NOW)
    with pytest.raises(errors.ReasonMissing):
        remove_held(document, ordered_by=" ", by=people.clerk, at=NOW)
    sha256 = document.original.sha256
    assert remove_held(document, ordered_by="Chủ tịch UBND", by=people.clerk, at=NOW) == [sha256]
    assert not StoredFile.select().where(StoredFile.sha256 == sha256).exists()
    assert outbox.Job.get(outbox.Job.kind == "forget_files").args == [sha256]
    assert document.id not in rights.readable_ids(people.clerk)


def test_what_is_not_held_is_not_removed(people: Staff):
    document = received(people)
    with pytest.raises(errors.WrongState):
        remove_held(document, ordered_by="Chủ tịch UBND", by=people.clerk, at=NOW)
    assert StoredFile.select().count() == 1


def test_bytes_another_document_has_stay(people: Staff):
    document = entered(people)
    copy = receive(document.original.sha256, "ban-sao.pdf", by=people.clerk, at=NOW)
    hold(copy, at=NOW)
    tell(copy, "Trưởng Công an xã", by=people.clerk, at=NOW)
    assert remove_held(copy, ordered_by="Chủ tịch UBND", by=people.clerk, at=NOW) == []
    assert StoredFile.select().where(StoredFile.sha256 == document.original.sha256).exists()


def test_a_held_draft_forgets_whom_it_was_for(people: Staff):
    draft = drafted(people, due_on=TODAY)
    drafting.describe(draft, outline(people, subject="V/v kế hoạch phòng thủ", due_on=TODAY), by=people.officer, at=NOW)
    assert Recipient.of(draft).count()
    hold(draft, at=NOW)
    found = Document.get_by_id(draft.id)
    assert (found.signer, found.due_on, found.route_reason, Recipient.of(draft).count()) == (None, None, "", 0)
    assert "phòng thủ" not in repr([event.data for event in Event.of(draft)])


def test_a_held_letter_leaves_search_and_its_pictures(people: Staff):
    document = entered(people)
    outbox.Job.delete().execute()
    hold(document, at=NOW)
    asked = [(job.kind, job.args) for job in outbox.Job.waiting()]
    assert asked == [
        ("forget_pictures", [document.original.sha256]), ("index", [document.id]), ("scrub", [document.id]),
        ("clear_copies", []),
    ]
