"""The room of dossiers: yearly list, filing of several, closing, locks, the archive, copies."""

import io
import re
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest

from portal import wording
from portal.adapters import sandbox, workbooks
from portal.flows import dossier_zip
from portal.office import closing, depositing, directing, dossiers, entering, freezing, rights
from portal.office.dossier_exports import DossierExport
from portal.office.dossier_lists import DossierLine, DossierList
from portal.office.dossiers import Dossier
from portal.office.retentions import Retention
from portal.rules.roles import Scope
from portal.web.premises import premises_of
from tests import signing_kit
from tests.office_fixtures import CONTENTS, NOW, Staff, entered, issued, later, received
from tests.web.conftest import Browser

pytestmark = pytest.mark.slow
HEADS = ["Số và ký hiệu", "Đề mục và tiêu đề hồ sơ", "Thời hạn bảo quản", "Người lập", "Ghi chú"]
LINE = {"number": "01.TH", "title": "Báo cáo năm 2026", "retention": "01", "keeper": "Văn phòng"}


@pytest.fixture(autouse=True)
def children_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What children do is done in this process."""
    monkeypatch.setattr(sandbox, "call", signing_kit.call_here)


def made(people: Staff, number: str = "02.VP", retention: str = "06", title: str = "Việc khác") -> Dossier:
    return dossiers.open_dossier(number, title, retention, by=people.clerk, at=NOW)


def closed(people: Staff, number: str = "02.VP", retention: str = "06") -> Dossier:
    dossier = made(people, number, retention)
    closing.close(dossier, by=people.clerk, at=NOW)
    return dossier


def table(*rows: list[str]) -> tuple[io.BytesIO, str]:
    """A workbook as an office has it."""
    return io.BytesIO(workbooks.workbook("DANH MỤC HỒ SƠ NĂM 2026", ["UBND xã"], HEADS, rows)), "danh-muc.xlsx"


def test_a_list_is_typed_approved_printed_and_opened_from(client: Browser, browser: Browser, people: Staff) -> None:
    client.get("/dossier-lists/2026")
    client.post("/dossier-lists/2026/lines", {"title": "TỔNG HỢP", "number": "I", "retention": "", "is_heading": "y"})
    client.post("/dossier-lists/2026/lines", LINE)
    page = client.post("/dossier-lists/2026/lines", LINE, status=422)
    assert "đã có trong danh mục" in page.text
    assert "Mở hồ sơ 01.TH" not in client.get("/dossier-lists/2026").text
    leader = browser.as_person(people.leader)
    assert "Phê duyệt danh mục" in leader.get("/dossier-lists/2026").text
    leader.post("/dossier-lists/2026/approval")
    officer = browser.as_person(people.officer)
    assert "Mở hồ sơ 01.TH" in officer.get("/dossier-lists/2026").text
    line = DossierLine.numbered(2026, "01.TH")
    assert "Báo cáo năm 2026" in officer.follow(officer.post(f"/dossier-lists/lines/{line.id}/dossier")).text
    for kind in ("pdf", "docx", "xlsx"):
        assert client.get(f"/dossier-lists/2026/list.{kind}").data
    client.post(f"/dossier-lists/lines/{line.id}", LINE, status=422)
    leader.post("/dossier-lists/2026/approval/withdrawal", {"reason": "Thiếu"})
    assert not DossierList.get().is_approved


def test_a_workbook_is_shown_first_and_taken_whole(client: Browser) -> None:
    good = [["I", "TỔNG HỢP", "", "", ""], ["01.TH", "Báo cáo", "Vĩnh viễn", "Văn phòng", ""],
            ["02.TH", "Khác", "10 năm", "", ""]]
    page = client.post("/dossier-lists/2026/file", {"file": table(*good)}, status=200)
    assert "Đọc được 3 dòng" in page.text
    assert not DossierLine.select().exists()
    assert "Đã nhập 3 dòng" in client.follow(client.post("/dossier-lists/2026/taking")).text
    assert [line.number for line in DossierLine.of(DossierList.get())] == ["I", "01.TH", "02.TH"]
    client.post("/dossier-lists/2026/taking", status=409)  # once


def test_mistakes_are_listed_by_row_and_nothing_goes_in(client: Browser) -> None:
    page = client.post(
        "/dossier-lists/2026/file",
        {"file": table(["01.TH", "Báo cáo", "33 năm", "", ""], ["01.TH", "Khác", "10 năm", "", ""])}, status=200,
    )
    assert "Dòng 5: thời hạn bảo quản" in page.text
    assert "Dòng 6: số và ký hiệu này đã có" in page.text
    assert "vào danh mục</button>" not in page.text
    client.post("/dossier-lists/2026/taking", status=422)
    assert not DossierLine.select().exists()


@pytest.mark.parametrize(
    ("brought", "said"),
    [((io.BytesIO(b"PK no workbook"), "a.xlsx"), "Không mở được"), ((io.BytesIO(b"x"), "a.pdf"), "XLSX"),
     ((io.BytesIO("Số đến;Trích yếu\n1;2\n".encode()), "a.csv"), "Không thấy dòng tiêu đề cột")],
)
def test_what_is_no_list_is_refused_with_words(client: Browser, brought: tuple[io.BytesIO, str], said: str) -> None:
    assert said in client.post("/dossier-lists/2026/file", {"file": brought}, status=422).text
    client.post("/dossier-lists/2026/file", {}, status=422)


def test_several_letters_are_filed_at_once_and_the_last_dossier_stands_chosen(client: Browser, people: Staff) -> None:
    letters = [entered(people, reference=f"{n}/UBND") for n in (1, 2, 3)]
    dossier = made(people)
    assert "1/UBND" in client.get("/unfiled").text
    data = {"dossier": str(dossier.id), "document": [str(d.id) for d in letters[:2]]}
    page = client.follow(client.post("/unfiled", data))
    assert "Đã đưa 2 văn bản" in page.text
    assert "1/UBND" not in page.text
    assert f'<option selected value="{dossier.id}"' in page.text
    assert f'<option selected value="{dossier.id}"' in client.get(f"/documents/{letters[2].id}").text
    assert "đánh dấu" in client.post("/unfiled", {"dossier": str(dossier.id)}, status=422).text
    client.post("/unfiled", {"document": str(letters[2].id)}, status=422)


def test_an_officer_sees_what_is_theirs_and_cannot_file_what_is_hidden(browser: Browser, people: Staff) -> None:
    mine, others = entered(people, reference="1/UBND"), entered(people, reference="2/UBND")
    directing.direct(mine, "Xử lý", people.officer, by=people.leader, at=NOW)
    dossier, officer = made(people), browser.as_person(people.officer)
    page = officer.get("/unfiled")
    assert "1/UBND" in page.text
    assert "2/UBND" not in page.text
    officer.post("/unfiled", {"dossier": str(dossier.id), "document": str(others.id)}, status=422)
    assert dossier.items.count() == 0


def test_closing_names_what_is_missing_and_asks_why(client: Browser, people: Staff) -> None:
    dossier, letter = made(people), entered(people)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW)
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    page = client.get(f"/dossiers/{dossier.id}/closing")
    assert "Còn việc chưa báo cáo xong" in page.text
    assert letter.subject in page.text
    assert "Chưa kết thúc được" in client.post(f"/dossiers/{dossier.id}/closing", status=422).text
    page = client.follow(client.post(f"/dossiers/{dossier.id}/closing", {"despite": "Chuyển tổ khác"}))
    assert "Đã kết thúc" in page.text
    assert client.get(f"/dossiers/{dossier.id}/certificate.pdf").data.startswith(b"%PDF")
    client.get(f"/dossiers/{dossier.id}/reopening")
    client.post(f"/dossiers/{dossier.id}/reopening", status=422)
    client.post(f"/dossiers/{dossier.id}/reopening", {"reason": "Còn việc"})
    assert Dossier.get().state == "open"


def test_the_contents_list_prints_what_may_be_read_and_says_how_much_is_left_out(
    client: Browser, people: Staff
) -> None:
    dossier = made(people)
    letters = [entered(people, subject="Việc mở"), entered(people, subject="Đơn tố cáo")]
    dossiers.file_each(letters, dossier, by=people.leader, at=NOW)
    rights.set_scope(letters[1], Scope.RESTRICTED, by=people.leader, at=NOW)
    data = client.get(f"/dossiers/{dossier.id}/contents.docx").data
    words = "".join(fromstring(ZipFile(io.BytesIO(data)).read("word/document.xml")).itertext())
    assert "Việc mở" in words
    assert "tố cáo" not in words
    assert "Còn 1 văn bản" in words


def test_a_dossier_is_locked_by_the_head_with_a_reason(client: Browser, browser: Browser, people: Staff) -> None:
    dossier, leader = made(people), browser.as_person(people.leader)
    leader.get(f"/dossiers/{dossier.id}/freeze")
    leader.post(f"/dossiers/{dossier.id}/freeze", {"reason": "Thanh tra"})
    page = client.get(f"/dossiers/{dossier.id}")
    assert "Thanh tra" in page.text
    assert "Kết thúc hồ sơ" not in page.text
    assert "đang khóa" in client.post(f"/dossiers/{dossier.id}/place", {"box": "3"}, status=409).text
    browser.as_person(people.officer).get(f"/dossiers/{dossier.id}/unfreezing", status=403)
    client.post(f"/dossiers/{dossier.id}/unfreezing", {"reason": "Xong"})
    assert not Dossier.get().is_frozen


def test_title_period_place_paper_and_service_files_are_written_on_the_page(client: Browser, people: Staff) -> None:
    dossier, letter = made(people), entered(people)
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    here = f"/dossiers/{dossier.id}"
    client.post(f"{here}/description", {"title": "Tên đúng", "retention": "03"})
    client.post(f"{here}/place", {"store": "Kho 1", "shelf": "Giá 2", "box": "Hộp 3"})
    client.get(f"{here}/documents/{letter.id}/paper")
    client.post(f"{here}/documents/{letter.id}/paper", {"sheets": "12", "place": "Tủ riêng"})
    client.post(f"{here}/documents/{letter.id}/paper", {"sheets": "nhiều"}, status=422)
    client.post(f"{here}/one-stop", {"system": "Một cửa tỉnh", "code": "H02-1"})
    page = client.get(here)
    for words in ("Tên đúng", "50 năm", "Kho 1, Giá 2, Hộp 3", "12 tờ giấy, Tủ riêng", "H02-1 – Một cửa tỉnh"):
        assert words in page.text
    assert "Hãy chọn thời hạn" in client.follow(client.post(f"{here}/description", {"title": "x"})).text
    client.post(f"{here}/one-stop/{dossier.one_stop.get().id}/removal")
    client.post(f"{here}/documents/{letter.id}/removal")
    client.get(f"{here}/documents/{letter.id}/paper")  # taken out meanwhile: the form still opens, saving does not
    client.post(f"{here}/documents/{letter.id}/paper", {"sheets": "1"}, status=404)


def test_dossiers_are_handed_over_with_two_lists_and_minutes(client: Browser, people: Staff) -> None:
    ever, limited = closed(people, "1", "01"), closed(people, "2", "06")
    page = client.get("/deposits")
    assert "22/01/2027" in page.text
    assert "Thông tư 05/2025/TT-BNV" in page.text
    names = {"giver": "Anh A", "receiver": "Chị B"}
    client.post("/deposits", names, status=422)
    client.post("/deposits", {"dossier": [str(ever.id)]}, status=422)
    client.post("/deposits", {**names, "dossier": [str(ever.id), str(limited.id)]})
    deposit = depositing.Deposit.get()
    here = f"/deposits/{deposit.id}"
    for part in ("permanent.pdf", "limited.xlsx", "minutes.docx", "minutes.pdf"):
        assert client.get(f"{here}/{part}").data
    assert "vĩnh viễn" in client.get(here).text
    client.post(f"{here}/receipt", {"received_on": "1/1/2026"}, status=422)
    client.post(f"{here}/receipt", {"received_on": "23/11/2026"})
    assert "Đã nộp lưu" in client.get(f"/dossiers/{ever.id}").text
    assert "theo quyền của từng văn bản" in client.get(f"/dossiers/{ever.id}").text
    client.post(f"{here}/removal", status=409)
    assert "Đã giao nhận" in client.get("/deposits").text


def test_a_deposit_of_one_sort_has_no_list_of_the_other(client: Browser, people: Staff) -> None:
    deposit = depositing.prepare([closed(people)], "A", "B", by=people.clerk, at=NOW)
    client.get(f"/deposits/{deposit.id}/permanent.pdf", status=404)
    client.post(f"/deposits/{deposit.id}/removal")
    assert not depositing.Deposit.select().exists()


def test_disposal_is_offered_when_time_has_run_out_and_wants_its_decision(
    client: Browser, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = closed(people)
    assert "Không có hồ sơ nào hết thời hạn" in client.get("/disposals").text
    Dossier.update(closed_on=NOW.date().replace(year=2010)).execute()
    assert "31/12/2020" in client.get("/disposals").text
    assert client.get("/disposals/run-out.pdf").data.startswith(b"%PDF")
    client.post("/disposals", {"dossier": str(dossier.id)}, status=422)
    client.post("/disposals", {"decision": "12/QĐ-UBND", "decided_on": "20/11/2026"}, status=422)
    client.post("/disposals", {"dossier": str(dossier.id), "decision": "12/QĐ-UBND", "decided_on": "20/11/2026"})
    assert "12/QĐ-UBND" in client.get("/disposals").text
    assert "theo 12/QĐ-UBND" in client.get(f"/dossiers/{dossier.id}").text


def test_the_table_of_periods_is_the_clerks(client: Browser, browser: Browser, people: Staff) -> None:
    client.get("/retentions")
    fifteen = {"name": "15 năm", "years": "15", "basis": "Bảng của xã", "kinds": ["Công văn"], "is_active": "y"}
    client.post("/retentions", fifteen)
    client.post("/retentions", {"name": "mười", "years": "10", "is_active": "y"}, status=422)
    added = Retention.coded("07.15")
    client.get(f"/retentions/{added.id}")
    client.post(f"/retentions/{added.id}", {"name": "15 năm", "basis": ""})
    assert not Retention.load(added.id).is_active
    browser.as_person(people.officer).get("/retentions", status=403)


def test_a_copy_is_asked_for_made_and_fetched(client: Browser, browser: Browser, people: Staff) -> None:
    dossier = made(people)
    dossiers.file(issued(people), dossier, by=people.clerk, at=NOW)
    premises = premises_of(client.settings)
    for data in CONTENTS.values():
        premises.store.put(data)
    page = client.follow(client.post(f"/dossiers/{dossier.id}/exports"))
    assert "Đang làm tệp" in page.text
    asked = DossierExport.get()
    client.get(f"/dossier-exports/{asked.id}", status=404)
    dossier_zip.make(asked.id, at=NOW, premises=premises)()
    page = client.get(f"/dossiers/{dossier.id}")
    assert "Tải tệp ZIP" in page.text
    assert DossierExport.get().digest in page.text
    answer = client.get(f"/dossier-exports/{asked.id}")
    assert answer.headers["Content-Disposition"].endswith("ho-so-2026-02-vp.zip")
    with ZipFile(io.BytesIO(answer.data)) as archive:
        assert "kiem_tra.py" in archive.namelist()
    browser.as_person(people.leader).get(f"/dossier-exports/{asked.id}", status=404)
    Path(dossier_zip.path_of(asked, premises)).unlink()
    client.get(f"/dossier-exports/{asked.id}", status=404)


def test_the_words_of_a_locked_dossier_stand_in_the_lists(client: Browser, people: Staff) -> None:
    dossier = closed(people)
    freezing.freeze(dossier, "Kiện", by=people.clerk, at=later(hours=1))
    assert wording.label("closed", "dossier_state") in client.get("/dossiers/closed").text
    assert "Đang khóa" in client.get("/dossiers/closed").text
    assert "Đang khóa" in client.get("/deposits").text


def test_leave_to_hold_a_dossier_is_noted_shown_and_printed(
    browser: Browser, client: Browser, people: Staff
) -> None:
    dossier = closed(people)
    here = f"/dossiers/{dossier.id}/stay"
    assert here in client.get(f"/dossiers/{dossier.id}").text
    officer = browser.as_person(people.officer)
    assert here not in officer.get(f"/dossiers/{dossier.id}").text
    officer.get(here, status=403)
    assert "22/01/2029" in client.get(here).text  # two years after it was due
    typed = {"until": "1/6/2029", "permission": "15/UBND-VP", "reason": "Đang thanh tra"}
    page = client.post(here, typed, status=422).text
    assert "không quá 22/01/2029" in page
    assert all(f'value="{word}"' in page for word in ("01/06/2029", "15/UBND-VP", "Đang thanh tra"))
    page = client.follow(client.post(here, {**typed, "until": "1/6/2027"})).text
    assert "được giữ lại đến" in page
    assert "15/UBND-VP; Đang thanh tra" in page
    page = browser.as_person(people.leader).get("/deposits").text
    assert "Hồ sơ giữ lại" in page
    assert client.get("/deposits/stays.pdf").data.startswith(b"%PDF")
    open_one = made(people, "3")
    assert client.get(f"/dossiers/{open_one.id}/stay", status=303)
    client.post(f"/dossiers/{open_one.id}/stay", typed, status=409)


def test_the_desk_tells_keeper_and_clerk_of_dossiers_due_at_the_archive(
    browser: Browser, client: Browser, people: Staff
) -> None:
    dossier = closed(people)
    assert "đến hạn nộp lưu" not in client.get("/").text
    Dossier.update(closed_on=date(2026, 10, 1)).where(Dossier.id == dossier.id).execute()
    page = client.get("/").text
    assert "Hồ sơ đến hạn nộp lưu: 1." in page
    assert "hạn 30/11/2026" in page
    assert "đến hạn nộp lưu" not in browser.as_person(people.officer).get("/").text
    Dossier.update(closed_on=date(2026, 9, 1), opened_by=people.officer).where(Dossier.id == dossier.id).execute()
    assert "quá hạn từ 31/10/2026" in browser.as_person(people.officer).get("/").text


def test_what_is_put_together_for_the_archive_cannot_be_ticked_for_disposal(client: Browser, people: Staff) -> None:
    dossier = closed(people)
    depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW)
    Dossier.update(closed_on=date(2010, 10, 1)).where(Dossier.id == dossier.id).execute()
    page = client.get("/disposals").text
    assert "Đang nộp lưu" in page
    typed = {"decision": "12/QĐ-UBND", "decided_on": "20/11/2026", "dossier": [str(dossier.id)]}
    assert "đang nằm trong một lần nộp lưu" in client.post("/disposals", typed, status=422).text


def test_what_is_missing_is_told_to_nobody_but_who_keeps_the_dossier(browser: Browser, people: Staff) -> None:
    dossier, officer = made(people), browser.as_person(people.officer)
    officer.get(f"/dossiers/{dossier.id}/closing", status=403)
    officer.post(f"/dossiers/{dossier.id}/closing", {"despite": "x" * 301}, status=403)


def test_letters_ticked_in_a_list_go_into_a_dossier_and_those_that_cannot_are_named(
    client: Browser, people: Staff
) -> None:
    dossier = made(people)
    letters = [entered(people, reference=f"{n}/UBND") for n in (1, 2)]
    gone = entered(people, reference="3/UBND")
    back = "/incoming/entered?page=1"
    page = client.get("/incoming/entered").text
    assert page.count('form="to-dossier"') == 3
    ids = [str(letter.id) for letter in (*letters, gone)]
    page = client.get("/filing", query_string={"document": ids, "back": back}).text
    assert all(f"{n}/UBND" in page for n in (1, 2, 3))
    entering.void(gone, "trùng", by=people.clerk, at=NOW)  # while the page stands open
    typed = {"dossier": str(dossier.id), "document": ids, "listed": ids, "back": back}
    page = client.post("/filing", {**typed, "dossier": ""}, status=422).text
    assert len(re.findall(r'name="document"[^>]* checked', page)) == 2
    assert "ở bước này chưa đưa vào hồ sơ được" in page
    answer = client.post("/filing", typed)
    assert answer.headers["Location"] == back
    page = client.follow(answer).text
    assert f"Đã đưa 2 văn bản vào hồ sơ {dossier.number}." in page
    assert "3/UBND: Chưa làm được" in page
    assert [item.document for item in dossier.items] == letters


def test_a_letter_of_which_nothing_is_known_is_named_all_the_same(client: Browser, people: Staff) -> None:
    waiting = received(people)
    assert "Chưa có hồ sơ nào đang mở." in client.get(f"/documents/{entered(people).id}").text
    dossier, letter = made(people), entered(people)
    answer = client.post("/filing", {"dossier": str(dossier.id), "document": [str(waiting.id), str(letter.id)]})
    assert "Văn bản chưa có số: Chưa làm được" in client.follow(answer).text
    assert "Không còn hồ sơ đang mở nào khác." in client.get(f"/documents/{letter.id}").text


def test_nothing_is_filed_that_was_not_ticked_or_may_not_be_seen(
    browser: Browser, client: Browser, people: Staff
) -> None:
    dossier, letter = made(people), entered(people)
    assert "đánh dấu ít nhất một" in client.follow(client.get("/filing?back=/outgoing/issued", status=303)).text
    assert client.get("/filing?back=//evil.example/", status=303).headers["Location"] == "/"
    stranger = browser.as_person(people.stranger)
    stranger.get(f"/filing?document={letter.id}", status=303)
    typed = {"dossier": str(dossier.id), "document": str(letter.id), "listed": str(letter.id)}
    assert letter.subject not in stranger.post("/filing", typed, status=422).text
    assert not dossier.items.exists()


def test_what_went_out_is_ticked_in_its_list(client: Browser, people: Staff) -> None:
    ours = issued(people)
    assert f'value="{ours.id}" form="to-dossier"' in client.get("/outgoing/issued").text
