"""No trace of what was held: not in the index, the log of the database, nor in copies made before (domain.md §6)."""

from contextlib import suppress
from datetime import datetime, timedelta
from time import sleep

from portal import db
from portal.flows import indexing, register_prints
from portal.flows.backup import making
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office.documents import load
from portal.rules.errors import BackupRefused, IndexBusy

TRIES, PAUSE = 20, 0.2


def scrub(document_id: int, *, premises: Premises) -> Settle:
    """The worker's part, after a document was held and again after its file was removed."""
    document = load(document_id)
    register_prints.forget_all(premises)
    indexing.purge(document_id, premises=premises)
    forget_copies(premises, since=document.created_at)
    for _ in range(TRIES):
        if db.empty_log():
            return nothing
        sleep(PAUSE)
    raise IndexBusy  # somebody reads an old state: later again


def forget_copies(premises: Premises, *, since: datetime) -> None:
    """Copies of the database in the data folder in which the document may stand: kept, tried or left by a power cut."""
    for copy in db.copies_in(premises.data):
        with suppress(FileNotFoundError):  # an upgrade takes away what it tried
            if datetime.fromtimestamp(copy.stat().st_mtime, since.tzinfo) + timedelta(minutes=1) >= since:
                copy.unlink()
    with suppress(BackupRefused), making.alone(premises):  # which begins with taking away what was cut off
        pass
