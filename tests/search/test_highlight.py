"""Snippets are the text itself in pieces, with the words of the query marked, and never markup."""

from hypothesis import example, given
from hypothesis import strategies as st

from portal.search.analyzer import readable
from portal.search.highlight import Snippet, mark, mark_pages, places, snippets

TEXT = (
    "Thực hiện ý kiến chỉ đạo của Chủ tịch UBND tỉnh về phân loại, xử lý văn bản điện tử. " * 2
    + "Căn cứ Quyết định số 28/2018/QĐ-TTg ngày 12/7/2018. " * 8
    + "Hoà giải ở cơ sở theo kĩ thuật mới; hoà giải viên báo cáo."
)
words = st.lists(
    st.sampled_from(["văn", "ban", "hòa", "giải", "kỹ", "28", "q*", "*", "<b>", "ǎ"]), max_size=5
)


def marked(pieces: list[tuple[str, bool]]) -> list[str]:
    return [text for text, is_marked in pieces if is_marked]


@given(st.one_of(st.text(), st.just(TEXT)), words)
def test_the_pieces_of_a_text_are_the_text(text: str, wanted: list[str]) -> None:
    assert "".join(piece for piece, _ in mark(text, wanted)) == " ".join(readable(text).split())


@given(st.one_of(st.text(), st.just(TEXT)), words, st.integers(20, 300), st.integers(1, 4))
def test_snippets_are_stretches_of_the_text(text: str, wanted: list[str], width: int, n: int) -> None:
    whole = " ".join(readable(text).split())
    found = snippets(text, wanted, width, n)
    assert len(found) <= n
    for snippet in found:
        shown = "".join(piece for piece, _ in snippet.pieces).removeprefix("… ").removesuffix(" …")
        assert shown in whole
        assert len(shown) <= width


def test_words_are_marked_with_and_without_marks() -> None:
    assert marked(mark("Phân loại văn bản", ["phan", "loai"])) == ["Phân", "loại"]
    assert marked(mark("Phân loại văn bản", ["phân"])) == ["Phân"]


def test_marks_that_were_typed_are_preferred_where_the_text_has_them() -> None:
    assert marked(mark("sổ, số và so", ["sổ"])) == ["sổ"]
    assert marked(mark("chỉ có số và so", ["sổ"])) == ["số", "so"]
    assert marked(mark("sổ, số và so", ["so"])) == ["sổ", "số", "so"]


def test_every_spelling_is_marked() -> None:
    assert marked(mark("Hoà giải kĩ thuật", ["hòa", "kỹ"])) == ["Hoà", "kĩ"]
    assert marked(mark("Hoa\u0300 gia\u0309i", ["hòa"])) == ["Hoà"]


def test_a_word_that_stands_beside_another_of_the_query_is_marked_there_only() -> None:
    text = "ỦY BAN: công văn, văn bản; phân tích, phân loại, 536/UBND"
    wanted = ["phan", "loai", "van", "ban", "ubnd"]
    assert marked(mark(text, wanted)) == ["văn", "bản", "phân", "loại", "UBND"]
    assert marked(mark("ban, rồi văn", ["van", "ban"])) == ["ban", "văn"]


def test_an_unfinished_word_is_marked_to_its_end() -> None:
    assert marked(mark("phân loại, phần mềm, ban", ["ph*"])) == ["phân", "phần"]


def test_several_words_in_a_row_are_marked_as_one_however_they_are_parted() -> None:
    text = "ngày 29/11/2013, 29-11-2013; 29 tháng 11 năm 2013; tháng 11 năm 2014, 29 và 11/2013"
    wanted = ["29 11 2013", "29 thang 11 nam 2013"]
    assert marked(mark(text, wanted)) == ["29/11/2013", "29-11-2013", "29 tháng 11 năm 2013"]
    assert marked(mark("29/11/20135 và 129/11/2013", wanted)) == []
    assert places(["từ", "29", "tháng", "11", "năm", "2013", "đến", "(29/11/2013)"], wanted) == [1, 2, 3, 4, 5, 7]


