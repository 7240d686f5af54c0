"""Thu hồi: the page that asks first, and the copies that come back; both ways and paper on the pages of the lines."""

import pytest

from portal.office import contacts, drafting, issuing, postings
from portal.office.documents import Document
from portal.office.recipients import Line, Recipient
from portal.office.return_requests import ReturnRequest
from tests.office_fixtures import NOW, Staff, issued, numbered, signed
from tests.web.conftest import Browser
from tests.web.test_registers import paper_form

LINES = (Line("Trường Tiểu học Tân Hòa", "paper"), Line("UBND huyện Sơn Động"), Line("Phòng Kinh tế"))


@pytest.fixture
def document(people: Staff) -> Document:
    """The envelope is with the post; the other line still waits."""
    document = issued(people, recipients=LINES)
    postings.post(postings.on_paper(document)[0], "EB12VN", by=people.clerk, at=NOW)
    return document


def test_paper_is_called_back_after_the_page_said_who_has_it(client: Browser, document: Document) -> None:
    assert f'href="/documents/{document.id}/recall"' in client.get(f"/outgoing/{document.id}/sending").text
    page = client.get(f"/documents/{document.id}/recall").text
    assert "Bưu điện, số hiệu EB12VN" in page
    assert "Văn thư gửi công văn hoặc gọi điện; nơi nhận gửi trả lại" in page
    assert "Chưa gửi: không gửi nữa" in page
    assert "Thấy yêu cầu thu hồi ở trang văn bản" in page
    sending = client.follow(client.post(f"/documents/{document.id}/recall", {"reason": "Sai số liệu"})).text
    assert "Chưa báo nơi nhận" in sending
    assert "Không gửi nữa" in sending
    (asked,) = ReturnRequest.of(document)
    to = f"/documents/{document.id}/returns/{asked.id}"
    client.post(f"{to}/notes", {"how": " "}, status=422)
    assert "Đã báo, chờ trả lại" in client.follow(client.post(f"{to}/notes", {"how": "Gọi cô Hà"})).text
    assert "Đã trả lại</span>" in client.follow(client.post(f"{to}/arrival")).text
    client.post(f"{to}/arrival", status=409)
    client.post(f"/documents/{document.id}/returns/999/arrival", status=404)
    assert "Đã gửi yêu cầu thu hồi văn bản này rồi" in client.get(f"/documents/{document.id}/recall").text


@pytest.mark.slow
def test_what_never_left_offers_no_recall(client: Browser, people: Staff) -> None:
    document = issued(people, recipients=LINES[1:])
    assert "/recall" not in client.get(f"/outgoing/{document.id}/sending").text
    assert "chưa có gì để thu hồi" in client.get(f"/documents/{document.id}/recall").text
    client.get(f"/documents/{numbered(people).id}/recall", status=404)


@pytest.mark.slow
def test_the_lines_say_that_paper_was_chosen_and_offer_no_other_way(client: Browser, people: Staff) -> None:
    document = signed(people, recipients=LINES)
    drafting.choose_route(document, "paper", "mất mạng", by=people.clerk, at=NOW)
    page = client.get(f"/documents/{document.id}/recipients").text
    assert page.count("theo cách gửi đã chọn") == 1
    assert "Gửi điện tử<span" not in page.split("UBND huyện Sơn Động")[1].split("</tr>")[0]
    line = Recipient.of(document)[0]
    client.post(f"/documents/{document.id}/recipients/{line.id}/channel", {"channel": "electronic"}, status=409)
    client.follow(client.post(f"/documents/{document.id}/route/rules"))
    assert "theo cách gửi đã chọn" not in client.get(f"/documents/{document.id}/recipients").text


@pytest.mark.slow
def test_both_ways_are_two_rows_each_done_for_itself(client: Browser, people: Staff) -> None:
    document = issued(people, recipients=LINES[1:], paper_demanded_by="Điều 5 Quy chế")
    line, copy = Recipient.sent_to(document)[0], postings.on_paper(document)[0]
    contacts.keep(line, "vt@sondong.gov.vn", "Thị trấn An Châu", by=people.clerk, at=NOW)
    page = client.get(f"/outgoing/{document.id}/sending").text
    assert "gửi kèm bản điện tử" in page
    assert page.count("Thị trấn An Châu") == 1
    client.follow(client.post(f"/outgoing/{document.id}/lines/{copy.id}/posting", {"number": "EB1VN"}))
    assert (Recipient.get_by_id(copy.id).status, Recipient.get_by_id(line.id).status) == ("posted", "to_send")
    assert "Còn 1 nơi nhận" in client.get(f"/outgoing/{document.id}").text
    issuing.note_sent(document, "electronic", by=people.clerk, at=NOW)
    assert "không còn nơi nhận nào chờ văn thư gửi" in client.get(f"/outgoing/{document.id}").text


@pytest.mark.slow
def test_no_copy_is_made_of_what_is_not_sealed(client: Browser, people: Staff) -> None:
    document = numbered(people)
    assert "Sao y" not in client.get(f"/outgoing/{document.id}").text
    refused = client.post("/outgoing/paper", paper_form(kind="Sao y", copy_of=str(document.id)), status=409).text
    assert "chưa có bản gốc để sao y" in refused
