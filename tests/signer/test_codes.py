"""Every error code has a sentence and a test that makes it happen; here are those that no other test meets."""

import re
import subprocess
from pathlib import Path

import pytest

from portal import clock
from portal.flows import signing
from portal.office import devices
from portal.office.devices import Certificate
from portal.office.signing import SigningJob
from portal.signer import build, config, job, protocol
from portal.signer import keys as stores
from portal.signer.backends import p12, pkcs11
from portal.signer.backends.cryptoki import CryptokiError
from portal.signer.main import main
from portal.signer.protocol import VERSION
from portal.signer.sentences import SENTENCES
from tests import signing_kit as kit
from tests.signer.place import Person, Place, stopped

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def test_every_code_is_given_somewhere_and_met_in_a_test():
    """Given: by name, or as cert_ and one of the problems of a certificate."""
    given = words_of(ROOT / "portal") | {f"cert_{word}" for word in words_of(ROOT / "portal" / "adapters")}
    met = words_of(ROOT / "tests")
    assert set(SENTENCES) - given == set()
    assert set(SENTENCES) - met == set()


def words_of(folder: Path) -> set[str]:
    files = [file for file in folder.rglob("*.py") if file.name != "sentences.py"]
    return {word for file in files for word in re.findall(r'"([a-z_]+)"', file.read_text("utf-8"))}


def sign_with(place: Place, identity_der: bytes) -> str:
    """What the portal answers to a certificate that an administrator has bound to the leader."""
    at, people = clock.now(), place.people
    devices.approve(devices.present(people.leader, identity_der, at=at), "personal", by=people.admin, at=at)
    begun = place.begin()
    portal = place.pc.portals[place.origin]
    ticket = protocol.read_launch_url(begun.launch).ticket
    told = portal.call("POST", "/helper/v1/redeem", {"ticket": ticket, "protocols": [1]})
    message = {"cert": job.text(identity_der)}
    return stopped(lambda: portal.call("POST", f"/helper/v1/jobs/{told['job']}/certificate", message))


def test_cert_chain_when_its_signature_is_not_the_authoritys(place):
    der = place.keys.leader.der
    assert sign_with(place, der[:-1] + bytes([der[-1] ^ 1])) == "cert_chain"


def test_cert_not_yet_valid(place):
    future = place.keys.authority.issue("Trần Văn Chủ", kit.ORGANISATION, at=clock.now() + kit.days(30), title="CT")
    assert sign_with(place, future.der) == "cert_not_yet_valid"


def test_cert_wrong_usage(place):
    other = place.keys.authority.issue("Trần Văn Chủ", kit.ORGANISATION, at=clock.now(), title="CT", may_sign=False)
    assert sign_with(place, other.der) == "cert_wrong_usage"


def test_embed_failed_when_the_prepared_file_is_gone(place):
    class Careless(Person):
        def confirm(self, question):
            (row,) = SigningJob.select().where(SigningJob.state == "prepared")
            signing.prepared_file(row, place.premises).unlink()
            return super().confirm(question)

    place.person = Careless()
    assert stopped(place.sign) == "embed_failed"
    assert (place.role, place.state()) == ("pdf", ("rejected", "embed_failed"))


def test_cert_not_bound_when_it_ends_while_the_person_decides(place):
    class Slow(Person):
        def confirm(self, question):
            bound = Certificate.get(Certificate.person == place.people.leader)
            devices.end(bound, by=place.people.admin, at=clock.now())
            return super().confirm(question)

    place.person = Slow()
    assert stopped(place.sign) == "cert_not_bound"
    assert place.role == "pdf"


def test_pin_locked_before_the_pin_is_asked_for(place, monkeypatch):
    real = stores.open_backend

    def locked(source):
        backend = real(source)
        backend.pin_state = lambda certificate: "locked"
        return backend

    monkeypatch.setattr(stores, "open_backend", locked)
    assert stopped(place.sign) == "pin_locked"
    assert place.person.asked == []
    assert place.state() == ("cancelled", "pin_locked")


def test_pin_locked_and_pin_incorrect_as_the_token_says_them():
    for answer, code in ((0xA4, "pin_locked"), (0xA0, "pin_incorrect"), (0x30, "token_error")):
        def login(answer: int = answer) -> None:
            raise CryptokiError("Login", answer)

        assert stopped(lambda login=login: pkcs11._asked(login)) == code


def test_bad_settings_when_the_signers_file_is_damaged(tmp_path):
    for text in ("{", "[]", '{"portals": {}}', '{"portals": {"http://a": {}}, "keys": []}'):
        (tmp_path / "signer.json").write_text(text)
        assert stopped(lambda: config.load(tmp_path)) == "bad_settings"


def test_bad_launch_when_a_page_makes_up_an_address():
    assert stopped(lambda: protocol.read_launch_url("kyso-cq://v1/sign?o=http://a&t=short")) == "bad_launch"


def test_not_built_where_the_packing_fails_or_is_done_already(tmp_path, monkeypatch):
    monkeypatch.setattr(build.sys, "executable", "/bin/false")
    assert stopped(lambda: build.build(tmp_path / "out")) == "not_built"
    monkeypatch.setattr(build.sys, "frozen", True, raising=False)
    assert stopped(lambda: build.build(tmp_path / "out")) == "not_built"


def test_system_when_the_settings_cannot_be_read(tmp_path, monkeypatch, capsys):
    (tmp_path / "signer.json").mkdir()
    monkeypatch.setenv("PORTAL_SIGNER", str(tmp_path))
    assert main(["check"]) == 1
    assert protocol.sentence("system") in capsys.readouterr().out


@pytest.mark.system
def test_bad_key_file_when_the_key_is_of_a_kind_nobody_uses_any_more(tmp_path):
    for command in (
        "ecparam -name secp112r1 -genkey -noout -out k.pem", "req -x509 -new -key k.pem -subj /CN=x -out c.pem",
        "pkcs12 -export -inkey k.pem -in c.pem -out k.p12 -passout pass:x",
    ):
        subprocess.run(["openssl", *command.split()], cwd=tmp_path, check=True, capture_output=True)
    assert stopped(lambda: p12.open_p12(tmp_path / "k.p12", "x")) == "bad_key_file"


def test_the_program_says_which_one_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert (end.value.code, capsys.readouterr().out.strip()) == (0, f"kyso-cq {VERSION}")
