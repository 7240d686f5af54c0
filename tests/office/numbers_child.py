"""The office under fire: threads that receive and enter letters until all are done or the process is killed.

Run as a program with the folder of the office; what is in ``acknowledged.txt`` was committed before it was written.
"""

import hashlib
import sys
import threading
from pathlib import Path

from portal import db
from portal.office import entering, files, paper_numbers, receiving
from portal.office.paper_numbers import PaperFacts
from portal.office.people import Person
from portal.office.recipients import Line
from portal.office.registers import Entry
from tests.office_fixtures import NOW, facts

THREADS, EACH = 32, 50


def work(folder: Path, thread: int, done: set[str], lock: threading.Lock) -> None:
    """The letters of one clerk; what was acknowledged in an earlier life is not sent again."""
    clerk = Person.by_login("vanthu")
    for n in range(EACH):
        request = f"{thread}-{n}"
        if request not in done:
            number = take_one(clerk, request)
            with lock, (folder / "acknowledged.txt").open("a", encoding="utf-8") as acknowledged:
                acknowledged.write(f"{request} {number}\n")
    db.database.close()


def take_one(clerk: Person, request: str) -> int:
    """Receive and enter, or number a copy, by turns; a number given but not heard of is given again, not anew."""
    sha256 = hashlib.sha256(request.encode()).hexdigest()
    earlier = Entry.get_or_none(Entry.request_id == request)
    if earlier is not None:
        return earlier.number
    if int(request.partition("-")[2]) % 2:
        copy = PaperFacts("Sao y", f"Sao y {request}", "Trần Văn Chủ", lines=(Line("Lưu: VT"),))
        return paper_numbers.give(copy, by=clerk, at=NOW, request_id=request).number
    files.keep(sha256, len(request), "application/pdf", at=NOW)
    document = receiving.receive(sha256, f"{request}.pdf", by=clerk, at=NOW)
    return entering.enter(
        document, facts(subject=f"V/v {request}"), by=clerk, at=NOW, request_id=request
    ).number


def main(folder: Path) -> None:
    db.open_file(folder / "portal.db")
    written = (folder / "acknowledged.txt").read_text("utf-8").splitlines()
    done = {line.split()[0] for line in written if line.count(" ") == 1}
    lock = threading.Lock()
    threads = [threading.Thread(target=work, args=(folder, t, done, lock)) for t in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
