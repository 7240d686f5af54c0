"""A copy of an entered letter takes no number, loses nothing, and can be taken apart again."""

import pytest

from portal.flows import doubles, indexing
from portal.office import entering, holding, joining, receiving, rights
from portal.office.documents import Attachment, Document, EnclosedText
from portal.office.events import Event
from portal.office.holding import HeldCount
from portal.office.outbox import Job
from portal.office.registers import Entry
from portal.rules import errors
from portal.rules.doubles import Letter
from portal.rules.roles import Scope
from portal.rules.states import HELD, JOINED, RECEIVED, REMOVED
from tests.office_fixtures import NOW, Staff, entered, facts, received, request_id, stored


def on_paper(people: Staff) -> Document:
    """A letter entered from the sheet."""
    letter = receiving.receive_paper(by=people.clerk, at=NOW)
    return entering.enter(letter, facts(), by=people.clerk, at=NOW, request_id=request_id())


def names(letter: Document) -> list[str]:
    return [file.sha256 for file in letter.attachments]


def test_the_copy_takes_no_number_and_its_file_stays_with_the_letter(people: Staff):
    first, again = entered(people), received(people)
    assert joining.join(again, first, by=people.clerk, at=NOW) == first
    kept = Document.get_by_id(again.id)
    assert (kept.state, kept.same_as_id, kept.number) == (JOINED, first.id, None)
    assert Entry.select().count() == 1
    assert names(first) == [again.original.sha256]
    assert Job.select().where(Job.dedup == f"read_enclosed:{first.id}").exists()
    assert [e.verb for e in Event.of(first)][-1] == "copy_joined"
    assert [e.verb for e in Event.of(again)][-1] == "joined"


def test_a_scan_of_a_letter_entered_from_paper_is_kept_with_it(people: Staff):
    first, scan = on_paper(people), received(people)
    joining.join(scan, first, by=people.clerk, at=NOW)
    assert (first.original, names(first)) == (None, [scan.original.sha256])


def test_bytes_the_letter_has_are_not_kept_twice(people: Staff):
    waiting = received(people, content=b"%PDF-1.7 the same")
    first = entering.enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id())
    again = received(people, content=b"%PDF-1.7 the same")
    joining.join(again, first, by=people.clerk, at=NOW)
    assert (names(first), first.versions.count()) == ([], 1)


def test_only_what_waits_joins_and_only_what_has_a_number_is_joined(people: Staff):
    first, second, waiting = entered(people), entered(people), received(people)
    with pytest.raises(errors.WrongState):
        joining.join(second, first, by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        joining.join(waiting, received(people), by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        joining.join(waiting, first, by=people.officer, at=NOW)
    assert Document.get_by_id(waiting.id).state == RECEIVED


def test_the_archive_finds_the_letter_once(people: Staff):
    first, again = entered(people), received(people)
    joining.join(again, first, by=people.clerk, at=NOW)
    assert [d.id for d in indexing.searchable()] == [first.id]


def test_a_third_copy_is_told_the_letter_alone(people: Staff):
    first, again = entered(people), received(people, content=b"%PDF-1.7 the same")
    joining.join(again, first, by=people.clerk, at=NOW)
    third = received(people, content=b"%PDF-1.7 the same")
    found = doubles.find(people.clerk, third, Letter("", "", "", None))
    assert [(d.document.id, d.reason) for d in found] == [(first.id, "bytes")]


def test_it_was_another_letter_after_all(people: Staff):
    first, other = entered(people), received(people)
    joining.join(other, first, by=people.clerk, at=NOW)
    waiting = joining.part(Document.get_by_id(other.id), by=people.clerk, at=NOW)
    assert (waiting.state, waiting.same_as, names(first)) == (RECEIVED, None, [])
    assert entering.enter(waiting, facts(), by=people.clerk, at=NOW, request_id=request_id()).number == 2
    with pytest.raises(errors.WrongState):
        joining.part(waiting, by=people.clerk, at=NOW)


def test_a_file_the_letter_had_already_stays_when_they_part(people: Staff):
    first, same = entered(people), stored()
    Attachment.create(document=first, sha256=same, name="phu-luc.pdf", at=NOW)
    again = receiving.receive(same, "phu-luc.pdf", by=people.clerk, at=NOW)
    joining.join(again, first, by=people.clerk, at=NOW)
    joining.part(Document.get_by_id(again.id), by=people.clerk, at=NOW)
    assert names(first) == [same]


def test_only_what_the_same_people_may_read_joins(people: Staff):
    first, waiting = entered(people), received(people)
    rights.set_scope(waiting, Scope.RESTRICTED, by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict):
        joining.join(waiting, first, by=people.clerk, at=NOW)
    rights.set_scope(first, Scope.RESTRICTED, by=people.clerk, at=NOW)
    joining.join(waiting, first, by=people.clerk, at=NOW)
    assert Document.get_by_id(waiting.id).scope == Scope.RESTRICTED


def test_who_may_not_read_the_letter_may_not_read_its_copies(people: Staff):
    first, again = entered(people), received(people)
    joining.join(again, first, by=people.clerk, at=NOW)
    assert rights.may_read(people.leader, again)
    rights.set_scope(first, Scope.RESTRICTED, by=people.clerk, at=NOW)
    assert not rights.may_read(people.leader, again)
    assert rights.may_read(people.clerk, again)


def test_bytes_of_a_copy_lead_to_the_letter(people: Staff):
    first, again = entered(people), received(people)
    joining.join(again, first, by=people.clerk, at=NOW)
    assert receiving.letter_with(again.original.sha256) == first


def test_a_letter_held_apart_takes_its_copies_along(people: Staff):
    first, again = entered(people), received(people)
    joining.join(again, first, by=people.clerk, at=NOW)
    holding.hold(first, at=NOW)
    assert {d.state for d in Document.select()} == {HELD}


def test_a_copy_that_was_removed_does_not_come_back(people: Staff):
    first, again = entered(people), received(people)
    joining.join(again, first, by=people.clerk, at=NOW)
    holding.hold(again, at=NOW)
    holding.tell(again, "Nguyễn Văn A", by=people.clerk, at=NOW)
    holding.remove_held(again, ordered_by="Chủ tịch", by=people.clerk, at=NOW)
    holding.hold(first, at=NOW)
    assert Document.get_by_id(again.id).state == REMOVED
    assert HeldCount.get().count == 2


def test_the_words_of_a_copy_leave_with_it(people: Staff):
    first, scan = on_paper(people), received(people)
    joining.join(scan, first, by=people.clerk, at=NOW)
    sha256 = scan.original.sha256
    EnclosedText.replace_all(first, {sha256: "chữ của bản quét", "b" * 64: "chữ của phụ lục"})
    joining.part(scan, by=people.clerk, at=NOW)
    assert [row.body for row in first.enclosed_texts] == ["chữ của phụ lục"]
    assert first.id in indexing.ids_of(Job.of_kind("index"))
