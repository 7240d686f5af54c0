"""Keys in a real PKCS #11 token and in a P12 file; a wrong PIN is tried once and no more."""

from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from portal.clock import VIETNAM
from portal.signer import keys as stores
from portal.signer.backends import Backend, HeldCertificate, cryptoki, pkcs11
from portal.signer.backends.p12 import P12Backend
from portal.signer.backends.pkcs11 import Pkcs11Backend
from portal.signer.config import Config, KeySource
from portal.signer.protocol import ProtocolError, digest
from tests import signing_kit as kit
from tests.signing_kit import Keys, SoftToken

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(AT)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> SoftToken:
    """Two tokens behind one library."""
    made = SoftToken(tmp_path_factory.mktemp("token"))
    return made.hold("leader", keys.leader).hold("seal", keys.seal, "02")


@pytest.fixture
def inserted(token: SoftToken):
    """The library with both tokens plugged in."""
    token.use()
    backend = Pkcs11Backend(Path(kit.SOFTHSM))
    yield backend
    backend.close()


@pytest.fixture
def file(tmp_path: Path, keys: Keys) -> Path:
    place = tmp_path / "leader.p12"
    place.write_bytes(keys.leader.p12("mật khẩu"))
    return place


def of(backend: Backend, der: bytes) -> HeldCertificate:
    return next(held for held in backend.certificates() if held.der == der)


def stopped(act) -> str:
    with pytest.raises(ProtocolError) as stop:
        act()
    return stop.value.code


def verify(keys: Keys, signature: bytes, data: bytes) -> None:
    public = keys.leader.certificate.public_key()
    public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.system
def test_certificates_of_all_tokens_are_seen_without_a_pin(inserted, keys):
    held = inserted.certificates()
    assert {entry.label: entry.der for entry in held} == {"leader": keys.leader.der, "seal": keys.seal.der}


@pytest.mark.system
def test_a_token_signs_after_its_pin(inserted, keys):
    mine = of(inserted, keys.leader.der)
    inserted.login(mine, kit.PIN)
    verify(keys, inserted.sign(mine, b"attributes"), b"attributes")


@pytest.mark.system
def test_a_token_that_cannot_hash_gets_the_digest(inserted, keys, monkeypatch):
    monkeypatch.setattr(cryptoki, "SHA256_RSA_PKCS", 0x7FFFFFFF)  # a mechanism no token has
    mine = of(inserted, keys.leader.der)
    inserted.login(mine, kit.PIN)
    verify(keys, inserted.sign(mine, b"attributes"), b"attributes")


@pytest.mark.system
def test_a_wrong_pin_is_said_once_and_counted_by_the_token(inserted, keys):
    mine = of(inserted, keys.leader.der)
    tries = []
    call = inserted._module.call
    inserted._module.call = lambda name, *rest, **more: (tries.append(name), call(name, *rest, **more))[1]
    assert stopped(lambda: inserted.login(mine, "00000000")) == "pin_incorrect"
    assert tries.count("Login") == 1
    assert inserted.pin_state(mine) in ("low", "good")
    inserted.close()


@pytest.mark.system
def test_without_login_nothing_is_signed(inserted, keys):
    assert stopped(lambda: inserted.sign(of(inserted, keys.leader.der), b"x")) == "token_error"


@pytest.mark.system
def test_the_flags_of_the_token_are_read_as_warnings(inserted, keys, monkeypatch):
    mine = of(inserted, keys.leader.der)
    for flags, state in ((0, "good"), (0x10000, "low"), (0x30000, "final_try"), (0x70000, "locked")):
        monkeypatch.setattr(inserted._module, "token", lambda slot, flags=flags: ("leader", flags))
        assert inserted.pin_state(mine) == state


@pytest.mark.system
def test_a_key_that_is_not_there_is_said_to_be_missing(inserted, keys):
    mine = of(inserted, keys.leader.der)
    inserted.login(mine, kit.PIN)
    stranger = HeldCertificate(inserted, mine.der, mine.label, mine.place, b"\x09")
    assert stopped(lambda: inserted.sign(stranger, b"x")) == "no_matching_certificate"


def test_a_library_that_does_not_load_is_no_token(tmp_path):
    (tmp_path / "lib.so").write_bytes(b"not a library")
    assert stopped(lambda: Pkcs11Backend(tmp_path / "lib.so")) == "no_token"
    assert stopped(lambda: Pkcs11Backend(tmp_path / "none.so")) == "no_token"


def test_only_libraries_that_exist_are_tried():
    assert all(path.is_file() for path in pkcs11.known_libraries())


def test_a_file_signs_after_its_password(file, keys):
    backend = P12Backend(file, keys.leader.der)
    mine = of(backend, keys.leader.der)
    backend.login(mine, "mật khẩu")
    verify(keys, backend.sign(mine, b"attributes"), b"attributes")
    backend.close()
    assert stopped(lambda: backend.sign(mine, b"x")) == "token_error"


def test_a_wrong_password_is_a_wrong_pin(file, keys):
    backend = P12Backend(file, keys.leader.der)
    assert stopped(lambda: backend.login(of(backend, keys.leader.der), "khác")) == "pin_incorrect"


def test_a_file_that_was_replaced_does_not_sign(file, keys):
    backend = P12Backend(file, keys.leader.der)
    mine = of(backend, keys.leader.der)
    file.write_bytes(keys.deputy.p12("mật khẩu"))
    assert stopped(lambda: backend.login(mine, "mật khẩu")) == "no_matching_certificate"


def test_a_file_that_is_gone_holds_nothing(file, keys):
    backend = P12Backend(file, keys.leader.der)
    mine = of(backend, keys.leader.der)
    file.unlink()
    assert backend.certificates() == []
    assert stopped(lambda: backend.login(mine, "mật khẩu")) == "no_token"


@pytest.mark.system
def test_a_store_that_fails_does_not_hide_the_others(token, file, keys, tmp_path):
    token.use()
    source = stores.p12_source(file, "mật khẩu")
    places = [KeySource("pkcs11", tmp_path / "none.so"), source, KeySource("pkcs11", Path(kit.SOFTHSM))]
    with stores.opened(places) as backends:
        held = stores.held(backends)
        assert {entry.der for entry in held} == {keys.leader.der, keys.seal.der}
        assert len(stores.matching(held, [digest(keys.leader.der)])) == 1
        assert stores.matching(held, []) == []


def test_what_the_settings_name_comes_before_what_is_found(tmp_path):
    chosen = KeySource("pkcs11", tmp_path / "own.so")
    assert stores.sources(Config(keys=(chosen,)))[0] == chosen


def test_an_unknown_kind_of_store_is_refused(tmp_path):
    assert stopped(lambda: stores.open_backend(KeySource("paper", tmp_path))) == "no_token"
