"""Nơi nhận và cách gửi in the browser."""

from io import BytesIO
from pathlib import Path

import pytest

from portal.office import drafting, files, groups
from portal.office.agencies import Agency, AgencyAlias, learn, set_means
from portal.office.documents import Document
from portal.office.recipients import Line, Recipient
from tests.office_fixtures import NOW, Staff, drafted, entered, issued, numbered, signed
from tests.web.conftest import Browser
from tests.web.test_drafts import form

SHORT = (Line("Sở TT&TT"), Line("Các thôn"), Line("Lưu: VT", "paper"))


@pytest.fixture
def officer(browser: Browser, people: Staff) -> Browser:
    """The officer, signed in."""
    return browser.as_person(people.officer)


def first(document: Document) -> Recipient:
    return next(iter(Recipient.of(document)))


@pytest.mark.slow
def test_the_page_of_a_draft_says_which_rule_decides_and_what_is_missing(officer: Browser, people: Staff) -> None:
    set_means(learn("Trạm Y tế"), is_paper_only=True, by=people.clerk, at=NOW)
    document = drafted(people, recipients=(Line("Trạm Y tế"), Line("Các thôn")))
    page = officer.get(f"/drafts/{document.id}").text
    assert "hoặc ghi gửi bản giấy: Trạm Y tế." in page.replace("bên nhận", "Bên nhận")
    assert "Các thôn: chưa có danh sách các nơi ấy – lập danh sách hoặc gửi giấy." in page
    table = officer.get(f"/documents/{document.id}/recipients").text
    assert table.count("Quyết định</span> Trạm Y tế") == 1
    assert "Lập danh sách “Các thôn”" not in table  # the officer keeps no lists


@pytest.mark.slow
def test_a_near_name_is_confirmed_with_one_click(officer: Browser, people: Staff) -> None:
    agency, document = learn("Sở Thông tin và Truyền thông"), drafted(people, recipients=SHORT)
    page = officer.get(f"/documents/{document.id}/recipients").text
    assert "Có phải là:" in page
    line = first(document)
    form = {"kind": "agency", "known": str(agency.id)}
    page = officer.follow(officer.post(f"/documents/{document.id}/recipients/{line.id}/meaning", form)).text
    assert "Đã khớp “Sở TT&amp;TT”." in page
    assert "Cơ quan trong danh mục: Sở Thông tin và Truyền thông" in page
    assert not AgencyAlias.select().exists()
    officer.post(f"/documents/{document.id}/recipients/{line.id}/loosening")
    assert first(document).agency is None


@pytest.mark.slow
def test_the_clerk_adds_an_agency_from_the_line(client: Browser, people: Staff) -> None:
    document = signed(people, recipients=(Line("Trạm Y tế"),))
    assert "Thêm vào danh mục" in client.get(f"/documents/{document.id}/recipients").text
    client.post(f"/documents/{document.id}/recipients/{first(document).id}/agency")
    assert first(document).agency == Agency.get(Agency.name == "Trạm Y tế")


@pytest.mark.slow
def test_the_clerk_changes_a_line_after_the_signature_and_is_told_of_the_way(client: Browser, people: Staff) -> None:
    document = signed(people, recipients=SHORT)
    address = f"/documents/{document.id}/recipients/{first(document).id}/channel"
    page = client.follow(client.post(address, {"channel": "paper"})).text
    assert "Cách gửi đổi từ “Gửi điện tử” sang “Gửi cả giấy và điện tử”" in page
    client.post(address, {"channel": "x"}, 422)


@pytest.mark.slow
def test_lines_of_others_and_of_other_documents_are_not_there(browser: Browser, client: Browser, people: Staff) -> None:
    mine, other = signed(people, recipients=SHORT), signed(people, recipients=SHORT)
    client.post(f"/documents/{mine.id}/recipients/{first(other).id}/channel", {"channel": "paper"}, 404)
    stranger = browser.as_person(people.stranger)
    stranger.get(f"/documents/{mine.id}/recipients", 404)
    stranger.post(f"/documents/{mine.id}/recipients/{first(mine).id}/channel", {"channel": "paper"}, 404)
    client.get(f"/documents/{entered(people).id}/recipients", 404)


def test_after_the_issue_the_documents_own_page_tells(client: Browser, people: Staff) -> None:
    document = issued(people, recipients=SHORT)
    assert client.get(f"/documents/{document.id}/recipients", 303).headers["Location"] == f"/outgoing/{document.id}"


