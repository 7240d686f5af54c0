"""Whatever happened to the files, there is one refusal, and a rebuild helps."""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.rules.errors import IndexUnavailable
from portal.search import pointer
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
    values = json.loads(file.read_text("utf-8"))
    assert values[field]
    file.write_text(json.dumps({**values, field: 0}), "utf-8")
    with pytest.raises(IndexUnavailable, match=r"analyzer 0|format 0"):
        Engine(tmp_path).search("phân loại")


def test_a_pointer_that_counts_otherwise_than_the_segments_is_refused(tmp_path: Path) -> None:
    archive_of(tmp_path, [LETTER])
    file = tmp_path / pointer.FILE
    file.write_text(file.read_text("utf-8").replace('"documents": 1', '"documents": 2'), "utf-8")
    with pytest.raises(IndexUnavailable, match="not 2"):
        Engine(tmp_path).search("phân loại")
