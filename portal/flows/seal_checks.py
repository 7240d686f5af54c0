"""Dấu niêm phong kiểm tra lại: seals of the database and those carried off it, against what stands there now."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal.office import seals
from portal.office.documents import Version
from portal.office.events import Event
from portal.office.seals import Seal
from portal.rules import chain

NAME = "seal.json"
PATTERN = "**/" + NAME

Broken = tuple[str, int | str, str]  # what, which, how


def broken_seals(told: dict[int, Event]) -> Iterator[Broken | None]:
    """Each seal of the database: None where it holds.  ``told``: what the trail says of seals, by number.

    They are a chain of their own, the trail knows each of them, and each still says what stands there.
    """
    previous, roots = chain.FIRST, Roots()
    for seal in Seal.in_order().iterator():
        event = told.pop(seal.id, None)
        if seal.previous != previous or seal.hash != chain.link(previous, seal.body()):
            yield "seal", seal.id, "altered"
        elif word := broken(seal, roots):
            yield "seal", seal.id, word
        elif event is None or event.data.get("seal") != seal.hash:
            yield "seal", seal.id, "unnamed"
        else:
            yield None
        previous = seal.hash
    for event in told.values():
        yield "event", event.id, "seal_missing"


def broken_carried(files: list[Path]) -> Iterator[Broken | None]:
    """Seals that lay elsewhere; they need not be in the database any more, but what they say must still be so."""
    found = sorted((carried(path) for path in files), key=lambda pair: pair[1].last_version if pair[1] else 0)
    roots = Roots()
    for path, seal in found:
        word = broken(seal, roots) if seal else "altered"
        yield ("seal", str(path), word) if word else None


def broken(seal: Seal, roots: "Roots") -> str:
    """What the seal says and is no longer so, as a word."""
    if word := seals.broken_trail(seal) or seals.broken_registers(seal):
        return word
    return "" if roots.at(seal.last_version) == seal.files else "files"


class Roots:
    """The root of files at one version after the other, read once."""

    def __init__(self) -> None:
        self.root, self.last = chain.FIRST, 0

    def at(self, version: int) -> str:
        """The root over all versions up to this one; asked for in growing order."""
        rows: Any = Version.select(Version.sha256).where(Version.id > self.last, Version.id <= version)
        for (sha256,) in rows.order_by(Version.id).tuples().iterator():
            self.root = seals.add_file(self.root, sha256)
        self.last = max(self.last, version)
        return self.root


def write(seal: Seal, path: Path) -> None:
    """The seal as a small file to be carried off."""
    path.write_text(json.dumps(seal.as_data(), ensure_ascii=False, indent=1), "utf-8")


def files_in(place: Path) -> list[Path]:
    """The seals lying there: one file, or those of every backup in a folder."""
    return [place] if place.is_file() else sorted(place.glob(PATTERN))


def carried(path: Path) -> tuple[Path, Seal | None]:
    """The seal of a file, None where the file is none or was altered."""
    try:
        told = json.loads(path.read_bytes())
        previous, claimed = told.pop("previous"), told.pop("hash")
        if claimed != chain.link(previous, told):
            return path, None
        told = {**told, "day": date.fromisoformat(told["day"]), "at": datetime.fromisoformat(told["at"])}
        return path, Seal(id=told.pop("number"), previous=previous, hash=claimed, **told)
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return path, None
