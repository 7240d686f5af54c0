"""Mẫu văn bản: what the form of each type has between its head and its foot (Decree 30/2020/NĐ-CP Annex III).

A line may name a field of the letter as ``{{ co_quan }}``; rows of dots are for the drafter to write on.
"""

from dataclasses import dataclass
from functools import cache

from portal.rules.folding import fold, words
from portal.rules.kinds import DOCUMENT_KINDS, LETTER

DOTS = "…" * 90  # rows of their own; behind words as many as leave them on one row
ROW = "…" * 20
SHORT = "…" * 12
WORD = "…………"

# How a line of a form is printed.
TEXT, BASE, ARTICLE, HEADING, CENTRED, CHAPTER = "text", "base", "article", "heading", "centred", "chapter"
Line = tuple[str, str]


@dataclass(frozen=True)
class Form:
    """One form: the lines of its text and which parts of a letter it has besides.

    ``beside`` is what stands over the second signature, left of the signer's; ``over`` what stands over the signer's.
    """

    name: str
    kind: str
    source: str
    lines: tuple[Line, ...]
    is_addressed: bool = False
    is_normative: bool = False
    beside: str = ""
    over: str = ""

    @property
    def code(self) -> str:
        """Its name as part of an address: quyet-dinh."""
        return fold(self.name).replace(" ", "-")


def _row(label: str) -> str:
    """A label with dots to the end of its row, of which 30 fill one, and as many letters twice."""
    return f"{label}: {'…' * max(4, 28 - len(label) * 11 // 20)}"


def _articles(*texts: str) -> tuple[Line, ...]:
    return tuple((ARTICLE, f"Điều {number}. {text}") for number, text in enumerate(texts, 1))


def _parts(*headings: str, last: str = f"{DOTS}./.") -> tuple[Line, ...]:
    """Headings in Roman figures with room below each."""
    figures = ("I", "II", "III", "IV")
    lines: list[Line] = []
    for figure, heading in zip(figures, headings, strict=False):
        lines += [(CHAPTER, f"{figure}. {heading}"), (TEXT, DOTS)]
    return (*lines[:-1], (TEXT, last))


def _labels(*labels: str) -> tuple[Line, ...]:
    return tuple((TEXT, _row(label)) for label in labels)


