"""From one release to the next: tried and backed up first, one step that counts, and the way back when it fails.

Until the link is switched nothing of the office was touched.  After it the new release runs, on a database the new
release brings forward itself if that was cut off; so whoever ends this at any point leaves an office that starts.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from portal import locks
from portal.installing import machine, releases
from portal.installing.keeping import DATABASE, REHEARSAL
from portal.installing.machine import Account, as_user
from portal.installing.plan import Plan, Stopped
from portal.installing.running import Running, wait_until_it_answers
from portal.installing.service import Tell

LOCK = "upgrade.lock"
PATIENCE = 120.0
LONGEST_BACKUP = 6 * 3600  # seconds; the first into a new place brings every file there


class Backups(Enum):
    """What an upgrade does about the office's own backup; the copy of the database for the way back is made always."""

    MADE = "backing_up"
    NO_PLACE = "no_place"
    LEFT_OUT = "backup_left_out"


def upgrade(
    plan: Plan, source: Path, whose: Account, service: Running, host: str, tell: Tell, *,
    backups: Backups = Backups.NO_PLACE,
) -> None:
    """Take a release in, try it, back the office up, switch to the release; each step is told before it is done.

    Raises Stopped: the old release then runs, or runs again, on the data it had.
    """
    with locks.alone(plan.home / LOCK, "upgrade"):
        old = releases.running(plan)
        tell("placing", source=source)
        new = releases.place(plan, source)
        with removed_unless_good(new):
            if releases.is_same(old, new):
                raise Stopped("same_release", folder=old)
            try_out(plan, new, whose, tell)
            back_up(plan, old, whose, tell, backups)
        try:
            tell("stopping")
            service.stop()
            change_over(plan, old, new, whose, tell)
            tell("starting")
            start(plan, service, host)
        except BaseException as cause:  # Ctrl+C as well: nobody is left without an office
            go_back(plan, old, whose, service, tell)
            tell("starting_again")
            start_again(plan, service, host, cause)
            shutil.rmtree(new)
            raise Stopped("gone_back", cause=cause, release=old) from cause
        releases.forget_all_but(plan, old)
        tell("done", release=new, before=old)


@contextmanager
def removed_unless_good(release: Path) -> Iterator[None]:
    """A release that was not found good goes."""
    try:
        yield
    except BaseException:
        shutil.rmtree(release)
        raise


def try_out(plan: Plan, new: Path, whose: Account, tell: Tell) -> None:
    """The new release by itself, then on a copy of the office; the old one goes on serving meanwhile."""
    tell("checking")
    nowhere = ["--data", str(plan.data / REHEARSAL)]
    as_user(whose, [*releases.words(new), *nowhere, "check"], plan, "check")
    tell("rehearsing")
    step(plan, new, whose, "rehearse")


def back_up(plan: Plan, old: Path, whose: Account, tell: Tell, backups: Backups) -> None:
    """The office into each of its places while it is still served; without a good one nothing is upgraded."""
    if not (plan.data / DATABASE).exists():
        return
    tell(backups.value)
    if backups is Backups.MADE:
        words = [*releases.words(old), "--data", str(plan.data), "backup"]
        try:
            as_user(whose, words, plan, "backup", LONGEST_BACKUP)
        except Stopped as cause:
            raise Stopped("no_backup", cause=cause) from cause
        tell("backed_up")


def step(plan: Plan, release: Path, whose: Account, name: str) -> None:
    """What is to be done in the data folder, by a release, as the folder's owner."""
    as_user(whose, [*releases.words(release), "--data", str(plan.data), "service", name], plan, name)


def change_over(plan: Plan, old: Path, new: Path, whose: Account, tell: Tell) -> None:
    """Keep the database, switch the link, bring the database forward."""
    tell("keeping")
    step(plan, old, whose, "keep")
    tell("switching", release=new)
    releases.switch(plan, new)
    tell("migrating")
    step(plan, new, whose, "bring")


def start(plan: Plan, service: Running, host: str) -> None:
    """Have it serve again, where there is an office to serve."""
    if (plan.data / DATABASE).exists():
        service.start()
        wait_until_it_answers(service, host, plan.port, PATIENCE)


def go_back(plan: Plan, old: Path, whose: Account, service: Running, tell: Tell) -> None:
    """The old release again; where the schema has gone forward it takes its own database back as it starts."""
    tell("going_back")
    if releases.running(plan) != old:
        service.stop()
        step(plan, old, whose, "give-back")
        releases.switch(plan, old)


def start_again(plan: Plan, service: Running, host: str, cause: BaseException) -> None:
    """The old release serves; when it does not either, both troubles are told."""
    try:
        start(plan, service, host)
    except Stopped as worse:
        raise Stopped("silent_after", name=plan.name, cause=cause, worse=worse) from worse


def account_of(plan: Plan) -> Account:
    """The user of what is installed."""
    whose = machine.account(plan.name)
    if whose is None or not plan.current.exists():
        raise Stopped("not_installed", name=plan.name)
    return whose
