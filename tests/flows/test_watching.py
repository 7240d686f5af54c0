"""The watched folders: a file is taken when it stands still, once, whatever happens in between."""

import contextlib
import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import db
from portal.flows import keeping, watching
from portal.flows.premises import Premises, store_in
from portal.flows.reading import SAMPLE_PDF
from portal.flows.watching import Watch
from portal.office import arrivals
from portal.office.arrivals import Arrival
from portal.office.files import StoredFile
from portal.office.looks import Look
from tests.office_fixtures import Staff, later

SAMPLE = SAMPLE_PDF.read_bytes()


class Scanner:
    """A scan folder, its watch, and a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "máy quét"
        self.folder.mkdir()
        self.premises = Premises(
            data=folder, store=store_in(folder / "blobs"), search_index=folder / "index", scratch=folder / "s",
            upload_limit=1 << 20, scan_folder=self.folder,
        )
        self.now = 0.0
        self.restart()

    def restart(self) -> None:
        (self.watch,) = watching.watches(self.premises)

    def write(self, name: str, content: bytes = SAMPLE) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def look(self, *seconds: float) -> None:
        """Look now and again after each pause."""
        for pause in (0.0, *seconds):
            self.now += pause
            self.watch.look(at=later(seconds=self.now), now=self.now, premises=self.premises)

    def names(self, *inside: str) -> list[str]:
        folder = self.folder.joinpath(*inside)
        return sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.exists() else []


@pytest.fixture
def scanner(people: Staff, tmp_path: Path) -> Scanner:
    return Scanner(tmp_path)


def test_a_scan_is_taken_when_it_stands_still_and_moved(scanner: Scanner) -> None:
    scanner.write("scan0001.pdf")
    scanner.look(2)
    assert Arrival.select().count() == 0
    scanner.look(2)
    arrival = Arrival.get()
    assert (arrival.door, arrival.name, arrival.state) == ("scan", "scan0001.pdf", "kept")
    assert scanner.premises.store.read(arrival.sha256) == SAMPLE
    assert (scanner.names(), scanner.names("đã nhận")) == ([], ["scan0001.pdf"])


def test_a_file_that_grows_waits(scanner: Scanner) -> None:
    path = scanner.write("scan.pdf", SAMPLE[:100])
    for n in range(2, 6):
        scanner.look(3)
        path.write_bytes(SAMPLE[: 100 * n])
    scanner.look(3)
    assert Arrival.select().count() == 0
    path.write_bytes(SAMPLE)
    scanner.look(4)
    assert scanner.premises.store.read(Arrival.get().sha256) == SAMPLE


def test_a_file_written_to_while_it_is_read_is_not_taken_half(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scanner.write("scan.pdf", SAMPLE[:500])
    scanner.look()
    kept = keeping.stored

    def slowly(source: Path, name: str, premises: Premises) -> object:
        blob = kept(source, name, premises)
        path.write_bytes(SAMPLE)
        return blob

    monkeypatch.setattr(keeping, "stored", slowly)
    scanner.look(4)
    monkeypatch.undo()
    assert (Arrival.select().count(), list(scanner.premises.store.all())) == (0, [])
    scanner.look(4)
    assert scanner.premises.store.read(Arrival.get().sha256) == SAMPLE


def test_what_was_taken_but_not_moved_before_the_end_is_only_moved(scanner: Scanner) -> None:
    path = scanner.write("scan.pdf")
    blob = keeping.stored(path, path.name, scanner.premises)
    keeping.take_in(blob, "scan", path.name, at=later())
    scanner.restart()
    scanner.look(4)
    assert Arrival.select().count() == 1
    assert scanner.names("đã nhận") == ["scan.pdf"]


def test_two_scans_of_one_name_are_two_things_and_both_are_kept(scanner: Scanner) -> None:
    for content in (SAMPLE, SAMPLE + b"\n%2", SAMPLE + b"\n%3"):
        scanner.write("scan.pdf", content)
        scanner.look(4)
    assert Arrival.select().count() == 3
    assert scanner.names("đã nhận") == ["scan (2).pdf", "scan (3).pdf", "scan.pdf"]


def test_what_cannot_be_taken_is_put_aside_by_its_reason(scanner: Scanner) -> None:
    scanner.write("rong.pdf", b"")
    scanner.write("lon.pdf", b"x" * ((1 << 20) + 1))
    scanner.look(4)
    assert scanner.names("không nhận được", "tệp quá lớn") == ["lon.pdf"]
    assert scanner.names() == ["rong.pdf"]  # a scanner may still be about to write it
    scanner.look(57)
    assert scanner.names("không nhận được", "tệp rỗng") == ["rong.pdf"]
    assert Arrival.select().count() == 0
    assert [look.fault for look in Look.select() if look.found] == ["too_large", "empty"]


def test_what_is_no_file_for_us_stays(scanner: Scanner) -> None:
    for name in (".hidden.pdf", "~$a.docx", "a.pdf.part", "b.tmp"):
        scanner.write(name)
    (scanner.folder / "thư mục").mkdir()
    os.symlink("/etc/passwd", scanner.folder / "link.pdf")
    scanner.look(4)
    assert Arrival.select().count() == 0


def test_an_odd_name_is_no_reason_to_lose_a_scan(scanner: Scanner) -> None:
    with open(os.fsencode(scanner.folder) + b"/qu\xe9t.pdf", "wb") as file:
        file.write(SAMPLE)
    scanner.look(4)
    assert Arrival.get().name == "qut.pdf"


def test_a_full_disk_leaves_the_scans_where_they_are(scanner: Scanner) -> None:
    scanner.premises = Premises(**{**vars(scanner.premises), "free_space_limit": 1 << 60})
    scanner.write("scan.pdf")
    scanner.look(4, 4)
    assert scanner.names() == ["scan.pdf"]
    assert Look.newest("scan").fault == "disk_full"


def test_a_folder_that_is_gone_is_noted_and_comes_back(scanner: Scanner) -> None:
    shutil.rmtree(scanner.folder)
    scanner.look()
    assert Look.newest("scan").fault == "no_folder"
    scanner.folder.mkdir()
    scanner.write("scan.pdf")
    scanner.look(2, 4)
    assert Arrival.select().count() == 1
    assert Look.newest("scan").fault == ""


def test_looks_that_find_nothing_do_not_fill_the_table(scanner: Scanner) -> None:
    scanner.look(*[2.0] * 600)
    assert Look.select().count() == 1
    assert Look.get().times == 21


def test_what_has_to_go_goes_from_the_folder_of_the_scanner_too(scanner: Scanner) -> None:
    for n in (1, 2):
        scanner.write(f"{n}.pdf", SAMPLE + b"%d" % n)
    scanner.look(4)
    first = Arrival.get(Arrival.name == "1.pdf")
    StoredFile.delete().where(StoredFile.sha256 == first.sha256).execute()
    watching.forget_files(first.sha256, premises=scanner.premises)
    assert scanner.names("đã nhận") == ["2.pdf"]
    assert not scanner.premises.store.has(first.sha256)


def test_packets_lie_in_a_folder_of_their_own(people: Staff, tmp_path: Path) -> None:
    premises = Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path, scratch=tmp_path, upload_limit=99,
        packets_in=tmp_path / "in",
    )
    assert [watch.door for watch in watching.watches(premises)] == ["packet"]


def test_a_packet_that_was_refused_is_taken_in_again_and_what_must_go_goes_from_every_folder(
    people: Staff, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    (folder / "taken").mkdir(parents=True)
    premises = Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20, packets_in=folder,
    )
    (watch,) = watching.watches(premises)
    for start in (0.0, 10.0):
        (folder / "a.edxml").write_bytes(b"<edXML/>")
        for now in (start, start + 5):
            watch.look(at=later(seconds=now), now=now, premises=premises)
        arrival = Arrival.get()
        assert (arrival.door, arrival.state, Arrival.select().count()) == ("packet", "kept", 1)
        arrivals.settle(arrival, "refused", "unknown_target")
    (folder / "taken" / "a.edxml").write_bytes(b"<edXML/>")
    StoredFile.delete().execute()
    watching.forget_files(arrival.sha256, premises=premises)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_file_that_cannot_be_moved_is_taken_once(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object) -> Path:
        raise PermissionError

    scanner.write("scan.pdf")
    monkeypatch.setattr(type(scanner.watch.watched), "move", no)
    scanner.look(4)
    assert (Arrival.select().count(), Look.newest("scan").fault, Look.newest("scan").taken) == (1, "not_moved", 1)
    scanner.look(4)
    assert Look.newest("scan").fault == ""


def looks_until_killed(folder: Path, premises: Premises) -> None:
    """The watch in a process of its own, which another kills."""
    db.open_file(folder / "portal.db")
    watch, now = Watch("scan", premises.scan_folder), 0.0
    while True:
        now += 5
        watch.look(at=later(seconds=now), now=now, premises=premises)


@pytest.fixture
def office_file(_images: dict[str, bytes], tmp_path: Path) -> Iterator[Path]:
    """The test office in a file, as several processes need it."""
    file = tmp_path / "portal.db"
    file.write_bytes(_images["office"])
    db.open_file(file)
    yield file
    db.database.close()


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_or_doubled(office_file: Path, tmp_path: Path) -> None:
    scanner = Scanner(tmp_path)
    contents = [SAMPLE + b"%%%d" % n for n in range(60)]
    for n, content in enumerate(contents):
        scanner.write(f"scan{n}.pdf", content)
    kills = 0
    for pause in (0.0, 0.001, 0.002, 0.003, 0.005, 0.008, 0.002, 0.004, 0.006, 0.01):
        db.database.close()
        before, deadline = len(scanner.names()), time.monotonic() + 120
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                looks_until_killed(tmp_path, scanner.premises)
            os._exit(1)
        while len(scanner.names()) > before - 2 and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(pause)
        os.kill(pid, signal.SIGKILL)
        kills += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    db.open_file(office_file)
    assert Arrival.select().exists()  # the killed ones came some way
    scanner.restart()
    scanner.look(5, 5)
    scanner.premises.store.sweep()
    wanted = sorted(hashlib.sha256(content).hexdigest() for content in contents)
    assert kills == 10
    assert sorted(arrival.sha256 for arrival in Arrival.select()) == wanted
    assert sorted(scanner.premises.store.all()) == wanted
    assert scanner.names("đã nhận") == sorted(f"scan{n}.pdf" for n in range(60))
    assert scanner.names() == []
