"""The folder of the axis: what lies there whole comes in once, and leaves the folder afterwards."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal.flows import packet_folder
from portal.flows.premises import Premises, store_in
from portal.office.arrivals import Arrival
from portal.office.looks import Look
from tests import packet_kit as kit
from tests.office_fixtures import NOW, Staff, later


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    (tmp_path / "in").mkdir()
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20, packets_in=tmp_path / "in",
    )


def put(premises: Premises, name: str, content: bytes, age: float = 60) -> Path:
    path = premises.packets_in / name
    path.write_bytes(content)
    os.utime(path, (NOW.timestamp() - age,) * 2)
    return path


def test_a_packet_is_kept_and_put_away(premises: Premises) -> None:
    path = put(premises, "a.edxml", kit.packet())
    assert packet_folder.look(at=NOW, premises=premises) == 1
    arrival = Arrival.get()
    assert (arrival.door, arrival.state) == ("packet", "kept")
    assert premises.store.read(arrival.sha256) == kit.packet()
    assert not path.exists()
    assert (path.parent / "taken" / "a.edxml").read_bytes() == kit.packet()
    assert packet_folder.look(at=NOW, premises=premises) == 0


def test_the_same_packet_put_there_twice_is_one(premises: Premises) -> None:
    for name in ("a.edxml", "b.edxml"):
        put(premises, name, kit.packet())
        packet_folder.look(at=NOW, premises=premises)
    assert Arrival.select().count() == 1


def test_what_may_still_be_being_written_waits(premises: Premises) -> None:
    put(premises, "a.edxml", kit.packet()[:100], age=1)
    assert packet_folder.look(at=NOW, premises=premises) == 0
    assert packet_folder.look(at=NOW + timedelta(seconds=9), premises=premises) == 1


def test_what_is_not_kept_is_set_aside_and_said(premises: Premises) -> None:
    put(premises, "a.edxml", b"")
    assert packet_folder.look(at=NOW, premises=premises) == 0
    assert Look.newest("packet").fault == "empty"
    assert (premises.packets_in / "refused" / "a.edxml").exists()


def test_a_full_disk_leaves_it_where_it_is(premises: Premises) -> None:
    path = put(premises, "a.edxml", kit.packet())
    assert packet_folder.look(at=NOW, premises=replace(premises, free_space_limit=1 << 60)) == 0
    assert path.exists()
    assert Look.newest("packet").fault == "disk_full"


def test_looks_that_find_nothing_are_noted_now_and_then(premises: Premises) -> None:
    for seconds in range(0, 60, 10):
        packet_folder.look(at=later(seconds=seconds), premises=premises)
    assert Look.newest("packet").times == 1
    packet_folder.look(at=later(minutes=2), premises=premises)
    assert Look.newest("packet").times == 2


def test_without_a_folder_nothing_is_looked_at(premises: Premises) -> None:
    assert packet_folder.look(at=NOW, premises=replace(premises, packets_in=None)) == 0
    assert Look.newest("packet") is None
