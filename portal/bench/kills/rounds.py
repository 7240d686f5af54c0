"""One round: real work in a child, its end at a random moment, a start as after a power cut, and a look at everything.

The parent has loaded the program and never opens the database: what works and what looks are forks of it, so that
a round is cheap, nothing outlives its process, and a file system can be unmounted between them.
"""

import json
import os
import random
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from portal.bench.kills.paths import WritePath
from portal.bench.kills.places import Place, Say, temporaries
from portal.flows import verifying

BEGUN = "begun"
CHUNK = 1 << 16
READY_WITHIN = 30.0  # seconds, threats.md §6


@dataclass
class Tally:
    """What the rounds of one path came to."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    bad: int = 0  # rounds after which verify was not good
    slowest: float = 0.0  # seconds until the office was ready again and the next act done
    troubles: list[str] = field(default_factory=list)


class Power:
    """What ends the work: here the kill alone."""

    ends_speech = False  # whether nobody hears any more what is said from then on

    def settle(self) -> None:
        """An office was copied: that is no part of the work, and is safe from now on."""

    def cut(self) -> None:
        """Just before the kill."""

    def back(self) -> None:
        """When the process is gone."""

    def explains(self, failure: str) -> bool:
        """Whether the work may have failed like this."""
        return False


def round_of(path: WritePath, place: Place, tally: Tally, chance: random.Random, power: Power) -> None:
    """Work, its end, and what is there when the power is back."""
    said = work_until(path, place, chance, power)
    power.back()
    found = in_child(lambda: look(path, place, said))
    tally.rounds += 1
    tally.acknowledged += len(said)
    tally.slowest = max(tally.slowest, found["ready"])
    tally.lost += len(found["lost"])
    tally.bad += bool(found["verify"])
    told = [*found["lost"], *found["verify"], *found["left"]]
    if found["ready"] > READY_WITHIN:
        told.append(f"ready after {found['ready']:.1f} s")
    for one in told:
        tally.troubles.append(f"{path.name}, lần {tally.rounds}: {one}")
        print(tally.troubles[-1], flush=True)


def work_until(path: WritePath, place: Place, chance: random.Random, power: Power) -> list[Any]:
    """Let a child work, end it, and say what it had said."""
    with child(lambda say: labour(path, place, say)) as (pid, lines):
        first = next(lines)
        if first != BEGUN:
            raise ValueError(f"{path.name}: {first}")
        said = [*path.until(place, lines, chance), *lines.at_hand()]
        power.cut()
        os.kill(pid, signal.SIGKILL)
        rest = list(lines)
    failures = [one["failed"] for one in (*said, *rest) if isinstance(one, dict)]
    if failures and not power.explains(failures[0]):
        raise ValueError(f"{path.name}: {failures[0]}")
    return [one for one in (said if power.ends_speech else said + rest) if not isinstance(one, dict)]


def labour(path: WritePath, place: Place, say: Say) -> None:
    """In the child: open, say so, work."""
    place.open()
    say(BEGUN)
    path.work(place, say)


def look(path: WritePath, place: Place, said: list[Any]) -> dict[str, Any]:
    """In another child: start, say what is not as it should be, do the next act, and look at everything once more.

    Ready is an office that has started and does the next act.
    """
    ready = -time.monotonic()
    place.start()
    ready += time.monotonic()
    lost = list(path.lost(place, said))
    ready -= time.monotonic()
    path.go_on(place)
    ready += time.monotonic()
    lost += path.wrong_after(place)
    left = [f"left behind: {name}" for name in temporaries(place.folder)]
    found = verifying.verify(place.premises.store)
    return {"lost": lost, "left": left, "ready": ready, "verify": [] if found.ok else [str(found.as_data())]}


def in_child(act: Callable[[], Any]) -> Any:
    """What a fork of this process answers; its failure is ours."""
    with child(lambda say: say(act())) as (_, lines):
        answers = list(lines)
    if not answers or (isinstance(answers[0], dict) and "failed" in answers[0]):
        raise ValueError(answers[0]["failed"] if answers else "a child ended without a word")
    return answers[0]


class Heard:
    """What comes through a pipe, said by said, until its end."""

    def __init__(self, reader: int) -> None:
        self._reader, self._rest = reader, b""

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        while b"\n" not in self._rest:
            self._rest += (more := os.read(self._reader, CHUNK))
            if not more:
                raise StopIteration
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def at_hand(self) -> Iterator[Any]:
        """What was said until now; nothing is waited for."""
        while b"\n" in self._rest or select.select([self._reader], [], [], 0)[0]:
            try:
                yield next(self)
            except StopIteration:
                return


@contextmanager
def child(act: Callable[[Say], None]) -> Iterator[tuple[int, Heard]]:
    """A fork that does something and says things; gone when this is left, whatever happened."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what fails because its disk is gone says so at length
        os._exit(0 if lived(act, writer) else 1)
    os.close(writer)
    try:
        yield pid, Heard(reader)
    finally:
        os.close(reader)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def lived(act: Callable[[Say], None], writer: int) -> bool:
    """The life of the child, whose failure is said like everything else."""

    def say(what: object) -> None:
        os.write(writer, json.dumps(what).encode() + b"\n")

    try:
        act(say)
    except BaseException:  # nobody above us: this is the whole life of a process
        say({"failed": traceback.format_exc()})
        return False
    return True
