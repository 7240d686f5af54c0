"""The folder into which the agent of the axis puts packets: what lies in it whole is taken into the queue."""

from datetime import datetime, timedelta
from pathlib import Path

from portal.adapters.transports import folder as transport
from portal.flows import arriving
from portal.flows.premises import Premises
from portal.office import looks
from portal.office.looks import Look
from portal.rules import doors, errors

SETTLED = timedelta(seconds=3)  # a file touched later than this may still be being written
QUIET = timedelta(minutes=1)  # looks that find nothing are noted this often
KEEPS = ("disk_full",)  # reasons that pass: the packet stays where it is until then


def look(*, at: datetime, premises: Premises) -> int:
    """Take what is new; how many.  A packet leaves the folder after its row is committed, never before."""
    if premises.packets_in is None:
        return 0
    found = taken = 0
    fault = ""
    try:
        for path in transport.fetch(premises.packets_in):
            if at.timestamp() - path.stat().st_mtime < SETTLED.total_seconds():
                continue
            found += 1
            fault = take(path, at=at, premises=premises)
            if fault in KEEPS:
                break
            taken += not fault
    except OSError:
        fault = "unreachable"
    if found or fault or is_due(at):
        looks.looked(doors.PACKET, at=at, found=found, taken=taken, fault=fault)
    return taken


def take(path: Path, *, at: datetime, premises: Premises) -> str:
    """Keep one packet byte for byte and put the file away; a word for why it was not kept."""
    fault = ""
    try:
        arriving.take(path, doors.PACKET, "", path.name, at=at, premises=premises)
    except errors.FileRefused as refusal:
        fault = str(refusal.data["why"])
    if fault not in KEEPS:
        transport.put_away(path, refused=bool(fault))
    return fault


def is_due(at: datetime) -> bool:
    """Whether a look that found nothing is worth a note."""
    last = Look.newest(doors.PACKET)
    return last is None or not timedelta(0) <= at - last.until < QUIET
