"""Bytes first: whatever comes at a door is in the store before a row speaks of it, and before anyone looks inside."""

from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from portal import db
from portal.adapters.blobs import Blob, TooLarge
from portal.flows import intake
from portal.flows.premises import Premises
from portal.office import files, receiving
from portal.office.arrivals import Arrival
from portal.rules import errors, filetypes
from portal.rules.filetypes import UNKNOWN


def take(
    source: BinaryIO | Path, door: str, key: str, name: str, *, at: datetime, premises: Premises, **told: Any
) -> Arrival:
    """Keep what came at a door; without a key its SHA-256 is the key.

    Refused are only empty bytes, too many, and any while the disk is nearly full: ``FileRefused``.
    """
    before = Arrival.known(door, key) if key else None
    if before is not None:
        return before
    blob = stored(source, name, premises)
    return kept(blob, door, key or blob.sha256, name, at=at, **told)


def take_in(blob: Blob, door: str, name: str, *, at: datetime, **told: Any) -> Arrival:
    """Stored bytes come in, their SHA-256 being the key."""
    return kept(blob, door, blob.sha256, name, at=at, **told)


def kept(blob: Blob, door: str, key: str, name: str, *, at: datetime, **told: Any) -> Arrival:
    """The rows of what the store has; what was sent away before and is brought again is looked into anew."""
    with db.atomic():
        files.keep(blob.sha256, blob.size, UNKNOWN, at=at)
        return receiving.keep(door, key, blob.sha256, filetypes.label(name), at=at, **told)


def stored(source: BinaryIO | Path, name: str, premises: Premises) -> Blob:
    """The bytes in the store, whatever they are."""
    intake.require_space(premises)
    try:
        if isinstance(source, Path):
            with source.open("rb") as stream:
                blob = premises.store.put(stream, premises.upload_limit)
        else:
            blob = premises.store.put(source, premises.upload_limit)
    except TooLarge as error:
        raise errors.FileRefused(name, why="too_large") from error
    if not blob.size:
        intake.forget_refused(blob, premises)
        raise errors.FileRefused(name, why="empty")
    return blob


def inside(path: Path, premises: Premises) -> Blob:
    """A file out of a mail, an archive or a packet in the store; while the disk is nearly full it is tried later."""
    try:
        intake.require_space(premises)
    except errors.FileRefused as refusal:
        raise errors.Conflict(path.name, why=str(refusal.data["why"])) from refusal
    with path.open("rb") as stream:
        return premises.store.put(stream)
