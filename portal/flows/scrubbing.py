"""No trace of what was held: not in the index, the log of the database, nor in copies made before (domain.md §6)."""

from datetime import datetime, timedelta
from time import sleep

from portal import db
from portal.flows import indexing, register_prints
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office.documents import load
from portal.rules.errors import IndexBusy

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
    """Copies of the database from before a migration, where the document may already stand in them."""
    for copy in premises.data.glob("before-*.db"):
        if datetime.fromtimestamp(copy.stat().st_mtime, since.tzinfo) + timedelta(minutes=1) >= since:
            copy.unlink()
