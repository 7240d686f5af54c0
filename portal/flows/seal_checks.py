"""Dấu niêm phong kiểm tra lại: seals of the database and those carried off it, against what stands there now."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from portal.flows.bad_places import Place
from portal.office import seals
from portal.office.documents import Version
from portal.office.events import Event
from portal.office.seals import Seal
from portal.rules import chain

NAME = "seal.json"
PATTERN = "**/" + NAME


def broken_seals(told: dict[int, Event]) -> Iterator[Place | None]:
    """Each seal of the database: None where it holds.  ``told``: what the trail says of seals, by number.

    They are a chain of their own, the trail knows each of them, and each still says what stands there.
    """
    previous, roots, following = chain.FIRST, Roots(), sorted(told)
    for seal in Seal.in_order().iterator():
        while following and following[0] < seal.id:
            gone = following.pop(0)
            previous = told[gone].data["seal"]
            yield Place("seal", gone, "missing")
        event = told.get(seal.id)
        following = following[1:] if event else following
        if seal.previous != previous or seal.hash != chain.link(previous, seal.body()):
            yield Place("seal", seal.id, "altered", fields=altered_fields(seal, previous, event))
        elif word := broken(seal, roots):
            yield Place("seal", seal.id, word)
        elif event is None or event.data.get("seal") != seal.hash:
            yield Place("seal", seal.id, "unnamed")
        else:
            yield None
        previous = event.data["seal"] if event else seal.hash
    for gone in following:
        yield Place("seal", gone, "missing")


def altered_fields(seal: Seal, previous: str, event: Event | None) -> tuple[str, ...]:
    """Which parts of a seal were altered, if with the old ones put back its hash is right again.

    What the registers were stands nowhere else: it is they where all else agrees.
    """
    if event is None:
        return ()
    if event.data["seal"] == chain.link(previous, seal.body()):
        truth = {"previous": previous, "hash": event.data["seal"]}
        return tuple(name for name in truth if getattr(seal, name) != truth[name])
    last_event = event.data["last_event"]
    head = Event.get_or_none(Event.id == last_event)
    told = {
        "number": seal.id, "kind": event.data["kind"], "at": event.at.isoformat(), "last_event": last_event,
        "head": head.hash if head else chain.FIRST,
    }
    for more in parts_there_may_have_been(seal, event):
        body = {**seal.body(), **told, **more}
        if chain.link(previous, body) == event.data["seal"]:
            changed = {name for name, value in body.items() if seal.body()[name] != value}
            return tuple(sorted(changed | ({"previous"} if seal.previous != previous else set())))
    agrees = {**seal.body(), **told} == seal.body() and Roots().at(seal.last_version) == seal.files
    return ("registers",) if agrees and seal.day in days_of(event) else ()


def days_of(event: Event) -> list[date]:
    """The days a seal of that moment is of: that very day, or the one that ended."""
    return [event.at.date(), event.at.date() - timedelta(days=1)]


def parts_there_may_have_been(seal: Seal, event: Event) -> Iterator[dict[str, Any]]:
    """Day and files as a seal of that moment may have told them; the registers as they stand in it."""
    roots, versions = Roots(), Version.select(Version.id).order_by(Version.id)
    at = {seal.last_version: seal.files}
    for version in [0, *(row.id for row in versions)]:
        root = roots.at(version)
        if version == seal.last_version or root == seal.files:
            at[version] = root
    for day in [seal.day, *days_of(event)]:
        for version, root in at.items():
            yield {"day": day.isoformat(), "last_version": version, "files": root}


def broken_carried(files: list[Path]) -> Iterator[Place | None]:
    """Seals that lay elsewhere; they need not be in the database any more, but what they say must still be so."""
    found = sorted((carried(path) for path in files), key=lambda pair: pair[1].last_version if pair[1] else 0)
    roots = Roots()
    for path, seal in found:
        word = broken(seal, roots) if seal else "altered" if path.exists() else "missing"
        yield Place("seal", str(path), word) if word else None


def is_missed_or_broken(file: Path, made_at: str) -> bool:
    """Whether the seal of a backup is not beside it, though the database was sealed for it, or does not hold."""
    if not file.exists():
        return bool(Seal.select().where(Seal.kind == seals.BACKUP, Seal.at == made_at).exists())
    return any(broken_carried([file]))


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
    """The seals lying there, or that should: one file, or those of every backup in a folder."""
    if place.is_file():
        return [place]
    wanted = {file.with_name(NAME) for file in place.glob("**/manifest.json") if tells_of_seal(file)}
    return sorted({*place.glob(PATTERN), *wanted})


def tells_of_seal(manifest: Path) -> bool:
    """Whether a backup says that it has a seal; whether it is whole is found out when it is tried."""
    try:
        return bool(json.loads(manifest.read_bytes()).get("seal"))
    except (OSError, ValueError, AttributeError):
        return False


def is_whole(file: Path) -> bool:
    """Whether the file is a seal, whatever it says."""
    return carried(file)[1] is not None


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