_LAW = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;"
_BASES: tuple[Line, ...] = (
    (HEADING, "{{ tham_quyen }}"), (BASE, _LAW), (BASE, f"Căn cứ {ROW};"), (BASE, f"Theo đề nghị của {SHORT}."),
)
_COUNCIL_BASES: tuple[Line, ...] = (
    (HEADING, "{{ tham_quyen }}"), (BASE, _LAW), (BASE, f"Căn cứ {ROW};"),
    (BASE, f"Xét Tờ trình số {WORD} ngày {WORD} của {WORD}; ý kiến thảo luận tại kỳ họp."),
)
_PLAIN: tuple[Line, ...] = ((TEXT, f"{DOTS}./."),)
_COMMON = "Thể thức chung, Điều 8"  # the Annex has no form of its own for these
_NORMATIVE = "Luật Ban hành văn bản quy phạm pháp luật năm 2025"
_RULES: tuple[Line, ...] = (
    (HEADING, "Chương I"), (HEADING, "QUY ĐỊNH CHUNG"),
    (ARTICLE, _row("Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng")),
    (HEADING, "Chương II"), (HEADING, "NỘI DUNG CỤ THỂ"), (ARTICLE, f"Điều 2. {ROW}"),
    (HEADING, "Chương III"), (HEADING, "TỔ CHỨC THỰC HIỆN"), (ARTICLE, f"Điều 3. {ROW}./."),
)
_PARTIES: tuple[Line, ...] = (
    (TEXT, f"Hôm nay, ngày {WORD} tháng {WORD} năm {WORD}, tại {SHORT}, chúng tôi gồm:"),
    (CHAPTER, "BÊN A: {{ co_quan|upper }}"), *_labels("Đại diện", "Chức vụ", "Địa chỉ"),
    (CHAPTER, "BÊN B"), *_labels("Đại diện", "Chức vụ", "Địa chỉ"),
)
_KEPT = f"được lập thành {WORD} bản có giá trị như nhau, mỗi bên giữ {WORD} bản, có hiệu lực từ ngày {WORD}./."
_OWN: dict[str, Form] = {form.name: form for form in (
    Form("Quyết định", "Quyết định", "Mẫu 1.2, Phụ lục III", (
        *_BASES, (HEADING, "QUYẾT ĐỊNH:"),
        *_articles(ROW, ROW, f"{SHORT} chịu trách nhiệm thi hành Quyết định này./."),
    )),
    Form("Quyết định quy phạm pháp luật", "Quyết định", _NORMATIVE, (
        *_BASES, (TEXT, f"{{{{ tham_quyen_thuong }}}} ban hành Quyết định {WORD}."),
        *_articles(_row("Phạm vi điều chỉnh"), _row("Đối tượng áp dụng"), ROW,
                   f"Quyết định này có hiệu lực thi hành từ ngày {WORD} tháng {WORD} năm {WORD}.",
                   f"{SHORT} chịu trách nhiệm thi hành Quyết định này./."),
    ), is_normative=True),
    Form("Nghị quyết", "Nghị quyết", "Mẫu 1.1, Phụ lục III", (
        *_COUNCIL_BASES, (HEADING, "QUYẾT NGHỊ:"),
        *_articles(ROW, ROW, f"{SHORT} chịu trách nhiệm tổ chức thực hiện Nghị quyết này./."),
    )),
    Form("Nghị quyết quy phạm pháp luật", "Nghị quyết", _NORMATIVE, (
        *_COUNCIL_BASES, (TEXT, f"{{{{ tham_quyen_thuong }}}} ban hành Nghị quyết {WORD}."),
        *_articles(_row("Phạm vi điều chỉnh"), _row("Đối tượng áp dụng"), ROW,
                   f"Nghị quyết này có hiệu lực thi hành từ ngày {WORD} tháng {WORD} năm {WORD}."),
        (TEXT, f"Nghị quyết này đã được {{{{ tham_quyen_thuong }}}} thông qua tại kỳ họp {WORD} ngày {WORD}./."),
    ), is_normative=True),
    Form("Chỉ thị", "Chỉ thị", "Mẫu 1.4, Phụ lục III", (
        (TEXT, DOTS), (TEXT, f"1. {ROW}"), (TEXT, f"2. {ROW}"),
        (TEXT, f"Yêu cầu {SHORT} nghiêm túc triển khai thực hiện Chỉ thị này./."),
    )),
    Form("Quy chế", "Quy chế", "Mẫu 1.4, Phụ lục III", _RULES),
    Form("Quy định", "Quy định", "Mẫu 1.4, Phụ lục III", _RULES),
    Form("Chương trình", "Chương trình", "Mẫu 1.4, Phụ lục III",
         _parts("MỤC TIÊU", "NỘI DUNG CHƯƠNG TRÌNH", "GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN")),
    Form("Kế hoạch", "Kế hoạch", "Mẫu 1.4, Phụ lục III",
         _parts("MỤC ĐÍCH, YÊU CẦU", "NỘI DUNG", "KINH PHÍ", "TỔ CHỨC THỰC HIỆN")),
    Form("Phương án", "Phương án", "Mẫu 1.4, Phụ lục III",
         _parts("ĐẶC ĐIỂM, TÌNH HÌNH", "NỘI DUNG PHƯƠNG ÁN", "TỔ CHỨC THỰC HIỆN")),
    Form("Đề án", "Đề án", "Mẫu 1.4, Phụ lục III",
         _parts("SỰ CẦN THIẾT VÀ CĂN CỨ", "MỤC TIÊU, NHIỆM VỤ", "GIẢI PHÁP, KINH PHÍ", "TỔ CHỨC THỰC HIỆN")),
    Form("Dự án", "Dự án", "Mẫu 1.4, Phụ lục III",
         _parts("SỰ CẦN THIẾT ĐẦU TƯ", "MỤC TIÊU, QUY MÔ", "NGUỒN VỐN, TIẾN ĐỘ", "TỔ CHỨC THỰC HIỆN")),
    Form("Báo cáo", "Báo cáo", "Mẫu 1.4, Phụ lục III", _parts(
        "TÌNH HÌNH VÀ KẾT QUẢ THỰC HIỆN", "TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "PHƯƠNG HƯỚNG, NHIỆM VỤ",
        last=f"Trên đây là Báo cáo {SHORT}./.",
    )),
    Form("Tờ trình", "Tờ trình", "Mẫu 1.4, Phụ lục III", (
        (TEXT, f"Căn cứ {ROW};"), (TEXT, f"{{{{ co_quan }}}} kính trình {SHORT} xem xét, quyết định các nội dung sau:"),
        (TEXT, _row("1. Sự cần thiết")), (TEXT, _row("2. Nội dung trình")), (TEXT, _row("3. Kiến nghị")),
        (TEXT, f"Kính đề nghị {SHORT} xem xét, quyết định./."),
    ), is_addressed=True),
    Form("Công điện", "Công điện", "Mẫu 1.6, Phụ lục III", (
        (CENTRED, f"{{{{ tham_quyen_thuong }}}} điện: {SHORT}"), (TEXT, DOTS),
        (TEXT, f"Yêu cầu {SHORT} khẩn trương thực hiện Công điện này./."),
    )),
    Form("Giấy mời", "Giấy mời", "Mẫu 1.7, Phụ lục III", (
        (TEXT, f"{{{{ co_quan }}}} trân trọng kính mời: {WORD}"),
        *_labels("Tới dự", "Chủ trì", "Thời gian", "Địa điểm"),
        (TEXT, f"{{{{ co_quan }}}} kính mời {WORD} tới dự đúng thời gian, địa điểm trên./."),
    )),
    Form("Giấy giới thiệu", "Giấy giới thiệu", "Mẫu 1.8, Phụ lục III", (
        (TEXT, "{{ co_quan }} trân trọng giới thiệu:"),
        *_labels("Ông (bà)", "Chức vụ", "Được cử đến", "Về việc"),
        (TEXT, "Đề nghị Quý cơ quan, đơn vị tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ."),
        (TEXT, f"Giấy này có giá trị đến hết ngày {WORD}./."),
    )),
    Form("Biên bản", "Biên bản", "Mẫu 1.9, Phụ lục III", (
        *_labels("Thời gian bắt đầu", "Địa điểm", "Thành phần tham dự", "Chủ trì (chủ tọa)",
                 "Thư ký (người ghi biên bản)"),
        (TEXT, _row("Nội dung (theo diễn biến cuộc họp)")),
        (TEXT, f"Cuộc họp kết thúc vào {WORD} giờ {WORD}, ngày {WORD} tháng {WORD} năm {WORD}./."),
    ), beside="THƯ KÝ", over="CHỦ TỌA"),
    Form("Giấy nghỉ phép", "Giấy nghỉ phép", "Mẫu 1.10, Phụ lục III", (
        (TEXT, f"Xét Đơn xin nghỉ phép ngày {WORD} của ông (bà) {WORD};"), (TEXT, "{{ co_quan }} cấp cho:"),
        *_labels("Ông (bà)", "Chức vụ", "Được nghỉ phép trong thời gian", "Kể từ ngày", "Tại"),
        (TEXT, f"Số ngày nghỉ phép nêu trên được tính vào {WORD}."),
        (TEXT, f"Xác nhận của cơ quan hoặc chính quyền địa phương nơi nghỉ phép (nếu cần): {SHORT}./."),
    )),
    Form("Giấy ủy quyền", "Giấy ủy quyền", "Mẫu 1.4, Phụ lục III", (
        (TEXT, f"Căn cứ {ROW};"),
        (TEXT, "Người ủy quyền: {{ nguoi_ky }}, {{ chuc_vu_thuong }} {{ co_quan }}."),
        *_labels("Người được ủy quyền", "Chức vụ", "Nội dung ủy quyền", "Thời hạn ủy quyền"),
        (TEXT, "Người được ủy quyền không được ủy quyền lại cho người khác./."),
    )),
    Form("Hợp đồng", "Hợp đồng", _COMMON, (
        *_PARTIES, (TEXT, "Hai bên thỏa thuận ký hợp đồng với các điều khoản sau:"), *_articles(ROW, ROW),
        (TEXT, f"Hợp đồng {_KEPT}"),
    ), beside="ĐẠI DIỆN BÊN B", over="ĐẠI DIỆN BÊN A"),
    Form("Bản ghi nhớ", "Bản ghi nhớ", _COMMON, (
        *_PARTIES, (TEXT, "Hai bên thống nhất ghi nhớ các nội dung sau:"), (TEXT, f"1. {ROW}"), (TEXT, f"2. {ROW}"),
        (TEXT, f"Bản ghi nhớ {_KEPT}"),
    ), beside="ĐẠI DIỆN BÊN B", over="ĐẠI DIỆN BÊN A"),
    Form("Bản thỏa thuận", "Bản thỏa thuận", _COMMON, (
        *_PARTIES, (TEXT, "Hai bên thỏa thuận các nội dung sau:"), *_articles(ROW, ROW),
        (TEXT, f"Bản thỏa thuận {_KEPT}"),
    ), beside="ĐẠI DIỆN BÊN B", over="ĐẠI DIỆN BÊN A"),
    Form("Thư công", "Thư công", _COMMON, _PLAIN),
    Form("Phiếu gửi", "Phiếu gửi", "Mẫu 1.4, Phụ lục III", (
        (TEXT, "{{ co_quan }} gửi kèm theo phiếu này các văn bản, tài liệu sau:"),
        (TEXT, f"1. {ROW}"), (TEXT, f"2. {ROW}"),
        (TEXT, "Sau khi nhận được, đề nghị ký nhận và gửi lại phiếu này cho {{ co_quan }}."),
        (TEXT, f"Người nhận (ký, ghi rõ họ tên, ngày nhận): {SHORT}./."),
    )),
    Form("Phiếu chuyển", "Phiếu chuyển", "Mẫu 1.4, Phụ lục III", (
        (TEXT, f"{{{{ co_quan }}}} nhận được {SHORT} của {SHORT} về việc {SHORT}."),
        (TEXT, f"{{{{ co_quan }}}} chuyển đến {SHORT} để xem xét, giải quyết theo thẩm quyền./."),
    )),
    Form("Phiếu báo", "Phiếu báo", "Mẫu 1.4, Phụ lục III", (
        (TEXT, f"{{{{ co_quan }}}} báo để {WORD} biết: {WORD}"),
        (TEXT, f"Đề nghị {SHORT}./."),
    )),
)}
FORMS: dict[str, Form] = {
    **{kind.name: _OWN.get(kind.name) or Form(
        kind.name, kind.name, f"Mẫu {'1.5' if kind is LETTER else '1.4'}, Phụ lục III", _PLAIN,
        is_addressed=kind is LETTER,
    ) for kind in DOCUMENT_KINDS},
    **{form.name: form for form in _OWN.values() if form.is_normative},
}
COLLECTIVE = ("Nghị quyết",)  # issued by a body, whoever signs
BY_CODE = {form.code: form for form in FORMS.values()}

