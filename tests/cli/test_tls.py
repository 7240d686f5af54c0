"""``portal tls``: what an administrator types, and what is said."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock
from portal.adapters import server_certificates
from portal.config import Settings
from portal.flows import tls
from portal.rules.tls import names_of
from tests.command_line import close

pytestmark = pytest.mark.slow
FOUNDING = ("init", "--name", "UBND xã Thử", "--code", "H05.99.12", "--place", "Thử", "--admin", "Lê Quản Trị",
            "--login", "quantri", "--password", "giấy trắng mực đen 73")


@pytest.fixture
def office(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """The commands of an office that was founded."""
    assert run(*FOUNDING)[0] == 0
    return run


def test_from_the_first_root_to_a_new_one(office: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    folder = tmp_path / "du lieu" / "tls"
    code, said, _ = office("tls", "status")
    assert code == 1
    assert "portal tls init" in said

    code, said, _ = office("tls", "init", "--name", "vanban.xa.lan", "--address", "192.168.9.9")
    assert code == 0
    root = tls.root_of(tmp_path / "du lieu")
    assert root
    assert root.fingerprint in said
    assert 'hosts = ["127.0.0.1", "localhost", ' in said
    made = tls.facts_of(folder / "server.pem")
    assert {"vanban.xa.lan", "192.168.9.9", "localhost", "127.0.0.1"} <= set(made.names.all)
    close()

    before = (folder / "root.crt").read_bytes()
    code, _, wrong = office("tls", "init")
    assert code == 1
    assert "--replace" in wrong
    assert (folder / "root.crt").read_bytes() == before

    code, said, _ = office("tls", "renew", "--name", "thu.xa.lan")
    assert code == 0
    assert {*made.names.all, "thu.xa.lan"} <= set(tls.facts_of(folder / "server.pem").names.all)
    assert (folder / "root.crt").read_bytes() == before

    code, _, wrong = office("tls", "renew", "--name", "www.example.com")
    assert code == 1
    assert "www.example.com" in wrong

    code, said, _ = office("tls", "status")
    assert code == 0
    assert root.fingerprint in said
    assert office("tls", "init", "--replace")[0] == 0
    assert (folder / "root.crt").read_bytes() != before


def test_a_wrong_name_is_told_and_makes_nothing(office: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, _, wrong = office("tls", "init", "--name", "https://xa.lan/")
    assert code == 1
    assert "“https://xa.lan/”" in wrong
    assert not (tmp_path / "du lieu" / "tls").exists()
    code, _, wrong = office("tls", "renew")
    assert code == 1
    assert "portal tls init" in wrong


@pytest.mark.parametrize("address", ["192.168.1.1o", "not a host!", "1.2.3.999"])
def test_what_is_no_address_is_not_taken_for_a_name(
    office: Callable[..., tuple[int, str, str]], tmp_path: Path, address: str
) -> None:
    code, _, wrong = office("tls", "init", "--address", address)
    assert (code, f"“{address}” không phải" in wrong) == (1, True)
    assert not (tmp_path / "du lieu" / "tls").exists()


def test_the_first_certificate_is_for_the_addresses_of_the_cards_too(
    office: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_certificates, "card_addresses", lambda: ["192.168.77.5"])
    code, said, _ = office("tls", "init")
    assert (code, "192.168.77.5" in said.splitlines()[0]) == (0, True)


def test_a_certificate_from_elsewhere_is_looked_at_where_it_stands(
    office: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    data = tmp_path / "du lieu"
    names, at = names_of(["vanban.tinh.gov.vn", "localhost", "127.0.0.1"]), clock.now()
    root, key = server_certificates.make_root("Sở", tls.rules.reach_of(names), at=at)
    (data / "cap.pem").write_bytes(server_certificates.make_leaf(root, key, names, at=at))
    (data / "portal.toml").write_text('tls_certificate = "cap.pem"\ntls_key = "cap.pem"\n', "utf-8")
    code, said, _ = office("tls", "status")
    assert (code, "vanban.tinh.gov.vn" in said) == (0, True)
    old = at - timedelta(days=500)
    (data / "cap.pem").write_bytes(server_certificates.make_leaf(root, key, names, at=old))
    code, said, _ = office("tls", "status")
    assert (code, "KHÔNG CÒN HIỆU LỰC" in said) == (1, True)
    (data / "cap.pem").unlink()
    code, _, wrong = office("tls", "status")
    assert (code, "cap.pem" in wrong) == (1, True)


@pytest.fixture
def secured(office: Callable[..., tuple[int, str, str]], tmp_path: Path) -> Path:
    """The folder of an office that speaks HTTPS, at a port that is taken: a start ends where it would listen."""
    assert office("tls", "init", "--name", "vanban.xa.lan")[0] == 0
    return tmp_path / "du lieu" / "tls"


@pytest.fixture
def started(office: Callable[..., tuple[int, str, str]]) -> Iterator[Callable[[], str]]:
    """Start, and what was said of the end that it came to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        def start() -> str:
            code, _, wrong = office("serve", "--port", str(taken.getsockname()[1]))
            assert (code, "Traceback" in wrong) == (1, False)
            return wrong.splitlines()[-1]  # before it the log may stand

        yield start


TAKEN = "đang có chương trình khác dùng"


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----"])
def test_a_lost_or_damaged_certificate_is_told_and_renewed(
    office: Callable[..., tuple[int, str, str]], secured: Path, content: bytes | None
) -> None:
    (secured / "server.pem").unlink()
    if content is not None:
        (secured / "server.pem").write_bytes(content)
    code, _, wrong = office("tls", "status")
    assert code == 1
    assert "bị mất hoặc hỏng. Chạy “portal tls renew”" in wrong
    code, said, _ = office("tls", "renew")
    assert code == 0
    assert "vanban.xa.lan" in said
    assert office("tls", "status")[0] == 0


def test_a_start_makes_a_lost_certificate_anew(secured: Path, started: Callable[[], str]) -> None:
    (secured / "server.pem").unlink()
    assert TAKEN in started()
    assert "vanban.xa.lan" in tls.facts_of(secured / "server.pem").names.all


@pytest.mark.parametrize("lost", [("server.pem", "root.key"), ("server.pem", "root.key", "root.crt")])
def test_a_start_that_cannot_says_what_to_do_and_goes_without_tls_only_when_told(
    office: Callable[..., tuple[int, str, str]], secured: Path, started: Callable[[], str], lost: tuple[str, ...]
) -> None:
    for name in lost:
        (secured / name).unlink()
    wrong = started()
    assert "từ bản sao lưu đã khóa, hoặc chạy “portal tls init" in wrong
    assert TAKEN not in wrong
    (secured.parent / "portal.toml").write_text('plain_http = "only"\n', "utf-8")
    assert TAKEN in started()
    code, said, _ = office("tls", "status")
    assert (code, 'plain_http = "only"' in said) == (1, True)


def test_who_asked_for_plain_http_gets_it_beside_a_good_certificate(secured: Path) -> None:
    settings = Settings(data=secured.parent, search_index=secured.parent / "i")
    assert settings.tls_files
    assert replace(settings, plain_http="only").tls_files is None
