"""Packets in the browser: what came, what senders ask and how it is decided, what leaves, and the entry form."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from portal.adapters import packets as wire
from portal.flows import arriving, keeping, packets
from portal.office import agencies, arrivals, entering, holding, rights
from portal.office.documents import Attachment, Document
from portal.office.files import keep_reading
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.office.recipients import Line, Recipient
from portal.office.senders import SenderMark
from portal.rules.roles import Scope
from portal.web.premises import premises_of
from tests import packet_kit as kit
from tests.office_fixtures import CONTENTS, NOW, Staff, entered, facts, issued, request_id
from tests.web.conftest import Browser

ANNEX = ("phu-luc.pdf", b"%PDF-1.4\n%an annex\n%%EOF\n")


@pytest.fixture
def came(client: Browser, monkeypatch: pytest.MonkeyPatch):
    """Bring a packet and look into it, in this process."""

    def opened(path, folder, most) -> wire.Opened:
        return wire.opened(wire.unpack(str(path), str(folder), most))

    monkeypatch.setattr(wire, "open_packet", opened)
    premises = premises_of(client.settings)

    def bring(content: bytes) -> arrivals.Arrival:
        arrival = keeping.take(BytesIO(content), "upload", "", "goi.edxml", at=NOW, premises=premises)
        arriving.interpret(arrival.id, at=NOW, premises=premises)()
        return arrivals.load(arrival.id)

    return bring


def read(document: Document, **fields: object) -> None:
    """What the page is said to say."""
    sources = {name: {"from": "text layer", "confidence": 1.0, "page": 1, "box": None} for name in fields}
    keep_reading(document.original.sha256, {**fields, "sources": sources}, pages=1, at=NOW)


@pytest.mark.slow
def test_the_form_is_filled_from_the_packet_where_the_page_is_silent(client: Browser, came) -> None:
    document = arriving.letter_of(came(kit.packet(files=(*kit.ONE_LETTER, ANNEX))))
    read(document, reference="536/UBND-TH", subject="V/v việc khác hẳn")
    page = client.get(f"/documents/{document.id}/entry").text
    assert 'value="UBND xã Đồi Chè"' in page
    assert 'value="04/12/2026"' in page
    assert "V/v việc khác hẳn</textarea>" in page
    assert "từ gói tin" in page
    assert "1 chỗ khác trang" in page
    assert "gói tin ghi “V/v phân loại văn bản điện tử”" in page
    assert "phu-luc.pdf" in page


@pytest.mark.slow
def test_an_annex_is_opened_through_its_letter(client: Browser, people: Staff, came) -> None:
    document = arriving.letter_of(came(kit.packet(files=(*kit.ONE_LETTER, ANNEX))))
    annex = Attachment.get()
    assert client.get(f"/documents/{document.id}/annexes/{annex.id}").data == ANNEX[1]
    client.get(f"/documents/{document.id}/annexes/{annex.id + 1}", 404)
    client.as_person(people.stranger).get(f"/documents/{document.id}/annexes/{annex.id}", 404)
    holding.hold(document, at=NOW)
    client.get(f"/documents/{document.id}/annexes/{annex.id}", 404)


@pytest.mark.slow
def test_the_letter_page_says_how_it_came(client: Browser, people: Staff, came) -> None:
    document = arriving.letter_of(came(kit.packet(files=(*kit.ONE_LETTER, ANNEX))))
    entering.enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id())
    page = client.get(f"/documents/{document.id}").text
    assert "Đến bằng gói tin từ UBND xã Đồi Chè" in page
    assert "phu-luc.pdf" in page


@pytest.mark.slow
def test_a_recall_stands_in_the_queue_and_is_agreed_to(client: Browser, people: Staff, came) -> None:
    document = arriving.letter_of(came(kit.packet()))
    entering.enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id())
    came(kit.packet(kit.RECALL, ()))
    asked = Packet.asked().get()
    assert f"/packets/{asked.id}" in client.get("/incoming/waiting").text
    page = client.get(f"/packets/{asked.id}").text
    assert "Gửi nhầm nơi nhận" in page
    answer = client.post(f"/packets/{asked.id}/agreement")
    assert "mã 15" in client.follow(answer).text
    assert "Nơi gửi đã thu hồi" in client.get("/incoming/refused").text
    client.post(f"/packets/{asked.id}/agreement", status=409)


@pytest.mark.slow
def test_a_recall_is_declined_with_a_reason_only(client: Browser, came) -> None:
    document = arriving.letter_of(came(kit.packet()))
    came(kit.packet(kit.RECALL, ()))
    asked = Packet.asked().get()
    assert "Hãy ghi lý do" in client.post(f"/packets/{asked.id}/refusal", {"reason": ""}, 422).text
    client.follow(client.post(f"/packets/{asked.id}/refusal", {"reason": "Đã giải quyết"}))
    assert Document.get_by_id(document.id).state == "received"
    assert [p.message.words for p in Parcel.select().where(Parcel.code == "16")] == ["Đã giải quyết"]


@pytest.mark.slow
def test_an_update_shows_what_is_new(client: Browser, came) -> None:
    arriving.letter_of(came(kit.packet()))
    came(kit.packet(kit.UPDATE, (ANNEX,), document_id="moi", subject="V/v trích yếu mới", day="2026/11/21"))
    asked = Packet.asked().get()
    page = client.get(f"/packets/{asked.id}").text
    assert "V/v trích yếu mới" in page
    assert "21/11/2026" in page
    assert client.get(f"/packets/{asked.id}/files/0").data == ANNEX[1]
    client.get(f"/packets/{asked.id}/files/9", 404)


@pytest.mark.slow
def test_a_wrong_packet_stays_in_sight_with_its_reason(client: Browser, came) -> None:
    arrival = came(kit.packet(to="H02.99.99", to_name="Nơi khác"))
    assert "không gửi đến cơ quan này" in client.get("/packets/refused").text
    assert "mã 02" in client.get(f"/packets/{Packet.get().id}").text
    assert "không gửi đến cơ quan này" in client.get(f"/arrivals/{arrival.id}").text


@pytest.mark.slow
@pytest.mark.parametrize("tab", ["", "/asked", "/refused", "/all", "/out"])
def test_the_lists_stand_empty_and_full(client: Browser, came, tab: str) -> None:
    client.get(f"/packets{tab}")
    came(kit.packet())
    came(kit.packet(kit.RECALL, ()))
    came(kit.packet(subject=""))
    came(kit.status("03", "nothing"))
    client.get(f"/packets{tab}")
    for packet in list(Packet.select()):
        client.get(f"/packets/{packet.id}")


@pytest.mark.slow
def test_without_a_folder_parcels_are_carried_by_hand(client: Browser, came) -> None:
    came(kit.packet())
    assert "Chưa đặt thư mục gửi" in client.get("/packets/out").text
    answer = client.get(f"/packets/parcels/{Parcel.get().id}/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"<edXML:StatusCode>01</edXML:StatusCode>" in answer.data


@pytest.mark.slow
def test_only_the_clerk_sees_packets(client: Browser, people: Staff, came) -> None:
    came(kit.packet())
    for path in ("/packets", "/packets/out", f"/packets/{Packet.get().id}"):
        client.as_person(people.officer).get(path, 403)
    client.get("/packets/999", 404)
    client.get("/packets/parcels/999/file", 404)


@pytest.mark.slow
def test_ours_is_sent_and_what_receivers_report_is_shown(client: Browser, people: Staff, came) -> None:
    document = issued(people, recipients=(Line("UBND xã Đồi Chè"), Line("Lưu: VT", channel="paper")))
    agency = entered(people, issuer="UBND xã Đồi Chè").agency
    premises_of(client.settings).store.put(CONTENTS[document.latest.sha256])
    assert "Gửi gói tin qua trục" not in client.get(f"/outgoing/{document.id}/sending").text
    SenderMark.create(agency=agency, kind="code", value=kit.THEIRS, at=NOW)
    assert "Gửi gói tin qua trục (1)" in client.get(f"/outgoing/{document.id}/sending").text
    client.follow(client.post(f"/documents/{document.id}/packet"))
    assert Recipient.of(document).first().status == "sent"
    came(kit.status("03", Parcel.get().wire_id, words="Số đến 152"))
    page = client.get(f"/outgoing/{document.id}/sending").text
    assert "Nơi nhận đã tiếp nhận" in page
    assert "Số đến 152" in page
    assert "Thu hồi văn bản đã gửi" in page
    client.post(f"/documents/{document.id}/recall", {"reason": ""}, status=422)
    again = client.follow(client.post(f"/documents/{document.id}/recall", {"reason": "Sai số liệu"})).text
    assert "Đã yêu cầu thu hồi" in again
    assert "Sai số liệu" in client.get("/packets/out").text
    client.as_person(people.officer).post(f"/documents/{document.id}/recall", {"reason": "x"}, status=403)
    client = client.as_person(people.clerk)
    sent = packets.written(Parcel.get(), premises_of(client.settings))
    assert client.get(f"/packets/parcels/{Parcel.get().id}/file").data == sent


@pytest.fixture
def sent(people: Staff) -> Document:
    """An issued document in a packet for one recipient, and a second recipient the interchange does not know."""
    document = issued(people, recipients=(Line("UBND xã Đồi Chè"), Line("Sở Nội vụ")))
    SenderMark.create(agency=agencies.learn("UBND xã Đồi Chè"), kind="code", value=kit.THEIRS, at=NOW)
    packets.send_document(document, by=people.clerk, at=NOW)
    return document


@pytest.mark.parametrize("reason", ["", "x" * 301])
def test_a_reason_that_is_missing_or_too_long_calls_nothing_back(client: Browser, sent: Document, reason: str) -> None:
    page = client.post(f"/documents/{sent.id}/recall", {"reason": reason}, status=422).text
    assert "field-error" in page
    assert reason in page  # nothing that was typed is lost
    assert [parcel.code for parcel in Parcel.select()] == ["letter"]


@pytest.mark.slow
def test_after_a_recall_the_page_offers_no_packet(client: Browser, sent: Document) -> None:
    SenderMark.create(agency=agencies.learn("Sở Nội vụ"), kind="code", value="H02.01", at=NOW)
    assert "Gửi gói tin qua trục (1)" in client.get(f"/outgoing/{sent.id}/sending").text
    page = client.follow(client.post(f"/documents/{sent.id}/recall", {"reason": "Sai số liệu"})).text
    assert "Mang đi bằng tay" in page
    assert "Gửi gói tin qua trục" not in page
    refused = client.post(f"/documents/{sent.id}/packet", status=409).text
    assert "nên không gửi nữa" in refused


def test_with_a_folder_a_packet_that_waits_is_taken_back(
    client: Browser, app: Flask, sent: Document, tmp_path: Path
) -> None:
    app.config["PORTAL"] = replace(client.settings, packets_out=str(tmp_path))
    page = client.follow(client.post(f"/documents/{sent.id}/recall", {"reason": "Sai số liệu"})).text
    assert "Gói tin, thư chưa đi nên đã rút lại" in page
    assert "Gửi gói tin qua trục (1)" in page
    assert not Parcel.select().exists()


@pytest.mark.slow
def test_of_a_restricted_letter_the_packet_says_nothing(client: Browser, people: Staff, came) -> None:
    document = arriving.letter_of(came(kit.packet()))
    came(kit.packet(kit.RECALL, files=()))
    words = ("V/v phân loại văn bản điện tử", "536/UBND-TH", "UBND xã Đồi Chè")
    paths = ("/packets/all", "/packets/asked", "/packets/out", "/incoming")
    assert all(any(word in client.get(path).text for word in words) for path in paths)
    rights.set_scope(document, Scope.RESTRICTED, by=people.leader, at=NOW)
    for path in ("/packets/1", "/packets/1/files/0", f"/packets/parcels/{Parcel.get().id}/file"):
        client.get(path, 404)
    for path in (*paths, "/packets/2"):
        page = client.get(path).text
        assert "ăn bản hạn chế" in page
        assert not any(word in page for word in words), path


@pytest.mark.slow
@pytest.mark.parametrize(("act", "code"), [("agreement", "15"), ("refusal", "16")])
def test_what_is_asked_of_a_restricted_letter_is_decided_by_its_number(
    client: Browser, people: Staff, came, act: str, code: str
) -> None:
    document = arriving.letter_of(came(kit.packet()))
    number = entering.enter(document, facts(), by=people.clerk, at=NOW, request_id=request_id()).number
    rights.set_scope(Document.get(), Scope.RESTRICTED, by=people.leader, at=NOW)
    came(kit.packet(kit.RECALL, files=()))
    queue = client.get("/incoming/waiting").text
    assert f"Thu hồi văn bản số đến {number}: văn bản hạn chế" in queue
    assert "phân loại" not in client.get("/packets/2").text
    assert client.post("/packets/2/refusal", {"reason": ""}, status=422)
    answer = client.post(f"/packets/2/{act}", {"reason": "Đang giải quyết"})
    client.follow(answer)
    assert Parcel.select().order_by(Parcel.id.desc()).get().code == code
    client.get("/packets/2", 404)


@pytest.mark.slow
def test_a_packet_that_repeats_a_held_letter_shows_and_gives_nothing_of_it(client: Browser, came) -> None:
    content = kit.packet(files=kit.ONE_LETTER)
    premises = premises_of(client.settings)
    alone = keeping.take(BytesIO(kit.ONE_LETTER[0][1]), "upload", "", "cv.pdf", at=NOW, premises=premises)
    arriving.interpret(alone.id, at=NOW, premises=premises)()
    holding.hold(Document.get(), at=NOW)
    packet = came(content).packets.get()
    assert packet.document.is_held
    assert client.http.get(f"/packets/{packet.id}/files/0").status_code == 404
    assert client.http.get(f"/arrivals/{packet.arrival_id}/file").status_code == 404
    for path in (f"/packets/{packet.id}", "/packets/all", f"/arrivals/{packet.arrival_id}"):
        assert "phân loại văn bản" not in client.http.get(path).text
