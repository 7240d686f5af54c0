"""A letter with two annexes in files of their own, both ways to its receiver, in a real browser; then called back."""

import re
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from tests.browser.conftest import Served, until_done
from tests.browser.test_day import DISTRICT, SignerPc, know_the_receiver, packet_in, write_in_word
from tests.signing_kit import PIN, SoftToken

pytestmark = pytest.mark.browser
SUBJECT = "V/v gửi danh sách và biểu mẫu kèm theo"
RECEIVER = "UBND huyện Sơn Động"


def test_a_letter_and_its_annexes_are_sealed_with_one_launch_and_leave_together(
    demo_office: Served, sign_in: Callable[[str], Page], keep_picture: Callable[[Page, str], None], tmp_path: Path
) -> None:
    clerk, leader, officer = sign_in("vanthu"), sign_in("chutich"), sign_in("canbo")
    draft = write(demo_office, officer, tmp_path, keep_picture)
    pcs = [SignerPc(demo_office, tmp_path / name, SoftToken(tmp_path / f"{name}-token")) for name in ("ky", "dau")]
    for pc, page, login in zip(pcs, (leader, clerk), ("chutich", "vanthu"), strict=True):
        pc.pair(page)
        pc.hold_on_token(*demo_office.pins[login])
    sign(leader, draft, pcs[0], keep_picture)
    number(clerk, draft, keep_picture)
    seal(clerk, draft, pcs[1], keep_picture)
    issue(clerk, draft, keep_picture)
    clerk.click("button:has-text('Gửi gói tin qua trục (1)')")
    expect(clerk.locator("#electronic")).to_contain_text("Đã gửi")
    carried = files_of(demo_office, draft)
    assert [name for name, _ in carried][1:] == ["danh-sach.pdf", "bieu-mau.pdf"]
    packet = packet_in(demo_office.data / "goi-di", carried[0][1])
    assert [packet.count(b64encode(content).decode()) for _, content in carried] == [1, 1, 1]
    assert packet.count(DISTRICT) >= 1
    call_back(clerk, draft, keep_picture)


def sheet(folder: Path, name: str) -> Path:
    """An annex of one page."""
    made = canvas.Canvas(str(folder / name), pagesize=A4)
    made.drawString(100, 700, f"Bang so lieu {name}")
    made.save()
    return folder / name


def write(office: Served, officer: Page, folder: Path, keep_picture: Callable[[Page, str], None]) -> str:
    """From the template, with two annexes, laid before the chairman; the draft's id."""
    officer.goto("/drafts/new")
    officer.fill("#subject", SUBJECT)
    officer.fill("#unit_symbol", "VHXH")
    officer.fill("#electronic", RECEIVER)
    with officer.expect_download() as coming:
        officer.click("text=Tải mẫu có sẵn thể thức")
    draft = folder / "gui-bieu-mau.docx"
    coming.value.save_as(draft)
    write_in_word(draft, RECEIVER, "UBND xã An Lạc gửi danh sách và biểu mẫu kèm theo Công văn này./.")
    officer.set_input_files("#file", draft)
    officer.click("button:has-text('Lưu dự thảo')")
    officer.wait_for_url(re.compile(r"/drafts/\d+"))
    found = re.search(r"/drafts/(\d+)", officer.url)
    assert found
    for n, name in enumerate(("danh-sach.pdf", "bieu-mau.pdf"), start=1):
        officer.set_input_files("#annex", sheet(folder, name))
        officer.click("button:has-text('Thêm phụ lục')")
        expect(officer.locator("section[aria-labelledby=annexes] li")).to_have_count(n)
    submit = officer.locator("button:has-text('ký')").filter(has_text="Trình")
    expect(submit).to_be_visible()
    keep_picture(officer, "annex-draft")
    until_done(office, "read_enclosed")  # before that nobody can be asked to sign them
    officer.goto(f"/drafts/{found[1]}")
    submit.click()
    expect(officer.locator("#flashes")).to_contain_text("Đã trình")
    return found[1]


def sign(leader: Page, draft: str, pc: SignerPc, keep_picture: Callable[[Page, str], None]) -> None:
    """The leader sees what lies with it, and signs the letter alone."""
    leader.goto(f"/documents/{draft}/signing")
    expect(leader.locator("section[aria-labelledby=annexes] li")).to_have_count(2)
    keep_picture(leader, "annex-signing")
    leader.click("button:has-text('Ký số')")
    pc.sign(leader, PIN)
    expect(leader.locator("#job-state")).to_contain_text("Đã ký xong")