@pytest.mark.slow
def test_the_way_back_to_the_rules_is_one_click(officer: Browser, people: Staff) -> None:
    document = drafted(people, recipients=SHORT)
    drafting.choose_route(document, "both", "Nơi nhận yêu cầu", by=people.officer, at=NOW)
    page = officer.get(f"/drafts/{document.id}").text
    assert f"{people.officer.name} chọn lúc" in page
    assert "Lý do: Nơi nhận yêu cầu." in page
    assert "Theo quy định hiện nay: chỉ gửi điện tử" in page
    officer.post(f"/documents/{document.id}/route/rules")
    assert (Document.get().route, Document.get().route_reason) == ("electronic", "ordinary")


@pytest.mark.slow
def test_another_way_of_sending_needs_a_reason(officer: Browser, people: Staff) -> None:
    document = drafted(people)
    page = officer.post(f"/documents/{document.id}/route", {"way": "both", "reason": ""}, 422)
    assert "Hãy ghi lý do." in page.text
    officer.post(f"/documents/{document.id}/route", {"way": "both", "reason": "Nơi nhận yêu cầu bản giấy"})
    document = Document.get_by_id(document.id)
    assert (document.route, document.route_reason) == ("both", "Nơi nhận yêu cầu bản giấy")


def test_a_numbered_document_offers_no_other_way(client: Browser, people: Staff) -> None:
    document = numbered(people, recipients=SHORT)
    page = client.get(f"/documents/{document.id}/recipients").text
    assert "Gửi giấy" in page
    assert "/route/rules" not in page


@pytest.mark.slow
def test_the_list_of_the_page_is_taken_with_one_click(officer: Browser, people: Staff) -> None:
    document = drafted(people, recipients=(Line("Sở Cũ"),))
    fields = {"recipients": [{"name": "Sở Nội vụ;", "channel": "electronic"}, {"name": "Lưu: VT.", "channel": "paper"}]}
    files.keep_reading(document.latest.sha256, fields, pages=1, at=NOW)
    assert "Lấy từ Nơi nhận trên trang" in officer.get(f"/drafts/{document.id}").text
    page = officer.follow(officer.post(f"/documents/{document.id}/recipients/from-page")).text
    assert "Đã lấy 2 nơi nhận từ trang." in page
    assert [line.name for line in Recipient.of(document)] == ["Lưu: VT", "Sở Nội vụ"]
    assert "Lấy từ Nơi nhận trên trang" not in officer.get(f"/drafts/{document.id}").text


def test_a_page_that_names_nobody_is_said_so(officer: Browser, people: Staff) -> None:
    document = drafted(people)
    page = officer.post(f"/documents/{document.id}/recipients/from-page", status=409).text
    assert "Trang không nêu nơi nhận nào đọc được" in page


def test_while_typing_recipients_are_offered(officer: Browser, people: Staff) -> None:
    groups.make("Các thôn", "Thôn Mỏ\nThôn Lừa", by=people.clerk, at=NOW)
    set_means(learn("Thôn Vân"), is_paper_only=True, by=people.clerk, at=NOW)
    found = officer.get("/recipients?adding=thon").text
    assert found.index("danh sách 2 nơi") < found.index("nhận giấy")
    assert 'data-into="paper"' in found
    assert 'data-into="persons"' in officer.get("/recipients?adding=hoang").text
    assert officer.get("/recipients").text.strip() == ""


@pytest.mark.slow
def test_what_still_stands_in_the_finding_field_is_not_lost(officer: Browser, people: Staff, tmp_path: Path) -> None:
    officer.post("/drafts", form(people, tmp_path, electronic="Sở Nội vụ", adding="Tỉnh ủy"))
    assert [line.name for line in Recipient.of(Document.get())] == ["Lưu: VT", "Sở Nội vụ", "Tỉnh ủy"]


@pytest.mark.slow
def test_a_changed_outline_says_when_the_way_changed(officer: Browser, people: Staff, tmp_path: Path) -> None:
    document = drafted(people)
    told = form(people, tmp_path, persons="Ông Giáp Văn A", file=(BytesIO(b""), ""))
    page = officer.follow(officer.post(f"/drafts/{document.id}/outline", told)).text
    assert "Cách gửi đổi từ “Gửi điện tử” sang “Gửi cả giấy và điện tử”: gửi cá nhân để thi hành." in page
