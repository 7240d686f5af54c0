"""Installing does each thing once, may be repeated, and takes over nothing that is somebody else's."""

import os
from pathlib import Path
from typing import Any

import pytest

from portal.installing import machine, releases, service
from portal.installing.plan import Plan, Stopped
from tests.installing import kit


@pytest.fixture(autouse=True)
def me_for_a_service_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user of the service is who runs the tests, and no systemd runs: neither may be changed by a test."""
    monkeypatch.setattr(machine, "make_account", lambda plan: (kit.ME, False))
    monkeypatch.setattr(machine, "account", lambda name: kit.ME)
    monkeypatch.setattr(machine, "RUNS_SYSTEMD", Path("/nowhere"))


def installed(plan: Plan, program: Path) -> list[str]:
    told: list[str] = []
    service.install(plan, program, lambda word, **data: told.append(word))
    return told


def why(plan: Plan, program: Path) -> str:
    with pytest.raises(Stopped) as stop:
        installed(plan, program)
    return stop.value.why


@pytest.mark.slow
def test_an_installation_may_be_repeated_and_says_what_was_there(tmp_path: Path) -> None:
    plan, program = kit.plan_in(tmp_path, 8080), kit.make_release(tmp_path / "one", {})
    assert installed(plan, program) == ["user_there", "data", "program", "checked", "unit", "no_systemd"]
    assert plan.data.stat().st_mode & 0o777 == 0o700
    assert plan.unit.stat().st_mode & 0o777 == 0o644
    first = plan.unit.read_text("utf-8")
    assert installed(plan, program) == ["user_there", "data", "program_there", "checked", "unit", "no_systemd"]
    assert (plan.unit.read_text("utf-8"), releases.numbers(plan)) == (first, [1])
    found = service.status(plan, is_active=False)
    assert (found.release, found.others, found.has_office, found.strangers, found.is_well) == ("1", (), False, 0, False)
    service.remove(plan)
    assert not plan.unit.exists()
    assert plan.data.is_dir()
    assert plan.current.exists()


@pytest.mark.slow
def test_another_release_is_no_installation(tmp_path: Path) -> None:
    plan = kit.plan_in(tmp_path, 8080)
    installed(plan, kit.make_release(tmp_path / "one", {}))
    assert why(plan, kit.make_release(tmp_path / "two", kit.MORE)) == "other_release"
    assert releases.numbers(plan) == [1]


@pytest.mark.slow
def test_a_program_the_service_s_user_cannot_start_writes_no_unit(tmp_path: Path) -> None:
    plan = kit.plan_in(tmp_path, 8080)
    assert why(plan, kit.make_release(tmp_path / "one", {}, "--quick")) == "step_failed"
    assert not plan.unit.exists()


def test_a_step_without_end_is_stopped_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LONGEST", 0.1)
    with pytest.raises(Stopped) as stop:
        machine.as_user(kit.ME, ["sleep", "600"], kit.plan_in(tmp_path, 8080), "check")
    assert (stop.value.why, stop.value.data["step"]) == ("step_too_long", "check")


def test_a_folder_of_somebody_else_keeps_its_owner(tmp_path: Path) -> None:
    plan = kit.plan_in(tmp_path, 8080)
    plan.data.mkdir(mode=0o755)
    (plan.data / "letters.txt").touch()
    assert why(plan, kit.make_release(tmp_path / "one", {})) == "not_ours"
    assert plan.data.stat().st_mode & 0o777 == 0o755


def test_a_disk_of_its_own_is_nobodys_and_may_be_the_data_folder(tmp_path: Path) -> None:
    plan = kit.plan_in(tmp_path, 8080)
    (plan.data / "lost+found").mkdir(parents=True)
    service.require_ours(plan.data, plan)
    (plan.data / "letters.txt").touch()
    with pytest.raises(Stopped):
        service.require_ours(plan.data, plan)


@pytest.mark.slow
def test_a_link_the_service_left_leads_nobody_to_what_is_not_its_own(tmp_path: Path) -> None:
    plan, outside = kit.plan_in(tmp_path, 8080), tmp_path / "etc"
    outside.mkdir()
    outside.chmod(0o755)
    plan.data.mkdir()
    (plan.data / "scratch").symlink_to(outside)
    installed(plan, kit.make_release(tmp_path / "one", {}))
    assert outside.stat().st_mode & 0o777 == 0o755


def test_a_folder_exchanged_for_a_link_meanwhile_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exchanged when its names were read and it is given its owner; what is below follows."""
    data, inner, outside = tmp_path / "data", tmp_path / "data" / "inner", tmp_path / "etc"
    for folder in (inner, outside):
        folder.mkdir(parents=True)
        (folder / "passwd").touch()
    touched: list[int] = []
    whose = inner.stat().st_ino

    def note(inode: int) -> None:
        touched.append(inode)
        if touched.count(whose) == 2 and not inner.is_symlink():
            inner.rename(tmp_path / "aside")
            inner.symlink_to(outside)

    def chown(path: object, *_: int, **where: Any) -> None:
        note(os.stat(path, **where).st_ino)

    monkeypatch.setattr(os, "chown", chown)
    monkeypatch.setattr(os, "fchown", lambda place, *_: note(os.fstat(place).st_ino))
    machine.own(data, kit.ME)
    assert inner.is_symlink()
    assert (tmp_path / "aside" / "passwd").stat().st_ino in touched
    assert (outside / "passwd").stat().st_ino not in touched


def test_root_and_people_are_no_service_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(Stopped) as stop:
        machine.account("root")
    assert stop.value.why == "persons_account"
    assert machine.account("nobody-of-that-name") is None
