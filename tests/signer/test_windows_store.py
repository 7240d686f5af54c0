"""The certificate store of Windows, with stand-ins for its libraries: real C calls, real structures, no Windows."""

import ctypes
from collections.abc import Callable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from portal.adapters.authority import Identity
from portal.clock import VIETNAM
from portal.signer import consent
from portal.signer import keys as stores
from portal.signer.backends import HeldCertificate, windows_store
from portal.signer.backends.windows_store import CertContext, Dword, Handle, WindowsBackend
from portal.signer.config import Config, KeySource
from portal.signer.consent import Paper, Question, Terminal
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit
from tests.signing_kit import Keys

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
STORE, KEY = 0x7FFF_1234_5678, 0x7FFF_8765_4321  # wider than 32 bits: a handle cut short would be found out


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(AT)


class Windows:
    """What the two libraries would do, behind real function pointers of the declared kinds."""

    def __init__(self, identities: list[Identity], bare: bytes = b"") -> None:
        self.identities, self.calls, self.status = identities, list[str](), 0
        self.entries = [who.der for who in identities] + ([bare] if bare else [])
        self._bytes = [(ctypes.c_ubyte * len(der)).from_buffer_copy(der) for der in self.entries]
        self.contexts = [
            CertContext(1, ctypes.cast(data, ctypes.POINTER(ctypes.c_ubyte)), len(data), None, STORE)
            for data in self._bytes
        ]
        self.crypt32 = self._library(windows_store.CRYPT32, {
            "CertOpenSystemStoreW": lambda provider, name: STORE if (provider, name) == (None, "MY") else 0,
            "CertEnumCertificatesInStore": self._next,
            "CertFreeCertificateContext": lambda context: 1,
            "CertGetCertificateContextProperty": self._property,
            "CertCloseStore": lambda store, flags: int((store, flags) == (STORE, 0)),
            "CryptAcquireCertificatePrivateKey": self._acquire,
        })
        self.ncrypt = self._library(windows_store.NCRYPT, {
            "NCryptSignHash": self._sign, "NCryptFreeObject": lambda key: 0 if key == KEY else 0x80090026,
        })
        self.chosen: Identity | None = None

    def backend(self) -> WindowsBackend:
        return WindowsBackend(self.crypt32, self.ncrypt)

    def _library(self, declared: Mapping[str, Any], acts: Mapping[str, Callable[..., Any]]) -> Any:
        return SimpleNamespace(**{name: self._entry(name, *declared[name], acts[name]) for name in declared})

    def _entry(self, name: str, result: Any, arguments: Any, act: Callable[..., Any]) -> Any:
        def noted(*given: Any) -> Any:
            self.calls.append(name)
            return act(*given)

        is_pointer = hasattr(result, "contents")  # a callback may not give one back, an address it may
        entry = ctypes.CFUNCTYPE(ctypes.c_void_p if is_pointer else result, *arguments)(noted)
        setattr(self, f"_{name}", entry)  # or it is gone while it is called
        return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(entry, ctypes.c_void_p).value or 0)

    def _next(self, store: int, before: Any) -> int:
        assert store == STORE
        place = self._place(before) + 1 if before else 0
        return ctypes.addressof(self.contexts[place]) if place < len(self.contexts) else 0

    def _place(self, context: Any) -> int:
        at = ctypes.addressof(context.contents)
        return [ctypes.addressof(one) for one in self.contexts].index(at)

    def _property(self, context: Any, which: int, data: Any, size: Any) -> int:
        assert (which, data) == (2, None)
        return int(self._place(context) < len(self.identities))

    def _acquire(self, context: Any, flags: int, parameters: Any, key: Any, spec: Any, ours: Any) -> int:
        assert flags == 0x40000
        self.chosen = self.identities[self._place(context)]
        key[0], spec[0], ours[0] = Handle(KEY), 0xFFFFFFFF, 1
        return int(self.status != 1)

    def _sign(self, key: int, info: Any, data: Any, size: int, out: Any, room: int, done: Any, flags: int) -> int:
        assert (key, info.contents.algorithm, size, flags) == (KEY, "SHA256", 32, 2)
        assert self.chosen
        if self.status:
            return self.status
        made = self.chosen.key.sign(ctypes.string_at(data, size), padding.PKCS1v15(), Prehashed(hashes.SHA256()))
        assert len(made) <= room
        ctypes.memmove(out, made, len(made))
        done[0] = Dword(len(made))
        return 0


