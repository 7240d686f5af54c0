"""Work to be done after the commit: rows written with the act, done by the worker child."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, IntegerField, TextField, Value, fn

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import errors

ATTEMPTS = 5
FIRST = ("check_index", "reindex")  # done in parts, so these may go before what has waited longer
# Waits for another machine, so nothing else may wait behind it.
ELSEWHERE = ("look_mailbox", "send_back", "send_mail", "mail_alert", "send_digest")


class Job(db.Record):
    """One piece of background work; carries a name and ids, never contents."""

    kind: Any = CharField()
    args: Any = db.JsonField()
    state: Any = CharField(default="ready", index=True)
    run_at: Any = db.MomentField(null=True)
    attempts: Any = IntegerField(default=0)
    worker: Any = CharField(default="")
    dedup: Any = CharField(null=True, unique=True)
    last_error: Any = TextField(default="")

    @classmethod
    def waiting(cls) -> Any:
        """Jobs that will still run."""
        return cls.select().where(cls.state.in_(("ready", "running")))

    @classmethod
    def of_kind(cls, kind: str) -> Any:
        """Jobs of one kind that wait, run or were given up."""
        return cls.select().where(cls.kind == kind).order_by(cls.id)

    @classmethod
    def counts(cls) -> dict[str, int]:
        """How many jobs there are by state."""
        rows: Any = cls.select(cls.state, fn.COUNT(cls.id)).group_by(cls.state).tuples()
        return dict(rows)

    @classmethod
    def failed(cls) -> Any:
        """Jobs given up after too many attempts, newest first."""
        return cls.select().where(cls.state == "failed").order_by(cls.id.desc())


def put(kind: str, *args: Any, dedup: str | None = None, run_at: datetime | None = None) -> None:
    """Ask for work, inside the transaction of the act that causes it.

    A job with the same ``dedup`` word that has not started yet stands for this one too, and waits for its time
    (``run_at``) no longer where this one has none.
    """
    with db.atomic():
        Job.insert(kind=kind, args=list(args), dedup=dedup, run_at=run_at).on_conflict_ignore().execute()
        if dedup and run_at is None:
            Job.update(run_at=None).where(Job.dedup == dedup, Job.run_at.is_null(False)).execute()


def is_asked(*wanted: tuple[str, Any]) -> bool:
    """Whether any of these jobs, as (kind, its only argument), will still run."""
    asked: Any = Value(False)
    for kind, argument in wanted:
        asked |= (Job.kind == kind) & with_args((argument,))
    return bool(Job.waiting().where(asked).exists())


def claim(worker: str, *, at: datetime, after: str = "", elsewhere: bool | None = None) -> Job | None:
    """Take the oldest job that is due, in one statement; None when there is nothing to do.

    The word that keeps doubles out is given up here: a change made from now on asks for a new run.  The kind
    done last (``after``) lets the others go before, so that what is done in parts takes turns with them.
    ``elsewhere``: only what waits for another machine, or nothing of it.
    """
    due = (
        Job.select(Job.id)
        .where(Job.state == "ready", Job.run_at.is_null() | (Job.run_at <= at))
        .order_by((Job.kind == after) & Job.kind.in_(FIRST), Job.kind.not_in(FIRST), Job.id).limit(1)
    )
    if elsewhere is not None:
        due = due.where(Job.kind.in_(ELSEWHERE) if elsewhere else Job.kind.not_in(ELSEWHERE))
    with db.atomic():
        rows = (
            Job.update(state="running", worker=worker, attempts=Job.attempts + 1, dedup=None)
            .where(Job.id.in_(due)).returning(Job).execute()
        )
        return next(iter(rows), None)


def claim_alike(job: Job, worker: str, *, at: datetime, limit: int) -> list[Job]:
    """Take further due jobs of the same kind, to be done in one go."""
    due = (
        Job.select(Job.id)
        .where(Job.state == "ready", Job.kind == job.kind, Job.run_at.is_null() | (Job.run_at <= at))
        .order_by(Job.id).limit(limit)
    )
    with db.atomic():
        return list(
            Job.update(state="running", worker=worker, attempts=Job.attempts + 1, dedup=None)
            .where(Job.id.in_(due)).returning(Job).execute()
        )


def finish(job: Job) -> None:
    """The work is done; called in the transaction that stores its result."""
    Job.delete().where(Job.id == job.id).execute()


def put_back(job: Job, *, at: datetime) -> None:
    """What the job needs is in use: it waits until ``at`` and no attempt is spent."""
    with db.atomic():
        Job.update(state="ready", run_at=at, attempts=Job.attempts - 1).where(Job.id == job.id).execute()


def fail(job: Job, error: str, *, at: datetime) -> bool:
    """Try again later, 2, 4, 8 … seconds, and give up after ``ATTEMPTS``; whether it was given up now."""
    spent = job.attempts >= ATTEMPTS
    with db.atomic():
        Job.update(
            state="failed" if spent else "ready", run_at=at + timedelta(seconds=2**job.attempts),
            last_error=error[:500],
        ).where(Job.id == job.id).execute()
    return bool(spent)


def retry(job_id: int, *, by: Person, at: datetime) -> None:
    """Put a failed job back to the start."""
    by.require("administer")
    failed = (Job.id == job_id) & (Job.state == "failed")
    with db.atomic():
        job = Job.get_or_none(failed)
        if job is None:
            raise errors.NotFound(job_id)
        Job.update(state="ready", attempts=0, run_at=None).where(failed).execute()
        events.record("job_retried", job, by=by, at=at, kind=job.kind)


def forget_failed(kind: str, *args: Any) -> None:
    """What was given up has been done since, or is asked for anew; called in the transaction of that."""
    given_up = (Job.kind == kind) & (Job.state == "failed")
    if args:
        given_up &= with_args(args)
    Job.delete().where(given_up).execute()


def with_args(args: Sequence[Any]) -> Any:
    """The jobs with these arguments; a list given as it is would be compared with the column member by member."""
    return Job.args == Value(Job.args.db_value(list(args)), converter=str)


def recover(worker: str) -> int:
    """Hand back what another life of the worker left running; how many.  What killed it too often is given up."""
    lost = (Job.state == "running") & (Job.worker != worker)
    with db.atomic():
        Job.update(state="failed", last_error="worker died").where(lost, Job.attempts >= ATTEMPTS).execute()
        left: int = Job.update(state="ready").where(lost).execute()
    return left
