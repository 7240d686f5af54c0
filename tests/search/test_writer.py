"""Commits are whole, durable and one at a time; what is replaced is gone; nothing is left lying about."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.rules.errors import IndexBusy, IndexUnavailable
from portal.search import pointer
from portal.search import writer as writer_module
from portal.search.service import Engine, Record
from portal.search.snapshot import open_snapshot
from portal.search.writer import Writer, remove
from tests.search.archives import all_ids, archive_of, corpus, letter

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_one_document_at_a_time_is_the_same_as_all_at_once(tmp_path: Path) -> None:
    records = list(corpus(12, seed=3))
    whole = archive_of(tmp_path / "whole", records)
    with Writer(tmp_path / "grown") as writer:
        writer.rebuild([], mark=0)
        for number, record in enumerate(records, 1):
            status = writer.add([record], mark=number)
    grown = Engine(tmp_path / "grown")
    assert status.segments < 16
    assert status.documents == 12
    for text in ("", "kiểm tra", '"ủy ban"', "so 5", "huyện -đất", "nam:2010-2020"):
        assert grown.search(text, per_page=100) == whole.search(text, per_page=100), text


@pytest.mark.slow
def test_many_small_segments_become_one_and_lose_their_dead(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.rebuild([], mark=0)
        for number in range(20):
            writer.add([letter(1, body=f"bản {number}"), letter(2, body="giữ nguyên")], mark=number)
            while writer.tidy():
                pass
        status = writer.verify()
        assert (status.documents, status.mark) == (2, 19)
        assert status.segments <= 8
    engine = Engine(tmp_path)
    assert engine.search("bản").ids == [1]
    assert engine.search("19").total == 1
    assert engine.search("18").total == 0


@pytest.mark.slow
def test_no_more_segments_are_joined_than_one_may_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "SEGMENT", 30)
    with Writer(tmp_path) as writer:
        writer.rebuild([], mark=0)
        for turn in range(16):
            batch = [letter(turn * 10 + n, body="đất") for n in range(1, 11)]
            writer.add(batch, mark=turn)
            while writer.tidy():
                pass
            status = writer.verify()
            assert status.segments <= 12
    assert status.documents == 160
    sizes = sorted(segment.size for segment, _ in open_snapshot(tmp_path))
    assert max(sizes) == 30
    assert sorted(all_ids(Engine(tmp_path), "đất")) == list(range(1, 161))


def test_forgotten_documents_are_gone_and_their_segments_too(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.rebuild([letter(n, body="đất") for n in range(1, 4)], mark=0)
        status = writer.add([], forget=[1, 2, 3, 99], mark=1)
    assert (status.documents, status.segments, status.bytes) == (0, 0, status.bytes)
    assert Engine(tmp_path).search("đất").total == 0
    assert not list(tmp_path.glob("gen-*/*.seg"))


@pytest.mark.slow
def test_the_parts_of_a_rebuild_become_one_segment_that_answers_alike(tmp_path: Path) -> None:
    records = list(corpus(30, seed=5))
    whole = archive_of(tmp_path / "whole", records)
    with Writer(tmp_path / "parts") as writer:
        started = writer.begin(total=30, mark=1)
        for first in range(0, 30, 10):
            assert started.grow(records[first : first + 10]) == 10
        assert started.join()
        assert not started.join()
        resumed = writer.resume()
        assert resumed is not None
        assert resumed.state.pointer.documents == 30
        status = resumed.complete()
    assert (status.segments, status.documents) == (1, 30)
    joined = Engine(tmp_path / "parts")
    for text in ("", "kiểm tra", '"ủy ban"', "so 5", "huyện -đất", "nam:2010-2020"):
        assert joined.search(text, per_page=100) == whole.search(text, per_page=100), text


def test_documents_without_a_day_stand_last(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(1, body="đất", dated_on=None), letter(2, body="đất")])
    assert engine.search("đất").ids == [2, 1]


def test_a_rebuild_takes_over_at_once_and_removes_the_old(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(1, body="đất")])
    seen: list[int] = []

    def records() -> Iterator[Record]:
        yield letter(2, body="đất")
        seen.extend(engine.search("đất").ids)
        yield letter(3, body="đất")

    counted: list[int] = []
    with Writer(tmp_path) as writer:
        status = writer.rebuild(records(), counted.append, mark=9)
    assert seen == [1]
    assert counted == [2]
    assert (status.generation, status.mark) == (2, 9)
    assert engine.search("đất").ids == [3, 2]
    assert [path.name for path in tmp_path.glob("gen-*")] == ["gen-2"]


def test_a_rebuild_that_breaks_off_leaves_the_old_index(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(1, body="đất")])

    def broken() -> Iterator[Record]:
        yield letter(2, body="đất")
        raise RuntimeError("the database went away")

    with Writer(tmp_path) as writer, pytest.raises(RuntimeError):
        writer.rebuild(broken(), mark=2)
    assert engine.search("đất").ids == [1]
    with Writer(tmp_path) as writer:
        writer.rebuild([letter(3, body="đất")], mark=2)
    assert engine.search("đất").ids == [3]
    assert len(list(tmp_path.glob("gen-*"))) == 1


def test_only_one_process_writes(tmp_path: Path) -> None:
    with Writer(tmp_path), pytest.raises(IndexBusy), Writer(tmp_path):
        pass
    with Writer(tmp_path):
        pass


def test_others_on_the_machine_cannot_read_the_index(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    archive_of(folder, [])
    assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_can_be_added_to_an_index_that_is_not_there(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer, pytest.raises(IndexUnavailable):
        writer.add([letter(1)], mark=1)


def test_an_index_can_be_taken_away_whole(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(1, body="đất")])
    remove(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["writer.lock"]
    with pytest.raises(IndexUnavailable):
        engine.search("đất")


def test_every_file_is_on_the_disk_before_the_pointer_names_it(tmp_path: Path) -> None:
    synced: list[str] = []

    def note(handle: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name.removesuffix(".new"))
        os.fsync(handle)

    with Writer(tmp_path, sync=note) as writer:
        writer.rebuild([letter(1)], mark=1)
        synced.clear()
        writer.add([letter(2)], mark=2)
    current = pointer.read(tmp_path)
    fresh = set(current.files) - {name for name in current.files if name not in synced}
    at = synced.index(pointer.FILE)
    assert len(fresh) == 1  # the segment; the table of contents is synced under its temporary name
    assert all(synced.index(name) < at for name in fresh)
    assert any(name.startswith("_archive_2.toc") for name in synced[:at])
    assert synced[at - 1] == current.folder  # names in the folder, then the pointer
    assert synced[at + 1] == tmp_path.name


def test_a_disk_that_cannot_sync_changes_nothing(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(1, body="đất")])
    for failing in range(1, 6):
        calls = 0

        def sync(handle: int, failing: int = failing) -> None:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OSError(5, "I/O error")
            os.fsync(handle)

        with Writer(tmp_path, sync=sync) as writer:
            try:
                writer.add([letter(2, body="đất")], mark=2)
                break
            except (OSError, IndexUnavailable):
                assert engine.search("đất").ids in ([1], [2, 1])
    with Writer(tmp_path) as writer:
        writer.add([letter(3, body="đất")], mark=3)
    assert set(engine.search("đất").ids) >= {1, 3}


def test_left_overs_of_an_interrupted_commit_are_swept(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(1, body="đất")])
    home = tmp_path / "gen-1"
    (home / "archive_abc.seg").write_bytes(b"half")
    (home / "_archive_2.toc").write_bytes(b"half")
    (home / "archive_abc.tmp").mkdir()
    (home / "archive_abc.tmp" / "archive_abc.trm").write_bytes(b"half")
    assert engine.search("đất").ids == [1]
    with Writer(tmp_path) as writer:
        writer.add([letter(2, body="đất")], mark=2)
    assert engine.search("đất").ids == [2, 1]
    assert {path.name for path in home.iterdir()} == set(pointer.read(tmp_path).files)


CHILD = """
import sys
from pathlib import Path
from portal.search.writer import Writer
from tests.search.archives import letter
with Writer(Path(sys.argv[1])) as writer:
    number = int(sys.argv[2])
    print("ready", flush=True)
    while True:
        number += 1
        writer.add([letter(number, body="đất"), letter(1, body=f"bản {number}")], mark=number)
        print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.02, 0.09, 0.17])
def test_a_writer_killed_at_any_moment_leaves_a_whole_commit(tmp_path: Path, delay: float) -> None:
    engine = archive_of(tmp_path, [letter(1, body="bản 1")])
    command = [sys.executable, "-c", CHILD, str(tmp_path), "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in child.stdout if line.endswith("\n")]
    last = max(acknowledged, default=1)
    mark = engine.status().mark
    assert mark in (last, last + 1)
    assert sorted(all_ids(engine, "đất")) == list(range(2, mark + 1))
    assert engine.search("bản").ids[:1] == [1]
    with Writer(tmp_path) as writer:  # the system has given the lock back
        writer.add([letter(500, body="đất")], mark=500)
        assert writer.verify().documents == mark + 1
    assert engine.search("đất").total == mark
