"""Searching in the browser: as it is typed, only what one may read, and while the index is away."""

import re
from html import unescape

import pytest

from portal.flows import indexing, searching
from portal.office import directing
from portal.office.documents import Document
from portal.office.events import Event
from portal.web import search
from portal.web.asked import FILTERS, Asked, asked_in
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff, entered, issued
from tests.web.conftest import Browser

CARRIED = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)" form="search">')


@pytest.fixture(autouse=True)
def fresh_engine() -> None:
    """Each test has an index folder of its own; the engine of an earlier one is let go."""
    searching.engine.cache_clear()


def test_a_letter_is_found_without_marks_and_its_words_are_marked(client: Browser, people: Staff) -> None:
    letter = entered(people)
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search?q=phan+loai+van+ban").text
    assert f'href="/documents/{letter.id}"' in page
    assert "<mark>" in page
    assert "1 văn bản" in page


@pytest.mark.parametrize("typed", ["536", "536 ubnd th", "536/UBND-TH", "0536 / ubnd-th"])
def test_any_spelling_of_a_number_finds_it(client: Browser, people: Staff, typed: str) -> None:
    letter = entered(people)
    entered(people, reference="71/TB-UBND", subject="Thông báo khác", kind="Thông báo")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": typed}).text
    assert f'href="/documents/{letter.id}"' in page


def test_filters_narrow_and_come_off_again(client: Browser, people: Staff) -> None:
    entered(people)
    other = entered(people, reference="71/TB-UBND", subject="Thông báo về văn bản", kind="Thông báo")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": "văn bản", "kind": "Thông báo"}).text
    assert "1 văn bản" in page
    assert other.subject.split()[0] in page
    assert "bỏ lọc" in page


def test_only_what_one_may_read_is_found_and_counted(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    indexing.rebuild(premises=premises_of(browser.settings))
    officer = browser.as_person(people.officer)
    assert "Không tìm thấy" in officer.get("/search?q=phan+loai").text
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    assert "1 văn bản" in officer.get("/search?q=phan+loai").text


def test_while_the_index_is_away_the_register_is_searched_with_a_notice(client: Browser, people: Staff) -> None:
    letter = entered(people)
    page = client.get("/search?q=phan+loai").text
    assert f'href="/documents/{letter.id}"' in page
    assert "đang được dựng lại" in page


def test_an_empty_search_says_how_to_ask(client: Browser) -> None:
    assert "Gõ để tìm" in client.get("/search").text


@pytest.mark.parametrize("typed", ['"', "-", "(a OR", "*" * 300, "nam:", "<script>alert(1)</script>", "\x00"])
def test_any_string_is_a_valid_query(client: Browser, people: Staff, typed: str) -> None:
    entered(people)
    indexing.rebuild(premises=premises_of(client.settings))
    client.get("/search", query_string={"q": typed})


@pytest.fixture
def archive(client: Browser, people: Staff) -> list[Document]:
    """Twelve letters of two issuers and types, and a letter that went out."""
    letters = [
        entered(people, reference=f"{n + 1}/UBND-TH", subject=f"V/v xử lý văn bản đợt {n + 1}",
                kind=("Công văn", "Thông báo")[n % 2], issuer=f"Cơ quan {n % 10}")
        for n in range(12)
    ]
    office = [*letters, issued(people)]
    indexing.rebuild(premises=premises_of(client.settings))
    return office


def links(page: str) -> list[str]:
    """Every address of the search page on it."""
    return [unescape(address) for address in re.findall(r'href="(/search\?[^"]*)"', page)]


def heads(page: str) -> list[str]:
    """The heads of the table of results."""
    return re.findall(r'<th scope="col"[^>]*>([^<]*)', page[page.index('class="ledger"') :].partition("</thead>")[0])


def carried(page: str) -> dict[str, str]:
    """What the search form takes along besides the words."""
    return {name: unescape(value) for name, value in CARRIED.findall(page)}


def test_a_filter_keeps_the_words_the_order_and_the_other_filters(client: Browser, archive: list[Document]) -> None:
    page = client.get("/search?q=van+ban&kind=C%C3%B4ng+v%C4%83n&sort=date&view=table&typing=1").text
    (link,) = (address for address in links(page) if "issuer=C%C6%A1+quan+2" in address)
    for part in ("q=van+ban", "kind=C%C3%B4ng", "sort=date", "view=table", "typing=1"):
        assert part in link
    assert "page=" not in link


def test_typing_on_keeps_what_is_chosen_and_not_what_was_taken_off(client: Browser, archive: list[Document]) -> None:
    chosen = client.get("/search?q=van+ban&kind=C%C3%B4ng+v%C4%83n&state=entered&typing=1").text
    assert carried(chosen) == {"kind": "Công văn", "state": "entered"}
    (off,) = {address for address in links(chosen) if "kind=" not in address and "state=entered" in address}
    assert carried(client.get(off).text) == {"state": "entered"}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILTERS)
def test_a_count_is_what_its_link_shows(client: Browser, archive: list[Document], name: str) -> None:
    page = client.get("/search?q=van+ban").text
    found = re.findall(
        rf'href="(/search\?[^"]*{name}=[^"]*)"><span>([^<]*)</span> <span class="count">(\d+)', page
    )
    assert found
    for address, _, count in found:
        assert f">{count} văn bản<" in client.get(unescape(address)).text


def test_values_are_said_in_vietnamese(client: Browser, archive: list[Document]) -> None:
    page = client.get("/search?q=van+ban").text
    facets = page[page.index('class="facets') :]
    for words in ("Chờ chuyển", "Văn bản đến", "Sổ đăng ký văn bản đến", "Nơi ban hành", "2026"):
        assert words in facets
    assert ">entered<" not in facets
    assert ">incoming<" not in facets


