"""The check of HTTPS speaks it for real, and believes no root but the one it made."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.flows import tls
from portal.rules.tls import names_of
from portal.web import tls_check

pytestmark = pytest.mark.slow


def test_a_question_is_answered_over_tls() -> None:
    assert tls_check.answer_over_tls(clock.now()) == ssl.OPENSSL_VERSION


def test_a_certificate_of_another_root_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, write_root = clock.now(), tls.write_root

    def of_another(folder: Path, *words: Any) -> None:
        write_root(folder, *words)
        write_root(tmp_path, "Cơ quan khác", names_of(["127.0.0.1"]), at)
        (folder / tls.ROOT).write_bytes((tmp_path / tls.ROOT).read_bytes())

    monkeypatch.setattr(tls, "write_root", of_another)
    with pytest.raises(ssl.SSLCertVerificationError):
        tls_check.answer_over_tls(at)


def test_another_answer_is_not_taken_for_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls_check, "WORD", "else")
    monkeypatch.setattr(tls_check, "asked", lambda port, root: "portal")
    with pytest.raises(tls_check.Unheard):
        tls_check.answer_over_tls(clock.now())
