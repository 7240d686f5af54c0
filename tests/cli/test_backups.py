"""``backup key``, ``backup`` and ``restore`` with the key of the paper, as somebody types them."""

import errno
import io
import re
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from portal import cli, db
from portal.flows.backup import keys, places
from portal.office.events import Event
from portal.rules import recovery
from tests.command_line import INIT

GROUP = re.compile(r"\b[A-Z0-9]{5,6}\b")


def types(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(words))


@pytest.fixture
def secret(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A founded office with a key, whose last groups were typed back."""
    assert run(*INIT)[0] == 0
    pair = keys.pair()
    monkeypatch.setattr(keys, "pair", lambda: pair)
    types(monkeypatch, " ".join(recovery.grouped(pair[0])[-2:]) + "\n")
    code, out, _ = run("backup", "key", "--page", str(tmp_path / "to khoa.html"))
    assert code == 0
    assert all(group in out for group in recovery.grouped(pair[0]))
    return pair[0]


@pytest.mark.slow
def test_a_locked_backup_is_restored_with_the_key_of_the_paper(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    code, _, err = run("backup", str(tmp_path / "sao luu"))
    assert (code, err) == (0, "")
    kept, new = str(tmp_path / "sao luu"), str(tmp_path / "moi")
    page = (tmp_path / "to khoa.html").read_text("utf-8")
    (tmp_path / "khoa.txt").write_text(" ".join(GROUP.findall(page.split("<table>")[1].split("</table>")[0])), "utf-8")
    assert cli.main(["--data", new, "restore", kept, "--key", str(tmp_path / "khoa.txt")]) == 0
    assert cli.main(["--data", new, "verify"]) == 0


@pytest.mark.slow
def test_a_key_that_was_not_written_down_is_not_set(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(*INIT)[0] == 0
    types(monkeypatch, "KHONG CHEP\n")
    code, _, err = run("backup", "key")
    assert (code, "không khớp" in err) == (1, True)
    code, _, err = run("backup", str(tmp_path / "sao luu"))
    assert (code, "CHƯA KHÓA" in err) == (0, True)


@pytest.mark.slow
def test_a_key_is_not_replaced_by_mistake_nor_left_on_the_server(run, tmp_path: Path, secret: str) -> None:
    code, _, err = run("backup", "key")
    assert (code, "--replace" in err) == (1, True)
    code, _, err = run("backup", "key", "--replace", "--page", str(tmp_path / "du lieu" / "to.html"))
    assert (code, "thẻ nhớ" in err) == (1, True)
    assert not (tmp_path / "du lieu" / "to.html").exists()


BROKEN = [b"", b"age1 nothing", b"\xff\xfe\x00", b"age1" + b"q" * 58]


@pytest.mark.slow
@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_key_stops_the_night_says_what_to_do_and_is_replaced(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str, content: bytes
) -> None:
    data, place = tmp_path / "du lieu", tmp_path / "sao luu"
    place.mkdir()
    (data / "portal.toml").write_text(f'backup_folder = "{place}"\n', "utf-8")
    (data / keys.FILE).write_bytes(content)
    code, _, err = run("backup")
    assert (code, "recovery.pub" in err, "portal backup key --replace" in err) == (1, True, True)
    assert [file for file in place.rglob("*") if file.is_file() and file.suffix == ".db"] == []
    code, _, err = run("backup", "key")
    assert (code, "--replace" in err) == (1, True)
    types(monkeypatch, " ".join(recovery.grouped(secret)[-2:]) + "\n")
    assert run("backup", "key", "--replace")[0] == 0
    assert keys.locking_key(data)
    assert (run("backup")[0], len(list(place.glob("*/manifest.json")))) == (0, 1)


@pytest.mark.slow
def test_what_is_wrong_with_a_restore_is_one_sentence(run, tmp_path: Path, secret: str) -> None:
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    words = tmp_path / "khoa.txt"
    for typed, said in ((secret[:-1], "thiếu hoặc nhầm một chữ"), (keys.age_files.new_key()[0], "ký hiệu")):
        words.write_text(typed, "utf-8")
        asked = ("restore", str(tmp_path / "sao luu"), "--key", str(words))
        code, _, err = run("--data", str(tmp_path / "moi"), *asked)
        assert (code, err.count("\n"), said in err) == (1, 1, True)
    assert not (tmp_path / "moi").exists()


@pytest.mark.slow
def test_the_trail_keeps_in_full_where_it_was_laid(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(*INIT)[0] == 0
    monkeypatch.chdir(tmp_path)
    assert run("backup", "sao luu")[0] == 0
    assert run("copy", "ban doc")[0] == 0
    db.open_file(tmp_path / "du lieu" / "portal.db")
    laid = [Event.newest(verb).data["place"] for verb in ("backed_up", "copied_out")]
    assert laid == [str(tmp_path / "sao luu"), str(tmp_path / "ban doc")]


@pytest.mark.slow
def test_a_damaged_setting_hinders_no_restore_as_it_is(run, tmp_path: Path) -> None:
    assert run(*INIT)[0] == 0
    (tmp_path / "du lieu" / "portal.toml").write_text("# của xã\n", "utf-8")
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    (kept,) = (tmp_path / "sao luu").glob("*/portal.toml")
    kept.write_text("# khác\n", "utf-8")
    code, _, err = run("--data", str(tmp_path / "moi"), "restore", str(kept.parent))
    assert (code, "--as-it-is" in err) == (1, True)
    code, _, err = run("--data", str(tmp_path / "moi"), "restore", str(kept.parent), "--as-it-is")
    assert (code, "portal.toml" in err, (tmp_path / "moi" / "portal.db").exists()) == (1, True, True)


@pytest.mark.slow
def test_where_a_restore_was_cut_off_nothing_is_begun_but_another(run, tmp_path: Path) -> None:
    assert run(*INIT)[0] == 0
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    new = tmp_path / "moi"
    (new / "restoring" / "office" / "blobs").mkdir(parents=True)
    for words in (INIT, ("demo",), (), ("serve",), ("user", "list")):
        code, _, err = run("--data", str(new), *words)
        assert (code, err.count("\n"), "portal restore" in err) == (1, 1, True), words
    assert run("--data", str(new), "restore", str(tmp_path / "sao luu"))[0] == 0
    assert run("--data", str(new), "verify")[0] == 0
    assert not (new / "restoring").exists()


def one_sentence(told: tuple[int, str, str], *said: str) -> None:
    """It was refused in one line, in Vietnamese, and with these words."""
    code, _, err = told
    assert (code, err.count("\n")) == (1, 1), err
    assert all(words in err for words in said), err
    assert not re.search(r"codec|Errno|Warning|space left", err)


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"\xff\xfe\x00A", bytes(range(256))])
def test_a_key_file_that_is_no_text_is_told_so(run, tmp_path: Path, secret: str, content: bytes) -> None:
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    (tmp_path / "anh.jpg").write_bytes(content)
    for command in (("restore", str(tmp_path / "sao luu")), ("backup", "rehearse", str(tmp_path / "sao luu"))):
        data = "moi" if command[0] == "restore" else "du lieu"
        told = run("--data", str(tmp_path / data), *command, "--key", str(tmp_path / "anh.jpg"))
        one_sentence(told, "anh.jpg không phải tệp chữ", "--key")


@pytest.mark.slow
def test_a_key_file_of_a_windows_editor_opens(run, tmp_path: Path, secret: str) -> None:
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    (tmp_path / "khoa.txt").write_text(secret, "utf-8-sig")
    asked = ("restore", str(tmp_path / "sao luu"), "--key", str(tmp_path / "khoa.txt"))
    assert run("--data", str(tmp_path / "moi"), *asked)[0] == 0


@pytest.mark.slow
def test_where_the_screen_cannot_hide_a_key_this_is_said_in_vietnamese(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    def getpass(prompt: str) -> str:
        warnings.warn("Can not control echo on the terminal.", cli.frame.getpass.GetPassWarning, stacklevel=2)
        pytest.fail("the library asked")

    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    monkeypatch.setattr(cli.frame.getpass, "getpass", getpass)
    types(monkeypatch, secret + "\n")
    code, _, err = run("--data", str(tmp_path / "moi"), "restore", str(tmp_path / "sao luu"))
    assert (code, err.count("\n"), "Không giấu được chữ" in err) == (0, 1, True)


@pytest.mark.slow
def test_a_server_without_room_is_not_told_as_the_disk_of_backups(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*INIT)[0] == 0
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    asked = ("--data", str(tmp_path / "moi"), "restore", str(tmp_path / "sao luu"))
    usage = shutil.disk_usage
    with monkeypatch.context() as before:
        before.setattr(shutil, "disk_usage", lambda path: usage(path)._replace(free=0))
        one_sentence(run(*asked), "Ổ đĩa của máy chủ", str(tmp_path / "moi"))

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(places, "copy_hashed", full)
        one_sentence(run(*asked), "Ổ đĩa của máy chủ", str(tmp_path / "moi"))
    assert not (tmp_path / "moi").exists()
    assert run(*asked)[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("command", [("restore",), ("backup", "rehearse")])
def test_a_place_nobody_may_look_into_is_told_so(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Another account wrote it; the tests may run as root, to whom nothing is closed."""
    assert run(*INIT)[0] == 0
    for _ in range(2):
        assert run("backup", str(tmp_path / "sao luu"))[0] == 0
    older, newer = places.finished(tmp_path / "sao luu")
    stat = Path.stat
    closed = {newer}

    def refused(path: Path, **more: Any) -> Any:
        if path.parent in closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", refused)
    data = "moi" if command[0] == "restore" else "du lieu"
    for _ in range(2):
        told = run("--data", str(tmp_path / data), *command, str(tmp_path / "sao luu"))
        one_sentence(told, "Không xem được", newer.name)
        closed.add(older)  # first the older alone could be had, which was not meant; then none
    one_sentence(run("--data", str(tmp_path / data), *command, str(newer)), "Không xem được", newer.name)


@pytest.mark.slow
def test_a_key_of_the_server_that_is_none_is_replaced(run, tmp_path: Path, monkeypatch, secret: str) -> None:
    (tmp_path / "du lieu" / keys.FILE).write_bytes(b"\xff\xfe")
    one_sentence(run("backup", "key"), "--replace")
    types(monkeypatch, " ".join(recovery.grouped(secret)[-2:]) + "\n")
    assert run("backup", "key", "--replace")[0] == 0
    assert run("backup", str(tmp_path / "sao luu"))[0] == 0
