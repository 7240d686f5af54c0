"""What a document answers, and what answers it, on the pages: only what the reader may read."""

import pytest

from portal.flows import placing
from portal.office import directing, rights
from portal.office.documents import Document
from portal.rules.errors import Unreadable
from portal.rules.roles import Scope
from tests.office_fixtures import NOW, Staff, drafted, entered, issued, submitted
from tests.web.conftest import Browser

SECRET = "V/v kiểm tra đột xuất"


@pytest.fixture
def letter(people: Staff) -> Document:
    """A letter that only those named read: the leader who directed it and the officer who answers."""
    found = entered(people, subject=SECRET, reference="99/UBND-NC")
    rights.grant(found, "direct", person=people.leader, at=NOW)
    directing.direct(found, "Giao", people.officer, by=people.leader, at=NOW)
    rights.set_scope(found, Scope.RESTRICTED, by=people.leader, at=NOW)
    return found


@pytest.mark.slow
def test_the_letter_page_names_no_draft_of_others(browser: Browser, people: Staff) -> None:
    found = entered(people)
    directing.direct(found, "Giao", people.officer, by=people.leader, at=NOW)
    drafted(people, reply_to=found, subject="V/v nội dung chưa ký")
    assert "V/v nội dung chưa ký" in browser.as_person(people.officer).get(f"/documents/{found.id}").text
    assert "V/v nội dung chưa ký" not in browser.as_person(people.clerk).get(f"/documents/{found.id}").text


@pytest.mark.slow
def test_the_outgoing_page_names_no_letter_hidden_from_the_reader(
    browser: Browser, people: Staff, letter: Document
) -> None:
    document = issued(people, reply_to=letter)
    address = f"/documents/{letter.id}"
    assert address in browser.as_person(people.officer).get(f"/outgoing/{document.id}").text
    page = browser.as_person(people.clerk).get(f"/outgoing/{document.id}").text
    assert "99/UBND-NC" not in page
    assert address not in page


@pytest.mark.slow
def test_the_draft_page_names_no_letter_hidden_from_the_reader(
    browser: Browser, people: Staff, letter: Document
) -> None:
    document = drafted(people, reply_to=letter)
    rights.grant(document, "read", person=people.stranger, at=NOW)
    assert "99/UBND-NC" in browser.as_person(people.officer).get(f"/drafts/{document.id}").text
    assert "99/UBND-NC" not in browser.as_person(people.stranger).get(f"/drafts/{document.id}").text


@pytest.mark.slow
def test_the_signing_page_names_no_letter_hidden_from_the_signer(
    browser: Browser, people: Staff, letter: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*args: object, **named: object) -> None:
        raise Unreadable("gone")

    monkeypatch.setattr(placing, "place_of", unreadable)
    for signer, told in ((people.leader, True), (people.deputy, False)):
        document = submitted(people, reply_to=letter, signer=signer)
        page = browser.as_person(signer).get(f"/documents/{document.id}/signing").text
        assert ("99/UBND-NC" in page) is told
