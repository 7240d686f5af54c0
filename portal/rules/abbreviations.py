"""Short forms of offices and the words they stand for: the table an office begins with, and what may stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from portal.rules.errors import Invalid
from portal.rules.folding import fold, nfc, words

Table = tuple[tuple[str, str], ...]  # short form and words, as people write them; a short form may stand twice
Spoken = tuple[str, ...]  # folded words in a row

SHORTEST, LONGEST = 2, 20
LONGEST_WORDS, MOST_WORDS = 100, 12

COMMON: Table = (
    ("UBND", "ủy ban nhân dân"), ("HĐND", "hội đồng nhân dân"), ("MTTQ", "mặt trận tổ quốc"),
    ("CNTT", "công nghệ thông tin"), ("TTHC", "thủ tục hành chính"), ("QLVB", "quản lý văn bản"),
    ("CSDL", "cơ sở dữ liệu"), ("CCCD", "căn cước công dân"), ("HSCV", "hồ sơ công việc"),
    ("QPPL", "quy phạm pháp luật"), ("QSDĐ", "quyền sử dụng đất"), ("GCN", "giấy chứng nhận"),
    ("BHYT", "bảo hiểm y tế"), ("BHXH", "bảo hiểm xã hội"), ("NVQS", "nghĩa vụ quân sự"),
    ("PCCC", "phòng cháy chữa cháy"), ("ATTP", "an toàn thực phẩm"), ("TNMT", "tài nguyên và môi trường"),
    ("NTM", "nông thôn mới"), ("GTNT", "giao thông nông thôn"), ("THCS", "trung học cơ sở"),
    ("TDTT", "thể dục thể thao"), ("GPMB", "giải phóng mặt bằng"), ("KTXH", "kinh tế xã hội"),
    ("HTX", "hợp tác xã"), ("DTTS", "dân tộc thiểu số"), ("KNTC", "khiếu nại tố cáo"),
    ("QPAN", "quốc phòng an ninh"), ("GDĐT", "giáo dục và đào tạo"), ("MTQG", "mục tiêu quốc gia"),
    ("CCHC", "cải cách hành chính"), ("CĐS", "chuyển đổi số"), ("DVC", "dịch vụ công"),
    ("QLNN", "quản lý nhà nước"), ("XDCB", "xây dựng cơ bản"), ("NSNN", "ngân sách nhà nước"),
    ("BVMT", "bảo vệ môi trường"), ("PCTT", "phòng chống thiên tai"), ("KCB", "khám chữa bệnh"),
    ("BĐS", "bất động sản"), ("VSATTP", "vệ sinh an toàn thực phẩm"), ("ATTT", "an toàn thông tin"),
    ("ATGT", "an toàn giao thông"), ("QLVBĐH", "quản lý văn bản và điều hành"), ("ANTT", "an ninh trật tự"),
    ("PCTN", "phòng chống tham nhũng"), ("VSMT", "vệ sinh môi trường"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Forms:
    """A table as a query uses it: what a short form stands for, and which short forms words have.

    Made once a table, so it is its own key.
    """

    words_of: Mapping[str, tuple[Spoken, ...]]
    short_of: Mapping[Spoken, tuple[str, ...]]
    lengths: tuple[int, ...]

    def of(self, word: str) -> tuple[Spoken, ...]:
        """What a word stands for; HĐ is not HD to someone who types the mark and has both in the table."""
        return self.words_of.get(word) or self.words_of.get(fold(word), ())


@lru_cache(maxsize=8)
def forms(table: Table) -> Forms:
    """The table read once, however many questions come before it changes."""
    words_of: dict[str, tuple[Spoken, ...]] = {}
    short_of: dict[Spoken, tuple[str, ...]] = {}
    for short, long in table:
        written, spoken = "".join(words(short)), tuple(map(fold, words(long)))
        for name in dict.fromkeys((written, fold(written))):
            words_of[name] = (*words_of.get(name, ()), spoken)
        short_of[spoken] = (*short_of.get(spoken, ()), fold(written))
    return Forms(words_of, short_of, tuple(sorted(set(map(len, short_of)))))


NO_FORMS = forms(())


def in_full(word: str, table: Table) -> list[str]:
    """What a short form stands for, folded but spelled as in the table; for a search without the index."""
    return [fold(nfc(long)) for short, long in table if fold(short) == fold(word)]


def taken(short: str, long: str) -> tuple[str, str]:
    """A line as it is kept in the table, or the refusal that says what is wrong with it."""
    short, long = nfc(short), nfc(long)
    if not short or not long:
        raise Invalid(short, why="abbreviation_empty")
    if len(short) > LONGEST or len(long) > LONGEST_WORDS:
        raise Invalid(short, why="abbreviation_long")
    if not short.isalnum():
        raise Invalid(short, why="abbreviation_one_word")
    if len(short) < SHORTEST or not any(c.isalpha() for c in short):
        raise Invalid(short, why="abbreviation_letters")
    if not any(c.isalpha() for c in long) or len(words(long)) > MOST_WORDS:
        raise Invalid(short, why="abbreviation_words")
    if same((short, short), (short, long)):
        raise Invalid(short, why="abbreviation_itself")
    return short, long


def same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two lines say the same: capitals, hoà and hòa do not matter, marks do."""
    return [words(text) for text in one] == [words(text) for text in other]
