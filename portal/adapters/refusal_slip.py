"""Phiếu trả lại văn bản as PDF: one A4 page, to be handed over with what is given back."""

from collections.abc import Mapping
from datetime import date
from html import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from portal.adapters.pdf_fields import FONTS
from portal.rules.refusals import Slip

FONT = "slip"
DOTS = "." * 60  # a gap to be filled in by hand
_BODY = ParagraphStyle("body", fontName=FONT, fontSize=13, leading=19, alignment=TA_JUSTIFY, spaceAfter=6)
_MIDDLE = ParagraphStyle("middle", parent=_BODY, alignment=TA_CENTER, leading=16, spaceAfter=0)
_HEAD = ParagraphStyle("head", parent=_MIDDLE, fontSize=12)
_TITLE = ParagraphStyle("title", parent=_MIDDLE, fontSize=15, leading=20)


def write(target: str, values: Mapping[str, str]) -> None:
    """The slip, as the fields of ``rules.refusals.Slip``, into a PDF file."""
    slip = Slip(**values)
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, str(FONTS / "cong-van-serif.ttf")))
    page = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=30 * mm, rightMargin=18 * mm, topMargin=20 * mm, bottomMargin=20 * mm,
        title="Phiếu trả lại văn bản", author=slip.office, initialFontName=FONT,
    )
    page.build([_head(slip), Spacer(1, 10 * mm), *_body(slip), Spacer(1, 8 * mm), _foot(slip)])


def _head(slip: Slip) -> Table:
    """Who gives it back, and where and when."""
    left = "<br/>".join(escape(line.upper()) for line in (slip.parent, slip.office) if line)
    right = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br/>Độc lập - Tự do - Hạnh phúc"
    day = date.fromisoformat(slip.day)
    when = f"{escape(slip.place)}, ngày {day.day:02d} tháng {_month(day)} năm {day.year}"
    rows = [[Paragraph(left, _HEAD), Paragraph(right, _HEAD)], ["", Paragraph(when, _HEAD)]]
    return Table(rows, colWidths=[60 * mm, 102 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])


def _body(slip: Slip) -> list[Paragraph]:
    """What is given back, and why."""
    lines = [
        f"Kính gửi: {_or_dots(slip.to)}",
        f"{escape(slip.office)} trả lại văn bản dưới đây, không vào sổ đăng ký văn bản đến:",
        f"Số, ký hiệu: {_or_dots(slip.reference)}",
        f"Ngày văn bản: {f'{date.fromisoformat(slip.dated_on):%d/%m/%Y}' if slip.dated_on else DOTS}",
        f"Trích yếu: {_or_dots(slip.subject)}",
        f"Đến: {escape(slip.came)}",
        f"Lý do trả lại: {escape(slip.reason)}",
        "Đề nghị nơi gửi kiểm tra, sửa chữa và gửi lại nếu vẫn cần tiếp nhận.",
    ]
    return [Paragraph("PHIẾU TRẢ LẠI VĂN BẢN", _TITLE), Spacer(1, 6 * mm), *(Paragraph(line, _BODY) for line in lines)]


def _foot(slip: Slip) -> Table:
    """Room for both signatures."""
    left = "NGƯỜI NHẬN LẠI<br/>(ký, ghi rõ họ tên, ngày nhận)"
    right = f"VĂN THƯ<br/><br/><br/><br/>{escape(slip.clerk)}"
    return Table([[Paragraph(left, _MIDDLE), Paragraph(right, _MIDDLE)]], colWidths=[81 * mm, 81 * mm],
                 style=[("VALIGN", (0, 0), (-1, -1), "TOP")])


def _or_dots(text: str) -> str:
    return escape(text) if text else DOTS


def _month(day: date) -> str:
    """Months 1 and 2 with a zero (Decree 30/2020/NĐ-CP Annex I)."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)