def test_parts_of_words_are_not_marked() -> None:
    assert marked(mark("bản, cơ bản, bảng", ["ban"])) == ["bản", "bản"]


def test_the_best_stretch_has_the_most_different_words() -> None:
    (best,) = snippets(TEXT, ["hòa", "giải", "kỹ", "thuật", "quyết"], 120, 1)
    assert {"Hoà", "giải", "kĩ", "thuật"} <= set(marked(best.pieces))
    assert best.pieces[0] == ("… ", False)


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert snippets("văn bản " * 50, ["rừng"], 30) == [
        Snippet([("văn bản văn bản văn bản văn", False), (" …", False)])
    ]
    assert snippets("", ["rừng"]) == []
    assert snippets("văn bản", []) == [Snippet([("văn bản", False)])]


def test_what_looks_like_markup_stays_text() -> None:
    pieces = mark('<script>alert("đất")</script>\u202e', ["đất", "script"])
    assert ("đất", True) in pieces
    assert "".join(text for text, _ in pieces) == '<script>alert("đất")</script>'


PAGES = ["Trang đầu\nkhông có gì", "", "  Hoà giải viên,\n<b>thuật</b> ", "Một trang không có gì. " * 6, "hòa giải"]
BODY = "\f".join(PAGES)


def test_a_snippet_knows_its_page() -> None:
    found = snippets(BODY, ["hòa", "giải"], 100, 2)
    assert [(snippet.page, marked(snippet.pieces)) for snippet in found] == [
        (3, ["Hoà", "giải"]),
        (5, ["hòa", "giải"]),
    ]


def test_the_beginning_of_a_text_in_pages_stands_on_the_first_page_that_has_words() -> None:
    assert [snippet.page for snippet in snippets(BODY, [])] == [1]
    assert [snippet.page for snippet in snippets("\f \fchữ", ["rừng"])] == [3]


def test_a_text_that_is_not_in_pages_names_none() -> None:
    assert [snippet.page for snippet in snippets("hòa giải", ["hòa"])] == [None]


@example(["HOÀ:" + "0" * 23, "00000:HOÀ", "0" * 21, "HÒA"], ["hòa"])
@given(st.lists(st.one_of(st.text(), st.sampled_from(PAGES)), min_size=2, max_size=6), words)
def test_the_page_of_a_snippet_holds_its_first_marked_word(pages: list[str], wanted: list[str]) -> None:
    body = "\f".join(page.replace("\f", " ") for page in pages)
    on_page = mark_pages(body, wanted)
    for snippet in snippets(body, wanted, 60, 3):
        if first := marked(snippet.pieces)[:1]:
            assert first[0] in marked(on_page[(snippet.page or 0) - 1])


@given(st.lists(st.one_of(st.text(), st.sampled_from(PAGES)), min_size=1, max_size=6), words)
def test_the_pages_of_a_text_are_the_text(pages: list[str], wanted: list[str]) -> None:
    body = "\f".join(pages)
    found = ["".join(text for text, _ in page) for page in mark_pages(body, wanted)]
    assert "\f".join(found) == readable(body)


def test_the_printed_words_to_mark_are_told_by_their_place() -> None:
    assert places(["Phân", "loại,", "xử", "lý", "số:536/UBND-TH"], ["phan", "loai", "ubnd"]) == [0, 1, 4]
    assert places(["hoà", "hoa", "va\n n"], ["hòa", "n"]) == [0, 2]
    assert places([], ["hòa"]) == places(["hòa"], []) == []


@given(st.lists(st.text(), max_size=8), words)
def test_every_place_is_one_of_the_words(printed: list[str], wanted: list[str]) -> None:
    assert set(places(printed, wanted)) <= set(range(len(printed)))
