"""Sao lưu hằng đêm: into every place, old ones retired, each week tried out; a place that is away hinders no other."""

import errno
import os
import shutil
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import db
from portal.adapters.blobs import BlobStore
from portal.flows.backup import keys, manifests, nightly, places, rehearsing, restore
from portal.flows.backup.faults import word_for
from portal.flows.backup.making import alone
from portal.flows.backup.places import LOCK, Box, finished
from portal.flows.premises import Premises
from portal.office import events
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.outbox import Job
from portal.rules.errors import BackupRefused, NotAllowed
from tests.flows.test_backup import arrives, flip, premises
from tests.office_fixtures import NOW, Staff, later

__all__ = ["premises"]


@pytest.fixture
def office(premises: Premises, tmp_path: Path) -> Premises:
    """An office with two places set, both there."""
    places = (tmp_path / "disk", tmp_path / "share")
    for place in places:
        place.mkdir()
    return replace(premises, backup_at="22:00", backup_places=places)


def told(verb: str) -> list[dict]:
    return [e.data for e in Event.select().where(Event.verb == verb).order_by(Event.id)]


def aged(place: Path, days: int) -> None:
    """Make every file of a place older."""
    moment = NOW.timestamp() - days * 86_400
    for path in place.rglob("*"):
        os.utime(path, (moment, moment))


def test_one_state_goes_into_every_place(office: Premises, people: Staff, tmp_path: Path) -> None:
    arrives(office, b"one", people.clerk)
    night = nightly.run(office, at=NOW, by=people.admin)
    assert night.is_good
    made = [manifests.read(finished(place)[0]) for place in office.backup_places]
    assert made[0] == made[1]
    assert [data["place"] for data in told("backed_up")] == [str(place) for place in office.backup_places]
    assert not nightly.backups.is_due("22:00", nightly.moment_of("backup"), None, NOW)


@pytest.mark.slow
def test_a_place_that_is_away_is_told_and_the_other_has_its_backup(office: Premises, people: Staff) -> None:
    arrives(office, b"one", people.clerk)
    away = office.backup_places[1]
    away.rmdir()
    night = nightly.run(office, at=NOW)
    assert [(o.place, o.why) for o in night.outcomes] == [(office.backup_places[0], ""), (away, "place_away")]
    assert not night.is_good
    assert told("backup_failed") == [{"place": str(away), "why": "place_away"}]
    assert not away.exists()  # not made on the disk it would have been mounted over
    assert restore(office.backup_places[0], office.data.parent / "new", at=NOW).documents == 1


@pytest.mark.slow
def test_when_every_place_is_away_nothing_is_sealed_or_left_over(office: Premises) -> None:
    for place in office.backup_places:
        place.rmdir()
    seals = len(told("trail_sealed"))
    assert not nightly.run(office, at=NOW).is_good
    assert (len(told("trail_sealed")), (office.data / "backup-work").exists()) == (seals, False)


@pytest.mark.slow
def test_what_no_kept_backup_names_goes_from_the_place_and_only_from_there(office: Premises, people: Staff) -> None:
    first, second = office.backup_places
    arrives(office, b"one", people.clerk)
    nightly.run(office, at=NOW)
    shutil.copytree(finished(first)[0], first / "giu mai mai")
    for name in ("20261101-220000.part", "hop dong"):  # cut off, and somebody's own
        (first / name).mkdir()
    orphan = BlobStore(first / "blobs").put(b"of a backup that was cut off").sha256
    fresh = BlobStore(second / "blobs").put(b"of one that is being made").sha256
    aged(first, 2)
    aged(second, 0)
    arrives(office, b"two", people.clerk)
    nightly.run(office, at=later(hours=23))
    assert not BlobStore(first / "blobs").has(orphan)
    assert BlobStore(second / "blobs").has(fresh)
    left = {path.name for path in first.iterdir()} - {path.name for path in second.iterdir()}
    assert left == {"giu mai mai", "hop dong"}
    assert set(BlobStore(first / "blobs").all()) == set(office.store.all())


