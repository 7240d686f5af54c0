"""A rebuild is written beside the old index, says how far it is, and goes on where a dead process stopped."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.rules.errors import IndexBusy, IndexUnavailable
from portal.search import commits, pointer, rebuild
from portal.search.records import Rebuilding
from portal.search.service import Engine, Record
from portal.search.writer import Writer
from tests.search.archives import all_ids, archive_of, letter

LETTERS = [letter(number, body="đất") for number in range(1, 26)]


@pytest.fixture(autouse=True)
def _small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "SEGMENT", 10)


def after(last: int) -> Iterator[Record]:
    return (record for record in LETTERS if record.id > last)


@pytest.mark.slow
def test_what_is_finished_outlives_the_process(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(1, body="rừng")])
    with Writer(tmp_path) as writer:
        begun = writer.begin(total=25, mark=7, origin="abc")
        assert begun.grow(after(0)) == 10
    assert engine.search("rừng").ids == [1]
    assert rebuild.progress(tmp_path) == engine.rebuilding() == Rebuilding(10, 25)
    asked = []
    with Writer(tmp_path) as writer:
        going = writer.resume()
        assert going is not None
        while going.grow(after(going.state.last)):
            asked.append(going.state.last)
        assert engine.search("rừng").ids == [1]
        status = going.complete()
    assert asked == [20, 25]
    assert (status.documents, status.generation, status.mark, status.origin) == (25, 2, 7, "abc")
    assert sorted(all_ids(engine, "đất")) == list(range(1, 26))
    assert rebuild.progress(tmp_path) is None
    with Writer(tmp_path) as writer:
        assert writer.resume() is None
        assert writer.verify().documents == 25
    assert [path.name for path in tmp_path.glob("gen-*")] == ["gen-2"]
    assert {path.name for path in tmp_path.glob("gen-2/*")} == set(pointer.read(tmp_path).files)


def test_a_segment_that_was_only_begun_is_written_again(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        begun = writer.begin(total=25, mark=0)
        begun.grow(after(0))
        (tmp_path / "gen-1" / "archive_half.seg").write_bytes(b"half")
        (tmp_path / "gen-1" / "archive_half.tmp").mkdir()
    with Writer(tmp_path) as writer:
        going = writer.resume()
        assert going is not None
        assert going.grow(after(going.state.last)) == 10
    assert not list(tmp_path.glob("gen-1/*half*"))
    assert len(list(tmp_path.glob("gen-1/*.seg"))) == 2


def test_what_changed_meanwhile_is_brought_in_before_the_switch(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        begun = writer.begin(total=25, mark=0)
        while begun.grow(after(begun.state.last)):
            pass
        status = begun.complete([letter(3, body="rừng"), letter(90, body="rừng")], forget=[3, 4, 90])
    engine = Engine(tmp_path)
    assert status.documents == 25
    assert engine.search("rừng").ids == [90, 3]
    assert sorted(all_ids(engine, "đất")) == [1, 2, *range(5, 26)]


def test_a_beginning_that_was_damaged_is_not_completed(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(1, body="rừng")])
    with Writer(tmp_path) as writer:
        begun = writer.begin(total=25, mark=0)
        begun.grow(after(0))
        (file,) = tmp_path.glob("gen-2/*.seg")
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + b"?")
        with pytest.raises(IndexUnavailable, match="has changed"):
            begun.complete()
        assert engine.search("rừng").ids == [1]
        file.write_bytes(whole[:-1])
        assert writer.resume() is None


def test_damaged_parts_of_a_beginning_are_not_joined(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        begun = writer.begin(total=25, mark=0)
        while begun.grow(after(begun.state.last)):
            pass
        file = min(tmp_path.glob("gen-1/*.seg"))
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + b"?")
        with pytest.raises(IndexUnavailable):
            begun.join()
        file.write_bytes(whole)
        assert begun.join()


@pytest.mark.slow
@pytest.mark.parametrize("state", ["", "{", "[]", "{}", '{"pointer": {"analyzer": 0}}', '{"pointer": 3, "last": 1}'])
def test_a_state_that_cannot_be_read_is_no_beginning(tmp_path: Path, state: str) -> None:
    with Writer(tmp_path) as writer:
        writer.begin(total=25, mark=0).grow(after(0))
        (tmp_path / "gen-1" / rebuild.FILE).write_text(state, "utf-8")
        assert writer.resume() is None
        begun = writer.begin(total=25, mark=0)
        assert (begun.state.last, begun.state.pointer.generation) == (0, 1)


def test_a_rebuild_under_way_is_dropped_by_a_new_one(tmp_path: Path) -> None:
    archive_of(tmp_path, [letter(1, body="rừng")])
    with Writer(tmp_path) as writer:
        writer.begin(total=25, mark=0).grow(after(0))
        writer.begin(total=25, mark=0)
    assert len(list(tmp_path.glob("gen-*"))) == 2
    assert rebuild.progress(tmp_path) == Rebuilding(0, 25)


@pytest.mark.slow
def test_who_waits_gets_the_index_when_it_is_free(tmp_path: Path) -> None:
    with Writer(tmp_path), pytest.raises(IndexBusy), Writer(tmp_path, wait=0.2):
        pass
    with Writer(tmp_path, wait=0.2) as writer:
        writer.rebuild([], mark=0)


def test_after_a_crash_at_the_switch_what_answers_is_not_dropped(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        begun = writer.begin(total=25, mark=0)
        begun.grow(after(0))
        left = (tmp_path / "gen-1" / rebuild.FILE).read_bytes()
        begun.complete()
    (tmp_path / "gen-1" / rebuild.FILE).write_bytes(left)
    assert rebuild.progress(tmp_path) is None
    with Writer(tmp_path) as writer:
        writer.begin(total=25, mark=0).grow(after(0))
        assert sorted(all_ids(Engine(tmp_path), "đất")) == list(range(1, 11))
        assert writer.resume() is not None


def test_where_only_the_pointer_is_left_a_rebuild_goes_on_all_the_same(tmp_path: Path) -> None:
    archive_of(tmp_path, [letter(1, body="rừng")])
    shutil.rmtree(tmp_path / "gen-1")
    with Writer(tmp_path) as writer:
        writer.begin(total=25, mark=0).grow(after(0))
        going = writer.resume()
        assert going is not None
        going.complete()
    assert sorted(all_ids(Engine(tmp_path), "đất")) == list(range(1, 11))
