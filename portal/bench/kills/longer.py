"""The two paths that are one long act: a signature that is embedded and stored, and a schema that goes forward."""

import base64
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from playhouse.migrations import Runner

from portal import clock, db
from portal.adapters import authority
from portal.bench.kills.paths import WritePath
from portal.bench.kills.places import LEADER, OFFICER, Place, Say, entered, person
from portal.bench.signing import PLACE, letter
from portal.flows import signing
from portal.office import devices, trust
from portal.office.devices import Device
from portal.office.documents import Document, Version
from portal.office.events import Event
from portal.office.signing import SigningJob
from portal.office.trust import SignatureCheck
from portal.rules import chain
from portal.rules.signing import SIGN, JobState
from portal.signer import protocol

ORIGIN = "http://127.0.0.1:8080"
OLDEST = "0008"  # the migration an old office waits for
ROWS = 60
AT = clock.now()  # a job of a signer is open for minutes: for him the clock stands
NEAR = 0.4  # of the time a signature takes: what is left of it once the file is embedded, in which half the ends come


class OneAct(WritePath):
    """A path that is one long act; how long it takes is known from one that nobody ended."""

    series = 1
    seconds = 0.0

    def until(self, place: Place, said: Iterator[Any], chance: random.Random) -> list[Any]:
        """The first time is left alone and measured."""
        if not self.seconds:
            began, heard = time.monotonic(), list(islice(said, 1))
            self.seconds = time.monotonic() - began
            return heard
        time.sleep(chance.random() * self.seconds)
        return []


class Signing(OneAct):
    """Ký số: the signature comes from the signer's PC, is embedded, judged, and kept as the newest version."""

    name = "signing"

    def prepare(self, place: Place) -> None:
        """A letter before the leader, prepared for his certificate; what his PC will send stands in a file."""
        place.found()
        leader, admin = person(LEADER), person("quantri")
        made = authority.found(AT)
        trust.trust(made.anchors[0], by=admin, at=AT, is_test=True)
        trust.add_revocations(made.revocations(at=AT), by=admin, at=AT)
        identity = made.issue(leader.name, "UBND xã An Lạc", at=AT, title="Chủ tịch")
        devices.approve(devices.present(leader, identity.der, at=AT), "personal", by=admin, at=AT)
        pc = devices.pair(devices.start_pairing(leader, at=AT), "máy đo", at=AT)
        document = letter(place.settings, leader, person(OFFICER), 1, at=AT)
        begun = signing.begin(document, SIGN, PLACE, base_n=1, by=leader, origin=ORIGIN, at=AT)
        asked = {
            "ticket": protocol.read_launch_url(begun.launch).ticket,
            "protocols": list(protocol.PROTOCOLS),
        }
        task = signing.redeem(asked, pc, at=AT, premises=place.premises)
        named = {"cert": base64.b64encode(identity.der).decode()}
        ready = signing.take_certificate(task["job"], named, pc, at=AT, premises=place.premises)["docs"][0]
        signature = identity.key.sign(base64.b64decode(ready["tbs"]), PKCS1v15(), SHA256())
        item = {"doc": ready["doc"], "signature": base64.b64encode(signature).decode()}
        (place.folder / "sent.json").write_text(json.dumps([task["job"], {"items": [item]}]), "utf-8")

    def work(self, place: Place, say: Say) -> None:
        key, message = json.loads((place.folder / "sent.json").read_text("utf-8"))
        with suppress(protocol.ProtocolError):  # a machine too busy for its limits: refused, and nothing was promised
            say(signing.take_signatures(key, message, Device.get(), at=AT, premises=place.premises)["sha256"])

    def until(self, place: Place, said: Iterator[Any], chance: random.Random) -> list[Any]:
        if not self.seconds or chance.random() < 0.5:
            return super().until(place, said, chance)
        deadline = time.monotonic() + 10
        while not list(place.settings.scratch.glob("sign-*.signed.pdf")) and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.random() * self.seconds * NEAR)
        return []

    def lost(self, place: Place, said: Sequence[Any]) -> Iterator[str]:
        job, newest = SigningJob.get(), Version.select().order_by(Version.n.desc()).get()
        is_done = job.state == JobState.DONE
        if said and not (is_done and (newest.sha256, newest.role) == (said[0], "signed")):
            yield f"signature {said[0]}"
        if is_done != (newest.n == 2) or is_done != SignatureCheck.select().exists():
            yield f"half a signature: job {job.state}, version {newest.n}"
        open_ones = {f"sign-{job.id}.prepared.pdf"} if job.state == JobState.PREPARED else set()
        left = {path.name for path in place.settings.scratch.iterdir()} - open_ones
        yield from (f"left behind: {name}" for name in left)

    def go_on(self, place: Place) -> None:
        """Who was interrupted begins again at once; who was not enters the next letter."""
        job, document = SigningJob.get(), Document.get()
        if job.state == JobState.DONE:
            entered(place)
            return
        if job.is_live:
            signing.cancel([job], by=job.person, at=AT, premises=place.premises)
        signing.begin(document, SIGN, PLACE, base_n=1, by=job.person, origin=ORIGIN, at=AT)


