"""Searches kept under a name, from the page of results to the list and back."""

import re
from html import unescape

import pytest

from portal.office.saved_searches import SavedSearch
from tests.office_fixtures import Staff
from tests.web.conftest import Browser

ASKED = {"q": "văn bản", "year": "2026", "sort": "date"}


@pytest.mark.slow
def test_a_kept_search_is_one_click_away(client: Browser, people: Staff) -> None:
    kept = client.post("/search/saved", {**ASKED, "name": "Năm nay"})
    assert "Đã lưu tìm kiếm “Năm nay”" in client.follow(kept).text
    for address in ("/search", "/search?q=x"):
        (link,) = set(re.findall(r'href="([^"]*)">Năm nay', client.get(address).text))
        assert unescape(link) == kept.headers["Location"]


def test_a_table_is_kept_with_its_columns(client: Browser, people: Staff) -> None:
    client.post("/search/columns", {**ASKED, "show": ["reference", "subject"]})
    kept = client.post("/search/saved", {**ASKED, "view": "table", "name": "Bảng"})
    client.post("/search/columns", {**ASKED, "show": ["kind", "subject"]})
    assert "columns=reference-subject" in kept.headers["Location"]
    assert "view=table" in kept.headers["Location"]
    assert SavedSearch.get().columns == ["reference", "subject"]


def test_a_search_without_a_name_waits_for_one(client: Browser, people: Staff) -> None:
    page = client.post("/search/saved", {**ASKED, "name": ""}, 422).text
    assert "Hãy đặt tên" in page
    assert 'name="year" value="2026"' in page
    client.post("/search/saved", {**ASKED, "name": "x" * 81}, 422)
    client.post("/search/saved", {"q": "", "name": "Trống"}, 422)
    assert not SavedSearch.select().exists()


@pytest.mark.slow
def test_it_is_renamed_and_removed(client: Browser, people: Staff) -> None:
    client.post("/search/saved", {**ASKED, "name": "Một"})
    client.post("/search/saved", {**ASKED, "name": "Hai"})
    one, two = SavedSearch.get(name="Một"), SavedSearch.get(name="Hai")
    assert "Tìm “văn bản”; Năm: 2026" in client.get("/search/saved").text
    client.post(f"/search/saved/{one.id}/name", {"name": "Hai"}, 409)
    client.post(f"/search/saved/{one.id}/name", {"name": ""}, 422)
    client.post(f"/search/saved/{one.id}/name", {"name": "Ba"})
    client.post(f"/search/saved/{two.id}/removal")
    assert [search.name for search in SavedSearch.select()] == ["Ba"]


def test_no_more_is_kept_than_a_search_reads(client: Browser, people: Staff) -> None:
    client.post("/search/saved", {"q": "văn bản " * 10_000, "name": "Dài"})
    (kept,) = SavedSearch.of(people.clerk)
    assert len(kept.q) <= 1000


@pytest.mark.slow
def test_another_persons_search_is_not_found(client: Browser, people: Staff) -> None:
    client.post("/search/saved", {**ASKED, "name": "Của văn thư"})
    search = SavedSearch.get()
    leader = client.as_person(people.leader)
    assert "Của văn thư" not in leader.get("/search").text
    assert "Của văn thư" not in leader.get("/search/saved").text
    leader.post(f"/search/saved/{search.id}/name", {"name": "Của tôi"}, 404)
    leader.post(f"/search/saved/{search.id}/removal", status=404)
    assert SavedSearch.get().name == "Của văn thư"
