"""Phục hồi tại chỗ: into the folder an installation left or a disk of its own, and cut off at any step."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal import db, locks
from portal.flows.backup import Backup, backup, keys, moving_in, restore
from portal.flows.premises import Premises
from portal.office.documents import Document
from portal.office.events import Event
from portal.rules.errors import BackupDamaged, BackupRefused
from tests.flows.test_backup import arrives, backed_up, flip, premises
from tests.office_fixtures import NOW, Staff

__all__ = ["premises"]

ROOT = Path(__file__).resolve().parents[2]
CHILD = """\
import os, sys
from pathlib import Path
from portal import clock, db
from portal.flows import backup
from portal.flows.backup import moving_in
folder, data, cut = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
{more}
back = backup.restore(folder, data, at=clock.now())
from portal.office.documents import Document
print(back.documents, Document.select().count(), sorted(path.name for path in data.iterdir()))
"""
CUT = """\
def cutting(call):
    def cut_off(*words, **more):
        global cut
        if Path(words[-1]).parent == data and (call is replace or (data / "portal.db").exists()):
            cut -= 1
            if cut < 0:
                os._exit(9)
        return call(*words, **more)
    return cut_off
replace = os.replace
os.replace, moving_in.shutil.rmtree = cutting(replace), cutting(moving_in.shutil.rmtree)
"""
BUSY = """\
def busy(call):
    def refused(*paths, **more):
        if data in [Path(path) for path in paths if isinstance(path, (str, Path))]:
            raise OSError(16, "Device or resource busy")
        return call(*paths, **more)
    return refused
os.replace, os.rename, os.rmdir = busy(os.replace), busy(os.rename), busy(os.rmdir)
"""


@pytest.fixture
def made(premises: Premises, people: Staff, tmp_path: Path) -> Backup:
    """A backup of an office with three letters and settings, kept locked by nobody."""
    (premises.data / "portal.toml").write_text("threads = 2\n", "utf-8")
    return backed_up(premises, people, tmp_path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder an installation leaves: nothing but an empty place for unfinished work."""
    (tmp_path / "lib" / "portal" / "scratch").mkdir(parents=True)
    return tmp_path / "lib" / "portal"


def names(folder: Path) -> set[str]:
    """What lies there, without the files of those at work."""
    of_work = {*moving_in.LOCKS, "portal.db-wal", "portal.db-shm", "portal.db-lock"}
    return {path.name for path in folder.iterdir()} - of_work


