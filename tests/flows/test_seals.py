"""Seals: a cut tail and a trail written anew are found, also by a seal that lay elsewhere."""

import json
from pathlib import Path

import pytest

from portal.adapters.blobs import BlobStore
from portal.flows import backup, seal_checks
from portal.flows.premises import Premises
from portal.flows.verifying import ALTERED, GOOD, Place, verify
from portal.office import events, seals
from portal.office.documents import Version
from portal.office.events import Event
from portal.office.registers import Entry, Register
from portal.office.seals import Seal
from portal.rules import chain
from tests.office_fixtures import CONTENTS, NOW, TODAY, Staff, entered, issued, later, unguarded


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    return Premises(
        data=tmp_path, store=BlobStore(tmp_path / "blobs"), search_index=tmp_path / "index",
        scratch=tmp_path / "scratch", upload_limit=1 << 20,
    )


@pytest.fixture
def sealed_day(people: Staff, premises: Premises) -> Premises:
    """Two days of work, each sealed, and some work after them; the last seal lies in a file elsewhere."""
    entered(people)
    seals.make(seals.DAY, TODAY, at=later(hours=16))
    issued(people, at=later(days=1))
    last = seals.make(seals.DAY, later(days=1).date(), at=later(days=2))
    seal_checks.write(last, premises.data / seal_checks.NAME)
    entered(people, at=later(days=2))
    for version in Version.select():
        premises.store.put(CONTENTS[version.sha256])
    return premises


def place_of(premises: Premises, *, carried: bool = False) -> Place | None:
    found = verify(premises.store, seal_checks.files_in(premises.data) if carried else ())
    assert (found.exit_code == ALTERED) == (found.first_bad is not None)
    return found.first_bad


def test_what_was_sealed_and_left_alone_is_good(sealed_day: Premises) -> None:
    assert place_of(sealed_day, carried=True) is None
    found = verify(sealed_day.store, seal_checks.files_in(sealed_day.data))
    assert (found.exit_code, found.checked["seals"]) == (GOOD, 3)


@pytest.mark.slow
def test_a_seal_says_how_far_it_reaches(sealed_day: Premises) -> None:
    first, second = Seal.in_order()
    assert (first.last_version, second.last_version) == (1, Version.select().count() - 1)
    assert second.previous == first.hash
    assert [(kind, number) for _, kind, _, number, *_ in second.registers] == [("incoming", 1), ("outgoing", 1)]
    told = Event.select().where(Event.verb == "trail_sealed").order_by(Event.id)
    assert [e.data["seal"] for e in told] == [first.hash, second.hash]
    assert [e.data["last_event"] for e in told] == [e.id - 1 for e in told]


@pytest.mark.slow
def test_the_root_of_files_is_the_same_however_it_was_divided(sealed_day: Premises) -> None:
    whole, last = chain.FIRST, Seal.newest()
    for version in Version.select().where(Version.id <= last.last_version).order_by(Version.id):
        whole = seals.add_file(whole, version.sha256)
    assert last.files == whole


def cut_tail(after: int) -> None:
    """Take the newest events away with the rows and seals they speak of, as someone does who knows the tables."""
    unguarded()
    Event.delete().where(Event.id > after).execute()


def write_anew() -> None:
    """Another history under fresh hashes, all the way to the end: the chain itself holds."""
    unguarded()
    previous = chain.FIRST
    for event in list(Event.select().order_by(Event.id)):
        if event.verb == "hired":
            event.address = "10.0.0.9"
        event.previous, event.hash = previous, chain.link(previous, event.body())
        Event.update(address=event.address, previous=event.previous, hash=event.hash).where(
            Event.id == event.id
        ).execute()
        previous = event.hash


def test_a_cut_tail_is_found_by_the_seal(sealed_day: Premises) -> None:
    cut_tail(Seal.newest().last_event - 1)
    assert events.first_break() is None
    assert place_of(sealed_day) == Place("seal", 2, "cut")


@pytest.mark.slow
def test_a_tail_cut_together_with_its_seal_is_found_by_the_one_kept_elsewhere(sealed_day: Premises) -> None:
    first = Seal.get_by_id(1)
    cut_tail(first.last_event + 1)
    Seal.delete().where(Seal.id == 2).execute()
    assert place_of(sealed_day, carried=True) == Place("seal", str(sealed_day.data / "seal.json"), "cut")


