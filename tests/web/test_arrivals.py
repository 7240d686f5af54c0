"""Files on their way into the queue: a line for each, none lost, none twice, and the odd ones in the clerk's hand."""

from email.message import EmailMessage
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from portal.flows import arriving
from portal.flows.reading import SAMPLE_PDF
from portal.office import arrivals, entering, holding, receiving, refusing, rights
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.rules import doors
from portal.rules.roles import Scope
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff, entered, facts, request_id, stored
from tests.web.conftest import Browser

SAMPLE = SAMPLE_PDF.read_bytes()
PROGRAM = b"MZ" + b"\0" * 200


def send(client: Browser, content: bytes, name: str, status: int = 200, **more: str) -> TestResponse:
    """One of the files a page sends one after the other."""
    client.get("/incoming")
    data = {"file": (BytesIO(content), name), **more}
    return client.post("/incoming/files", data=data, status=status, content_type="multipart/form-data")


def looked_into(client: Browser) -> Arrival:
    """The newest thing, after the worker has looked into it."""
    arrival = Arrival.select().order_by(Arrival.id.desc()).get()
    arriving.interpret(arrival.id, at=NOW, premises=premises_of(client.settings))()
    return arrivals.load(arrival.id)


@pytest.mark.slow
def test_one_of_many_files_is_kept_and_told(client: Browser) -> None:
    line = send(client, SAMPLE, "cong-van.pdf").text
    assert "cong-van.pdf: đã nhận vào hàng chờ." in line
    assert "is-good" in line
    assert "data-then" not in line
    assert "Đang xem" in client.get("/incoming").text
    assert looked_into(client).state == "taken"
    assert "Đang xem" not in client.get("/incoming").text


@pytest.mark.slow
def test_a_file_alone_leads_to_its_form(client: Browser) -> None:
    line = send(client, SAMPLE, "cong-van.pdf", alone="y").text
    assert f'data-then="/documents/{Document.get().id}/entry"' in line


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"x" * (50 * 1024 * 1024 + 1)], ids=["empty", "too large"])
def test_what_is_not_kept_is_told_with_the_reason(client: Browser, content: bytes) -> None:
    line = send(client, content, "cong-van.pdf", status=422).text
    assert "cong-van.pdf: Tệp " in line
    assert Arrival.select().count() == 0


@pytest.mark.slow
def test_the_same_bytes_again_are_told_where_they_are(client: Browser, people: Staff) -> None:
    send(client, SAMPLE, "a.pdf")
    again = send(client, SAMPLE, "b.pdf").text
    assert "b.pdf: đã có trong hàng chờ từ 23/11/2026 08:00." in again
    assert "is-left" in again
    looked_into(client)
    letter = Document.get()
    waiting = send(client, SAMPLE, "c.pdf").text
    assert f'c.pdf: đã có trong hàng chờ, không nhận thêm. <a href="/documents/{letter.id}/entry">' in waiting
    refusing.refuse(letter, "wrong_recipient", by=people.clerk, at=NOW)
    assert "đã nhận vào hàng chờ." in send(client, SAMPLE, "d.pdf").text
    assert looked_into(client).state == "taken"
    assert [d.state for d in Document.select().order_by(Document.id)] == ["refused", "received"]
    assert Arrival.select().count() == 1


@pytest.mark.slow
def test_what_is_entered_is_told_with_its_number_if_one_may_see_it(client: Browser, people: Staff) -> None:
    letter = entered(people)
    sha256 = premises_of(client.settings).store.put(SAMPLE).sha256
    twin = receiving.receive(sha256, "x.pdf", by=people.clerk, at=NOW)
    twin = entering_twin(twin, people)
    assert f'đã vào sổ với số đến <a href="/documents/{twin.id}">{letter.number + 1}</a>' in send(
        client, SAMPLE, "e.pdf"
    ).text
    rights.set_scope(twin, Scope.RESTRICTED, by=people.leader, at=NOW)
    told = send(client, SAMPLE, "f.pdf").text
    assert "f.pdf: tệp này đã được nhận trước đây." in told
    assert "href" not in told.partition("<span>")[2]


def entering_twin(letter: Document, people: Staff) -> Document:
    return entering.enter(letter, facts(reference="537/UBND-TH"), by=people.clerk, at=NOW, request_id=request_id())


@pytest.mark.slow
def test_what_cannot_be_read_is_entered_by_hand(client: Browser) -> None:
    send(client, PROGRAM, "van-ban.exe")
    odd = looked_into(client)
    page = client.get(f"/arrivals/{odd.id}").text
    assert "Không đọc được tệp này. Không nhận loại tệp này." in page
    got = client.get(f"/arrivals/{odd.id}/file")
    assert (got.data, got.mimetype) == (PROGRAM, "application/octet-stream")
    assert got.headers["Content-Disposition"].startswith("attachment")
    form = client.post(f"/arrivals/{odd.id}/letter").headers["Location"]
    client.get(form)
    assert Document.get().arrival == odd
    client.get(f"/arrivals/{odd.id}")
    client.post(f"/arrivals/{odd.id}/letter", status=409)


