"""Letters in the layout of Decree 30/2020, printed as PDF or written as DOCX, each with what a reader should find."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

FONTS = Path("/usr/share/fonts/truetype/liberation2")
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
BODY = (
    "Trong thời gian qua, công tác gửi, nhận văn bản điện tử giữa các cơ quan trên địa bàn đã đạt nhiều kết quả"
    " tích cực, góp phần giảm thời gian, chi phí và nâng cao hiệu quả chỉ đạo, điều hành.",
    "Để tiếp tục nâng cao chất lượng, đề nghị các cơ quan, đơn vị tập trung thực hiện các nội dung sau đây.",
)


@dataclass(frozen=True)
class Letter:
    """What is printed, line by line, and what should be read from it."""

    name: str
    agency: tuple[str, ...]
    number: str
    dated: str
    signature: tuple[str, ...]
    recipients: tuple[str, ...]
    expected: dict[str, Any]
    above: tuple[str, ...] = STATE
    about: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    stamp: str = ""
    addressed: tuple[str, ...] = ()
    body: tuple[str, ...] = field(default=BODY)


def as_pdf(letter: Letter, path: Path) -> Path:
    """Printed with columns as tables, as word processors do."""
    _fonts()
    sheet = SimpleDocTemplate(str(path), pagesize=A4, leftMargin=30 * mm, rightMargin=15 * mm, topMargin=20 * mm)
    sheet.build(list(_flowables(letter)))
    return path


@lru_cache(maxsize=1)
def _fonts() -> None:
    for name, file in (("Serif", "Regular"), ("Serif-Bold", "Bold"), ("Serif-Italic", "Italic")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"LiberationSerif-{file}.ttf")))


def _style(name: str, size: float = 13, **options: Any) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=name, fontSize=size, leading=size * 1.3, **options)


def _flowables(letter: Letter) -> Iterator[Flowable]:
    centre, bold = _style("Serif", alignment=TA_CENTER), _style("Serif-Bold", alignment=TA_CENTER)
    italic = _style("Serif-Italic", alignment=TA_CENTER)
    stamp = (letter.stamp,) if letter.stamp else ()
    left = [Paragraph(line, bold) for line in (*letter.agency, *stamp)]
    right = [Paragraph(line, bold) for line in letter.above]
    below_left = [Paragraph(line, centre) for line in (letter.number, *letter.about)]
    columns = [72 * mm, 93 * mm]
    rows = [[left, right], [below_left, [Paragraph(letter.dated, italic)]]]
    yield Table(rows, columns, style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    yield Spacer(1, 5 * mm)
    for line in letter.title:
        yield Paragraph(line, _style("Serif-Bold", 14, alignment=TA_CENTER))
    if len(letter.addressed) == 1:
        yield Paragraph(f"Kính gửi: {letter.addressed[0]}", _style("Serif", 14, alignment=TA_CENTER))
    elif letter.addressed:
        yield Paragraph("Kính gửi:", _style("Serif", 14, leftIndent=30 * mm))
        for line in letter.addressed:
            yield Paragraph(line, _style("Serif", 14, leftIndent=40 * mm))
    yield Spacer(1, 3 * mm)
    for line in letter.body:
        yield Paragraph(line, _style("Serif", 14, alignment=TA_JUSTIFY, firstLineIndent=12.7 * mm, spaceAfter=6))
    yield Spacer(1, 3 * mm)
    names: list[Flowable] = [Paragraph("<b>Nơi nhận:</b>", _style("Serif-Italic", 12))]
    names += [Paragraph(line, _style("Serif", 11)) for line in letter.recipients]
    signed: list[Flowable] = [Paragraph(line, bold) for line in letter.signature[:-1]]
    signed += [Spacer(1, 22 * mm), Paragraph(letter.signature[-1], bold)]
    yield Table([[names, signed]], [85 * mm, 80 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])


def as_docx(letter: Letter, path: Path, *, tabs: bool = False) -> Path:
    """Written with tables for the columns, or with tabs as older hands do."""
    document = Document()
    stamp = (letter.stamp,) if letter.stamp else ()
    head = [((*letter.agency, *stamp), letter.above), ((letter.number, *letter.about), (letter.dated,))]
    for left, right in head:
        _columns(document, left, right, tabs)
    for line in letter.title:
        paragraph = document.add_paragraph(line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if len(letter.addressed) == 1:
        document.add_paragraph(f"Kính gửi: {letter.addressed[0]}")
    elif letter.addressed:
        for line in ("Kính gửi:", *letter.addressed):
            document.add_paragraph(line)
    for line in letter.body:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _columns(document, ("Nơi nhận:", *letter.recipients), letter.signature, tabs)
    document.save(str(path))
    return path


def _columns(document: Any, left: tuple[str, ...], right: tuple[str, ...], tabs: bool) -> None:
    if tabs:
        for at in range(max(len(left), len(right))):
            one = left[at] if at < len(left) else ""
            other = right[at] if at < len(right) else ""
            document.add_paragraph(f"{one}\t\t{other}" if other else one)
        return
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "\n".join(left), "\n".join(right)


LETTERS = (
    Letter(
        name="decision of a province",
        agency=("ỦY BAN NHÂN DÂN", "TỈNH BẮC GIANG"),
        number="Số: 05/2024/QĐ-UBND",
        dated="Bắc Giang, ngày 09 tháng 02 năm 2024",
        title=(
            "QUYẾT ĐỊNH",
            "Về việc ban hành Quy định gửi, nhận, lưu trữ và sử dụng văn bản điện tử",
            "trong các cơ quan nhà nước trên địa bàn tỉnh Bắc Giang",
            "ỦY BAN NHÂN DÂN TỈNH BẮC GIANG",
        ),
        body=(
            "Căn cứ Luật Tổ chức chính quyền địa phương số 77/2015/QH13 ngày 19 tháng 6 năm 2015;",
            "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
            "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 12/TTr-SNV ngày 02/01/2024.",
            "QUYẾT ĐỊNH:",
            "Điều 1. Ban hành kèm theo Quyết định này Quy định về gửi, nhận văn bản điện tử.",
        ),
        recipients=("- Như Điều 3;", "- Văn phòng Chính phủ;", "- Lưu: VT, TH."),
        signature=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Ánh Dương"),
        expected={
            "issuer": "UBND tỉnh Bắc Giang",
            "issuer_printed": "ỦY BAN NHÂN DÂN TỈNH BẮC GIANG",
            "reference": "05/2024/QĐ-UBND",
            "number": 5,
            "symbol": "QĐ-UBND",
            "dated_on": "2024-02-09",
            "kind": "Quyết định",
            "subject": "Về việc ban hành Quy định gửi, nhận, lưu trữ và sử dụng văn bản điện tử"
            " trong các cơ quan nhà nước trên địa bàn tỉnh Bắc Giang",
            "capacity": "TM. ỦY BAN NHÂN DÂN",
            "position": "CHỦ TỊCH",
            "signatory": "Lê Ánh Dương",
            "addressees": [],
            "recipients": [("Như Điều 3", None), ("Văn phòng Chính phủ", None), ("Lưu: VT, TH", None)],
            "citations": [
                ("77/2015/QH13", "2015-06-19"),
                ("30/2020/NĐ-CP", "2020-03-05"),
                ("12/TTr-SNV", "2024-01-02"),
            ],
        },
    ),
    Letter(
        name="notice of a department",
        agency=("UBND TỈNH BẮC GIANG", "SỞ THÔNG TIN VÀ", "TRUYỀN THÔNG"),
        number="Số: 71/TB-STTTT",
        dated="Bắc Giang, ngày 25 tháng 3 năm 2019",
        title=("THÔNG BÁO", "Kết quả kiểm tra việc gửi, nhận văn bản điện tử quý I năm 2019"),
        recipients=("- UBND tỉnh (b/c);", "- Các sở, ban, ngành;", "- Lưu: VT, CNTT."),
        signature=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Gia Phong"),
        expected={
            "issuer": "Sở Thông tin và Truyền thông tỉnh Bắc Giang",
            "issuer_printed": "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
            "issuer_parent": "UBND TỈNH BẮC GIANG",
            "number": 71,
            "symbol": "TB-STTTT",
            "dated_on": "2019-03-25",
            "kind": "Thông báo",
            "subject": "Kết quả kiểm tra việc gửi, nhận văn bản điện tử quý I năm 2019",
            "capacity": "KT. GIÁM ĐỐC",
            "position": "PHÓ GIÁM ĐỐC",
            "signatory": "Nguyễn Gia Phong",
            "recipients": [("UBND tỉnh (b/c)", None), ("Các sở, ban, ngành", None), ("Lưu: VT, CNTT", None)],
        },
    ),
    Letter(
        name="report of a commune",
        agency=("ỦY BAN NHÂN DÂN", "XÃ AN CHÂU"),
        number="Số: 12/BC-UBND",
        dated="An Châu, ngày 15 tháng 7 năm 2026",
        title=("BÁO CÁO", "Tình hình thực hiện nhiệm vụ 6 tháng đầu năm,", "phương hướng 6 tháng cuối năm 2026"),
        addressed=("Ủy ban nhân dân tỉnh Bắc Ninh.",),
        body=(
            *BODY,
            "Thực hiện Công văn số 2165/UBND-\u200bKSTT ngày 12/6/2026 của UBND tỉnh và Kế hoạch số 35/KH-UBND"
            " ngày 02 tháng 01 năm 2026, Ủy ban nhân dân xã báo cáo kết quả như trên./.",
        ),
        recipients=("- Như trên;", "- TT Đảng ủy, HĐND xã;", "- Lưu: VT."),
        signature=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đỗ Thị Ước"),
        expected={
            "issuer": "UBND xã An Châu",
            "number": 12,
            "symbol": "BC-UBND",
            "dated_on": "2026-07-15",
            "kind": "Báo cáo",
            "subject": "Tình hình thực hiện nhiệm vụ 6 tháng đầu năm, phương hướng 6 tháng cuối năm 2026",
            "capacity": "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH",
            "position": "PHÓ CHỦ TỊCH",
            "signatory": "Đỗ Thị Ước",
            "addressees": ["Ủy ban nhân dân tỉnh Bắc Ninh"],
            "recipients": [("Như trên", None), ("TT Đảng ủy, HĐND xã", None), ("Lưu: VT", None)],
            "citations": [("2165/UBND-KSTT", "2026-06-12"), ("35/KH-UBND", "2026-01-02")],
        },
    ),
    Letter(
        name="invitation by order",
        agency=("UBND HUYỆN SƠN ĐỘNG", "VĂN PHÒNG"),
        number="Số: 08/GM-VP",
        dated="Sơn Động, ngày 3 tháng 6 năm 2020",
        title=("GIẤY MỜI", "Dự hội nghị tập huấn phần mềm quản lý văn bản"),
        recipients=("- Thành phần mời;", "- Lưu: VT."),
        signature=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Vi Văn Hoàng"),
        expected={
            "issuer": "Văn phòng UBND huyện Sơn Động",
            "number": 8,
            "symbol": "GM-VP",
            "dated_on": "2020-06-03",
            "kind": "Giấy mời",
            "subject": "Dự hội nghị tập huấn phần mềm quản lý văn bản",
            "capacity": "TL. CHỦ TỊCH",
            "position": "CHÁNH VĂN PHÒNG",
            "signatory": "Vi Văn Hoàng",
            "addressees": [],
        },
    ),
    Letter(
        name="resolution of the Party",
        agency=("BAN CHẤP HÀNH TRUNG ƯƠNG", "*"),
        above=PARTY,
        number="Số 35-NQ/TW",
        dated="Hà Nội, ngày 16 tháng 6 năm 2022",
        title=("NGHỊ QUYẾT", "về tăng cường sự lãnh đạo của Đảng đối với công tác văn thư, lưu trữ"),
        recipients=("- Các tỉnh ủy, thành ủy;", "- Lưu Văn phòng Trung ương Đảng."),
        signature=("T/M BAN CHẤP HÀNH TRUNG ƯƠNG", "TỔNG BÍ THƯ", "Nguyễn Phú Minh"),
        expected={
            "issuer": "Ban Chấp hành Trung ương",
            "reference": "35-NQ/TW",
            "number": 35,
            "symbol": "NQ/TW",
            "dated_on": "2022-06-16",
            "kind": "Nghị quyết",
            "subject": "về tăng cường sự lãnh đạo của Đảng đối với công tác văn thư, lưu trữ",
            "capacity": "T/M BAN CHẤP HÀNH TRUNG ƯƠNG",
            "position": "TỔNG BÍ THƯ",
            "signatory": "Nguyễn Phú Minh",
        },
    ),
    Letter(
        name="urgent letter of a ministry",
        agency=("BỘ TÀI NGUYÊN VÀ", "MÔI TRƯỜNG"),
        stamp="HỎA TỐC",
        number="Số: 7816/BTNMT-TTĐT",
        dated="Hà Nội, ngày 31 tháng 10 năm 2023",
        about=(
            "V/v tăng cường triển khai các giải pháp",
            "phòng, chống thiên tai và bảo đảm",
            "thông tin liên lạc trong mùa mưa bão",
        ),
        addressed=("- Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương;", "- Các đơn vị thuộc Bộ."),
        recipients=(
            "- Như trên;",
            "- Thủ tướng Chính phủ (để báo cáo);",
            "Bản điện tử:",
            "- Các Thứ trưởng;",
            "- Cổng thông tin điện tử của Bộ và các đơn vị trực thuộc Bộ có liên quan;",
            "- Lưu: VT, VP.",
        ),
        signature=("TUQ. BỘ TRƯỞNG", "CỤC TRƯỞNG CỤC CHUYỂN ĐỔI SỐ", "Lê Phú Hà"),
        expected={
            "issuer": "Bộ Tài nguyên và Môi trường",
            "number": 7816,
            "symbol": "BTNMT-TTĐT",
            "dated_on": "2023-10-31",
            "kind": "Công văn",
            "subject": "V/v tăng cường triển khai các giải pháp phòng, chống thiên tai và bảo đảm"
            " thông tin liên lạc trong mùa mưa bão",
            "urgency": "express",
            "capacity": "TUQ. BỘ TRƯỞNG",
            "position": "CỤC TRƯỞNG CỤC CHUYỂN ĐỔI SỐ",
            "signatory": "Lê Phú Hà",
            "addressees": ["Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương", "Các đơn vị thuộc Bộ"],
            "recipients": [
                ("Như trên", "paper"),
                ("Thủ tướng Chính phủ (để báo cáo)", "paper"),
                ("Các Thứ trưởng", "electronic"),
                ("Cổng thông tin điện tử của Bộ và các đơn vị trực thuộc Bộ có liên quan", "electronic"),
                ("Lưu: VT, VP", "electronic"),
            ],
        },
    ),
    Letter(
        name="letter whose number and day are still to be written",
        agency=("UBND HUYỆN SƠN ĐỘNG", "PHÒNG LAO ĐỘNG - THƯƠNG BINH", "VÀ XÃ HỘI"),
        number="Số:          /LĐTBXH-BTXH",
        dated="Sơn Động, ngày       tháng 7 năm 2024",
        about=("V/v rà soát hộ nghèo",),
        addressed=("Ủy ban nhân dân các xã, thị trấn.",),
        recipients=("- Như trên;", "- Lưu: VT."),
        signature=("Q. TRƯỞNG PHÒNG", "Hoàng Thị Mỹ Lệ"),
        expected={
            "issuer": "Phòng Lao động - Thương binh và Xã hội huyện Sơn Động",
            "number": None,
            "reference": None,
            "symbol": "LĐTBXH-BTXH",
            "dated_on": None,
            "kind": "Công văn",
            "subject": "V/v rà soát hộ nghèo",
            "capacity": "Q. TRƯỞNG PHÒNG",
            "position": "TRƯỞNG PHÒNG",
            "signatory": "Hoàng Thị Mỹ Lệ",
            "addressees": ["Ủy ban nhân dân các xã, thị trấn"],
        },
    ),
    Letter(
        name="letter with an example of recipients in its body",
        agency=("ĐẢNG BỘ TỈNH BẮC NINH", "ĐẢNG ỦY XÃ AN CHÂU"),
        above=PARTY,
        number="Số 12-CV/ĐU",
        dated="An Châu, ngày 05 tháng 01 năm 2026",
        about=("V/v trình bày nơi nhận",),
        addressed=("Các chi bộ trực thuộc.",),
        body=(*BODY, "Nơi nhận:", "- Như trên;", "- Sở Nội vụ;", "- Lưu: VT.", "Yêu cầu các chi bộ thực hiện./."),
        recipients=("- Như Kính gửi;", "- Lưu Văn phòng Đảng ủy."),
        signature=("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Văn Ửng"),
        expected={
            "issuer": "Đảng ủy xã An Châu",
            "number": 12,
            "symbol": "CV/ĐU",
            "dated_on": "2026-01-05",
            "kind": "Công văn",
            "subject": "V/v trình bày nơi nhận",
            "capacity": "T/M BAN THƯỜNG VỤ",
            "position": "PHÓ BÍ THƯ",
            "signatory": "Trần Văn Ửng",
            "addressees": ["Các chi bộ trực thuộc"],
            "recipients": [("Như Kính gửi", None), ("Lưu Văn phòng Đảng ủy", None)],
        },
    ),
    Letter(
        name="plan with its subject in capitals",
        agency=("HỘI ĐỒNG NHÂN DÂN", "PHƯỜNG KINH BẮC"),
        number="Số: 102/KH-HĐND",
        dated="Kinh Bắc, ngày 30 tháng 11 năm 2025",
        title=("KẾ HOẠCH", "GIÁM SÁT CHUYÊN ĐỀ VỀ CÔNG TÁC VĂN THƯ NĂM 2026"),
        stamp="THƯỢNG KHẨN",
        recipients=("- Thường trực HĐND;", "- Lưu: VT."),
        signature=("TM. THƯỜNG TRỰC HĐND", "CHỦ TỊCH", "Ngô Thị Quỳnh Nga"),
        expected={
            "issuer": "HĐND phường Kinh Bắc",
            "number": 102,
            "symbol": "KH-HĐND",
            "dated_on": "2025-11-30",
            "kind": "Kế hoạch",
            "subject": "GIÁM SÁT CHUYÊN ĐỀ VỀ CÔNG TÁC VĂN THƯ NĂM 2026",
            "urgency": "very_urgent",
            "capacity": "TM. THƯỜNG TRỰC HĐND",
            "position": "CHỦ TỊCH",
            "signatory": "Ngô Thị Quỳnh Nga",
        },
    ),
)


def found_in(reading: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The expected fields as the reading has them, in the short form of ``expected``."""
    told = dict(reading)
    told["recipients"] = [(one["name"], one["channel"]) for one in reading["recipients"]]
    told["citations"] = [(one["reference"], one["dated_on"]) for one in reading["citations"]]
    return {name: told[name] for name in expected}