def number(clerk: Page, draft: str, keep_picture: Callable[[Page, str], None]) -> None:
    """The clerk chooses both ways, with a reason, then gives the number."""
    clerk.goto(f"/documents/{draft}/recipients")
    if (unknown := clerk.locator("button:has-text('Thêm vào danh mục')")).count():  # another test may have met it
        unknown.click()
        know_the_receiver(clerk)
        clerk.goto(f"/documents/{draft}/recipients")
    clerk.click("text=Chọn cách gửi khác")
    clerk.select_option("#way", "both")
    clerk.fill("#reason", "Biểu mẫu phải có bản giấy")
    clerk.click("button:has-text('Ghi cách gửi')")
    expect(clerk.locator("main")).to_contain_text("Bản điện tử và bản giấy")
    keep_picture(clerk, "annex-ways")
    clerk.goto(f"/outgoing/{draft}")
    clerk.click("button:has-text('Cấp số')")
    expect(clerk.locator("#flashes")).to_contain_text("/UBND-VHXH")


def seal(clerk: Page, draft: str, pc: SignerPc, keep_picture: Callable[[Page, str], None]) -> None:
    """One launch, one PIN: the letter and then each annex."""
    clerk.goto(f"/documents/{draft}/signing")
    keep_picture(clerk, "annex-seal")
    clerk.click("button:has-text('Đóng dấu')")
    pc.sign(clerk, PIN)
    expect(clerk.locator("main")).to_contain_text("Đã đóng dấu")
    keep_picture(clerk, "annex-sealed")


def issue(clerk: Page, draft: str, keep_picture: Callable[[Page, str], None]) -> None:
    """Out it goes: one row for each way."""
    clerk.goto(f"/outgoing/{draft}")
    expect(clerk.locator("section[aria-labelledby=annexes] li")).to_have_count(2)
    keep_picture(clerk, "annex-outgoing")
    clerk.click("button:has-text('Phát hành')")
    expect(clerk.locator("#flashes")).to_contain_text("Đã phát hành")
    expect(clerk.locator("#electronic")).to_contain_text("Chờ gửi điện tử")
    expect(clerk.locator("section[aria-labelledby=paper-head]")).to_contain_text("gửi kèm bản điện tử")
    keep_picture(clerk, "annex-sending")


def files_of(office: Served, draft: str) -> list[tuple[str, bytes]]:
    """The sealed letter and its annexes, by name."""
    with sqlite3.connect(office.data / "portal.db") as db:
        rows = db.execute("SELECT name, sha256 FROM version WHERE document_id = ? AND role = 'sealed'", (draft,))
        rows = [*rows, *db.execute("SELECT name, sha256 FROM attachment WHERE document_id = ? ORDER BY id", (draft,))]
    return [(name, (office.data / "blobs" / sha256[:2] / sha256).read_bytes()) for name, sha256 in rows]


def call_back(clerk: Page, draft: str, keep_picture: Callable[[Page, str], None]) -> None:
    """The envelope went to the post; the page says who has what before it asks; the paper comes back."""
    clerk.locator("section[aria-labelledby=paper-head] input[name=number]").fill("EB123VN")
    clerk.click("button:has-text('Đã chuyển bưu điện')")
    clerk.click("a:has-text('Thu hồi văn bản đã gửi')")
    expect(clerk.locator("main")).to_contain_text("số hiệu EB123VN")
    keep_picture(clerk, "annex-recall")
    clerk.fill("#reason", "Sai biểu mẫu")
    clerk.click("button:has-text('Thu hồi văn bản')")
    returns = clerk.locator("section[aria-labelledby=returns]")
    expect(returns).to_contain_text("Chưa báo nơi nhận")
    returns.locator("input[name=how]").fill("Gọi điện cho văn thư huyện")
    keep_picture(clerk, "annex-returns")
    returns.locator("button:has-text('Đã báo nơi nhận')").click()
    expect(returns).to_contain_text("Đã báo, chờ trả lại")
    returns.locator("button:has-text('Đã trả lại')").click()
    expect(clerk.locator("section[aria-labelledby=returns]")).to_contain_text("Đã trả lại")
    clerk.goto(f"/outgoing/{draft}")
    keep_picture(clerk, "annex-called-back")
