"""A root of the office's own, made once, and the server's certificate under it, renewed in time."""

import contextlib
import shutil
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, wording
from portal.adapters import server_certificates
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


def test_the_key_of_a_lost_root_is_put_aside_only_where_that_is_said(folder: Path, people: Staff) -> None:
    key = (folder / "root.key").read_bytes()
    (folder / "root.crt").unlink()
    with pytest.raises(errors.TlsRefused):
        tls.found(folder.parent, NAMES, by=people.admin, at=NOW)
    assert (folder / "root.key").read_bytes() == key
    tls.found(folder.parent, NAMES, by=people.admin, at=NOW, replace=True)
    assert [file.read_bytes() for file in folder.glob("root.key.*")] == [key]


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
    assert gone.value.data["why"] == "tls_no_key"
    (folder / "root.crt").unlink()
    with pytest.raises(errors.TlsRefused) as never:
        tls.renew(folder.parent, None, by=people.admin, at=NOW)
    assert never.value.data["why"] == "tls_no_root"


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
def test_a_damaged_certificate_is_asked_for_once_a_day_and_made_anew(premises: Premises, folder: Path) -> None:
    (folder / "server.pem").write_bytes(b"\x00 nothing")
    for seconds in range(3):
        tls.ask(premises, at=NOW + timedelta(seconds=seconds))
    assert Job.of_kind(tls.JOB).count() == 1
    tls.ask(premises, at=NOW + timedelta(days=1))
    assert Job.of_kind(tls.JOB).count() == 1  # the same word keeps doubles out
    (job,) = Job.of_kind(tls.JOB)
    worker.jobs(premises, NOW)[job.kind](*job.args)()
    assert tls.facts_of(folder / "server.pem").names == NAMES


@pytest.mark.slow
def test_a_certificate_that_cannot_be_made_anew_stops_no_worker(premises: Premises, folder: Path) -> None:
    (folder / "server.pem").unlink()
    (folder / "root.key").write_bytes(b"nothing")
    tls.ask(premises, at=NOW)
    with pytest.raises(errors.TlsRefused):
        tls.look(premises, at=NOW)


def other_key(folder: Path) -> None:
    """A key in the place of the server's that is whole, and not its certificate's."""
    pem = (folder / "server.pem").read_bytes()
    another = server_certificates.make_leaf(
        (folder / "root.crt").read_bytes(), (folder / "root.key").read_bytes(), NAMES, at=NOW
    )
    begin = b"-----BEGIN CERTIFICATE"
    (folder / "server.pem").write_bytes(another[: another.index(begin)] + pem[pem.index(begin) :])


def forged(folder: Path) -> None:
    """One letter of the signature under the certificate is another; key and certificate still fit."""
    pem = bytearray((folder / "server.pem").read_bytes())
    at = pem.index(b"-----END CERTIFICATE") - 12
    pem[at] = ord("A") if pem[at] != ord("A") else ord("B")
    (folder / "server.pem").write_bytes(pem)


