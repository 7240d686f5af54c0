"""Outgoing documents in the browser."""

from pathlib import Path

import pytest

from portal.flows import dispatch
from portal.office import drafting
from portal.office.documents import Document, add_version
from portal.office.recipients import Recipient
from portal.web.premises import premises_of
from tests.adapters.letter_files import draw
from tests.office_fixtures import NOW, Staff, issued, numbered, outline, sealed, signed, submitted
from tests.web.conftest import Browser


def test_the_clerk_begins_at_the_first_step_that_waits(client: Browser, people: Staff) -> None:
    assert "Không có văn bản chờ cấp số" in client.get("/outgoing").text
    document = numbered(people)
    page = client.get("/outgoing").text
    assert document.reference in page
    assert "Đóng dấu" in page


@pytest.mark.slow
@pytest.mark.parametrize("tab", ["signed", "numbered", "sealed", "issued"])
def test_every_tab_shows_its_documents(client: Browser, people: Staff, tab: str) -> None:
    make = {"signed": signed, "numbered": numbered, "sealed": sealed, "issued": issued}[tab]
    document = make(people, subject=f"V/v việc {tab}")
    page = client.get(f"/outgoing/{tab}").text
    assert f"/outgoing/{document.id}" in page
    assert f"V/v việc {tab}" in page


@pytest.mark.slow
def test_the_list_is_filtered_by_the_same_address(client: Browser, people: Staff) -> None:
    issued(people, subject="V/v phòng chống dịch")
    issued(people, subject="V/v thu ngân sách")
    page = client.get("/outgoing/issued?q=ngan sach").text
    assert "V/v thu ngân sách" in page
    assert "V/v phòng chống dịch" not in page
    assert "Không có dòng nào khớp" in client.get("/outgoing/issued?q=zzz").text


@pytest.mark.slow
def test_a_signed_document_gets_its_number(client: Browser, people: Staff, tmp_path: Path) -> None:
    premises = premises_of(client.settings)
    with draw(tmp_path / "a.pdf").open("rb") as stream:
        document = dispatch.start_draft(
            stream, "a.pdf", outline(people), by=people.officer, at=NOW, premises=premises
        )
    dispatch.prepare_draft(document.id, at=NOW, premises=premises)()
    drafting.submit(document, by=people.officer, at=NOW)
    latest = document.latest
    add_version(document, latest.sha256, "signed", "a.pdf", base_n=latest.n, by=people.leader, at=NOW)
    drafting.mark_signed(document, by=people.leader, at=NOW, version=latest)
    assert "Cấp số (dự kiến 1)" in client.get(f"/outgoing/{document.id}").text
    page = client.follow(client.post(f"/documents/{document.id}/number", {"request_id": "a"}))
    assert "Đã cấp số 01/UBND-KT" in page.text
    client.post(f"/documents/{document.id}/number", {"request_id": "a"})
    assert Document.get_by_id(document.id).number == 1
    file = client.get(f"/documents/{document.id}/versions/4/file")
    assert (file.mimetype, file.data[:5]) == ("application/pdf", b"%PDF-")
    saved = client.get(f"/documents/{document.id}/versions/4/file?save=1")
    assert saved.headers["Content-Disposition"] == "attachment; filename=01-UBND-KT.pdf"


def test_a_sealed_document_is_issued_to_its_recipients(client: Browser, people: Staff) -> None:
    document = sealed(people)
    page = client.get(f"/outgoing/{document.id}").text
    assert "Phát hành thì phòng trong cơ quan nhận ngay" in page
    page = client.follow(client.post(f"/documents/{document.id}/dispatch")).text
    assert f"Đã phát hành {document.reference}" in page
    assert "Đã đến bàn làm việc" in page
    assert "Chờ gửi điện tử" in page
    assert {line.status for line in Recipient.of(document)} == {"to_send", "arrived", "kept"}


@pytest.mark.slow
def test_the_clerk_notes_what_was_sent_by_hand(client: Browser, people: Staff) -> None:
    document = issued(people)
    assert "Còn 1 nơi nhận chờ văn thư gửi" in client.get(f"/outgoing/{document.id}").text
    assert "Ghi đã gửi cách khác (1)" in client.get(f"/outgoing/{document.id}/sending").text
    page = client.follow(client.post(f"/documents/{document.id}/sendings", {"channel": "electronic"})).text
    assert "Đã ghi gửi 1 nơi nhận" in page
    assert "Ghi đã gửi cách khác (" not in page
    client.post(f"/documents/{document.id}/sendings", {"channel": "electronic"}, 409)


@pytest.mark.slow
def test_the_unit_that_got_it_reads_it(browser: Browser, people: Staff) -> None:
    document = issued(people)
    assert document.subject in browser.as_person(people.officer).get(f"/outgoing/{document.id}").text
    browser.as_person(people.stranger).get(f"/outgoing/{document.id}", 404)


def test_what_is_not_sealed_is_not_issued(client: Browser, people: Staff) -> None:
    client.post(f"/documents/{numbered(people).id}/dispatch", status=409)


@pytest.mark.slow
def test_only_the_clerk_numbers_and_issues(browser: Browser, people: Staff) -> None:
    leader = browser.as_person(people.leader)
    page = leader.get(f"/outgoing/{sealed(people).id}").text
    assert "chờ văn thư phát hành" in page
    leader.post(f"/documents/{Document.get().id}/dispatch", status=403)
    leader.post(f"/documents/{Document.get().id}/number", status=403)


def test_a_draft_is_shown_on_its_own_page(browser: Browser, people: Staff) -> None:
    document = submitted(people)
    to_drafter = browser.as_person(people.officer).get(f"/outgoing/{document.id}", 303)
    assert to_drafter.headers["Location"] == f"/drafts/{document.id}"
    to_signer = browser.as_person(people.leader).get(f"/outgoing/{document.id}", 303)
    assert to_signer.headers["Location"] == f"/documents/{document.id}/signing"


@pytest.mark.slow
def test_the_register_prints_the_columns_of_the_law(client: Browser, people: Staff) -> None:
    document = issued(people)
    page = client.get("/registers/outgoing/2026").text
    heads = ("Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu", "Người ký", "Nơi nhận", "Đơn vị, người nhận bản lưu",
             "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú")
    assert [head for head in heads if head not in page] == []
    assert document.reference in page
    assert "UBND huyện Sơn Động; Phòng Kinh tế" in page
