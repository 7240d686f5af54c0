"""Nơi nhận as rows: who keeps the copy, what the register says of sending, what the clerk noted by hand."""

import pytest

from portal.office import issuing, recipients
from portal.office.events import Event
from portal.office.recipients import Line, Recipient
from portal.rules import errors
from tests.office_fixtures import NOW, TODAY, Staff, drafted, issued, later, sealed

MIXED = (
    Line("Tỉnh ủy", channel="paper"), Line("Sở Nội vụ"), Line("Phòng Kinh tế"), Line("Lưu: VT, KT", channel="paper"),
)


def test_the_register_row_names_recipients_keeper_copies_and_day(people: Staff) -> None:
    document = issued(people, recipients=MIXED)
    row = recipients.sent([document])[document.id]
    assert (row.names, row.kept) == ("Tỉnh ủy; Sở Nội vụ; Phòng Kinh tế", "VT, KT")
    assert (row.copies, row.sent_on, row.by_wire) == (2, TODAY, True)


def test_before_issuing_nothing_has_been_sent(people: Staff) -> None:
    document = drafted(people, recipients=MIXED)
    assert recipients.sent([document])[document.id].sent_on is None


def test_documents_without_recipients_have_no_row(people: Staff) -> None:
    assert recipients.sent([drafted(people, recipients=())]) == {}


def test_the_clerk_notes_one_channel_at_a_time(people: Staff) -> None:
    document = issued(people, recipients=MIXED)
    assert issuing.note_sent(document, "electronic", by=people.clerk, at=later(hours=1)) == 1
    states = {line.name: line.status for line in Recipient.of(document)}
    assert states == {"Tỉnh ủy": "to_print", "Sở Nội vụ": "sent", "Phòng Kinh tế": "arrived", "Lưu: VT, KT": "kept"}
    assert next(line for line in Recipient.of(document) if line.status == "sent").sent_at == later(hours=1)
    assert list(Event.of(document))[-1].data == {"channel": "electronic", "recipients": 1}


@pytest.mark.slow
def test_what_was_noted_is_not_noted_again(people: Staff) -> None:
    document = issued(people, recipients=MIXED)
    issuing.note_sent(document, "paper", by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict):
        issuing.note_sent(document, "paper", by=people.clerk, at=NOW)


@pytest.mark.slow
def test_nothing_is_noted_before_issuing_or_by_others(people: Staff) -> None:
    with pytest.raises(errors.WrongState):
        issuing.note_sent(sealed(people, recipients=MIXED), "paper", by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        issuing.note_sent(issued(people, recipients=MIXED), "paper", by=people.leader, at=NOW)
