"""What processes cost: processor time and memory of a server and its children (/proc, Linux), and their files."""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def tree(root: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, int] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        parents[int(stat.parent.name)] = int(fields[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time the process has used, its own and the kernel's for it."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_of_all(root: int) -> float:
    """Processor time of a process and its descendants, those that ended and were waited for as well."""
    total = 0.0
    for pid in tree(root):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended while we looked
            fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15])) / TICKS
    return total


def words(pid: int) -> list[str]:
    """The command line of a process."""
    return (PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")


def free_port() -> int:
    """A port nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory(pid: int) -> dict[str, float]:
    """Memory in MB: resident, proportional, and what is the process's own rather than pages of mapped files."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return {"RSS": sizes["Rss"], "PSS": sizes["Pss"], "own": sizes["Anonymous"]}


def size_on_disk(folder: Path) -> int:
    """Bytes of the files below a folder; one that its owner removes while we look is not counted."""
    size = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            size += path.stat().st_size if path.is_file() else 0
    return size


def yardstick() -> float:
    """CPU milliseconds of a fixed piece of work: on a busy machine everything above costs more by as much."""
    began = time.process_time()
    sum(i * i for i in range(1_000_000))
    return (time.process_time() - began) * 1000
