"""Tab through the forms of the clerk on an old office screen: what has the focus is whole and nothing lies over it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from portal.flows.reading import SAMPLE_PDF
from portal.office import receiving
from portal.office.documents import Document
from tests.office_fixtures import NOW, entered
from tests.web.served import Served
from tests.web.test_looks import read_letter

pytestmark = pytest.mark.browser

SCREENS = [(1366, 768), (1024, 700)]
# Nine points of the focused element, a little inside its edge, at which something else is on top.
COVERED = """() => {
  const held = document.activeElement, box = held.getBoundingClientRect();
  const at = (low, high) => [low + 3, (low + high) / 2, high - 3];
  const tops = at(box.left, box.right).flatMap(x => at(box.top, box.bottom).map(y => document.elementFromPoint(x, y)));
  const others = tops.filter(top => !top || !held.contains(top));
  return others.map(top => top ? top.outerHTML.slice(0, 60) : "off the screen");
}"""


def tabbed(page: Page, first: str, last: str) -> Iterator[str]:
    """Every element from the first to the last as Tab reaches it, by its name or words."""
    page.focus(first)
    for _ in range(60):
        yield str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        if page.evaluate("last => document.activeElement.matches(last)", last):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {last}")


def hidden(page: Page, first: str, last: str) -> dict[str, list[str]]:
    """What lies over each element while it has the focus, for those that are not whole."""
    page.emulate_media(reduced_motion="reduce")
    found = {name: page.evaluate(COVERED) for name in tabbed(page, first, last)}
    assert len(found) > 5
    return {name: over for name, over in found.items() if over}


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_every_field_of_the_entry_is_whole_while_it_has_the_focus(served: Served, width: int, height: int) -> None:
    page = served.page_of(served.people.clerk, width=width, height=height)
    page.goto(f"/documents/{read_letter(served).id}/entry")
    assert hidden(page, "#issuer", ".fill-sheet .btn-primary") == {}


def test_all_fields_of_the_entry_fit_on_an_old_office_screen(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{read_letter(served).id}/entry")
    bar = page.locator(".fill-sheet > .bar").bounding_box()
    assert bar is not None
    for name in ("issuer", "subject", "position", "urgency", "received_on", "due_on", "note"):
        box = page.locator(f"#{name}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"], name


def test_the_first_field_waits_for_the_keys(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{read_letter(served).id}/entry")
    expect(page.locator("#issuer")).to_be_focused()
    expect(page.locator(".read-box.is-current")).to_have_attribute("data-box", "issuer")


def test_a_refused_entry_keeps_its_button_on_the_screen(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    paper = receiving.receive_paper(by=served.people.clerk, at=NOW)
    page.goto(f"/documents/{paper.id}/entry")
    page.fill("#issuer", "UBND huyện Sơn Động")
    page.fill("#subject", "V/v phân loại")
    page.fill("#dated_on", "31/2/2019")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("Ngày văn bản")
    assert hidden(page, "#issuer", ".fill-sheet .btn-primary") == {}
    assert Document.select().where(Document.number.is_null(False)).count() == 0


def test_every_field_of_a_correction_is_whole_while_it_has_the_focus(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{entered(served.people).id}/correction")
    assert hidden(page, "#issuer", "main form .btn-primary") == {}


def test_where_a_field_was_read_is_one_click_away(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{read_letter(served).id}/entry")
    page.click("#signatory-read")
    expect(page.locator("#signatory")).to_be_focused()
    expect(page.locator(".read-box.is-current")).to_have_attribute("data-box", "signatory")
    expect(page.locator("[data-page-now]")).to_have_text("3")
    whole = page.locator("[data-page='3']").get_attribute("viewBox")
    page.click("[data-enlarges]")
    expect(page.locator("#signatory")).to_be_focused()
    expect(page.locator("[data-page='3']")).not_to_have_attribute("viewBox", str(whole))


def test_a_file_is_received_as_soon_as_it_is_chosen(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto("/incoming")
    page.set_input_files("#files", SAMPLE_PDF)
    page.wait_for_url("**/entry")
    assert Document.get().original.name == SAMPLE_PDF.name


def test_the_heading_of_a_refusal_stays_where_it_was_clicked(served: Served) -> None:
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{receiving.receive_paper(by=served.people.clerk, at=NOW).id}/entry")
    before = page.locator("#refuse").bounding_box()
    page.locator("#refuse").dispatch_event("click")
    expect(page.locator("#cause")).to_be_focused()
    assert page.locator("#refuse").bounding_box() == before
