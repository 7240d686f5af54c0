"""Lost marks of set phrases come back on recognised lines; printed lines and other words stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.page_lines import OCR, Line
from portal.rules.reading_repair import repaired, repaired_name


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("- Trưởng các thôn, tố dân phố;", "- Trưởng các thôn, tổ dân phố;"),
        ("CHÍ THỊ", "CHỈ THỊ"),
        ("V/w rà soát", "V/v rà soát"),
        ("KT. CHỦ TICH", "KT. CHỦ TỊCH"),
        ("Số: 12-CV/ĐĐU", "Số: 12-CV/ĐU"),
        ("số 330/2016/QĐĐ-UBND và số 7/BTNMT-QLĐĐ", "số 330/2016/QĐ-UBND và số 7/BTNMT-QLĐĐ"),
        ("- Lãnh đạo Sở (b/€);", "- Lãnh đạo Sở (b/c);"),
        ("- Lãnh đạo Sở (Đ/c);", "- Lãnh đạo Sở (b/c);"),
        ("CUỘC HỌP NGÀY 28I12I2025", "CUỘC HỌP NGÀY 28/12/2025"),
        ("Tờ trình số 383/TIr-SKHCN", "Tờ trình số 383/TTr-SKHCN"),
        ("- Lưu: VT, TH(2B).", "- Lưu: VT, TH(2b)."),
        ("TÍM BAN BÍ THƯ", "T/M BAN BÍ THƯ"),
        ("KIT CHỦ NHIỆM", "K/T CHỦ NHIỆM"),
        ("V/V GIAO RỪNG", "V/V GIAO RỪNG"),
        ("Trần Văn Phong", "Trần Văn Phong"),
        ("PHƯỜNG AN LẠC", "PHƯỜNG AN LẠC"),
        ("PHƯƠNG AN", "PHƯƠNG ÁN"),
        ("- Lưu: VT, TH(2Đ).", "- Lưu: VT, TH(2b)."),
        ("Tổ chức hội nghị", "Tổ chức hội nghị"),
        ("- Lãnh đạo Sở (bíc);", "- Lãnh đạo Sở (b/c);"),
        ("- Lưu: VT, PVO1 (05).", "- Lưu: VT, PV01 (05)."),
        ("UBND XÃ VĨNH THUY", "UBND XÃ VĨNH THỤY"),
        ("THƯỜNG TRƯC", "THƯỜNG TRỰC"),
        ("ĐẠI BIỂ ẾU HĐND", "ĐẠI BIỂU HĐND"),
        ("NGUY ẼN THỊ HÀ", "NGUYỄN THỊ HÀ"),
        ("Tài nguyên, nguy cơ", "Tài nguyên, nguy cơ"),
        ("ngân sách quý lII năm 2025", "ngân sách quý III năm 2025"),
        ("Thông tư số 05/2025/TI-BNV", "Thông tư số 05/2025/TT-BNV"),
    ],
)
def test_a_set_phrase_gets_its_marks_back(read: str, meant: str) -> None:
    assert repaired(Line(read, source=OCR)).text == meant
    assert repaired(Line(read)).text == read


def test_a_repaired_line_is_less_sure() -> None:
    assert repaired(Line("KT. CHỦ TICH", confidence=0.97, source=OCR)).confidence < 0.9
    assert repaired(Line("KT. CHỦ TỊCH", confidence=0.97, source=OCR)).confidence == 0.97


@pytest.mark.parametrize(
    ("read", "meant"),
    [("Định Đức Bình", "Đinh Đức Bình"), ("Mai Khác Hiếu", "Mai Khắc Hiếu"), ("Lã Thị Hoa", "Lã Thị Hoa"),
     ("Lê Manh Khoa", "Lê Mạnh Khoa"), ("Đặng Trọng Ty", "Đặng Trọng Tỵ"), ("Lê Thị Thanh Hà", "Lê Thị Thanh Hà")],
)
def test_a_family_that_there_is_not_is_the_one_that_there_is(read: str, meant: str) -> None:
    assert repaired_name(read) == meant


@given(st.text(max_size=60))
def test_no_line_is_an_error_and_none_changes_its_length(text: str) -> None:
    found = repaired(Line(text, source=OCR)).text
    assert len(found) <= len(text)
    assert repaired(Line(found, source=OCR)).text == found
