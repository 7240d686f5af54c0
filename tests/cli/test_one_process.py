"""One process holds a folder, whoever else comes is told who that is, and a kill gives it back."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from portal import cli, db, locks
from portal.config import CHECKOUT
from portal.web import serving
from tests.command_line import INIT, close

HOLDER = (
    "import sys, time\nfrom pathlib import Path\nfrom portal import locks\n"
    "with locks.alone(Path(sys.argv[1]), 'serve'):\n    print('held', flush=True)\n    time.sleep(600)\n"
)


def holder(file: Path) -> subprocess.Popen[str]:
    """Another process that has the lock."""
    child = subprocess.Popen([sys.executable, "-c", HOLDER, str(file)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_who_comes_second_is_told_who_was_first(tmp_path: Path) -> None:
    first, second = locks.alone(tmp_path / locks.SERVE, "serve"), locks.whole(tmp_path, "upgrade")
    with first, pytest.raises(locks.Taken) as stop, second:
        pass
    assert (stop.value.pid, stop.value.what, stop.value.folder) == (os.getpid(), "serve", tmp_path)
    with locks.whole(tmp_path, "upgrade"):
        assert (tmp_path / locks.SERVE).read_text() == f"{os.getpid()} upgrade"


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    child = holder(tmp_path / locks.WORK)
    with pytest.raises(locks.Taken), locks.whole(tmp_path, "upgrade"):
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    with locks.whole(tmp_path, "upgrade"):
        pass


def test_who_is_about_to_go_is_waited_for(tmp_path: Path) -> None:
    child = holder(tmp_path / locks.WORK)
    threading.Timer(0.3, child.kill).start()
    with locks.alone(tmp_path / locks.WORK, "serve", within=120):
        assert (tmp_path / locks.WORK).read_text() == f"{os.getpid()} serve"
    child.wait()


@pytest.mark.slow
def test_a_start_clears_nothing_under_a_worker_that_goes_on(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*INIT)[0] == 0
    monkeypatch.setattr(serving, "LAST_WORKER", 0.1)
    work = tmp_path / "du lieu" / "scratch" / "portal-x1" / "page.png"
    work.parent.mkdir(parents=True)
    work.write_bytes(b"a letter")
    child = holder(tmp_path / "du lieu" / locks.WORK)
    with socket.create_server(("127.0.0.1", 0)) as line:  # who clears it all the same gets no further than here
        code, _, error = run("serve", "--port", str(line.getsockname()[1]))
    child.kill()
    child.wait()
    assert code == 1
    assert f"tiến trình {child.pid} dùng" in error
    assert work.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("lock", "words"), [
    (locks.SERVE, ("serve", "--port", "1")), (locks.WORK, ("work", "--once")),
])
def test_a_command_says_in_a_sentence_who_has_the_folder(
    lock: str, words: tuple[str, ...], run, tmp_path: Path
) -> None:
    assert run(*INIT)[0] == 0
    child = holder(tmp_path / "du lieu" / lock)
    code, _, error = run(*words)
    child.kill()
    child.wait()
    assert (code, error.count("\n")) == (1, 1)
    assert f"tiến trình {child.pid} dùng (portal serve, từ" in error


@pytest.mark.slow
def test_under_a_server_of_an_older_program_no_command_changes_the_schema(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*INIT)[0] == 0
    newer = tmp_path / "newer"
    newer.mkdir()
    for file in db.MIGRATIONS.glob("[0-9]*.py"):
        (newer / file.name).write_bytes(file.read_bytes())
    (newer / "9999_next.py").write_text("def up(migrator, database):\n    pass\n", "utf-8")
    monkeypatch.setattr(db, "MIGRATIONS", newer)
    with locks.alone(tmp_path / "du lieu" / locks.SERVE, "serve"):
        code, _, error = run("user", "list")
        assert code == 1
        assert str(os.getpid()) in error
    assert run("user", "list")[0] == 0


DOORS = [
    ("serve", "--port", "1"), ("work", "--once"), ("verify",), ("reindex",), ("user", "list"), ("search", "536"),
    ("backup", "sao luu"), ("check", "--quick"), (),
]


@pytest.mark.slow
def test_data_of_a_newer_program_is_refused_at_every_door(run, tmp_path: Path) -> None:
    assert run(*INIT)[0] == 0
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    file = tmp_path / "du lieu" / "portal.db"
    db.open_file(file)
    db.database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')")
    close()
    before = file.read_bytes()
    for words in DOORS:
        code, out, error = run(*words)
        assert code != 0, words
        assert "mới hơn" in out + error, words
        assert "Traceback" not in error
    assert file.read_bytes() == before


@pytest.mark.slow
def test_a_backup_of_a_newer_program_is_not_restored(run, tmp_path: Path) -> None:
    assert run(*INIT)[0] == 0
    db.open_file(tmp_path / "du lieu" / "portal.db")
    db.database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')")
    close()
    newer = tmp_path / "newer"
    newer.mkdir()
    for each in db.MIGRATIONS.glob("[0-9]*.py"):
        (newer / each.name).write_bytes(each.read_bytes())
    (newer / "9999_future.py").write_text("def up(migrator, database):\n    pass\n", "utf-8")
    with pytest.MonkeyPatch.context() as later:
        later.setattr(db, "MIGRATIONS", newer)
        assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    made = next(path.parent for path in (tmp_path / "sao luu").glob("*/manifest.json"))
    assert cli.main(["--data", str(tmp_path / "phuc hoi"), "restore", str(made)]) == 1
    assert not (tmp_path / "phuc hoi").exists()
