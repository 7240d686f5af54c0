"""Processes that write take turns; one that never gives its turn back stops nobody for good."""

import threading
from pathlib import Path

import pytest

from portal import db, locks
from portal.office.agencies import Agency


@pytest.fixture
def on_disk(tmp_path: Path):
    """A database that other processes could open, too."""
    db.open_file(tmp_path / "portal.db")
    db.migrate()
    yield tmp_path
    db.database.close()


def write() -> None:
    with db.atomic():
        Agency.create(name="UBND huyện Sơn Động", folded="ubnd huyen son dong")
    db.database.close()


@pytest.mark.slow
def test_a_writer_waits_until_the_other_process_is_done(on_disk: Path):
    with (on_disk / "portal.db-lock").open("a") as other:
        assert locks.take(other)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(0.2)
        assert writer.is_alive()
    writer.join(30)
    assert Agency.select().count() == 1


def test_the_turn_is_given_back_when_an_act_is_refused(on_disk: Path):
    with pytest.raises(LookupError), db.atomic():
        raise LookupError
    with (on_disk / "portal.db-lock").open("a") as other:
        assert locks.take(other)


def test_who_keeps_the_turn_for_ever_is_passed(on_disk: Path, monkeypatch):
    monkeypatch.setattr(db, "TURN_WAIT", 0.05)
    with (on_disk / "portal.db-lock").open("a") as other:
        assert locks.take(other)
        write()
    assert Agency.select().count() == 1


def test_an_act_within_an_act_waits_for_nobody(on_disk: Path):
    with db.atomic(), db.atomic():
        Agency.create(name="UBND tỉnh Bắc Giang", folded="ubnd tinh bac giang")
    assert Agency.select().count() == 1