@pytest.mark.slow
def test_what_was_given_up_is_looked_at_again_from_its_page(client: Browser) -> None:
    send(client, SAMPLE, "cong-van.pdf")
    arrival = Arrival.get()
    arrivals.settle(arrival, "unreadable", "given_up")
    page = client.get(f"/arrivals/{arrival.id}").text
    assert "Đã thử mở nhiều lần" in page
    assert f'action="/arrivals/{arrival.id}/looks"' in page
    client.post(f"/arrivals/{arrival.id}/looks")
    assert "Đang xem" in client.get("/incoming").text


@pytest.mark.slow
def test_what_is_no_letter_leaves_the_queue_with_a_reason(client: Browser) -> None:
    send(client, PROGRAM, "van-ban.exe")
    odd = looked_into(client)
    client.get(f"/arrivals/{odd.id}")
    assert "Hãy ghi lý do." in client.post(f"/arrivals/{odd.id}/refusal", {"reason": ""}, status=422).text
    client.post(f"/arrivals/{odd.id}/refusal", {"reason": "Thư quảng cáo"})
    assert "van-ban.exe" not in client.get("/incoming").text
    assert "Đã đưa ra khỏi hàng chờ: Thư quảng cáo." in client.get(f"/arrivals/{odd.id}").text


@pytest.mark.slow
def test_what_lay_in_a_thing_and_came_before_is_named_with_the_way_to_it(client: Browser, people: Staff) -> None:
    letter = entered(people)
    send(client, b"<edXML/>", "goi.edxml")
    packet = Arrival.get()
    send(client, b"PK\x03\x04", "hai.zip")
    archive = Arrival.select().order_by(Arrival.id.desc()).get()
    arrivals.settle(archive, "taken", met=[packet.id], known=[letter.id])
    page = client.get(f"/arrivals/{archive.id}").text
    assert f'href="/arrivals/{packet.id}">goi.edxml</a>' in page
    assert "đã nhận trước đó, Tải lên" in page
    assert f'href="/documents/{letter.id}"' in page


@pytest.mark.slow
def test_only_the_clerk_sees_what_is_no_letter_yet(browser: Browser, client: Browser, people: Staff) -> None:
    send(client, PROGRAM, "van-ban.exe")
    odd = looked_into(client)
    for person in (people.leader, people.officer, people.admin):
        other = browser.as_person(person)
        other.get(f"/arrivals/{odd.id}", status=403)
        other.get(f"/arrivals/{odd.id}/file", status=403)


@pytest.mark.slow
def test_of_what_is_held_the_page_of_the_file_says_nothing(client: Browser) -> None:
    send(client, SAMPLE, "ke-hoach.pdf")
    arrival = looked_into(client)
    holding.hold(Document.get(), at=NOW)
    page = client.get(f"/arrivals/{arrival.id}").text
    assert "ke-hoach" not in page
    assert "Tệp giữ riêng" in page
    client.get(f"/arrivals/{arrival.id}/file", status=404)


def test_of_what_lay_beside_a_held_letter_the_page_says_nothing(client: Browser, people: Staff) -> None:
    mail = arrivals.keep(doors.MAIL, "1:7", stored(), "thu.eml", at=NOW)
    letter = receiving.receive(stored(), "mat.pdf", by=None, at=NOW, arrival=mail)
    inner = stored()
    arrivals.keep(doors.MAIL, inner, inner, "goi-rieng.edxml", at=NOW, notes={"mail": mail.id})
    assert "goi-rieng" in client.get(f"/arrivals/{mail.id}").text
    holding.hold(letter, at=NOW)
    assert "goi-rieng" not in client.get(f"/arrivals/{mail.id}").text


@pytest.mark.slow
def test_what_brought_a_restricted_letter_is_closed_like_the_letter(client: Browser, people: Staff) -> None:
    send(client, SAMPLE, "cong-van.pdf")
    arrival = looked_into(client)
    client.get(f"/arrivals/{arrival.id}")
    rights.set_scope(Document.get(), Scope.RESTRICTED, by=people.leader, at=NOW)
    client.get(f"/arrivals/{arrival.id}", status=404)
    client.get(f"/arrivals/{arrival.id}/file", status=404)


@pytest.mark.slow
def test_a_mail_is_read_by_who_may_read_every_letter_in_it(client: Browser, people: Staff) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "vt@sondong.vn", "hai công văn"
    mail.set_content("kính gửi")
    for name, content in (("a.pdf", SAMPLE), ("b.pdf", SAMPLE + b"\n")):
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    send(client, mail.as_bytes(), "thu.eml")
    arrival = looked_into(client)
    assert "kính gửi" in client.get(f"/arrivals/{arrival.id}").text
    rights.set_scope(Document.select().order_by(Document.id.desc()).get(), Scope.RESTRICTED, by=people.leader, at=NOW)
    client.get(f"/arrivals/{arrival.id}", status=404)
    client.get(f"/arrivals/{arrival.id}/file", status=404)
