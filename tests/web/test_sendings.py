"""The send screen in the browser: each line with its state and its next act, for who may do it."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from pypdfium2 import PdfDocument

from portal.office import agencies, mailings
from portal.office.documents import Document
from portal.office.mailings import Mailing
from portal.office.recipients import Line, Recipient
from portal.office.senders import SenderMark
from tests.office_fixtures import NOW, Staff, issued, sealed
from tests.web.conftest import Browser

LINES = (Line("UBND huyện Sơn Động"), Line("Trường Tiểu học Tân Hòa", "paper"), Line("Ông Lê Văn Dân", "paper", True),
         Line("Phòng Kinh tế"), Line("Lưu: VT", "paper"))


@pytest.fixture
def document(people: Staff) -> Document:
    return issued(people, recipients=LINES, urgency="urgent")


@pytest.fixture
def with_mail(client: Browser, app: Flask) -> Browser:
    """The clerk of an office that can send mail."""
    app.config["PORTAL"] = replace(client.settings, mail_host="localhost", mail_user="vt@x.vn", smtp_host="localhost")
    return client


def line(document: Document, n: int = 0) -> Recipient:
    found: Recipient = Recipient.sent_to(document)[n]
    return found


def test_the_screen_names_every_line_and_what_it_waits_for(client: Browser, document: Document) -> None:
    page = client.get(f"/outgoing/{document.id}/sending").text
    for words in (*(each.name for each in LINES), "Còn 3 nơi nhận chờ văn thư", "Đã gửi 0 trong 3", "Ghi mã, địa chỉ",
                  "Chưa ghi địa chỉ", "Ghi đã in xong (2)", "Đã đến bàn làm việc", "Đã gửi cách khác"):
        assert words in page, words
    assert "Gửi thư điện tử" not in page
    client.post(f"/outgoing/{document.id}/mails", status=409)


def test_the_screen_says_what_is_missing_to_send_from_here(client: Browser, document: Document) -> None:
    here, to = f"/outgoing/{document.id}/sending", f"/outgoing/{document.id}/lines/{line(document).id}"
    nowhere, no_server = "Ghi mã định danh hoặc địa chỉ thư ở từng dòng", "Chưa đặt máy chủ gửi thư"
    assert (nowhere in client.get(here).text, no_server in client.get(here).text) == (True, False)
    client.post(f"{to}/contact", {"email": "vt@sondong.vn"})
    assert (nowhere in client.get(here).text, no_server in client.get(here).text) == (False, True)
    client.post(f"{to}/contact", {"email": "", "code": "H99.24"})
    assert (nowhere in client.get(here).text, no_server in client.get(here).text) == (False, False)


@pytest.mark.slow
def test_an_identifier_written_at_its_line_offers_the_packet(client: Browser, document: Document) -> None:
    to = f"/outgoing/{document.id}/lines/{line(document).id}"
    assert "Gửi gói tin qua trục" not in client.get(f"/outgoing/{document.id}/sending").text
    page = client.follow(client.post(f"{to}/contact", {"code": " h99.24 ", "email": "", "address": ""})).text
    assert "Mã H99.24" in page
    assert "Gửi gói tin qua trục (1)" in page
    packed = client.follow(client.post(f"/documents/{document.id}/packet")).text
    assert "Đã lập gói tin, chờ chuyển đi" in packed
    assert "Đã gửi 0 trong 3" in packed
    client.post(f"{to}/contact", {"code": "H99.24", "email": "", "address": ""})
    assert SenderMark.select().where(SenderMark.value == "H99.24").count() == 1


@pytest.mark.slow
def test_an_address_once_written_offers_the_mail(with_mail: Browser, document: Document) -> None:
    to = f"/outgoing/{document.id}/lines/{line(document).id}"
    SenderMark.create(agency=agencies.learn(LINES[0].name), kind="mail", value="la@sondong.vn", at=NOW)
    proposed = with_mail.get(f"{to}/contact").text
    assert "la@sondong.vn" in proposed
    assert "Hãy đối chiếu trước khi ghi" in proposed
    wrong = with_mail.post(f"{to}/contact", {"email": "hai@dia.vn, chi@x.vn", "address": "Thôn A"}, status=422).text
    assert "Ghi đúng một địa chỉ" in wrong
    assert "Thôn A" in wrong
    page = with_mail.follow(with_mail.post(f"{to}/contact", {"email": "VT@SonDong.VN", "address": "Thôn A"})).text
    assert "VT@sondong.vn" in page
    assert "Gửi thư điện tử (1)" in page
    page = with_mail.follow(with_mail.post(f"/outgoing/{document.id}/mails")).text
    assert "Đang gửi thư" in page
    assert 'hx-trigger="every 3s"' in page
    with_mail.post(f"{to}/mail", status=409)  # one is on its way
    assert Mailing.get().address == "VT@sondong.vn"


@pytest.mark.slow
def test_what_may_have_left_is_decided_by_the_clerk(with_mail: Browser, document: Document) -> None:
    to = f"/outgoing/{document.id}/lines/{line(document).id}"
    with_mail.post(f"{to}/contact", {"email": "vt@sondong.vn"})
    with_mail.post(f"{to}/mail")
    made = Mailing.get()
    mailings.begin(made)
    mailings.mark_unsure(made, at=NOW)
    page = with_mail.get(f"/outgoing/{document.id}/sending").text
    assert "Có thể đã gửi" in page
    assert "Hỏi nơi nhận trước khi gửi lại" in page
    with_mail.post(f"/mailings/{made.id}/arrival")
    assert line(document).status == "sent"
    with_mail.post(f"/mailings/{made.id}/attempts", status=409)
    with_mail.post("/mailings/999/attempts", status=404)


@pytest.mark.slow
def test_a_recall_that_does_not_reach_its_receiver_is_seen_and_sent_again(
    with_mail: Browser, document: Document
) -> None:
    to = f"/outgoing/{document.id}/lines/{line(document).id}"
    with_mail.post(f"{to}/contact", {"email": "vt@sondong.vn"})
    with_mail.post(f"{to}/mail")
    letter = Mailing.get()
    mailings.begin(letter)
    mailings.mark_sent(letter, at=NOW)
    page = with_mail.follow(with_mail.post(f"/documents/{document.id}/recall", {"reason": "Sai số liệu"})).text
    assert "Đã yêu cầu thu hồi" in page
    assert "Thư thu hồi" in page
    asked = Mailing.get(Mailing.code == "recall")
    mailings.begin(asked)
    mailings.mark_failed(asked, "recipient", at=NOW)
    page = with_mail.get(f"/outgoing/{document.id}/sending").text
    assert "Không gửi được: máy chủ thư không nhận địa chỉ này" in page
    with_mail.post(f"/mailings/{asked.id}/attempts")
    assert (Mailing.get_by_id(asked.id).state, line(document).status) == ("waiting", "sent")


def test_paper_goes_from_the_printer_to_the_post(client: Browser, document: Document) -> None:
    client.follow(client.post(f"/outgoing/{document.id}/printed"))
    school, person = line(document, 1), line(document, 2)
    page = client.follow(client.post(f"/outgoing/{document.id}/lines/{school.id}/posting", {"number": "EB1VN"})).text
    assert "EB1VN" in page
    client.post(f"/outgoing/{document.id}/lines/{person.id}/delivery")
    assert [line(document, n).status for n in (1, 2)] == ["posted", "sent"]
    book = client.get("/postings").text
    assert "Trường Tiểu học Tân Hòa" in book
    assert "EB1VN" in book
    client.post(f"/outgoing/{document.id}/printed", status=409)
    client.post(f"/outgoing/{document.id}/lines/999/posting", {"number": "1"}, status=404)


@pytest.mark.slow
def test_envelopes_and_the_book_are_printed_with_every_letter_of_the_names(
    client: Browser, document: Document, tmp_path: Path
) -> None:
    to = f"/outgoing/{document.id}/lines"
    client.post(f"{to}/{line(document, 1).id}/contact", {"email": "", "address": "Thôn Trung tâm, xã Tân Hòa"})
    client.post(f"{to}/{line(document, 2).id}/contact", {"address": "Số 5, thôn Đông"})
    for size, pages in (("c5", 2), ("dl", 2), ("labels", 1)):
        printed = PdfDocument(client.get(f"/outgoing/{document.id}/envelopes/{size}").data)
        words = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in printed)
        assert len(printed) == pages
        for name in ("Trường Tiểu học Tân Hòa", "Thôn Trung tâm, xã Tân Hòa", "Ông Lê Văn Dân", "Số 5, thôn Đông",
                     document.reference, "KHẨN"):
            assert name in words, (size, name)
    one = PdfDocument(client.get(f"/outgoing/{document.id}/envelopes/c5?line={line(document, 1).id}").data)
    assert len(one) == 1
    client.post(f"{to}/{line(document, 1).id}/posting", {"number": "EB1VN"})
    day = f"{NOW:%d/%m/%Y}"
    book = PdfDocument(client.get(f"/postings/pdf?first={day}&last={day}").data)
    words = " ".join(book[0].get_textpage().get_text_range().split())
    assert "EB1VN" in words
    assert "Trường Tiểu học Tân Hòa" in words


@pytest.mark.slow
def test_who_may_not_issue_sees_the_state_and_no_act(browser: Browser, people: Staff, document: Document) -> None:
    officer = browser.as_person(people.officer)
    page = officer.get(f"/outgoing/{document.id}/sending").text
    assert "Chờ gửi điện tử" in page
    assert "Việc tiếp theo" not in page
    to = f"/outgoing/{document.id}"
    for path in (f"{to}/mails", f"{to}/printed", f"{to}/lines/1/posting", f"{to}/lines/1/delivery"):
        officer.post(path, status=403)
    for path in (f"{to}/envelopes/c5", f"{to}/lines/1/contact", "/postings"):
        officer.get(path, status=403)
    browser.as_person(people.stranger).get(f"{to}/sending", status=404)


@pytest.mark.slow
def test_what_is_not_issued_has_no_send_screen(client: Browser, people: Staff) -> None:
    client.get(f"/outgoing/{sealed(people).id}/sending", status=404)


@pytest.mark.slow
def test_a_replacement_is_said_on_the_new_one_and_seen_on_both(
    client: Browser, people: Staff, document: Document
) -> None:
    new = sealed(people, recipients=LINES)
    client.post(f"/outgoing/{new.id}/replacements", {"reference": "999/X"}, status=422)
    page = client.follow(client.post(f"/outgoing/{new.id}/replacements", {"reference": document.reference})).text
    assert f"văn bản này thay thế {document.reference}" in page
    assert "Đã được thay thế bằng" not in client.get(f"/outgoing/{document.id}").text
    client.post(f"/documents/{new.id}/dispatch")
    assert "Đã được thay thế bằng" in client.get(f"/outgoing/{document.id}").text
    client.post(f"/outgoing/{new.id}/replacements/{document.id}/end", status=409)


@pytest.mark.slow
def test_the_setting_mails_at_issue(with_mail: Browser, app: Flask, people: Staff, document: Document) -> None:
    with_mail.post(f"/outgoing/{document.id}/lines/{line(document).id}/contact", {"email": "vt@sondong.vn"})
    app.config["PORTAL"] = replace(app.config["PORTAL"], mail_on_issue=True)
    new = sealed(people, recipients=LINES)
    page = with_mail.follow(with_mail.post(f"/documents/{new.id}/dispatch")).text
    assert "Đang gửi thư tới 1 nơi nhận" in page
    assert line(new).status == "mailing"
