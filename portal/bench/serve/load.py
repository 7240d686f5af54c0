"""Connections that ask one after the other without a pause, and what the server spent on them."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from portal.bench import processes


@dataclass(frozen=True)
class Load:
    """What so many connections saw at once, and what it cost the server."""

    connections: int
    cpu_ms: float
    per_second: float
    p50_ms: float
    p95_ms: float
    errors: int


def load(pid: int, port: int, paths: Sequence[str], cookie: str, connections: int, requests: int) -> Load:
    """``requests`` answers over so many connections kept open; anything but a whole page is an error."""
    times: list[float] = []
    errors: list[str] = []
    turns, start = iter(range(requests)), threading.Barrier(connections + 1)

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        line.connect()
        start.wait()
        for n in turns:
            began = time.perf_counter()
            try:
                line.request("GET", paths[n % len(paths)], headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
                answer = line.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                errors.append(f"{type(error).__name__}: {error}")
                line.close()
                continue
            times.append((time.perf_counter() - began) * 1000)
            if answer.status != 200 or not body:
                errors.append(str(answer.status))
        line.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    before = processes.cpu_seconds(pid)
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took, spent = time.perf_counter() - began, processes.cpu_seconds(pid) - before
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else [0.0] * 99
    return Load(connections, 1000 * spent / requests, requests / took, cuts[49], cuts[94], len(errors))
