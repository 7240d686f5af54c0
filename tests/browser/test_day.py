"""The whole way of one letter in a real browser: entered, answered, signed and sealed by keys on tokens, sent.

At its end stand the receiver's answer, and judges that are not ours.
"""

import base64
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from playwright.sync_api import Page, expect
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from portal.adapters.authority import Identity
from tests import packet_kit
from tests.browser.conftest import ROOT, Served, until_done
from tests.chromium import PATIENCE
from tests.signing_kit import PIN, SOFTHSM, SoftToken

pytestmark = pytest.mark.browser
SUBJECT = "V/v phân loại, xử lý văn bản điện tử"
DIRECTIVE = "Giao Phòng Văn hóa - Xã hội tham mưu văn bản trả lời, báo cáo kết quả"
REPLY = (
    "Thực hiện Công văn số 536/UBND-TH ngày 10/5/2019 của UBND huyện Sơn Động về việc phân loại, xử lý văn bản "
    "điện tử, UBND xã An Lạc đã phân loại, gửi nhận văn bản điện tử có ký số theo đúng quy định và giao văn thư "
    "kiểm tra hộp thư hai lần mỗi ngày làm việc./."
)
DISTRICT = "H99.24"
OUTCOME = "Đã soạn văn bản trả lời, trình Chủ tịch ký"