def test_a_trail_written_anew_is_found(sealed_day: Premises) -> None:
    write_anew()
    assert events.first_break() is None
    assert place_of(sealed_day) == Place("seal", 1, "rewritten")


@pytest.mark.slow
def test_a_trail_written_anew_with_its_seals_is_found_by_the_one_kept_elsewhere(sealed_day: Premises) -> None:
    write_anew()
    previous = chain.FIRST
    for seal in list(Seal.in_order()):  # the seals are made anew, and what the trail says of them
        seal.head, seal.previous = Event.get_by_id(seal.last_event).hash, previous
        seal.hash = chain.link(previous, seal.body())
        Seal.update(head=seal.head, previous=previous, hash=seal.hash).where(Seal.id == seal.id).execute()
        told = Event.get(Event.verb == "trail_sealed", Event.object_id == seal.id)
        Event.update(data={**told.data, "seal": seal.hash}).where(Event.id == told.id).execute()
        previous = seal.hash
        write_anew()
    assert events.first_break() is None
    found = place_of(sealed_day, carried=True)
    assert found is not None
    assert found.kind == "seal"


ALTERATIONS = {
    "a seal altered": (lambda: Seal.update(last_event=3).where(Seal.id == 1).execute(), Place("seal", 1, "altered")),
    "a first seal deleted": (lambda: Seal.delete().where(Seal.id == 1).execute(), Place("seal", 1, "missing")),
    "the last seal deleted": (lambda: Seal.delete().where(Seal.id == 2).execute(), Place("seal", 2, "missing")),
    "a number taken back": (
        lambda: Register.update(last_number=0).where(Register.kind == "outgoing").execute(),
        Place("seal", 2, "register_back"),
    ),
    "a last row deleted": (lambda: Entry.delete().where(Entry.id == 1).execute(), Place("seal", 1, "row_gone")),
    "a file exchanged": (
        lambda: Version.update(sha256="ab" * 32).where(Version.id == 1).execute(), Place("seal", 1, "files"),
    ),
    "a file taken out": (lambda: Version.delete().where(Version.id == 2).execute(), Place("seal", 2, "files")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ALTERATIONS)
def test_what_was_altered_behind_the_seal_is_named(sealed_day: Premises, name: str) -> None:
    alter, place = ALTERATIONS[name]
    unguarded()
    alter()
    found = place_of(sealed_day)
    assert found is not None
    assert (found.kind, found.why) == (place.kind, place.why)
    assert not place.id or found.id == place.id


@pytest.mark.parametrize("bytes_", [b"", b"{}", b"[]", b"\xff", b'{"hash": 1}'])
@pytest.mark.slow
def test_a_carried_file_that_is_no_seal_or_was_altered_is_said_to_be(sealed_day: Premises, bytes_: bytes) -> None:
    (sealed_day.data / "seal.json").write_bytes(bytes_)
    assert place_of(sealed_day, carried=True).why == "altered"


@pytest.mark.slow
def test_a_carried_seal_with_one_figure_changed_is_altered(sealed_day: Premises) -> None:
    file = sealed_day.data / "seal.json"
    told = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**told, "last_event": told["last_event"] - 1}), "utf-8")
    assert place_of(sealed_day, carried=True).why == "altered"


@pytest.mark.slow
def test_a_backup_seals_and_carries_the_seal(sealed_day: Premises, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("disk")
    made = backup.backup(sealed_day, target, at=later(days=3))
    carried = json.loads((made.folder / "seal.json").read_text("utf-8"))
    assert (carried["kind"], carried["hash"]) == ("backup", Seal.newest().hash)
    assert carried["last_event"] == Event.newest("backed_up").id - 2
    assert verify(sealed_day.store, seal_checks.files_in(target)).first_bad is None
    assert (made.folder / "seal.json").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_an_empty_office_can_be_sealed(empty_database: None) -> None:
    seal = seals.make(seals.DAY, TODAY, at=NOW)
    assert (seal.last_event, seal.head, seal.files, seal.registers) == (0, chain.FIRST, chain.FIRST, [])
