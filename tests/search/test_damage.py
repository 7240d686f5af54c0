"""Whatever happened to the files, there is one refusal, and a rebuild helps."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.rules.errors import IndexUnavailable
from portal.search import pointer, rebuild
from portal.search.reread import Rereading
from portal.search.service import Engine
from portal.search.writer import MANY, Writer
from tests.search.archives import LETTER, archive_of, letter

NOISE = random.Random(7).randbytes(1 << 16)

HARMS: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "cut by a byte": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "garbled": lambda data: NOISE[: len(data)] + data[len(NOISE) :],
    "garbled at the end": lambda data: data[:-200] + NOISE[:200],
    "zeros": lambda data: bytes(len(data)),
}
PARTS = ("current.json", "*.toc", "*.seg")


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_file_is_refused_and_rebuilt(tmp_path: Path, part: str, harm: str) -> None:
    archive_of(tmp_path, [LETTER, letter(2, body="đất")])
    (file,) = [path for path in tmp_path.rglob("*") if path.match(part)]
    file.write_bytes(HARMS[harm](file.read_bytes()))
    with pytest.raises(IndexUnavailable):
        Engine(tmp_path).search("phân loại")
    with Writer(tmp_path) as writer:
        with pytest.raises(IndexUnavailable):
            writer.verify()
        writer.rebuild([LETTER], mark=1)
    assert Engine(tmp_path).search("phân loại").ids == [1]


@pytest.mark.slow
@pytest.mark.parametrize("left", [0, 1, 4096])
def test_a_file_that_is_cut_while_it_is_read_does_not_end_the_process(tmp_path: Path, left: int) -> None:
    many = [letter(n, body="đất " + " ".join(f"từ{n}x{k}" for k in range(99))) for n in range(1, 99)]
    engine = archive_of(tmp_path, many)
    assert engine.search("đất").total == 98
    (file,) = tmp_path.glob("gen-1/*.seg")
    os.truncate(file, left)
    with pytest.raises(IndexUnavailable, match="cut"):
        engine.search("từ7x7")
    with Writer(tmp_path) as writer:
        writer.rebuild([LETTER], mark=1)
    assert engine.search("phân loại").ids == [1]


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_file_is_refused(tmp_path: Path, part: str) -> None:
    archive_of(tmp_path, [LETTER])
    (file,) = [path for path in tmp_path.rglob("*") if path.match(part)]
    file.unlink()
    with pytest.raises(IndexUnavailable):
        Engine(tmp_path).search("phân loại")
    with Writer(tmp_path) as writer, pytest.raises(IndexUnavailable):
        writer.add([LETTER], mark=2)


def test_any_changed_byte_is_noticed_when_the_index_is_verified(tmp_path: Path) -> None:
    archive_of(tmp_path, [LETTER, letter(2, body="đất")])
    (file,) = tmp_path.glob("gen-1/*.seg")
    whole = file.read_bytes()
    for place in random.Random(3).sample(range(len(whole)), 20):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with Writer(tmp_path) as writer, pytest.raises(IndexUnavailable):
            writer.verify()
    file.write_bytes(whole)
    with Writer(tmp_path) as writer:
        assert writer.verify().documents == 2


@pytest.mark.slow
def test_damaged_segments_are_not_joined(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.rebuild([], mark=0)
        for number in range(1, MANY + 1):
            writer.add([letter(number, body="đất")], mark=number)
    file = min(tmp_path.glob("gen-1/*.seg"))
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"\x00\x00\x00\x01", b"\x00\x00\x00\x02", 1))  # it opens as before
    with Writer(tmp_path) as writer:
        with pytest.raises(IndexUnavailable, match="has changed"):
            writer.tidy()
        file.write_bytes(whole)
        assert writer.tidy()
        assert writer.verify().segments == 1


@pytest.mark.slow
def test_a_changed_byte_never_gives_another_error(tmp_path: Path) -> None:
    archive_of(tmp_path, [LETTER, letter(2, body="đất")])
    (file,) = tmp_path.glob("gen-1/*.seg")
    whole = file.read_bytes()
    refused = 0
    for place in random.Random(5).sample(range(len(whole)), 40):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x2A]) + whole[place + 1 :])
        try:
            for text in ("phân loại văn bản", "536/UBND-TH d"):
                Engine(tmp_path).search(text, typing=True)
        except IndexUnavailable:
            refused += 1
    assert refused


@pytest.mark.parametrize("field", ["analyzer", "format"])
def test_an_index_of_another_make_is_refused(tmp_path: Path, field: str) -> None:
    archive_of(tmp_path, [LETTER])
    file = tmp_path / pointer.FILE
    values = pointer.values_of(file)
    assert values[field]
    pointer.replace_file(file, {**values, field: 0}, os.fsync)
    with pytest.raises(IndexUnavailable, match=r"analyzer 0|format 0"):
        Engine(tmp_path).search("phân loại")


def test_a_pointer_that_counts_otherwise_than_the_segments_is_refused(tmp_path: Path) -> None:
    archive_of(tmp_path, [LETTER])
    file = tmp_path / pointer.FILE
    pointer.replace_file(file, {**pointer.values_of(file), "documents": 2}, os.fsync)
    with pytest.raises(IndexUnavailable, match="not 2"):
        Engine(tmp_path).search("phân loại")


def flip(file: Path, place: int) -> None:
    """One bit of a file, which stays the same file of the same length."""
    with open(file, "r+b") as opened:
        opened.seek(place)
        (byte,) = opened.read(1)
        opened.seek(place)
        opened.write(bytes([byte ^ 1 << place % 8]))


def test_a_changed_bit_of_the_pointer_is_refused(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [LETTER])
    file = tmp_path / pointer.FILE
    whole = file.read_bytes()
    for place in range(len(whole)):
        flip(file, place)
        try:
            read = pointer.read(tmp_path)
        except IndexUnavailable:
            pass
        else:  # a space between two values, or one capital of "\\u00e0" that means the same
            file.write_bytes(whole)
            assert read == pointer.read(tmp_path)
        file.write_bytes(whole)
    assert engine.search("phân loại").ids == [1]


def test_every_byte_is_read_again_in_stretches_and_then_from_the_first(tmp_path: Path) -> None:
    archive_of(tmp_path, [LETTER, letter(2, body="đất")])
    with Writer(tmp_path) as writer:
        writer.add([letter(3, body="rừng")], mark=2)
    rereading, looks = Rereading(tmp_path), 40
    stretch = sum(size for size, _ in pointer.read(tmp_path).files.values()) // looks + 1
    files = [*tmp_path.glob("gen-1/*.seg"), *tmp_path.glob("gen-1/*.toc")]
    assert len(files) == 3
    assert all(rereading.go_on(stretch) for _ in range(3 * looks))
    for file in files:
        for place in (0, file.stat().st_size // 2, file.stat().st_size - 1):
            rereading = Rereading(tmp_path)
            assert all(rereading.go_on(stretch) for _ in range(looks // 2))
            flip(file, place)
            assert not all(rereading.go_on(stretch) for _ in range(2 * looks + 2))  # a round and its rest
            flip(file, place)


def test_a_commit_in_the_middle_of_a_round_is_no_damage(tmp_path: Path) -> None:
    archive_of(tmp_path, [LETTER, letter(2, body="đất")])
    rereading = Rereading(tmp_path)
    for number in range(3, 3 + MANY):
        assert rereading.go_on(500)
        with Writer(tmp_path) as writer:
            writer.add([letter(number, body="rừng")], mark=number)
            writer.tidy()
    with Writer(tmp_path) as writer:
        writer.rebuild([LETTER], mark=1)
    assert rereading.go_on()
    (tmp_path / pointer.FILE).unlink()
    assert rereading.go_on()


def test_a_file_that_is_gone_is_damage(tmp_path: Path) -> None:
    archive_of(tmp_path, [LETTER])
    next(tmp_path.glob("gen-1/*.seg")).unlink()
    assert not Rereading(tmp_path).go_on()


def test_a_changed_bit_in_the_state_of_a_rebuild_begins_it_anew(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        begun = writer.begin(total=2, mark=1)
        begun.grow([LETTER])
        (file,) = tmp_path.glob(f"gen-*/{rebuild.FILE}")
        last = file.read_bytes().index(b'"last": 1') + len(b'"last": ')
        assert writer.resume() is not None
        flip(file, last)
        assert writer.resume() is None
