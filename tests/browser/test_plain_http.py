"""The portal over plain HTTP under an address that no browser takes for a secure context, as on a LAN without TLS."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ANYWHERE, Served
from tests.browser.test_batch import letters, sign_one
from tests.browser.test_day import SignerPc
from tests.browser.test_tls import signed_in
from tests.signing_kit import SoftToken

pytestmark = pytest.mark.browser


def test_the_whole_signing_goes_over_plain_http_that_is_no_secure_context(
    chromium: Browser, demo_office: Served, tmp_path: Path
) -> None:
    office = replace(demo_office, url=demo_office.url.replace("127.0.0.1", ANYWHERE))
    (letter,) = letters(office, tmp_path, 1)
    leader = signed_in(chromium, office, "chutich")
    assert leader.evaluate("isSecureContext") is False
    pc = SignerPc(office, tmp_path / "pc", SoftToken(tmp_path / "token"))
    pc.pair(leader)
    sign_one(office, pc, leader, letter)
