"""The worker child: drains the outbox, does everything heavy, and is the only writer of the search index."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from portal import clock, db
from portal.flows import (
    arriving,
    damage,
    dispatch,
    dossier_zip,
    guarding,
    indexing,
    intake,
    mailbox,
    mailing,
    old_books,
    packets,
    pictures,
    register_prints,
    reminding,
    scrubbing,
    sending_back,
    telling,
    tls,
    verdicts,
    watching,
)
from portal.flows.backup import clearing, nightly
from portal.flows.premises import Premises
from portal.flows.reports import monthly
from portal.flows.settling import Settle, nothing
from portal.office import arrivals, digests, directing, dossier_exports, outbox, parcels
from portal.office.outbox import Job
from portal.rules.errors import IndexBusy
from portal.search.reread import Rereading

log = logging.getLogger("portal.worker")
IDLE = 0.25
LOOK = 10.0  # seconds between two looks at the index, which is read whole at the start and a stretch at each look
INDEX_AT_ONCE = 200
BEAT = 5.0
ELSEWHERE_IDLE = 1.0
FOLDERS_EVERY = 2.0
BUSY_WAIT = timedelta(seconds=5)


def jobs(premises: Premises, at: datetime) -> dict[str, Callable[..., Settle]]:
    """Every kind of background work and the flow that does it; each answers with what to store."""
    return {
        "read": lambda document_id: intake.read(document_id, at=at, premises=premises),
        "read_enclosed": lambda document_id: intake.read_enclosed(document_id, at=at, premises=premises),
        arrivals.LOOK: lambda arrival_id: arriving.interpret(arrival_id, at=at, premises=premises),
        mailbox.JOB: lambda: mailbox.look(at=at, premises=premises),
        "forget_files": lambda *sha256: watching.forget_files(*sha256, premises=premises),
        "forget_pictures": lambda *sha256: pictures.forget(*sha256, premises=premises),
        "prepare_view": lambda document_id: pictures.prepare_view(document_id, at=at, premises=premises),
        "check_again": lambda sha256: verdicts.check_again(sha256, at=at, premises=premises),
        "send_parcels": lambda: packets.send_parcels(at=at, premises=premises),
        "tell_assigned": lambda document_id: partial(directing.tell_assigned, document_id, at=at),
        "scrub": lambda document_id: scrubbing.scrub(document_id, premises=premises),
        clearing.JOB: lambda: clearing.look(premises, at=at),
        nightly.JOB: lambda person_id=None: nightly.start(person_id, premises),
        guarding.JOB: lambda: guarding.look(at=at, premises=premises),
        guarding.MAIL_JOB: lambda alert_id, word: guarding.mail(alert_id, word, premises=premises),
        telling.JOB: lambda: telling.tell(at=at),
        telling.DAYS_JOB: lambda: telling.tell_days(at=at),
        tls.JOB: lambda: tls.look(premises, at=at),
        reminding.JOB: lambda: reminding.prepare(at=at),
        monthly.JOB: lambda: monthly.draw(at=at, premises=premises),
        digests.JOB: lambda digest_id: reminding.send(digest_id, at=at, premises=premises),
        mailing.JOB: lambda mailing_id: mailing.attempt(mailing_id, at=at, premises=premises),
        "send_back": lambda notice_id: sending_back.send_back(notice_id, at=at, premises=premises),
        "check_signatures": lambda sha256: verdicts.check_signatures(sha256, at=at, premises=premises),
        "prepare_draft": lambda document_id: dispatch.prepare_draft(document_id, at=at, premises=premises),
        "read_book": lambda import_id: old_books.read(import_id, at=at, premises=premises),
        "check_book": lambda import_id: old_books.check(import_id, at=at, premises=premises),
        "run_book": lambda import_id: old_books.run(import_id, at=at, premises=premises),
        dossier_exports.JOB: lambda export_id: dossier_zip.make(export_id, at=at, premises=premises),
        register_prints.JOB: lambda *asked: register_prints.make(*asked, at=at, premises=premises),
        "forget_prints": lambda: forget_made(premises),
        "forget_book": lambda sha256: old_books.forget(sha256, premises=premises),
        "index": lambda *ids: index(list(ids), premises),
        "reindex": lambda: reindex(premises),
        "tidy_index": lambda: tidy(premises),
        "check_index": lambda: indexing.ask_for_what_is_missing(premises),
    }


def give_up(job: Job) -> None:
    """What waits for a job that is not tried any more says so, where somebody looks at it."""
    with db.atomic():
        if job.kind == arrivals.LOOK:
            arrivals.give_up(*job.args)
        elif job.kind == "read":
            intake.give_up(*job.args, at=clock.now())
        elif job.kind == dossier_exports.JOB:
            dossier_zip.give_up(*job.args, at=clock.now())
        elif job.kind == mailing.JOB:
            mailing.give_up(*job.args, at=clock.now())


def index(ids: list[int], premises: Premises) -> Settle:
    """Put documents into the index."""
    indexing.update(ids, premises=premises)
    return nothing


def forget_made(premises: Premises) -> Settle:
    """Remove what was printed or packed to be fetched: fewer people may see something in it from now on."""
    dossier_zip.forget_all(premises)
    return register_prints.forget_all(premises)


def tidy(premises: Premises) -> Settle:
    """Keep the index in few parts."""
    indexing.tidy(premises=premises)
    return nothing


def reindex(premises: Premises) -> Settle:
    """Write a part of the new index; the next part queues behind the other work."""
    return nothing if indexing.step(premises) else indexing.ask_for_rebuild


def run(premises: Premises, *, once: bool = False, stop: threading.Event | None = None) -> None:
    """Work until told to stop, or, with ``once``, until nothing is left to do now."""
    stop = stop or threading.Event()
    while damage.since(premises.data) and not once:
        if stop.wait(LOOK):
            return
    boot = f"{os.getpid()}-{time.time_ns()}"
    outbox.recover(boot)
    for job in list(Job.failed()):
        give_up(job)  # also what killed the worker too often
    with beating(premises.heartbeat), asking_elsewhere(boot, premises, once=once):
        ensure_index()
        parcels.ask()
        look_around(premises, at=clock.now())
        register_prints.forget_old(premises, at=clock.now())
        dossier_zip.forget_old(premises, at=clock.now())
        done, looked, rereading = "", time.monotonic(), Rereading(premises.search_index)
        while not stop.is_set():
            job = outbox.claim(boot, at=clock.now(), after=done, elsewhere=None if once else False)
            if job is not None:
                do(job, boot, premises)
                done = job.kind
            elif once:
                nightly.wait()
                return
            else:
                if time.monotonic() - looked > LOOK:
                    if damage.since(premises.data):
                        return  # nothing is written any more; the next one waits
                    indexing.notice_damage(premises, rereading)
                    look_around(premises, at=clock.now())
                    looked = time.monotonic()
                stop.wait(IDLE)


def look_around(premises: Premises, *, at: datetime) -> None:
    """Ask for what comes round by itself and has come round."""
    guarding.ask(at=at)
    telling.ask(at=at)
    reminding.ask(premises, at=at)
    monthly.ask(at=at)
    tls.ask(premises, at=at)
    nightly.ask(premises, at=at)


@contextmanager
def beating(heartbeat: Path) -> Iterator[None]:
    """Leave a sign of life every few seconds, during a long job too."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            heartbeat.touch()

    heartbeat.touch()
    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def asking_elsewhere(boot: str, premises: Premises, *, once: bool) -> Iterator[None]:
    """Do the jobs that wait for another machine beside the others; with ``once`` they are done in their turn."""
    if mailbox.is_due(premises, at=clock.now()):
        mailbox.ask()
    if once:
        look_into_folders_once(premises)
        yield
        return
    ended = threading.Event()
    threading.Thread(target=ask_elsewhere, args=(boot, premises, ended), daemon=True).start()
    threading.Thread(target=look_into_folders, args=(premises, ended), daemon=True).start()
    try:
        yield
    finally:
        ended.set()  # whoever waits for a server just now ends with this process; what came whole came


