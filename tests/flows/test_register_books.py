"""The printed register, read back from its PDF: the ten columns of the Decree in order, and what stands in each."""

from datetime import date
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument, PdfPage, raw

from portal import wording
from portal.adapters import register_pdf
from portal.flows import register_books
from portal.flows.register_books import Volume
from portal.office import directing, entering, issuing, paper_numbers
from portal.office.documents import Document
from portal.office.paper_numbers import PaperFacts
from portal.office.recipients import Line
from portal.office.registers import Register
from portal.rules import errors, register_pages
from tests.office_fixtures import NOW, Staff, entered, facts, issued, later, request_id

# Decree 30/2020/NĐ-CP Annex IV, written down a second time from the law.
INCOMING = (
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
)
OUTGOING = (
    "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
    "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
)
BESIDE = {
    "handling": (
        "Số đến", "Tên loại, số, ký hiệu, ngày tháng và cơ quan ban hành văn bản", "Đơn vị hoặc người nhận",
        "Thời hạn giải quyết", "Tiến độ giải quyết", "Số, ký hiệu văn bản trả lời", "Ghi chú",
    ),
    "post": (
        "Ngày chuyển", "Số, ký hiệu văn bản", "Nơi nhận văn bản", "Số lượng bì", "Ký nhận và dấu bưu điện", "Ghi chú",
    ),
    "retained_use": (
        "Ngày tháng", "Họ và tên người sử dụng", "Số, ký hiệu, ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản", "Số và ký hiệu hồ sơ", "Ký nhận", "Ngày trả",
        "Người cho phép sử dụng", "Ghi chú",
    ),
}
A4_LANDSCAPE = [297, 210]


def printed(kind: str, people: Staff, target: Path, book: str = "") -> PdfDocument:
    """The register of this year as PDF, or a book kept beside it."""
    register = Register.find(kind, 2026)
    assert register is not None
    volume = Volume(register, 1, register.start, register.last_number, book)
    source = target.with_suffix(".jsonl")
    register_books.write_rows(volume, source, people.clerk, wording.label)
    register_pdf.write_file(str(source), str(target), register_books.cover(volume, wording.label))
    return PdfDocument(target)


def letters(page: PdfPage) -> list[tuple[str, float, float]]:
    """Every letter of the table with its place; what stands below the table is not of it."""
    text = page.get_textpage()
    foot = text.search("Cộng trang này").get_next() or text.search("Trang 1").get_next()
    assert foot is not None
    end = text.get_charbox(foot[0], loose=True)[1] + 2
    boxes = [(text.get_text_range(n, 1), *text.get_charbox(n, loose=True)) for n in range(text.count_chars())]
    return [(letter, left, bottom) for letter, left, bottom, _, _ in boxes if bottom > end]


def columns(page: PdfPage) -> list[list[str]]:
    """The lines of each column, in their order across the page, as somebody reads them off the paper."""
    placed, lefts = letters(page), []
    text = page.get_textpage()
    for n in count(1):
        start = text.search(f"({n})").get_next()
        if start is None:
            break
        lefts.append(text.get_charbox(start[0], loose=True)[0] - 1)
    edges = [*lefts, 10_000.0]
    found = []
    for left, right in pairwise(edges):
        lines: dict[int, str] = {}
        for letter, x, y in placed:
            if left <= x < right and letter.isprintable():
                lines[round(y)] = lines.get(round(y), "") + letter
        words = [" ".join(lines[y].split()) for y in sorted(lines, reverse=True)]
        found.append([line for line in words if line])
    return found


def heads(page: PdfPage) -> tuple[str, ...]:
    """What stands above the numbers of the columns."""
    return tuple(
        " ".join(lines[: next(i for i, line in enumerate(lines) if line == f"({n})")])
        for n, lines in enumerate(columns(page), start=1)
    )


def cells(page: PdfPage) -> list[str]:
    """What stands below them, each column as one text."""
    return [" ".join(lines[lines.index(f"({n})") + 1 :]) for n, lines in enumerate(columns(page), start=1)]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "law"), [("incoming", INCOMING), ("outgoing", OUTGOING)])