def cut(folder: Path) -> None:
    """Half of the file."""
    pem = (folder / "server.pem").read_bytes()
    (folder / "server.pem").write_bytes(pem[: len(pem) // 2])


def without_key(folder: Path) -> None:
    """The certificate alone."""
    pem = (folder / "server.pem").read_bytes()
    (folder / "server.pem").write_bytes(pem[pem.index(b"-----BEGIN CERTIFICATE") :])


def gone(folder: Path) -> None:
    """No file."""
    (folder / "server.pem").unlink()


def emptied(folder: Path) -> None:
    """No byte."""
    (folder / "server.pem").write_bytes(b"")


DAMAGES = [other_key, forged, cut, without_key, gone, emptied]


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_before_a_start_a_lost_or_damaged_certificate_is_made_anew_under_the_same_root(
    folder: Path, people: Staff, damage: Callable[[Path], None]
) -> None:
    tls.renew(folder.parent, names_of(["thu.xa.lan", *NAMES.all]), by=people.admin, at=NOW)
    names, root = tls.facts_of(folder / "server.pem").names, (folder / "root.crt").read_bytes()
    assert tls.mend(folder.parent, at=NOW) is None
    damage(folder)
    tls.mend(folder.parent, at=NOW)
    assert set(tls.facts_of(folder / "server.pem").names.all) == set(names.all)
    assert shaken(folder, "thu.xa.lan")
    assert (folder / "root.crt").read_bytes() == root
    assert Event.newest("tls_renewed").person is None
    assert tls.mend(folder.parent, at=NOW) is None


@pytest.mark.slow
def test_of_names_the_trail_does_not_tell_those_of_this_machine_are_taken(tmp_path: Path, people: Staff) -> None:
    tls.write_root(tmp_path / "tls", "Xã", NAMES, NOW)
    gone(tmp_path / "tls")
    made = tls.mend(tmp_path, at=NOW)
    assert made
    assert {"localhost", "127.0.0.1"} <= set(made.names.all)


@pytest.mark.slow
@pytest.mark.parametrize(("file", "content", "why"), [
    ("root.key", None, "tls_no_key"), ("root.key", b"", "tls_no_key"), ("root.crt", b"", "tls_root_damaged"),
    ("root.crt", None, "tls_lost"),
])
def test_without_its_root_a_lost_certificate_is_refused_and_one_that_is_there_is_not(
    folder: Path, file: str, content: bytes | None, why: str
) -> None:
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    before = (folder / "server.pem").read_bytes()
    assert tls.mend(folder.parent, at=NOW) is None
    assert (folder / "server.pem").read_bytes() == before
    gone(folder)
    with pytest.raises(errors.TlsRefused) as refusal:
        tls.mend(folder.parent, at=NOW)
    assert refusal.value.data["why"] == why
    assert "plain_http" in wording.sentence(refusal.value)


@pytest.mark.slow
def test_a_key_of_another_root_makes_no_certificate(folder: Path, tmp_path: Path) -> None:
    tls.write_root(tmp_path / "other", "Cơ quan khác", NAMES, NOW)
    (folder / "root.key").write_bytes((tmp_path / "other" / "root.key").read_bytes())
    gone(folder)
    with pytest.raises(errors.TlsRefused) as refusal:
        tls.mend(folder.parent, at=NOW)
    assert refusal.value.data["why"] == "tls_no_key"


def test_an_office_that_never_had_https_has_nothing_to_mend(tmp_path: Path, people: Staff) -> None:
    assert tls.mend(tmp_path, at=NOW) is None
    assert not (tmp_path / "tls").exists()


@pytest.mark.slow
def test_a_root_of_which_one_letter_is_another_is_refused_whatever_the_library_says_of_it(folder: Path) -> None:
    good, refused = (folder / "root.crt").read_bytes(), []
    places = range(good.index(b"\n") + 1, good.index(b"\n-----END"), 3)
    for at in places:
        bad = bytearray(good)
        bad[at] = ord("A") if bad[at] != ord("A") else ord("B")
        (folder / "root.crt").write_bytes(bad)
        try:
            tls.require_root(folder, NOW)
        except errors.TlsRefused as refusal:
            refused.append(refusal.data["why"])
    assert set(refused) == {"tls_root_damaged"}
    assert len(refused) > 0.9 * len(places)  # a letter or two may say nothing


def test_a_folder_that_is_gone_is_told_where_https_was_set_up_and_is_spoken(folder: Path) -> None:
    spoken = folder / "server.pem"
    assert tls.fault(folder.parent, spoken) == ""
    shutil.rmtree(folder)
    assert tls.fault(folder.parent, spoken) == "folder_lost"
    assert tls.fault(folder.parent, None) == ""


def test_a_certificate_from_elsewhere_that_is_gone_is_a_fault_of_its_own(tmp_path: Path, people: Staff) -> None:
    assert tls.fault(tmp_path, tmp_path / "cap.pem") == "given_lost"
    (tmp_path / "cap.pem").touch()
    assert tls.fault(tmp_path, tmp_path / "cap.pem") == ""
    assert tls.fault(tmp_path, tmp_path / "tls" / "server.pem") == ""