def test_many_values_are_folded_away(client: Browser, archive: list[Document]) -> None:
    page = client.get("/search?q=xu+ly+van+ban").text
    issuers = page[page.index('id="facet-issuer"') :].partition("</section>")[0]
    shown, _, folded = issuers.partition("<details")
    assert shown.count("<li>") == 8
    assert folded.count("<li>") == 2
    assert "Xem thêm 2" in folded


def test_too_many_results_say_how_to_have_fewer(
    client: Browser, archive: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "gõ thêm chữ" not in client.get("/search?q=van+ban").text
    monkeypatch.setattr(search, "MANY", 5)
    assert "gõ thêm chữ" in client.get("/search?q=van+ban").text


def test_nothing_found_offers_ways_that_find_something(client: Browser, archive: list[Document]) -> None:
    page = client.get("/search", query_string={"q": '"bản văn"', "kind": "Công văn"}).text
    assert "Không tìm thấy" in page
    assert "0 văn bản" not in page
    (way,) = re.findall(r'<li><a href="([^"]*)">Không cần đúng cụm từ</a> \((\d+) văn bản\)', page)
    assert f">{way[1]} văn bản<" in client.get(unescape(way[0])).text
    page = client.get("/search", query_string={"q": "văn bản", "kind": "Quyết định", "state": "done"}).text
    assert "Bỏ mọi điều kiện lọc" in page
    assert "Bỏ lọc Trạng thái: Đã xong" not in page  # the type alone excludes everything


def test_near_matches_are_said_in_one_sentence(client: Browser, people: Staff) -> None:
    entered(people, subject="Phòng chống cháy rừng")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": "phòng chống cháy rừng gió"}).text
    assert page.count("<p data-announce>Không văn bản nào có đủ các chữ; dưới đây là văn bản có gần đủ.</p>") == 1
    assert "0 văn bản" not in page
    assert "Xuất tệp" not in page


def test_a_better_question_is_offered_above_near_matches(client: Browser, people: Staff) -> None:
    for _ in range(3):
        entered(people, subject="Phòng chống cháy rừng")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": "phong chong chayy rung"}).text
    assert "văn bản có gần đủ" in page
    (better,) = re.findall(r'Có phải: <a href="([^"]*)">phong chong cháy rung</a>', page)
    assert "3 văn bản" in client.get(unescape(better)).text


def test_examples_can_be_clicked(client: Browser, archive: list[Document]) -> None:
    found = [address for address in links(client.get("/search").text) if "?q=" in address]
    assert len(found) >= 8
    for address in found:
        client.get(address)


@pytest.mark.slow
@pytest.mark.parametrize("number", ["0", "2", "99", "501", "99999999999", "-1", "x", "²"])
def test_an_impossible_page_is_the_nearest_possible(client: Browser, archive: list[Document], number: str) -> None:
    assert "data-result " in client.get(f"/search?q=van+ban&page={number}").text


def test_a_table_shows_the_columns_chosen_and_remembers_them(client: Browser, archive: list[Document]) -> None:
    chosen = {"q": "van ban", "kind": "Công văn", "show": ["reference", "subject", "kind", "nonsense"]}
    page = client.follow(client.post("/search/columns", chosen)).text
    assert carried(page) == {"kind": "Công văn", "view": "table"}
    assert heads(page) == ["Số, ký hiệu", "Loại", "Trích yếu"]
    later = client.get("/search?q=van+ban&view=table").text
    assert heads(later) == heads(page)
    other = client.get("/search?q=van+ban&view=table&columns=state-subject").text
    assert heads(other) == ["Trích yếu", "Trạng thái"]


def test_every_column_can_be_shown(client: Browser, archive: list[Document]) -> None:
    client.get("/search", query_string={"q": "văn bản", "view": "table", "columns": "-".join(search.COLUMNS)})


@pytest.mark.slow
def test_results_go_out_as_a_file(client: Browser, archive: list[Document]) -> None:
    answer = client.post("/search/exports/xlsx", {"q": "van ban", "kind": "Thông báo", "state": "entered"}, 200)
    assert answer.mimetype == search.MEDIA_TYPES["xlsx"]
    assert "tra-cuu-20261123.xlsx" in answer.headers["Content-Disposition"]
    assert Event.newest("results_exported").data["asked"] == {"q": "van ban", "kind": "Thông báo", "state": "entered"}
    assert Event.newest("results_exported").data["rows"] == 6


def test_nothing_asked_is_nothing_to_export(client: Browser) -> None:
    client.post("/search/exports/pdf", {"q": " "}, 404)
    client.post("/search/exports/exe", {"q": "x"}, 404)


def test_an_address_says_what_was_asked_and_back() -> None:
    chosen = (("year", "2019"), ("issuer", "Sở Nội vụ"))
    asked = Asked('văn bản & "x"', chosen, "date", typing=True, as_table=True, columns=("kind", "subject"))
    values = dict(pair.split("=") for pair in asked.address().partition("?")[2].split("&"))
    assert set(values) == {"q", "year", "issuer", "sort", "view", "columns", "typing"}
    assert asked_in(asked.all_fields()) == asked
    assert Asked().address() == "/search"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sort", "view", "columns", "year", "state"])
def test_a_strange_address_is_passed_over(client: Browser, archive: list[Document], name: str) -> None:
    for value in ("", "x", "<b>", "\x00", "9" * 2000, "-", "--"):
        client.get("/search", query_string={"q": "văn bản", name: value})