def child(made: Backup, data: Path, cut: int = 0, *, more: str = "", within: tuple[str, ...] = ()) -> Any:
    """A restore in a process of its own."""
    words = [sys.executable, "-c", CHILD.format(more=more), str(made.folder), str(data), str(cut)]
    return subprocess.run([*within, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def guarded(call: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """A call of the system that is refused in a folder which is not the service's to write."""

    def refused(*paths: Any, **more: Any) -> Any:
        if any(isinstance(path, str | Path) and Path(path).parent == folder for path in paths):
            raise PermissionError(errno.EACCES, "Permission denied", str(paths[0]))
        return call(*paths, **more)

    return refused


def test_the_folder_an_installation_left_is_taken_as_it_is(
    made: Backup, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for call in ("mkdir", "replace", "rename", "rmdir"):
        monkeypatch.setattr(os, call, guarded(getattr(os, call), data.parent))
    (data / "lost+found").mkdir()
    before = data.stat().st_ino
    data.chmod(0o755)
    assert restore(made.folder, data, at=NOW).documents == 3
    assert (data.stat().st_ino, data.stat().st_mode & 0o777) == (before, 0o700)
    assert names(data) == {"portal.db", "portal.toml", "blobs", "scratch", "lost+found"}
    assert Event.newest("restored") is not None


@pytest.mark.slow
def test_a_disk_of_its_own_is_filled(made: Backup, data: Path) -> None:
    """Mounted for the child alone; where nobody may mount, the system's answers about a mount are given instead."""
    db.database.close()
    mounted = ("unshare", "--mount", "sh", "-c", f'mount -t tmpfs none "{data}" || exit 77; exec "$@"', "sh")
    tried = child(made, data, within=mounted) if shutil.which("unshare") else None
    if tried is None or tried.returncode == 77 or tried.stderr.startswith("unshare: "):
        tried = child(made, data, more=BUSY)
    assert tried.returncode == 0, tried.stderr
    assert tried.stdout.startswith("3 3 [")
    assert "'blobs', 'portal.db'" in tried.stdout


@pytest.mark.slow
def test_cut_off_at_any_step_there_is_a_whole_office_or_none_and_it_is_begun_again(made: Backup, data: Path) -> None:
    """Before each name that moves up, and before the clearing after the last."""
    db.database.close()
    steps = [{"restoring"}, {"restoring", "blobs"}, {"restoring", "blobs", "portal.toml"}]
    for cut, there in enumerate(steps):
        for _ in range(1 + cut % 2):  # also begun again by one that is cut off too
            died = child(made, data, cut, more=CUT)
            assert died.returncode == 9, died.stderr
            assert names(data) - {"scratch"} == there
            assert moving_in.is_cut_off(data)
        assert restore(made.folder, data, at=NOW).documents == 3
        assert Document.select().count() == 3
        db.database.close()
        assert names(data) - {"scratch"} == {"portal.db", "portal.toml", "blobs"}
        shutil.rmtree(data)
        (data / "scratch").mkdir(parents=True)
    died = child(made, data, len(steps), more=CUT)
    assert died.returncode == 9, died.stderr
    assert names(data) - {"scratch"} == {"restoring", "portal.db", "portal.toml", "blobs"}
    assert not moving_in.is_cut_off(data)
    with pytest.raises(BackupRefused):
        restore(made.folder, data, at=NOW)  # that one is whole
    moving_in.clear(data)
    assert names(data) - {"scratch"} == {"portal.db", "portal.toml", "blobs"}
    db.open_file(data / "portal.db")
    assert Event.newest("restored") is not None


@pytest.mark.slow
@pytest.mark.parametrize("is_there", [True, False])
def test_a_refusal_leaves_the_folder_as_it_was(
    made: Backup, data: Path, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_there:
        shutil.rmtree(data)
    flip(made.folder / "portal.db")
    with pytest.raises(BackupDamaged):
        restore(made.folder, data, at=NOW)
    assert data.exists() == is_there
    assert not is_there or names(data) == {"scratch"}
    flip(made.folder / "portal.db")
    whole = os.replace

    def failing(source: Any, target: Any) -> None:
        if Path(target) == data / "portal.db":
            raise OSError(errno.EIO, "Input/output error")
        whole(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="Input/output"):
        restore(made.folder, data, at=NOW)
    assert data.exists() == is_there
    assert not is_there or names(data) == {"scratch"}


@pytest.mark.parametrize("name", ["portal.toml", "scratch/sign-1.pdf", "blobs/x", "restored"])
def test_what_lies_there_is_named_and_kept(data: Path, tmp_path: Path, name: str) -> None:
    (data / name).parent.mkdir(exist_ok=True)
    (data / name).write_text("của ai đó", "utf-8")
    with pytest.raises(BackupRefused) as refused, moving_in.moving_in(data):
        pytest.fail("a folder that holds something")
    assert (refused.value.data["why"], refused.value.details) == ("not_empty", (name.split("/")[0],))
    assert (data / name).read_text("utf-8") == "của ai đó"


def test_two_at_once_are_one_too_many(data: Path) -> None:
    with moving_in.moving_in(data) as first:
        (first / "portal.db").write_text("1")
        with pytest.raises(locks.Taken), moving_in.moving_in(data):
            pytest.fail("two at once")
    assert (data / "portal.db").read_text() == "1"


@pytest.mark.slow
def test_a_locked_backup_fills_a_folder_that_is_there(premises: Premises, people: Staff, tmp_path: Path, data: Path):
    secret, public = keys.pair()
    keys.set_key(premises.data, public, at=NOW)
    arrives(premises, b"one", people.clerk)
    made = backup(premises, tmp_path / "copies", at=NOW)
    assert restore(made.folder, data, at=NOW, secret=secret).blobs == 1
    assert names(data) == {"portal.db", "recovery.pub", "blobs", "scratch"}
