"""Tình trạng: how the portal is doing, as far as it can see itself."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from importlib.metadata import version

from peewee import PeeweeException

from portal import db
from portal.clock import VIETNAM
from portal.flows import checking, damage, indexing, mailbox, searching, tls
from portal.flows.backup.standing import Standing
from portal.flows.checking import Check
from portal.flows.premises import Premises, is_open
from portal.office.events import Event
from portal.office.files import StoredFile
from portal.office.outbox import Job
from portal.office.profile import Office
from portal.office.trust import Anchor
from portal.search.records import Rebuilding
from portal.search.service import Status

WORKER_SILENT = timedelta(minutes=1)
BACKUP_OLD = timedelta(hours=26)  # one a day, with some slack
RENEWED_BY = timedelta(days=25)  # it renews itself from 30 days before its end
PROGRAMS = ("portal-xa", "flask", "peewee", "whoosh", "pyhanko", "cryptography")


@dataclass(frozen=True)
class Health:
    """What the page shows; everything is looked up when it is asked for, once."""

    premises: Premises
    at: datetime

    @cached_property
    def jobs(self) -> dict[str, int]:
        """Background work by state."""
        return {state: Job.counts().get(state, 0) for state in ("ready", "running", "failed")}

    @cached_property
    def failed(self) -> list[Job]:
        """What was given up, newest first."""
        return list(Job.failed().limit(50))

    @cached_property
    def worker_seen(self) -> datetime | None:
        """When the worker last looked for work."""
        if not self.premises.heartbeat.exists():
            return None
        return datetime.fromtimestamp(self.premises.heartbeat.stat().st_mtime, VIETNAM)

    @property
    def is_worker_away(self) -> bool:
        """Nothing heard of it for a while; a job that says it runs may be a dead worker's and proves nothing."""
        return self.worker_seen is None or self.at - self.worker_seen > WORKER_SILENT

    @cached_property
    def index(self) -> Status | None:
        """How the index stands, None when it cannot be used."""
        return searching.status(self.premises)

    @property
    def is_index_behind(self) -> bool:
        """Missing, or not holding what the office holds."""
        return indexing.is_behind(self.index)

    @cached_property
    def rebuilding(self) -> Rebuilding | None:
        """How far a new index is, None when none is being written."""
        return indexing.progress(self.premises)

    @cached_property
    def mailbox(self) -> mailbox.Standing | None:
        """How the agency's mailbox stands, None when none is set."""
        return mailbox.standing(self.premises)

    @cached_property
    def free_disk(self) -> int:
        """Bytes left on the disk of the data folder."""
        return shutil.disk_usage(self.premises.data).free

    @property
    def is_disk_low(self) -> bool:
        """Below the limit at which uploads are refused."""
        return self.free_disk < self.premises.free_space_limit

    @property
    def is_data_open(self) -> bool:
        """Others on the machine may look into the data folder, and a start could not keep them out."""
        return is_open(self.premises.data)

    @cached_property
    def is_store_lost(self) -> bool:
        """Files were stored, and the store is not there or empty: its disk is away, or somebody removed it."""
        return StoredFile.select().exists() and not any(self.premises.store.folder.glob("??"))

    @cached_property
    def damaged_since(self) -> datetime | None:
        """When a damaged page of the database was first met; nothing is written since."""
        return damage.since(self.premises.data)

    @cached_property
    def database_size(self) -> int:
        """Bytes of the database."""
        pragma = db.database.pragma
        return int(pragma("page_size") * pragma("page_count"))

    @cached_property
    def last_backup(self) -> datetime | None:
        """When the last backup was made: of what was restored its own trail cannot tell, so the restoring tells it."""
        event = Event.newest("backed_up")
        moments = [event.at] if event else []
        if self.restored:
            moments.append(datetime.fromisoformat(self.restored.data["made_at"]))
        return max(moments, default=None)

    @cached_property
    def restored(self) -> Event | None:
        """The restoring after which no backup was made yet, if there was one."""
        backed_up, restored = Event.newest("backed_up"), Event.newest("restored")
        return restored if restored and (backed_up is None or backed_up.id < restored.id) else None

    @property
    def is_backup_old(self) -> bool:
        """None yet, or older than a day."""
        return self.last_backup is None or self.at - self.last_backup > BACKUP_OLD

    @cached_property
    def backups(self) -> Standing:
        """Places, key and rehearsals."""
        return Standing(self.premises, self.at)

    @cached_property
    def has_authority(self) -> bool:
        """Whether any issuing authority is trusted; without one no signature can be good."""
        return bool(Anchor.trusted().exists())

    @cached_property
    def certificate_until(self) -> datetime | None:
        """How long the certificate for HTTPS is good, None when the portal has none."""
        return tls.until_if_any(self.premises.certificate)

    @cached_property
    def tls_fault(self) -> str:
        """What is lost or damaged of the files for HTTPS, as a word, empty where nothing is."""
        return tls.fault(self.premises.data, self.premises.certificate)

    @property
    def is_certificate_late(self) -> bool:
        """It should have been renewed, by itself where the root is the office's own."""
        until = self.certificate_until
        return until is not None and until - self.at < RENEWED_BY

    @cached_property
    def outside(self) -> list[Check]:
        """Programs of the machine."""
        return checking.outside()

    @cached_property
    def versions(self) -> list[tuple[str, str]]:
        """What runs here."""
        own = [("Python", platform.python_version()), ("SQLite", checking.sqlite())]
        return [*own, *((name, version(name)) for name in PROGRAMS if is_installed(name))]


def is_installed(name: str) -> bool:
    """Whether a package says its version; the portal itself does only once installed."""
    try:
        version(name)
    except ModuleNotFoundError:
        return False
    return True


def is_alive() -> bool:
    """Whether the database answers: what a watchdog asks."""
    try:
        return bool(Office.select().exists())
    except PeeweeException:
        return False
