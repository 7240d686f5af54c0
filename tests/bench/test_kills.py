"""Killed and cut off in the middle of every path that writes, a few times each; ``bench kills`` does it by hundreds."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.bench.kills import disks
from portal.bench.kills.command import PATHS

ROOT = Path(__file__).resolve().parents[2]
CAP_SYS_ADMIN, CAP_MKNOD = 21, 27


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portal.cli", "bench", "kills", "--seed", "16", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def rows(done: subprocess.CompletedProcess[str], what: str) -> dict[str, list[int]]:
    """By path: rounds, acknowledged, lost, rounds after which ``verify`` was not good."""
    lines = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith(what)][1:]
    return {name: [int(word) for word in numbers[:4]] for _, name, *numbers in lines}


@pytest.mark.slow
@pytest.mark.parametrize("name", PATHS)
def test_what_was_said_to_be_done_is_there_after_a_kill(name: str) -> None:
    done = bench("--kills", "3", "--paths", name)
    assert done.returncode == 0, done.stderr
    rounds, acknowledged, lost, bad = rows(done, "kill -9")[name]
    assert (rounds, lost, bad) == (3, 0, 0)
    assert acknowledged > 0


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize("name", PATHS)
def test_what_was_said_to_be_done_is_there_after_a_power_cut(name: str) -> None:
    """Where a machine gives no disk of its own, the command must say so, and rightly."""
    done = bench("--kills", "0", "--cuts", "2", "--paths", name)
    if "không cho một ổ đĩa riêng" in done.stderr:
        assert is_without_disks()
        return
    assert done.returncode == 0, done.stderr
    rounds, acknowledged, lost, bad = rows(done, "cắt điện")[name]
    assert (rounds, lost, bad) == (2, 0, 0)
    assert acknowledged > 0


def is_without_disks() -> bool:
    """No loop devices in the kernel, or no right to make and mount one."""
    has_loop = any(
        line.split()[1:] == ["loop"] for line in Path("/proc/devices").read_text("ascii").splitlines()
    )
    status = dict(line.split(":\t") for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    rights = int(status["CapEff"], 16)
    return not has_loop or not all(rights >> n & 1 for n in (CAP_SYS_ADMIN, CAP_MKNOD))


def test_only_the_missing_disk_explains_a_failure_after_a_cut(tmp_path: Path) -> None:
    disk = disks.Disk(tmp_path / "image", tmp_path / "folder")
    assert disk.explains("peewee.OperationalError: disk I/O error")
    assert not disk.explains("KeyError: 'number'")
