"""From a search to the page with the words, marked over its picture, and to the letters like it, in real Chromium."""

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect

from portal.flows import indexing, intake, searching
from portal.flows.reading import SAMPLE_PDF
from portal.office import entering
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, entered, facts, request_id
from tests.web.served import Served, served
from tests.web.test_looks import sideways, violations

__all__ = ["served"]
pytestmark = pytest.mark.browser


@pytest.fixture
def page(served: Served) -> Page:
    """The clerk before an archive with the sample letter, read and entered, and one like it."""
    searching.engine.cache_clear()
    premises, clerk = premises_of(served.settings), served.people.clerk
    stream = BytesIO(SAMPLE_PDF.read_bytes())
    letter = intake.take_upload(stream, SAMPLE_PDF.name, by=clerk, at=NOW, premises=premises)
    intake.read(letter.id, at=NOW, premises=premises)()
    entering.enter(letter, facts(), by=clerk, at=NOW, request_id=request_id())
    entered(served.people, reference="7/UBND-TH")
    indexing.rebuild(premises=premises)
    return served.page_of(clerk)


def test_a_result_opens_the_letter_at_its_page_with_the_words_marked(page: Page) -> None:
    page.goto("/search?q=nhung+ben+gui")
    with page.expect_response(lambda answer: "/pages/2/marks?" in answer.url) as marks:
        page.get_by_role("link", name="trang 2").first.click()
    assert marks.value.text().count("<rect") >= 3
    way = page.get_by_role("navigation", name="Trang và chữ tìm")
    expect(way).to_contain_text("Trang 2/3")
    expect(page.get_by_role("region", name="Chữ trên trang 2").locator("mark").first).to_have_text("nhưng")
    like = page.get_by_role("region", name="Văn bản tương tự")
    expect(like.get_by_role("link")).to_have_count(1)
    assert violations(page) == []
    assert not sideways(page)
    way.get_by_role("link", name="Trang trước").click()
    expect(way).to_contain_text("Trang 1/3")
    expect(way).to_contain_text("nhung ben gui")