@pytest.mark.slow
def test_a_month_of_nights_leaves_days_weeks_and_months(office: Premises, people: Staff) -> None:
    one = replace(office, backup_places=office.backup_places[:1])
    for night in range(20):
        nightly.run(one, at=NOW + timedelta(days=night))
    moments = [datetime.fromisoformat(manifests.read(f)["made_at"]) for f in finished(one.backup_places[0])]
    assert sorted(moments) == sorted(nightly.backups.kept(moments))
    assert len(moments) == 9  # seven days, the last of the first week, the last of November
    assert sum(len(data["folders"]) for data in told("backup_retired")) == 11


@pytest.mark.slow
def test_backups_of_another_office_are_let_be(office: Premises, people: Staff) -> None:
    one = replace(office, backup_places=office.backup_places[:1])
    nightly.run(one, at=NOW)
    (mine,) = finished(one.backup_places[0])
    manifest = manifests.read(mine)
    for n in range(30):
        theirs = one.backup_places[0] / f"2020010{n % 9 + 1}-1{n:05d}"
        theirs.mkdir()
        manifests.write(theirs, {**manifest, "origin": [[1, "another"]]})
    nightly.run(one, at=later(days=1))
    assert len(finished(one.backup_places[0])) == 32


@pytest.mark.slow
def test_no_file_goes_while_a_backup_cannot_be_read(office: Premises, people: Staff) -> None:
    one = replace(office, backup_places=office.backup_places[:1])
    nightly.run(one, at=NOW)
    orphan = BlobStore(one.backup_places[0] / "blobs").put(b"whose?").sha256
    flip(finished(one.backup_places[0])[0] / "manifest.json")
    aged(one.backup_places[0], 2)
    nightly.run(one, at=later(days=1))
    assert BlobStore(one.backup_places[0] / "blobs").has(orphan)


@pytest.mark.slow
def test_once_a_week_the_backup_is_brought_back(office: Premises, people: Staff) -> None:
    arrives(office, b"one", people.clerk)
    nights = [nightly.run(office, at=NOW + timedelta(days=n)) for n in range(8)]
    assert [n for n, night in enumerate(nights) if night.rehearsal] == [0, 7]
    first = told("backup_rehearsed")[0]
    assert (first["how"], first["documents"], first["blobs"], first["wrong"]) == ("opened", 1, 1, "")
    assert len(first["places"]) == 2
    assert Document.select().count() == 1  # the office is the one in use again
    arrives(office, b"two", people.clerk)


@pytest.mark.slow
def test_a_rehearsal_finds_an_altered_file_and_is_not_put_off(office: Premises, people: Staff) -> None:
    arrives(office, b"one", people.clerk)
    share = office.backup_places[1]
    nightly.run(office, at=NOW)
    letter = BlobStore(share / "blobs").path(min(office.store.all()))
    flip(letter)
    found = nightly.run(office, at=later(days=7)).rehearsal
    assert found is not None
    assert (found.is_good, found.altered, found.renewed) == (False, [letter.name], [letter.name])
    assert Event.newest("backup_rehearsed").outcome == "failed"
    again = nightly.run(office, at=later(days=8))
    assert again.rehearsal is not None  # the next night, not the next week
    assert again.is_good  # and what was bad was brought anew


@pytest.mark.slow
@pytest.mark.parametrize("is_locked", [False, True])
def test_what_a_rehearsal_found_bad_is_brought_anew_where_the_store_has_it(
    office: Premises, people: Staff, tmp_path: Path, is_locked: bool
) -> None:
    secret, public = keys.pair()
    if is_locked:
        keys.set_key(office.data, public, at=NOW)
    arrives(office, b"one", people.clerk)
    disk = office.backup_places[0]
    nightly.run(office, at=NOW)
    letter = Box(disk, public if is_locked else "").blob(min(office.store.all()))
    flip(letter)
    tried = rehearsing.with_key(rehearsing.newest(disk), office, at=NOW, secret=secret)
    assert (tried.wrong, tried.renewed) == (letter.name, [letter.name])
    assert nightly.run(office, at=later(days=1)).outcomes[0].made.copied == 1
    folders = finished(disk)
    assert len(folders) == 2
    for n, folder in enumerate(folders):  # also the backup that was made before
        assert restore(folder, tmp_path / str(n), at=NOW, secret=secret).blobs == 1


