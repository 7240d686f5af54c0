"""How the backups stand: each place, the key, the next night, what was tried last; looked up when it is asked for."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from portal.flows.backup import keys, making, nightly, rehearsing, yearly
from portal.flows.premises import Premises
from portal.office.events import Event
from portal.rules import backups
from portal.rules.errors import BackupRefused

VERBS = ("backed_up", "backup_failed", "backup_rehearsed", "backup_retired", "restored", "backup_key_set", "copied_out",
         "copy_failed", "copy_cleared", "copy_left")
SHOWN = 30


@dataclass(frozen=True)
class PlaceState:
    """One place that was set: whether it is there, the newest backup in it, and why the last try failed."""

    path: Path
    is_there: bool
    free: int
    is_same_disk: bool
    last: Event | None
    fault: str

    @property
    def missing(self) -> int:
        """How many files the newest backup lacks, because the store had lost or altered them."""
        return len(self.last.data.get("missing") or ()) if self.last else 0


@dataclass(frozen=True)
class Standing:
    """What the pages show of backups."""

    premises: Premises
    at: datetime

    @cached_property
    def key_mark(self) -> str:
        """The last letters of the key backups are locked to; empty where there is none, or none that can be used."""
        try:
            return keys.mark_in(self.premises.data)
        except (BackupRefused, OSError):
            return ""

    @property
    def is_key_broken(self) -> bool:
        """A key was set, and what stands there now is none: no backup is made."""
        return not self.key_mark and (self.premises.data / keys.FILE).exists()

    @cached_property
    def recent(self) -> list[Event]:
        """What happened last, the newest first."""
        return list(Event.select().where(Event.verb.in_(VERBS)).order_by(Event.id.desc()).limit(SHOWN))

    @cached_property
    def places(self) -> list[PlaceState]:
        """Every place that is set."""
        return [self.state_of(place) for place in self.premises.backup_places]

    def state_of(self, place: Path) -> PlaceState:
        """One place."""
        is_there = place.is_dir()
        tries = [event for event in self.recent if event.verb in ("backed_up", "backup_failed")]
        here = [event for event in tries if event.data.get("place") == str(place)]
        return PlaceState(
            place, is_there, shutil.disk_usage(place).free if is_there else 0,
            is_there and place.stat().st_dev == self.premises.data.stat().st_dev,
            next((e for e in here if e.verb == "backed_up"), None),
            str(here[0].data["why"]) if here and here[0].verb == "backup_failed" else "",
        )

    @property
    def next_at(self) -> datetime | None:
        """When the next one is made by itself; None where nothing is set."""
        is_set = self.premises.backup_places and self.premises.backup_at
        return backups.next_due(self.premises.backup_at, self.at) if is_set else None

    @cached_property
    def is_running(self) -> bool:
        """Whether one is being made."""
        return making.is_running(self.premises)

    @cached_property
    def rehearsal(self) -> Event | None:
        """The last one, of any kind."""
        return Event.newest("backup_rehearsed")

    @property
    def is_rehearsal_good(self) -> bool:
        """Tried in the last week and a day, and it would have come back."""
        last = self.rehearsal
        return last is not None and last.outcome == "done" and self.at - last.at <= backups.REHEARSED_OLD

    @property
    def is_rehearsal_wanting(self) -> bool:
        """The last one failed, or one is overdue where backups are made by themselves; the first comes with them."""
        last = self.rehearsal
        if last is not None and last.outcome != "done":
            return True
        since = last.at if last else self.backed_up_since
        return self.next_at is not None and since is not None and self.at - since > backups.REHEARSED_OLD

    @cached_property
    def backed_up_since(self) -> datetime | None:
        """When the first backup was made."""
        first = Event.select(Event.at).where(Event.verb == "backed_up").order_by(Event.id).first()
        return first.at if first else None

    @cached_property
    def key_duty_done(self) -> datetime | None:
        """When somebody last opened a backup with the key of the paper."""
        tried = Event.select(Event.at, Event.data).where(Event.verb == "backup_rehearsed", Event.outcome == "done")
        return next((e.at for e in tried.order_by(Event.id.desc()) if e.data["how"] == rehearsing.KEY), None)

    @cached_property
    def copied_at(self) -> datetime | None:
        """When the readable copy was made last by itself."""
        return nightly.moment_of(yearly.MARK)

    @cached_property
    def copy_missing(self) -> int:
        """How many files the newest readable copy lacks; one made by hand after they were brought back settles it."""
        newest = Event.newest(yearly.MARK)
        return len(newest.data.get("missing") or ()) if newest else 0

    @property
    def is_copy_due(self) -> bool:
        """Whether this year's is still to be made."""
        return yearly.is_due(self.premises, self.at)

    @property
    def copy_fault(self) -> str:
        """Why the last try to make it failed, as a word."""
        failed = Event.newest("copy_failed") if self.is_copy_due else None
        return str(failed.data["why"]) if failed and (self.copied_at is None or failed.at > self.copied_at) else ""

    @property
    def is_key_duty_due(self) -> bool:
        """Once a year the paper is fetched and tried; there is nothing to try without a key."""
        return bool(self.key_mark) and backups.has_come(self.key_duty_done, backups.KEY_DUTY_EVERY, self.at)
