"""``portal tls``: what an administrator types, and what is said."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock
from portal.adapters import server_certificates
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
