"""What the soak saw: each answer's time by kind, errors and refusals as they come, a line of the processes a minute.

Everything goes to a file of JSON lines at once, so that a run that was cut tells as much as it lived.
"""

import json
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from portal.bench import processes
from portal.config import Settings

NUMBERS = re.compile(r"\d+")
FIRST_LINES = 1500  # characters of an error's body that are kept


class Ledger:
    """Counts of one run; people write from their threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._out = path.open("a", encoding="utf-8")
        self.began = time.time()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.acts: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.errors = 0
        self.faults = 0

    def write(self, **line: Any) -> None:
        """One line, on disk when this returns to the system."""
        with self._lock:
            self._out.write(json.dumps({"at": round(time.time() - self.began, 1), **line}, ensure_ascii=False) + "\n")
            self._out.flush()

    def took(self, kind: str, milliseconds: float) -> None:
        """One answer."""
        with self._lock:
            self.times[kind].append(milliseconds)

    def done(self, act: str) -> None:
        """One act of a person, through to its end."""
        with self._lock:
            self.acts[act] += 1

    def nothing(self, act: str, why: str) -> None:
        """An act that the page did not offer just then."""
        with self._lock:
            self.missed[f"{act}: {NUMBERS.sub('N', why)}"] += 1

    def refused(self, kind: str, words: str) -> None:
        """A refusal that people meet where two work at the same."""
        with self._lock:
            self.refusals[f"{kind}: {NUMBERS.sub('N', words)}"] += 1

    def error(self, who: str, kind: str, asked: str, status: int, body: str) -> None:
        """An answer that must not be."""
        with self._lock:
            self.errors += 1
        self.write(error={"who": who, "kind": kind, "asked": asked, "status": status, "body": body[:FIRST_LINES]})

    def fault(self, who: str, what: str) -> None:
        """The simulated person stumbled over itself; the portal is not to blame, but it is told."""
        with self._lock:
            self.faults += 1
        self.write(fault={"who": who, "what": what[-FIRST_LINES:]})

    def minute(self, root: int, settings: Settings) -> None:
        """Where everything stands now."""
        with self._lock:
            times = {kind: list(each) for kind, each in self.times.items()}
            counts = {"acts": dict(self.acts), "refusals": dict(self.refusals), "missed": dict(self.missed)}
        self.write(
            minute={
                "errors": self.errors, "faults": self.faults, **counts, **standing(root, settings),
                "requests": sum(map(len, times.values())),
                "latency": {kind: latency(each) for kind, each in sorted(times.items())},
            }
        )


def latency(times: list[float]) -> dict[str, float]:
    """How many, and the middle, the slow and the slowest hundredth, in milliseconds."""
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return {"n": len(times), **{f"p{n}": round(cuts[n - 1], 1) for n in (50, 95, 99)}, "max": round(max(times), 1)}


def standing(root: int, settings: Settings) -> dict[str, Any]:
    """Memory, files, threads and time of the web process, of its worker and of what they started; sizes on disk."""
    found: dict[str, dict[str, float]] = {}
    for pid in processes.tree(root):
        with suppress(FileNotFoundError, ProcessLookupError):  # a child of a moment
            name = "web" if pid == root else "worker" if is_worker(pid) else "children"
            seen = found.setdefault(name, {"pss": 0, "files": 0, "threads": 0, "cpu": 0})
            one = processes.PROC / str(pid)
            seen["pss"] += processes.memory(pid)["PSS"]
            seen["files"] += len(list((one / "fd").iterdir()))
            seen["threads"] += len(list((one / "task").iterdir()))
            seen["cpu"] += processes.cpu_seconds(pid)
    sizes = {
        "database": sum(f.stat().st_size for f in settings.data.glob(f"{settings.database.name}*") if f.is_file()),
        "index": processes.size_on_disk(settings.search_index),
    }
    return {**{name: {k: round(v, 1) for k, v in seen.items()} for name, seen in found.items()}, **sizes}


def is_worker(pid: int) -> bool:
    """Whether this is the process of the work behind the pages, not a child of a moment."""
    return b"--served" in (processes.PROC / str(pid) / "cmdline").read_bytes().split(b"\0")


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a run; the last one may be cut."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        with suppress(json.JSONDecodeError):
            lines.append(json.loads(line))
    return lines


def tell(lines: Iterable[dict[str, Any]]) -> None:
    """The tables of a run, ended or cut."""
    lines = list(lines)
    minutes = [line for line in lines if "minute" in line]
    if not minutes:
        raise ValueError("Chưa có phút nào được ghi.")
    last = minutes[-1]["minute"]
    print(f"{minutes[-1]['at'] / 60:.0f} phút, {last['requests']} trả lời, {last['errors']} trả lời lỗi")
    print(f"\n{'loại':<28}{'số lần':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'lâu nhất':>10}")
    for kind, row in last["latency"].items():
        print(f"{kind:<28}{row['n']:>8}{row['p50']:>9.0f}{row['p95']:>9.0f}{row['p99']:>9.0f}{row['max']:>10.0f}")
    print("\nviệc đã làm: " + "; ".join(f"{act} {count}" for act, count in sorted(last["acts"].items())))
    for words, count in sorted(last["refusals"].items()):
        print(f"từ chối đúng lẽ, {words}: {count}")
    for words, count in sorted(last["missed"].items()):
        print(f"không có việc, {words}: {count}")
    for name, words in (("web", "web"), ("worker", "nền")):
        if rows := [line["minute"][name] for line in minutes if name in line["minute"]]:
            tell_memory(words, rows)
    print(f"cơ sở dữ liệu {last['database'] / 2**20:.0f} MB, chỉ mục {last['index'] / 2**20:.0f} MB")
    if last["faults"]:
        print(f"người giả vấp {last['faults']} lần, không do cổng; xem các dòng fault")
    end = next((line["end"] for line in lines if "end" in line), None)
    print(f"verify: {end['verify']}" if end else "CHƯA HẾT: lần chạy bị ngắt hoặc còn đang chạy.")


def tell_memory(name: str, rows: list[dict[str, float]]) -> None:
    """Memory of a process over the run: the last quarter beside the second."""
    pss = [row["pss"] for row in rows]
    quarter = len(pss) // 4
    said = f"{name}: PSS đầu {pss[0]:.0f}, cuối {pss[-1]:.0f}, cao nhất {max(pss):.0f} MB"
    if quarter:
        second, final = mean(pss[quarter : 2 * quarter]), mean(pss[-quarter:])
        said += f"; phần tư thứ hai {second:.1f}, phần tư cuối {final:.1f} MB ({100 * (final / second - 1):+.1f} %)"
    files, threads = [row["files"] for row in rows], [row["threads"] for row in rows]
    print(f"{said}; tệp mở {files[0]:.0f} → {files[-1]:.0f}, luồng {threads[0]:.0f} → {threads[-1]:.0f}, "
          f"CPU {rows[-1]['cpu']:.0f} giây")
