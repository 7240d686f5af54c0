"""What the layout check says in Vietnamese: what is wrong in a part, and what to do."""

from portal.rules.layout import Finding
from portal.rules.layout_rules import INDENT, LOOKS, MARGINS

PARTS: dict[str, str] = {
    "title": "Quốc hiệu", "motto": "Tiêu ngữ", "superior": "Tên cơ quan chủ quản", "issuer": "Tên cơ quan ban hành",
    "number": "Số, ký hiệu", "date": "Địa danh và thời gian", "kind": "Tên loại văn bản", "subject": "Trích yếu",
    "about": "Trích yếu công văn", "addressees": "Kính gửi", "body": "Nội dung", "capacity": "Quyền hạn, chức vụ",
    "signatory": "Họ tên người ký", "recipients": "Nơi nhận", "recipient": "Tên các nơi nhận",
    "page_number": "Số trang", "annex": "Phụ lục", "sheet": "Khổ giấy, lề", "text": "Chữ viết",
    "check": "Kiểm tra thể thức",
}
_SIDES = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}

# What is wrong and what to do; {found} is what stands there, {0} and {1} what the rule asks for.
WORDS: dict[str, tuple[str, str]] = {
    "sheet.size": ("khổ giấy {found}", "Đặt khổ A4 (210 × 297 mm)."),
    **{f"sheet.{side}": (f"lề {name} {{found}}", f"Đặt lề {name} từ {MARGINS[side][0]:g} đến {MARGINS[side][1]:g} mm.")
       for side, name in _SIDES.items()},
    "title.missing": ("không thấy Quốc hiệu", "Ghi “CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM” ở trên cùng, bên phải."),
    "title.words": ("chữ không đúng", "Ghi đúng “CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM”."),
    "motto.missing": ("không thấy Tiêu ngữ", "Ghi “Độc lập - Tự do - Hạnh phúc” dưới Quốc hiệu."),
    "motto.words": ("chữ không đúng", "Ghi đúng “Độc lập - Tự do - Hạnh phúc”."),
    "motto.dashes": ("gạch nối không đúng",
                     "Dùng gạch nối ngắn, có cách chữ hai bên: “Độc lập - Tự do - Hạnh phúc”."),
    "motto.case": ("chữ hoa, chữ thường không đúng", "Chỉ viết hoa chữ đầu ba cụm: “Độc lập - Tự do - Hạnh phúc”."),
    "motto.line": ("không có đường kẻ bên dưới", "Kẻ một đường nét liền dài bằng dòng chữ."),
    "issuer.missing": ("không thấy tên cơ quan ban hành", "Ghi tên cơ quan ở trên cùng, bên trái, phía trên số."),
    "issuer.line": ("không có đường kẻ bên dưới", "Kẻ một đường nét liền dài từ 1/3 đến 1/2 dòng chữ, đặt cân đối."),
    "number.missing": ("không thấy dòng số, ký hiệu", "Ghi “Số:        /KÝ HIỆU” dưới tên cơ quan ban hành."),
    "number.form": ("“{found}” không đúng mẫu số, ký hiệu",
                    "Ghi theo mẫu “Số:        /UBND-VP” (công văn) hoặc “Số:        /QĐ-UBND” (văn bản có tên loại)."),
    "number.kind": ("ký hiệu “{found}” không hợp với loại văn bản",
                    "Dùng chữ viết tắt của đúng tên loại; công văn không có chữ viết tắt tên loại."),
    "number.colon": ("thiếu dấu hai chấm sau chữ “Số”", "Ghi “Số:” có dấu hai chấm."),
    "number.word": ("viết “{found}”", "Viết “Số:”, chỉ hoa chữ đầu."),
    "number.zero": ("số {found} viết một chữ số", "Số nhỏ hơn 10 ghi thêm số 0 ở trước."),
    "number.spaces": ("ký hiệu “{found}” có khoảng trống", "Viết liền hai bên dấu “/” và “-”."),
    "number.capitals": ("ký hiệu “{found}” có chữ thường", "Viết hoa ký hiệu."),
    "date.missing": ("không thấy địa danh và thời gian ban hành",
                     "Ghi “Địa danh, ngày      tháng      năm …” dưới Tiêu ngữ."),
    "date.form": ("“{found}” không đúng mẫu", "Ghi “Địa danh, ngày 05 tháng 01 năm 2026”."),
    "date.impossible": ("“{found}” không có trong lịch", "Sửa lại ngày, tháng."),
    "date.comma": ("thiếu dấu phẩy sau địa danh", "Thêm dấu phẩy sau địa danh."),
    "date.day": ("ngày {found} viết một chữ số", "Ngày nhỏ hơn 10 ghi thêm số 0 ở trước."),
    "date.month": ("tháng “{found}” viết không đúng", "Chỉ tháng 1 và tháng 2 ghi thêm số 0 ở trước."),
    "kind.missing": ("ký hiệu là của {found} nhưng không thấy tên loại", "Ghi tên loại bằng chữ in hoa, giữa dòng."),
    "subject.missing": ("không thấy trích yếu dưới tên loại", "Ghi trích yếu giữa dòng, ngay dưới tên loại."),
    "subject.line": ("không có đường kẻ bên dưới", "Kẻ một đường nét liền dài từ 1/3 đến 1/2 dòng chữ."),
    "about.missing": ("không thấy trích yếu dưới số, ký hiệu", "Ghi “V/v …” dưới số, ký hiệu."),
    "about.form": ("bắt đầu bằng “{found}”", "Bắt đầu trích yếu công văn bằng “V/v ”."),
    "addressees.missing": ("công văn không có “Kính gửi”", "Ghi “Kính gửi:” và nơi nhận chính trước nội dung."),
    "addressees.colon": ("thiếu dấu hai chấm", "Ghi “Kính gửi:” có dấu hai chấm."),
    "addressees.list": ("dấu cuối dòng không đúng", "Mỗi nơi một dòng “- …;”, dòng cuối kết thúc bằng dấu chấm."),
    "body.indent": ("dòng đầu đoạn lùi {found}",
                    f"Lùi dòng đầu đoạn {INDENT[0] / 10:g} cm hoặc {INDENT[1] / 10:.2f} cm.".replace(".", ",", 1)),
    "body.spacing": ("dãn dòng {found}", "Đặt dãn dòng từ dòng đơn đến 1,5 dòng."),
    "body.sides": ("không canh đều hai bên", "Canh đều cả hai lề."),
    "body.end": ("không có dấu kết thúc", "Kết thúc nội dung bằng “./.”."),
    "capacity.missing": ("không thấy quyền hạn, chức vụ của người ký",
                         "Ghi quyền hạn, chức vụ bên phải, ngang “Nơi nhận”."),
    "capacity.form": ("“{found}” viết tắt không đúng", "Ghi TM., KT., TL., TUQ. hoặc Q. có dấu chấm và cách chữ."),
    "capacity.deputy": ("sau “KT.” không phải chức vụ cấp phó", "Dưới dòng “KT.” ghi chức vụ cấp phó của người ký."),
    "signatory.missing": ("không thấy họ tên người ký", "Ghi họ tên dưới chức vụ, chừa chỗ cho chữ ký."),
    "signatory.honours": ("có “{found}” trước họ tên", "Không ghi học hàm, học vị, danh hiệu trước họ tên."),
    "recipients.missing": ("không thấy “Nơi nhận”", "Ghi “Nơi nhận:” bên trái, ngang quyền hạn, chức vụ."),
    "recipients.colon": ("thiếu dấu hai chấm hoặc sai chữ", "Ghi “Nơi nhận:” có dấu hai chấm."),
    "recipients.clerk": ("thiếu dòng “Lưu: VT”", "Thêm dòng cuối “- Lưu: VT, …”."),
    "recipients.list": ("gạch đầu dòng hoặc dấu cuối dòng không đúng",
                        "Mỗi nơi một dòng “- …;”, dòng cuối kết thúc bằng dấu chấm."),
    "annex.reference": ("không thấy dòng “(Kèm theo …)”", "Dưới tên phụ lục ghi “(Kèm theo Quyết định số … của …)”."),
    "annex.roman": ("số thứ tự “{found}”", "Đánh số phụ lục bằng chữ số La Mã: Phụ lục I, Phụ lục II."),
    "text.unicode": ("phông “{found}” không theo bảng mã Unicode",
                     "Chuyển sang Unicode (TCVN 6909), phông Times New Roman."),
    "text.blank": ("còn chỗ để trống", "Điền nội dung vào chỗ “…” hoặc bỏ đi."),
    "text.font": ("phông “{found}”", "Dùng phông Times New Roman cho cả văn bản."),
    "text.colour": ("chữ không phải màu đen", "Đặt màu chữ đen."),
    "text.absent_font": ("máy chủ không có phông “{found}”, bản PDF in bằng phông khác",
                         "Đổi chữ sang Times New Roman, hoặc báo người quản trị cài phông này rồi tải lại tệp."),
    "kind.unknown": ("“{found}” không phải tên loại văn bản hành chính",
                     "Dùng một tên loại của Điều 7; giấy tờ có mẫu riêng của ngành thì theo mẫu ấy."),
    "kind.spaced": ("viết cách từng chữ", "Viết liền tên loại, ví dụ THÔNG BÁO."),
    "number.issuer": ("ký hiệu “{found}” không phải của cơ quan ban hành",
                      "Văn bản của HĐND dùng ký hiệu HĐND, của UBND dùng ký hiệu UBND."),
    "number.year": ("ký hiệu “{found}” có năm", "Chỉ văn bản quy phạm pháp luật ghi năm sau số."),
    "capacity.kt": ("cấp phó ký mà không có dòng “KT.”", "Ghi “KT. CHỦ TỊCH” trên dòng “PHÓ CHỦ TỊCH”."),
    "capacity.authority": ("không hợp với thẩm quyền ban hành “{found}”",
                           "Quyết định của Ủy ban nhân dân ký “TM.”; của Chủ tịch thì không ghi “TM.”."),
    "body.after_end": ("còn chữ sau dấu kết thúc “./.”", "Đặt “./.” ở cuối nội dung, ngay trước phần ký."),
    "check.party": ("văn bản của Đảng, không kiểm tra theo Nghị định 30/2020/NĐ-CP",
                    "Đối chiếu với hướng dẫn thể thức văn bản của Đảng."),
    "check.unfinished": ("chưa kiểm tra được tệp này", "Tự đối chiếu từng phần với Nghị định trước khi trình ký."),
    "page_number.missing": ("các trang sau trang đầu không có số{found}", "Đánh số trang từ trang 2, giữa lề trên."),
    "page_number.first": ("trang đầu có số trang", "Bỏ số ở trang đầu."),
    "page_number.place": ("số trang ở cuối trang", "Đặt số trang ở lề trên."),
    "page_number.centre": ("số trang không ở giữa", "Canh giữa số trang theo chiều ngang."),
    "page_number.form": ("“{found}” không phải chữ số thường", "Chỉ ghi chữ số Ả Rập: 2, 3, 4."),
}
_LOOK_WORDS = {
    "size": ("cỡ chữ {found}", "Đặt cỡ chữ {sizes}."),
    "bold": ("kiểu chữ chưa đúng: {bold}", "Đặt {bold}."),
    "italic": ("kiểu chữ chưa đúng: {italic}", "Đặt {italic}."),
    "case": ("chữ hoa, chữ thường chưa đúng", "Viết {case}."),
}


