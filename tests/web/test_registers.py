"""The pages of registers: series, printing, closing, slips, and what was written over kept in view."""

import os
import re
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdfium2 import PdfDocument

from portal.flows import register_prints, scrubbing, worker
from portal.flows.premises import Premises
from portal.flows.register_books import Volume
from portal.office import directing, entering, registers, rights
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.people import Person
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules.errors import IndexBusy
from portal.rules.kinds import REGISTERS
from portal.rules.roles import Scope
from portal.web.premises import premises_of
from tests.office_fixtures import (
    NOW,
    TODAY,
    Staff,
    entered,
    facts,
    issued,
    later,
    numbered,
    received,
    request_id,
)
from tests.web.conftest import Browser


def words_of(data: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(data)]


def paper_form(**changes: str) -> dict[str, str]:
    return {
        "request_id": request_id(), "organ": "committee", "kind": "Quyết định", "unit_symbol": "",
        "subject": "Về việc thử", "signatory": "Trần Văn Chủ", "lines": "Phòng Kinh tế\nLưu: VT", **changes,
    }


def printed(client: Browser, **form: str) -> bytes:
    client.get("/registers/incoming/2026/book")
    asked = {"number": "1", "first": "1", "last": "9", "kind": "pdf", "book": "incoming", **form}
    return client.post("/registers/incoming/2026/prints", asked, status=200).data


@pytest.mark.slow
def test_every_series_has_its_page(client: Browser) -> None:
    for series in Series.listed():
        page = client.follow(client.get(f"/registers/{series.code}", status=303)).text
        assert series.title in page
    client.get("/registers/nowhere", status=404)


@pytest.mark.slow
def test_the_register_keeps_old_values_reasons_and_both_days_in_view(client: Browser, people: Staff) -> None:
    late = entered(people, at=later(days=1), received_on=TODAY)
    entering.correct(late, facts(subject="V/v mới", received_on=TODAY), "gõ nhầm", by=people.clerk, at=later(days=1))
    twice = entered(people, at=later(days=1))
    entering.void(twice, "đăng ký trùng", by=people.clerk, at=later(days=1))
    page = re.sub(r"\s+", " ", client.get("/registers/incoming/2026").text)
    assert "23/11/2026" in page
    assert "vào sổ <time" in page or "vào sổ 24/11/2026" in page
    assert "trích yếu cũ <s>V/v phân loại văn bản điện tử</s>" in page
    assert "đăng ký trùng" in page
    assert 'class="is-void"' in page


@pytest.mark.slow
def test_the_printed_register_has_the_cover_and_the_rows(client: Browser, people: Staff) -> None:
    for _ in range(3):
        entered(people)
    cover, page = words_of(printed(client, last="3"))
    for words in ("UBND TỈNH", "UBND XÃ TÂN HÒA", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Năm: 2026",
                  "Từ ngày 23/11/2026 đến ngày 23/11/2026", "Từ số 01 đến số 03", "Quyển số: 01"):
        assert words in cover
    assert "Cộng trang này: 3 số." in page
    assert Event.newest("register_printed").data == {"kind": "pdf", "first": 1, "last": 3}


@pytest.mark.slow
def test_a_register_as_a_workbook_has_the_columns_of_the_law_and_no_formula(client: Browser, people: Staff) -> None:
    entered(people, subject="=1+1", issuer="@UBND")
    sheet = ZipFile(BytesIO(printed(client, kind="xlsx"))).read("xl/worksheets/sheet1.xml").decode()
    rows = [[unescape(t) for t in re.findall(r"<t[^>]*>([^<]*)</t>", row)] for row in sheet.split("<row ")]
    heads = rows.index(list(REGISTERS["incoming"].columns))
    assert "'@UBND" in rows[heads + 1]
    assert any("=1+1" in text for text in rows[heads + 1])
    assert "<f>" not in sheet


