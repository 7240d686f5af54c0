"""The clerk's queue and the entry of letters in the browser."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from portal.config import Settings
from portal.flows import arriving, intake, worker
from portal.flows.reading import SAMPLE_PDF
from portal.office import files, holding, worklists
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.registers import Entry
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff, entered, received, request_id
from tests.signing_kit import FONT
from tests.web.conftest import Browser, made_app

LETTER = {
    "issuer": "UBND huyện Sơn Động", "reference": "536/UBND-TH", "dated_on": "10/5/2019", "kind": "Công văn",
    "subject": "V/v phân loại, xử lý văn bản điện tử", "urgency": "normal", "received_on": "23/11/2026",
}


def upload(client: Browser, name: str = "cong-van.pdf", content: bytes | None = None, status: int = 303):
    """Bring a file to the queue."""
    client.get("/incoming")
    data = {"files": (BytesIO(content if content is not None else SAMPLE_PDF.read_bytes()), name)}
    return client.post("/incoming/documents", data=data, status=status, content_type="multipart/form-data")


def read_all(client: Browser) -> None:
    """What the worker does after an upload."""
    premises = premises_of(client.settings)
    for document in Document.select().where(Document.state == "received"):
        intake.read(document.id, at=NOW, premises=premises)()


def test_the_sample_letter_is_uploaded_read_and_entered(client: Browser) -> None:
    answer = upload(client)
    read_all(client)
    page = client.follow(answer).text
    for value in ("UBND huyện Sơn Động", "536/UBND-TH", "10/05/2019", "V/v phân loại, xử lý văn bản điện tử",
                  "Giáp Văn Tâm", "KT. CHỦ TỊCH"):
        assert value in page
    address = answer.headers["Location"]
    client.post(address, {**LETTER, "request_id": request_id()})
    document = Document.get(Document.reference == "536/UBND-TH")
    told = client.get("/incoming").text
    assert 'Đã vào sổ, số đến <strong class="given-number">1</strong>' in told
    assert f'<a href="/documents/{document.id}">536/UBND-TH: V/v phân loại, xử lý văn bản điện tử</a>' in told
    assert f'href="/documents/{document.id}/label"' in told
    assert (document.number, document.state, document.dated_on.isoformat()) == (1, "entered", "2019-05-10")
    shown = client.get(f"/documents/{document.id}").text
    assert "71/TB-UBND" in shown
    assert client.get(f"/documents/{document.id}/versions/1/file").data == SAMPLE_PDF.read_bytes()


@pytest.mark.slow
def test_while_a_file_is_being_read_the_page_asks_again(client: Browser) -> None:
    page = client.follow(upload(client)).text
    assert 'hx-trigger="every 1s"' in page
    assert page.count('class="page-image"') == 1
    read_all(client)
    document = Document.get()
    assert 'hx-trigger="every 1s"' not in client.get(f"/documents/{document.id}/entry").text


@pytest.mark.slow
def test_the_first_page_has_a_picture(client: Browser) -> None:
    upload(client)
    read_all(client)
    document = Document.get()
    answer = client.get(f"/documents/{document.id}/versions/1/pages/1")
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    client.get(f"/documents/{document.id}/versions/1/pages/99", status=422)


def test_a_double_click_gets_one_number(client: Browser, people: Staff) -> None:
    document, form = received(people), {**LETTER, "request_id": request_id()}
    client.post(f"/documents/{document.id}/entry", form)
    client.post(f"/documents/{document.id}/entry", form)
    assert Entry.select().count() == 1


def test_wrong_fields_are_named_and_nothing_is_lost(client: Browser, people: Staff) -> None:
    document = received(people)
    page = client.post(
        f"/documents/{document.id}/entry", {**LETTER, "dated_on": "31/2/2019", "issuer": "", "request_id": "x"},
        status=422,
    ).text
    assert "31/2/2019" in page
    assert "Ngày không đúng" in page
    assert "Hãy ghi cơ quan ban hành" in page
    assert LETTER["subject"] in page
    assert Document.get_by_id(document.id).number is None


def test_a_day_that_has_not_come_is_refused(client: Browser, people: Staff) -> None:
    document = received(people)
    page = client.post(f"/documents/{document.id}/entry", {**LETTER, "dated_on": "24/11/2026"}, status=422).text
    assert "chưa tới" in page


@pytest.mark.slow
def test_the_same_letter_again_is_warned_about_before_it_gets_a_number(client: Browser, people: Staff) -> None:
    first = entered(people, issuer=LETTER["issuer"], reference="536/UBND-TH")
    form = {**LETTER, "dated_on": "20/11/2026", "request_id": request_id()}
    second = received(people)
    page = client.post(f"/documents/{second.id}/entry", form, status=422).text
    assert f"Số đến {first.number}" in page
    client.post(f"/documents/{second.id}/entry", {**form, "not_a_double": str(first.id)})
    assert Document.get_by_id(second.id).number == 2


@pytest.mark.slow
def test_the_queue_and_the_desk_tell_of_a_double_before_the_form_is_opened(client: Browser, people: Staff) -> None:
    upload(client)
    read = {name: LETTER[name] for name in ("issuer", "reference", "subject")} | {"dated_on": "2019-05-10"}
    files.keep_reading(Document.get().original.sha256, read, pages=1, at=NOW)
    assert "Có thể trùng" not in client.get("/incoming").text
    first = entered(people, issuer=LETTER["issuer"], reference="536/UBND-TH", dated_on=date(2019, 5, 10))
    for page in ("/incoming", "/"):
        assert f"Có thể trùng số đến {first.number}/2026" in client.get(page).text
        assert "536/UBND-TH – UBND huyện Sơn Động: V/v phân loại" in client.get(page).text


def test_a_letter_dated_years_before_it_came_is_asked_about_gently(client: Browser, people: Staff) -> None:
    address = f"/documents/{received(people).id}/doubles?received_on=23/11/2026&dated_on="
    assert "Ngày văn bản cách ngày đến 7 năm?" in client.get(address + "10/5/2019").text
    assert "Ngày văn bản cách" not in client.get(address + "1/12/2025").text


@pytest.mark.slow
def test_what_cannot_be_read_stays_in_the_queue_with_the_reason(client: Browser) -> None:
    upload(client, "chay.exe", b"MZ" + b"\0" * 200)
    arriving.interpret(Arrival.get().id, at=NOW, premises=premises_of(client.settings))()
    page = client.get("/incoming").text
    assert "chay.exe" in page
    assert "Không nhận loại tệp này" in page
    assert "Không đọc được" in page
    assert Document.select().count() == 0


@pytest.mark.slow
def test_what_is_empty_is_named_and_not_kept(client: Browser) -> None:
    page = client.follow(upload(client, "rong.pdf", b"")).text
    assert "rong.pdf: Tệp rỗng." in page
    assert Arrival.select().count() == 0


@pytest.mark.slow
def test_a_damaged_file_stays_in_the_queue_with_the_reason(client: Browser) -> None:
    upload(client, content=SAMPLE_PDF.read_bytes()[:3000])
    read_all(client)
    document = Document.get()
    assert "Không đọc được tệp này" in client.get(f"/documents/{document.id}/entry").text
    assert "nhập bằng tay" in client.get("/incoming").text


@pytest.mark.slow
def test_a_letter_is_refused_with_a_reason(client: Browser, people: Staff) -> None:
    document = received(people)
    client.get(f"/documents/{document.id}/entry")
    client.post(f"/documents/{document.id}/refusal", {"cause": ""}, status=422)
    client.post(f"/documents/{document.id}/refusal", {"cause": "wrong_recipient"})
    assert Document.get_by_id(document.id).state == "refused"
    client.get("/incoming/refused")


@pytest.mark.slow
def test_a_letter_on_paper_is_entered_without_a_file(client: Browser) -> None:
    client.get("/incoming")
    answer = client.post("/incoming/paper")
    client.follow(answer)
    client.post(answer.headers["Location"], {**LETTER, "request_id": request_id()})
    assert Document.get().number == 1


@pytest.mark.slow
def test_the_tabs_and_the_register_show_the_letter_on_its_way(client: Browser, people: Staff) -> None:
    letter = entered(people)
    assert letter.subject in client.get("/incoming/entered").text
    assert letter.subject in client.get("/registers/incoming/2026").text
    assert letter.subject in client.get("/registers/incoming/2026?q=phan+loai").text
    assert letter.subject not in client.get("/registers/incoming/2026?q=khong+co").text
    client.get("/registers/incoming", status=303)
    client.get("/registers/incoming/1999", status=404)


@pytest.mark.slow
def test_a_correction_keeps_the_old_row(client: Browser, people: Staff) -> None:
    letter = entered(people)
    client.get(f"/documents/{letter.id}/correction")
    form = {**LETTER, "dated_on": "20/11/2026", "subject": "V/v trích yếu đúng"}
    client.post(f"/documents/{letter.id}/correction", form, status=422)
    client.post(f"/documents/{letter.id}/correction", {**form, "why": "Nhầm trích yếu"})
    assert [e.act for e in Entry.versions_of(letter.id)] == ["entered", "corrected"]
    assert "Nhầm trích yếu" in client.get(f"/documents/{letter.id}/correction").text


@pytest.mark.slow
def test_what_has_no_number_has_no_row_to_correct(client: Browser, people: Staff) -> None:
    waiting = received(people)
    refusals = client.get(f"/documents/{waiting.id}/correction", status=409), client.post(
        f"/documents/{waiting.id}/correction", {**LETTER, "subject": ""}, status=409
    )
    for refused in refusals:
        assert "văn bản đang ở bước “chờ vào sổ”" in refused.text.lower()
        assert "None" not in refused.text


@pytest.mark.slow
def test_a_voided_number_stays_struck_through(client: Browser, people: Staff) -> None:
    letter = entered(people)
    client.get(f"/documents/{letter.id}/correction")
    client.post(f"/documents/{letter.id}/void", {"why": "Vào nhầm sổ"})
    assert "is-void" in client.get("/registers/incoming/2026").text


def test_words_of_a_letter_are_never_markup_in_what_the_clerk_is_told(client: Browser, people: Staff) -> None:
    document, form = received(people), {**LETTER, "reference": "", "subject": "<b>V/v</b>", "request_id": request_id()}
    client.post(f"/documents/{document.id}/entry", form)
    told = client.get("/incoming").text
    assert "<b>" not in told
    assert "&lt;b&gt;V/v&lt;/b&gt;" in told


def test_the_desk_leads_to_new_files_and_to_the_next_letter(client: Browser, people: Staff) -> None:
    assert "Vào sổ văn bản tiếp theo" not in client.get("/").text
    received(people)
    desk = client.get("/").text
    assert "Vào sổ văn bản tiếp theo" in desk
    assert "Tiếp nhận văn bản" in desk


def test_agencies_are_suggested_without_marks(client: Browser, people: Staff) -> None:
    entered(people)
    assert "UBND huyện Sơn Động" in client.get("/agencies?issuer=son+dong").text
    assert client.get("/agencies?issuer=").text.strip() == ""


def test_an_officer_has_no_queue_and_enters_nothing(browser: Browser, people: Staff) -> None:
    letter = received(people)
    officer = browser.as_person(people.officer)
    assert "Tiếp nhận tệp" not in officer.get("/incoming").text
    officer.get(f"/documents/{letter.id}/entry", status=403)


@pytest.mark.slow
def test_the_worker_reads_what_was_uploaded(client: Browser) -> None:
    upload(client)
    worker.run(premises_of(client.settings), once=True)
    document = Document.get()
    assert document.reading.fields["number"] == 536
    assert document.pages


def secret_letter() -> bytes:
    """A page with a stamp line MẬT above an ordinary text."""
    pdfmetrics.registerFont(TTFont("Serif", str(FONT)))
    stream = BytesIO()
    sheet = canvas.Canvas(stream, pagesize=A4)
    sheet.setFont("Serif", 14)
    for y, line in ((760, "ỦY BAN NHÂN DÂN HUYỆN SƠN ĐỘNG"), (730, "MẬT"), (700, "Số: 12/UBND-NC"),
                    (660, "V/v kế hoạch diễn tập phòng thủ"), (620, "Kính gửi: UBND các xã, thị trấn.")):
        sheet.drawString(70, y, line)
    sheet.save()
    return stream.getvalue()


@pytest.mark.slow
def test_a_secret_mark_is_held_apart_without_a_trace_and_removed_on_order(browser: Browser, people: Staff) -> None:
    clerk = browser.as_person(people.clerk)
    upload(clerk, "ke-hoach-dien-tap.pdf", secret_letter())
    worker.run(premises_of(clerk.settings), once=True)
    document = Document.get()
    assert document.state == "held"
    page = clerk.get(f"/documents/{document.id}/entry").text
    assert "diễn tập" not in page
    assert "dien-tap" not in page
    assert "dien-tap" not in clerk.get("/incoming").text
    browser.as_person(people.leader).get(f"/documents/{document.id}", status=404)
    sha256 = document.original.sha256
    clerk.get(f"/documents/{document.id}/entry")
    clerk.post(f"/documents/{document.id}/telling", {"told": ""}, status=422)
    clerk.post(f"/documents/{document.id}/telling", {"told": "Lê Văn Bảo, Trưởng Công an xã"})
    assert "Đã báo Lê Văn Bảo" in clerk.get(f"/documents/{document.id}/entry").text
    clerk.post(f"/documents/{document.id}/removal", {"reason": "Nguyễn Văn Ấn, Chủ tịch"})
    worker.run(premises_of(clerk.settings), once=True)
    assert not premises_of(clerk.settings).store.has(sha256)
    clerk.get(f"/documents/{document.id}", status=404)


@pytest.mark.slow
def test_nobody_opens_what_is_held(client: Browser, people: Staff) -> None:
    upload(client)
    read_all(client)
    document = Document.get()
    picture = f"/documents/{document.id}/versions/1/pages/1"
    client.get(picture)
    client.get(f"/documents/{document.id}/versions/1/file")
    kept = client.settings.data / "pages" / document.original.sha256
    assert kept.exists()
    holding.hold(document, at=NOW)
    client.get(picture, status=404)
    client.get(f"/documents/{document.id}/versions/1/file", status=404)
    worker.run(premises_of(client.settings), once=True)
    assert not kept.exists()


@pytest.mark.slow
def test_a_letter_held_after_its_entry_is_masked_everywhere(client: Browser, people: Staff) -> None:
    document = entered(people)
    holding.hold(document, at=NOW)
    assert "Tệp giữ riêng" in client.follow(client.get(f"/documents/{document.id}", status=303)).text
    client.get(f"/documents/{document.id}/correction", status=404)
    row = client.get("/registers/incoming/2026").text
    assert "Nội dung hạn chế" in row
    assert document.subject not in row
    assert worklists.register_rows(people.clerk, document.register, "dien tu").count() == 0
    assert worklists.double_candidates(people.clerk, but=0, number=536, dated_on=document.dated_on) == []


@pytest.mark.slow
def test_several_files_at_once_are_each_measured_by_themselves(settings: Settings, app: Flask, people: Staff) -> None:
    small = replace(settings, upload_limit=3_000_000)
    client = Browser(made_app(small), small).as_person(people.clerk)
    client.get("/incoming")
    files = [(BytesIO(letter * 2_500_000), f"{n}.txt") for n, letter in enumerate((b"a", b"b"))]
    client.post("/incoming/documents", data={"files": files}, content_type="multipart/form-data")
    assert Arrival.select().count() == 2
    client.get("/incoming")
    large = [(BytesIO(b"c" * 3_000_001), "c.txt")]
    client.post("/incoming/documents", data={"files": large}, content_type="multipart/form-data")
    assert Arrival.select().count() == 2
