"""The box of a signature in a real browser: by keys alone, by mouse, and without any script."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal import clock, db
from portal.adapters.blobs import BlobStore
from portal.office import devices, drafting, files
from portal.office.documents import Document
from portal.office.drafting import Outline
from portal.office.people import Person
from tests import signing_kit as kit
from tests.adapters.letter_files import draw
from tests.browser.conftest import SCREEN, Served
from tests.browser.test_batch import open_office
from tests.chromium import window

pytestmark = pytest.mark.browser
SAYS = re.compile(r"trái (\d+) mm, mép trên (\d+) mm, cỡ (\d+) × (\d+) mm")


def told(page: Page) -> tuple[int, ...]:
    """Where the box stands and how large it is, as it is read aloud."""
    says = page.locator("[data-place-says]")
    expect(says).to_contain_text(SAYS)
    found = SAYS.search(says.inner_text())
    assert found
    return tuple(map(int, found.groups()))


def test_the_box_is_moved_sized_and_taken_to_another_page_by_keys(
    demo_office: Served, sign_in: Callable[[str], Page], keep_picture: Callable[[Page, str], None], tmp_path: Path
) -> None:
    letter = waiting(demo_office, tmp_path)
    leader = sign_in("chutich")
    leader.goto(f"/documents/{letter}/signing")
    box, over = leader.locator(".sign-box"), leader.locator("[data-place-over]")
    expect(box).to_have_attribute("aria-label", "Ô chữ ký trên trang 2")
    expect(over).to_be_hidden()
    x, y, w, h = told(leader)
    box.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "ArrowUp"):
        leader.keyboard.press(key)
    assert told(leader) == (x + 2, y + 9, w, h)
    leader.keyboard.press("+")
    assert told(leader)[2] > w
    leader.click("[data-place-size='-1']")
    assert told(leader)[2] == w
    for _ in range(9):
        leader.click("[data-place-size='-1']")
    smallest = told(leader)[2:]
    assert min(smallest) >= 7  # millimetres
    box.focus()
    leader.keyboard.press("PageUp")
    leader.wait_for_url("**page=1#place")
    expect(leader.locator(".sign-box")).to_be_focused()
    keep_picture(leader, "place-keys")


def test_a_box_put_over_words_warns_and_is_signed_only_when_insisted_on(
    demo_office: Served, chromium: Browser, keep_picture: Callable[[Page, str], None], tmp_path: Path
) -> None:
    letter = waiting(demo_office, tmp_path)
    leader = entered(chromium, demo_office)  # a refusal is an error of the console, which sign_in would not have
    leader.goto(f"/documents/{letter}/signing?page=1")
    leader.locator(".page-image").click(position={"x": 300, "y": 320})
    over = leader.locator("[data-place-over]")
    expect(over).to_contain_text("Ô đang che chữ")
    stands = told(leader)
    keep_picture(leader, "place-over-words")
    leader.click("button:has-text('Ký số')")
    expect(over).to_be_visible()
    assert told(leader) == stands
    leader.check("[name=may_hide]")
    leader.click("button:has-text('Ký số')")
    leader.wait_for_url("**/signing/jobs/*")
    leader.context.close()


def test_without_scripts_the_proposed_place_is_signed(demo_office: Served, chromium: Browser, tmp_path: Path) -> None:
    letter = waiting(demo_office, tmp_path)
    page = entered(chromium, demo_office, java_script_enabled=False)
    page.goto(f"/documents/{letter}/signing")
    page.click("button:has-text('Ký số')")
    page.wait_for_url("**/signing/jobs/*")
    page.context.close()


def entered(chromium: Browser, office: Served, **how: bool) -> Page:
    """The leader's window, signed in."""
    page = window(chromium, viewport=SCREEN, base_url=office.url, **how).new_page()
    page.goto("/sign-in")
    page.fill("#login", "chutich")
    page.fill("#password", office.passwords["chutich"])
    page.click("main button[type=submit]")
    page.wait_for_selector("nav.menu")
    return page


def waiting(office: Served, folder: Path) -> int:
    """A letter of two pages before the leader, who has a paired PC; its number."""
    open_office(office)
    leader, officer = (Person.get(Person.login == login) for login in ("chutich", "canbo"))
    devices.pair(devices.start_pairing(leader, at=clock.now()), "PC", at=clock.now())
    drawn = draw(folder / "d.pdf", name=leader.name, pages=2)
    blob = BlobStore(office.data / "blobs").put(kit.with_number_fields(drawn, folder / "n.pdf").read_bytes())
    files.keep(blob.sha256, blob.size, "application/pdf", at=clock.now())
    outline = Outline("Công văn", "Đặt ô chữ ký", leader, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "VP")
    letter = drafting.draft(outline, blob.sha256, "thu.pdf", "pdf", by=officer, at=clock.now())
    Document.update(pages=2).where(Document.id == letter.id).execute()
    drafting.submit(Document.get_by_id(letter.id), by=officer, at=clock.now())
    db.database.close()
    return int(letter.id)
