"""The layout rules on plain descriptions: what a head, a body and a foot must look like."""

import re
from dataclasses import replace
from datetime import date

import pytest

from portal import layout_words
from portal.rules.layout import Finding, judge
from portal.rules.layout_page import CENTER, LEFT, RIGHT, PageNumber, Printed, Row, Run, Sheet
from portal.rules.layout_parts import find
from portal.rules.layout_rules import DECREE, RULES

TIMES = "Times New Roman"


def row(text: str, size: float = 14, *, side: str = "", style: str = "", ruled: bool = False, align: str = "") -> Row:
    """One row in one look: b for bold, i for italic."""
    run = Run(text, TIMES, size, bold="b" in style, italic="i" in style)
    return Row((run,), side=side, ruled=ruled, align=align)


LETTER = (
    row("UBND TỈNH BẮC NINH", 13, side=LEFT),
    row("ỦY BAN NHÂN DÂN XÃ TÂN HÒA", 13, side=LEFT, style="b", ruled=True),
    row("Số:        /UBND-VP", 13, side=LEFT),
    row("V/v báo cáo kết quả", 12, side=LEFT),
    row("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, side=RIGHT, style="b"),
    row("Độc lập - Tự do - Hạnh phúc", side=RIGHT, style="b", ruled=True),
    row("Tân Hòa, ngày      tháng      năm 2026", side=RIGHT, style="i"),
    row("Kính gửi: Ủy ban nhân dân tỉnh", align=CENTER),
    row("Ủy ban nhân dân xã báo cáo như sau./."),
    row("Nơi nhận:", 12, side=LEFT, style="bi"),
    row("- Như trên;", 11, side=LEFT),
    row("- Lưu: VT.", 11, side=LEFT),
    row("KT. CHỦ TỊCH", side=RIGHT, style="b"),
    row("PHÓ CHỦ TỊCH", side=RIGHT, style="b"),
    row("Phạm Thị Phó", side=RIGHT, style="b"),
)
A4 = Sheet(210, 297, 20, 20, 30, 15)


def codes(*rows: Row, sheet: Sheet = A4) -> list[str]:
    """The rules that such a document breaks."""
    return [finding.rule.code for finding in judge(Printed((sheet,), tuple(rows)))]


def with_text(old: str, new: str) -> tuple[Row, ...]:
    """The sound letter with one text put for another."""
    return tuple(
        replace(line, runs=(replace(line.runs[0], text=line.runs[0].text.replace(old, new)),)) for line in LETTER
    )


def test_a_sound_letter_has_no_findings() -> None:
    assert codes(*LETTER) == []


@pytest.mark.parametrize("day", ["ngày 05 tháng 01", "ngày 29 tháng 6", "ngày 10 tháng 02", "ngày 30 tháng 12"])
def test_days_and_months_with_the_zeros_of_the_decree_are_right(day: str) -> None:
    assert codes(*with_text("ngày      tháng     ", f"{day}")) == []


@pytest.mark.parametrize(("number", "broken"), [
    ("Số: 05/UBND-VP", []), ("Số: 10/UBND-VP", []), ("Số: 7/UBND-VP", ["number.zero"]),
    ("Số: 12/ UBND-VP", ["number.spaces"]), ("Số: 12/CV-UBND", ["number.kind"]), ("SỐ: 12/UBND-VP", ["number.word"]),
    ("Số 12/UBND-VP", ["number.colon"]), ("Số: 05/2026/QĐ-UBND", ["kind.missing"]),
])
def test_the_number_is_read_as_the_decree_writes_it(number: str, broken: list[str]) -> None:
    found = codes(*(row(number, 13, side=LEFT) if line.text.startswith("Số") else line for line in LETTER))
    assert found == broken


def test_the_place_of_the_tone_is_no_fault_of_the_countrys_name() -> None:
    assert codes(*with_text("CỘNG HÒA", "CỘNG HOÀ")) == []


@pytest.mark.parametrize("name", ["Nguyễn Văn Trưởng", "Quyền Thị Hoa"])
def test_a_name_that_sounds_like_a_position_is_a_name(name: str) -> None:
    parts = find(with_text("Phạm Thị Phó", name))
    assert parts.signatory is not None
    assert parts.signatory.text == name
    assert [line.text for line in parts.capacity] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


@pytest.mark.parametrize(("gone", "broken"), [
    ("Kính gửi", ["addressees.missing"]), ("CỘNG HÒA", ["title.missing"]), ("Nơi nhận", ["recipients.missing"]),
    ("Số:", ["number.missing"]), ("Phạm Thị", ["signatory.missing"]),
    ("- Lưu", ["recipients.clerk", "recipients.list"]),
])
def test_what_is_missing_from_a_short_letter_is_missed_alone(gone: str, broken: list[str]) -> None:
    assert codes(*(line for line in LETTER if not line.text.startswith(gone))) == broken


@pytest.mark.parametrize("code", ["text.blank", "addressees.missing", "capacity.missing", "signatory.missing"])
def test_what_a_correct_sheet_can_look_like_stops_nobody(code: str) -> None:
    assert not RULES[code].blocks


def test_a_document_of_the_party_follows_its_own_rules_and_this_is_told() -> None:
    assert codes(row("ĐẢNG CỘNG SẢN VIỆT NAM", 15, side=RIGHT, style="b"), *LETTER[:3]) == ["check.party"]
    assert not RULES["check.party"].blocks


def named(title: str, *body: Row, about: bool = False, symbol: str = "TB-UBND", foot: int = 9) -> tuple[Row, ...]:
    """The sound letter as a document with a title."""
    head = [line for line in LETTER[:7] if about or not line.text.startswith("V/v")]
    head = [row(f"Số:        /{symbol}", 13, side=LEFT) if line.text.startswith("Số") else line for line in head]
    subject = row("Về việc nghỉ lễ", style="b", align=CENTER, ruled=True)
    text = body or (row("Ủy ban nhân dân xã thông báo như sau./."),)
    return (*head, row(title, style="b", align=CENTER), subject, *text, *LETTER[foot:])


def test_a_title_in_spaced_letters_is_the_type_it_says() -> None:
    assert codes(*named("T H Ô N G  B Á O")) == ["kind.spaced"]
    assert codes(*named("THÔNG BÁO")) == []


@pytest.mark.parametrize("title", ["LỊCH CÔNG TÁC", "GIẤY XÁC NHẬN", "KẾT LUẬN"])
def test_a_title_that_is_no_type_of_the_decree_is_told_alone(title: str) -> None:
    assert codes(*named(title, symbol="UBND-VP")) == ["kind.unknown"]


def test_two_signers_side_by_side_are_no_fault() -> None:
    two = (row("BÊN ỦY QUYỀN", side=LEFT, style="b"), row("Giáp Văn Tâm", side=LEFT, style="b"),
           row("BÊN ĐƯỢC ỦY QUYỀN", side=RIGHT, style="b"), row("Phạm Thị Phó", side=RIGHT, style="b"))
    text = (row("Tôi ủy quyền cho ông, bà có tên dưới đây./."), *two)
    whole = named("GIẤY ỦY QUYỀN", *text, symbol="GUQ-UBND")
    kept = [line for line in whole if line.text not in ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") or line.side != RIGHT]
    assert codes(*(line for line in kept if line is not LETTER[-1])) == []


@pytest.mark.parametrize(("lines", "broken"), [
    (("PHÓ CHỦ TỊCH",), ["capacity.kt"]), (("TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH"), ["capacity.kt"]),
    (("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), []), (("TUQ. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), []),
    (("TM. THƯỜNG TRỰC HĐND", "PHÓ CHỦ TỊCH"), []), (("CHỦ TỊCH",), []),
])
def test_a_deputy_signs_for_the_head(lines: tuple[str, ...], broken: list[str]) -> None:
    signers = (row(text, side=RIGHT, style="b") for text in lines)
    assert codes(*LETTER[:-3], *signers, LETTER[-1]) == broken


@pytest.mark.parametrize(("authority", "signed", "broken"), [
    ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TÂN HÒA", "TM. ỦY BAN NHÂN DÂN", ["capacity.authority"]),
    ("ỦY BAN NHÂN DÂN XÃ TÂN HÒA", "TM. ỦY BAN NHÂN DÂN", []),
    ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TÂN HÒA", "", []),
    ("ỦY BAN NHÂN DÂN XÃ TÂN HÒA", "", ["capacity.authority"]),
])
def test_who_issues_a_decision_signs_it(authority: str, signed: str, broken: list[str]) -> None:
    signers = [row(text, side=RIGHT, style="b") for text in (signed, "CHỦ TỊCH") if text]
    text = (row(authority, style="b", align=CENTER), row("Căn cứ Luật;", style="i"), row("Điều 1. Nghỉ lễ./."))
    rows = named("QUYẾT ĐỊNH", *text, symbol="QĐ-UBND")
    assert codes(*rows[:-3], *signers, rows[-1]) == broken


@pytest.mark.parametrize(("issuer", "symbol", "broken"), [
    ("HỘI ĐỒNG NHÂN DÂN XÃ TÂN HÒA", "NQ-UBND", ["number.issuer"]), ("HỘI ĐỒNG NHÂN DÂN XÃ TÂN HÒA", "NQ-HĐND", []),
    ("ỦY BAN NHÂN DÂN XÃ TÂN HÒA", "NQ-HĐND", ["number.issuer"]), ("VĂN PHÒNG HĐND VÀ UBND", "NQ-VP", []),
])
def test_a_symbol_is_of_the_body_that_issues(issuer: str, symbol: str, broken: list[str]) -> None:
    rows = named("NGHỊ QUYẾT", symbol=symbol)
    assert codes(rows[0], row(issuer, 13, side=LEFT, style="b", ruled=True), *rows[2:]) == broken


@pytest.mark.parametrize(("number", "broken"), [
    ("Số: 12/2026/UBND-VP", ["number.year"]), ("Số: 30/2020/NĐ-CP", []), ("Số: 05/2026/TT-BNV", []),
])
def test_only_normative_documents_carry_their_year(number: str, broken: list[str]) -> None:
    assert codes(*(row(number, 13, side=LEFT) if line.text.startswith("Số") else line for line in LETTER)) == broken


def test_nothing_stands_behind_the_end_mark() -> None:
    late = row("Ủy ban nhân dân xã đề nghị thêm như sau.")
    assert codes(*LETTER[:9], late, *LETTER[9:]) == ["body.after_end"]


def test_a_later_section_without_numbers_is_missed() -> None:
    number = PageNumber(row("2", align=CENTER), "top", False)
    found = judge(Printed((A4,), LETTER, (number,), has_bare_section=True))
    assert [finding.rule.code for finding in found] == ["page_number.missing"]


def test_a_letter_from_before_the_decree_is_not_held_to_its_page_numbers() -> None:
    old = with_text("ngày      tháng      năm 2026", "ngày 10 tháng 5 năm 2019")
    new = with_text("ngày      tháng      năm 2026", "ngày 10 tháng 5 năm 2026")
    found = [[f.rule.code for f in judge(Printed((A4,), rows, has_more_pages=True))] for rows in (old, new)]
    assert found == [[], ["page_number.missing"]]
    assert date(2019, 5, 10) < DECREE


def test_an_untouched_template_is_no_fault_but_a_gap_in_a_written_text_is() -> None:
    untouched = [row("……………………./.") if line.text.startswith("Ủy ban nhân dân xã báo") else line for line in LETTER]
    assert codes(*untouched) == []
    assert codes(*with_text("như sau", "số …… như sau")) == ["text.blank"]


def test_a_sheet_lying_on_its_side_keeps_no_upright_margins() -> None:
    assert codes(*LETTER, sheet=Sheet(297, 210, 30, 15, 20, 20)) == []
    assert codes(*LETTER, sheet=Sheet(210, 297, 20, 20, 15, 15)) == ["sheet.left"]


def test_every_rule_has_words_a_remedy_and_a_source() -> None:
    for rule in RULES.values():
        finding = Finding(rule, 1, 2, "Số:", "12")
        said = [layout_words.told(finding), layout_words.remedy(finding), rule.source]
        assert all(text and "{" not in text for text in said), rule.code
        assert re.search(r"[.”]$", layout_words.remedy(finding)), rule.code


def test_the_place_is_a_line_of_a_page_or_a_paragraph() -> None:
    rule = RULES["number.zero"]
    assert layout_words.place(Finding(rule, 1, 6)) == "trang 1, dòng 6"
    assert layout_words.place(Finding(rule, None, 6)) == "đoạn 6"
    assert layout_words.place(Finding(rule)) == ""
