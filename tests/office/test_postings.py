"""Paper copies: printed, handed to the post with a number, and the book of what the post took."""

from datetime import timedelta

import pytest

from portal.office import contacts, issuing, postings
from portal.office.documents import Document
from portal.office.postings import Posting
from portal.office.recipients import Line, Recipient, sent
from portal.rules import errors
from tests.office_fixtures import NOW, TODAY, Staff, issued, later, sealed

LINES = (Line("Sở Nội vụ"), Line("Trường Tiểu học Tân Hòa", "paper"), Line("Ông Lê Văn Dân", "paper", True),
         Line("Phòng Kinh tế", "paper"), Line("Lưu: VT", "paper"))


def on_paper(document: Document) -> list[tuple[str, str]]:
    return [(line.name, line.status) for line in postings.on_paper(document)]


def test_only_what_leaves_the_house_on_paper_gets_an_envelope(people: Staff):
    document = issued(people, recipients=LINES)
    assert on_paper(document) == [("Trường Tiểu học Tân Hòa", "to_print"), ("Ông Lê Văn Dân", "to_print")]


def test_printed_then_posted_with_its_number(people: Staff):
    document = issued(people, recipients=LINES)
    assert postings.mark_printed(document, by=people.clerk, at=NOW) == 2
    with pytest.raises(errors.Conflict):
        postings.mark_printed(document, by=people.clerk, at=NOW)
    assert sent([document])[document.id].posted_on is None  # printed is not gone
    school, person = postings.on_paper(document)
    postings.post(school, " EB1 ", by=people.clerk, at=later(hours=1))
    postings.post(school, "EB12", by=people.clerk, at=later(days=2))  # mistyped before
    assert (Posting.to(school).number, Posting.to(school).posted_at) == ("EB12", later(hours=1))
    assert on_paper(document) == [("Trường Tiểu học Tân Hòa", "posted"), ("Ông Lê Văn Dân", "printed")]
    assert sent([document])[document.id].posted_on == TODAY
    assert issuing.note_sent(document, "paper", by=people.clerk, at=NOW) == 1  # the other one by hand
    with pytest.raises(errors.Conflict):
        postings.post(person, "", by=people.clerk, at=NOW)


def test_the_book_has_what_the_post_took_on_these_days(people: Staff):
    document = issued(people, recipients=LINES)
    postings.post(postings.on_paper(document)[0], "", by=people.clerk, at=NOW)
    assert [row.recipient.name for row in Posting.posted_on(TODAY, TODAY)] == ["Trường Tiểu học Tân Hòa"]
    assert not Posting.posted_on(TODAY + timedelta(days=1), TODAY + timedelta(days=1)).exists()
    assert not Posting.posted_on(TODAY - timedelta(days=1), TODAY - timedelta(days=1)).exists()


@pytest.mark.slow
def test_the_address_of_a_person_is_kept_with_that_envelope_alone(people: Staff):
    first, second = (issued(people, recipients=LINES) for _ in range(2))
    school, person = postings.on_paper(first)
    contacts.keep(school, "", "Thôn Trung tâm", by=people.clerk, at=NOW)
    postings.keep_own_address(person, "Số 5, thôn Đông", by=people.clerk, at=NOW)
    assert [postings.address_of(line) for line in postings.on_paper(first)] == ["Thôn Trung tâm", "Số 5, thôn Đông"]
    assert [postings.address_of(line) for line in postings.on_paper(second)] == ["Thôn Trung tâm", ""]


@pytest.mark.slow
def test_what_cannot_be_posted_is_refused(people: Staff):
    document = issued(people, recipients=LINES)
    school = postings.on_paper(document)[0]
    electronic = Recipient.of(document).first()
    with pytest.raises(errors.NotAllowed):
        postings.post(school, "", by=people.officer, at=NOW)
    with pytest.raises(errors.Conflict):
        postings.post(electronic, "", by=people.clerk, at=NOW)
    with pytest.raises(errors.Invalid):
        postings.post(school, "x" * 41, by=people.clerk, at=NOW)
    waiting = sealed(people, recipients=LINES)
    with pytest.raises(errors.WrongState):
        postings.post(Recipient.of(waiting)[1], "", by=people.clerk, at=NOW)