@pytest.mark.slow
def test_a_bad_file_of_which_the_store_has_no_good_one_stays_where_it_is(office: Premises, people: Staff) -> None:
    arrives(office, b"one", people.clerk)
    nightly.run(office, at=NOW)
    sha256 = min(office.store.all())
    letters = [BlobStore(place / "blobs").path(sha256) for place in office.backup_places]
    flip(letters[0])
    office.store.path(sha256).unlink()
    found = nightly.run(office, at=later(days=7)).rehearsal
    assert found is not None
    assert (found.altered, found.renewed) == ([sha256], [])
    assert all(letter.exists() for letter in letters)


@pytest.mark.slow
def test_a_locked_backup_is_tried_by_its_bytes_and_by_the_state_it_was_made_of(
    office: Premises, people: Staff
) -> None:
    secret, public = keys.pair()
    keys.set_key(office.data, public, at=NOW)
    arrives(office, b"one", people.clerk)
    found = nightly.run(office, at=NOW).rehearsal
    assert found is not None
    assert (found.how, found.is_good, found.documents) == ("snapshot", True, 1)
    newest = rehearsing.newest(office.backup_places[1])
    paper = rehearsing.with_key(newest, office, at=later(days=1), secret=secret)
    assert (paper.how, paper.is_good, paper.documents, paper.blobs) == ("key", True, 1, 1)
    assert [p.name for p in office.data.glob("backup-work*")] == []
    arrives(office, b"two", people.clerk)


@pytest.mark.slow
def test_two_at_once_are_one(office: Premises) -> None:
    with alone(office), pytest.raises(BackupRefused) as refused:
        nightly.run(office, at=NOW)
    assert refused.value.data["why"] == "running"
    (office.data / LOCK).unlink()


@pytest.mark.slow
def test_the_worker_has_it_made_by_a_child_that_tells_the_trail(office: Premises, people: Staff) -> None:
    arrives(office, b"one", people.clerk)
    words = f'backup_folder = "{office.backup_places[0].as_posix()}"\n'
    (office.data / "portal.toml").write_text(words, "utf-8")
    program = (sys.executable, "-m", "portal.cli", "--data", str(office.data))
    nightly.start(people.admin.id, replace(office, program=program))
    nightly.wait()
    assert restore(office.backup_places[0], office.data.parent / "new", at=NOW).documents == 1
    assert Event.newest("backed_up") is None  # what is restored was taken before its own backup was told
    db.open_file(office.data / "portal.db")
    told_by = Event.newest("backed_up")
    assert (told_by.person, told_by.address) == (people.admin.id, "console")


NO_SPACE = OSError(errno.ENOSPC, "No space left on device")
OWN = "/var/lib/portal/recovery.pub"


@pytest.mark.parametrize(
    ("number", "names", "writes_there", "why"),
    [
        (errno.ENOSPC, (), True, "no_space"), (errno.ENOSPC, (), False, "server_full"),
        (errno.ENOSPC, (OWN,), True, "server_full"), (errno.EDQUOT, ("disk/a",), False, "no_space"),
        (errno.EACCES, ("disk/a",), True, "place_unwritable"), (errno.EROFS, (), True, "place_unwritable"),
        (errno.EIO, (), True, "place_failing"), (errno.EIO, (OWN, "disk/a"), True, "place_failing"),
        (errno.EACCES, (OWN,), True, "server_failing"), (errno.EMFILE, (), True, "server_failing"),
        (errno.EIO, (), False, "server_failing"), (errno.ENOTCONN, ("away/a",), True, "place_away"),
    ],
)  # fmt: skip
def test_a_place_is_blamed_for_its_own_faults_only(
    tmp_path: Path, number: int, names: tuple[str, ...], writes_there: bool, why: str
) -> None:
    place = tmp_path / ("away" if why == "place_away" else "disk")
    (tmp_path / "disk").mkdir()
    first, second = [str(tmp_path / name) for name in (*names, "", "")[:2]]
    cause = OSError(number, "", first, None, second if len(names) > 1 else None) if names else OSError(number, "")
    assert word_for(cause, place, writes_there=writes_there) == why