def told(finding: Finding) -> str:
    """The part and what is wrong with it."""
    return _said(finding, 0)


def remedy(finding: Finding) -> str:
    """What to do."""
    return _said(finding, 1).removeprefix(f"{part_of(finding)}: ")


def part_of(finding: Finding) -> str:
    """The part of the letter the rule is about."""
    return PARTS[finding.rule.code.partition(".")[0]]


def place(finding: Finding) -> str:
    """Where on the page; of a DOCX, which has no pages yet, the paragraph."""
    if finding.line is None:
        return ""
    return f"trang {finding.page}, dòng {finding.line}" if finding.page else f"đoạn {finding.line}"


def _said(finding: Finding, which: int) -> str:
    part, _, aspect = finding.rule.code.partition(".")
    words = WORDS.get(finding.rule.code) or _LOOK_WORDS[aspect]
    found = finding.found
    if found and finding.rule.code == "page_number.missing":
        found = f" (trang {found})"
    return f"{PARTS[part]}: {words[which].format(found=found, **_asked(part))}"


def _asked(part: str) -> dict[str, str]:
    """What the look of a part should be, in words."""
    look = LOOKS.get(part)
    if look is None:
        return {}
    least, most = look.sizes
    return {
        "sizes": f"{least:g}" if least == most else f"từ {least:g} đến {most:g}",
        "bold": "chữ đậm" if look.bold else "chữ không đậm",
        "italic": "chữ nghiêng" if look.italic else "chữ đứng",
        "case": "chữ in hoa" if look.upper else "chữ thường, viết hoa chữ đầu",
    }
