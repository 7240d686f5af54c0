"""Recipients found while typing, by keys alone, in real Chromium."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.office import groups
from portal.office.agencies import learn, set_means
from portal.office.recipients import Line
from tests.office_fixtures import NOW, signed
from tests.web.served import Served, served
from tests.web.test_looks import sideways, violations

__all__ = ["served"]
pytestmark = pytest.mark.browser


def test_what_is_chosen_or_typed_becomes_a_line_where_it_belongs(served: Served) -> None:
    people = served.people
    groups.make("Các xã lân cận", "UBND xã An Lạc", by=people.clerk, at=NOW)
    set_means(learn("Trạm Y tế xã"), is_paper_only=True, by=people.clerk, at=NOW)
    page = served.page_of(people.officer)
    page.goto("/drafts/new")
    field, electronic = page.get_by_role("combobox", name="Tìm nơi nhận"), page.get_by_label("Gửi bản điện tử")
    for typed in ("lan can", "tram", "hoang van"):
        type_and_wait(page, field, typed)
        expect(page.locator("#adding-list [role=option]").first).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value("")
    field.press_sequentially("Sở Nội vụ")
    field.press("Enter")
    expect(electronic).to_have_value("Các xã lân cận\nSở Nội vụ")
    expect(page.get_by_label("Gửi bản giấy", exact=True)).to_have_value("Lưu: VT\nTrạm Y tế xã")
    expect(page.get_by_label("Cá nhân nhận để thi hành")).to_have_value("Hoàng Văn Trưởng")
    expect(field).to_be_focused()
    assert page.url.endswith("/drafts/new")


def type_and_wait(page: Page, field: Locator, words: str) -> None:
    """Type, and wait for the answer to the whole of it."""
    with page.expect_response(lambda answer: [words] in parse_qs(urlsplit(answer.url).query).values()):
        field.press_sequentially(words)


def test_the_page_of_the_lines_can_be_read_by_everyone(served: Served) -> None:
    people = served.people
    document = signed(people, recipients=(Line("Sở TT&TT"), Line("Các thôn"), Line("Lưu: VT", "paper")))
    learn("Sở Thông tin và Truyền thông")
    page = served.page_of(people.clerk)
    page.goto(f"/documents/{document.id}/recipients")
    expect(page.get_by_role("button", name="Sở Thông tin và Truyền thông")).to_be_visible()
    assert violations(page) == []
    assert not sideways(page)
