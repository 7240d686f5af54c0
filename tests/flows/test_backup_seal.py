"""Niêm phong trong bản sao lưu: a seal taken out of a place of backups is missed, whoever looks."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.flows import seal_checks, verifying
from portal.flows.backup import Backup, backup, keys, manifests, nightly, rehearsing, restore
from portal.flows.backup.places import Box, finished
from portal.flows.premises import Premises
from portal.office.events import Event
from portal.office.seals import Seal
from portal.rules.errors import BackupDamaged
from tests.flows.test_backup import arrives, premises
from tests.office_fixtures import NOW, Staff, behind_the_guards, later

__all__ = ["premises"]


@pytest.fixture(params=[False, True], ids=["in clear", "locked"])
def secret(request: pytest.FixtureRequest, premises: Premises) -> str:
    """The key of the paper, where there is one."""
    if not request.param:
        return ""
    secret, public = keys.pair()
    keys.set_key(premises.data, public, at=NOW)
    return secret


@pytest.fixture
def made(premises: Premises, people: Staff, tmp_path: Path, secret: str) -> Backup:
    """A backup of one letter."""
    arrives(premises, b"one", people.clerk)
    return backup(premises, tmp_path / "copies", at=NOW)


@pytest.mark.slow
@pytest.mark.parametrize("is_of_an_older_program", [False, True])
def test_a_backup_whose_seal_was_taken_out_is_refused_and_the_seal_named(
    made: Backup, secret: str, tmp_path: Path, is_of_an_older_program: bool
) -> None:
    if is_of_an_older_program:  # its manifest tells nothing of a seal, but the database does
        manifests.write(made.folder, {k: v for k, v in manifests.read(made.folder).items() if k != "seal"})
    (made.folder / "seal.json").unlink()
    with pytest.raises(BackupDamaged) as damaged:
        restore(made.folder, tmp_path / "new", at=NOW, secret=secret)
    assert damaged.value.data["names"] == ["seal.json"]
    assert not (tmp_path / "new").exists()
    back = restore(made.folder, tmp_path / "new", at=NOW, secret=secret, as_it_is=True)
    assert [(place.id, place.why) for place in back.lost] == [("seal.json", "missing")]
    assert (back.documents, back.blobs, back.first_bad) == (1, 1, None)
    assert Event.newest("restored").data["lost"] == ["seal.json"]


@pytest.mark.slow
def test_a_database_older_than_seals_wants_none(premises: Premises, people: Staff, tmp_path: Path) -> None:
    seal = backup(premises, tmp_path / "copies", at=NOW).folder / "seal.json"
    seal.unlink()
    assert seal_checks.is_missed_or_broken(seal, NOW.isoformat())
    with behind_the_guards():
        Seal.delete().execute()
    assert not seal_checks.is_missed_or_broken(seal, NOW.isoformat())


@pytest.mark.slow
def test_a_seal_that_is_there_but_altered_is_named_as_such(made: Backup, secret: str, tmp_path: Path) -> None:
    box = Box(made.folder.parent, manifests.read(made.folder).get("key", ""))
    assert box.altered(made.folder, manifests.read(made.folder)) == []
    (made.folder / "seal.json").write_text("{}")
    assert box.altered(made.folder, manifests.read(made.folder)) == ["seal.json"]
    back = restore(made.folder, tmp_path / "new", at=NOW, secret=secret, as_it_is=True)
    assert [(place.id, place.why) for place in back.lost] == [("seal.json", "altered")]


@pytest.mark.slow
def test_a_rehearsal_misses_the_seal(made: Backup, premises: Premises, secret: str) -> None:
    (made.folder / "seal.json").unlink()
    tried = rehearsing.with_key(made.folder, premises, at=NOW, secret=secret)
    assert (tried.is_good, tried.wrong) == (False, "seal.json")


@pytest.mark.slow
def test_a_night_that_finds_no_seal_in_one_of_its_places_tells_so(
    premises: Premises, people: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (tmp_path / "disk", tmp_path / "share")
    for place in places:
        place.mkdir()
    write = nightly.write

    def writes(taken: object, place: Path, *more: object, **named: object) -> Backup:
        made = write(taken, place, *more, **named)
        if place == places[1]:
            (made.folder / "seal.json").unlink()
        return made

    monkeypatch.setattr(nightly, "write", writes)
    found = nightly.run(replace(premises, backup_places=places), at=later(hours=1)).rehearsal
    assert found is not None
    assert (found.is_good, found.altered) == (False, ["seal.json"])


@pytest.mark.slow
def test_verify_names_the_backup_whose_seal_is_gone(made: Backup, premises: Premises) -> None:
    (folder,) = finished(made.folder.parent)
    assert verifying.verify(premises.store, seal_checks.files_in(made.folder.parent)).first_bad is None
    (folder / "seal.json").unlink()
    bad = verifying.verify(premises.store, seal_checks.files_in(made.folder.parent)).first_bad
    assert bad is not None
    assert (bad.kind, bad.id, bad.why) == ("seal", str(folder / "seal.json"), "missing")
