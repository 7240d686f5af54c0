"""A letter and a report that keep the layout rules, and faults to plant in them, each of which breaks one rule."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from portal.adapters import docx_letters
from tests.adapters.letter_files import letter

_TOLD = (
    "Thực hiện Kế hoạch số 12/KH-UBND của Ủy ban nhân dân tỉnh, Ủy ban nhân dân xã Tân Hòa đã phân loại, xử lý văn bản "
    "đến và văn bản đi trên hệ thống, bảo đảm mỗi văn bản được vào sổ trong ngày, được chuyển đúng người xử lý và được "
    "theo dõi đến khi hoàn thành; các đơn vị đã lập hồ sơ công việc đầy đủ theo danh mục đã ban hành đầu năm."
)
LETTER, REPORT = "letter", "report"


@cache
def _bytes(base: str) -> bytes:
    body = (*(_TOLD,) * 22, "Trên đây là kết quả thực hiện, UBND xã Tân Hòa báo cáo Ủy ban nhân dân huyện Sơn Động./.")
    kind: dict[str, Any] = {"addressees": ("UBND huyện Sơn Động", "Sở Nội vụ tỉnh Bắc Ninh"), "body": body}
    if base == REPORT:
        kind |= {"kind": "Báo cáo", "symbol": "BC-UBND", "subject": "Kết quả xử lý văn bản", "addressees": ()}
    return docx_letters.write(letter(**kind))


def good(base: str) -> DocumentObject:
    """The sound letter or report, of several pages and with an annex."""
    document = Document(BytesIO(_bytes(base)))
    head = document.add_paragraph()
    head.paragraph_format.page_break_before = True
    for line, text in ((head, "Phụ lục I"), (document.add_paragraph(), "DANH MỤC HỒ SƠ"), (
        document.add_paragraph(), "(Kèm theo văn bản số       /UBND-KT ngày       tháng       năm 2026 của UBND xã)",
    )):
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(text)
        run.bold, run.italic = not text.startswith("("), text.startswith("(")
    return document


@dataclass(frozen=True)
class Fault:
    """What is planted and the rule it breaks; ``printed`` if a PDF of it shows the fault too."""

    code: str
    plant: Callable[[DocumentObject], None]
    base: str = LETTER
    printed: bool = True


def paragraphs(document: DocumentObject) -> list[Paragraph]:
    """All paragraphs, those in tables too."""
    return [Paragraph(element, document) for element in document.element.body.iter(qn("w:p"))]


def line(document: DocumentObject, start: str) -> Paragraph:
    """The paragraph that begins so."""
    return next(paragraph for paragraph in paragraphs(document) if paragraph.text.startswith(start))


def says(start: str, text: str) -> Callable[[DocumentObject], None]:
    """Other words in the place of the paragraph's own."""
    def plant(document: DocumentObject) -> None:
        line(document, start).runs[0].text = text
    return plant


def looks(start: str, **font: Any) -> Callable[[DocumentObject], None]:
    """Another size, weight, slant or typeface."""
    def plant(document: DocumentObject) -> None:
        for run in line(document, start).runs:
            for name, value in font.items():
                setattr(run.font, name, value)
    return plant


def gone(*starts: str) -> Callable[[DocumentObject], None]:
    """Without these paragraphs' words."""
    def plant(document: DocumentObject) -> None:
        for start in starts:
            found = line(document, start)
            if found._p.getnext() is None:
                found.runs[0].text = ""
            else:
                found._p.getparent().remove(found._p)
    return plant


def ruleless(start: str) -> Callable[[DocumentObject], None]:
    """Without the line drawn below the paragraph."""
    def plant(document: DocumentObject) -> None:
        after = line(document, start)._p.getnext()
        border = after.find(f".//{qn('w:pBdr')}")
        border.getparent().remove(border)
    return plant


def sheet(**sizes: Any) -> Callable[[DocumentObject], None]:
    """Another size or margin of the sheet."""
    def plant(document: DocumentObject) -> None:
        for name, value in sizes.items():
            setattr(document.sections[0], name, value)
    return plant


