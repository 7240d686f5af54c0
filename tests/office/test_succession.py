"""A new document takes the place of an issued one: said before issue, told to receivers, nothing changed."""

import pytest

from portal.flows import packets
from portal.office import issuing, succession, tracking
from portal.office.agencies import learn
from portal.office.documents import Document
from portal.office.recipients import Line, Recipient
from portal.office.senders import SenderMark
from portal.office.sending import Delivery
from portal.rules import errors
from portal.rules import packets as rules
from tests.office_fixtures import NOW, Staff, entered, issued, sealed

LINES = (Line("UBND xã Đồi Chè"), Line("Sở Nội vụ"))


@pytest.fixture
def old(people: Staff) -> Document:
    """Issued, and sent in a packet to the one receiver whose identifier is known."""
    SenderMark.create(agency=learn("UBND xã Đồi Chè"), kind="code", value="H02.30", at=NOW)
    document = issued(people, recipients=LINES)
    packets.send_document(document, by=people.clerk, at=NOW)
    return document


@pytest.mark.slow
def test_the_packet_says_what_is_replaced_and_to_whom_it_had_gone(people: Staff, old: Document):
    new = sealed(people, recipients=LINES)
    assert succession.say(new, f" {old.reference.lower()} ", by=people.clerk, at=NOW) == old
    assert succession.in_place_of(old) == []  # not before it is issued
    issuing.issue(new, by=people.clerk, at=NOW)
    parcel = packets.send_document(new, by=people.clerk, at=NOW)
    business = parcel.message.business
    assert business.act == rules.REPLACE
    (replaced,) = business.replaced
    assert (replaced.document_id, replaced.codes) == (old.parcels.get().wire_id, ("H02.30",))
    assert old.reference in business.reason
    assert succession.in_place_of(old) == [new]
    assert succession.replaced_by_this(new) == [old]
    before = dict(old.__data__)
    assert {**Document.get_by_id(old.id).__data__} == before


def test_what_never_left_in_a_packet_is_named_as_it_would_have_been(people: Staff):
    old, new = issued(people), sealed(people)
    succession.say(new, old.reference, by=people.clerk, at=NOW)
    assert packets.business_of(new, "H02.18").replaced == (
        rules.Replaced(f"H02.18,{old.dated_on:%Y/%m/%d},{old.reference}"),
    )


def test_only_what_we_issued_can_be_replaced_and_only_before_issue(people: Staff, old: Document):
    new, letter = sealed(people), entered(people)
    for reference in ("", "999/UBND", letter.reference, new.reference, "xin chào"):
        with pytest.raises(errors.Invalid):
            succession.say(new, reference, by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        succession.say(new, old.reference, by=people.officer, at=NOW)
    issuing.issue(new, by=people.clerk, at=NOW)
    for late in (
        lambda: succession.say(new, old.reference, by=people.clerk, at=NOW),
        lambda: succession.unsay(new, old.id, by=people.clerk, at=NOW),
    ):
        with pytest.raises(errors.WrongState):
            late()


def test_it_can_be_taken_back_before_issue(people: Staff, old: Document):
    new = sealed(people, recipients=LINES)
    succession.say(new, old.reference, by=people.clerk, at=NOW)
    succession.say(new, old.reference, by=people.clerk, at=NOW)  # a double click
    succession.unsay(new, old.id, by=people.clerk, at=NOW)
    with pytest.raises(errors.NotFound):
        succession.unsay(new, old.id, by=people.clerk, at=NOW)
    issuing.issue(new, by=people.clerk, at=NOW)
    assert packets.packet_of(new, at=NOW)[0].business.act == rules.NEW


def test_the_answer_of_a_receiver_counts_once_the_new_one_left(people: Staff, old: Document):
    def answered() -> bool:
        row = Delivery.create(
            document=old, recipient=Recipient.of(old).first(), agency_code="H02.30", code="15", came_at=NOW
        )
        (told,) = tracking.glance(old).electronic[0].told
        row.delete_instance()
        return told.counts

    new = sealed(people, recipients=LINES)
    succession.say(new, old.reference, by=people.clerk, at=NOW)
    issuing.issue(new, by=people.clerk, at=NOW)
    assert not answered()
    packets.send_document(new, by=people.clerk, at=NOW)
    assert answered()
