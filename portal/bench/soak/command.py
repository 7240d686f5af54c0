"""``portal bench soak``: an office of sixty people works for as long as asked, and no answer may be an error.

The portal is served as offices serve it, with its worker; the people are threads of this process, each from
an address of its own, with the pauses people make.  Signatures go through the signer's own program with a key in
a file.
"""

import argparse
import random
import subprocess
import threading
import time
import traceback
from itertools import count
from pathlib import Path

from portal import db
from portal.bench.arguments import at_least
from portal.bench.month import STAFF
from portal.bench.office import BenchOffice, program
from portal.bench.pages import served
from portal.bench.soak import ledger as ledgers
from portal.bench.soak.acts import MIX, SIGNING, Desk, sign_in
from portal.bench.soak.ledger import Ledger
from portal.bench.soak.office import LINES, SEALER, SIGNERS, SoakOffice, office, pair
from portal.bench.soak.visitor import Broken, NotThere, Stopped, Visitor

LOG = "soak-portal.log"
SEED = 14
GATHERING = 60  # seconds in which people come to work, one after the other
MINUTE = 60


def main(arguments: list[str]) -> None:
    """Make the office, let it work, tell; or tell of a run that was, or is."""
    parser = argparse.ArgumentParser(prog="portal bench soak", description="Một cơ quan làm việc liên tục.")
    parser.add_argument("--minutes", metavar="SỐ", type=at_least(1), default=120, help="bao nhiêu phút")
    parser.add_argument("--people", metavar="SỐ", type=at_least(len(STAFF)), default=60, help="bao nhiêu người")
    parser.add_argument("--letters", metavar="SỐ", type=at_least(50), default=2000, help="số văn bản đã có")
    parser.add_argument("--pace", metavar="SỐ", type=at_least(1), default=1, help="nhanh gấp mấy lần người thật")
    parser.add_argument("--folder", metavar="THƯ_MỤC", type=Path, required=True, help="thư mục dữ liệu mới")
    parser.add_argument("--told", action="store_true", help="chỉ kể lại lần chạy đã ghi trong thư mục ấy")
    chosen = parser.parse_args(arguments)
    lines = chosen.folder / LINES
    if not chosen.told:
        made = office(chosen.folder, chosen.people, chosen.letters)
        work(made, Ledger(lines), chosen.minutes * MINUTE, chosen.pace)
    ledgers.tell(ledgers.read(lines))


def work(made: SoakOffice, ledger: Ledger, seconds: float, pace: int) -> None:
    """Everybody works; a line a minute."""
    stop = threading.Event()
    with (made.settings.data / LOG).open("ab") as log, served(BenchOffice(made.settings, "", 0), log) as (pid, port):
        desks = [desk_of(made, ledger, n, port, stop, pace) for n in range(len(made.people))]
        db.database.close()
        threads = [threading.Thread(target=live, args=(desk, n * GATHERING / len(desks)), daemon=True)
                   for n, desk in enumerate(desks)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + seconds  # of work: the start of the portal is not part of it
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(MINUTE, left))
            ledger.minute(pid, made.settings)
        stop.set()
        for thread in threads:
            thread.join(timeout=120)
    end(made, ledger)


def end(made: SoakOffice, ledger: Ledger) -> None:
    """After the server is gone: what the trail and the files say."""
    checked = subprocess.run(program(made.settings, "verify"), capture_output=True, text=True, check=False)
    ledger.write(end={"verify": (checked.stdout + checked.stderr).strip(), "code": checked.returncode})


def desk_of(made: SoakOffice, ledger: Ledger, n: int, port: int, stop: threading.Event, pace: int) -> Desk:
    """Person number ``n``, with a signer program where they sign."""
    login, role = list(made.people.items())[n]
    who = Visitor(login, role, port, f"127.0.1.{n + 1}", ledger, random.Random(SEED + n), stop, pace)
    desk = Desk(who, made.password, count(1))
    if login in (*SIGNERS, SEALER):
        desk.pc, desk.signer = pair(made, login, f"http://127.0.0.1:{port}")
    return desk


def live(desk: Desk, late: float) -> None:
    """Come to work and do one thing after the other until the time is over."""
    who = desk.who
    mix = {**MIX[who.role], **(SIGNING if desk.pc else {})}
    names, weights = list(mix), [share for _, share in mix.values()]
    if who.stop.wait(late / who.pace):
        return
    is_in = False
    while not who.stop.is_set():
        name = who.chance.choices(names, weights)[0]
        try:
            if not is_in:
                sign_in(desk)
                is_in = True
            who.think()
            mix[name][0](desk)
            who.ledger.done(name)
        except Stopped:
            return
        except NotThere as nothing:
            who.ledger.nothing(name, str(nothing))
        except Broken:
            continue  # it is in the ledger
        except Exception:  # a person who stumbles goes on, and it is told
            who.ledger.fault(who.login, traceback.format_exc())
