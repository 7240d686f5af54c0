"""Phục hồi: a backup becomes an office again, in an empty folder, after everything in it was compared and verified."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from portal import db
from portal.adapters.blobs import BlobStore
from portal.flows import seal_checks, tls, verifying
from portal.flows.backup import keys, manifests
from portal.flows.backup.manifests import DATABASE, Manifest, damage
from portal.flows.backup.moving_in import moving_in
from portal.flows.backup.places import BLOBS, Box, chosen, require_space, size_of
from portal.flows.bad_places import Place, described
from portal.office import events, outbox
from portal.rules.errors import BackupAltered


@dataclass(frozen=True)
class Restored:
    """What came back; ``first_bad``: what was altered before the backup was made, and was taken as it is.

    ``lost``: files that are bad or missing in the backup itself, and so did not come back.
    """

    documents: int
    blobs: int
    missing: tuple[str, ...]
    first_bad: Place | None = None
    lost: tuple[Place, ...] = ()


def restore(
    folder: Path, data: Path, *, at: datetime, secret: str = "", as_it_is: bool = False
) -> Restored:
    """Bring a backup back into an empty or absent data folder, and open its database.

    Everything is checked in a folder of its own within before it takes its place, so a refusal leaves nothing
    behind.  A damaged file is named; put a good copy of it into ``blobs`` and restore again.
    ``secret``: the recovery key, of a locked one.  ``as_it_is``: also what had been altered before it was backed up,
    and without the files that are damaged, as long as the database is none of them.
    Raises ``BackupRefused``, ``BackupAltered``, ``BackupDamaged``, ``db.NewerSchema``, ``locks.Taken``.
    """
    folder = chosen(folder)
    manifest = manifests.read(folder)
    with moving_in(data) as fresh:
        lost = take_files(from_place(folder, manifest, secret), fresh, manifest, as_it_is=as_it_is)
        seal = folder / seal_checks.NAME
        if as_it_is and not seal_checks.is_whole(seal):
            lost[seal.name] = "altered" if seal.exists() else "missing"
        back = proved(fresh, manifest, seal, lost)
        if back.first_bad and not as_it_is:
            raise BackupAltered(place=back.first_bad)
        if key := manifest.get("key"):
            keys.write(fresh, key)
        note(back, fresh, manifest, lost, at=at)
    db.open_file(data / DATABASE)
    return replace(back, lost=tuple(described(Place("file", name, why)) for name, why in lost.items()))


def note(back: Restored, fresh: Path, manifest: Manifest, lost: Collection[str], *, at: datetime) -> None:
    """The trail keeps that it was restored, from when and without what; the outbox asks for the index."""
    bad = back.first_bad
    db.open_file(fresh / DATABASE)
    try:
        with db.atomic():
            events.record(
                "restored", at=at, made_at=manifest["made_at"], documents=back.documents,
                altered=f"{bad.kind} {bad.id}: {bad.why}" if bad else None, lost=list(lost) or None,
            )
            outbox.put("reindex", dedup="reindex")
    finally:
        db.database.close()
    (fresh / f"{DATABASE}-lock").unlink(missing_ok=True)


def key_of(folder: Path) -> str:
    """What a backup is locked to; empty when it lies in clear."""
    return str(manifests.read(chosen(folder)).get("key", ""))


@dataclass(frozen=True)
class Bring:
    """Where the files of a backup come from: its own by their name, those all share by their hash."""

    box: Box
    own: Callable[[str], Path]
    shared: Callable[[str], Path]


def from_place(folder: Path, manifest: Manifest, secret: str) -> Bring:
    """Out of the place where a backup lies; refused at once without the right key."""
    box = Box(folder.parent, manifest.get("key", ""), secret)
    if box.key:
        keys.require_key_of(box.key, secret)
    return Bring(box, lambda name: box.named(folder / name), box.blob)


def from_store(folder: Path, store: BlobStore) -> Bring:
    """Out of a snapshot and the store of the office, before anything is locked."""
    return Bring(Box(folder), lambda name: folder / name, store.path)


def take_files(bring: Bring, fresh: Path, manifest: Manifest, *, as_it_is: bool = False) -> dict[str, str]:
    """What the backup names, every hash checked; all that are damaged or missing are named together.

    Returns what did not come, by its name in clear, as ``missing`` or ``altered``; only ``as_it_is`` bears any.
    """
    target = BlobStore(fresh / BLOBS)
    own = manifests.files_of(manifest)
    files = [(name, bring.own(name), fresh / name, digest) for name, digest in own.items()]
    files += [(sha256, bring.shared(sha256), target.path(sha256), sha256) for sha256 in manifest["blobs"]]
    require_space(fresh, sum(size_of(source) or 0 for _, source, _, _ in files), "server_full")
    bad = {
        name: source for name, source, copy, digest in files if not bring.box.take(source, copy, digest, scratch=fresh)
    }
    if bad and (DATABASE in bad or not as_it_is):
        raise damage([source.name for source in bad.values()])
    tls.give_modes(fresh)
    return {name: "missing" if size_of(source) is None else "altered" for name, source in bad.items()}


def proved(fresh: Path, manifest: Manifest, seal: Path, lost: Collection[str] = ()) -> Restored:
    """The restored database says of itself what the manifest said; of today's schema, its trail and files are verified.

    The seal that lay beside it is there and holds, or the database may be another than the one sealed.
    """
    with db.reading(fresh / DATABASE) as copy:
        if wrong := manifests.differing(copy, manifest):
            raise damage(wrong)
    db.open_file(fresh / DATABASE)
    try:
        db.migrate()
        if seal.name not in lost and seal_checks.is_missed_or_broken(seal, manifest["made_at"]):
            raise damage([seal.name])
        found = verifying.verify(BlobStore(fresh / BLOBS), known_missing=[*manifest["missing"], *lost])
    finally:
        db.database.close()
    for kept in fresh.glob("before-*.db"):  # the database as it lay in the backup; the backup has it
        kept.unlink()
    if found.unchecked:
        raise damage([found.unchecked])
    blobs = len(set(manifest["blobs"]) - set(lost))
    return Restored(manifest["counts"]["document"], blobs, tuple(manifest["missing"]), found.first_bad)
