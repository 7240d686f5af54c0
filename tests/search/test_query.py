"""Whatever is typed is a query, and means what an office would mean by it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.abbreviations import COMMON, forms
from portal.search.plan import MOST_WORDS, Limit, Query, Word
from portal.search.query import CUT, LONGEST, read

FORMS = forms(COMMON)
pieces = st.sampled_from([
    "văn bản", '"', "-", "|", "nam:", "năm:2019", "loai:cv", "so:", "số 5", "536/UBND-TH", "QĐ28", "10/5/2019",
    "tu:1/3/2019", "*", "[", "(", "AND", "NOT", ":", "kyhieu:", "coquan:sở", ",", "-\"a b\"", "\x00", "hoà", "ngày",
])  # fmt: skip
strange = st.one_of(
    st.text(), st.lists(pieces, max_size=12).map(" ".join), st.lists(pieces, max_size=9).map("".join)
)


def texts(query: Query) -> list[str]:
    return [word.text for word in query.words]


def own(query: Query) -> list[tuple[tuple[str, ...], ...]]:
    return [code.own for code in query.codes]


@pytest.mark.slow
@given(strange, st.booleans())
def test_every_string_is_a_query(text: str, typing: bool) -> None:
    query = read(text, typing=typing, known=FORMS)
    assert len(query.words) <= MOST_WORDS
    assert all(word.text and word.folded for word in query.words)
    phrases = [*query.phrases, *(unit for unit in query.without if isinstance(unit, tuple))]
    assert all(phrase and len(phrase) <= MOST_WORDS for phrase in phrases)
    assert all(len(group) > 1 and all(group) for group in query.groups)
    assert (CUT in query.said) or len(text) <= 4 * LONGEST


@given(strange, st.booleans())
def test_a_letter_or_digit_is_never_read_as_nothing_in_silence(text: str, typing: bool) -> None:
    query = read(text, typing=typing, known=FORMS)
    assert not query.is_empty or query.said or not any(map(str.isalnum, text[:LONGEST]))


@given(strange)
def test_composed_and_decomposed_queries_are_the_same(text: str) -> None:
    text = text[:100]
    assert read(unicodedata.normalize("NFD", text)) == read(unicodedata.normalize("NFC", text))


def test_words_keep_their_marks_and_lose_their_spelling() -> None:
    assert texts(read("Hoà giải, KĨ thuật!")) == ["hòa", "giải", "kỹ", "thuật"]


def test_too_much_is_cut_and_said() -> None:
    long = read("a b c d e f g h i k l m n o p q r s t")
    assert len(long.words) == MOST_WORDS
    assert long.said == (CUT,)
    assert read("ă" * 201).said == (CUT,)
    assert read("văn bản").said == ()


@pytest.mark.parametrize(
    "text", ["536/UBND-TH", "số 536/ubnd-th", "Số: 0536 / UBND - TH", "công văn 536/UBND-TH"]
)
def test_a_reference_is_known_in_every_spelling(text: str) -> None:
    query = read(text)
    assert own(query) == [(("n536+ubnd", "n536+th"),)]
    assert query.codes[0].sure
    assert query.codes[0].cited == "536/ubnd-th"
    assert texts(query) in ([], ["công", "văn"])


def test_a_reference_with_its_year_before_or_after() -> None:
    assert own(read("28/2018/QĐ-TTg")) == [
        (("28/2018/qd-ttg",), ("28/qd-ttg@2018",), ("n28+qd", "n28+ttg", "n28@2018"))
    ]
    query = read("03/TTr-UBND năm 2025")
    assert own(query) == [(("n3+ttr", "n3+ubnd", "n3@2025"),)]
    assert texts(query) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("QĐ28", "n28+qd"), ("qd 28", "n28+qd"), ("cv số 146", "n146+cv"), ("TTr 03", "n3+ttr"), ("số 216", "n216"),
        ("so 0216/", "n216"), ("536", "n536"), ("2019", "n2019"), ("số đến 45", "#45"), ("536 ubnd th", "n536"),
    ],
)  # fmt: skip
def test_short_forms_of_numbers(text: str, code: str) -> None:
    query = read(text)
    assert own(query) == [((code,),)]
    assert not query.codes[0].sure
    assert query.codes[0].number == ("" if code.startswith("#") else code.partition("+")[0])


def test_a_number_with_its_type_and_year() -> None:
    for text in ("Thông báo số 5 năm 2021", "thong bao so 05 nam 2021", "TB 5 năm 2021"):
        (code,) = read(text).codes
        assert code.own == (("n5+tb", "n5@2021"),)
        assert read(text).words == ()
    assert read("kế hoạch 5 năm 2021").codes == ()


@pytest.mark.parametrize(
    "text", ["năm 2019", "kế hoạch 2019", "hộ nghèo 12", "12.500.000 đồng", "kh 2019", "a1"]
)
def test_other_numbers_are_words(text: str) -> None:
    assert read(text).codes == ()


@pytest.mark.parametrize(
    "text",
    [
        "10/5/2019",
        "10.05.2019",
        "10-5-2019",
        "2019-05-10",
        "ngày 10 tháng 5 năm 2019",
        "ngay 10 thang 05 nam 2019",
    ],
)
def test_days_in_figures_and_words(text: str) -> None:
    query = read(text)
    assert query.days == (20190510,)
    assert not query.words
    assert not query.codes


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert read("31/2/2019").days == ()


def test_phrases_and_exclusions() -> None:
    query = read('"hoà giải" cháy rừng -kiểm -"văn bản" văn-bản')
    assert query.phrases == (("hòa", "giải"),)
    assert query.without == (("kiểm",), ("văn", "bản"))
    assert texts(query) == ["cháy", "rừng", "văn", "bản"]
    assert texts(read('"chưa đóng')) == ["chưa", "đóng"]


def test_one_of_several_words() -> None:
    assert read("lợn | heo | trâu").words == (Word("lợn", others=(Word("heo"), Word("trâu"))),)
    assert read("| a ||").words == (Word("a"),)


@pytest.mark.parametrize(
    ("text", "limit", "rest"),
    [
        ("nam:2019 đất", Limit("year", ("2019", "2019")), ["đất"]),
        ("đất năm:2019-2021", Limit("year", ("2019", "2021")), ["đất"]),
        ("nam:2021-2019 đất", Limit("year", ("2019", "2021")), ["đất"]),
        ("loai:cv đất", Limit("kind", ("cv",)), ["đất"]),
        ("loại:công văn đất", Limit("kind", ("cong van",)), ["đất"]),
        ("Loai:QĐ đất", Limit("kind", ("qd",)), ["đất"]),
        ("so:012 đất", Limit("number", ("12",)), ["đất"]),
        ("kyhieu:UBND-TH đất", Limit("symbol", ("ubnd-th",)), ["đất"]),
        ("ký hiệu:UBND-TH đất", Limit("symbol", ("ubnd-th",)), ["đất"]),
        ("coquan:sở nội vụ, đất", Limit("o", ("sở", "nội", "vụ")), ["đất"]),
        ("đất nguoiky:Giáp Văn Tâm", Limit("g", ("giáp", "văn", "tâm")), ["đất"]),
        ("trichyeu:đất đai, rừng", Limit("s", ("đất", "đai")), ["rừng"]),
        ("tu:1/3/2019 đất", Limit("since", ("20190301",)), ["đất"]),
        ("đến:2019-06-30 đất", Limit("until", ("20190630",)), ["đất"]),
        ("từ ngày: 1/3/2019 đất", Limit("since", ("20190301",)), ["đất"]),
        ("tu:2019 đất", Limit("since", ("20190101",)), ["đất"]),
        ("den:2/2020 đất", Limit("until", ("20200229",)), ["đất"]),
        ("den:12/2020 đất", Limit("until", ("20201231",)), ["đất"]),
        ("ngay:1/3/2019 đất", Limit("day", ("20190301",)), ["đất"]),
        ("năm: 2019 đất", Limit("year", ("2019", "2019")), ["đất"]),
        ('năm:"2019–2021" đất', Limit("year", ("2019", "2021")), ["đất"]),
        ('loai:"Quyết Định" đất', Limit("kind", ("quyet dinh",)), ["đất"]),
        ("loại:nghị định đất", Limit("kind", ("nghi dinh",)), ["đất"]),
        ("soden:045 đất", Limit("arrival", ("45",)), ["đất"]),
        ("số đến:45 đất", Limit("arrival", ("45",)), ["đất"]),
        ('kyhieu:"UBND - TH" đất', Limit("symbol", ("ubnd-th",)), ["đất"]),
        ('coquan:"Sở Nội vụ" đất', Limit("o", ("sở", "nội", "vụ")), ["đất"]),
        ("cơ quan: sở nội vụ, đất", Limit("o", ("sở", "nội", "vụ")), ["đất"]),
        ("đất ký: giap van tam", Limit("g", ("giap", "van", "tam")), ["đất"]),
        ("dokhan:hoa toc đất", Limit("urgency", ("express",)), ["đất"]),
        ('độ khẩn:"Thượng khẩn" đất', Limit("urgency", ("very_urgent",)), ["đất"]),
        ("cap:huyện đất", Limit("level", ("district",)), ["đất"]),
        ("cấp:trung ương đất", Limit("level", ("central",)), ["đất"]),
        ("huong:đi đất", Limit("direction", ("outgoing",)), ["đất"]),
        ("hướng:đến đất", Limit("direction", ("incoming",)), ["đất"]),
    ],
)
def test_limits_with_and_without_marks(text: str, limit: Limit, rest: list[str]) -> None:
    query = read(text)
    assert query.limits == (limit,)
    assert texts(query) == rest


def test_several_limits_in_one_query() -> None:
    query = read("phân loại nam:2019-2021 loai:cv nguoiky:tâm coquan:ubnd huyện")
    assert [limit.field for limit in query.limits] == ["year", "kind", "g", "o"]
    assert texts(query) == ["phân", "loại"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("trạng thái:mới", ["trạng", "thái", "mới"]), ("kính gửi: sở nội vụ", ["kính", "gửi", "sở", "nội", "vụ"]),
        ("cap:xã hội", ["hội"]), ("huong:tây", ["tây"]), ("dokhan:rất", ["rất"]), ("tu:13/2019", ["13", "2019"]),
        ("http://a", ["http", "a"]), ("loai:", ["loai"]),
    ],
)  # fmt: skip
def test_what_is_no_limit_is_words(text: str, kept: list[str]) -> None:
    assert texts(read(text)) == kept


def test_a_heading_copied_from_a_page_is_a_reference_and_no_limit() -> None:
    assert read("Số: 12/QĐ-UBND").limits == ()
    assert read("Số: 12/QĐ-UBND").codes[0].cited == "12/qd-ubnd"


def test_a_number_of_a_type_may_name_its_issuer() -> None:
    for text in ("cong van 146 cua ubnd huyen", "Công văn số 146 của UBND huyện"):
        query = read(text)
        assert own(query) == [(("n146+cv",),)]
        assert len(query.words) == 2
    assert read("báo cáo 6 tháng").codes == read("quyết định 12 hộ nghèo").codes == ()


def test_a_short_form_being_typed_already_finds_its_words() -> None:
    assert read("thẻ bhyt", typing=True, known=FORMS).prefix == Word("bhyt", (("bao", "hiem", "y", "te"),))


def test_a_limit_that_says_nothing_is_words() -> None:
    query = read("nam:nào tu:hôm qua")
    assert query.limits == ()
    assert texts(query) == ["nào", "hôm", "qua"]


def test_the_unfinished_word_while_typing() -> None:
    query = read("chuyển đổi s", typing=True)
    assert texts(query) == ["chuyển", "đổi"]
    assert query.prefix == Word("s")
    assert read("chuyển đổi ", typing=True).prefix is None
    assert query.marks == ("chuyển", "đổi", "s*")


def test_short_and_long_forms_stand_for_each_other() -> None:
    (short,) = read("TTHC", known=FORMS).words
    assert short.also == (("thu", "tuc", "hanh", "chinh"),)
    assert all(word.also == (("tthc",),) for word in read("thủ tục hành chính", known=FORMS).words)


@pytest.mark.parametrize(
    "text",
    [
        "từ ngày 1/3/2019 đến ngày 5/3/2019", "văn bản từ 1/3/2019 đến hết ngày 5/3/2019",
        "giay moi tu 1/3/2019 toi 5/3/2019",
    ],
)
def test_days_from_one_to_another_as_in_a_sentence(text: str) -> None:
    asked = read(text)
    assert asked.limits == (Limit("since", ("20190301",)), Limit("until", ("20190305",)))
    assert asked.days == ()


def test_days_that_a_letter_tells_of_are_no_limits() -> None:
    asked = read("nghỉ phép từ ngày 10/3/2019 đến ngày 15/3/2019")
    assert (asked.limits, asked.days) == ((), (20190310, 20190315))


@pytest.mark.parametrize("text", ["kế hoạch 29 ubnd tỉnh", "ke hoach 29 huyen uy", "Kế hoạch 29 2017"])
def test_a_type_and_number_before_an_agency_or_a_year(text: str) -> None:
    (code,) = read(text).codes
    assert (code.own, code.sure) == ((("n29+kh",),), False)


@pytest.mark.parametrize("text", ["kế hoạch 5 năm", "báo cáo 6 tháng", "thông báo 3 xã"])
def test_a_number_that_counts_after_a_type_names_no_letter(text: str) -> None:
    assert read(text).codes == ()


def test_a_short_form_before_a_whole_reference_is_part_of_it() -> None:
    for text in ("cv 12/SNV-VP", "qđ số 12/SNV-VP", "12/SNV-VP"):
        (code,) = read(text).codes
        assert (code.cited, code.sure, read(text).words) == ("12/snv-vp", True, ())


def test_a_first_number_stays_beside_the_word_it_counts() -> None:
    assert [word.text for word in read("9 khẩu súng tự chế").spoken] == ["9", "khẩu", "súng", "tự", "chế"]


def test_a_day_is_marked_in_every_way_it_is_written() -> None:
    assert {"29 11 2013", "29 thang 11 nam 2013"} <= {*read("ngày 29 tháng 11 năm 2013").marks}
    assert {"05 9 2019", "5 thang 09 nam 2019"} <= {*read("họp | 5/9/2019").marks}
    assert "29 11 2013" not in read("họp -29/11/2013").marks
