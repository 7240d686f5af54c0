"""The signer against the real portal over HTTP: honest signatures, and every hostile portal and network."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.flows import signing
from portal.office import devices, trust
from portal.office.documents import Document, add_version
from portal.office.signing import SigningJob
from portal.signer import client, config, consent, job, protocol, sentences
from portal.signer import keys as stores
from portal.signer.client import Portal
from portal.signer.config import KeySource
from portal.signer.main import main
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit
from tests.signer.place import PASSWORD, Person, Place, stopped, through
from tests.signing_kit import SoftToken

pytestmark = pytest.mark.slow


# Honest


def test_a_key_in_a_file_signs(place):
    assert not place.sign().failed
    assert (place.role, place.state()) == ("signed", ("done", ""))


@pytest.mark.system
@pytest.mark.slow
def test_a_key_in_a_token_signs(place, tmp_path):
    SoftToken(tmp_path / "token").hold("leader", place.keys.leader).use()
    place.person.pin = kit.PIN
    pc = replace(place.pc, keys=(KeySource("pkcs11", Path(kit.SOFTHSM)),))
    assert not place.sign(pc=pc).failed
    assert trust.file_state(Document.get_by_id(place.letter.id).latest.sha256) == "good"


class Pulling(Person):
    """Someone who pulls the token out while the PIN is asked for, and plugs it in again for the next time."""

    def __init__(self, token: Path) -> None:
        super().__init__(pin=kit.PIN)
        self.token, self.away = token, token.with_name("pulled out")

    def confirm(self, question: consent.Question) -> str:
        pin = super().confirm(question)
        self.token.rename(self.away)
        return pin


@pytest.mark.system
@pytest.mark.slow
def test_a_token_pulled_out_before_it_signs_loses_nothing_and_signs_later(place, tmp_path):
    token = SoftToken(tmp_path / "token").hold("leader", place.keys.leader)
    token.use()
    place.person = Pulling(token.folder / "tokens")
    pc = replace(place.pc, keys=(KeySource("pkcs11", Path(kit.SOFTHSM)),))
    assert stopped(lambda: place.sign(pc=pc)) == "token_error"
    assert "Hãy rút ra cắm lại rồi ký lại" in sentences.SENTENCES["token_error"]
    assert (place.role, place.state()) == ("pdf", ("cancelled", "token_error"))
    place.person.away.rename(place.person.token)
    place.person = Person(pin=kit.PIN)
    assert not place.sign(pc=pc).failed
    assert place.role == "signed"


def test_the_person_is_shown_what_the_page_shows(place):
    shown = Document.get_by_id(place.letter.id).latest.sha256
    place.sign()
    (question,) = place.person.asked
    said = "\n".join(value for _, value in question.lines())
    for part in (place.origin, place.letter.subject, place.people.leader.name, "UBND huyện Sơn Động", "Ký số cá nhân"):
        assert part in said
    assert f"{shown[:8]}…{shown[-8:]}" in said
    assert not question.papers[0].file.exists()  # gone once the work is done


def test_a_person_with_two_certificates_is_asked_which(place, p12):
    at = clock.now()
    second = devices.present(place.people.leader, p12["deputy"].certificate, at=at)
    devices.approve(second, "personal", by=place.people.admin, at=at)
    pc = replace(place.pc, keys=(p12["leader"], p12["deputy"]))
    place.sign(pc=pc)
    assert place.person.asked[0].certificate.der == p12["deputy"].certificate


# The person, the key, the ticket


def test_a_person_who_says_no_signs_nothing(place):
    place.person.says_yes = False
    assert stopped(place.sign) == "user_cancelled"
    assert (place.role, place.state()) == ("pdf", ("cancelled", "user_cancelled"))


def test_a_wrong_pin_is_tried_once_and_the_page_knows(place, monkeypatch):
    tried = []
    real = stores.open_backend

    def watched(source: KeySource) -> Any:
        backend = real(source)
        login = backend.login
        backend.login = lambda certificate, pin: (tried.append(pin), login(certificate, pin))[1]
        return backend

    monkeypatch.setattr(stores, "open_backend", watched)
    place.person.pin = "sai"
    assert stopped(place.sign) == "pin_incorrect"
    assert tried == ["sai"]
    assert place.state() == ("cancelled", "pin_incorrect")


def test_another_persons_card_does_not_match(place, p12):
    pc = replace(place.pc, keys=(p12["deputy"],))
    assert stopped(lambda: place.sign(pc=pc)) == "no_matching_certificate"
    assert place.state() == ("cancelled", "no_matching_certificate")


def test_no_key_at_all_is_said_to_be_missing(place):
    assert stopped(lambda: place.sign(pc=replace(place.pc, keys=()))) == "no_token"


def test_a_ticket_is_used_up(place):
    begun = place.begin()
    place.sign(begun)
    assert stopped(lambda: place.sign(begun)) == "ticket_invalid"


def test_a_stolen_ticket_is_worth_nothing_on_another_pc(place):
    begun = place.begin()
    code = devices.start_pairing(place.people.deputy, at=clock.now())
    thief = replace(place.pc, portals={place.origin: client.pair(place.origin, code, "PC")})
    assert stopped(lambda: place.sign(begun, thief)) == "ticket_invalid"
    assert not place.sign(begun).failed


def test_an_origin_that_was_never_paired_is_not_called(place, monkeypatch):
    through(monkeypatch, lambda *given: pytest.fail("the signer called a stranger"))
    url = protocol.launch_url("http://evil.example:8080", "x" * 43)
    assert stopped(lambda: job.run(url, place.pc, place.person)) == "origin_not_paired"


def test_a_pc_with_a_wrong_secret_or_an_unknown_name_is_turned_away(place):
    own = place.pc.portals[place.origin]
    for portal, code in (
        (replace(own, secret=b"x" * 32), "bad_mac"), (replace(own, device="someone"), "unknown_device"),
    ):
        pc = replace(place.pc, portals={place.origin: portal})
        assert stopped(lambda pc=pc: place.sign(place.begin(), pc)) == code
        waiting = SigningJob.of(place.letter).get()
        signing.cancel([waiting], by=place.people.leader, at=clock.now(), premises=place.premises)


def test_a_pc_whose_clock_is_wrong_is_told_so(place):
    own = place.pc.portals[place.origin]
    slow = replace(own, now=lambda: clock.now().timestamp() - 3600)
    assert stopped(lambda: place.sign(pc=replace(place.pc, portals={place.origin: slow}))) == "clock_skew"


def test_a_portal_that_is_away_is_said_to_be_away(place):
    dead = Portal("http://127.0.0.1:9", "d", b"s")
    pc = replace(place.pc, portals={dead.origin: dead})
    url = protocol.launch_url(dead.origin, "x" * 43)
    assert stopped(lambda: job.run(url, pc, place.person)) == "portal_unreachable"


# Someone on the line, or a portal that lies


def changed_json(part: str, change: Callable[[dict[str, Any]], None], *, secret: bytes | None = None) -> Any:
    """Change an answer on the way; with the secret the lie is well made."""

    def act(real: Any, origin: str, method: str, path: str, body: bytes, headers: dict[str, str], *more: Any) -> Any:
        status, mac, data = real(origin, method, path, body, headers, *more)
        if path.endswith(part) and status == 200:
            value = json.loads(data)
            change(value)
            data = json.dumps(value).encode()
            mac = protocol.answer_mac(secret, status, headers["X-Nonce"], protocol.digest(data)) if secret else mac
        return status, mac, data

    return act


def test_an_answer_changed_on_the_way_is_not_believed(place, monkeypatch):
    through(monkeypatch, changed_json("/redeem", lambda answer: answer.update(user="Ai khác")))
    assert stopped(place.sign) == "server_not_authentic"


def test_a_document_changed_on_the_way_is_not_signed(place, monkeypatch):
    def swap(real: Any, *given: Any) -> Any:
        status, mac, data = real(*given)
        return status, mac, data.replace(b"%PDF-1", b"%PDF-2") if "/docs/" in given[2] else data

    through(monkeypatch, swap)
    assert stopped(place.sign) == "server_not_authentic"
    assert place.person.asked == []


LIES = [
    ("/redeem", lambda a: a["docs"][0].update(sha256="0" * 64), "document_changed"),
    ("/redeem", lambda a: a["docs"][0].update(size=7), "document_changed"),
    ("/redeem", lambda a: a["docs"][0].update(size="7"), "portal_error"),
    ("/redeem", lambda a: a["docs"][0].update(doc="another"), "no_such_job"),
    ("/redeem", lambda a: a.pop("agency"), "portal_error"),
    ("/certificate", lambda a: a["docs"][0].update(sha256="0" * 64), "server_not_authentic"),
    ("/certificate", lambda a: a["docs"][0].update(tbs="AAAA"), "bad_attributes"),
    ("/certificate", lambda a: a["docs"][0].update(tbs="not base64"), "portal_error"),
    ("/certificate", lambda a: a["docs"][0].update(hole=[1, 2]), "bad_document"),
    ("/certificate", lambda a: a["docs"][0].pop("hole"), "portal_error"),
    ("/certificate", lambda a: a["docs"].clear(), "document_changed"),
]


@pytest.mark.parametrize(("part", "lie", "code"), LIES)
def test_a_portal_that_lies_gets_no_signature(place, monkeypatch, part, lie, code):
    secret = place.pc.portals[place.origin].secret
    through(monkeypatch, changed_json(part, lie, secret=secret))
    assert stopped(place.sign) == code
    assert place.person.asked == []
    assert (place.role, place.state()) == ("pdf", ("cancelled", code))


def test_an_answer_to_an_earlier_question_is_not_believed(place, monkeypatch):
    kept: list[Any] = []

    def replay(real: Any, *given: Any) -> Any:
        answer = real(*given)
        kept.append(answer)
        return kept[0]

    through(monkeypatch, replay)
    assert stopped(place.sign) == "server_not_authentic"


def test_a_lost_answer_is_asked_for_again_and_gives_one_version(place, monkeypatch):
    lost = []

    def lose(real: Any, *given: Any) -> Any:
        answer = real(*given)
        if given[2].endswith("/signatures") and not lost:
            lost.append(answer)
            raise ProtocolError("portal_unreachable")
        return answer

    through(monkeypatch, lose)
    assert not place.sign().failed
    assert lost
    assert Document.get_by_id(place.letter.id).latest.n == 2


def test_a_portal_still_storing_is_asked_again(place, monkeypatch):
    answers = []

    def storing(real: Any, *given: Any) -> Any:
        if given[2].endswith("/signatures") and not answers:
            answers.append(real(*given))
            return 409, "", b'{"error": "storing"}'
        return real(*given)

    through(monkeypatch, storing)
    assert not place.sign().failed


def test_a_network_gone_for_good_ends_clearly(place, monkeypatch):
    def gone(real: Any, *given: Any) -> Any:
        if given[2].endswith("/signatures"):
            raise ProtocolError("portal_unreachable")
        return real(*given)

    through(monkeypatch, gone)
    assert stopped(place.sign) == "portal_unreachable"
    assert place.role == "pdf"


def test_a_newer_version_stored_meanwhile_wins(place, monkeypatch):
    def race(real: Any, *given: Any) -> Any:
        if given[2].endswith("/signatures"):
            blob = place.premises.store.put(b"newer")
            document = Document.get_by_id(place.letter.id)
            add_version(document, blob.sha256, "pdf", "x", base_n=1, by=place.people.officer, at=clock.now())
        return real(*given)

    through(monkeypatch, race)
    assert stopped(place.sign) == "superseded"
    assert place.state() == ("superseded", "superseded")


def test_a_page_of_a_proxy_is_no_answer(place, monkeypatch):
    through(monkeypatch, lambda real, *given: (502, "", b"<html>Bad gateway</html>"))
    assert stopped(place.sign) == "portal_error"


def test_a_redirect_is_not_followed(place, monkeypatch):
    through(monkeypatch, lambda real, origin, method, path, *rest: real(origin, "GET", "/", b"", {}, 10**6))
    assert stopped(place.sign) == "portal_error"


# The doors of the portal that the signer uses


def post(place: Place, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    status, _, data = client.send(place.origin, "POST", path, body, headers, 10**6)
    return status, json.loads(data)


def test_a_browser_is_turned_away_from_every_door(place):
    for path in ("/helper/v1/redeem", "/helper/v1/pair", "/helper/v1/certificates", "/helper/v1/jobs/x/cancel"):
        status, answer = post(place, path, b"{}", {"Origin": place.origin})
        assert (status, answer["error"]) == (403, "browser_not_allowed")


def test_a_body_that_is_no_object_is_refused(place):
    for body in (b"", b"[]", b"{", b"\xff", b'{"code": null}'):
        status, answer = post(place, "/helper/v1/pair", body, {})
        assert status in (400, 404)
        assert answer["error"] in ("bad_request", "pairing_invalid")


def test_the_portal_says_what_it_speaks(place):
    status, _, data = client.send(place.origin, "GET", "/helper/v1/hello", b"", {}, 10**6)
    assert status == 200
    assert json.loads(data)["protocols"] == [1]


# The commands


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path / "pc"))
    return tmp_path / "pc"


def test_pair_key_present_check_and_sign_from_the_command_line(place, home, p12, capsys, monkeypatch):
    code = devices.start_pairing(place.people.leader, at=clock.now())
    assert main(["pair", place.origin + "/", f"{code[:4]}-{code[4:]}"]) == 0
    typed(monkeypatch, PASSWORD)
    assert main(["key", "p12", str(p12["leader"].path)]) == 0
    assert main(["present", place.origin]) == 0
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "Trần Văn Chủ" in said
    assert "[đạt] Đồng hồ của máy" in said
    typed(monkeypatch, "k", PASSWORD)
    assert main(["sign", "--terminal", place.begin().launch]) == 0
    assert "Đã ký" in capsys.readouterr().out
    assert place.role == "signed"


def test_installing_tells_the_administrator_the_browser_policy(place, home, capsys, monkeypatch):
    config.save(place.pc, home)
    monkeypatch.setattr("portal.signer.install.install", lambda folder: "Đã ghi.")
    assert main(["install"]) == 0
    said = capsys.readouterr().out
    assert json.loads(said[said.index("{") :])["AutoLaunchProtocolsFromOrigins"][0]["allowed_origins"] == [place.origin]


def test_enter_alone_cancels_at_the_terminal(place, home, capsys, monkeypatch):
    config.save(place.pc, home)
    typed(monkeypatch, "")
    assert main(["sign", "--terminal", place.begin().launch]) == 1
    assert protocol.sentence("user_cancelled") in capsys.readouterr().out
    assert place.role == "pdf"


def test_a_failure_is_a_sentence_and_no_traceback(home, capsys):
    assert main(["sign", "--terminal", "http://somewhere"]) == 1
    assert protocol.sentence("bad_launch") in capsys.readouterr().out
    assert main(["check"]) == 1


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What the person types, line by line."""
    waiting = list(lines)
    monkeypatch.setattr("builtins.input", lambda prompt="": waiting.pop(0))
    monkeypatch.setattr("portal.signer.main._secret", lambda prompt: waiting.pop(0))
    monkeypatch.setattr(consent.sys.stdin, "isatty", lambda: False, raising=False)