class Migrating(OneAct):
    """The schema of an old office goes forward to today's."""

    name = "migration"

    def prepare(self, place: Place) -> None:
        """Today's rows in yesterday's tables, as far as these had room for them."""
        place.found()
        for _ in range(ROWS):
            entered(place)
        forget_marks()
        today, old = place.settings.database, place.folder / "old.db"
        db.database.close()
        make_old(old)
        move_rows(today, old)
        for end in ("-wal", "-shm"):
            today.with_name(today.name + end).unlink(missing_ok=True)
        old.replace(today)

    def work(self, place: Place, say: Say) -> None:
        say(db.migrate()[-1])

    def lost(self, place: Place, said: Sequence[Any]) -> Iterator[str]:
        with db.reading(place.settings.database) as found:
            if (schema := db.schema_of(found)) != max(file.stem for file in db.MIGRATIONS.glob("0*.py")):
                yield f"the schema stands at {schema}"
        if (rows := Document.select().count()) != ROWS:
            yield f"{ROWS - rows} documents"
        if not list(place.settings.data.glob(f"before-{int(OLDEST) - 1:04d}.db")):
            yield "the copy from before"


def forget_marks() -> None:
    """The trail as an older program told it: its events kept no marks of rows."""
    with db.atomic():
        db.database.execute_sql("DROP TRIGGER event_refuses_update")
        last = chain.FIRST
        for event in Event.select().order_by(Event.id):
            event.data.pop("counts", None)
            event.kept, event.previous = None, last
            last = event.hash = chain.link(last, event.body())
            event.save()


def make_old(file: Path) -> None:
    """An empty database as it was before a migration."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        for migration in db.MIGRATIONS.glob("0*.py"):
            if migration.stem < OLDEST:
                (Path(folder) / migration.name).write_text(migration.read_text("utf-8"), "utf-8")
        db.open_file(file)
        Runner(db.database, folder).up()
        db.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.database.close()


def move_rows(today: Path, old: Path) -> None:
    """Everything there is a column for."""
    connection = sqlite3.connect(old, isolation_level=None)
    connection.execute("ATTACH ? AS today", (str(today),))

    def columns(schema: str, table: str) -> set[str]:
        return {row[1] for row in connection.execute(f'PRAGMA {schema}.table_info("{table}")')}

    connection.execute("BEGIN")
    for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        both = ", ".join(f'"{name}"' for name in sorted(columns("main", table) & columns("today", table)))
        if both and table not in ("schema_migration", "sqlite_sequence"):
            connection.execute(f'DELETE FROM main."{table}"')
            connection.execute(f'INSERT INTO main."{table}" ({both}) SELECT {both} FROM today."{table}"')
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
