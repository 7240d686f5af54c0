"""Packets at work: a letter comes in and is answered, acts wait for the clerk, ours go out once, wrong ones go back."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from portal import db
from portal.adapters import packets as wire
from portal.flows import arriving, keeping, packets
from portal.flows.premises import Premises, store_in
from portal.flows.verifying import verify
from portal.office import (
    agencies,
    arrivals,
    directing,
    entering,
    holding,
    parcels,
    recalling,
    receiving,
    refusing,
    routing_acts,
    sending,
)
from portal.office import packets as office
from portal.office.arrivals import Arrival
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.office.recipients import Line, Recipient
from portal.office.senders import SenderMark
from portal.office.sending import Delivery
from portal.rules import packets as rules
from portal.rules.errors import Conflict, ReasonMissing
from tests import packet_kit as kit
from tests.office_fixtures import CONTENTS, NOW, Staff, entered, facts, issued, later, request_id, stored

ANNEX = ("phu-luc.pdf", b"%PDF-1.4\n%an annex\n%%EOF\n")


@pytest.fixture
def in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packets are opened in this process: the child has tests of its own and costs half a second each time."""

    def opened(path: Path, folder: Path, most: int) -> wire.Opened:
        return wire.opened(wire.unpack(str(path), str(folder), most))

    monkeypatch.setattr(wire, "open_packet", opened)


@pytest.fixture
def premises(people: Staff, tmp_path: Path, in_place: None) -> Premises:
    """Folders of a test's own."""
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=50 << 20, packets_out=tmp_path / "out",
    )


def came(premises: Premises, content: bytes, name: str = "goi.edxml", at=NOW) -> Arrival:
    """A packet is brought and looked into."""
    arrival = keeping.take(BytesIO(content), "upload", "", name, at=at, premises=premises)
    arriving.interpret(arrival.id, at=at, premises=premises)()
    return arrivals.load(arrival.id)


def letter(premises: Premises, **changes: object) -> Document:
    """A letter that a packet brought."""
    return arriving.letter_of(came(premises, kit.packet(**changes)))


def told(code: str) -> list[rules.Status]:
    """The statuses of that code that leave."""
    return [parcel.message for parcel in Parcel.select().where(Parcel.code == code).order_by(Parcel.id)]


# A new document.


def test_a_packet_becomes_one_waiting_letter_with_its_annexes(premises: Premises) -> None:
    arrival = came(premises, kit.packet(files=(ANNEX, *kit.ONE_LETTER)))
    document = arriving.letter_of(arrival)
    assert (arrival.state, document.state, document.original.name) == ("taken", "received", "536_UBND-TH.pdf")
    assert [(a.name, premises.store.read(a.sha256)) for a in document.attachments] == [ANNEX]
    assert premises.store.read(arrival.sha256) == kit.packet(files=(ANNEX, *kit.ONE_LETTER))
    assert document.identifier == kit.LETTER_ID
    assert arrival.notes["sender"] == {"code": kit.THEIRS, "name": "UBND xã Đồi Chè"}


