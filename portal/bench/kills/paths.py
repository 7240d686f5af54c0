"""The paths that write: what is done on each until the end comes, and what must be there afterwards."""

import random
import secrets
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from portal import clock, db
from portal.adapters.blobs import digest_of
from portal.bench.kills.places import Place, Say, entered
from portal.flows import backup, indexing, keeping, searching, worker
from portal.flows.backup import keys, manifests
from portal.flows.backup.places import Box, finished
from portal.office import outbox
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.outbox import Job
from portal.office.registers import Entry
from portal.search.writer import Writer

LETTERS = 40  # numbers in the register of an office that is backed up
UPLOAD = 300_000  # bytes of a file that comes


class WritePath(ABC):
    """One way to write.  ``prepare`` once for all rounds; ``work`` in a child that dies; the rest in another."""

    name: str
    series = 20  # rounds on one office, which grows; then it begins as it was
    acts = 6  # the end comes within so many

    def prepare(self, place: Place) -> None:
        """What the rounds begin with."""
        place.found()

    @abstractmethod
    def work(self, place: Place, say: Say) -> None:
        """Go on until killed; what is done for good is said, in plain values."""

    def until(self, place: Place, said: Iterator[Any], chance: random.Random) -> list[Any]:
        """In the parent, once the work has begun: wait for the end to come, in the middle of some act."""
        began, heard = time.monotonic(), [next(said) for _ in range(1 + chance.randrange(self.acts))]
        time.sleep(chance.random() * (time.monotonic() - began) / len(heard))
        return heard

    @abstractmethod
    def lost(self, place: Place, said: Sequence[Any]) -> Iterator[str]:
        """What was said to be done and is not, and whatever else should not be."""

    def go_on(self, place: Place) -> None:
        """The next act of people, who know of nothing."""
        entered(place)

    def wrong_after(self, place: Place) -> Iterator[str]:
        """What is not as it should be once the next act is done; it takes its time, nobody waits for it."""
        return iter(())


class Entering(WritePath):
    """Vào sổ: the file, the letter, its number, its row, its event."""

    name = "entry"

    def work(self, place: Place, say: Say) -> None:
        while True:
            document = entered(place)
            say([document.id, document.number, document.versions.get().sha256])

    def lost(self, place: Place, said: Sequence[Any]) -> Iterator[str]:
        for number_of, number, sha256 in said:
            document = Document.get_or_none(Document.id == number_of)
            rows = Entry.select().where(Entry.document == number_of, Entry.number == number).count()
            if document is None or document.number != number or rows != 1:
                yield f"number {number} of document {number_of}"
            if not place.premises.store.has(sha256):
                yield f"file {sha256} of document {number_of}"


class Uploading(WritePath):
    """Tải lên: the bytes in the store, then the row of what came."""

    name = "upload"

    def work(self, place: Place, say: Say) -> None:
        while True:
            content = BytesIO(b"%PDF-1.4\n" + secrets.token_bytes(UPLOAD))
            came = keeping.take(content, "upload", "", "scan.pdf", at=clock.now(), premises=place.premises)
            say([came.id, came.sha256])

    def lost(self, place: Place, said: Sequence[Any]) -> Iterator[str]:
        store = place.premises.store
        for number, sha256 in said:
            if Arrival.get_or_none(Arrival.id == number, Arrival.sha256 == sha256) is None:
                yield f"arrival {number}"
            if not store.has(sha256) or digest_of(store.path(sha256)) != sha256:
                yield f"file {sha256} of arrival {number}"
        half = [arrival.sha256 for arrival in Arrival.select() if not store.has(arrival.sha256)]
        yield from (f"file {sha256} of a row nobody was told of" for sha256 in half)


class Indexing(WritePath):
    """The commits of the search index, as the worker makes them for letters that were entered."""

    name = "index"
    acts = 3

    def prepare(self, place: Place) -> None:
        place.found()
        self.put(place)
        worker.run(place.premises, once=True)

    def work(self, place: Place, say: Say) -> None:
        while True:
            ids = [self.put(place).id for _ in range(3)]
            while job := outbox.claim("bench", at=clock.now()):
                worker.do(job, "bench", place.premises)
            say(ids)

    def put(self, place: Place) -> Document:
        """A letter with a word of its own; there is nothing in its file to read."""
        document = entered(place, words=f"nội dung {secrets.token_hex(8)}")
        Job.delete().where(Job.kind.not_in(("index", "reindex", "check_index"))).execute()
        return document

    def lost(self, place: Place, said: Sequence[Any]) -> Iterator[str]:
        premises = place.premises
        told = {number for ids in said for number in ids}
        with Writer(premises.search_index) as writer:  # as the kill left it
            yield from (f"document {number} of a commit" for number in sorted(told - writer.ids()))
        worker.run(premises, once=True)
        searching.engine.cache_clear()
        if indexing.is_behind(searching.status(premises)):
            yield "the index does not catch up"
        with Writer(premises.search_index) as writer:
            if missing := {row.id for row in indexing.searchable()} - writer.ids():
                yield f"documents {sorted(missing)} after catching up"

    def go_on(self, place: Place) -> None:
        self.put(place)


class BackingUp(WritePath):
    """Sao lưu, khóa bằng khóa phục hồi: snapshot, files, manifest, name; between two somebody enters a letter."""

    name = "backup"
    acts = 3

    def prepare(self, place: Place) -> None:
        place.found()
        for _ in range(LETTERS):
            entered(place)
        secret, key = keys.pair()
        keys.set_key(place.settings.data, key, at=clock.now())
        self.paper(place).write_text(secret, "ascii")

    def paper(self, place: Place) -> Path:
        """Where the recovery key stands that nobody keeps on a server."""
        return place.folder / "recovery.key"

    def work(self, place: Place, say: Say) -> None:
        while True:
            entered(place)
            made = backup.backup(place.premises, place.folder / "backups", at=clock.now())
            say(made.folder.name)

    def lost(self, place: Place, said: Sequence[Any]) -> Iterator[str]:
        folder = place.folder / "backups"
        made = [path for path in folder.glob("[0-9]*") if path.suffix != ".part"]
        yield from (f"backup {name}" for name in said if folder / name not in made)
        for one in made:  # what has a name is whole, said or not
            manifest = manifests.read(one)
            for name in Box(folder, manifest["key"]).altered(one, manifest):
                yield f"file {name} of backup {one.name}"

    def go_on(self, place: Place) -> None:
        """The next backup."""
        backup.backup(place.premises, place.folder / "backups", at=clock.now())

    def wrong_after(self, place: Place) -> Iterator[str]:
        """What that backup, the newest, does not bring back."""
        newest = finished(place.folder / "backups")[-1]
        db.database.close()
        with tempfile.TemporaryDirectory(dir=place.folder) as elsewhere:
            secret = self.paper(place).read_text("ascii")
            backup.restore(newest, Path(elsewhere) / "data", at=clock.now(), secret=secret)
            found = Document.select().count()
            db.database.close()
        place.open()
        if found != (here := Document.select().count()):
            yield f"restored {found} documents of {here}"