def body(**formats: Any) -> Callable[[DocumentObject], None]:
    """Another format of every paragraph of the body."""
    def plant(document: DocumentObject) -> None:
        for paragraph in document.paragraphs:
            if paragraph.text.startswith("Thực hiện"):
                for name, value in formats.items():
                    setattr(paragraph.paragraph_format, name, value)
    return plant


def number_at_the_foot(document: DocumentObject) -> None:
    header, footer = document.sections[0].header, document.sections[0].footer
    footer.paragraphs[0]._p.getparent().replace(footer.paragraphs[0]._p, header.paragraphs[0]._p)
    header.add_paragraph()


def header(change: Callable[[Paragraph], object]) -> Callable[[DocumentObject], None]:
    """Something else in the header, where the page number stands."""
    return lambda document: change(document.sections[0].header.paragraphs[0]) and None


def words_of(text: str) -> Any:
    """A run by itself."""
    return Document().add_paragraph().add_run(text)._r


def small_number(document: DocumentObject) -> None:
    style: Any = document.styles["Header"]
    style.font.size = Pt(10)


def red(document: DocumentObject) -> None:
    line(document, "Thực hiện").runs[0].font.color.rgb = RGBColor(0xC0, 0, 0)


FAULTS = (
    Fault("sheet.size", sheet(page_width=Mm(216), page_height=Mm(279))),
    Fault("sheet.top", sheet(top_margin=Mm(40))),
    Fault("sheet.bottom", sheet(bottom_margin=Mm(8))),
    Fault("sheet.left", sheet(left_margin=Mm(20))),
    Fault("sheet.right", sheet(right_margin=Mm(8))),
    Fault("title.missing", gone("CỘNG HÒA")),
    Fault("title.words", says("CỘNG HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHIA VIỆT NAM")),
    Fault("title.size", looks("CỘNG HÒA", size=Pt(11))),
    Fault("title.bold", looks("CỘNG HÒA", bold=False)),
    Fault("title.case", says("CỘNG HÒA", "Cộng hòa xã hội chủ nghĩa Việt Nam")),
    Fault("motto.missing", gone("Độc lập")),
    Fault("motto.words", says("Độc lập", "Độc lập - Tự do - Hạnh phục")),
    Fault("motto.dashes", says("Độc lập", "Độc lập – Tự do – Hạnh phúc")),
    Fault("motto.case", says("Độc lập", "Độc Lập - Tự Do - Hạnh Phúc")),
    Fault("motto.line", ruleless("Độc lập")),
    Fault("motto.size", looks("Độc lập", size=Pt(12))),
    Fault("issuer.missing", gone("UBND TỈNH", "ỦY BAN", "XÃ TÂN")),
    Fault("issuer.line", ruleless("XÃ TÂN")),
    Fault("issuer.bold", looks("XÃ TÂN", bold=False)),
    Fault("issuer.case", says("XÃ TÂN", "Xã Tân Hòa")),
    Fault("superior.bold", looks("UBND TỈNH", bold=True)),
    Fault("number.missing", gone("Số:")),
    Fault("number.form", says("Số:", "Số: 12 UBND")),
    Fault("number.kind", says("Số:", "Số:            /CV-UBND")),
    Fault("number.kind", says("Số:", "Số:            /TB-UBND"), REPORT),
    Fault("number.colon", says("Số:", "Số            /UBND-KT")),
    Fault("number.zero", says("Số:", "Số: 5/UBND-KT")),
    Fault("number.spaces", says("Số:", "Số:            /UBND - KT")),
    Fault("number.capitals", says("Số:", "Số:            /ubnd-kt")),
    Fault("number.size", looks("Số:", size=Pt(14))),
    Fault("date.missing", gone("Tân Hòa, ngày")),
    Fault("date.form", says("Tân Hòa, ngày", "Tân Hòa, ngày 15/10/2026")),
    Fault("date.impossible", says("Tân Hòa, ngày", "Tân Hòa, ngày 31 tháng 02 năm 2026")),
    Fault("date.comma", says("Tân Hòa, ngày", "Tân Hòa ngày 15 tháng 10 năm 2026")),
    Fault("date.day", says("Tân Hòa, ngày", "Tân Hòa, ngày 5 tháng 10 năm 2026")),
    Fault("date.month", says("Tân Hòa, ngày", "Tân Hòa, ngày 15 tháng 05 năm 2026")),
    Fault("date.month", says("Tân Hòa, ngày", "Tân Hòa, ngày 15 tháng 1 năm 2026")),
    Fault("date.italic", looks("Tân Hòa, ngày", italic=False)),
    Fault("kind.missing", gone("BÁO CÁO"), REPORT),
    Fault("kind.case", says("BÁO CÁO", "Báo cáo"), REPORT),
    Fault("kind.bold", looks("BÁO CÁO", bold=False), REPORT),
    Fault("subject.missing", gone("Kết quả xử lý"), REPORT),
    Fault("subject.line", ruleless("Kết quả xử lý"), REPORT),
    Fault("subject.bold", looks("Kết quả xử lý", bold=False), REPORT),
    Fault("about.missing", gone("V/v")),
    Fault("about.form", says("V/v", "Trả lời Công văn số 536")),
    Fault("about.bold", looks("V/v", bold=True)),
    Fault("addressees.missing", gone("Kính gửi", "- UBND huyện", "- Sở Nội vụ")),
    Fault("addressees.colon", says("Kính gửi", "Kính gửi")),
    Fault("addressees.list", says("- UBND huyện", "- UBND huyện Sơn Động,")),
    Fault("body.size", looks("Thực hiện", size=Pt(12))),
    Fault("body.indent", body(first_line_indent=Mm(0))),
    Fault("body.spacing", body(line_spacing=2.0), printed=False),
    Fault("body.sides", body(alignment=WD_ALIGN_PARAGRAPH.LEFT), printed=False),
    Fault("body.end", says("Trên đây", "Trên đây là kết quả thực hiện của Ủy ban nhân dân xã Tân Hòa.")),
    Fault("capacity.missing", gone("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    Fault("capacity.form", says("KT. CHỦ TỊCH", "KT CHỦ TỊCH")),
    Fault("capacity.deputy", says("PHÓ CHỦ TỊCH", "CHỦ TỊCH")),
    Fault("capacity.bold", looks("KT. CHỦ TỊCH", bold=False)),
    Fault("capacity.case", says("PHÓ CHỦ TỊCH", "Phó Chủ tịch")),
    Fault("signatory.missing", gone("Phạm Thị Phó")),
    Fault("signatory.honours", says("Phạm Thị Phó", "ThS. Phạm Thị Phó")),
    Fault("signatory.case", says("Phạm Thị Phó", "PHẠM THỊ PHÓ")),
    Fault("signatory.bold", looks("Phạm Thị Phó", bold=False)),
    Fault("recipients.missing", gone("Nơi nhận")),
    Fault("recipients.colon", says("Nơi nhận", "Nơi nhận")),
    Fault("recipients.clerk", says("- Lưu", "- Phòng Tư pháp;")),
    Fault("recipients.list", says("- Phòng Kinh tế", "- Phòng Kinh tế")),
    Fault("recipients.italic", looks("Nơi nhận", italic=False)),
    Fault("recipient.size", looks("- Phòng Kinh tế", size=Pt(13))),
    Fault("annex.reference", gone("(Kèm theo")),
    Fault("annex.roman", says("Phụ lục I", "Phụ lục 1")),
    Fault("annex.bold", looks("Phụ lục I", bold=False)),
    Fault("text.unicode", looks("Thực hiện", name=".VnTime"), printed=False),
    Fault("text.font", looks("Thực hiện", name="Arial")),
    Fault("text.colour", red),
    Fault("text.blank", says("Thực hiện", "Thực hiện Công văn số …/UBND-VP của Ủy ban nhân dân tỉnh.")),
    Fault("page_number.missing", header(lambda place: place._p.clear_content() or True)),
    Fault("page_number.first", sheet(different_first_page_header_footer=False)),
    Fault("page_number.place", number_at_the_foot),
    Fault("page_number.centre", header(lambda place: setattr(place, "alignment", WD_ALIGN_PARAGRAPH.RIGHT))),
    Fault("page_number.form", header(lambda place: place._p.insert(1, words_of("Trang ")))),
    Fault("page_number.size", small_number),
)
