"""Fast hands: how many keys a letter takes, counted in a real browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from portal.office import agencies, entering, receiving
from portal.office.documents import Document
from tests.office_fixtures import NOW, entered, facts, request_id
from tests.web.served import Served
from tests.web.test_looks import read_letter

pytestmark = pytest.mark.browser


class Keys:
    """A keyboard that counts what is pressed; a chord is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)


def at_the_form(served: Served, document: Document) -> tuple[Page, Keys]:
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{document.id}/entry")
    expect(page.locator("#issuer")).to_be_focused()
    return page, Keys(page)


def paper(served: Served) -> Document:
    return receiving.receive_paper(by=served.people.clerk, at=NOW)


def test_a_letter_that_was_read_takes_one_chord_and_the_next_one_opens(served: Served) -> None:
    first, second = read_letter(served), paper(served)
    page, keys = at_the_form(served, first)
    keys.press("Control+Enter")
    expect(page.locator("#flashes")).to_contain_text("Đã vào sổ, số đến 1")
    assert page.url.endswith(f"/documents/{second.id}/entry")
    assert keys.pressed == 1
    assert Document.get_by_id(first.id).reference == "536/UBND-TH"


def test_enter_goes_through_every_field_to_the_button(served: Served) -> None:
    page, keys = at_the_form(served, read_letter(served))
    passed = [page.evaluate("document.activeElement.name")]
    while not page.evaluate("document.activeElement.matches('[type=submit]')"):
        keys.press("Enter")
        passed.append(page.evaluate("document.activeElement.name"))
        assert keys.pressed < 30
    order = ["issuer", "reference", "dated_on", "kind", "subject", "signatory", "capacity", "position", "urgency",
             "received_on", "due_on", "note"]
    assert [name for name in passed if name] == order
    assert Document.select().where(Document.number.is_null(False)).count() == 0


def test_a_letter_on_paper_is_entered_without_the_mouse(served: Served) -> None:
    agencies.learn("Sở Thông tin và Truyền thông")
    page, keys = at_the_form(served, paper(served))
    with page.expect_response(lambda answer: ["stttt"] in parse_qs(urlsplit(answer.url).query).values()):
        keys.type("stttt")
    expect(page.locator("#issuer-list [role=option]").first).to_be_visible()
    keys.press("ArrowDown", "Enter", "Enter")
    keys.type("25/STTTT-CNTT")
    keys.press("Enter")
    keys.type("2.1.26")
    keys.press("Alt+1", "Enter")
    keys.type("V/v gửi nhận văn bản điện tử")
    keys.press("Control+Enter")
    expect(page.locator("#flashes")).to_contain_text("Đã vào sổ, số đến 1")
    letter = Document.get(Document.number == 1)
    assert (letter.issuer, letter.reference, letter.kind) == (
        "Sở Thông tin và Truyền thông", "25/STTTT-CNTT", "Công văn",
    )
    assert letter.dated_on.isoformat() == "2026-01-02"
    typed = len("25/STTTT-CNTT") + len("V/v gửi nhận văn bản điện tử")
    assert keys.pressed - typed == 18  # what is not on the letter itself: five letters, six of a day, seven keys


def test_f4_copies_from_the_letter_before(served: Served) -> None:
    entered(served.people, issuer="Sở Nội vụ", subject="V/v tuyển dụng", reference="9/SNV-VP")
    page, keys = at_the_form(served, paper(served))
    keys.press("F4")
    expect(page.locator("#issuer")).to_have_value("Sở Nội vụ")
    page.focus("#dated_on")
    keys.press("F4")
    expect(page.locator("#dated_on")).to_have_value("20/11/2026")
    page.focus("#kind")
    keys.press("F4")
    expect(page.locator("#kind")).to_have_value("Công văn")


def test_the_keys_are_shown_from_within_a_field_too(served: Served) -> None:
    entered(served.people)
    page, keys = at_the_form(served, paper(served))
    keys.press("F1")
    shown = page.locator("#keys")
    for words in ("Ctrl+Enter", "F4", "Alt+1", "Nhận giá trị, sang ô tiếp theo"):
        expect(shown).to_contain_text(words)
    keys.press("Escape")
    expect(page.locator("#issuer")).to_be_focused()


def test_a_double_takes_one_more_deliberate_act(served: Served) -> None:
    first = entering.enter(
        paper(served), facts(dated_on=NOW.date().replace(year=2019, month=5, day=10)), by=served.people.clerk, at=NOW,
        request_id=request_id(),
    )
    page, keys = at_the_form(served, read_letter(served))
    expect(page.locator("#doubles")).to_contain_text(f"Số đến {first.number}")
    keys.press("Control+Enter")
    expect(page.locator("#not_a_double")).to_be_focused()
    assert Document.select().where(Document.number.is_null(False)).count() == 1
    keys.press("Space", "Control+Enter")
    expect(page.locator("#flashes")).to_contain_text("Đã vào sổ, số đến 2")
    assert keys.pressed == 3


def test_the_same_letter_once_more_takes_one_press_and_no_number(served: Served) -> None:
    first = entering.enter(
        paper(served), facts(dated_on=NOW.date().replace(year=2019, month=5, day=10)), by=served.people.clerk, at=NOW,
        request_id=request_id(),
    )
    again = read_letter(served)
    page, _ = at_the_form(served, again)
    page.get_by_role("button", name="Cùng một văn bản").click()
    expect(page.locator("#flashes")).to_contain_text("Cùng một văn bản với số đến 1: không cấp thêm số")
    assert Document.select().where(Document.number.is_null(False)).count() == 1
    page.goto(f"/documents/{again.id}")
    page.get_by_role("button", name="Là văn bản khác, đưa lại vào hàng chờ").click()
    expect(page.locator("#doubles")).to_contain_text(f"Số đến {first.number}")
    assert Document.get_by_id(again.id).state == "received"


def test_the_warning_comes_while_the_clerk_types(served: Served) -> None:
    entered(served.people)
    page, _ = at_the_form(served, paper(served))
    page.fill("#issuer", "UBND huyện Sơn Động")
    page.fill("#reference", "S36/UBND-TH")
    page.keyboard.press("Tab")
    expect(page.locator("#doubles")).to_contain_text(re.compile("Gần giống"))
    expect(page.locator("#doubles a")).to_have_attribute("target", "_blank")