def test_the_sender_hears_that_it_arrived_was_entered_given_out_and_done(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    number = entering.enter(document, facts(), by=people.clerk, at=later(hours=1), request_id=request_id()).number
    directing.direct(Document.get_by_id(document.id), "Giao", people.officer, by=people.leader, at=later(hours=2))
    for _ in range(2):  # only the first look begins the work
        directing.mark_seen(Document.get_by_id(document.id), by=people.officer, at=later(hours=2, minutes=5))
    directing.report(Assignment.get(), "Đã xong", by=people.officer, at=later(hours=3))
    assert [parcel.code for parcel in Parcel.select().order_by(Parcel.id)] == ["01", "03", "04", "05", "06"]
    status = told("03")[0]
    assert status.words == f"Đã tiếp nhận, số đến {number}"
    assert status.answered.document_id == kit.LETTER_ID
    assert (status.sender.code, status.staff.name) == (kit.OURS, people.clerk.name)


@pytest.mark.slow
def test_the_sender_hears_that_it_was_given_out_when_that_cannot_be_undone_any_more(
    premises: Premises, people: Staff
) -> None:
    document = letter(premises)
    entering.enter(document, facts(), by=people.clerk, at=later(hours=1), request_id=request_id())
    document = Document.get_by_id(document.id)
    act = directing.direct(document, "Giao", people.officer, by=people.leader, at=later(hours=2))
    job = Job.get(Job.kind == "tell_assigned")
    assert (told("04"), job.run_at) == ([], later(hours=2, seconds=15))
    routing_acts.undo(act.id, by=people.leader, at=later(hours=2, seconds=5))
    directing.tell_assigned(*job.args, at=job.run_at)
    assert told("04") == []
    directing.direct(Document.get_by_id(document.id), "Giao", people.head, by=people.leader, at=later(hours=3))
    for _ in range(2):  # both acts asked for it
        directing.tell_assigned(*job.args, at=later(hours=3, seconds=15))
    assert [status.staff.name for status in told("04")] == [people.leader.name]


@pytest.mark.slow
def test_words_without_a_page_are_not_the_letter_of_a_packet(premises: Premises) -> None:
    note = ("ghi-chu.txt", "Kính gửi".encode())
    came(premises, kit.packet(files=(note,)))
    assert [packet.problem for packet in Packet.refused()] == ["no_files"]
    document = letter(premises, files=(note, *kit.ONE_LETTER), document_id="x2")
    assert (document.original.name, [a.name for a in document.attachments]) == ("536_UBND-TH.pdf", ["ghi-chu.txt"])
    assert rules.main_file([("a.txt", "text/plain"), ("b.png", "image/png")]) == 1


def test_the_same_packet_again_is_one_thing(premises: Premises) -> None:
    first = came(premises, kit.packet())
    again = came(premises, kit.packet(subject="V/v phân loại văn bản"))  # other words around the same files
    assert Document.select().count() == 1
    assert (again.state, Packet.get(Packet.arrival == again).state) == ("taken", "again")
    assert arriving.letter_of(again) == arriving.letter_of(first)


def test_the_same_id_with_other_files_is_asked(premises: Premises) -> None:
    letter(premises)
    came(premises, kit.packet(files=(("536.pdf", b"%PDF-1.4\n%newer\n"),)))
    assert Document.select().count() == 1
    assert [(p.act, p.state) for p in Packet.asked()] == [("update", "asked")]


def test_an_id_is_its_senders_own(premises: Premises) -> None:
    letter(premises)
    letter(premises, sender="H02.99", files=(("khac.pdf", b"%PDF-1.4\n%another\n"),))
    assert Document.select().count() == 2


def test_what_was_refused_before_comes_in_when_it_comes_again_mended(premises: Premises, people: Staff) -> None:
    refusing.refuse(letter(premises), "other", "Thiếu phụ lục", by=people.clerk, at=NOW)
    assert letter(premises, files=(*kit.ONE_LETTER, ANNEX)).state == "received"


@pytest.mark.slow
def test_a_letter_that_came_by_another_door_is_the_same_letter(premises: Premises, people: Staff) -> None:
    by_hand = arriving.letter_of(came(premises, kit.PDF, "a.pdf"))
    entering.enter(by_hand, facts(), by=people.clerk, at=NOW, request_id=request_id())
    assert letter(premises) == by_hand
    assert [parcel.code for parcel in Parcel.select().order_by(Parcel.id)] == ["01", "03"]


# Wrong ones.


WRONG = {
    "not_ours": kit.packet(to="H02.99.99", to_name="UBND xã Nơi Khác"),
    "no_document_id": kit.packet(document_id=""),
    "long_document_id": kit.packet(document_id="a" * 256),
    "no_reference": kit.packet(number=""),
    "no_day": kit.packet(day="2026/13/45"),
    "no_subject": kit.packet(subject=" "),
    "unknown_act": kit.packet(kit.NEW.replace("DocType>0", "DocType>7")),
    "no_files": kit.packet(files=()),
    "missing_file": kit.packet().replace(b"<Attachment>", b"<Nothing>").replace(b"</Attachment>", b"</Nothing>"),
    "bad_base64": kit.packet().replace(b"JVBERi0x", b"JVBE*i0x"),
    "file_refused": kit.packet(files=(("a.exe", b"MZ" + b"\0" * 99),)),
    "damaged": kit.packet()[:-300],
    "unknown_target": kit.packet(kit.RECALL, ()),
    "no_target": kit.packet(kit.RECALL.replace(kit.LETTER_ID, ""), ()),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_packet_goes_back_with_02_and_a_reason_and_stays_visible(premises: Premises, fault: str) -> None:
    arrival = came(premises, WRONG[fault])
    assert (arrival.state, arrival.problem) == ("refused", fault)
    assert [packet.problem for packet in Packet.refused()] == [fault]
    (status,) = told("02")
    assert status.words.partition(":")[0] == rules.FAULTS[fault]
    assert (": a.exe" in status.words) == (fault == "file_refused")
    assert Parcel.get().to_code == kit.THEIRS
    assert Document.select().count() == 0


def test_every_fault_has_words(premises: Premises) -> None:
    assert set(WRONG) <= set(rules.FAULTS)
    assert all(rules.FAULTS.values())


def test_a_wrong_packet_without_a_sender_cannot_be_answered(premises: Premises) -> None:
    came(premises, kit.packet(sender=""))
    assert [packet.problem for packet in Packet.refused()] == ["no_sender"]
    assert Parcel.select().count() == 0


def test_a_wrong_packet_brought_again_is_not_answered_twice(premises: Premises, people: Staff) -> None:
    for _ in range(2):
        arriving.bring(BytesIO(WRONG["not_ours"]), "a.edxml", by=people.clerk, at=NOW, premises=premises)
        for arrival in Arrival.waiting():
            arriving.interpret(arrival.id, at=NOW, premises=premises)()
    assert len(told("02")) == 1


@pytest.mark.parametrize(("content", "why"), [
    (b"<!DOCTYPE edXML [<!ENTITY a 'x'>]>" + kit.packet().partition(b"?>")[2], "doctype"),
    (b"<a><b/></a>", "not_packet"), (b"<<<", "damaged"),
])
def test_what_is_no_packet_stays_in_the_queue_as_unreadable(premises: Premises, content: bytes, why: str) -> None:
    arrival = came(premises, content)
    assert (arrival.state, arrival.problem) == ("unreadable", why)
    assert premises.store.read(arrival.sha256) == content


def test_an_office_without_an_identifier_takes_everything(premises: Premises, people: Staff) -> None:
    db.database.execute_sql("UPDATE office SET agency_code = ''")
    assert letter(premises, to="H02.99.99", to_name="UBND xã Nơi Khác").state == "received"


def test_an_old_identifier_is_ours_by_the_name(premises: Premises) -> None:
    assert letter(premises, to="000.27.18.H02").state == "received"


@pytest.mark.slow
@pytest.mark.parametrize("content", [kit.packet(), kit.packet(kit.RECALL, ()), kit.status("13", kit.LETTER_ID)])
def test_bytes_brought_twice_work_once(premises: Premises, people: Staff, content: bytes) -> None:
    came(premises, kit.packet())
    counts = []
    for _ in range(2):
        arriving.bring(BytesIO(content), "a.edxml", by=people.clerk, at=NOW, premises=premises)
        for arrival in Arrival.waiting():
            arriving.interpret(arrival.id, at=NOW, premises=premises)()
        counts.append((Packet.select().count(), Document.select().count(), Parcel.select().count()))
    assert counts[0] == counts[1]


# The clerk refuses.


def test_a_letter_the_clerk_refuses_goes_back_as_02(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    notice = refusing.refuse(document, "other", "Gửi nhầm nơi nhận", by=people.clerk, at=NOW)
    assert notice.door == "packet"
    packets.send_refusal(notice, at=NOW, premises=premises)
    packets.send_refusal(notice, at=NOW, premises=premises)
    assert [status.answered.document_id for status in told("02")] == [kit.LETTER_ID]
    assert "Gửi nhầm nơi nhận" in told("02")[0].words


def test_what_lies_in_one_archive_has_one_budget(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_UNPACKED", 150_000)
    archive = keeping.take(BytesIO(b"PK"), "upload", "", "ba goi.zip", at=NOW, premises=premises)
    zeros = BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.pdf", bytes(100_000))
    states = []
    for n, more in enumerate((zeros.getvalue(), zeros.getvalue(), b"")):
        files = (*kit.ONE_LETTER, ("phu-luc.zip", more)) if more else kit.ONE_LETTER
        content = BytesIO(kit.packet(files=files, document_id=f"x{n}", number=str(n + 1)))
        one = keeping.take(content, "upload", "", "a.edxml", at=NOW, premises=premises, notes={"zip": archive.id})
        arriving.interpret(one.id, at=NOW, premises=premises)()
        states.append((arrivals.load(one.id).state, arrivals.load(one.id).problem))
    assert states == [("taken", ""), ("unreadable", "unpacked"), ("taken", "")]
    assert not told("02")
    assert arrivals.room(arrivals.load(archive.id)) == 0


# Acts about letters we hold.


def test_an_update_agreed_to_is_looked_through_for_a_secret_mark(premises: Premises, people: Staff) -> None:
    letter(premises)
    came(premises, kit.packet(kit.UPDATE, (("moi.pdf", b"%PDF-1.4\n%corrected\n"),), document_id="moi"))
    assert not Job.select().where(Job.kind == "read_enclosed").exists()
    office.agree(Packet.asked().get(), by=people.clerk, at=NOW)
    assert Job.select().where(Job.kind == "read_enclosed").count() == 1


@pytest.mark.slow
def test_a_recall_changes_nothing_until_the_clerk_agrees(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    number = entering.enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id()).number
    came(premises, kit.packet(kit.RECALL, ()))
    assert Document.get_by_id(document.id).state == "entered"
    asked = Packet.asked().get()
    office.agree(asked, by=people.clerk, at=later(hours=1))
    after = Document.get_by_id(document.id)
    assert (after.state, after.number) == ("recalled", number)
    assert [status.answered.document_id for status in told("15")] == [kit.LETTER_ID]
    assert list(Packet.asked()) == []


def test_a_recall_that_is_declined_needs_a_reason_and_goes_back_as_16(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    came(premises, kit.packet(kit.RECALL, ()))
    asked = Packet.asked().get()
    with pytest.raises(ReasonMissing):
        office.decline(asked, " ", by=people.clerk, at=NOW)
    office.decline(asked, "Đã xử lý xong", by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).state == "received"
    assert [status.words for status in told("16")] == ["Đã xử lý xong"]


def test_what_is_decided_stays_decided(premises: Premises, people: Staff) -> None:
    letter(premises)
    came(premises, kit.packet(kit.RECALL, ()))
    asked = Packet.asked().get()
    office.agree(asked, by=people.clerk, at=NOW)
    with pytest.raises(Conflict):
        office.decline(asked, "Đổi ý", by=people.clerk, at=NOW)
    assert [parcel.code for parcel in Parcel.select()] == ["01", "15"]


def test_status_13_asks_back_as_a_recall_does(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    came(premises, kit.status("13", kit.LETTER_ID, owner=kit.THEIRS, words="Gửi nhầm"))
    office.agree(Packet.asked().get(), by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).state == "recalled"
    assert told("15")[0].answered.document_id == kit.LETTER_ID


def test_nobody_calls_back_what_another_sent(premises: Premises) -> None:
    document = letter(premises)
    came(premises, kit.packet(kit.RECALL, (), sender="H02.99.99", document_id="khac"))
    assert [packet.problem for packet in Packet.refused()] == ["not_its_sender"]
    assert Document.get_by_id(document.id).state == "received"


def test_an_update_adds_a_version_and_keeps_the_register(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    entering.enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id())
    newer = ("536_UBND-TH.pdf", b"%PDF-1.4\n%corrected\n")
    came(premises, kit.packet(kit.UPDATE, (newer, ANNEX), document_id="moi", subject="V/v khác hẳn"))
    assert Document.get_by_id(document.id).versions.count() == 1
    office.agree(Packet.asked().get(), by=people.clerk, at=NOW)
    after = Document.get_by_id(document.id)
    assert [(v.n, v.role) for v in after.versions] == [(1, "original"), (2, "updated")]
    assert [a.name for a in after.attachments] == ["phu-luc.pdf"]
    assert (after.subject, after.state) == (facts().subject, "entered")


def test_a_newer_version_is_told_by_the_trail(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    entering.enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id())
    came(premises, kit.packet(kit.UPDATE, (("536_UBND-TH.pdf", b"%PDF-1.4\n%corrected\n"),), document_id="moi"))
    office.agree(Packet.asked().get(), by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).versions.count() == 2
    assert verify(premises.store).first_bad is None


def test_further_annexes_alone_make_no_version(premises: Premises, people: Staff) -> None:
    document = letter(premises)
    same = (document.original.name, premises.store.read(document.original.sha256))
    came(premises, kit.packet(kit.UPDATE, (same, ANNEX), document_id="moi"))
    office.agree(Packet.asked().get(), by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).versions.count() == 1
    assert verify(premises.store).first_bad is None


@pytest.mark.slow
@pytest.mark.parametrize("act", [kit.RECALL, kit.REPLACE])
def test_what_was_voided_stays_voided_when_its_sender_calls_it_back(
    premises: Premises, people: Staff, act: rules.Business
) -> None:
    document = letter(premises)
    entering.enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id())
    entering.void(Document.get_by_id(document.id), "trùng", by=people.clerk, at=NOW)
    newer = (("540.pdf", b"%PDF-1.4\n%the new one\n"),) if act is kit.REPLACE else ()
    came(premises, kit.packet(act, newer, document_id="H02.07.41,2026/11/21,540/UBND-TH"))
    office.agree(Packet.asked().get(), by=people.clerk, at=NOW)
    assert Document.get_by_id(document.id).state == "voided"
    assert len(told("15")) == 1
    assert verify(premises.store).first_bad is None


def test_a_replacement_is_a_letter_of_its_own_and_asks_about_the_old_one(premises: Premises, people: Staff) -> None:
    old = letter(premises)
    new = letter(premises, business=kit.REPLACE, document_id="H02.07.41,2026/11/21,540/UBND-TH", number="540",
                 files=(("540.pdf", b"%PDF-1.4\n%the new one\n"),))
    assert (old.state, new.state) == ("received", "received")
    asked = Packet.asked().get()
    assert (asked.act, asked.document, asked.replaced_by) == ("replace", old, new)
    office.agree(asked, by=people.clerk, at=NOW)
    assert Document.get_by_id(old.id).state == "recalled"
    assert Document.get_by_id(new.id).state == "received"
    assert told("15")[0].answered.document_id == kit.LETTER_ID


def test_what_replaces_a_letter_we_never_had_is_a_new_one(premises: Premises) -> None:
    assert letter(premises, business=kit.REPLACE, document_id="x").state == "received"
    assert list(Packet.asked()) == []


# Statuses about ours.


@pytest.fixture
def sent(premises: Premises, people: Staff) -> Document:
    """An issued document whose recipient the interchange knows."""
    document = issued(people, recipients=(Line("UBND xã Đồi Chè"), Line("Lưu: VT", channel="paper")))
    agency = entered(people, issuer="UBND xã Đồi Chè").agency
    SenderMark.create(agency=agency, kind="code", value=kit.THEIRS, at=NOW)
    premises.store.put(CONTENTS[document.latest.sha256])
    return document


def test_ours_goes_out_as_a_packet_that_our_own_reader_takes(premises: Premises, people: Staff, sent: Document) -> None:
    parcel = packets.send_document(sent, by=people.clerk, at=NOW)
    packets.send_parcels(at=NOW, premises=premises)()
    (file,) = premises.packets_out.glob("*.edxml")
    found = wire.unpack(str(file), str(premises.scratch))
    message = rules.from_json(found["message"])
    assert message == parcel.message
    assert (message.document_id, message.reference) == (f"H02.18.27,2026/11/23,{sent.reference}", sent.reference)
    assert rules.faults(message, code=kit.THEIRS) == ()
    assert [line.status for line in Recipient.of(sent)] == ["sent", "kept"]
    with pytest.raises(Conflict):
        packets.send_document(sent, by=people.clerk, at=NOW)


def test_a_status_moves_the_line_on_and_never_back(premises: Premises, people: Staff, sent: Document) -> None:
    wire_id = packets.send_document(sent, by=people.clerk, at=NOW).wire_id
    for code in ("01", "03", "01", "05"):
        came(premises, kit.status(code, wire_id, words=f"mã {code} {Delivery.select().count()}"))
    assert [d.code for d in Delivery.of(sent)] == ["01", "03", "01", "05"]
    assert Recipient.of(sent).first().status == "05"
    assert Parcel.select().where(Parcel.code != "letter").count() == 0  # nobody answers a status


def test_a_status_that_came_by_mail_is_shown_and_moves_nothing(
    premises: Premises, people: Staff, sent: Document
) -> None:
    wire_id = packets.send_document(sent, by=people.clerk, at=NOW).wire_id
    forged = BytesIO(kit.status("06", wire_id, words="Đã xong"))
    arrival = keeping.take(forged, "mail", "", "trang-thai.edxml", at=NOW, premises=premises)
    arriving.interpret(arrival.id, at=NOW, premises=premises)()
    assert [(d.code, d.is_hearsay) for d in Delivery.of(sent)] == [("06", True)]
    assert Recipient.of(sent).first().status == "sent"


def test_ours_is_called_back_once_and_the_receiver_answers(
    premises: Premises, people: Staff, sent: Document
) -> None:
    with pytest.raises(Conflict):
        recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=NOW)  # it has not left yet
    letter_out = packets.send_document(sent, by=people.clerk, at=NOW)
    packets.send_parcels(at=NOW, premises=premises)()
    with pytest.raises(ReasonMissing):
        recalling.call_back(sent, " ", by=people.clerk, at=NOW)
    (asked,) = recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=later(hours=1))
    with pytest.raises(Conflict):
        recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=later(hours=2))
    packets.send_parcels(at=later(hours=1), premises=premises)()
    (file,) = premises.packets_out.glob("recall-*.edxml")
    message = wire.opened(wire.unpack(str(file), str(premises.scratch))).message
    assert (message, message.business.act, message.business.reason) == (asked.message, "recall", "Sai số liệu")
    assert message.business.targets == (letter_out.wire_id,)
    assert rules.faults(message, code=kit.THEIRS) == ()
    came(premises, kit.status("15", letter_out.wire_id, words="Đã gỡ"))
    assert [(d.document, d.code) for d in Delivery.select()] == [(sent, "15")]
    assert Document.get_by_id(sent.id).state == "issued"


def test_what_is_called_back_before_it_leaves_never_leaves_and_may_be_sent_again(
    premises: Premises, people: Staff, sent: Document
) -> None:
    packets.send_document(sent, by=people.clerk, at=NOW)
    assert recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=NOW) == []
    packets.send_parcels(at=NOW, premises=premises)()
    assert not list(premises.packets_out.glob("*"))
    assert [(line.status, bool(line.sent_at)) for line in Recipient.of(sent)] == [("to_send", False), ("kept", True)]
    assert Event.of(sent).where(Event.verb == "sending_stopped").get().data["reason"] == "Sai số liệu"
    packets.send_document(sent, by=people.clerk, at=later(hours=1))
    packets.send_parcels(at=later(hours=1), premises=premises)()
    assert [file.name.split("-")[0] for file in premises.packets_out.glob("*.edxml")] == ["letter"]


def test_what_is_called_back_while_it_leaves_is_asked_for(premises: Premises, people: Staff, sent: Document) -> None:
    packets.send_document(sent, by=people.clerk, at=NOW)
    settle = packets.send_parcels(at=NOW, premises=premises)  # lies in the folder already
    (asked,) = recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=NOW)
    settle()
    assert [(one.code, one.state) for one in Parcel.select()] == [("letter", "sent"), ("recall", "waiting")]
    assert asked.to_code == kit.THEIRS


