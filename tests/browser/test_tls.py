"""The portal's own HTTPS in a real Chromium that trusts the office's root, and nothing that is not in its store."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from portal import clock
from portal.adapters import server_certificates
from portal.flows import tls
from portal.rules.tls import names_of
from tests.browser.conftest import ROOT, SCREEN, Served, accounts, serving
from tests.browser.test_batch import letters, sign_one
from tests.browser.test_day import SignerPc
from tests.chromium import window
from tests.ports import free_port
from tests.signing_kit import SoftToken

pytestmark = pytest.mark.browser
NAME, FOREIGN = "vanban.xa.lan", "www.example.com"  # both lead to this machine, in these browsers only


@dataclass(frozen=True)
class Secured(Served):
    """A running portal with an HTTP port beside HTTPS."""

    plain: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A demonstration office with a root of its own, served over HTTPS by its own means."""
    data = tmp_path_factory.mktemp("co quan https")
    portal = [sys.executable, "-m", "portal.cli", "--data", str(data)]
    subprocess.run([*portal, "demo"], cwd=ROOT, check=True, capture_output=True, timeout=600)
    port, tls_port = free_port(), free_port()
    hosts = json.dumps(["127.0.0.1", "localhost", NAME, FOREIGN])
    (data / "portal.toml").write_text(f"port = {port}\ntls_port = {tls_port}\nhosts = {hosts}\n", "utf-8")
    said = subprocess.run([*portal, "tls", "init"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=600)
    root = tls.root_of(data)
    assert root
    assert root.fingerprint in said.stdout
    # A root that may not speak for the foreign name: for the office it is as if it had never been asked for.
    own = names_of(["127.0.0.1", "localhost", NAME])
    made = server_certificates.make_root("UBND xã", tls.rules.reach_of(own), at=clock.now())
    for name, content in zip((tls.ROOT, tls.ROOT_KEY), made, strict=True):
        (data / tls.FOLDER / name).write_bytes(content)
    tls.write_leaf(data / tls.FOLDER, own, clock.now())
    with serving(data, port):
        known = accounts(data / "mat-khau-mau.txt")
        yield Secured(f"https://127.0.0.1:{tls_port}", data, *known, 0, f"http://127.0.0.1:{port}")


def started(chromium: Browser, home: Path) -> Browser:
    """Another Chromium with a home of its own, for which two names lead here."""
    rules = f"MAP {NAME} 127.0.0.1, MAP {FOREIGN} 127.0.0.1"
    return chromium.browser_type.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox", f"--host-resolver-rules={rules}"],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture(scope="module")
def trusting(chromium: Browser, office: Secured, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium as the page /tls has it set up on Linux: the root put into the store by certutil."""
    home = tmp_path_factory.mktemp("home")
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    root = tls.root_of(office.data)
    assert root
    (home / "root.crt").write_bytes(root.der)
    where = ["-d", f"sql:{store}"]
    subprocess.run(["certutil", *where, "-N", "--empty-password"], check=True, capture_output=True)
    command = ["certutil", *where, "-A", "-t", "C,,", "-n", "cong-van-ban", "-i", str(home / "root.crt")]
    subprocess.run(command, check=True, capture_output=True)
    browser = started(chromium, home)
    yield browser
    browser.close()


def signed_in(browser: Browser, office: Served, login: str) -> Page:
    """A window in which somebody signed in."""
    page = window(browser, viewport=SCREEN, locale="vi-VN", base_url=office.url).new_page()
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", office.passwords[login])
    page.click("main button[type=submit]")
    page.wait_for_selector("nav.menu")
    return page


def test_a_browser_without_the_root_refuses_the_portal(chromium: Browser, office: Secured, tmp_path: Path) -> None:
    stranger = started(chromium, tmp_path)
    try:
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            stranger.new_page().goto(office.url)
    finally:
        stranger.close()


def test_with_the_root_pages_are_a_secure_context_and_the_cookie_is_this_hosts_alone(
    trusting: Browser, office: Secured
) -> None:
    page = signed_in(trusting, office, "canbo")
    assert page.evaluate("isSecureContext") is True
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "__Host-phien")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, True, "Lax", "/")
    page.goto(f"{office.plain}/incoming?page=1")
    assert page.url == f"{office.url}/incoming?page=1"
    assert page.evaluate("document.querySelector('nav.menu') !== null")  # still signed in
    page.click("summary:has-text('Phạm Thùy Dương')")
    page.click("button:has-text('Đăng xuất')")
    expect(page.locator("#login")).to_be_visible()


def test_a_name_of_the_lan_is_secure_over_https_and_the_plain_port_has_the_root_only(
    trusting: Browser, office: Secured
) -> None:
    page = window(trusting, viewport=SCREEN).new_page()
    page.goto(office.url.replace("127.0.0.1", NAME))
    assert page.evaluate("isSecureContext") is True
    page.goto(f"{office.plain.replace('127.0.0.1', NAME)}/tls")
    assert page.evaluate("isSecureContext") is False
    root = tls.root_of(office.data)
    assert root
    expect(page.locator("main")).to_contain_text(root.fingerprint)
    with page.expect_download() as coming:
        page.click("text=Tải chứng thư gốc")
    assert coming.value.path().read_bytes() == root.der


def test_whoever_has_the_root_key_is_not_believed_for_another_site(trusting: Browser, office: Secured) -> None:
    folder = office.data / tls.FOLDER
    good = (folder / tls.SERVER).read_bytes()
    names = names_of(["127.0.0.1", "localhost", NAME, FOREIGN])
    page = window(trusting).new_page()
    try:
        tls.write_leaf(folder, names, clock.now())  # past the rules that would refuse it
        with pytest.raises(Error, match="ERR_CERT"):
            page.goto(office.url.replace("127.0.0.1", FOREIGN))
    finally:
        server_certificates.keep(folder / tls.SERVER, good, is_secret=True)
    page = window(trusting).new_page()  # the other is still about to show why it refused
    page.goto(office.url.replace("127.0.0.1", NAME))


def test_the_whole_signing_goes_over_https_with_the_root_pinned_at_pairing(
    trusting: Browser, office: Secured, tmp_path: Path
) -> None:
    (letter,) = letters(office, tmp_path, 1)
    leader = signed_in(trusting, office, "chutich")
    pc = SignerPc(office, tmp_path / "pc", SoftToken(tmp_path / "token"))
    pc.pair(leader)
    (kept,) = json.loads((tmp_path / "pc" / "signer.json").read_text("utf-8"))["portals"].items()
    assert kept[0] == office.url
    assert kept[1]["root"]
    sign_one(office, pc, leader, letter)


def test_a_signer_told_another_root_or_none_is_not_paired(trusting: Browser, office: Secured, tmp_path: Path) -> None:
    leader = signed_in(trusting, office, "chutich")
    leader.goto("/devices")
    leader.click("button:has-text('Lấy mã')")
    command = leader.locator("section[aria-labelledby=pairing] pre code").inner_text()
    _, origin, code, _, root = command.partition("signer ")[2].split()
    pc = SignerPc(office, tmp_path / "pc")
    pc.run("pair", origin, code, "--root", root[::-1], code=1)
    pc.run("pair", origin, code, code=1)
    pc.run("pair", office.plain, code, code=1)
    assert not (tmp_path / "pc" / "signer.json").exists()
    pc.run("pair", origin, code, "--root", root)  # none of it used up the code
