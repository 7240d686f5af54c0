"""Searching in the browser: as it is typed, only what one may read, and while the index is away."""

import re
from html import unescape

import pytest

from portal.flows import indexing, searching
from portal.office import directing
from portal.web.asked import Asked, asked_in
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff, entered
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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31/2/2020", "Ngày 31/2/2020 không có trong lịch"), ("nam:nào", "Không hiểu điều kiện “nam:nào”"),
        ("???", "Không đọc được gì từ câu này"), ("đất | rừng", ""),
    ],
)  # fmt: skip
def test_what_is_read_otherwise_than_it_was_typed_is_said(client: Browser, typed: str, words: str) -> None:
    indexing.rebuild(premises=premises_of(client.settings))
    page = unescape(client.get("/search", query_string={"q": typed}).text)
    assert words in page
    assert ("notice-warning" in page.split('id="results"')[1]) == bool(words)


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["536", "536 ubnd th", "536/UBND-TH", "0536 / ubnd-th"])
def test_any_spelling_of_a_number_finds_it(client: Browser, people: Staff, typed: str) -> None:
    letter = entered(people)
    entered(people, reference="71/TB-UBND", subject="Thông báo khác", kind="Thông báo")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": typed}).text
    assert f'href="/documents/{letter.id}"' in page


@pytest.mark.slow
def test_filters_narrow_and_come_off_again(client: Browser, people: Staff) -> None:
    entered(people)
    other = entered(people, reference="71/TB-UBND", subject="Thông báo về văn bản", kind="Thông báo")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": "văn bản", "kind": "Thông báo"}).text
    assert "1 văn bản" in page
    assert other.subject.split()[0] in page
    assert "bỏ lọc" in page


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("typed", ['"', "-", "(a OR", "*" * 300, "nam:", "<script>alert(1)</script>", "\x00"])
def test_any_string_is_a_valid_query(client: Browser, people: Staff, typed: str) -> None:
    entered(people)
    indexing.rebuild(premises=premises_of(client.settings))
    client.get("/search", query_string={"q": typed})


@pytest.mark.slow
def test_near_matches_are_said_in_one_sentence(client: Browser, people: Staff) -> None:
    entered(people, subject="Phòng chống cháy rừng")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": "phòng chống cháy rừng gió"}).text
    assert page.count("<p data-announce>Không văn bản nào có đủ các chữ; dưới đây là văn bản có gần đủ.</p>") == 1
    assert "0 văn bản" not in page
    assert "Xuất tệp" not in page


@pytest.mark.slow
def test_a_better_question_is_offered_above_near_matches(client: Browser, people: Staff) -> None:
    for _ in range(3):
        entered(people, subject="Phòng chống cháy rừng")
    indexing.rebuild(premises=premises_of(client.settings))
    page = client.get("/search", query_string={"q": "phong chong chayy rung"}).text
    assert "văn bản có gần đủ" in page
    (better,) = re.findall(r'Có phải: <a href="([^"]*)">phong chong cháy rung</a>', page)
    assert "3 văn bản" in client.get(unescape(better)).text


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