@pytest.mark.slow
def test_a_file_of_the_server_that_cannot_be_read_is_not_the_fault_of_a_place(
    office: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = office.data / keys.FILE
    key.write_text("x")
    whole = Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path == key:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return whole(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    assert {outcome.why for outcome in nightly.run(office, at=NOW).outcomes} == {"server_failing"}
    assert {data["file"] for data in told("backup_failed")} == {str(key)}


@pytest.mark.slow
def test_the_server_s_own_disk_without_room_is_not_the_fault_of_a_place(
    office: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage

    def low(path: Path) -> Any:
        return usage(path)._replace(free=0) if Path(path) == office.data else usage(path)

    monkeypatch.setattr(shutil, "disk_usage", low)
    assert {outcome.why for outcome in nightly.run(office, at=NOW).outcomes} == {"server_full"}


@pytest.mark.slow
def test_a_rehearsal_without_room_is_a_rehearsal_that_failed(
    office: Premises, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives(office, b"one", people.clerk)
    copied = places.copy_hashed

    def full(stream: Any, target: Path, limit: int | None) -> Any:
        if "rehearsal" in target.parts:
            raise NO_SPACE
        return copied(stream, target, limit)

    monkeypatch.setattr(places, "copy_hashed", full)
    night = nightly.run(office, at=NOW)
    assert all(outcome.made for outcome in night.outcomes)
    assert night.rehearsal is not None
    assert (night.rehearsal.is_good, night.rehearsal.wrong) == (False, "server_full")
    assert Event.newest("backup_rehearsed").outcome == "failed"


@pytest.mark.slow
def test_a_disk_that_goes_before_it_is_tried_is_a_rehearsal_that_failed(
    office: Premises, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives(office, b"one", people.clerk)
    tonight = rehearsing.tonight

    def pulled(*words: Any) -> Any:
        shutil.rmtree(office.backup_places[0])
        return tonight(*words)

    monkeypatch.setattr(rehearsing, "tonight", pulled)
    found = nightly.run(office, at=NOW).rehearsal
    assert found is not None
    assert (found.is_good, found.altered, found.documents) == (False, ["manifest.json"], 1)


def test_it_is_asked_for_when_its_time_has_come_and_places_are_set(office: Premises, people: Staff) -> None:
    nightly.ask(replace(office, backup_places=()), at=NOW)
    assert not Job.of_kind(nightly.JOB).exists()
    nightly.ask(office, at=NOW)
    assert Job.of_kind(nightly.JOB).count() == 1
    Job.delete().execute()
    nightly.ask(office, at=later(minutes=30))  # being made, or failed: not before an hour
    assert not Job.of_kind(nightly.JOB).exists()
    nightly.ask(office, at=later(minutes=61))
    assert Job.of_kind(nightly.JOB).count() == 1


def test_only_the_administrator_asks_for_one_now(office: Premises, people: Staff) -> None:
    with pytest.raises(NotAllowed):
        nightly.ask_now(by=people.clerk, at=NOW, premises=office)
    with pytest.raises(BackupRefused):
        nightly.ask_now(by=people.admin, at=NOW, premises=replace(office, backup_places=()))
    nightly.ask_now(by=people.admin, at=NOW, premises=office)
    assert Job.of_kind(nightly.JOB).get().args == [people.admin.id]
    assert events.first_break() is None
