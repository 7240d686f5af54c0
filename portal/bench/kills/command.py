"""``portal bench kills``: kill -9 and power cuts in the middle of every path that writes; nothing said may be lost.

Each round does real work in a child, ends it at a random moment, starts as after a power cut, looks whether
everything that was said to be done is there and ``verify`` is good, and does the next act.  A cut goes further than
a kill: an ext4 file system of its own is shut down without its journal being flushed, and mounted again (Linux, root).
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from portal.bench.arguments import at_least
from portal.bench.kills import disks
from portal.bench.kills.longer import Migrating, Signing
from portal.bench.kills.paths import BackingUp, Entering, Indexing, Uploading, WritePath
from portal.bench.kills.places import Place, copied
from portal.bench.kills.rounds import Power, Tally, in_child, round_of

PATHS: dict[str, type[WritePath]] = {
    path.name: path for path in (Entering, Uploading, Indexing, Signing, BackingUp, Migrating)
}
SAID_EVERY = 20
HEADS = ("đường ghi", "lần", "đã báo xong", "mất", "verify xấu", "chậm nhất, giây")


def main(arguments: list[str]) -> None:
    """Kill, cut, print; what went wrong is told at the end and is a failure."""
    parser = argparse.ArgumentParser(prog="portal bench kills")
    parser.add_argument(
        "--kills", metavar="SỐ", type=at_least(0), default=20, help="số lần kill -9 mỗi đường ghi"
    )
    parser.add_argument(
        "--cuts", metavar="SỐ", type=at_least(0), default=0, help="số lần cắt điện; cần quyền root"
    )
    parser.add_argument(
        "--paths", metavar="TÊN", nargs="+", choices=PATHS, default=list(PATHS), help=", ".join(PATHS)
    )
    parser.add_argument("--seed", metavar="SỐ", type=int, default=int(time.time()), help="mầm ngẫu nhiên")
    asked = parser.parse_args(arguments)
    print(f"mầm ngẫu nhiên {asked.seed}", flush=True)
    troubles: list[str] = []
    with tempfile.TemporaryDirectory(prefix="portal-kills-") as name:
        folder = Path(name)
        if asked.kills:
            troubles += table("kill -9", asked.paths, asked.kills, asked.seed, folder / "kills", Power())
        if asked.cuts:
            disks.provide_loops()
            disks.apart()
            disk = disks.Disk(folder / "disk.img", folder / "disk")
            disk.make()
            try:
                troubles += table(
                    "cắt điện", asked.paths, asked.cuts, asked.seed, disk.folder / "office", disk
                )
            finally:
                disk.away()
    if troubles:
        raise ValueError("\n".join(troubles))


def table(what: str, names: Sequence[str], rounds: int, seed: int, folder: Path, power: Power) -> list[str]:
    """One kind of end on each path; what went wrong."""
    print(what, *HEADS, sep=" | ", flush=True)
    troubles = []
    for name in names:
        tally = Tally()
        for tally in tallies(PATHS[name](), rounds, random.Random(f"{seed} {name}"), folder, power):
            if tally.rounds == rounds or tally.rounds % SAID_EVERY == 0:
                counts = (tally.rounds, tally.acknowledged, tally.lost, tally.bad, f"{tally.slowest:.2f}")
                print(what, name, *counts, sep=" | ", flush=True)
        troubles += tally.troubles
    return troubles


def tallies(
    path: WritePath, rounds: int, chance: random.Random, folder: Path, power: Power
) -> Iterator[Tally]:
    """The count after each round of one path, in series that begin with the same office."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="portal-kills-") as name:
        base = Path(name) / "base"
        in_child(lambda: path.prepare(Place(base)))
        for n in range(rounds):
            if n % path.series == 0:
                copied(base, folder)
                power.settle()
            round_of(path, Place(folder), tally, chance, power)
            yield tally
