"""Marks that recognition lost in set phrases and family names are given back: TỐ CHỨC is Tổ chức, nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace

from portal.rules.folding import fold
from portal.rules.page_lines import OCR, Line
from portal.rules.reading_parts import is_upper
from portal.rules.syllables import has_marks, is_syllable

# Phrases that mean one thing only when they are written without marks.
PHRASES = (
    "cộng hòa xã hội chủ nghĩa việt nam", "độc lập - tự do - hạnh phúc", "đảng cộng sản việt nam", "ủy ban nhân dân",
    "hội đồng nhân dân", "mặt trận tổ quốc", "tổ quốc", "ủy ban kiểm tra", "ủy ban", "đảng ủy",
    "tỉnh ủy", "thành ủy", "huyện ủy", "đảng bộ", "chi bộ", "ban chấp hành trung ương", "ban thường vụ",
    "ban thường trực", "thường trực", "văn phòng", "chủ tịch", "phó chủ tịch", "giám đốc", "phó giám đốc",
    "trưởng phòng", "trưởng ban", "bí thư", "bộ trưởng", "thủ tướng chính phủ", "chánh văn phòng", "tổ chức",
    "tổ dân phố", "các đơn vị", "cơ quan", "chính trị - xã hội", "sở nội vụ", "công an tỉnh", "hội nông dân",
    "liên hiệp phụ nữ", "bảo hiểm xã hội", "kho bạc nhà nước", "trung tâm", "đặc khu", "cổng thông tin điện tử",
    "cổng ttđt", "chuyển đổi số", "nghĩa vụ quân sự", "thủ tục hành chính", "triển khai", "trên địa bàn", "đất đai",
    "nông thôn mới", "chi ngân sách", "sở tài chính", "sở tư pháp", "sở công thương", "sở xây dựng", "sở y tế",
    "nông nghiệp và môi trường", "giáo dục và đào tạo", "khoa học và công nghệ", "ban chỉ đạo", "ban chỉ huy",
    "bản điện tử", "bản giấy", "nơi nhận", "kính gửi", "như trên", "như điều", "về việc", "căn cứ", "quyết định",
    "nghị quyết", "chỉ thị", "quy chế", "quy định", "thông cáo", "thông báo", "hướng dẫn", "chương trình", "kế hoạch",
    "phương án", "báo cáo", "biên bản", "tờ trình", "hợp đồng", "công điện", "bản ghi nhớ", "bản thỏa thuận",
    "giấy ủy quyền", "giấy mời", "giấy giới thiệu", "giấy nghỉ phép", "phiếu gửi", "phiếu chuyển", "phiếu báo",
    "thư công", "kết luận", "công văn", "nhiệm vụ", "thực hiện", "thượng khẩn", "hỏa tốc", "đồng chí",
    "thương binh - liệt sĩ", "thương binh, liệt sĩ", "để báo cáo", "để b/c", "để thực hiện", "để phối hợp", "để biết",
)  # fmt: skip
_BY_BARE = {fold(phrase): phrase for phrase in sorted(PHRASES)}
_PHRASE = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _BY_BARE), key=len, reverse=True))})(?!\w)")
_WHOLE_LINES = ("phương án",)  # with more words beside it, it may be PHƯỜNG AN LẠC
_DOUBLE = re.compile(r"(?<=/Đ)Đ(?=U\b)|(?<=[/\d-][QNCH]Đ)Đ(?=-)")  # QĐĐ-UBND, 12-CV/ĐĐU: the letter is seen twice
_ABOUT = re.compile(r"^[VvY]\s?[/il1íI|]\s?[vwVW](?=[\s:.])")  # V/w, VIv
_COPIES = re.compile(r"(?<=\(\d)[ĐBPh](?=\))")
_FOR_REPORT = re.compile(r"(?<=[( ])[bĐh][/íiIl|][cCÇç€](?=\))")
_ROMAN = re.compile(r"(?<!\w)(?=[l|]*I)[Il|]{2,3}(?!\w)")  # quý lII
_CIRCULAR = re.compile(r"(?<=/)T[I1l](?=-[A-ZĐ]{2})")  # 05/2025/TI-BNV
_ZERO = re.compile(r"(?<=[A-ZĐ]{2})O(?=\d)")  # PVO1
_SUBMITTED = re.compile(r"(?<=/)T[I1l]r(?=-)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[Il|](\d{1,2})[Il|]((?:19|20)\d\d)(?!\d)")
_DOTLESS = re.compile(r"(?<!\w)(?:thuy|trưc)(?!\w)", re.IGNORECASE)  # there are only Thụy and trực
_NGUYEN = re.compile(r"(?<!\w)N(?:guy\s?[eẹẻẽéè]|guy\s[êệểễếề]|GUY\s?[EẸẺẼÉÈ]|GUY\s[ÊỆỂỄẾỀ])[nN](?!\w)")
_POST = r"(?:BAN|BÍ|CHÁNH|CHỦ|ĐẢNG|GIÁM|TỈNH|TRƯỞNG|THƯỜNG|ỦY)\b"
_CAPACITY = re.compile(rf"^([KT])[IÍÌ1l|]([TML])(?=\s{_POST})")  # KIT CHỦ TỊCH
_REPAIRED = 0.8  # how sure a line can be that was repaired
_SLIPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_COPIES, "b"), (_FOR_REPORT, "b/c"), (_DAY, r"\1/\2/\3"), (_SUBMITTED, "TTr"), (_CAPACITY, r"\1/\2"),
    (_CIRCULAR, "TT"), (_ZERO, "0"), (_ROMAN, lambda found: "I" * len(found[0])),
)  # fmt: skip
_FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Đinh", "Trịnh", "Đoàn", "Mai", "Tô", "Trương", "Lâm", "Hà", "Lương", "Cao", "Thái", "Tạ", "Phùng", "Tống",
    "Vi", "Giáp", "Thân", "Khổng", "Ninh", "Nông", "Triệu", "Chu", "Quách", "La", "Lã", "Lò", "Diêm", "Đào", "Đàm",
    "Đồng", "Đường", "Kiều", "Lục", "Lưu", "Mạc", "Nghiêm", "Ong", "Tăng", "Thạch", "Tiêu", "Từ", "Ứng", "Văn", "Vương",
    "Bế", "Hứa", "Hoàn", "Cù", "Châu", "Doãn", "Bạch", "Âu", "Ngụy", "Phí", "Thẩm", "Tôn", "Viên", "Sầm", "Leo",
)  # fmt: skip
_BARE_FAMILIES = frozenset(map(fold, _FAMILIES))
_MIDDLES = ("Văn", "Thị", "Hữu", "Đức", "Đình", "Khắc", "Xuân", "Ngọc", "Quốc", "Viết", "Trọng", "Công", "Thế", "Bá",
            "Mạnh", "Tiến", "Diệu", "Nhật", "Bích", "Mỹ")
_DOTTED = str.maketrans("uUưƯ", "ụỤựỰ")
_GIVEN = {"Ty": "Tỵ"}  # recognition knows no ỵ


def repaired(line: Line) -> Line:
    """A recognised line with the marks of set phrases, less sure if it was changed; printed ones are as they are."""
    if line.source != OCR:
        return line
    text = _DOUBLE.sub("", line.text)
    for slip, meant in _SLIPS:
        text = slip.sub(meant, text)
    text = _ABOUT.sub("V/V" if is_upper(text) else "V/v", text)
    text = _joined(_DOTLESS.sub(_with_dot_below, text))
    text = _NGUYEN.sub(lambda found: "NGUYỄN" if found[0].isupper() else "Nguyễn", text)
    bare = fold(text)
    if len(bare) != len(text):
        return line
    letters = list(text)
    for found in _PHRASE.finditer(bare):
        phrase = _BY_BARE[found.group()]
        if _is_otherwise(text, found, phrase):
            continue
        for at, letter in enumerate(phrase, found.start()):
            letters[at] = letter.upper() if letters[at].isupper() else letter
    whole = "".join(letters)
    return line if whole == line.text else replace(line, text=whole, confidence=min(line.confidence, _REPAIRED))


def _with_dot_below(found: re.Match[str]) -> str:
    return found[0].translate(_DOTTED)


def _joined(text: str) -> str:
    """BIỂ ẾU is BIỂU: half a syllable, whose last letter is seen a second time."""
    words = text.split(" ")
    for at in range(len(words) - 1, 0, -1):
        one, other = words[at - 1], words[at]
        if one and other and has_marks(one) and not is_syllable(one) and fold(one[-1]) == fold(other[0]):
            words[at - 1 : at + 1] = [one + other[1:]] if is_syllable(one + other[1:]) else [one, other]
    return " ".join(words)


def _is_otherwise(text: str, found: re.Match[str], phrase: str) -> bool:
    """Trần Văn Phong is no office, PHƯỜNG AN LẠC no type of document."""
    if phrase in _WHOLE_LINES:
        return found.group() != fold(text).strip(" .*")
    printed = text[found.start() : found.end()]
    return printed.istitle() and " " in printed


def repaired_name(name: str) -> str:
    """Định Đức Bình is Đinh Đức Bình: there is no such family; a middle name likewise."""
    words = name.split()
    if len(words) < 2:
        return name
    words[0] = _known(words[0], _FAMILIES)
    words[1:-1] = [_known(word, _MIDDLES) for word in words[1:-1]]
    words[-1] = _GIVEN.get(words[-1], words[-1])
    return " ".join(words)


def is_name_in_capitals(text: str) -> bool:
    """NGUYỄN VĂN NAM: a family, and nothing that belongs to a post or an agency."""
    words = text.split()
    if not text.isupper() or not 2 <= len(words) <= 5:
        return False
    slip = len(words) > 2 and words[1] == "THỊ" and words[0] != "ĐÔ" and fold(words[0]) in _BARE_FAMILIES
    if words[0].title() not in _FAMILIES and not slip:
        return False
    return not _PHRASE.search(fold(text))


def _known(word: str, names: tuple[str, ...]) -> str:
    if word in names:
        return word
    alike = [name for name in names if fold(name) == fold(word)]
    return alike[0] if len(alike) == 1 else word