# What a template may name, with what stands there; so a template made by hand is told from a misspelt one.
FIELDS = {
    "co_quan_chu_quan": "Tên cơ quan chủ quản, nếu có", "co_quan": "Tên cơ quan ban hành",
    "co_quan_dong": "Tên cơ quan ban hành, từng dòng của phần đầu", "so": "Chỗ để trống cho số",
    "ky_hieu": "Ký hiệu, ví dụ QĐ-UBND", "dia_danh": "Địa danh", "ngay": "Chỗ để trống cho ngày",
    "thang": "Chỗ để trống cho tháng", "nam": "Năm", "ten_loai": "Tên loại văn bản", "trich_yeu": "Trích yếu",
    "tham_quyen": "Thẩm quyền ban hành, in hoa", "tham_quyen_thuong": "Thẩm quyền ban hành, chữ thường",
    "kinh_gui": "Các nơi ở Kính gửi", "noi_dung": "Các đoạn nội dung đã soạn sẵn, nếu có",
    "noi_nhan_giay": "Nơi nhận bản giấy", "noi_nhan_dien_tu": "Nơi nhận bản điện tử",
    "quyen_han": "Các dòng quyền hạn: TM., KT., TL., TUQ.", "chuc_vu": "Chức vụ người ký, in hoa",
    "chuc_vu_thuong": "Chức vụ người ký, chữ thường", "nguoi_ky": "Họ tên người ký",
}
LISTS = ("co_quan_dong", "kinh_gui", "noi_dung", "noi_nhan_giay", "noi_nhan_dien_tu", "quyen_han")


def form_of(kind: str, *, is_normative: bool = False) -> Form:
    """The form of a type; a normative document has one of its own where the law gives one."""
    return (FORMS.get(f"{kind} quy phạm pháp luật") if is_normative else None) or FORMS[kind]


@cache
def own_words(kind: str) -> frozenset[str]:
    """The words that the forms of a type have written themselves, as they are compared."""
    return frozenset(words(" ".join(text for form in FORMS.values() if form.kind == kind for _, text in form.lines)))