def ask_elsewhere(boot: str, premises: Premises, ended: threading.Event) -> None:
    """One job after the other, and the mailbox whenever its time has come."""
    while not ended.wait(ELSEWHERE_IDLE):
        try:
            if mailbox.is_due(premises, at=clock.now()):
                mailbox.ask()
            job = outbox.claim(boot, at=clock.now(), elsewhere=True)
            if job is not None:
                do(job, boot, premises)
        except db.FAILURES:  # said by the main loop, which ends at them
            log.exception("the database cannot be used")
    db.database.close()


def look_into_folders(premises: Premises, ended: threading.Event) -> None:
    """Look at the watched folders until the end of the worker, beside its other work."""
    doors = watching.watches(premises)
    while doors and not ended.wait(FOLDERS_EVERY):
        watching.look_at(doors, at=clock.now(), now=time.monotonic(), premises=premises)
    db.database.close()


def look_into_folders_once(premises: Premises) -> None:
    """Take what stands still, for a worker that is to end: two looks, some seconds apart."""
    doors = watching.watches(premises)
    for wait in (0.0, watching.STILL) if doors else ():
        time.sleep(wait)
        watching.look_at(doors, at=clock.now(), now=time.monotonic(), premises=premises)


def ensure_index() -> None:
    """Have the index looked at: missing, damaged, old or behind, it is mended without hands."""
    outbox.put("check_index", dedup="check_index")


def do(job: Job, boot: str, premises: Premises) -> None:
    """Do one job; its result and its end are one transaction, its failure is kept with the job."""
    alike = outbox.claim_alike(job, boot, at=clock.now(), limit=INDEX_AT_ONCE) if job.kind == "index" else []
    attempt([job, *alike], premises)


def attempt(batch: list[Job], premises: Premises) -> None:
    """Do jobs of one kind in one go; when that fails each is tried alone, so that one takes no other with it."""
    kind, args = batch[0].kind, [a for each in batch for a in each.args]
    try:
        settle = jobs(premises, clock.now())[kind](*args)
        with db.atomic():
            settle()
            for each in batch:
                outbox.finish(each)
    except IndexBusy:  # somebody rebuilds the index; that is no fault of the job
        for each in batch:
            outbox.put_back(each, at=clock.now() + BUSY_WAIT)
    except Exception as error:  # whatever a job raises must not end the worker; the job keeps the words
        damage.meet(error, premises.data, at=clock.now())
        log.exception("job %s %s failed", kind, args)
        if len(batch) > 1:
            for each in batch:
                attempt([each], premises)
        else:
            if outbox.fail(batch[0], f"{type(error).__name__}: {error}", at=clock.now()):
                give_up(batch[0])
