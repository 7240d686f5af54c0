"""Searching in the browser: as it is typed, only what one may read, and while the index is away."""

import pytest

from portal.flows import indexing, searching
from portal.office import directing
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff, entered
from tests.web.conftest import Browser


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
