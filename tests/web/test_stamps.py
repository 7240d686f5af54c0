"""The pictures of hand and seal in the browser: brought, shown, removed, and refused with a sentence."""

from io import BytesIO

import pytest

from portal.adapters import sandbox, specimens
from portal.office.events import Event
from portal.office.stamps import Stamp
from portal.rules.stamps import PERSONAL, SEAL
from tests import signing_kit as kit
from tests.office_fixtures import Staff
from tests.web.conftest import Browser

HAND, ROUND = specimens.signature("Trần Văn Chủ"), specimens.seal("ỦY BAN NHÂN DÂN XÃ TÂN HÒA", "BẢN THỬ")


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "call", kit.call_here)


def file(content: bytes) -> dict[str, object]:
    return {"file": (BytesIO(content), "hinh.png")}


@pytest.mark.slow
def test_a_leader_brings_a_hand_sees_it_and_removes_it(browser: Browser, people: Staff) -> None:
    one = browser.as_person(people.leader)
    assert "Chưa có hình" in one.get("/account/signature-picture").text
    one.get("/account/signature-picture.png", 404)
    shown = one.follow(one.post("/account/signature-picture", file(HAND))).text
    assert 'href="/account/signature-picture.png?1"' in shown
    kept = one.http.get("/account/signature-picture.png")
    assert (kept.status_code, kept.mimetype) == (200, "image/png")
    assert Stamp.of(PERSONAL, people.deputy) is None
    assert "Chưa có hình" in one.follow(one.post("/account/signature-picture-removal")).text
    told = [event.verb for event in Event.select() if event.object_type == "stamp"]
    assert told == ["picture_set", "picture_removed"]


def test_a_picture_that_cannot_be_drawn_is_refused_at_its_field(browser: Browser, people: Staff) -> None:
    one = browser.as_person(people.leader)
    assert "phải là nét màu xanh" in one.post("/account/signature-picture", file(ROUND), 422).text
    assert "không phải hình PNG" in one.post("/account/signature-picture", file(b"GIF89a"), 422).text
    assert "Hãy chọn tệp hình" in one.post("/account/signature-picture", {}, 422).text
    assert Stamp.of(PERSONAL, people.leader) is None


@pytest.mark.slow
def test_the_administrator_brings_the_seal_with_its_size(browser: Browser, people: Staff) -> None:
    one = browser.as_person(people.admin)
    assert 'value="36"' in one.get("/admin/seal").text
    assert "từ 28 đến 50" in one.post("/admin/seal", {**file(ROUND), "millimetres": "90"}, 422).text
    shown = one.follow(one.post("/admin/seal", {**file(ROUND), "millimetres": "35"})).text
    assert "Đường kính 35 mm" in shown
    stamp = Stamp.of(SEAL, people.clerk)
    assert stamp is not None
    assert (stamp.millimetres, stamp.person) == (35, None)
    assert "Chưa có hình" in one.follow(one.post("/admin/seal-removal")).text


@pytest.mark.slow
def test_a_second_picture_takes_the_place_of_the_first(browser: Browser, people: Staff) -> None:
    one = browser.as_person(people.leader)
    for content in (HAND, specimens.signature("Phạm Thị Phó")):
        one.post("/account/signature-picture", file(content))
    assert Stamp.select().count() == 2
    assert Stamp.select().where(Stamp.ended_at.is_null()).count() == 1


@pytest.mark.parametrize(("who", "address"), [
    ("clerk", "/account/signature-picture"), ("officer", "/account/signature-picture"), ("clerk", "/admin/seal"),
    ("leader", "/admin/seal"), ("officer", "/seal.png"), ("leader", "/seal.png"),
])
def test_nobody_else_brings_or_sees_them(browser: Browser, people: Staff, who: str, address: str) -> None:
    browser.as_person(getattr(people, who)).get(address, 403)