def test_the_whole_day(
    demo_office: Served, sign_in: Callable[[str], Page], keep_picture: Callable[[Page, str], None], tmp_path: Path
) -> None:
    clerk, leader, officer = sign_in("vanthu"), sign_in("chutich"), sign_in("canbo")

    number = enter_the_letter(clerk, keep_picture)
    present(clerk, number)
    direct(leader, keep_picture)
    letter = find_and_report(officer, demo_office, keep_picture)
    draft = write_the_reply(officer, letter, tmp_path)

    pc = SignerPc(demo_office, tmp_path / "pc", SoftToken(tmp_path / "token"))
    pc.pair(leader)
    pc.hold_on_token(*demo_office.pins["chutich"])
    sign(leader, pc, PIN, keep_picture)
    reference = give_number(clerk, draft, keep_picture)
    desk = SignerPc(demo_office, tmp_path / "may van thu", SoftToken(tmp_path / "token cua con dau"))
    desk.pair(clerk)
    desk.hold_on_token(*demo_office.pins["vanthu"])
    know_the_receiver(clerk)
    seal(clerk, draft, desk, PIN)
    issue(clerk, draft, keep_picture)
    send(clerk, demo_office, draft, reference, keep_picture)

    until_done(demo_office, "index")
    assert_found_again(officer, reference)
    assert_received_by_the_unit(sign_in("truongphong"))
    sealed = demo_office.data / "blobs" / demo_sha(demo_office, draft)[:2] / demo_sha(demo_office, draft)
    with ThreadPoolExecutor(1) as aside:  # Playwright's loop runs in this thread, pyHanko wants one of its own
        aside.submit(assert_accepted_by_others, sealed, anchors_of(demo_office), tmp_path).result()
    checked = subprocess.run(
        [sys.executable, "-m", "portal.cli", "--data", str(demo_office.data), "verify"], cwd=ROOT, capture_output=True,
        text=True, check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def enter_the_letter(clerk: Page, keep_picture: Callable[[Page, str], None]) -> str:
    """The clerk opens the queue, looks at what was read, and gives the number with one chord."""
    keep_picture(clerk, "desk")
    clerk.goto("/incoming")
    expect(clerk.locator("#letters")).to_contain_text("cong-van-536-UBND-TH.pdf")
    expect(clerk.locator("#letters")).to_contain_text("536/UBND-TH")
    keep_picture(clerk, "queue")
    clerk.click("#letters a:has-text('Vào sổ')")
    expect(clerk.locator("#issuer")).to_have_value("UBND huyện Sơn Động")
    expect(clerk.locator("#reference")).to_have_value("536/UBND-TH")
    expect(clerk.locator("#dated_on")).to_have_value("10/05/2019")
    expect(clerk.locator("#subject")).to_have_value(SUBJECT)
    clerk.locator(".page-image image").first.wait_for(state="visible")
    clerk.focus("#issuer")
    keep_picture(clerk, "entry")
    clerk.keyboard.press("Control+Enter")
    told = clerk.locator("#flashes")
    expect(told).to_contain_text("Đã vào sổ, số đến")
    number = re.search(r"số đến (\d+)", told.inner_text())
    assert number
    return number[1]


def present(clerk: Page, number: str) -> None:
    """The clerk finds the letter in the register and lays it before the chairman."""
    clerk.goto("/registers/incoming")
    clerk.fill("#q", "phan loai van ban dien tu")
    row = clerk.locator("#rows tbody tr").filter(has=clerk.locator(f"td.num:text-is('{number}')"))
    expect(row).to_be_visible()
    row.get_by_role("link").first.click()
    clerk.select_option("#leader", label="Nguyễn Văn Ấn (Chủ tịch)")
    clerk.click("button:has-text('Trình')")
    expect(clerk.locator("#flashes")).to_contain_text("Đã trình Nguyễn Văn Ấn")


def direct(leader: Page, keep_picture: Callable[[Page, str], None]) -> None:
    """The leader reads it on the desk and writes the directive."""
    leader.goto("/")
    leader.click(f"text={SUBJECT}")
    leader.fill("#text", DIRECTIVE)
    leader.select_option("#lead", label="Phạm Thùy Dương (Chuyên viên)")
    leader.select_option("#working_days", "3")
    leader.click("button:has-text('Chuyển')")
    expect(leader.locator("#flashes")).to_contain_text("Đã chuyển xử lý")


def find_and_report(officer: Page, office: Served, keep_picture: Callable[[Page, str], None]) -> str:
    """The officer types the words without marks, opens the letter, reports; the address of the letter."""
    until_done(office, "read", "check_index", "reindex", "index")
    officer.goto("/search")
    officer.locator("#q").press_sequentially("phan loai van ban dien tu", delay=20)
    link = officer.locator("#results a.line-main").filter(has_text="phân loại")
    expect(link.first).to_be_visible()
    expect(officer.locator("#results mark").first).to_be_visible()
    keep_picture(officer, "search")
    link.first.click()
    expect(officer.locator("main")).to_contain_text(DIRECTIVE)
    keep_picture(officer, "letter")
    officer.fill("textarea[name=outcome]", OUTCOME)
    officer.click("button:has-text('Báo cáo xong')")
    expect(officer.locator("#flashes")).to_contain_text("Đã báo cáo kết quả")
    return officer.url


def write_the_reply(officer: Page, letter: str, folder: Path) -> str:
    """The officer takes the template, keeps it as the draft and lays it before the chairman; the draft's id."""
    officer.goto(letter)
    officer.click("text=Soạn trả lời")
    officer.fill("#unit_symbol", "VHXH")
    officer.fill("#electronic", "UBND huyện Sơn Động\nPhòng Văn hóa - Xã hội")
    with officer.expect_download() as coming:
        officer.click("text=Tải mẫu có sẵn thể thức")
    draft = folder / "tra-loi.docx"
    coming.value.save_as(draft)
    write_in_word(draft, "UBND huyện Sơn Động", REPLY)
    officer.set_input_files("#file", draft)
    officer.click("button:has-text('Lưu dự thảo')")
    submit = officer.locator("button:has-text('Trình Nguyễn Văn Ấn ký')")
    expect(submit).to_be_visible()
    submit.click()
    expect(officer.locator("#flashes")).to_contain_text("Đã trình Nguyễn Văn Ấn ký")
    found = re.search(r"/drafts/(\d+)", officer.url)
    assert found
    return found[1]


def write_in_word(draft: Path, receiver: str, text: str) -> None:
    """The officer replaces the dots of the template by words."""
    word = docx.Document(str(draft))
    dotted = [p for p in word.paragraphs if p.text.count("…") > 4 or p.text.count(".") > 20]
    assert dotted
    addressee, *bodies = dotted
    addressee.runs[-1].text = re.sub(r"[.…]{4,}", f"{receiver}.", addressee.runs[-1].text)
    for body in bodies:
        for run in body.runs[1:]:
            run.text = ""
        body.runs[0].text = text
    word.save(str(draft))


class SignerPc:
    """The signer's computer: the real program with a folder of its own, asked on the command line."""

    def __init__(self, office: Served, folder: Path, token: SoftToken | None = None) -> None:
        self.office, self.token = office, token
        self.environment = {**os.environ, "PORTAL_SIGNER": str(folder)}
        if token:
            self.environment["SOFTHSM2_CONF"] = str(token.config)

    def run(self, *words: str, answers: str = "", code: int = 0) -> str:
        """One command of the signer program; ``code`` is how it should end."""
        done = subprocess.run(
            [sys.executable, "-m", "portal.signer", *words], cwd=ROOT, env=self.environment, input=answers, text=True,
            capture_output=True, timeout=600, check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def pair(self, page: Page) -> None:
        """Take the code from the person's page and pair this PC."""
        page.goto("/devices")
        page.click("button:has-text('Lấy mã ghép máy')")
        command = page.locator("section[aria-labelledby=pairing] pre code").inner_text()
        self.run(*command.partition("signer ")[2].split())

    def hold_on_token(self, file: Path, password: str) -> None:
        """Put the person's key on the token and forget the file."""
        key, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode())
        assert self.token
        self.token.hold("khoa", Identity(certificate, key))  # type: ignore[arg-type]
        self.run("key", "pkcs11", SOFTHSM)

    def sign(self, page: Page, pin: str) -> None:
        """What happens when the browser opens the launch address."""
        launch = page.locator("[data-launch]").get_attribute("href")
        assert launch
        shown = self.run("sign", launch, "--terminal", answers=f"k\n{pin}\n")
        assert self.office.url in shown


def sign(leader: Page, pc: SignerPc, pin: str, keep_picture: Callable[[Page, str], None]) -> None:
    """The leader looks at the place and signs with the token."""
    leader.goto("/signing")
    leader.click("text=trả lời Công văn số 536/UBND-TH")
    leader.locator(".page-image image").first.wait_for(state="visible")
    keep_picture(leader, "signing")
    leader.click("button:has-text('Ký số')")
    pc.sign(leader, pin)
    expect(leader.locator("#job-state")).to_contain_text("Đã ký xong")


def give_number(clerk: Page, draft: str, keep_picture: Callable[[Page, str], None]) -> str:
    """The clerk gives number and day; the reference."""
    clerk.goto("/outgoing/signed")
    clerk.click("text=trả lời Công văn số 536/UBND-TH")
    clerk.click("button:has-text('Cấp số')")
    expect(clerk.locator("#flashes")).to_contain_text("/UBND-VHXH")
    found = re.search(r"\d+/UBND-VHXH", clerk.locator("#flashes").inner_text())
    assert found
    return found[0]


def seal(clerk: Page, draft: str, pc: SignerPc, pin: str) -> None:
    """The clerk seals with the agency's certificate the same way."""
    clerk.goto(f"/documents/{draft}/signing")
    clerk.click("button:has-text('Đóng dấu')")
    pc.sign(clerk, pin)
    expect(clerk.locator("#job-state")).to_contain_text("Đã đóng dấu xong")


def issue(clerk: Page, draft: str, keep_picture: Callable[[Page, str], None]) -> None:
    """Out it goes, and stands in the register."""
    clerk.click("text=Xem và phát hành")
    clerk.locator(".page-image image").first.wait_for(state="visible")
    keep_picture(clerk, "outgoing")
    clerk.click("button:has-text('Phát hành')")
    expect(clerk.locator("#flashes")).to_contain_text("Đã phát hành")
    expect(clerk.locator("#electronic")).to_contain_text("Chờ gửi điện tử")


def know_the_receiver(clerk: Page) -> None:
    """The clerk writes down the identifier under which the axis knows the district."""
    clerk.goto("/admin/agencies?q=son+dong")
    clerk.locator("tr").filter(has_text="UBND huyện Sơn Động").get_by_role("link", name="Nơi gửi đã biết").click()
    clerk.select_option("#kind", label="Mã định danh")
    clerk.fill("#value", DISTRICT)
    clerk.click("button:has-text('Ghi nhận')")
    expect(clerk.locator("main")).to_contain_text(DISTRICT)


def send(
    clerk: Page, office: Served, draft: str, reference: str, keep_picture: Callable[[Page, str], None]
) -> None:
    """The packet leaves, the district answers that the letter has its number there, and the send screen says so."""
    clerk.click("button:has-text('Gửi gói tin qua trục (1)')")
    expect(clerk.locator("#electronic")).to_contain_text("Đã gửi")
    sealed = (office.data / "blobs" / demo_sha(office, draft)[:2] / demo_sha(office, draft)).read_bytes()
    packet = packet_in(office.data / "goi-di", sealed)
    document_id = re.search(r"<edXML:DocumentId>(.+?)</edXML:DocumentId>", packet)
    owner = re.search(r"<edXML:From>\s*<edXML:OrganId>(.+?)</edXML:OrganId>", packet)
    assert document_id
    assert owner
    answer = packet_kit.status(
        "03", document_id[1], sender=DISTRICT, name="UBND huyện Sơn Động", owner=owner[1], reference=reference,
        words="Đã vào sổ, số đến 812",
    )
    (office.data / "goi-den" / "tra-loi.edxml").write_bytes(answer)
    expect(clerk.locator("#electronic")).to_contain_text("Nơi nhận đã tiếp nhận")
    expect(clerk.locator("#electronic")).to_contain_text("số đến 812")
    keep_picture(clerk, "sending")
    clerk.goto("/registers/outgoing")
    expect(clerk.locator("#rows")).to_contain_text("/UBND-VHXH")
    clerk.goto("/registers/incoming")
    keep_picture(clerk, "register")


def packet_in(folder: Path, carried: bytes) -> str:
    """The one packet with this file that lies there for the agent of the axis."""
    content, deadline = base64.b64encode(carried).decode(), time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        if found := [text for text in (file.read_text("utf-8") for file in folder.glob("*.edxml")) if content in text]:
            (one,) = found
            return one
        time.sleep(0.2)
    raise TimeoutError(folder)


def assert_found_again(officer: Page, reference: str) -> None:
    """By its number as people type it."""
    officer.goto("/search")
    officer.fill("#q", reference.lower().replace("/", " ").replace("-", " "))
    expect(officer.locator("#results")).to_contain_text(reference)


def assert_received_by_the_unit(head: Page) -> None:
    """The unit named in Nơi nhận finds it on its desk."""
    expect(head.locator("main")).to_contain_text("trả lời Công văn số 536/UBND-TH")


def demo_sha(office: Served, draft: str) -> str:
    """The SHA-256 of the sealed version."""
    with sqlite3.connect(office.data / "portal.db") as db:
        row = db.execute("SELECT sha256 FROM version WHERE document_id = ? AND role = 'sealed'", (draft,)).fetchone()
    return str(row[0])


def anchors_of(office: Served) -> list[bytes]:
    """The authorities the office trusts."""
    with sqlite3.connect(office.data / "portal.db") as db:
        return [bytes(row[0]) for row in db.execute("SELECT der FROM anchor")]


def assert_accepted_by_others(sealed: Path, anchors: list[bytes], folder: Path) -> None:
    """pdfsig, qpdf, openssl and pyHanko's own strict judgement: two valid signatures, the seal over the whole file."""
    checked = subprocess.run(["qpdf", "--check", str(sealed)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    report = subprocess.run(["pdfsig", str(sealed)], capture_output=True, text=True, check=False).stdout
    assert report.count("Signature is Valid") == 2, report
    assert "Total document signed" in report
    pems = folder / "anchors.pem"
    pems.write_bytes(b"".join(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in anchors))
    with sealed.open("rb") as stream:
        reader = PdfFileReader(stream, strict=True)
        signatures = reader.embedded_signatures
        assert len(signatures) == 2
        trust = [asn1(der) for der in anchors]
        for signature in signatures:
            context = ValidationContext(trust_roots=trust, allow_fetching=False)
            assert validate_pdf_signature(signature, context).bottom_line
            assert_openssl_accepts(signature, sealed.read_bytes(), pems, folder)


def asn1(der: bytes) -> object:
    """A certificate as pyHanko takes it."""
    from asn1crypto import x509 as asn1_x509

    return asn1_x509.Certificate.load(der)


def assert_openssl_accepts(signature: object, content: bytes, pems: Path, folder: Path) -> None:
    """The signature's CMS over the bytes of its range."""
    start, length, second, rest = (int(n) for n in signature.byte_range)  # type: ignore[attr-defined]
    (folder / "data").write_bytes(content[start:start + length] + content[second:second + rest])
    (folder / "cms").write_bytes(signature.pkcs7_content.rstrip(b"\0"))  # type: ignore[attr-defined]
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "cms", "-content", "data", "-binary"]
    checked = subprocess.run(
        [*command, "-CAfile", str(pems), "-partial_chain", "-purpose", "any", "-out", "out"], cwd=folder,
        capture_output=True, text=True, check=False,
    )
    assert checked.returncode == 0, checked.stderr