def test_what_is_called_back_under_the_hands_of_the_worker_does_not_leave(
    premises: Premises, people: Staff, sent: Document
) -> None:
    waiting = packets.send_document(sent, by=people.clerk, at=NOW)
    recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=NOW)
    assert not parcels.begin(waiting)  # the worker had it in its list
    assert not Parcel.select().exists()


def test_what_is_carried_by_hand_is_called_back_and_the_worker_sends_it_no_more(
    premises: Premises, people: Staff, sent: Document
) -> None:
    packets.send_document(sent, by=people.clerk, at=NOW)
    recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=NOW, by_hand=True)
    packets.send_parcels(at=NOW, premises=premises)()
    assert [(one.code, one.state) for one in Parcel.select()] == [("letter", "handed"), ("recall", "sent")]


@pytest.mark.slow
def test_what_was_called_back_is_sent_to_nobody_else(premises: Premises, people: Staff) -> None:
    document = issued(people, recipients=(Line("UBND xã Đồi Chè"), Line("Sở Nội vụ")))
    premises.store.put(CONTENTS[document.latest.sha256])
    for name, code in (("UBND xã Đồi Chè", kit.THEIRS), ("Sở Nội vụ", "H02.01")):
        SenderMark.create(agency=agencies.learn(name), kind="code", value=code, at=NOW)
        if code == kit.THEIRS:
            packets.send_document(document, by=people.clerk, at=NOW)
            packets.send_parcels(at=NOW, premises=premises)()
            recalling.call_back(document, "Sai số liệu", by=people.clerk, at=NOW)
    assert len(sending.reachable(document)) == 1
    with pytest.raises(Conflict) as refused:
        packets.send_document(document, by=people.clerk, at=NOW)
    assert refused.value.data["why"] == "called_back"


