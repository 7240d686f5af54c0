"""What the clerk sees of the check at the door, above the fields, and what follows from it."""

from typing import Any

import pytest

from portal.office import arrivals, outbox, receiving, refusing, trust
from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.refusing import RefusalNotice
from portal.office.registers import Entry
from portal.office.senders import SenderMark
from portal.rules import doors
from tests.office_fixtures import NOW, Staff, entered, later, received, stored
from tests.web.conftest import Browser

SIGNED = {
    "state": "valid", "signer": "UBND huyện Lục Ngạn", "organisation": "", "serial": "1a", "issuer": "", "time": None,
    "time_source": "claimed",
}


def checked(document: Document, file: str = "good", **signed: Any) -> None:
    verdict = {"file": file, "notes": [], "signatures": [SIGNED | signed], "evidence": trust.evidence()}
    trust.note_check(document.original.sha256, verdict, "v1", at=NOW)


def form(client: Browser, document: Document) -> str:
    return client.get(f"/documents/{document.id}/entry").text


def answers(**more: str) -> dict[str, str]:
    typed = {"issuer": "UBND huyện Sơn Động", "subject": "V/v a", "received_on": "23/11/2026", "request_id": "r1"}
    return {**typed, "kind": "", "urgency": "normal", **more}


def test_the_state_stands_before_the_first_field_in_words_and_icon(client: Browser, people: Staff) -> None:
    document = received(people)
    checked(document, "broken", state="invalid_content")
    page = form(client, document)
    strip = page[page.index('id="check-state"') : page.index('id="issuer"')]
    for part in ("Chữ ký hỏng", "#circle-x", "Nội dung đã bị sửa sau khi ký", "Lý do nhận dù chữ ký hỏng"):
        assert part in strip


@pytest.mark.slow
def test_while_the_worker_looks_the_page_asks_again(client: Browser, people: Staff) -> None:
    document = received(people)
    assert "Đang kiểm tra chữ ký số" in form(client, document)
    Job.delete().execute()
    page = form(client, document)
    assert "Chưa kiểm tra chữ ký số" in page
    assert "Đang kiểm tra" not in page


def test_a_difference_is_said_for_the_issuer_as_it_is_typed(client: Browser, people: Staff) -> None:
    document = received(people)
    checked(document)
    path = f"/documents/{document.id}/differences"
    other = client.get(path, query_string={"issuer": "UBND huyện Sơn Động"}).text
    assert "Chữ ký hợp lệ nhưng của UBND huyện Lục Ngạn, không phải của UBND huyện Sơn Động." in other
    assert "#alert-triangle" in other
    same = client.get(path, query_string={"issuer": "UBND huyện Lục Ngạn"}).text
    assert "<li>" not in same


@pytest.mark.slow
def test_a_broken_letter_is_entered_only_with_a_reason_kept_in_row_and_trail(client: Browser, people: Staff) -> None:
    document = received(people)
    checked(document, "broken", state="invalid_content")
    client.post(f"/documents/{document.id}/entry", answers(), status=422)
    client.post(f"/documents/{document.id}/entry", answers(reason="Chủ tịch yêu cầu nhận"))
    assert Entry.get(Entry.document == document.id).reason == "Chủ tịch yêu cầu nhận"
    assert Event.newest("entered").data["reason"] == "Chủ tịch yêu cầu nhận"  # type: ignore[union-attr]


@pytest.mark.slow
def test_checking_again_asks_the_worker_and_every_check_is_shown(client: Browser, people: Staff) -> None:
    document = entered(people)
    checked(document)
    broken = {"file": "broken", "notes": [], "signatures": []}
    trust.note_check(document.original.sha256, broken, "v2", at=later(hours=1))
    Job.delete().execute()
    client.follow(client.post(f"/documents/{document.id}/checks"))
    assert [job.args for job in Job.select()] == [[document.original.sha256]]
    page = client.get(f"/documents/{document.id}").text
    history = page[page.index("Các lần kiểm tra") :]
    assert history.index("Chữ ký hỏng") < history.index("Chữ ký tốt")
    assert "v1" in history
    assert "v2" in history


def test_a_letter_without_a_file_has_no_signature_to_check(client: Browser, people: Staff) -> None:
    document = receiving.receive_paper(by=people.clerk, at=NOW)
    assert "Kiểm tra lại" not in form(client, document)
    client.post(f"/documents/{document.id}/checks", status=404)


@pytest.mark.slow
def test_a_refusal_names_its_way_and_needs_words_only_where_the_list_has_none(client: Browser, people: Staff) -> None:
    document = received(people)
    assert "Phiếu trả lại in ra" in form(client, document)
    path = f"/documents/{document.id}/refusal"
    client.post(path, {"cause": "other"}, status=422)
    shown = client.follow(client.post(path, {"cause": "other", "words": "Văn bản gửi thử"})).text
    assert "Chờ giao phiếu" in shown
    assert "Văn bản gửi thử" in shown
    assert client.get(f"{path}-slip").mimetype == "application/pdf"
    client.follow(client.post(f"{path}/hand-over"))
    assert RefusalNotice.of(document).state == "handed"  # type: ignore[union-attr]
    client.post(f"{path}/hand-over", status=409)


@pytest.mark.slow
def test_an_answer_that_did_not_leave_stays_visible_and_is_sent_again(client: Browser, people: Staff) -> None:
    sha256 = stored()
    arrival = arrivals.keep(doors.MAIL, f"1:{sha256}", sha256, "thu.eml", at=NOW, sender="vt@sondong.vn")
    document = receiving.receive(sha256, "cv.pdf", by=None, at=NOW, arrival=arrival)
    notice = refusing.refuse(document, "broken", by=people.clerk, at=NOW)
    refusing.mark_failed(notice, "unreachable", at=NOW)
    assert "Chưa gửi được" in client.get("/incoming/refused").text
    assert "không nối được" in client.get(f"/documents/{document.id}").text
    Job.delete().execute()
    client.follow(client.post(f"/documents/{document.id}/refusal/attempts"))
    assert outbox.is_asked(("send_back", notice.id))
    assert "Đang gửi trả lời" in client.get(f"/documents/{document.id}").text


@pytest.mark.slow
def test_the_administrator_keeps_what_an_agency_is_known_by(browser: Browser, people: Staff) -> None:
    admin, agency = browser.as_person(people.admin), Agency.create(name="UBND huyện Sơn Động", folded="x")
    path = f"/admin/agencies/{agency.id}/senders"
    assert "Chưa biết dấu hiệu nào" in admin.get(path).text
    admin.post(path, {"kind": "mail", "value": "không phải địa chỉ"}, status=422)
    assert "vt@sondong.vn" in admin.follow(admin.post(path, {"kind": "mail", "value": "VT@sondong.vn"})).text
    mark = SenderMark.get()
    assert "vt@sondong.vn</td>" not in admin.follow(admin.post(f"/admin/senders/{mark.id}/end")).text
    admin.post("/admin/senders/999/end", status=404)
    admin.get("/admin/agencies/999/senders", status=404)
    browser.as_person(people.officer).get(path, status=403)
