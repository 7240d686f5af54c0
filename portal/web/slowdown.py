"""Growing waits after wrong passwords: they slow down guessing and never shut anyone out (threats.md §2.10)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

LONGEST = timedelta(minutes=15)
# A stranger may not lock the clerk out: only the pair of account and address waits early and long.
FREE = {"pair": 5, "address": 20, "account": 20}
CAP = {"pair": LONGEST, "address": timedelta(seconds=5), "account": timedelta(seconds=5)}
HALVES = timedelta(minutes=10)  # of quiet halve what an address or an account has against it


@dataclass
class Tally:
    """Failures in a row and when the last one was."""

    failures: int
    last: datetime


@dataclass
class Slowdown:
    """Failures by account and address, in memory; a restart forgets them."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def wait(self, account: str, address: str, now: datetime) -> int:
        """Seconds until the next try counts; 0 when it counts now."""
        with self.lock:
            ends = [self._end(key) for key in keys(account, address) if key in self.tallies]
        return max([0, *(ceil((end - now).total_seconds()) for end in ends)])

    def failed(self, account: str, address: str, now: datetime) -> None:
        """Count a wrong password."""
        with self.lock:
            self._forget(now)
            for key in keys(account, address):
                tally = self.tallies.setdefault(key, Tally(0, now))
                kept = tally.failures if key[0] == "pair" else tally.failures >> (now - tally.last) // HALVES
                tally.failures, tally.last = kept + 1, now

    def succeeded(self, account: str, address: str) -> None:
        """The right password clears the account at this address."""
        with self.lock:
            self.tallies.pop(("pair", f"{account} {address}"), None)

    def _end(self, key: tuple[str, str]) -> datetime:
        tally = self.tallies[key]
        return tally.last + min(waiting(tally.failures - FREE[key[0]]), CAP[key[0]])

    def _forget(self, now: datetime) -> None:
        """Old failures count no more, so the memory stays small."""
        for key in [k for k, t in self.tallies.items() if now - t.last > 2 * LONGEST]:
            del self.tallies[key]


@dataclass
class Turnstile:
    """So many forms a minute from one address, whatever is in them; in memory."""

    most: int = 60
    minute: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def lets_in(self, address: str, now: datetime) -> bool:
        """Count one more of this minute, and whether it is not too many."""
        with self.lock:
            minute = int(now.timestamp()) // 60
            if minute != self.minute:
                self.minute, self.passed = minute, Counter()
            self.passed[address] += 1
            return self.passed[address] <= self.most


def keys(account: str, address: str) -> tuple[tuple[str, str], ...]:
    """What a failure is counted under."""
    return ("pair", f"{account} {address}"), ("address", address), ("account", account)


def waiting(excess: int) -> timedelta:
    """5, 10, 20 … seconds from the fifth failure on, 15 minutes at most."""
    return timedelta() if excess < 0 else min(timedelta(seconds=5 * 2 ** min(excess, 10)), LONGEST)
