"""The table of short forms in the browser, and that the next search uses it, index or not."""

import pytest

from portal.flows import indexing
from portal.office.abbreviations import Abbreviation
from portal.web.premises import premises_of
from tests.office_fixtures import Staff, entered
from tests.web.conftest import Browser

LINE = {"short": "NTLS", "words": "nghĩa trang liệt sĩ"}


@pytest.fixture
def admin(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.admin)


@pytest.mark.slow
def test_a_line_is_added_changed_and_taken_out(admin: Browser) -> None:
    assert "bảo hiểm y tế" in admin.get("/admin/abbreviations").text
    admin.follow(admin.post("/admin/abbreviations", LINE))
    line = Abbreviation.get(Abbreviation.short == "NTLS")
    admin.get(f"/admin/abbreviations/{line.id}")
    admin.post(f"/admin/abbreviations/{line.id}", {**LINE, "short": "NTL"})
    admin.post(f"/admin/abbreviations/{line.id}/removal")
    assert "Dùng lại" in admin.get("/admin/abbreviations").text
    admin.post(f"/admin/abbreviations/{line.id}/return")
    assert Abbreviation.get_by_id(line.id).is_active


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"short": ""}, "Hãy ghi cả"), ({"words": ""}, "Hãy ghi cả"), ({"short": "2019"}, "chỉ có số"),
        ({"short": "x" * 30}, "Dài quá"), ({"short": "N T"}, "viết liền"), ({"words": "ntls"}, "trùng với chính"),
        ({"short": "ubnd", "words": "uỷ ban nhân dân"}, "đã có trong bảng"),
    ],
)
def test_a_line_that_cannot_be_is_refused_beside_its_field(
    admin: Browser, changes: dict[str, str], said: str
) -> None:
    page = admin.post("/admin/abbreviations", {**LINE, **changes}, status=422).text
    assert "field-error" in page
    assert said in page
    line = Abbreviation.get(Abbreviation.short == "BHYT")
    assert said in admin.post(f"/admin/abbreviations/{line.id}", {**LINE, **changes}, status=422).text


def test_a_line_that_is_not_there(admin: Browser) -> None:
    admin.get("/admin/abbreviations/999", status=404)


def test_others_do_not_see_the_table(browser: Browser, people: Staff) -> None:
    browser.as_person(people.clerk).get("/admin/abbreviations", status=403)


@pytest.mark.slow
@pytest.mark.parametrize("with_index", [True, False])
def test_the_next_search_knows(admin: Browser, browser: Browser, people: Staff, with_index: bool) -> None:
    entered(people, subject="Sửa chữa nghĩa trang liệt sĩ")
    if with_index:
        indexing.rebuild(premises=premises_of(browser.app.config["PORTAL"]))
    clerk = browser.as_person(people.clerk)
    assert "Sửa chữa" not in clerk.get("/search?q=ntls").text
    admin.post("/admin/abbreviations", LINE)
    assert "Sửa chữa" in clerk.get("/search?q=ntls").text
    admin.post(f"/admin/abbreviations/{Abbreviation.get(Abbreviation.short == 'NTLS').id}/removal")
    assert "Sửa chữa" not in clerk.get("/search?q=NTLS").text
