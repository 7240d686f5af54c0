"""What one chooses on the search page: filters, counts, columns and files, over one small archive."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from portal.adapters.blobs import BlobStore
from portal.config import Settings
from portal.flows import indexing, searching
from portal.flows.premises import Premises
from portal.office.events import Event
from portal.rules.filetypes import XLSX
from portal.web import search
from portal.web.asked import FILTERS
from tests.office_fixtures import Staff, entered, image_after, issued, opened
from tests.web.conftest import Browser

CARRIED = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)" form="search">')


@pytest.fixture(scope="session")
def _archive(_images: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """Twelve letters of two issuers and types and a letter that went out, with the index over them."""
    folder = tmp_path_factory.mktemp("archive")
    place = Premises(folder, BlobStore(folder / "blobs"), folder / "search_index", folder / "scratch", upload_limit=1)

    def prepare(people: Staff) -> None:
        for n in range(12):
            entered(people, reference=f"{n + 1}/UBND-TH", subject=f"V/v xử lý văn bản đợt {n + 1}",
                    kind=("Công văn", "Thông báo")[n % 2], issuer=f"Cơ quan {n % 10}")
        issued(people)
        indexing.rebuild(premises=place)

    return image_after(_images["office"], prepare), place.search_index


@pytest.fixture
def office_database(_archive: tuple[bytes, Path]) -> Iterator[None]:
    """The office with its letters."""
    yield from opened(_archive[0])


@pytest.fixture
def settings(_archive: tuple[bytes, Path], tmp_path: Path) -> Settings:
    """Settings of the office that has this archive."""
    searching.engine.cache_clear()
    return Settings(data=tmp_path, search_index=Path(shutil.copytree(_archive[1], tmp_path / "search_index")))


def links(page: str) -> list[str]:
    """Every address of the search page on it."""
    return [unescape(address) for address in re.findall(r'href="(/search\?[^"]*)"', page)]


def heads(page: str) -> list[str]:
    """The heads of the table of results."""
    return re.findall(r'<th scope="col"[^>]*>([^<]*)', page[page.index('class="ledger"') :].partition("</thead>")[0])


def carried(page: str) -> dict[str, str]:
    """What the search form takes along besides the words."""
    return {name: unescape(value) for name, value in CARRIED.findall(page)}


def test_a_filter_keeps_the_words_the_order_and_the_other_filters(client: Browser) -> None:
    page = client.get("/search?q=van+ban&kind=C%C3%B4ng+v%C4%83n&sort=date&view=table&typing=1").text
    (link,) = (address for address in links(page) if "issuer=C%C6%A1+quan+2" in address)
    for part in ("q=van+ban", "kind=C%C3%B4ng", "sort=date", "view=table", "typing=1"):
        assert part in link
    assert "page=" not in link


@pytest.mark.slow
def test_typing_on_keeps_what_is_chosen_and_not_what_was_taken_off(client: Browser) -> None:
    chosen = client.get("/search?q=van+ban&kind=C%C3%B4ng+v%C4%83n&state=entered&typing=1").text
    assert carried(chosen) == {"kind": "Công văn", "state": "entered"}
    (off,) = {address for address in links(chosen) if "kind=" not in address and "state=entered" in address}
    assert carried(client.get(off).text) == {"state": "entered"}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILTERS)
def test_a_count_is_what_its_link_shows(client: Browser, name: str) -> None:
    page = client.get("/search?q=van+ban").text
    found = re.findall(
        rf'href="(/search\?[^"]*{name}=[^"]*)"><span>([^<]*)</span> <span class="count">(\d+)', page
    )
    assert found
    for address, _, count in found:
        assert f">{count} văn bản<" in client.get(unescape(address)).text


def test_values_are_said_in_vietnamese(client: Browser) -> None:
    page = client.get("/search?q=van+ban").text
    facets = page[page.index('class="facets') :]
    for words in ("Chờ chuyển", "Văn bản đến", "Sổ đăng ký văn bản đến", "Cơ quan ban hành", "2026"):
        assert words in facets
    assert ">entered<" not in facets
    assert ">incoming<" not in facets


@pytest.mark.slow
def test_many_values_are_folded_away(client: Browser) -> None:
    page = client.get("/search?q=xu+ly+van+ban").text
    issuers = page[page.index('id="facet-issuer"') :].partition("</section>")[0]
    shown, _, folded = issuers.partition("<details")
    assert shown.count("<li>") == 8
    assert folded.count("<li>") == 2
    assert "Xem thêm 2" in folded


@pytest.mark.slow
def test_too_many_results_say_how_to_have_fewer(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "gõ thêm chữ" not in client.get("/search?q=van+ban").text
    monkeypatch.setattr(search, "MANY", 5)
    assert "gõ thêm chữ" in client.get("/search?q=van+ban").text


@pytest.mark.slow
def test_nothing_found_offers_ways_that_find_something(client: Browser) -> None:
    page = client.get("/search", query_string={"q": '"bản văn"', "kind": "Công văn"}).text
    assert "Không tìm thấy" in page
    assert "0 văn bản" not in page
    (way,) = re.findall(r'<li><a href="([^"]*)">Không cần đúng cụm từ</a> \((\d+) văn bản\)', page)
    assert f">{way[1]} văn bản<" in client.get(unescape(way[0])).text
    page = client.get("/search", query_string={"q": "văn bản", "kind": "Quyết định", "state": "done"}).text
    assert "Bỏ mọi điều kiện lọc" in page
    assert "Bỏ lọc Trạng thái: Đã xong" not in page  # the type alone excludes everything


@pytest.mark.slow
def test_examples_can_be_clicked(client: Browser) -> None:
    found = [address for address in links(client.get("/search").text) if "?q=" in address]
    assert len(found) >= 8
    for address in found:
        client.get(address)


@pytest.mark.slow
@pytest.mark.parametrize("number", ["0", "2", "99", "501", "99999999999", "-1", "x", "²"])
def test_an_impossible_page_is_the_nearest_possible(client: Browser, number: str) -> None:
    assert "data-result " in client.get(f"/search?q=van+ban&page={number}").text


@pytest.mark.slow
def test_a_table_shows_the_columns_chosen_and_remembers_them(client: Browser) -> None:
    chosen = {"q": "van ban", "kind": "Công văn", "show": ["reference", "subject", "kind", "nonsense"]}
    page = client.follow(client.post("/search/columns", chosen)).text
    assert carried(page) == {"kind": "Công văn", "view": "table"}
    assert heads(page) == ["", "Số, ký hiệu", "Loại", "Trích yếu"]  # the first holds the boxes
    later = client.get("/search?q=van+ban&view=table").text
    assert heads(later) == heads(page)
    other = client.get("/search?q=van+ban&view=table&columns=state-subject").text
    assert heads(other) == ["", "Trích yếu", "Trạng thái"]


def test_every_column_can_be_shown(client: Browser) -> None:
    client.get("/search", query_string={"q": "văn bản", "view": "table", "columns": "-".join(search.COLUMNS)})


@pytest.mark.slow
def test_results_go_out_as_a_file(client: Browser) -> None:
    answer = client.post("/search/exports/xlsx", {"q": "van ban", "kind": "Thông báo", "state": "entered"}, 200)
    assert answer.mimetype == XLSX
    assert "tra-cuu-20261123.xlsx" in answer.headers["Content-Disposition"]
    assert Event.newest("results_exported").data["asked"] == {"q": "van ban", "kind": "Thông báo", "state": "entered"}
    assert Event.newest("results_exported").data["rows"] == 6


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sort", "view", "columns", "year", "state"])
def test_a_strange_address_is_passed_over(client: Browser, name: str) -> None:
    for value in ("", "x", "<b>", "\x00", "9" * 2000, "-", "--"):
        client.get("/search", query_string={"q": "văn bản", name: value})
