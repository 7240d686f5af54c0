"""The check of a PC: what is missing is said part by part, in the console and on the page, and nothing is signed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.flows import signer_checks
from portal.office import accounts, devices, trust
from portal.office.devices import Certificate, Device
from portal.office.signer_checks import SignerCheck
from portal.office.signing import SigningJob
from portal.signer import config, job, main, protocol, self_check
from portal.signer.backends import HeldCertificate
from portal.signer.config import KeySource
from tests import signing_kit as kit
from tests.signer.place import Place, stopped

pytestmark = pytest.mark.slow


def begin(place: Place) -> protocol.Launch:
    return protocol.read_launch_url(signer_checks.begin(place.people.leader, origin=place.origin, at=clock.now()))


def states(findings: list[dict[str, Any]]) -> dict[str, str]:
    return {str(one["part"]): str(one["why"]) for one in findings}


def asked(place: Place, **changed: Any) -> dict[str, str]:
    pc = replace(place.pc, **changed)
    return states(self_check.ask(pc.portal(place.origin), pc))


def test_a_pc_that_can_sign_is_green_in_every_part_and_the_page_knows(place: Place) -> None:
    launch = begin(place)
    findings = self_check.ask(place.pc.portal(launch.origin), place.pc, launch.ticket)
    assert states(findings) == {
        "paired": "paired", "version": "version", "clock": "clock", "store": "store", "certificate": "certificate",
        "bound": "bound", "valid": "valid", "trusted": "trusted",
    }
    assert self_check.is_good(findings)
    kept = SignerCheck.latest(place.people.leader)
    assert kept is not None
    assert [one["part"] for one in kept.findings][:2] == ["opened", "paired"]
    assert not SigningJob.select().exists()


def test_a_ticket_of_a_check_signs_nothing_and_the_other_way_round(place: Place) -> None:
    check = signer_checks.begin(place.people.leader, origin=place.origin, at=clock.now())
    assert stopped(lambda: job.run(check, place.pc, place.person)) == "bad_launch"
    signed = protocol.read_launch_url(place.begin().launch)
    assert stopped(lambda: self_check.ask(place.pc.portal(signed.origin), place.pc, signed.ticket)) == "ticket_invalid"
    assert place.state() == ("created", "")


def test_a_ticket_is_good_once_in_time_and_on_a_pc_of_who_asked(place: Place) -> None:
    launch, others = begin(place), place.paired(place.people.deputy)
    foreign = others.portal(place.origin)
    assert stopped(lambda: self_check.ask(foreign, others, launch.ticket)) == "ticket_invalid"
    portal = place.pc.portal(launch.origin)
    self_check.ask(portal, place.pc, launch.ticket)
    assert stopped(lambda: self_check.ask(portal, place.pc, launch.ticket)) == "ticket_invalid"
    late = begin(place)
    SignerCheck.update(until=clock.now()).execute()
    assert stopped(lambda: self_check.ask(portal, place.pc, late.ticket)) == "ticket_invalid"


@pytest.mark.parametrize(("ahead", "why"), [(0, "clock"), (3600, "clock_ahead"), (-86400, "clock_behind")])
def test_a_wrong_clock_is_measured_instead_of_ending_the_check(place: Place, ahead: int, why: str) -> None:
    portal = place.pc.portal(place.origin)
    wrong = replace(portal, now=lambda: portal.now() + ahead)
    (found,) = [one for one in self_check.ask(wrong, place.pc) if one["part"] == "clock"]
    assert found["why"] == why
    assert abs(found["values"]["seconds"] - abs(ahead)) < 60


def test_what_is_missing_on_the_pc_is_red(place: Place, tmp_path: Path, p12: dict[str, KeySource]) -> None:
    nothing = asked(place, keys=())
    assert (nothing["store"], nothing["certificate"]) == ("store_none", "certificate_none")
    gone = asked(place, keys=(KeySource("pkcs11", tmp_path / "khong-co.so"),))
    assert (gone["store"], gone["certificate"]) == ("store_closed", "certificate_none")
    some = asked(place, keys=(*place.pc.keys, KeySource("pkcs11", tmp_path / "khong-co.so")))
    assert some["store"] == "store_some_closed"
    assert asked(place, keys=(p12["deputy"],))["bound"] == "bound_not"


def test_what_is_missing_in_the_portal_is_red(place: Place) -> None:
    row = Certificate.get(Certificate.sha256 == kit.digest_of(place.keys.leader))
    revoked = place.keys.authority.revocations([(place.keys.leader, clock.now())], at=clock.now())
    trust.add_revocations(revoked, by=place.people.admin, at=clock.now())
    assert asked(place)["trusted"] == "trusted_revoked"
    trust.Anchor.update(removed_at=clock.now()).execute()
    assert asked(place)["trusted"] == "trusted_untrusted"
    Certificate.update(valid_until=clock.now()).where(Certificate.id == row.id).execute()
    assert asked(place)["valid"] == "valid_no_more"
    Certificate.update(approved_at=None).where(Certificate.id == row.id).execute()
    assert asked(place)["bound"] == "bound_waiting"


def test_a_token_near_its_lock_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def near(backend: object, certificate: HeldCertificate) -> str:
        return "final_try"

    monkeypatch.setattr("portal.signer.backends.p12.P12Backend.pin_state", near)
    assert asked(place)["pin"] == "pin_final_try"


@pytest.mark.parametrize(
    "odd", [{"stores": 1, "certs": "x", "protocols": None}, {"stores": [1, None], "pins": {}}, {"helper": "x" * 9000}]
)
def test_odd_words_of_a_pc_are_findings_and_no_failure(place: Place, odd: dict[str, Any]) -> None:
    portal = place.pc.portal(place.origin)
    answer = portal.call("POST", f"{protocol.ROOT}/checks", odd)
    assert states(answer["findings"])["version"] == "version_protocol"
    assert all(len(str(one)) < 2000 for one in answer["findings"])


def test_the_console_says_the_same_as_the_page(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path))
    config.save(place.pc, tmp_path)
    assert main.main(["check"]) == 0
    assert "[đạt] Đồng hồ của máy: Lệch " in capsys.readouterr().out
    launch = signer_checks.begin(place.people.leader, origin=place.origin, at=clock.now())
    assert main.main(["sign", launch, "--terminal"]) == 0
    assert "[đạt] Ghép máy" in capsys.readouterr().out
    devices.remove(Device.get(Device.person == place.people.leader), by=place.people.admin, at=clock.now())
    assert main.main(["check"]) == 1
    assert "Cổng không còn nhận ra máy này" in capsys.readouterr().out


def test_a_check_of_a_blocked_person_is_refused(place: Place) -> None:
    launch = begin(place)
    accounts.set_active(place.people.leader, False, by=place.people.admin, at=clock.now())
    assert stopped(lambda: self_check.ask(place.pc.portal(launch.origin), place.pc, launch.ticket)) == "unknown_device"


def test_every_finding_has_its_sentence_and_every_sentence_is_found() -> None:
    source = Path(signer_checks.__file__).read_text("utf-8")
    words = {why for why in protocol.FINDINGS if not why.startswith(("trusted_", "pin_"))}
    assert {why for why in words if f'"{why}"' not in source} == set()
    for why in protocol.FINDINGS:
        values = {"name": "PC", "version": "1", "newest": "2", "seconds": 1, "names": "a", "count": 1, "subject": "A",
                  "day": "1/1/2026", "role": "seal"}
        assert "{" not in protocol.told({"part": "clock", "why": why, "values": values})[1]


def test_a_finding_of_a_newer_portal_is_no_failure() -> None:
    assert "cập nhật" in protocol.told({"part": "new", "why": "new", "values": 7})[1]
    assert "cập nhật" in protocol.told({"part": "clock", "why": "clock", "values": {}})[1]


def test_a_file_that_is_gone_is_named_as_closed(place: Place, tmp_path: Path) -> None:
    found = asked(place, keys=(KeySource("p12", tmp_path / "a.p12", b"x"),))
    assert (found["store"], found["certificate"]) == ("store_closed", "certificate_none")
