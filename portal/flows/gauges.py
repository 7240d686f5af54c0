"""Số đo của cổng văn bản at this moment, for who watches machines: how much waits, how large, how old; about nobody."""

import os
from collections.abc import Iterator
from pathlib import Path

from portal.flows.health import Health
from portal.office import events
from portal.search.service import Status

Gauge = tuple[str, str, dict[str, str], float]  # name, what it is, labels, value
STATM = Path("/proc/self/statm")


def gauges(health: Health) -> Iterator[Gauge]:
    """Everything that is known without much work."""
    for state, count in health.jobs.items():
        yield "portal_jobs", "Background jobs by state", {"state": state}, count
    yield "portal_database_bytes", "Size of the database", {}, health.database_size
    yield "portal_database_damaged", "Whether a damaged page was met", {}, health.damaged_since is not None
    yield "portal_disk_free_bytes", "Free space of the data folder's disk", {}, health.free_disk
    yield "portal_worker_away", "Whether nothing was heard of the worker for a minute", {}, health.is_worker_away
    yield "portal_index_behind_events", "Events the index does not know yet, -1 without one", {}, lag(health.index)
    if health.last_backup:
        age = (health.at - health.last_backup).total_seconds()
        yield "portal_backup_age_seconds", "Time since the last backup", {}, age
    if STATM.exists():
        resident = int(STATM.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
        yield "portal_web_memory_bytes", "Resident memory of the web process", {}, resident


def lag(index: Status | None) -> int:
    """How many events happened since the one the index stands at."""
    return -1 if index is None else max(0, events.last_seq() - index.mark)
