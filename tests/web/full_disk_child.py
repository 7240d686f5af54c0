"""An office on a disk of 24 MB that fills up: run as a program with a folder; ends with 0 when all was as it should be.

The disk is a file system in memory, mounted where only this process sees it.
"""

import os
import sys
from io import BytesIO
from pathlib import Path

from portal import clock, config, db
from portal.bench.kills import disks
from portal.config import Settings
from portal.flows import ballast, verifying
from portal.office.documents import Document
from portal.office.registers import Register
from portal.web import create_app, serving
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff, found_office, request_id
from tests.web.conftest import Browser
from tests.web.test_incoming import LETTER

LIMIT = 4 << 20
READ = ("/", "/incoming", "/search?q=phan+loai", "/outgoing")


def main(folder: Path) -> None:
    """Fill it, ask, empty it, ask again."""
    clock.now = lambda: NOW
    disks.apart()
    disks.run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder))
    settings = config.apply(config.load(folder / "data", {}), {"free_space_limit": LIMIT})
    clerk, waiting = opened(settings)
    enter(clerk, waiting.pop(), 303)
    last = Register.get(Register.kind == "incoming")
    junk = folder / "junk"

    fill(junk, leave=LIMIT // 2)
    assert "sắp hết chỗ" in upload(clerk)
    readable(clerk)

    assert (settings.data / ballast.NAME).exists()
    fill(junk, leave=0)
    document = waiting.pop()
    enter(clerk, document, 507)
    assert Document.get_by_id(document).number is None
    assert Register.get_by_id(last.id).last_number == last.last_number
    assert not (settings.data / ballast.NAME).exists()
    readable(clerk)
    enter(clerk, document, 303)  # in the room the ballast left
    assert Document.get_by_id(document).number == last.last_number + 1

    fill(junk, leave=0)
    enter(clerk, waiting.pop(), 507)
    readable(clerk)
    junk.unlink()
    db.database.close()
    serving.prepare(settings)
    db.open_file(settings.database)
    assert (settings.data / ballast.NAME).exists()
    assert "sắp hết chỗ" not in upload(clerk)
    enter(clerk, waiting.pop(), 303)
    assert Register.get_by_id(last.id).last_number == last.last_number + 2
    assert verifying.verify(premises_of(settings).store).ok


def opened(settings: Settings) -> tuple[Browser, list[int]]:
    """The office with letters that wait for their numbers, and its clerk at the browser."""
    serving.prepare(settings)
    db.open_file(settings.database)
    people: Staff = found_office()
    clerk = Browser(create_app(settings), settings).as_person(people.clerk)
    for _ in range(5):
        clerk.get("/incoming")
        clerk.post("/incoming/paper")
    return clerk, [row.id for row in Document.select(Document.id)]


def fill(junk: Path, *, leave: int) -> None:
    """Take all the room of the disk but so much."""
    free = os.statvfs(junk.parent).f_bavail * os.statvfs(junk.parent).f_frsize
    with junk.open("ab") as out:
        out.write(b"\xff" * max(0, free - leave))


def readable(clerk: Browser) -> None:
    """People go on reading."""
    for address in READ:
        clerk.get(address)


def upload(clerk: Browser) -> str:
    """Bring a file; the page that follows."""
    clerk.get("/incoming")
    data = {"files": (BytesIO(b"%PDF-1.4 " + os.urandom(100_000)), "a.pdf")}
    return clerk.follow(clerk.post("/incoming/documents", data=data, content_type="multipart/form-data")).text


def enter(clerk: Browser, document: int, status: int) -> None:
    """Vào sổ."""
    clerk.get(f"/documents/{document}/entry")
    form = {**LETTER, "reference": f"{document}/UBND-TH", "subject": f"V/v việc số {document}"}
    clerk.post(f"/documents/{document}/entry", {**form, "request_id": request_id()}, status=status)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
