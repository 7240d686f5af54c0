"""Searching in a real Chromium: results as they are typed, the way back, filters that stay, and the keys."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from portal.flows import indexing, searching
from portal.office.documents import Document
from portal.web.premises import premises_of
from tests.office_fixtures import entered
from tests.web.served import Served, served
from tests.web.test_looks import every_page, sideways, violations

__all__ = ["served"]
pytestmark = pytest.mark.browser


@pytest.fixture
def letters(served: Served) -> list[Document]:
    """Six letters of two types, in the index."""
    searching.engine.cache_clear()
    office = [
        entered(served.people, reference=f"{n + 1}/UBND-TH", subject=f"V/v phân loại văn bản điện tử đợt {n + 1}",
                kind=("Công văn", "Thông báo")[n % 2])
        for n in range(6)
    ]
    indexing.rebuild(premises=premises_of(served.settings))
    return office


@pytest.fixture
def page(served: Served, letters: list[Document]) -> Page:
    """The clerk on the empty search page."""
    page = served.page_of(served.people.clerk)
    page.goto("/search")
    return page


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks."""
    return parse_qs(urlsplit(page.url).query)


def until_asked(page: Page, **wanted: str) -> None:
    """Wait until the address asks this and nothing else: the answer to the last key stands on the page."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {name: [word] for name, word in wanted.items()})


def typed(page: Page, words: str, count: str) -> None:
    """Type and wait for the results of all that stands in the box then, as many as that."""
    box = page.locator("#q")
    box.press_sequentially(words, delay=15)
    whole = box.input_value()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [whole])
    expect(page.locator("#results [data-announce]")).to_have_text(count)


def test_results_come_as_one_types_and_the_box_stays_the_same(page: Page) -> None:
    page.evaluate("window.box = document.getElementById('q')")
    page.keyboard.type("phan loai van b", delay=15)  # the empty page has put the caret into the box
    expect(page.locator("#results [data-announce]")).to_have_text("6 văn bản")
    expect(page.locator("#live")).to_have_text("6 văn bản")
    assert page.evaluate("window.box === document.activeElement")
    assert page.evaluate("window.box.selectionStart") == 15
    until_asked(page, q="phan loai van b", typing="1")
    page.evaluate("window.box.setSelectionRange(4, 4)")
    page.keyboard.type(" x")
    expect(page.locator("#results")).not_to_contain_text("6 văn bản")
    assert page.evaluate("window.box.selectionStart") == 6
    assert page.evaluate("window.box === document.activeElement")


def test_enter_means_the_word_is_whole(page: Page) -> None:
    typed(page, "phan loai van b", "6 văn bản")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).not_to_contain_text("6 văn bản")
    until_asked(page, q="phan loai van b")
    expect(page.locator("#q")).to_be_focused()


def test_an_outdated_answer_is_dropped(page: Page) -> None:
    held: list[Route] = []
    page.route("**/search?*q=dot+1*", lambda route: held.append(route))
    page.route("**/search?*q=dot%201*", lambda route: held.append(route))
    with page.expect_request(lambda request: "q=dot" in request.url):
        page.locator("#q").fill("dot 1")
    page.locator("#q").fill("phan loai")
    expect(page.locator("#results [data-announce]")).to_have_text("6 văn bản")
    assert held
    for route in held:
        route.abort()
    page.wait_for_timeout(200)
    expect(page.locator("#results [data-announce]")).to_have_text("6 văn bản")
    expect(page.locator("#flashes")).to_be_empty()


def test_back_from_a_letter_shows_the_same_results(page: Page, letters: list[Document]) -> None:
    typed(page, "phan loai van b", "6 văn bản")
    address = page.url
    page.locator("[data-result]").nth(2).click()
    page.wait_for_url("**/documents/*")
    page.go_back()
    assert page.url == address
    expect(page.locator("#results [data-announce]")).to_have_text("6 văn bản")
    expect(page.locator("#q")).to_have_value("phan loai van b")
    page.reload()
    expect(page.locator("#results [data-announce]")).to_have_text("6 văn bản")


def test_a_filter_holds_while_typing_until_it_is_taken_off(page: Page) -> None:
    typed(page, "phan loai", "6 văn bản")
    page.click("[aria-labelledby=facet-kind] a:has-text('Thông báo')")
    expect(page.locator("#results [data-announce]")).to_have_text("3 văn bản")
    page.focus("#q")
    page.keyboard.press("End")
    typed(page, " van ban", "3 văn bản")
    assert asked(page)["kind"] == ["Thông báo"]
    page.click("a:has-text('(bỏ lọc)')")
    expect(page.locator("#results [data-announce]")).to_have_text("6 văn bản")
    page.focus("#q")
    page.keyboard.press("End")
    typed(page, " dien tu", "6 văn bản")
    assert "kind" not in asked(page)
    page.go_back()  # each filter was a page of its own
    expect(page.locator("#results [data-announce]")).to_have_text("3 văn bản")


def test_a_facet_loaded_after_typing_goes_into_the_form(page: Page) -> None:
    page.goto("/search?q=phan&kind=Th%C3%B4ng+b%C3%A1o&sort=date")
    page.locator("#q").fill("phan loai")
    expect(page.locator("#results [data-announce]")).to_have_text("3 văn bản")
    page.locator("#q").fill("phan loai van ban")
    page.wait_for_url("**q=phan*loai*van*ban*")
    assert (asked(page)["kind"], asked(page)["sort"]) == (["Thông báo"], ["date"])


def test_the_keys_go_through_the_results_and_back(page: Page, letters: list[Document]) -> None:
    typed(page, "phan loai", "6 văn bản")
    results = page.locator("[data-result]")
    page.keyboard.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(results.nth(2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    assert page.evaluate("document.activeElement.selectionStart") == len("phan loai")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    address = results.nth(0).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_a_slash_leads_to_the_box_from_any_page(page: Page) -> None:
    page.goto("/incoming")
    page.keyboard.press("/")
    page.keyboard.type("phan loai")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=phan+loai")
    expect(page.locator("#results [data-announce]")).to_have_text("6 văn bản")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("phan loai")


def test_the_question_mark_lists_the_keys_of_the_search(page: Page) -> None:
    page.goto("/search?q=phan+loai")
    page.keyboard.press("?")
    for words in ("Đến ô tra cứu", "Đi qua các kết quả", "Mở kết quả đang đứng", "Về ô tra cứu"):
        expect(page.get_by_role("dialog")).to_contain_text(words)


def test_one_sheet_is_open_at_a_time_and_escape_closes_it(page: Page) -> None:
    page.goto("/search?q=phan+loai")
    page.click("summary:has-text('Cột')")
    page.click("summary:has-text('Xuất tệp')")
    expect(page.locator("details.drop[open]")).to_have_count(1)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("details.drop[open]")).to_have_count(0)
    expect(page.locator("summary:has-text('Xuất tệp')")).to_be_focused()


def test_columns_are_chosen_and_a_search_is_kept(page: Page) -> None:
    page.goto("/search?q=phan+loai&kind=Th%C3%B4ng+b%C3%A1o")
    page.click("summary:has-text('Cột')")
    page.get_by_label("Người ký", exact=True).check()
    page.get_by_label("Hạn", exact=True).uncheck()
    page.click("button:has-text('Dùng các cột này')")
    heads = page.locator(".ledger thead th")
    expect(heads.filter(has_text="Người ký")).to_have_count(1)
    expect(heads.filter(has_text="Hạn")).to_have_count(0)
    page.click("summary:has-text('Lưu')")
    page.fill("#name", "Thông báo phân loại")
    page.click("button:has-text('Lưu tìm kiếm')")
    expect(page.locator("#flashes")).to_contain_text("Đã lưu tìm kiếm")
    page.goto("/search")
    page.locator("#results").get_by_role("link", name="Thông báo phân loại").click()
    expect(page.locator("#results [data-announce]")).to_have_text("3 văn bản")
    expect(page.locator(".ledger thead th").filter(has_text="Người ký")).to_have_count(1)


def test_every_state_of_the_page_is_accessible(page: Page) -> None:
    page.goto("/search?q=phan+loai")
    page.click("summary:has-text('Lưu')")
    page.fill("#name", "Một tìm kiếm")
    page.click("button:has-text('Lưu tìm kiếm')")
    states = ["", "?q=phan+loai", "?q=phan+loai&view=table", "?q=zzz&kind=B%C3%A1o+c%C3%A1o",
              "?q=phan+loai+van+ban+gio&sort=date", "/saved"]
    assert every_page(page, [f"/search{state}" for state in states]) == []


def test_nothing_but_the_results_is_printed(page: Page) -> None:
    page.goto("/search?q=phan+loai&view=table")
    page.emulate_media(media="print")
    for hidden in (".band", ".facets", "#search", ".table-tools"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".only-print")).to_contain_text("Tìm “phan loai”. 6 văn bản.")
    expect(page.locator("[data-result]")).to_have_count(6)
    assert not sideways(page)