@pytest.mark.slow
def test_of_a_letter_held_apart_only_its_own_answers_go(premises: Premises) -> None:
    mail = keeping.take(BytesIO(b"a mail"), "mail", "1", "thu.eml", at=NOW, premises=premises)
    secret = receiving.receive(stored(), "a.pdf", by=None, at=NOW, arrival=mail)
    beside = receiving.receive(premises.store.put(kit.PDF).sha256, "b.pdf", by=None, at=NOW, arrival=mail)
    assert letter(premises) == beside  # it came by packet, too
    holding.hold(secret, at=NOW)
    assert [parcel.document for parcel in Parcel.select()] == [beside]
    holding.hold(beside, at=NOW)
    assert not Parcel.select().exists()


def test_a_status_is_known_by_number_and_day_where_the_id_is_not(premises: Premises, sent: Document) -> None:
    came(premises, kit.status("03", "mã-của-trục", reference=sent.reference))
    assert [d.document for d in Delivery.select()] == [sent]


def test_a_refusal_by_the_receiver_is_seen(premises: Premises, people: Staff, sent: Document) -> None:
    wire_id = packets.send_document(sent, by=people.clerk, at=NOW).wire_id
    came(premises, kit.status("02", wire_id, words="Gửi nhầm"))
    assert Recipient.of(sent).first().status == "02"
    assert sending.Delivery.get().words == "Gửi nhầm"


