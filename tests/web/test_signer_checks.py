"""Kiểm tra máy ký in the browser: the button, the wait, green and red, and the files for the browser's policy."""

import html
import json

import pytest

from portal.flows import signer_checks
from portal.office import devices
from portal.office.signer_checks import SignerCheck
from tests.office_fixtures import NOW, Staff, later
from tests.web.conftest import Browser


@pytest.fixture
def leader(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.leader)


def test_the_button_gives_an_address_that_signs_nothing(leader: Browser) -> None:
    assert "Kiểm tra máy này" in leader.get("/devices/check").text
    page = leader.follow(leader.post("/devices/checks")).text
    assert 'href="kyso-cq://v1/check?' in page
    leader.get("/devices/check/state?seen=waiting", status=204)


def test_green_and_red_come_with_words(leader: Browser, people: Staff) -> None:
    leader.post("/devices/checks")
    device = devices.pair(devices.start_pairing(people.leader, at=NOW), "PC-CHUTICH", at=NOW)
    findings = [signer_checks.found("paired", "good", "paired", name="<PC>"), signer_checks.stores([])]
    SignerCheck.update(told_at=NOW, device=device, findings=findings).execute()
    page = html.unescape(leader.get("/devices/check/state?seen=waiting").text)
    assert "Máy này chưa ký được" in page
    assert "<PC>" not in leader.get("/devices/check").text
    assert "phần mềm kèm USB token" in page
    SignerCheck.update(findings=findings[:1]).execute()
    assert "Máy này ký được" in leader.get("/devices/check").text


def test_a_signer_that_never_calls_is_said_to_be_silent(leader: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    leader.post("/devices/checks")
    SignerCheck.update(until=NOW).execute()
    page = leader.get("/devices/check/state?seen=waiting").text
    assert "Chương trình ký không gọi về" in page
    assert "signer install" in page
    assert SignerCheck.get().stage(later(days=1)) == "silent"


def test_a_check_belongs_to_who_began_it(leader: Browser, browser: Browser, people: Staff) -> None:
    leader.post("/devices/checks")
    other = browser.as_person(people.clerk)
    assert "kyso-cq" not in other.get("/devices/check").text.split('aria-labelledby="policy"')[0]
    browser.as_person(people.officer).get("/devices/check", status=403)


def test_policies_name_this_portal_as_the_browser_calls_it(leader: Browser) -> None:
    rule = [{"protocol": "kyso-cq", "allowed_origins": ["http://localhost"]}]
    answer = leader.http.get("/devices/policies/kyso-cq.json")
    assert json.loads(answer.data)["AutoLaunchProtocolsFromOrigins"] == rule
    assert answer.headers["Content-Disposition"] == "attachment; filename=kyso-cq.json"
    assert "http://localhost" in leader.http.get("/devices/policies/kyso-cq.reg").data.decode("utf-16")
    leader.get("/devices/policies/khac.json", status=404)
