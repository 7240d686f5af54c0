"""What waits for whom, and what a document is tied to, never past the right to read."""

from datetime import date

from portal.office import citations, directing, rights, worklists
from portal.office.documents import Document
from portal.rules.roles import Scope
from tests.office_fixtures import NOW, Staff, drafted, entered, received, submitted


def given(document: Document, people: Staff) -> Document:
    directing.direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    return document


def test_a_draft_that_answers_a_letter_is_told_to_its_readers_only(people: Staff):
    letter = given(entered(people), people)
    answer = drafted(people, reply_to=letter)
    assert list(worklists.replies(people.officer, letter)) == [answer]
    assert list(worklists.replies(people.clerk, letter)) == []


def test_the_answered_letter_is_told_to_its_readers_only(people: Staff):
    letter = given(entered(people), people)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=NOW)
    answer = submitted(people, reply_to=letter)
    assert worklists.answered(people.officer, answer) == letter
    assert worklists.answered(people.deputy, answer) is None
    assert worklists.answered(people.officer, drafted(people)) is None


def test_the_newest_citing_letters_do_not_hide_those_one_may_read(people: Staff):
    letter = given(entered(people), people)
    citing = [received(people) for _ in range(3)]
    for document in citing:
        citations.replace(document, [("536/UBND-TH", letter.reference_key, date(2026, 11, 20))])
    rights.grant(citing[0], "read", person=people.officer, at=NOW)
    assert list(worklists.citing(people.officer, letter, most=2)) == [citing[0]]


def test_a_held_draft_is_told_to_its_drafter(people: Staff):
    document = drafted(people)
    assert not worklists.was_held(people.officer, document.id)
    Document.update(state="held").where(Document.id == document.id).execute()
    assert worklists.was_held(people.officer, document.id)
    assert not worklists.was_held(people.head, document.id)