def test_the_columns_are_those_of_the_decree_in_their_order(
    people: Staff, tmp_path: Path, kind: str, law: tuple[str, ...]
) -> None:
    entered(people)
    issued(people)
    book = printed(kind, people, tmp_path / "book.pdf")
    assert len(book) == 2  # the cover, and one page
    assert heads(book[1]) == law
    assert [round(side / 72 * 25.4) for side in book[1].get_size()] == A4_LANDSCAPE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "book"), [("incoming", "handling"), ("outgoing", "post"), ("outgoing", "retained_use")]
)
def test_books_kept_beside_the_registers_have_their_own_columns(
    people: Staff, tmp_path: Path, kind: str, book: str
) -> None:
    entered(people)
    issued(people)
    assert heads(printed(kind, people, tmp_path / "book.pdf", book)[1]) == BESIDE[book]


@pytest.mark.slow
def test_how_letters_were_handled_stands_in_its_columns(people: Staff, tmp_path: Path) -> None:
    letter = entered(people, due_on=date(2026, 11, 30))
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=later(days=1))
    answer = issued(people)
    Document.update(reply_to=letter.id).where(Document.id == answer.id).execute()
    directing.report(letter.assignments.get(), "Đã trả lời", by=people.officer, at=later(days=2))
    row = cells(printed("incoming", people, tmp_path / "book.pdf", "handling")[1])
    assert row == [
        "1", "Công văn số 536/UBND-TH ngày 20/11/2026, UBND huyện Sơn Động", "Đỗ Thị Chuyên", "30/11/2026",
        "Đã xong 25/11/2026", "01/UBND-KT", "",
    ]


def test_only_what_leaves_the_house_on_paper_is_posted(people: Staff, tmp_path: Path) -> None:
    issued(people)
    paper = PaperFacts(kind="Quyết định", subject="Về việc thử", signatory="Trần Văn Chủ", lines=(
        Line("Sở Nội vụ", "paper"), Line("Công an xã", "paper"), Line("Phòng Kinh tế", "paper"), Line("Lưu: VT"),
    ))
    decision = paper_numbers.give(paper, by=people.clerk, at=NOW, request_id=request_id())
    issuing.issue(decision, by=people.clerk, at=NOW)
    book = cells(printed("outgoing", people, tmp_path / "book.pdf", "post")[1])
    assert book[1] == "02/QĐ-UBND"
    assert book[2:4] == ["Sở Nội vụ; Công an xã", "2"]


@pytest.mark.slow
def test_what_is_restricted_stands_in_no_book(people: Staff, tmp_path: Path) -> None:
    letter, sent = entered(people, subject="V/v tố cáo"), issued(people)
    Document.update(scope="restricted").where(Document.id.in_([letter.id, sent.id])).execute()
    for kind, book in (("incoming", "handling"), ("outgoing", "post")):
        words = " ".join(cells(printed(kind, people, tmp_path / f"{book}.pdf", book)[1]))
        assert not any(told in words for told in ("Sơn Động", "536", "tố cáo", "UBND-KT"))


def test_a_register_is_printed_as_no_book_of_another(people: Staff) -> None:
    with pytest.raises(errors.NotFound):
        assert Volume(entered(people).register, 1, 1, 1, "post").printed


def test_every_value_stands_in_its_column(people: Staff, tmp_path: Path) -> None:
    letter = entered(people, received_on=date(2026, 11, 20), urgency="urgent", note="kèm đĩa")
    directing.direct(letter, "Giao", people.culture, by=people.leader, at=later(days=1))
    row = cells(printed("incoming", people, tmp_path / "book.pdf")[1])
    assert row[:5] == ["20/11/2026", "1", "UBND huyện Sơn Động", "536/UBND-TH", "20/11/2026"]
    assert row[5:9] == ["Công văn – V/v phân loại văn bản điện tử", "Phòng Văn hóa - Xã hội", "24/11/2026", ""]
    assert row[9] == "Khẩn; vào sổ 23/11/2026; kèm đĩa"


def test_what_went_out_stands_in_its_columns(people: Staff, tmp_path: Path) -> None:
    issued(people)
    row = cells(printed("outgoing", people, tmp_path / "book.pdf")[1])
    assert row[0] == "01/UBND-KT"
    assert row[1] == "23/11/2026"
    assert row[3] == "Trần Văn Chủ"
    assert "UBND huyện Sơn Động" in row[4]
    assert row[5:8] == ["VT", "1", "23/11/2026"]


