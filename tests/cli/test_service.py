"""The commands of the service: what they say without rights, without a service, and for every reason to stop."""

import re
import sys
from pathlib import Path

import pytest

from portal import config
from portal.cli import service, service_words
from portal.config import CHECKOUT
from portal.installing import machine, plan, releases
from portal.installing.plan import Stopped
from portal.installing.upgrading import Backups

INSTALLING = [file.read_text("utf-8") for file in (CHECKOUT / "portal" / "installing").glob("*.py")]
TEXT = "\n".join([*INSTALLING, (CHECKOUT / "portal" / "cli" / "service.py").read_text("utf-8")])


@pytest.fixture
def no_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No service is installed, whatever this machine has."""
    monkeypatch.setattr(plan, "UNITS", tmp_path / "units")


@pytest.fixture
def a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program runs from a packed folder."""
    folder = tmp_path / "portal"
    (folder / "_internal").mkdir(parents=True)
    (folder / "portal").touch()
    monkeypatch.setattr(service, "program", lambda: folder)
    return folder


def test_every_reason_to_stop_and_every_step_has_its_words() -> None:
    reasons = set(re.findall(r'Stopped\(\s*"(\w+)"', TEXT))
    assert reasons == set(service_words.STOPS)
    steps = set(re.findall(r'\btell\(\s*"(\w+)"', TEXT)) | {"user_made", "user_there"}
    steps |= {about.value for about in Backups}
    assert steps == set(service_words.STEPS)


def test_a_reason_within_a_reason_is_one_sentence() -> None:
    inner = Stopped("does_not_answer", port=8080, seconds=120)
    said = service.sentence(Stopped("gone_back", cause=inner, release="/opt/portal/releases/3"))
    assert "không trả lời trong 120 giây" in said
    assert "/opt/portal/releases/3" in said
    assert "(bị dừng giữa chừng)" in service.sentence(Stopped("gone_back", cause=KeyboardInterrupt(), release="3"))
    assert "{" not in said


def test_without_the_rights_nothing_is_begun_and_the_command_is_named(
    run, no_units, a_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "argv", ["portal", "service", "install"])
    code, _, error = run("service", "install")
    assert (code, error.count("\n")) == (1, 1)
    assert error.startswith(f"Việc này cần quyền quản trị máy. Chạy: sudo {sys.executable} {CHECKOUT / 'app.py'} ")


def test_print_shows_the_unit_and_does_nothing(run, no_units, a_program: Path, tmp_path: Path) -> None:
    code, out, _ = run("service", "install", "--print", "--user", "xa-thu", "--port", "443")
    assert code == 0
    assert "ExecStart=/opt/xa-thu/current/portal serve --port 443\n" in out
    assert "AmbientCapabilities=CAP_NET_BIND_SERVICE\n" in out
    assert not (tmp_path / "units").exists()


@pytest.mark.parametrize("words", [("service", "status"), ("service", "remove"), ("upgrade", ".")])
def test_what_is_not_installed_is_told_so(run, no_units, words: tuple[str, ...]) -> None:
    code, _, error = run(*words)
    assert (code, error.count("\n")) == (1, 1)
    assert "service install" in error


def test_one_packed_file_is_no_program_for_a_service(tmp_path: Path) -> None:
    (tmp_path / "portal").touch()
    with pytest.raises(Stopped) as stop:
        releases.words(tmp_path)
    assert stop.value.why == "no_program"


def test_the_folders_settings_name_outside_the_data_can_be_written_to(
    run, no_units, a_program: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "portal.toml").write_text('scan_folder = "/srv/scan"\npackets_in = "in"\n', "utf-8")
    code, out, _ = run("service", "install", "--print", "--data", str(data))
    assert code == 0
    assert re.findall("^ReadWritePaths=(.*)$", out, re.M) == [str(data), "-/srv/scan"]


def test_the_office_is_backed_up_where_a_place_is_set_and_nobody_left_it_out(tmp_path: Path) -> None:
    (tmp_path / "portal.toml").write_text('backup_folder = "/srv/backups"\n', "utf-8")
    assert service.backups_of(config.load(tmp_path), left_out=False) is Backups.MADE
    assert service.backups_of(config.load(tmp_path), left_out=True) is Backups.LEFT_OUT
    assert service.backups_of(config.load(tmp_path / "none"), left_out=False) is Backups.NO_PLACE