def held(windows: Windows, place: int = 0) -> tuple[WindowsBackend, HeldCertificate]:
    backend = windows.backend()
    return backend, backend.certificates()[place]


def stopped(act: Callable[[], object]) -> str:
    with pytest.raises(ProtocolError) as stop:
        act()
    return stop.value.code


def test_only_certificates_with_a_key_are_seen_and_the_store_is_closed(keys: Keys) -> None:
    windows = Windows([keys.leader, keys.seal], bare=keys.deputy.der)
    assert [one.der for one in windows.backend().certificates()] == [keys.leader.der, keys.seal.der]
    assert windows.calls[-1] == "CertCloseStore"
    assert "CryptAcquireCertificatePrivateKey" not in windows.calls


def test_the_key_of_the_chosen_certificate_signs_and_is_let_go(keys: Keys) -> None:
    windows = Windows([keys.leader, keys.seal])
    backend, certificate = held(windows, 1)
    backend.login(certificate, "")
    assert windows.calls[-2:] == ["CertFreeCertificateContext", "CertCloseStore"]
    signature = backend.sign(certificate, b"attributes")
    public = keys.seal.certificate.public_key()
    public.verify(signature, b"attributes", padding.PKCS1v15(), hashes.SHA256())
    backend.close()
    assert windows.calls[-1] == "NCryptFreeObject"
    assert stopped(lambda: backend.sign(certificate, b"x")) == "token_error"


@pytest.mark.parametrize(
    ("status", "code"),
    [(0x8010006B, "pin_incorrect"), (0x8010006C, "pin_locked"), (0x8010006E, "user_cancelled"),
     (0x80090036, "user_cancelled"), (0x80100069, "token_error")],
)  # fmt: skip
def test_a_refusal_is_named_and_tried_once(keys: Keys, status: int, code: str) -> None:
    windows = Windows([keys.leader])
    backend, certificate = held(windows)
    backend.login(certificate, "")
    windows.status = status
    assert stopped(lambda: backend.sign(certificate, b"x")) == code
    assert windows.calls.count("NCryptSignHash") == 1


def test_a_certificate_gone_or_without_a_reachable_key_is_said_so(keys: Keys) -> None:
    windows = Windows([keys.leader])
    backend, certificate = held(windows)
    stranger = HeldCertificate(backend, keys.deputy.der, "Windows")
    assert stopped(lambda: backend.login(stranger, "")) == "no_matching_certificate"
    windows.status = 1
    assert stopped(lambda: backend.login(certificate, "")) == "token_error"


def test_it_is_looked_into_on_windows_only(monkeypatch: pytest.MonkeyPatch) -> None:
    source = KeySource("windows", stores.WINDOWS_STORE)
    assert source not in stores.sources(Config())
    assert stopped(lambda: stores.open_backend(source)) == "no_token"
    monkeypatch.setattr(stores.sys, "platform", "win32")
    assert stores.sources(Config())[-1] == source


def test_a_certificate_held_twice_is_used_through_the_makers_library(keys: Keys) -> None:
    first = HeldCertificate(Windows([]).backend(), keys.leader.der, "token")
    second = HeldCertificate(Windows([]).backend(), keys.leader.der, "Windows")
    (chosen,) = stores.matching([first, second], [kit.digest_of(keys.leader)])
    assert chosen is first


def test_the_person_is_not_asked_for_a_pin_that_the_makers_window_asks_for(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    _, certificate = held(Windows([keys.leader]))
    paper = Paper("V/v họp", "1/UBND", [], "ab" * 32, tmp_path / "a.pdf")
    question = Question("http://a", "sign", "UBND", "Chủ", [paper], certificate)
    answers = ["k"]
    monkeypatch.setattr("builtins.input", lambda prompt="": answers.pop())
    monkeypatch.setattr(consent.getpass, "getpass", lambda prompt: pytest.fail("asked"))
    assert Terminal().confirm(question) == ""
    assert "cửa sổ của thiết bị" in capsys.readouterr().out
