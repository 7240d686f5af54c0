"""A folder as transport: a parcel appears whole, once, wherever the sender was killed."""

import os
from pathlib import Path

import pytest

from portal.adapters.transports import folder
from portal.adapters.transports.folder import Parcel

ONE = Parcel("03-H02.07,2026/11/20,536/UBND-TH-abc", b"<edXML/>")


def lying(place: Path) -> list[bytes]:
    """What the agent of the axis sees."""
    return [path.read_bytes() for path in sorted(place.glob("*.edxml"))]


def test_a_parcel_lies_in_the_folder_under_one_name(tmp_path: Path) -> None:
    path = folder.send(tmp_path / "out", ONE)
    assert path.parent == tmp_path / "out"
    assert path.name == "03-H02.07_2026_11_20_536_UBND-TH-abc.edxml"
    assert lying(tmp_path / "out") == [b"<edXML/>"]


def test_a_name_that_climbs_stays_in_the_folder(tmp_path: Path) -> None:
    path = folder.send(tmp_path / "out", Parcel("../../etc/passwd\0", b"x"))
    assert path.parent == tmp_path / "out"


@pytest.mark.parametrize("call", range(1, 6))
def test_killed_anywhere_it_leaves_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """Each step to the disk fails in its turn; then it is sent again, taken away, and sent once more."""
    done = 0

    def dying(real):
        def step(*args):
            nonlocal done
            done += 1
            if done == call:
                raise KeyboardInterrupt
            return real(*args)
        return step

    with monkeypatch.context() as killed:
        killed.setattr(folder, "write_through", dying(folder.write_through))
        killed.setattr(folder, "make_durable", dying(folder.make_durable))
        killed.setattr(os, "replace", dying(os.replace))
        with pytest.raises(KeyboardInterrupt):
            folder.send(tmp_path, ONE)
    seen = len(lying(tmp_path))
    folder.send(tmp_path, ONE)
    assert lying(tmp_path) == [b"<edXML/>"]
    (tmp_path / folder.file_name(ONE.name)).unlink()
    folder.send(tmp_path, ONE)
    assert lying(tmp_path) == []
    assert seen <= 1