@pytest.mark.parametrize(("code", "fault"), [("03", "unknown_target"), ("77", "unknown_status")])
def test_a_status_that_fits_nothing_is_shown_and_not_answered(premises: Premises, code: str, fault: str) -> None:
    came(premises, kit.status(code, "H02.18.27,2026/11/23,99/UBND"))
    assert [packet.problem for packet in Packet.refused()] == [fault]
    assert Parcel.select().count() == 0


# Out once.


def test_without_a_folder_parcels_wait(premises: Premises) -> None:
    letter(premises)
    from dataclasses import replace

    packets.send_parcels(at=NOW, premises=replace(premises, packets_out=None))()
    assert [parcel.state for parcel in Parcel.select()] == ["waiting"]
    packets.send_parcels(at=NOW, premises=premises)()
    assert [parcel.state for parcel in Parcel.select()] == ["sent"]
    assert Job.select().where(Job.kind == "send_parcels").count() == 1


def test_a_death_before_the_commit_sends_nothing_twice(premises: Premises) -> None:
    letter(premises)
    packets.send_parcels(at=NOW, premises=premises)  # written, and killed before the commit
    (file,) = premises.packets_out.glob("*.edxml")
    file.unlink()  # the agent of the axis took it away
    packets.send_parcels(at=NOW, premises=premises)()
    assert list(premises.packets_out.glob("*.edxml")) == []
    assert [parcel.state for parcel in Parcel.select()] == ["sent"]


def test_held_letters_are_asked_nothing(premises: Premises) -> None:
    document = letter(premises)
    holding.hold(document, at=NOW)
    came(premises, kit.packet(kit.RECALL, ()))
    assert [packet.problem for packet in Packet.refused()] == ["unknown_target"]
