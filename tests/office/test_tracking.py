"""The sending of a document at a glance: what waits, what left, and which statuses count."""

import pytest

from portal.office import agencies, contacts, issuing, mailings, recalling, sending, tracking
from portal.office.documents import Document
from portal.office.recipients import Line, Recipient
from portal.office.sending import Delivery
from portal.rules import packets as rules
from portal.rules.sending import SENT
from tests.office_fixtures import NOW, Staff, issued, later

LINES = (Line("UBND xã Đồi Chè"), Line("Sở Nội vụ"), Line("Trường Tiểu học", "paper"), Line("Phòng Kinh tế"),
         Line("Lưu: VT", "paper"))


@pytest.fixture
def document(people: Staff) -> Document:
    return issued(people, recipients=LINES)


def told(document: Document, code: str, n: int = 0) -> None:
    """A status of a receiver, as ``sending.note`` stores it."""
    line = list(Recipient.of(document))[n]
    Delivery.create(document=document, recipient=line, agency_code="H02", code=code, came_at=NOW)
    Recipient.update(status=rules.moved(line.status, code)).where(Recipient.id == line.id).execute()


def test_the_whole_is_counted(document: Document, people: Staff):
    glance = tracking.glance(document)
    assert [len(part) for part in (glance.electronic, glance.paper, glance.inside)] == [2, 1, 2]
    assert (glance.waiting, glance.gone, glance.to_send, glance.to_print) == (3, 0, 2, 1)
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
    glance = tracking.glance(document)
    assert (glance.waiting, glance.gone, glance.is_open) == (1, 2, True)


@pytest.mark.parametrize(("codes", "count", "ends"), [
    (("01", "03", "04", "05", "06"), (True,) * 5, "06"), (("01", "02"), (True, True), "02"),
    (("03", "01"), (True, False), "03"), (("06", "04", "05"), (True, False, False), "06"),
    (("01", "02", "03"), (True, True, False), "02"), (("03", "02"), (True, False), "03"),
    (("03", "15"), (True, False), "03"), (("01", "06"), (True, True), "06"), (("13",), (False,), SENT),
])
def test_a_status_that_comes_late_or_cannot_be_is_kept_and_moves_nothing(
    document: Document, people: Staff, codes: tuple[str, ...], count: tuple[bool, ...], ends: str
):
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
    for code in codes:
        told(document, code)
    track = tracking.glance(document).electronic[0]
    assert tuple(one.counts for one in track.told) == count
    assert track.line.status == ends


def test_an_answer_counts_once_the_document_was_called_back(document: Document, people: Staff):
    contacts.keep(Recipient.of(document).first(), "vt@doiche.vn", "", by=people.clerk, at=NOW)
    sent = sending.send_mail(document, sending.mailable(document), sender="x@y.vn", by=people.clerk, at=NOW)
    mailings.begin(sent[0])
    mailings.mark_sent(sent[0], at=NOW)
    told(document, "15")
    recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    (before,) = tracking.glance(document).electronic[0].told
    assert before.counts  # it came in the same moment
    late = tracking.weighed([before.delivery], later(hours=1))
    assert not late[0].counts


def test_each_line_knows_where_it_goes(document: Document, people: Staff):
    agencies.learn("Sở Nội vụ")
    contacts.keep(Recipient.of(document)[1], "snv@tinh.gov.vn", "Số 1 phố Lớn", by=people.clerk, at=NOW)
    track = tracking.glance(document).electronic[1]
    assert (track.email, track.address, track.code) == ("snv@tinh.gov.vn", "Số 1 phố Lớn", "")


def test_a_document_waits_for_the_clerk_until_every_line_was_served(document: Document, people: Staff):
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
    assert list(tracking.unsent(people.clerk)) == [document]  # the paper is still here
    issuing.note_sent(document, "paper", by=people.clerk, at=NOW)
    assert list(tracking.unsent(people.clerk)) == []
    Recipient.update(status="sent_back").where(Recipient.id == Recipient.of(document).first().id).execute()
    assert list(tracking.unsent(people.clerk)) == [document]
    assert list(tracking.unsent(people.stranger)) == []
