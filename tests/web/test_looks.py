"""The pages in a real Chromium: accessible, quiet in the console, no sideways scroll, usable from the keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from portal.flows import intake
from portal.flows.reading import SAMPLE_PDF
from portal.office import directing
from portal.office.documents import Document
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, entered, issued, submitted
from tests.web.served import Served

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
         "resultTypes": ["violations"]}


def read_letter(served: Served) -> Document:
    """The sample letter, waiting for its entry, read."""
    premises = premises_of(served.settings)
    with SAMPLE_PDF.open("rb") as stream:
        document = intake.take_upload(stream, SAMPLE_PDF.name, by=served.people.clerk, at=NOW, premises=premises)
    intake.read(document.id, at=NOW, premises=premises)()
    return document


def violations(page: Page) -> list[str]:
    """What axe finds wrong, one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url}: {v['id']} {v['nodes'][0]['html'][:160]}" for v in found]


def sideways(page: Page) -> bool:
    """Whether the page itself, not a table in it, scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def every_page(page: Page, addresses: list[str]) -> list[str]:
    """What is wrong with the pages, at the width of an old office screen and at 200 % text."""
    wrong = []
    for address in addresses:
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(address)
        wrong += violations(page)
        for width in (1024, 683):
            page.set_viewport_size({"width": width, "height": 600})
            wrong += [f"{address}: sideways at {width}"] if sideways(page) else []
    return wrong


def addresses_for(page: Page) -> list[str]:
    """The menu and the tabs on its pages: what a person can reach with two clicks."""
    page.goto("/")
    links = page.locator(".menu a, .tabs a")
    menu = [link.get_attribute("href") or "" for link in links.all()]
    for address in list(menu):
        page.goto(address)
        menu += [link.get_attribute("href") or "" for link in page.locator(".tabs a").all()]
    return sorted(set(menu))


@pytest.mark.parametrize("who", ["clerk", "leader", "officer", "admin", "safety"])
def test_every_page_of_the_menu_is_accessible(served: Served, who: str) -> None:
    letter = entered(served.people)
    directing.direct(letter, "Giao xử lý", served.people.officer, by=served.people.leader, at=NOW)
    issued(served.people)
    submitted(served.people)
    page = served.page_of(getattr(served.people, who))
    assert every_page(page, [*addresses_for(page), "/help", "/no-such-page"]) == []


def test_signing_in_is_accessible(served: Served) -> None:
    page = served.page_of(None)
    assert every_page(page, ["/sign-in"]) == []
    page.fill("#login", "vanthu")
    page.fill("#password", "sai")
    page.click("main button")
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    assert violations(page) == []


def test_the_letter_and_its_entry_are_accessible(served: Served) -> None:
    waiting, letter = read_letter(served), entered(served.people)
    page = served.page_of(served.people.clerk)
    assert every_page(page, [f"/documents/{waiting.id}/entry", f"/documents/{letter.id}"]) == []


def test_keys_lead_through_the_entry(served: Served) -> None:
    waiting = read_letter(served)
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{waiting.id}/entry")
    page.focus("#reference")
    whole = page.locator(".page-image").first.get_attribute("viewBox")
    page.keyboard.press("F2")
    expect(page.locator(".page-image").first).not_to_have_attribute("viewBox", str(whole))
    page.keyboard.press("F2")
    expect(page.locator(".page-image").first).to_have_attribute("viewBox", str(whole))
    page.keyboard.press("Enter")
    expect(page.locator("#dated_on")).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: "/entry" not in url)
    assert Document.get_by_id(waiting.id).number == 1


def test_question_mark_lists_the_keys_and_slash_finds_the_search(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto("/incoming")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Đến ô tra cứu")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()


def test_single_keys_can_be_turned_off(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto("/incoming")
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("#find")).not_to_be_focused()


def test_close_rows_are_remembered(served: Served) -> None:
    entered(served.people)
    page = served.page_of(served.people.clerk)
    page.goto("/registers/incoming")
    before = page.locator(".ledger tbody tr").first.bounding_box()
    page.click("[data-density-switch]")
    page.reload()
    after = page.locator(".ledger tbody tr").first.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] < before["height"] <= 64


def test_words_typed_before_the_session_ended_are_still_there(served: Served) -> None:
    letter = entered(served.people)
    page = served.page_of(served.people.leader)
    page.goto(f"/documents/{letter.id}")
    page.locator("textarea[data-keep]").first.fill("Giao Phòng Kinh tế tham mưu")
    page.context.clear_cookies()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/documents/{letter.id}")
    page.fill("#login", "chutich")
    page.fill("#password", "giấy trắng mực đen 73")
    page.click("main button")
    expect(page.locator("textarea[data-keep]").first).to_have_value("Giao Phòng Kinh tế tham mưu")


def test_the_text_font_has_every_vietnamese_letter(served: Served) -> None:
    page = served.page_of(None)
    page.goto("/sign-in")
    page.evaluate("document.fonts.ready")
    faces = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family).length")
    assert faces == 2
