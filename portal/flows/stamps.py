"""A picture of a signature or of the seal comes in: checked in the child, kept as a file, drawn from then on."""

from datetime import datetime
from typing import BinaryIO

from portal.adapters import sandbox
from portal.flows import intake
from portal.flows.premises import Premises, work_folder
from portal.office import files, stamps
from portal.office.people import Person
from portal.office.stamps import Stamp
from portal.rules import errors
from portal.rules.stamps import LARGEST_FILE

PNG = "image/png"


def take(
    stream: BinaryIO, role: str, *, by: Person, at: datetime, premises: Premises, millimetres: int = 0
) -> Stamp:
    """Keep the picture and use it; ``FileRefused`` with the reason where it cannot be drawn on a document."""
    by.require(stamps.guard(role))
    intake.require_space(premises)
    with work_folder(premises) as folder:
        brought, target = folder / "brought.png", folder / "stamp.png"
        brought.write_bytes(stream.read(LARGEST_FILE + 1))
        asked = {"source": str(brought), "target": str(target), "role": role}
        try:
            answer = sandbox.call("portal.adapters.stamp_images:take", asked)
        except errors.Unreadable as cause:
            raise errors.FileRefused(role, why="stamp_not_png") from cause
        if "refused" in answer:
            raise errors.FileRefused(role, why=answer["refused"])
        with target.open("rb") as made:
            blob = premises.store.put(made)
    files.keep(blob.sha256, blob.size, PNG, at=at)
    return stamps.give(role, blob.sha256, by=by, at=at, millimetres=millimetres)
