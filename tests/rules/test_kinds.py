"""The kinds of the law, written down a second time from the law."""

import pytest

from portal.rules.kinds import (
    BY_ABBREVIATION,
    BY_NAME,
    CAPACITIES,
    DOCUMENT_KINDS,
    REGISTER_KINDS,
    URGENCIES,
    kind_of_symbol,
)

# Decree 30/2020/NĐ-CP Art. 7 in its order, with the abbreviations of Annex III.
OF_THE_LAW = """
Nghị quyết NQ | Quyết định QĐ | Chỉ thị CT | Quy chế QC | Quy định QyĐ | Thông cáo TC | Thông báo TB | Hướng dẫn HD |
Chương trình CTr | Kế hoạch KH | Phương án PA | Đề án ĐA | Dự án DA | Báo cáo BC | Biên bản BB | Tờ trình TTr |
Hợp đồng HĐ | Công văn - | Công điện CĐ | Bản ghi nhớ BGN | Bản thỏa thuận BTT | Giấy ủy quyền GUQ | Giấy mời GM |
Giấy giới thiệu GGT | Giấy nghỉ phép GNP | Phiếu gửi PG | Phiếu chuyển PC | Phiếu báo PB | Thư công -
"""


def of_the_law() -> dict[str, str]:
    pairs = [entry.strip().rpartition(" ") for entry in OF_THE_LAW.replace("\n", " ").split("|")]
    return {name: "" if short == "-" else short for name, _, short in pairs}


def test_the_kinds_are_the_29_of_the_law():
    assert len(of_the_law()) == len(DOCUMENT_KINDS) == 29
    assert {kind.name: kind.abbreviation for kind in DOCUMENT_KINDS} == of_the_law()


def test_every_kind_has_its_own_code_for_the_archive():
    assert sorted(kind.archive_code for kind in DOCUMENT_KINDS) == [f"{n:02d}" for n in range(1, 30)]


def test_names_and_abbreviations_are_unambiguous():
    assert len(BY_NAME) == 29
    assert len(BY_ABBREVIATION) == 27


def test_registers_have_at_least_the_columns_of_the_law():
    columns = {kind.code: kind.columns for kind in REGISTER_KINDS}
    assert columns["incoming"] == (
        "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
    )
    assert columns["outgoing"] == (
        "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
        "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
    )


@pytest.mark.parametrize(("symbol", "kind"), [
    ("QĐ-UBND", "Quyết định"), ("TTr-UBND", "Tờ trình"), ("UBND-TH", "Công văn"), ("VPCP-TTĐT", "Công văn"),
    ("QyĐ-UBND", "Quy định"), ("QH15", None), ("", None),
])
def test_a_symbol_tells_the_kind(symbol, kind):
    assert kind_of_symbol(symbol) == kind


def test_urgencies_and_capacities_are_those_of_the_law():
    assert URGENCIES == ("normal", "urgent", "very_urgent", "express")
    assert CAPACITIES == ("tm", "kt", "tl", "tuq", "q")
