"""Letters as files for the tests: written as DOCX by the portal, and as PDF drawn line by line, which is quick."""

from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal.adapters import pdf_fields
from portal.adapters.docx_letters import Letter

LETTER: dict[str, Any] = {
    "issuer": "Ủy ban nhân dân xã Tân Hòa", "parent": "UBND tỉnh Bắc Ninh", "symbol": "UBND-KT", "place": "Tân Hòa",
    "year": 2026, "subject": "trả lời Công văn số 536/UBND-TH", "capacity": "KT. Chủ tịch",
    "position": "Phó Chủ tịch", "signatory": "Phạm Thị Phó", "addressees": ("UBND huyện Sơn Động",),
    "body": ("Ủy ban nhân dân xã Tân Hòa báo cáo như sau: xã đã phân loại và xử lý văn bản điện tử./.",),
    "paper": ("Như trên", "Lưu: VT, KT"), "electronic": ("Phòng Kinh tế",),
}


def letter(**changes: Any) -> Letter:
    """An ordinary letter with some of it changed."""
    return Letter(**{**LETTER, **changes})


def draw(
    path: Path, *, number: str = "Số:            /UBND-KT", date: str = "Tân Hòa, ngày       tháng       năm 2026",
    name: str = "Phạm Thị Phó", pages: int = 1,
) -> Path:
    """The same letter drawn as a PDF, with the lines that matter as they are given."""
    pdfmetrics.registerFont(TTFont("Letter", str(pdf_fields.UPRIGHT)))
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(1, pages + 1):
        canvas.setFont("Letter", 13)
        if page == 1:
            head(canvas, number, date)
        canvas.drawString(85, 600, "Ủy ban nhân dân xã Tân Hòa báo cáo về phân loại văn bản điện tử như sau.")
        if page == pages:
            foot(canvas, name)
        canvas.showPage()
    canvas.save()
    return path


def head(canvas: Canvas, number: str, date: str) -> None:
    canvas.drawCentredString(170, 780, "ỦY BAN NHÂN DÂN")
    canvas.drawCentredString(170, 764, "XÃ TÂN HÒA")
    canvas.drawString(120, 735, number)
    canvas.drawCentredString(420, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    canvas.drawCentredString(420, 764, "Độc lập - Tự do - Hạnh phúc")
    canvas.drawString(320, 735, date)
    canvas.drawCentredString(300, 660, "Kính gửi: UBND huyện Sơn Động")


def foot(canvas: Canvas, name: str) -> None:
    canvas.drawString(85, 300, "Nơi nhận:")
    canvas.drawString(85, 284, "- Như trên;")
    canvas.drawString(85, 220, "- Lưu: VT, KT.")
    canvas.drawCentredString(420, 300, "KT. CHỦ TỊCH")
    canvas.drawCentredString(420, 284, "PHÓ CHỦ TỊCH")
    canvas.drawCentredString(420, 200, name)