@pytest.mark.slow
def test_a_long_volume_is_made_by_the_worker_and_fetched_by_who_asked(browser: Browser, people: Staff) -> None:
    entered(people)
    clerk, premises = browser.as_person(people.clerk), premises_of(browser.settings)
    book = "/registers/incoming/2026/book"
    clerk.get(book)
    asked = {"number": "1", "first": "1", "last": "5000", "kind": "pdf", "book": "handling"}
    answer = clerk.post("/registers/incoming/2026/prints", asked)
    assert answer.headers["Location"].endswith("/book#prints")
    assert "Đang in…" in clerk.get(book).text
    address = "/registers/incoming/2026/prints/handling/1/1-5000.pdf"
    clerk.get(address, status=404)
    worker.run(premises, once=True)
    assert f'href="{address}"' in clerk.get(book).text
    cover, page = words_of(clerk.get(address).data)
    assert "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN" in cover
    assert "UBND huyện Sơn Động" in page
    assert Event.newest("register_printed").data["last"] == 5000
    browser.as_person(people.leader).get(address, status=403)


PRINTED = "/registers/incoming/2026/prints/incoming/1/1-5000.pdf"


def long_volume(people: Staff) -> Volume:
    return Volume(entered(people).register, 1, 1, 5000)


def put_print(volume: Volume, people: Staff, premises: Premises, *, at: datetime = NOW) -> Path:
    """A file as the worker left it for the clerk."""
    file = register_prints.path_of(volume, "pdf", people.clerk, premises)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"a register")
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def states_of(volume: Volume, person: Person, premises: Premises) -> list[str]:
    return [each.state for each in register_prints.of(person, volume.register, premises, at=NOW)]


@pytest.mark.slow
def test_a_volume_that_could_not_be_made_says_so_until_it_is_asked_for_anew(client: Browser, people: Staff) -> None:
    volume, premises = long_volume(people), premises_of(client.settings)

    def ask() -> None:
        register_prints.ask(volume, "xlsx", by=people.clerk, at=NOW, premises=premises)

    ask()
    ask()
    assert states_of(volume, people.clerk, premises) == ["asked"]
    Job.update(state="failed", dedup=None).where(Job.kind == register_prints.JOB).execute()
    assert "Không in được" in client.get("/registers/incoming/2026/book").text
    assert states_of(volume, people.leader, premises) == []
    ask()
    assert states_of(volume, people.clerk, premises) == ["asked"]


def test_a_printed_volume_waits_one_day(client: Browser, people: Staff) -> None:
    volume, premises = long_volume(people), premises_of(client.settings)
    file = put_print(volume, people, premises, at=NOW - timedelta(hours=23))
    assert client.get(PRINTED).data == b"a register"
    assert states_of(volume, people.clerk, premises) == ["ready"]
    register_prints.forget_old(premises, at=NOW)
    assert file.exists()
    put_print(volume, people, premises, at=NOW - timedelta(hours=25))
    client.get(PRINTED, status=404)
    assert states_of(volume, people.clerk, premises) == []
    register_prints.forget_old(premises, at=NOW)
    assert not file.exists()


