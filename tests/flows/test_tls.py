"""A root of the office's own, made once, and the server's certificate under it, renewed in time."""

import contextlib
import socket
import ssl
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, wording
from portal.flows import tls, worker
from portal.flows.premises import Premises
from portal.office.events import Event
from portal.office.outbox import Job
from portal.rules import errors
from portal.rules.tls import names_of
from tests.office_fixtures import Staff

NOW = clock.now()  # OpenSSL, which judges what is made here, asks the machine's clock
NAMES = names_of(["vanban.xa.lan", "localhost", "127.0.0.1", "192.168.9.9"])


@pytest.fixture
def folder(tmp_path: Path, people: Staff) -> Path:
    """The folder of an office that has its root."""
    tls.found(tmp_path, NAMES, by=people.admin, at=NOW)
    return tmp_path / "tls"


def shaken(folder: Path, name: str) -> dict[str, object]:
    """What a client that trusts the root, and nothing else, learns of the server by a real handshake."""
    ours, theirs = socket.socketpair()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "server.pem")
    trusting = ssl.create_default_context(cafile=str(folder / "root.crt"))

    def answer() -> None:
        with contextlib.suppress(OSError):  # the client may refuse
            serving.wrap_socket(theirs, server_side=True).close()

    server = threading.Thread(target=answer)
    server.start()
    try:
        with trusting.wrap_socket(ours, server_hostname=name) as client:
            return dict(client.getpeercert() or {})
    finally:
        ours.close()
        server.join()


def test_the_server_is_believed_by_who_trusts_the_root_and_the_keys_are_the_owners(folder: Path) -> None:
    for name in NAMES.all:
        assert shaken(folder, name)
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
    assert modes == {"root.crt": 0o644, "root.key": 0o600, "server.pem": 0o600}
    assert Event.newest("tls_founded").data["root"] == tls.root_of(folder.parent).fingerprint


def test_a_root_is_not_overwritten_unless_that_is_said_and_then_kept(folder: Path, people: Staff) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(errors.TlsRefused) as refusal:
        tls.found(folder.parent, NAMES, by=people.admin, at=NOW)
    assert "--replace" in wording.sentence(refusal.value)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    tls.found(folder.parent, NAMES, by=people.admin, at=NOW, replace=True)
    assert (folder / "root.crt").read_bytes() != before["root.crt"]
    kept = {file.read_bytes() for file in folder.glob("root.*.*")}
    assert kept == {before["root.crt"], before["root.key"]}


def test_only_an_administrator_makes_or_renews(tmp_path: Path, people: Staff) -> None:
    with pytest.raises(errors.NotAllowed):
        tls.found(tmp_path, NAMES, by=people.clerk, at=NOW)
    assert not (tmp_path / "tls").exists()


@pytest.mark.slow
def test_a_name_beyond_the_root_is_refused_and_the_certificate_stays(folder: Path, people: Staff) -> None:
    before = (folder / "server.pem").read_bytes()
    with pytest.raises(errors.TlsRefused) as refusal:
        tls.renew(folder.parent, names_of(["xa.lan", "www.example.com"]), by=people.admin, at=NOW)
    assert "www.example.com" in wording.sentence(refusal.value)
    assert (folder / "server.pem").read_bytes() == before


@pytest.mark.slow
def test_a_stolen_root_key_makes_nothing_that_is_believed_for_another_site(folder: Path) -> None:
    """The limit stands in the root itself: OpenSSL refuses what our own rules would not have made."""
    tls.write_leaf(folder, names_of(["www.example.com"]), NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shaken(folder, "www.example.com")


@pytest.mark.slow
def test_without_its_root_or_after_its_end_nothing_is_renewed(folder: Path, people: Staff) -> None:
    with pytest.raises(errors.TlsRefused) as ended:
        tls.renew(folder.parent, None, by=people.admin, at=NOW + timedelta(days=3654))
    assert ended.value.data["why"] == "tls_root_ended"
    (folder / "root.key").unlink()
    with pytest.raises(errors.TlsRefused) as gone:
        tls.renew(folder.parent, None, by=people.admin, at=NOW)
    assert gone.value.data["why"] == "tls_no_root"


@pytest.mark.slow
def test_the_date_read_without_the_library_is_the_librarys(folder: Path, people: Staff) -> None:
    assert tls.until_of(folder / "server.pem") == tls.facts_of(folder / "server.pem").until
    assert tls.until_of(folder / "root.crt") == tls.facts_of(folder / "root.crt").until
    late = NOW.replace(year=2049)
    tls.found(folder.parent, NAMES, by=people.admin, at=late, replace=True)  # its end is written the longer way
    assert tls.until_of(folder / "root.crt") == tls.facts_of(folder / "root.crt").until
    assert tls.until_of(folder / "root.crt").year == 2059


@pytest.mark.slow
def test_a_month_before_its_end_the_worker_renews_it(premises: Premises, folder: Path) -> None:
    before, first = (folder / "server.pem").read_bytes(), tls.until_of(folder / "server.pem")
    tls.ask(premises, at=first - timedelta(days=31))
    assert not Job.of_kind(tls.JOB).exists()
    due = first - timedelta(days=29)
    tls.ask(premises, at=due)
    tls.ask(premises, at=due + timedelta(seconds=10))
    (job,) = Job.of_kind(tls.JOB)
    worker.jobs(premises, due)[job.kind](*job.args)()
    assert (folder / "server.pem").read_bytes() != before
    assert tls.facts_of(folder / "server.pem").names == NAMES
    assert tls.until_of(folder / "server.pem") > first + timedelta(days=300)
    assert Event.newest("tls_renewed").person is None
    told = Event.newest("tls_renewed").id
    worker.jobs(premises, due)[job.kind](*job.args)()  # asked twice, done once
    assert Event.newest("tls_renewed").id == told


@pytest.mark.slow
def test_a_damaged_certificate_stops_no_worker_and_is_asked_for_once_a_day(premises: Premises, folder: Path) -> None:
    (folder / "server.pem").write_bytes(b"\x00 nothing")
    for seconds in range(3):
        tls.ask(premises, at=NOW + timedelta(seconds=seconds))
    assert Job.of_kind(tls.JOB).count() == 1
    with pytest.raises(errors.TlsRefused):
        tls.look(premises, at=NOW)
    tls.ask(premises, at=NOW + timedelta(days=1))
    assert Job.of_kind(tls.JOB).count() == 1  # the same word keeps doubles out
