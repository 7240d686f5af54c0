"""Letters of many layouts are read field by field, from print and from the word processor's file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters import docx_text, pdf_text
from portal.rules import reading
from portal.rules.page_lines import Line, Page
from portal.rules.reading import CitedDocument, cited_in
from tests.letters import LETTERS, Letter, as_docx, as_pdf, found_in


def read(told: dict[str, Any]) -> dict[str, Any]:
    pages = [
        Page(page["width"], page["height"], tuple(Line(**line) for line in page["lines"])) for page in told["pages"]
    ]
    return reading.to_json(reading.read(pages))


def printed(letter: Letter, folder: Path) -> dict[str, Any]:
    return read(pdf_text.read(str(as_pdf(letter, folder / "letter.pdf"))))


def written(letter: Letter, folder: Path) -> dict[str, Any]:
    return read(docx_text.read(str(as_docx(letter, folder / "letter.docx"))))


def written_with_tabs(letter: Letter, folder: Path) -> dict[str, Any]:
    return read(docx_text.read(str(as_docx(letter, folder / "letter.docx", tabs=True))))


@pytest.mark.slow
@pytest.mark.parametrize("form", [printed, written, written_with_tabs])
@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_every_field_is_read_as_it_is_printed(
    letter: Letter, form: Callable[[Letter, Path], dict[str, Any]], tmp_path: Path
) -> None:
    assert found_in(form(letter, tmp_path), letter.expected) == letter.expected


PIECES = (
    "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "Bản điện tử:", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Giáp Văn Tâm", "Số:",
    "Số: 536/UBND-TH", "V/v x", "QUYẾT ĐỊNH", "Kính gửi:", "ngày 31 tháng 2 năm 2019", "Q. CHỦ TỊCH", "-", "./.", "",
    "ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Căn cứ Quyết định số 28/2018/QĐ-TTg ngày 12/7/2018;",
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(PIECES) | st.text(max_size=30), st.none() | st.integers(0, 60)), max_size=40))
def test_no_order_of_lines_is_an_error(drawn: list[tuple[str, int | None]]) -> None:
    lines = tuple(
        Line(text, 1, None if at is None else (at / 80, at / 70, at / 80 + 0.2, at / 70 + 0.02), 0.8, 0.5, "ocr")
        for text, at in drawn
    )
    found = reading.to_json(reading.read([Page(595, 842, lines)]))
    assert found["number"] in (None, 536) or str(found["number"]) in "".join(text for text, _ in drawn)
    assert set(found["sources"]) <= set(found)


@pytest.mark.parametrize(
    ("text", "number", "symbol"),
    [
        ("Số: 536/UBND-TH", 536, "UBND-TH"),
        ("Số: //35/UBND-TH", None, "UBND-TH"),
        ("Số: Ô4/QĐ-UBND", None, "QĐ-UBND"),
        ("Số: 5З6/UBND-TH", None, "UBND-TH"),
        ("Số: ........UBND-TH", None, "UBND-TH"),
        ("Số: ......J UBND-TH", None, "UBND-TH"),
        ("Số: 5. UBND", None, None),
    ],
)
def test_a_number_with_odd_signs_is_left_empty(text: str, number: int | None, symbol: str) -> None:
    line = Line(text, 1, (0.2, 0.1, 0.4, 0.12), 0.9, 0.9, "ocr")
    found = reading.read([Page(595, 842, (line,))])
    assert (found.number, found.symbol) == (number, symbol)


@pytest.mark.parametrize(
    ("text", "sureness", "day"),
    [
        ("Sơn Động, ngày 10 tháng 5 năm 2019", 0.9, "2019-05-10"),
        ("Sơn Động, ngày 10 tháng 5 năm 2019", 0.6, None),
        ("Sơn Động, ngày Ô4 tháng 5 năm 2019", 0.9, None),
        ("Sơn Động, ngày 31 tháng 2 năm 2019", 0.9, None),
        ("Sơn Động, ngày     tháng 5 năm 2019", 0.9, None),
    ],
)
def test_a_doubtful_day_is_left_empty(text: str, sureness: float, day: str | None) -> None:
    line = Line(text, 1, (0.5, 0.1, 0.9, 0.12), sureness, sureness, "ocr")
    found = reading.to_json(reading.read([Page(595, 842, (line,))]))
    assert found["dated_on"] == day


def test_the_stamp_of_arrival_is_not_the_number() -> None:
    texts = ("UBND XÃ AN CHÂU", "ĐẾN", "Số: 45", "Ngày: 12/5/2019", "ỦY BAN NHÂN DÂN", "HUYỆN SƠN ĐỘNG")
    found = reading.read([Page(595, 842, tuple(Line(text) for text in (*texts, "Số: 536/UBND-TH")))])
    assert (found.number, found.symbol) == (536, "UBND-TH")


def test_a_letter_without_anything_is_all_unknown() -> None:
    found = reading.to_json(reading.read([]))
    assert found == reading.to_json(reading.Reading())
    assert {name for name, value in found.items() if value} == set()


def test_one_reference_of_two_days_is_two_citations() -> None:
    text = "Quyết định số 12/QĐ-UBND ngày 1/2/2018; số 12/QĐ-UBND ngày 3/4/2019; theo Quyết định số 12/QĐ-UBND."
    assert cited_in(text) == (
        CitedDocument("12/QĐ-UBND", date(2018, 2, 1)),
        CitedDocument("12/QĐ-UBND", date(2019, 4, 3)),
    )
    assert cited_in(text, "12/qd-ubnd") == ()


def written_lines(*texts: str) -> dict[str, Any]:
    """Lines of a DOCX; those in capitals and those marked with a bar are bold and centred."""
    lines = tuple(
        Line(text.strip("|"), source="docx", bold=text.startswith("|"), centered=text.startswith("|")) for text in texts
    )
    return reading.to_json(reading.read([Page(0, 0, lines)]))


def test_a_heading_that_is_centred_and_not_bold_may_begin_as_the_body_does() -> None:
    texts = (*HEAD, "|KẾ HOẠCH", "Thực hiện Công văn số 1633/SNV-TH của UBND tỉnh", "- Nâng cấp đường truyền")
    lines = tuple(
        Line(text.strip("|"), source="docx", bold=text.startswith("|"), centered=not text.startswith("- "))
        for text in texts
    )
    found = reading.to_json(reading.read([Page(0, 0, lines)]))
    assert found["subject"] == "Thực hiện Công văn số 1633/SNV-TH của UBND tỉnh"


HEAD = ("UBND TỈNH CÀ MAU", "THANH TRA TỈNH", "SỐ 07/KH-TTT", "Cà Mau, ngày 05/6/2026")


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        (("|KẾ HOẠCH", "|V/v kiểm tra công vụ", "|năm 2026"), "V/v kiểm tra công vụ năm 2026"),
        (("|KẾ HOẠCH KIỂM TRA CÔNG VỤ", "|NĂM 2026"), "KIỂM TRA CÔNG VỤ NĂM 2026"),
        (("|KẾ HOẠCH", "|Kiểm tra công vụ", "|(Kèm theo Quyết định số 5/QĐ-TTT)"), "Kiểm tra công vụ"),
        (("|KẾ HOẠCH",), None),
        (("|KẾ HOẠCH", "|Thực hiện Nghị quyết số 57-NQ/TW", "Thực hiện Công văn số 2/SNV-TH:"),
         "Thực hiện Nghị quyết số 57-NQ/TW"),
        (("|KẾ HOẠCH", "|THỰC HIỆN QUYẾT ĐỊNH SỐ 12/QĐ-UBND", "|Ngày mai mưa to"),
         "THỰC HIỆN QUYẾT ĐỊNH SỐ 12/QĐ-UBND"),
        (("|KẾ HOẠCH", "|THỰC HIỆN QUYẾT ĐỊNH SỐ 12/QĐ-UBND", "|NGÀY 3/6/2026"),
         "THỰC HIỆN QUYẾT ĐỊNH SỐ 12/QĐ-UBND NGÀY 3/6/2026"),
        (("|KẾ HOẠCH", "|Bầu trưởng thôn nhiệm kỳ 2026-", "|2031"), "Bầu trưởng thôn nhiệm kỳ 2026-2031"),
        (("|KẾ HOẠCH", "|Kiểm tra công vụ", "|HỎA TỐC", "|năm 2026"), "Kiểm tra công vụ năm 2026"),
        (("|KẾ HOẠCH", "|Kiểm tra công vụ", "|theo quy định mới"), "Kiểm tra công vụ theo quy định mới"),
    ],
)
def test_the_subject_below_or_beside_the_type(title: tuple[str, ...], subject: str | None) -> None:
    found = written_lines(*HEAD, *title, "Căn cứ Luật Thanh tra, gửi kế hoạch trước ngày 25/6.", "CHÁNH THANH TRA")
    assert (found["kind"], found["subject"]) == ("Kế hoạch", subject)
    assert (found["issuer"], found["number"], found["dated_on"]) == ("Thanh tra tỉnh Cà Mau", 7, "2026-06-05")
    assert found["due_on"] == "2026-06-25"
    assert found["position"] == "CHÁNH THANH TRA"


@pytest.mark.parametrize("name", ["PGS.TS. Ngô Thị Hoa", "Đại tá Ngô Thị Hoa", "NGÔ THỊ HOA", "Ngô Thị Hoa"])
def test_the_name_is_told_without_titles_and_in_small_letters(name: str) -> None:
    found = written_lines(*HEAD, "Nơi nhận:", "- Lưu: VT; TH.", "|KT. GIÁM ĐỐC", "|PHÓ GIÁM ĐỐC", "(Đã ký)", f"|{name}")
    assert (found["position"], found["signatory"]) == ("PHÓ GIÁM ĐỐC", "Ngô Thị Hoa")
    assert found["recipients"] == [{"name": "Lưu: VT; TH", "channel": None}]


def test_addressees_below_each_other_need_no_dashes() -> None:
    found = written_lines(*HEAD, "Kính gửi: Sở Nội vụ;", "Sở Tài chính;", "Công an tỉnh.", "Thực hiện:", "- Một.")
    assert found["addressees"] == ["Sở Nội vụ", "Sở Tài chính", "Công an tỉnh"]


def test_who_decides_above_the_text_does_not_sign_below_it() -> None:
    title = ("|QUYẾT ĐỊNH", "|Về việc khen thưởng", "|GIÁM ĐỐC SỞ NỘI VỤ", "Căn cứ Luật Thi đua;", "Điều 1. Khen.")
    found = written_lines(*HEAD, *title, "Nơi nhận:", "- Như Điều 1;", "- Lưu: VT.", "|PHÓ GIÁM ĐỐC", "|Lê Văn Nam")
    assert (found["capacity"], found["position"], found["signatory"]) == (None, "PHÓ GIÁM ĐỐC", "Lê Văn Nam")


def test_an_annex_behind_a_letter_without_recipients_hides_no_signature() -> None:
    annex = ("|PHỤ LỤC", *(f"Thôn số {n}" for n in range(40)))
    found = written_lines(*HEAD, "Nội dung như trên./.", "|KT. CHỦ TỊCH", "|PHÓ CHỦ TỊCH", "|Lê Văn Nam", *annex)
    assert (found["capacity"], found["signatory"]) == ("KT. CHỦ TỊCH", "Lê Văn Nam")


def test_the_rest_of_an_agencys_name_is_no_post() -> None:
    found = written_lines("SỞ NÔNG NGHIỆP VÀ MÔI", "TRƯỜNG TỈNH LẠNG SƠN", "Số: 31/NQ-SNNMT")
    assert found["issuer"] == "Sở Nông nghiệp và Môi trường tỉnh Lạng Sơn"


def printed_line(text: str, y: float, *, bold: bool, x: tuple[float, float] = (0.3, 0.77)) -> Line:
    return Line(text, 1, (x[0], y, x[1], y + 0.016), bold=bold)


def test_an_upright_subject_below_a_bold_title_is_read_and_the_body_is_not() -> None:
    head = [Line(text, 1, (0.2, 0.06 + n / 50, 0.4, 0.076 + n / 50)) for n, text in enumerate(HEAD)]
    lines = [
        *head, printed_line("BÁO CÁO", 0.2, bold=True, x=(0.47, 0.6)),
        printed_line("Kết quả rà soát hộ nghèo", 0.222, bold=False),
        printed_line("Trong năm, các thôn đã rà soát xong theo hướng dẫn của xã và", 0.25, bold=False, x=(0.2, 0.92)),
    ]  # fmt: skip
    assert reading.read([Page(595, 842, tuple(lines))]).subject == "Kết quả rà soát hộ nghèo"
    bold = [*lines[:-2], printed_line("Kết quả rà soát", 0.222, bold=True), printed_line("Đến nay", 0.244, bold=False)]
    assert reading.read([Page(595, 842, tuple(bold))]).subject == "Kết quả rà soát"


def test_recipients_whose_dash_was_lost_are_apart_after_an_end_mark() -> None:
    texts = ("Nơi nhận:", "- Thường trực Tỉnh ủy;", "Ủy ban Kiểm tra;", "- Các tổ chức", "xã hội;", "- Lưu: VT.")
    lines = [Line(text, 1, (0.15, 0.5 + n / 50, 0.35, 0.516 + n / 50)) for n, text in enumerate(texts)]
    found = reading.read([Page(595, 842, tuple(lines))]).recipients
    assert [one.name for one in found] == [
        *("Thường trực Tỉnh ủy", "Ủy ban Kiểm tra", "Các tổ chức xã hội", "Lưu: VT"),
    ]


@pytest.mark.parametrize(("first", "count"), [("Trung tâm Công nghệ;", 3), ("PHỤ LỤC SỐ MỘT", 1)])
def test_a_list_that_ends_with_more_to_come_goes_on_overleaf(first: str, count: int) -> None:
    foot = [Line(text, 1, (0.15, y, 0.35, y + 0.012)) for text, y in (("Nơi nhận:", 0.9), ("- Như Điều 2;", 0.92))]
    top = [Line(text, 2, (0.15, y, 0.35, y + 0.012)) for text, y in ((first, 0.07), ("- Lưu: VT.", 0.09))]
    found = reading.read([Page(595, 842, tuple(foot)), Page(595, 842, tuple(top))]).recipients
    assert len(found) == count


def test_a_telegram_names_whom_it_is_wired_to() -> None:
    opening = ("|CÔNG ĐIỆN", "|Về ứng phó bão số 3", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH CÀ MAU điện:")
    body = ("Hiện nay bão số 3 đang vào gần bờ, về an toàn điện:", "Ngành điện chuẩn bị vật tư.")
    head = (*HEAD[:2], "Số: 07/CĐ-TTT", HEAD[3])
    found = written_lines(*head, *opening, "- Các sở, ban, ngành;", "- Ủy ban nhân dân các xã.", *body)
    assert found["addressees"] == ["Các sở, ban, ngành", "Ủy ban nhân dân các xã"]
    assert (found["kind"], found["subject"]) == ("Công điện", "Về ứng phó bão số 3")
    assert written_lines(*head, *opening[:2], *body)["addressees"] == []


def column(x: tuple[float, float], top: float, *texts: str) -> list[Line]:
    """Lines closely below each other."""
    return [Line(text, 1, (x[0], top + n / 50, x[1], top + n / 50 + 0.014)) for n, text in enumerate(texts)]


def read_lines(*lines: Line) -> reading.Reading:
    return reading.read([Page(595, 842, lines)])


def test_a_subject_may_end_with_a_code() -> None:
    head = column((0.15, 0.45), 0.06, "UBND XÃ AN LẠC", "Số: 7/UBND-KT", "V/v lắp đặt điện chiếu sáng tuyến", "ĐX.05")
    assert read_lines(*head).subject == "V/v lắp đặt điện chiếu sáng tuyến ĐX.05"
    assert read_lines(*head[:-1], *column((0.15, 0.45), 0.12, "BÁO CÁO")).subject == "V/v lắp đặt điện chiếu sáng tuyến"


@pytest.mark.parametrize("name", ["Lưu Đức Nam", "LƯU ĐỨC NAM"])
def test_the_second_half_of_a_place_is_no_name(name: str) -> None:
    post = column((0.55, 0.9), 0.5, "TRƯỞNG BAN", "CHỦ TỊCH UBND PHƯỜNG BÌNH", "LỤC THƯỢNG")
    found = read_lines(Line("Đã xong./.", 1, (0.15, 0.45, 0.3, 0.46)), *post, *column((0.6, 0.85), 0.62, name))
    assert (found.position, found.signatory) == ("TRƯỞNG BAN CHỦ TỊCH UBND PHƯỜNG BÌNH LỤC THƯỢNG", "Lưu Đức Nam")
    found = read_lines(Line("Đã xong./.", 1, (0.15, 0.45, 0.3, 0.46)), *post[:1], *column((0.6, 0.85), 0.62, name))
    assert (found.position, found.signatory) == ("TRƯỞNG BAN", "Lưu Đức Nam")


def test_an_annex_behind_the_recipients_is_none_of_them() -> None:
    found = written_lines(*HEAD, "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "Phụ lục I", "Danh sách kèm theo")
    assert [one["name"] for one in found["recipients"]] == ["Như trên", "Lưu: VT"]


def test_electronic_recipients_begin_on_the_line_below_though_the_dash_was_lost() -> None:
    foot = column((0.15, 0.4), 0.5, "Nơi nhận:", "- Lưu: VT, NV.", "- Bản điện tử:", "Như trên;", "- LĐVP, CVTH.")
    assert [(one.name, one.channel) for one in read_lines(*foot).recipients] == [
        ("Lưu: VT, NV", "paper"), ("Như trên", "electronic"), ("LĐVP, CVTH", "electronic"),
    ]  # fmt: skip


def test_addressees_may_stand_behind_each_other_over_many_lines() -> None:
    first = Line("Kính gửi: Trưởng các thôn; Ban Quản lý dự án", 1, (0.25, 0.2, 0.85, 0.214))
    rest = column((0.25, 0.85), 0.22, "và các đơn vị liên quan;", "Thường trực HĐND xã.", "Thực hiện kế hoạch:")
    assert read_lines(first, *rest).addressees == (
        "Trưởng các thôn", "Ban Quản lý dự án và các đơn vị liên quan", "Thường trực HĐND xã",
    )  # fmt: skip


@pytest.mark.parametrize(("last", "subject"), [(0.51, None), (0.77, "Kết quả rà soát")])
def test_a_body_without_indent_is_no_heading(last: float, subject: str | None) -> None:
    title = column((0.48, 0.59), 0.2, "BÁO CÁO")
    body = column((0.143, 0.927), 0.24, "Diện tích rừng trồng mới bốn ha; Huy động nhiều", "dân quân phát đường")
    end = Line("băng cản lửa.", 1, (0.143 if last < 0.6 else 0.3, 0.28, last, 0.294))
    found = read_lines(*column((0.2, 0.4), 0.06, *HEAD), *title, *body, end)
    assert found.subject == (None if subject is None else f"{body[0].text} {body[1].text} băng cản lửa")


def test_a_heading_that_fills_its_line_may_begin_as_the_body_does() -> None:
    head = column((0.2, 0.4), 0.06, *HEAD)
    lines = [
        *head, Line("KẾ HOẠCH", 1, (0.48, 0.2, 0.59, 0.214)),
        Line("Thực hiện Công văn số 280/SKHCN-TH ngày 08/07/2025 của Ủy ban", 1, (0.15, 0.22, 0.92, 0.234)),
        Line("nhân dân tỉnh", 1, (0.45, 0.24, 0.62, 0.254)),
    ]  # fmt: skip
    assert read_lines(*lines).subject == (
        "Thực hiện Công văn số 280/SKHCN-TH ngày 08/07/2025 của Ủy ban nhân dân tỉnh"
    )
    body = Line("nhân dân tỉnh, Sở báo cáo", 1, (0.15, 0.24, 0.5, 0.254))
    assert read_lines(*lines[:-1], body).subject is None


def test_a_heading_in_capitals_goes_on_from_margin_to_margin() -> None:
    lines = [
        *column((0.2, 0.4), 0.06, *HEAD),
        Line("KẾ HOẠCH THỰC HIỆN THÔNG TƯ SỐ 05/2025/TT-BNV", 1, (0.15, 0.2, 0.9, 0.214)),
        Line("NGÀY 14/5/2025 CỦA BỘ TRƯỞNG BỘ NỘI VỤ QUY", 1, (0.15, 0.22, 0.9, 0.234)),
        Line("ĐỊNH NGHIỆP VỤ LƯU TRỮ", 1, (0.4, 0.24, 0.65, 0.254)),
    ]  # fmt: skip
    assert read_lines(*lines).subject == (
        "THỰC HIỆN THÔNG TƯ SỐ 05/2025/TT-BNV NGÀY 14/5/2025 CỦA BỘ TRƯỞNG BỘ NỘI VỤ QUY ĐỊNH NGHIỆP VỤ LƯU TRỮ"
    )


def test_the_name_on_a_scan_is_told_without_dirt() -> None:
    post = column((0.6, 0.8), 0.5, "GIÁM ĐỐC")
    name = Line("'ThS. Phạm Văn n Toan", 1, (0.6, 0.6, 0.8, 0.614), 0.9, 0.9, "ocr")
    assert read_lines(*post, name).signatory == "Phạm Văn Toan"
    assert read_lines(*post, replace(name, text="BS.CKIHI. Hoàng Thị Uyên")).signatory == "Hoàng Thị Uyên"
    found = read_lines(*post, replace(name, text="ĐĂNG THỊ HẠNH"))
    assert (found.position, found.signatory) == ("GIÁM ĐỐC", "Đặng Thị Hạnh")