def test_a_correction_keeps_the_old_value_and_a_void_its_reason(people: Staff, tmp_path: Path) -> None:
    wrong, twice = entered(people), entered(people)
    entering.correct(wrong, facts(subject="V/v mới"), "gõ nhầm", by=people.clerk, at=later(days=1))
    entering.void(twice, "trùng số 1", by=people.clerk, at=NOW)
    note = cells(printed("incoming", people, tmp_path / "book.pdf")[1])[9]
    assert "sửa 24/11/2026, trích yếu cũ: V/v phân loại văn bản điện tử (gõ nhầm)" in note
    assert "hủy số 23/11/2026: trùng số 1" in note


@pytest.mark.slow
def test_only_voided_rows_are_struck_through(people: Staff, tmp_path: Path) -> None:
    def strokes(book: PdfDocument) -> int:
        paths = [each for each in book[1].get_objects() if each.type == raw.FPDF_PAGEOBJ_PATH]
        return sum(raw.FPDFPath_CountSegments(path) for path in paths)

    first, second = entered(people), entered(people)
    before = strokes(printed("incoming", people, tmp_path / "before.pdf"))
    entering.void(second, "trùng", by=people.clerk, at=NOW)
    after = strokes(printed("incoming", people, tmp_path / "after.pdf"))
    entering.void(first, "trùng", by=people.clerk, at=NOW)
    assert before < after < strokes(printed("incoming", people, tmp_path / "both.pdf"))


def test_what_is_restricted_is_not_printed(people: Staff, tmp_path: Path) -> None:
    letter = entered(people, subject="V/v tố cáo")
    Document.update(scope="restricted").where(Document.id == letter.id).execute()
    row = cells(printed("incoming", people, tmp_path / "book.pdf")[1])
    assert (row[1], row[2], row[5]) == ("1", "", "Nội dung hạn chế")


def test_copies_and_other_organs_are_printed_under_their_own_title(people: Staff) -> None:
    made = PaperFacts(kind="Sao y", subject="Sao y công văn", signatory="Trần Văn Chủ", lines=(Line("Lưu: VT"),))
    copy = paper_numbers.give(made, by=people.clerk, at=NOW, request_id=request_id())
    cover: dict[str, Any] = register_books.cover(Volume(copy.register, 1, 1, 1), wording.label)
    assert cover["title"] == "Sổ đăng ký bản sao văn bản"
    assert cover["heads"] == OUTGOING
    assert issuing.next_number(NOW, "copies") == 2


def test_pages_add_up(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.jsonl", tmp_path / "book.pdf"
    row = '{"cells": ["23/11/2026", "%d", "", "", "", "%s", "", "", "", ""], "void": %s}\n'
    source.write_text("".join(row % (n, "V/v " * 30, "true" if n == 30 else "false") for n in range(1, 41)), "utf-8")
    cover = {"owner": "UBND xã", "parent": "", "title": "Sổ", "lines": [], "heads": INCOMING,
             "widths": register_pages.widths("incoming")}
    assert register_pdf.write_file(str(source), str(target), cover)["voids"] == 1
    words = [page.get_textpage().get_text_range() for page in PdfDocument(target)][1:]
    counted = [int(text.split("Cộng trang này: ")[1].split()[0]) for text in words]
    assert sum(counted) == 40
    assert "Lũy kế: 40 số, trong đó 1 số đã hủy." in words[-1]
    assert all(heads_of in text for text in words for heads_of in ("Tác giả", "Ghi chú"))


def test_a_long_register_is_proposed_in_volumes() -> None:
    assert register_pages.volumes(1, 0) == [(1, 1, 1)]
    assert register_pages.volumes(537, 540) == [(1, 537, 540)]
    assert register_pages.volumes(1, 12_000) == [(1, 1, 5000), (2, 5001, 10_000), (3, 10_001, 12_000)]


def test_what_is_bold_is_a_face_of_its_own(people: Staff, tmp_path: Path) -> None:
    entered(people)
    cover = printed("incoming", people, tmp_path / "book.pdf")[0]
    words = [each for each in cover.get_objects() if each.type == raw.FPDF_PAGEOBJ_TEXT]
    modes = {raw.FPDFTextObj_GetTextRenderMode(each) for each in words}
    assert modes == {raw.FPDF_TEXTRENDERMODE_FILL}  # no outline smears the letters
    assert {each.get_font().get_base_name() for each in words} >= {"CongVanSerif", "CongVanSerif-Bold"}
