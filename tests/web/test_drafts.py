"""Drafts in the browser."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from portal.flows import dispatch
from portal.office import drafting, holding
from portal.office.documents import Document
from portal.office.drafting import Preparation
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.recipients import Recipient
from portal.web.premises import premises_of
from tests.adapters.letter_files import draw
from tests.office_fixtures import NOW, Staff, drafted, entered, stored, submitted
from tests.web.conftest import Browser

WAITING = "Hệ thống đang tạo bản PDF"


@pytest.fixture
def officer(browser: Browser, people: Staff) -> Browser:
    """The officer, signed in."""
    return browser.as_person(people.officer)


def form(people: Staff, folder: Path, **changes: Any) -> dict[str, Any]:
    """What the officer fills in."""
    file = draw(folder / "tra-loi.pdf")
    return {
        "kind": "Công văn", "subject": "V/v trả lời công văn 536/UBND-TH", "unit_symbol": "kt", "urgency": "normal",
        "signer": str(people.leader.id), "capacity": "TM. ỦY BAN NHÂN DÂN", "position": "CHỦ TỊCH",
        "paper": "Lưu: VT", "electronic": "Phòng Kinh tế\nUBND huyện Sơn Động", "persons": "",
        "file": (BytesIO(file.read_bytes()), file.name), **changes,
    }


def test_an_empty_list_says_what_to_do(officer: Browser) -> None:
    assert "Không có dự thảo đang soạn" in officer.get("/drafts").text


@pytest.mark.slow
def test_a_draft_is_written_and_waits_for_its_pdf(officer: Browser, people: Staff, tmp_path: Path) -> None:
    officer.get("/drafts/new")
    page = officer.follow(officer.post("/drafts", form(people, tmp_path)))
    assert WAITING in page.text
    document = Document.get()
    assert (document.symbol, document.route, document.created_by) == ("UBND-KT", "electronic", people.officer)
    assert [line.name for line in Recipient.of(document)] == ["Lưu: VT", "Phòng Kinh tế", "UBND huyện Sơn Động"]
    assert document.subject in officer.get("/drafts").text


@pytest.mark.slow
def test_a_pasted_block_is_split_into_paper_and_electronic(officer: Browser, people: Staff, tmp_path: Path) -> None:
    block = "Nơi nhận:\n- Tỉnh ủy;\n- Lưu: VT.\nBản điện tử:\n- Sở Nội vụ;"
    officer.post("/drafts", form(people, tmp_path, electronic=block, paper=""))
    lines = {line.name: line.channel for line in Recipient.of(Document.get())}
    assert lines == {"Tỉnh ủy": "paper", "Lưu: VT": "paper", "Sở Nội vụ": "electronic"}
    assert Document.get().route == "both"


@pytest.mark.slow
def test_a_person_for_execution_makes_the_route_mixed(officer: Browser, people: Staff, tmp_path: Path) -> None:
    officer.post("/drafts", form(people, tmp_path, persons="Ông Giáp Văn A, thôn Mỏ"))
    document = Document.get()
    assert (document.route, document.route_reason) == ("both", "person")
    page = officer.get(f"/drafts/{document.id}").text
    assert "gửi cho cá nhân để thực hiện: Ông Giáp Văn A, thôn Mỏ." in page
    assert "cá nhân thi hành" in page


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "words"), [
    ({"subject": ""}, "Hãy ghi trích yếu."), ({"subject": "TUYỆT MẬT"}, "có dấu chỉ độ mật"),
    ({"unit_symbol": ""}, "Công văn cần ký hiệu đơn vị soạn"),
    ({"electronic": "- Như trên;"}, "“Như trên” chưa nói gửi cho ai"),
    ({"electronic": ""}, "Hãy ghi ít nhất một nơi nhận"),
    ({"file": (BytesIO(b""), "")}, "Hãy chọn tệp dự thảo."),
    ({"file": (BytesIO("chữ".encode()), "a.txt")}, "Dự thảo phải là tệp DOCX hoặc PDF"),
])
def test_what_is_missing_is_said_at_its_field(
    officer: Browser, people: Staff, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    page = officer.post("/drafts", form(people, tmp_path, **changes), 422)
    assert words in page.text
    assert Document.select().count() == 0


@pytest.mark.slow
def test_a_reply_begins_with_the_letter_it_answers(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    page = browser.as_person(people.clerk).get(f"/drafts/new?reply_to={letter.id}").text
    assert "trả lời Công văn số 536/UBND-TH" in page
    assert "UBND huyện Sơn Động" in page


def test_a_letter_one_may_not_read_cannot_be_answered(officer: Browser, people: Staff) -> None:
    officer.get(f"/drafts/new?reply_to={entered(people).id}", 404)


def test_the_lines_over_the_signature_follow_the_signer(officer: Browser, people: Staff) -> None:
    people.deputy.position = "Phó Chủ tịch"
    people.deputy.save()
    page = officer.get(f"/drafts/new?signer={people.deputy.id}").text
    assert 'value="KT. CHỦ TỊCH"' in page
    assert 'value="PHÓ CHỦ TỊCH"' in page


@pytest.mark.slow
def test_a_ready_draft_is_submitted(officer: Browser, people: Staff) -> None:
    document = drafted(people)
    assert "Bản PDF đã sẵn sàng" in officer.get(f"/drafts/{document.id}").text
    page = officer.follow(officer.post(f"/drafts/{document.id}/submission"))
    assert f"Đã trình {people.leader.name} ký" in page.text


@pytest.mark.slow
def test_what_the_layout_check_found_stands_on_the_page_and_what_blocks_stops_the_submission(
    officer: Browser, people: Staff, tmp_path: Path
) -> None:
    officer.post("/drafts", form(people, tmp_path))
    document = Document.get()
    found = [{"rule": "number.zero", "page": 1, "line": 6, "found": "5"},
             {"rule": "motto.missing", "page": None, "line": None, "found": ""}]
    drafting.note_ready(document, document.latest, stored(), "a.pdf", at=NOW, layout=found, blocks=1)
    page = officer.get(f"/drafts/{document.id}").text
    assert "Số, ký hiệu: số 5 viết một chữ số. Số nhỏ hơn 10 ghi thêm số 0 ở trước." in page
    assert "trang 1, dòng 6" in page
    assert page.index("không thấy Tiêu ngữ") < page.index("số 5 viết một chữ số")
    assert f"/drafts/{document.id}/submission" not in page
    refused = officer.post(f"/drafts/{document.id}/submission", status=409)
    assert "thể thức còn 1 điểm phải sửa" in refused.text


@pytest.mark.slow
def test_a_draft_without_its_pdf_is_not_submitted(officer: Browser, people: Staff, tmp_path: Path) -> None:
    officer.post("/drafts", form(people, tmp_path))
    page = officer.post(f"/drafts/{Document.get().id}/submission", status=409)
    assert "Bản PDF của dự thảo chưa tạo xong" in page.text


@pytest.mark.slow
def test_a_problem_stands_on_the_page_in_words(officer: Browser, people: Staff, tmp_path: Path) -> None:
    officer.post("/drafts", form(people, tmp_path))
    document = Document.get()
    drafting.note_problem(document, document.latest, "number_printed", at=NOW)
    assert "Số văn bản đã ghi sẵn trên trang" in officer.get(f"/drafts/{document.id}").text


@pytest.mark.slow
def test_the_same_file_is_tried_again_when_asked_or_brought_again(
    officer: Browser, people: Staff, tmp_path: Path
) -> None:
    officer.post("/drafts", form(people, tmp_path))
    document = Document.get()
    drafting.note_problem(document, document.latest, "too_long", at=NOW)
    assert "Thử tạo lại bản PDF" in officer.get(f"/drafts/{document.id}").text
    Job.delete().where(Job.kind == "prepare_draft").execute()
    for _ in range(2):  # a double click asks once
        officer.post(f"/drafts/{document.id}/preparation")
    assert Job.of_kind("prepare_draft").count() == 1
    assert Event.of(document).where(Event.verb == "preparation_asked").count() == 1
    assert Preparation.of(document).state == "waiting"
    drafting.note_problem(document, document.latest, "too_long", at=NOW)
    assert Preparation.of(document).state == "problem"
    sha256, n = document.latest.sha256, document.latest.n
    drafting.revise(document, sha256, "lai.docx", "draft", base_n=n, by=people.officer, at=NOW)
    assert Preparation.of(document).state == "waiting"


@pytest.mark.slow
def test_the_parts_of_the_page_come_anew_when_the_worker_is_done(
    officer: Browser, people: Staff, tmp_path: Path
) -> None:
    officer.post("/drafts", form(people, tmp_path))
    document = Document.get()
    before = officer.get(f"/drafts/{document.id}").text
    parts = re.findall(r'hx-select-oob="([^"]+)"', before)[0].replace("#", "").split(",")
    officer.get(f"/drafts/{document.id}/preparation", 204)
    dispatch.prepare_draft(document.id, at=NOW, premises=premises_of(officer.settings))()
    page = officer.get(f"/drafts/{document.id}/preparation").text
    assert [name for name in ("step", *parts) if page.count(f'id="{name}"') != 1] == []
    assert "/pages/1" in page
    assert "Trang văn bản khác với thông tin đã ghi" in page  # the file is signed by another leader
    assert officer.get(f"/documents/{document.id}/versions/2/pages/1").mimetype == "image/png"


@pytest.mark.slow
def test_a_held_draft_is_taken_away_with_the_reason(
    officer: Browser, client: Browser, people: Staff, tmp_path: Path
) -> None:
    officer.post("/drafts", form(people, tmp_path))
    document = Document.get()
    holding.hold(document, at=NOW)
    assert officer.get(f"/drafts/{document.id}/preparation").headers["HX-Redirect"] == "/drafts"
    assert "dấu chỉ độ mật" in officer.get("/drafts").text
    officer.get(f"/drafts/{document.id}", 404)
    assert "Giữ riêng" in client.get("/incoming").text


@pytest.mark.slow
def test_a_changed_outline_keeps_the_way_a_person_chose(officer: Browser, people: Staff, tmp_path: Path) -> None:
    document = drafted(people)
    officer.post(f"/documents/{document.id}/route", {"way": "both", "reason": "Nơi nhận yêu cầu bản giấy"})
    officer.get(f"/drafts/{document.id}/outline")
    told = form(people, tmp_path, subject="V/v báo cáo kết quả", kind="Báo cáo")
    officer.post(f"/drafts/{document.id}/outline", {k: v for k, v in told.items() if k != "file"})
    document = Document.get_by_id(document.id)
    assert (document.subject, document.symbol, document.route) == ("V/v báo cáo kết quả", "BC-UBND", "both")


@pytest.mark.slow
def test_a_new_file_replaces_the_draft(officer: Browser, people: Staff, tmp_path: Path) -> None:
    document = submitted(people)
    file = (BytesIO(draw(tmp_path / "b.pdf").read_bytes()), "b.pdf")
    officer.post(f"/drafts/{document.id}/versions", {"file": file, "base_n": "1"})
    document = Document.get_by_id(document.id)
    assert (document.state, document.latest.n, document.latest.role) == ("draft", 2, "draft")


@pytest.mark.slow
def test_a_file_sent_from_an_old_page_is_refused(officer: Browser, people: Staff, tmp_path: Path) -> None:
    document = drafted(people)
    for status in (303, 409):
        file = (BytesIO(draw(tmp_path / "b.pdf").read_bytes()), "b.pdf")
        officer.post(f"/drafts/{document.id}/versions", {"file": file, "base_n": "1"}, status)


@pytest.mark.slow
def test_the_template_is_a_docx(officer: Browser, people: Staff, tmp_path: Path) -> None:
    told = {k: v for k, v in form(people, tmp_path, unit_symbol="").items() if k != "file"}
    answer = officer.post("/drafts/template", told, 200)
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert answer.headers["Content-Disposition"] == "attachment; filename=mau-van-ban.docx"
    assert answer.data.startswith(b"PK")


def test_other_peoples_drafts_are_not_there(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    stranger = browser.as_person(people.stranger)
    stranger.get(f"/drafts/{document.id}", 404)
    stranger.post(f"/drafts/{document.id}/submission", status=404)
    browser.as_person(people.admin).get("/drafts", 403)
