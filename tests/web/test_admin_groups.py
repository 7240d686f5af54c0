"""Danh sách nơi nhận, and types on paper, in the browser."""

import pytest

from portal.office.groups import RecipientGroup
from portal.office.paper_rules import PaperRule
from tests.office_fixtures import Staff
from tests.web.conftest import Browser

HAMLETS = {"name": "Các thôn", "adding": "", "members": "Thôn Mỏ\nThôn Lừa"}


@pytest.mark.slow
def test_the_clerk_makes_changes_ends_and_uses_a_list_again(client: Browser, people: Staff) -> None:
    assert "Chưa có danh sách nào" in client.get("/admin/groups").text
    assert 'value="Các thôn"' in client.get("/admin/groups/new?name=C%C3%A1c+th%C3%B4n").text
    page = client.follow(client.post("/admin/groups", HAMLETS)).text
    assert "Đã lập danh sách “Các thôn”." in page
    assert "Thôn Mỏ; Thôn Lừa" in page
    group = RecipientGroup.get()
    client.post(f"/admin/groups/{group.id}", {**HAMLETS, "adding": "Thôn Vân"})
    assert [member.name for member in group.lines] == ["Thôn Mỏ", "Thôn Lừa", "Thôn Vân"]
    client.post(f"/admin/groups/{group.id}/ending")
    assert "Thôi dùng" in client.get("/admin/groups").text
    assert "Dùng lại danh sách này" in client.get(f"/admin/groups/{group.id}").text
    client.post("/admin/groups", {**HAMLETS, "name": "các thôn"}, 303)
    answer = client.post(f"/admin/groups/{group.id}/return")
    assert "Đã có danh sách mang tên này" in client.follow(answer).text
    client.get("/admin/groups/999", 404)


@pytest.mark.parametrize(("changes", "words"), [
    ({"name": ""}, "Danh sách cần có tên"), ({"members": ""}, "ít nhất một nơi nhận"),
    ({"name": "Phòng Kinh tế"}, "là tên một cơ quan hoặc đơn vị"),
])
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Browser, changes: dict[str, str], words: str) -> None:
    page = client.post("/admin/groups", {**HAMLETS, **changes}, 422).text
    assert words in page
    assert ("Thôn Lừa" in page) == ("members" not in changes)


@pytest.mark.slow
def test_a_type_on_paper_is_laid_down_and_lifted(client: Browser) -> None:
    client.post("/admin/paper-rules", {"kind": "Quyết định", "basis": ""}, 422)
    page = client.follow(client.post("/admin/paper-rules", {"kind": "Quyết định", "basis": "Điều 5 Quy chế"})).text
    assert "Từ nay Quyết định gửi thêm bản giấy." in page
    assert "đã có trong bảng" in client.post("/admin/paper-rules", {"kind": "Quyết định", "basis": "x"}, 422).text
    client.post(f"/admin/paper-rules/{PaperRule.get().id}/lifting")
    assert not PaperRule.select().exists()
    client.post("/admin/paper-rules/1/lifting", status=404)


def test_nobody_else_keeps_lists(browser: Browser, people: Staff) -> None:
    officer = browser.as_person(people.officer)
    officer.get("/admin/groups", 403)
    officer.post("/admin/groups", HAMLETS, 403)
    officer.post("/admin/paper-rules", {"kind": "Quyết định", "basis": "x"}, 403)
    assert "Danh sách nơi nhận" in browser.as_person(people.admin).get("/admin/groups").text
