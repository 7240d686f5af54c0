"""A real browser calls a stand-in for VGCA Sign Service, which fetches, signs and brings back over the network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from playwright.sync_api import Browser, Page, expect

from portal import db
from portal.adapters.authority import Identity
from portal.office.documents import Document
from tests.browser.conftest import SCREEN, Served
from tests.browser.test_batch import letters, open_office, standing
from tests.chromium import window
from tests.vgca_peer import VgcaPeer, listening

pytestmark = pytest.mark.browser


@pytest.fixture
def leader(chromium: Browser, demo_office: Served) -> Iterator[Page]:
    """The leader at a PC on which the program's own certificate was accepted, as its installer does."""
    context = window(
        chromium, viewport=SCREEN, locale="vi-VN", base_url=demo_office.url, ignore_https_errors=True
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", "chutich")
    page.fill("#password", demo_office.passwords["chutich"])
    page.click("main button[type=submit]")
    page.wait_for_selector("nav.menu")
    yield page
    context.close()


def identity(office: Served, login: str) -> Identity:
    file, password = office.pins[login]
    key, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode())
    return Identity(certificate, key)  # type: ignore[arg-type]


def call(page: Page, number: int) -> None:
    page.goto(f"/documents/{number}/signing")
    page.click("button:has-text('bằng VGCA')")
    page.click("button:has-text('Gọi VGCA Sign Service')")


def test_a_letter_is_signed_by_the_program_and_a_foreign_card_or_an_odd_answer_is_not_believed(
    leader: Page, demo_office: Served, keep_picture: Callable[[Page, str], None], tmp_path: Path
) -> None:
    signed, foreign, odd = letters(demo_office, tmp_path, 3)
    peer = VgcaPeer(tmp_path, identity(demo_office, "chutich"))
    call(leader, signed)
    expect(leader.locator("[data-vgca-says]")).to_contain_text("Không gọi được VGCA Sign Service")
    with listening(peer, demo_office.vgca_port):
        leader.click("button:has-text('Gọi VGCA Sign Service')")
        expect(leader.locator("#vgca-state")).to_contain_text("Chữ ký hợp lệ và là của người ký")
        keep_picture(leader, "vgca-done")
        peer.who = identity(demo_office, "vanthu")
        call(leader, foreign)
        expect(leader.locator("#vgca-state")).to_contain_text("chưa được gán cho người đang ký")
        keep_picture(leader, "vgca-refused")
        for says, words in odd_answers():
            peer.says = says
            call(leader, odd)
            expect(leader.locator("[data-vgca-says]")).to_contain_text(words)
        keep_picture(leader, "vgca-odd")
    assert [call for call, _ in peer.asked] == ["SignApproved"] * (2 + len(odd_answers()))
    assert standing(demo_office, [signed]) == [("signed", "good")]
    assert states(demo_office, foreign, odd) == ["submitted", "submitted"]


def odd_answers() -> list[tuple[dict[str, Any], str]]:
    """Only the number 0 means that it went well, and even then the portal has seen nothing."""
    return [
        ({"Status": False}, "không đúng dạng"), ({"Status": "0"}, "không đúng dạng"), ({}, "không đúng dạng"),
        ({"Status": 11, "Message": "Người dùng hủy"}, "Người dùng hủy"), ({"Status": 0}, "Đang chờ cổng kiểm tra"),
    ]


def states(office: Served, *numbers: int) -> list[str]:
    open_office(office)
    found = [str(Document.get_by_id(number).state) for number in numbers]
    db.database.close()
    return found
