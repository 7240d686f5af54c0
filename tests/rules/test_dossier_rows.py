"""A table as danh mục hồ sơ: headings, mistakes by row, and what stands around the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.dossier_rows import ListRow, faults, understand, years_of

PERIODS = {None: "01", 50: "03", 10: "06"}
HEADS = ["Số và ký hiệu hồ sơ", "Đề mục và tiêu đề hồ sơ", "Thời hạn bảo quản", "Người lập hồ sơ", "Ghi chú"]
ABOVE = [(1, ["ỦY BAN NHÂN DÂN XÃ TÂN HÒA"]), (2, ["DANH MỤC HỒ SƠ NĂM 2026"]), (3, HEADS),
         (4, ["(1)", "(2)", "(3)", "(4)", "(5)"])]


def found(*rows: list[str]):
    return understand([*ABOVE, *enumerate(rows, start=5)], PERIODS)


def test_headings_and_dossiers_are_told_apart() -> None:
    read = found(["I", "TÀI LIỆU TỔNG HỢP"], ["01.TH", "Báo cáo năm 2026", "Vĩnh viễn", "Văn phòng", "gộp"],
                 ["02.TH", "Công văn trao đổi", "10 năm"])
    assert read.faults == ()
    assert [(r.is_heading, r.number, r.retention, r.keeper) for r in read.rows] == [
        (True, "I", "", ""), (False, "01.TH", "01", "Văn phòng"), (False, "02.TH", "06", "")]
    assert read.rows[1].line == 6


def test_mistakes_are_named_by_their_row() -> None:
    read = found(["01.TH", "Báo cáo", "Vĩnh viễn"], ["01.TH", "Kế hoạch", "10 năm"],
                 ["", "Tờ trình", "10 năm", "Anh A"], ["04.TH", "Khác", "33 năm"], ["05.TH", "", "10 năm"],
                 ["6" * 30, "Dài", "10"])
    assert [(f.line, f.why) for f in read.faults] == [
        (6, "number_twice"), (7, "number"), (8, "retention"), (9, "title"), (10, "number_long")]
    assert [f.value for f in read.faults if f.why == "retention"] == ["33 năm"]


def test_a_dossier_that_lacks_its_period_is_no_heading() -> None:
    assert [(f.line, f.why) for f in found(["01.TH", "Báo cáo", ""]).faults] == [(5, "retention")]


def test_what_stands_below_the_table_is_passed_over_and_said() -> None:
    read = found(["01.TH", "Báo cáo", "Vĩnh viễn"], ["Danh mục này có 01 hồ sơ"], ["", "Bao gồm:"],
                 ["NGƯỜI LẬP"])
    assert read.faults == ()
    assert read.passed == (6, 7, 8)
    assert len(read.rows) == 1


def test_a_table_without_our_columns_is_not_understood() -> None:
    assert understand([(1, ["Số đến", "Trích yếu"]), (2, ["1", "V/v"])], PERIODS) is None


@pytest.mark.parametrize(
    ("text", "years"), [("Vĩnh viễn", None), ("VĨNH VIỄN", None), ("50 năm", 50), ("10", 10), ("lâu dài", -1)]
)
def test_periods_are_read_as_people_write_them(text: str, years: int | None) -> None:
    assert years_of(text) == years


cells = st.lists(st.text(max_size=30), max_size=7)


@pytest.mark.slow
@given(st.lists(cells, max_size=12))
def test_no_table_breaks_the_reading_and_what_it_takes_is_sound(rows: list[list[str]]) -> None:
    read = understand([*ABOVE, *enumerate(rows, start=5)], PERIODS)
    assert read is not None
    if not read.faults:
        assert list(faults(read.rows)) == []
        assert all(isinstance(row, ListRow) for row in read.rows)