def test_a_file_that_goes_while_one_looks_is_no_file(
    client: Browser, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume, premises = long_volume(people), premises_of(client.settings)
    listed = Path.glob

    def taken_away(folder: Path, pattern: str) -> list[Path]:
        found = list(listed(folder, pattern))
        for file in found:
            file.unlink()
        return found

    monkeypatch.setattr(Path, "glob", taken_away)
    put_print(volume, people, premises)
    assert states_of(volume, people.clerk, premises) == []
    put_print(volume, people, premises)
    register_prints.forget_old(premises, at=NOW)


def test_what_is_held_apart_leaves_the_printed_registers_too(client: Browser, people: Staff) -> None:
    premises = premises_of(client.settings)
    put_print(long_volume(people), people, premises)
    assert client.get(PRINTED).data == b"a register"
    with pytest.raises(IndexBusy):  # there is no index here to be scrubbed next
        scrubbing.scrub(Document.get().id, premises=premises)
    client.get(PRINTED, status=404)


def test_what_only_those_named_may_read_leaves_the_printed_registers_too(client: Browser, people: Staff) -> None:
    volume, premises = long_volume(people), premises_of(client.settings)

    def narrow(scope: Scope) -> None:
        rights.set_scope(Document.get(), scope, by=people.leader, at=NOW)
        for job in Job.of_kind("forget_prints"):
            worker.attempt([job], premises)

    put_print(volume, people, premises)
    narrow(Scope.OPEN)
    client.get(PRINTED)
    narrow(Scope.RESTRICTED)
    client.get(PRINTED, status=404)
    assert Job.of_kind("forget_prints").count() == 0


@pytest.mark.slow
def test_a_volume_that_cannot_be_is_refused(client: Browser, people: Staff) -> None:
    entered(people)
    client.get("/registers/incoming/2026/book")
    backwards = {"number": "1", "first": "5", "last": "2", "kind": "pdf", "book": "incoming"}
    client.post("/registers/incoming/2026/prints", backwards, status=422)
    client.post("/registers/incoming/2026/prints", {"number": "", "first": "x", "last": "2"}, status=422)
    client.get("/registers/outgoing/2026/book", status=404)


@pytest.mark.slow
def test_closing_takes_the_last_number_and_ends_the_register(client: Browser, people: Staff) -> None:
    entered(people)
    refused = client.follow(client.post("/registers/incoming/2026/closing", {"last_number": "2"}))
    assert "Chưa khóa sổ" in refused.text
    assert Register.get().closed_on is None
    closed = client.follow(client.post("/registers/incoming/2026/closing", {"last_number": "1"}))
    assert "đã khóa sổ ngày 23/11/2026" in closed.text
    assert "Sổ đã khóa ngày 23/11/2026" in client.get("/registers/incoming/2026/book").text
    client.post("/registers/incoming/2026/closing", {"last_number": "1"}, status=409)


@pytest.mark.slow
def test_the_office_sets_where_its_register_begins(browser: Browser, people: Staff) -> None:
    admin, incoming = browser.as_person(people.admin), Series.coded("incoming")
    address = f"/admin/series/{incoming.id}/start"
    admin.get(address)
    admin.post(address, {"number": "537", "reason": ""}, status=422)
    admin.post(address, {"number": "0", "reason": "tiếp sổ giấy"}, status=422)
    page = admin.follow(admin.post(address, {"number": "537", "reason": "tiếp sổ giấy"}))
    assert "bắt đầu từ số 537" in page.text
    assert entered(people).number == 537
    assert "không đổi số bắt đầu được nữa" in admin.get(address).text
    admin.post(address, {"number": "5", "reason": "nữa"}, status=422)


@pytest.mark.slow
def test_the_office_sets_which_types_share_a_series(client: Browser) -> None:
    client.get("/admin/series")
    form = {"title": "Sổ quyết định", "organ": "committee", "kinds": ["Quyết định", "Chỉ thị"], "first_year": "2026"}
    page = client.follow(client.post("/admin/series", form))
    assert "Quyết định, Chỉ thị" in page.text
    assert "có sổ riêng rồi" in client.post("/admin/series", form, status=422).text
    own = Series.get(Series.title == "Sổ quyết định")
    assert "Thôi dùng" in client.follow(client.post(f"/admin/series/{own.id}/ending")).text
    client.post("/admin/series/1/ending", status=409)
    client.post("/admin/series/999/ending", status=404)


@pytest.mark.slow
def test_what_is_signed_by_hand_gets_its_number_once(client: Browser) -> None:
    client.get("/outgoing/paper")
    form = paper_form()
    first, again = client.post("/outgoing/paper", form), client.post("/outgoing/paper", form)
    assert first.headers["Location"] == again.headers["Location"]
    page = client.follow(first).text
    assert "01/QĐ-UBND" in page
    assert "Hủy số" in page
    assert "Công văn cần ký hiệu" in client.post("/outgoing/paper", paper_form(kind="Công văn"), status=422).text
    client.post("/outgoing/paper", paper_form(kind="Nghị quyết", is_normative="y"), status=422)


@pytest.mark.slow
def test_a_copy_begins_with_what_is_copied(client: Browser, people: Staff) -> None:
    letter = entered(people)
    page = client.get(f"/outgoing/paper?of={letter.id}").text
    assert "Sao y Công văn số 536/UBND-TH" in page
    made = client.follow(client.post("/outgoing/paper", paper_form(kind="Sao y", copy_of=str(letter.id))))
    assert "01/SY-UBND" in made.text
    client.get(f"/outgoing/paper?of={issued(people).id}")
    client.get("/outgoing/paper?of=999", status=404)


def test_a_paper_document_goes_out(client: Browser) -> None:
    document = Document.get_by_id(client.post("/outgoing/paper", paper_form()).headers["Location"].split("/")[-1])
    client.post(f"/documents/{document.id}/dispatch")
    assert Document.get_by_id(document.id).state == "issued"


@pytest.mark.slow
def test_a_row_of_what_went_out_is_corrected_with_the_old_value_in_view(client: Browser, people: Staff) -> None:
    document = numbered(people)
    address = f"/outgoing/{document.id}/correction"
    assert f'href="{address}"' in client.get(f"/outgoing/{document.id}").text
    assert "giữ nguyên như trên văn bản" in client.get(address).text
    client.post(address, {"subject": "Về việc mới", "signatory": "Lê Ký", "why": ""}, status=422)
    client.post(address, {"subject": "Về việc mới", "signatory": "Lê Ký", "why": "gõ nhầm", "reference": "9/X"})
    corrected = Document.get_by_id(document.id)
    assert (corrected.subject, corrected.signatory, corrected.reference) == ("Về việc mới", "Lê Ký", document.reference)
    assert "gõ nhầm" in client.get(address).text
    assert f"trích yếu cũ <s>{document.subject}</s>" in client.get("/registers/outgoing/2026").text


@pytest.mark.slow
def test_only_what_stands_in_our_own_registers_is_corrected_there(browser: Browser, people: Staff) -> None:
    client, letter, document = browser.as_person(people.clerk), entered(people), issued(people)
    client.get(f"/outgoing/{letter.id}/correction", status=404)
    moved = client.get(f"/documents/{document.id}/correction", status=303)
    assert moved.headers["Location"].endswith(f"/outgoing/{document.id}/correction")
    leader = browser.as_person(people.leader)
    leader.get(f"/outgoing/{document.id}/correction", status=403)
    leader.post(f"/outgoing/{document.id}/correction", {"subject": "x", "why": "y"}, status=403)


@pytest.mark.slow
def test_label_and_slip_carry_number_day_and_directives(client: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Tham mưu trả lời", people.officer, by=people.leader, at=NOW, support=[people.culture],
                     due_on=TODAY)
    label = client.get(f"/documents/{letter.id}/label")
    page = PdfDocument(label.data)[0]
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [50, 35]
    for words in ("ĐẾN", "UBND XÃ TÂN HÒA", "Số: 1", "Ngày: 23/11/2026", "Chuyển: Đỗ Thị Chuyên"):
        assert words in words_of(label.data)[0]
    slip = words_of(client.get(f"/documents/{letter.id}/handling-slip").data)[0]
    for words in ("PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN", "Tham mưu trả lời", "chủ trì: Đỗ Thị Chuyên", "hạn 23/11/2026",
                  "Ý kiến của lãnh đạo đơn vị", "Ý kiến đề xuất của người giải quyết"):
        assert words in slip
    client.get(f"/documents/{received(people).id}/label", status=404)


@pytest.mark.slow
def test_what_was_handed_over_is_listed_to_be_signed_for(client: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    page = client.get("/handovers").text
    assert "Đỗ Thị Chuyên" in page
    made = client.get("/handovers/pdf?first=23/11/2026&last=23/11/2026")
    assert "Ký nhận" in words_of(made.data)[0]
    assert "Không có văn bản nào được chuyển" in client.get("/handovers?first=1/11/2026&last=2/11/2026").text
    client.get("/handovers?first=2/11/2026&last=1/11/2026", status=422)
    client.get("/handovers?first=&last=x", status=422)


def test_nobody_but_the_clerk_prints_and_closes(browser: Browser, people: Staff) -> None:
    entered(people)
    leader = browser.as_person(people.leader)
    leader.get("/registers/incoming/2026/book", status=403)
    leader.post("/registers/incoming/2026/closing", {"last_number": "1"}, status=403)
    assert registers.Register.get().closed_on is None


@pytest.mark.parametrize("address", ["incoming/1999", "nowhere/2026", "nowhere/2026/book"])
def test_a_register_that_is_not_there(client: Browser, address: str) -> None:
    client.get(f"/registers/{address}", status=404)
