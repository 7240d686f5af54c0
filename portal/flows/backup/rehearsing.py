"""Diễn tập phục hồi: whether the last backup would come back, found out by bringing it back beside the office.

What is locked cannot be opened here.  There two things are tried instead: that every file lies in the place byte for
byte as it was written, and that the very state it was made of comes back.  The rest is a yearly duty with the paper.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import db
from portal.adapters.blobs import is_file_of
from portal.flows import seal_checks
from portal.flows.backup import manifests, restoring
from portal.flows.backup.faults import word_for
from portal.flows.backup.making import Snapshot, alone
from portal.flows.backup.places import Box, chosen, has_manifest, held_in
from portal.flows.backup.restoring import Restored
from portal.flows.premises import Premises
from portal.office import alerts, events
from portal.rules.errors import BackupDamaged, BackupRefused

MARK = "backup_rehearsed"
OPENED, SNAPSHOT, KEY = "opened", "snapshot", "key"  # how it was tried: in clear, beside a locked one, with the paper


@dataclass
class Rehearsal:
    """How it went: what lies altered in a place, and what came back wrong."""

    how: str
    places: list[str]
    documents: int = 0
    blobs: int = 0
    altered: list[str] = field(default_factory=list)
    wrong: str = ""
    renewed: list[str] = field(default_factory=list)  # bad files of which the store has good ones: the next backup's

    @property
    def is_good(self) -> bool:
        """All of it would come back."""
        return not self.altered and not self.wrong


def tonight(taken: Snapshot, folders: list[Path], premises: Premises, work: Path) -> Rehearsal:
    """Try what was backed up just now, in each of its places, and bring it back once into a folder that goes again."""
    made = {folder: manifest for folder in folders if (manifest := read(folder))}
    is_locked = any("key" in manifest for manifest in made.values())
    rehearsal = Rehearsal(SNAPSHOT if is_locked else OPENED, [str(folder) for folder in folders])
    rehearsal.altered += [manifests.MANIFEST] * (len(folders) - len(made))
    names = bring_back(rehearsal, taken, made, premises, work) if made else []
    for folder, manifest in made.items():
        give_up(rehearsal, folder, manifest, [*rehearsal.altered, *names], premises)
    note(rehearsal, at=taken.at)
    return rehearsal


def read(folder: Path) -> manifests.Manifest | None:
    """What a backup says of itself, None where it says it no more: its disk may have gone since it was made."""
    try:
        return manifests.read(folder)
    except (BackupDamaged, BackupRefused, OSError):
        return None


def bring_back(
    rehearsal: Rehearsal, taken: Snapshot, made: dict[Path, manifests.Manifest], premises: Premises, work: Path
) -> list[str]:
    """Look through all places, and bring the first back, or what it was made of; the names of damaged files."""
    for folder, manifest in made.items():
        rehearsal.altered += Box(folder.parent, manifest.get("key", "")).altered(folder, manifest)
    folder, manifest = next(iter(made.items()))
    if rehearsal.how == SNAPSHOT:
        bring = restoring.from_store(taken.folder, premises.store)
    else:
        bring = restoring.from_place(folder, manifest, "")
    return note_what_came(rehearsal, bring, manifest, work, folder / seal_checks.NAME)


def newest(place: Path) -> Path:
    """The last backup of a place, or the backup itself that was named."""
    held = [] if has_manifest(place) else held_in(place)
    return held[-1] if held else chosen(place)


def with_key(folder: Path, premises: Premises, *, at: datetime, secret: str) -> Rehearsal:
    """Bring a backup back with the key of the paper, and take it away again."""
    manifest = manifests.read(folder)
    bring = restoring.from_place(folder, manifest, secret)
    rehearsal = Rehearsal(KEY if "key" in manifest else OPENED, [str(folder)])
    with alone(premises) as work:
        names = note_what_came(rehearsal, bring, manifest, work, folder / seal_checks.NAME)
        give_up(rehearsal, folder, manifest, names, premises)
    note(rehearsal, at=at)
    return rehearsal


def note_what_came(
    rehearsal: Rehearsal, bring: restoring.Bring, manifest: manifests.Manifest, work: Path, seal: Path
) -> list[str]:
    """Restore for a while; a refusal is the result, no failure of the rehearsal.  The names of damaged files."""
    fresh = work / "rehearsal"
    fresh.mkdir(mode=0o700)
    try:
        with office_open_again():
            restoring.take_files(bring, fresh, manifest)
            back: Restored = restoring.proved(fresh, manifest, seal)
    except BackupDamaged as refusal:
        names: Any = refusal.data["names"]
        rehearsal.wrong = ", ".join(names[:20])
        return list(names)
    except (BackupRefused, OSError) as cause:
        rehearsal.wrong = word_for(cause, seal.parent.parent, writes_there=False)
    except db.FAILURES as cause:
        if db.ailment(cause) != db.FULL:
            raise
        rehearsal.wrong = "server_full"
    else:
        rehearsal.documents, rehearsal.blobs = back.documents, back.blobs
        bad = back.first_bad
        rehearsal.wrong = f"{bad.kind} {bad.id}: {bad.why}" if bad else ""
    return []


def give_up(
    rehearsal: Rehearsal, folder: Path, manifest: manifests.Manifest, names: list[str], premises: Premises
) -> None:
    """Take bad files out of a place where the store has good ones: the next backup brings what is not there.

    Where the store has none the bad one stays, as all that is left; nothing can be done where nobody may write.
    """
    box = Box(folder.parent, manifest.get("key", ""))
    for sha256, path in [(sha256, box.blob(sha256)) for sha256 in manifest["blobs"]]:
        if path.name not in names or not is_file_of(premises.store.path(sha256), sha256):
            continue
        if not is_file_of(path, box_digest(manifest, sha256)):
            with suppress(OSError):
                path.unlink(missing_ok=True)
                rehearsal.renewed.append(path.name)


def box_digest(manifest: manifests.Manifest, sha256: str) -> str:
    """SHA-256 of a shared file as it should lie in the place."""
    return str(manifest["locked"][sha256][0]) if "key" in manifest else sha256


@contextmanager
def office_open_again() -> Iterator[None]:
    """The database of the office is the one in use again afterwards; nobody else may use it in this process."""
    here = str(db.database.database)
    try:
        yield
    finally:
        db.open_file(Path(here))


def note(rehearsal: Rehearsal, *, at: datetime) -> None:
    """The trail keeps how it went; only a good one puts off the next."""
    told: dict[str, Any] = {**asdict(rehearsal), "altered": rehearsal.altered[:20] or None,
                            "renewed": rehearsal.renewed[:20] or None}  # fmt: skip
    with db.atomic():
        events.record("backup_rehearsed", at=at, outcome="done" if rehearsal.is_good else "failed", **told)
        if rehearsal.is_good:
            alerts.move_to(MARK, int(at.timestamp()))
