"""Releases stand side by side, and a link that never points nowhere says which one runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.installing import releases
from portal.installing.plan import Plan, Stopped
from tests.installing.kit import plan_in


@pytest.fixture
def empty(tmp_path: Path) -> Plan:
    """A place for releases."""
    plan = plan_in(tmp_path, 8080)
    plan.home.mkdir()
    return plan


def program(folder: Path, words: str = "one") -> Path:
    """What looks like a packed program, with data somebody made beside it."""
    (folder / "_internal" / "data").mkdir(parents=True)
    (folder / "_internal" / "data" / "words").write_text(words)
    (folder / "_internal" / "lib.so").symlink_to("data/words")
    (folder / "portal").write_text("#!/bin/sh\n")
    (folder / "portal").chmod(0o700)
    (folder / "data").mkdir()
    return folder


def test_a_release_comes_whole_with_a_number_and_readable_by_the_service(empty: Plan, tmp_path: Path) -> None:
    first = releases.place(empty, program(tmp_path / "one"))
    second = releases.place(empty, program(tmp_path / "two", "two"))
    assert [folder.name for folder in (first, second)] == ["1", "2"]
    assert sorted(path.name for path in first.iterdir()) == ["_internal", "portal"]
    assert (first / "portal").stat().st_mode & 0o777 == 0o755
    assert (first / "_internal" / "data" / "words").stat().st_mode & 0o777 == 0o644
    assert (first / "_internal" / "lib.so").read_text() == "one"
    assert releases.is_same(first, tmp_path / "one")
    assert not releases.is_same(first, second)


def test_what_is_no_program_leaves_no_release_behind(empty: Plan, tmp_path: Path) -> None:
    (tmp_path / "one" / "_internal").mkdir(parents=True)
    with pytest.raises(Stopped):
        releases.place(empty, tmp_path / "one")
    assert list(empty.releases.iterdir()) == []


def test_the_link_is_relative_and_moves_in_one_step(empty: Plan, tmp_path: Path) -> None:
    for name in ("one", "two"):
        releases.switch(empty, releases.place(empty, program(tmp_path / name, name)))
    assert str(empty.current.readlink()) == "releases/2"
    (tmp_path / "opt").rename(tmp_path / "moved")
    assert (tmp_path / "moved" / "current" / "portal").is_file()


def test_of_the_old_ones_the_one_used_last_is_kept(empty: Plan, tmp_path: Path) -> None:
    releases.place(empty, program(tmp_path / "one"))
    used = releases.place(empty, program(tmp_path / "two"))
    releases.place(empty, program(tmp_path / "never used"))
    releases.switch(empty, releases.place(empty, program(tmp_path / "four")))
    releases.forget_all_but(empty, used)
    assert releases.numbers(empty) == [2, 4]


def test_a_home_behind_a_link_keeps_what_runs(empty: Plan, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(empty.home)
    plan = replace(empty, home=tmp_path / "way")
    first, second = (releases.place(plan, program(tmp_path / name)) for name in ("one", "two"))
    for release in (second, first):
        releases.switch(plan, release)
    releases.forget_all_but(plan, second)
    assert (releases.running(plan), releases.numbers(plan)) == (first, [1, 2])


def test_a_checkout_is_taken_without_its_tests_and_data(empty: Plan, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for name in ("portal/cli", "templates", "static", "tests", "data", ".venv/bin", ".git"):
        (checkout / name).mkdir(parents=True)
    for name in ("app.py", "pyproject.toml", "portal/cli/__init__.py", ".venv/bin/python", "data/portal.db"):
        (checkout / name).touch()
    taken = releases.place(empty, checkout)
    assert sorted(path.name for path in taken.iterdir()) == [
        ".venv", "app.py", "portal", "pyproject.toml", "static", "templates"]
    assert releases.words(taken) == [str(taken / ".venv/bin/python"), str(taken / "app.py")]
