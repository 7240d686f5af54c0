"""A letter that came by packet and joined an entered one: what its sender asks and hears is about the entered one."""

from io import BytesIO

import pytest

from portal.flows import arriving, keeping
from portal.flows.premises import Premises
from portal.office import entering, joining, packets
from portal.office.documents import Document
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.rules import packets as rules
from portal.rules.states import RECALLED
from tests import packet_kit as kit
from tests.office_fixtures import NOW, Staff, entered, facts, request_id, stored


@pytest.fixture
def first(people: Staff) -> Document:
    """A letter entered before."""
    return entered(people)


@pytest.fixture
def copy(people: Staff, premises: Premises, first: Document) -> Document:
    """The same letter once more, by packet, joined."""
    arrival = keeping.take(BytesIO(kit.packet()), "upload", "", "goi.edxml", at=NOW, premises=premises)
    arriving.interpret(arrival.id, at=NOW, premises=premises)()
    came = Document.select().order_by(Document.id.desc()).get()
    assert came != first
    joining.join(came, first, by=people.clerk, at=NOW)
    return came


def told() -> list[str]:
    """What senders hear of numbers."""
    return [parcel.message.words for parcel in Parcel.select().where(Parcel.code == rules.ENTERED)]


def asked(document: Document, act: str, files: list[dict[str, str]]) -> Packet:
    """The sender of the packet asks something of it later."""
    brought = Packet.get(Packet.state == packets.TAKEN)
    return packets.ask(document.arrival, brought.message, brought, files, at=NOW, act=act)


def test_the_sender_hears_the_number_of_the_entered_letter(copy: Document, first: Document):
    assert [str(first.number) in words for words in told()] == [True]


def test_a_recall_calls_back_the_entered_letter(people: Staff, copy: Document, first: Document):
    packets.agree(asked(copy, rules.RECALL, []), by=people.clerk, at=NOW)
    assert Document.get_by_id(first.id).state == RECALLED


def test_a_newer_version_comes_to_the_entered_letter(people: Staff, copy: Document, first: Document):
    newer = {"sha256": stored(b"newer"), "name": "moi.pdf", "media_type": "application/pdf"}
    packets.agree(asked(copy, rules.UPDATE, [newer]), by=people.clerk, at=NOW)
    assert Document.get_by_id(first.id).latest.sha256 == newer["sha256"]


def test_after_they_part_the_sender_hears_the_other_number(people: Staff, copy: Document, first: Document):
    joining.part(copy, by=people.clerk, at=NOW)
    own = entering.enter(copy, facts(), by=people.clerk, at=NOW, request_id=request_id())
    assert own.number == 2
    assert Packet.that_brought(own) is not None
    assert Packet.that_brought(first) is None
    assert [("1" in words, "2" in words) for words in told()] == [(False, True)]


def test_a_number_that_was_sent_is_told_anew_after_they_part(people: Staff, copy: Document, first: Document):
    Parcel.update(state="sent").execute()
    joining.part(copy, by=people.clerk, at=NOW)
    entering.enter(copy, facts(), by=people.clerk, at=NOW, request_id=request_id())
    assert len(told()) == 2
