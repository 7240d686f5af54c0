"""From one release to the next: the office goes on, or is as it was; at no point is it left without a start."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal import db
from portal.config import CHECKOUT
from portal.flows.backup import manifests
from portal.flows.backup.places import finished
from portal.installing import keeping, releases, running, upgrading
from portal.installing.plan import Plan, Stopped
from portal.installing.running import ByHand
from portal.installing.upgrading import Backups
from tests.installing import kit

pytestmark = pytest.mark.slow
HOST = "127.0.0.1"
LONGEST = 300
FORWARD = ["placing", "checking", "rehearsing", "no_place", "stopping", "keeping", "switching", "migrating", "starting"]
BAD_MORE = {"9998_more": "def up(m, d):\n    d.execute_sql('CREATE TABLE unit (id INTEGER)')\n"}
# An upgrade that is ended by kill -9 when it tells a step.
KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from portal.installing import releases, running, upgrading
from tests.installing import kit
folder, source, port, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
plan = kit.plan_in(folder, port)
def tell(word, **data):
    if word == last:
        os.kill(os.getpid(), signal.SIGKILL)
upgrading.upgrade(plan, source, kit.ME, running.ByHand(plan, kit.ME, releases.words(plan.current)), "127.0.0.1", tell)
"""


def upgraded(plan: Plan, source: Path, service: ByHand, backups: Backups = Backups.NO_PLACE) -> list[str]:
    """The steps told on the way."""
    told: list[str] = []
    upgrading.upgrade(plan, source, kit.ME, service, HOST, lambda word, **data: told.append(word), backups=backups)
    return told


def refused(plan: Plan, source: Path, service: ByHand, backups: Backups = Backups.NO_PLACE) -> Stopped:
    with pytest.raises(Stopped) as stop:
        upgraded(plan, source, service, backups)
    return stop.value


@pytest.fixture
def places(plan: Plan, tmp_path: Path) -> tuple[Path, Path]:
    """Two places for the office's backups, both there."""
    disk, share = tmp_path / "disk", tmp_path / "share"
    for place in (disk, share):
        place.mkdir()
    words = f'backup_folder = "{disk}"\nbackup_second_folder = "{share}"\n'
    (plan.data / "portal.toml").write_text(words, "utf-8")
    return disk, share


def test_a_new_release_serves_the_office_it_found(plan: Plan, service: ByHand, tmp_path: Path) -> None:
    assert upgraded(plan, kit.make_release(tmp_path / "two", kit.MORE), service) == [*FORWARD, "done"]
    assert running.answers(HOST, plan.port)
    assert (kit.schema(plan), kit.people(plan)) == ("9998_more", ["quan"])
    assert plan.current.resolve() == plan.releases / "2"
    assert (plan.data / db.kept_name(db.newest())).exists()
    assert not (plan.data / keeping.REHEARSAL).exists()


def test_the_office_is_backed_up_by_the_release_it_leaves(
    plan: Plan, places: tuple[Path, Path], service: ByHand, tmp_path: Path
) -> None:
    told = upgraded(plan, kit.make_release(tmp_path / "two", kit.MORE), service, Backups.MADE)
    before, after = FORWARD[:3], FORWARD[4:]
    assert told == [*before, "backing_up", "backed_up", *after, "done"]
    made = [manifests.read(finished(place)[0]) for place in places]
    assert [manifest["schema"] for manifest in made] == [db.newest()] * 2
    assert kit.schema(plan) == "9998_more"


def test_without_a_good_backup_the_office_is_not_touched(
    plan: Plan, places: tuple[Path, Path], service: ByHand, tmp_path: Path
) -> None:
    places[0].rmdir()
    service.start()
    running.wait_until_it_answers(service, HOST, plan.port, LONGEST)
    server, source = service.process, kit.make_release(tmp_path / "two", kit.MORE)
    stop = refused(plan, source, service, Backups.MADE)
    assert stop.why == "no_backup"
    assert f"{places[0]}: Không thấy nơi sao lưu" in str(stop.data["cause"])
    assert service.process is server
    assert running.answers(HOST, plan.port)
    assert (releases.numbers(plan), kit.schema(plan)) == ([1], db.newest())
    assert "backup_left_out" in upgraded(plan, source, service, Backups.LEFT_OUT)
    assert kit.schema(plan) == "9998_more"


@pytest.mark.parametrize("source", ["a bad migration", "the same", "no program"])
def test_what_is_found_bad_before_leaves_the_running_office_alone(
    source: str, plan: Plan, service: ByHand, tmp_path: Path
) -> None:
    made = {
        "a bad migration": lambda: kit.make_release(tmp_path / "two", BAD_MORE),
        "the same": lambda: tmp_path / "one",
        "no program": lambda: tmp_path,
    }[source]()
    service.start()
    running.wait_until_it_answers(service, HOST, plan.port, LONGEST)
    server = service.process
    stop = refused(plan, made, service)
    assert stop.why in ("step_failed", "same_release", "no_program")
    assert service.process is server
    assert running.answers(HOST, plan.port)
    assert releases.numbers(plan) == [1]
    assert kit.schema(plan) == db.newest()
    assert not (plan.data / keeping.REHEARSAL).exists()


@pytest.mark.parametrize("fault", ["bring", "serve"])
def test_what_fails_after_the_switch_is_taken_back(fault: str, plan: Plan, service: ByHand, tmp_path: Path) -> None:
    stop = refused(plan, kit.make_release(tmp_path / "two", kit.MORE, fault), service)
    assert stop.why == "gone_back"
    assert (plan.current.resolve(), releases.numbers(plan)) == (plan.releases / "1", [1])
    assert running.answers(HOST, plan.port)
    assert (kit.schema(plan), kit.people(plan)) == (db.newest(), ["quan"])
    assert not (plan.data / keeping.MARK).exists()
    # what the newer program had made of the database is set aside, not removed
    assert (plan.data / "undone-1.db").exists() == (fault == "serve")


def test_ctrl_c_in_the_middle_goes_back(plan: Plan, service: ByHand, tmp_path: Path) -> None:
    def tell(word: str, **data: object) -> None:
        if word == "starting":
            raise KeyboardInterrupt

    with pytest.raises(Stopped) as stop:
        upgrading.upgrade(plan, kit.make_release(tmp_path / "two", kit.MORE), kit.ME, service, HOST, tell)
    assert stop.value.why == "gone_back"
    assert running.answers(HOST, plan.port)
    assert kit.schema(plan) == db.newest()


class Stopping:
    """A service that is down when its stopping is cut off or told to have failed, each time."""

    def __init__(self, service: ByHand, fault: BaseException) -> None:
        self.service, self.fault = service, fault

    def stop(self) -> None:
        self.service.stop()
        raise self.fault

    def start(self) -> None:
        self.service.start()

    def has_ended(self) -> bool:
        return self.service.has_ended()


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), Stopped("does_not_answer", port=1, seconds=1)])
def test_what_goes_wrong_while_stopping_leaves_the_old_release_serving(
    fault: BaseException, plan: Plan, service: ByHand, tmp_path: Path
) -> None:
    service.start()
    running.wait_until_it_answers(service, HOST, plan.port, LONGEST)
    source = kit.make_release(tmp_path / "two", kit.MORE)
    with pytest.raises(Stopped) as stop:
        upgrading.upgrade(plan, source, kit.ME, Stopping(service, fault), HOST, lambda word, **data: None)
    assert (stop.value.why, stop.value.data["cause"]) == ("gone_back", fault)
    assert running.answers(HOST, plan.port)
    assert (plan.current.resolve(), releases.numbers(plan)) == (plan.releases / "1", [1])


def test_a_server_nobody_stopped_is_not_worked_under(plan: Plan, service: ByHand, tmp_path: Path) -> None:
    other = ByHand(plan, kit.ME, releases.words(plan.current))
    other.start()
    running.wait_until_it_answers(other, HOST, plan.port, LONGEST)
    try:
        stop = refused(plan, kit.make_release(tmp_path / "two", kit.MORE), service)
        assert other.process is not None
        assert f"tiến trình {other.process.pid} dùng" in str(stop.data["cause"])
        assert kit.schema(plan) == db.newest()
    finally:
        other.stop()


@pytest.mark.parametrize("step", ["rehearsing", "keeping", "switching", "migrating", "starting"])
def test_a_kill_at_any_step_leaves_an_office_that_starts(step: str, plan: Plan, tmp_path: Path) -> None:
    killed(plan, tmp_path, kit.make_release(tmp_path / "two", kit.MORE), step)
    assert_it_serves(plan)
    switched = FORWARD.index(step) > FORWARD.index("switching")
    assert kit.schema(plan) == ("9998_more" if switched else db.newest())


def assert_it_serves(plan: Plan) -> None:
    """What the link names starts without hands, and everybody is there."""
    service = ByHand(plan, kit.ME, releases.words(plan.current))
    service.start()
    try:
        running.wait_until_it_answers(service, HOST, plan.port, LONGEST)
        assert kit.people(plan) == ["quan"]
    finally:
        service.stop()


def test_what_a_kill_left_is_cleared_by_the_next_try(plan: Plan, service: ByHand, tmp_path: Path) -> None:
    source = kit.make_release(tmp_path / "two", kit.MORE)
    (plan.data / keeping.REHEARSAL).mkdir()
    (plan.releases / "2.part").mkdir()
    releases.place(plan, source)
    upgraded(plan, source, service)
    assert (releases.numbers(plan), kit.schema(plan)) == ([1, 3], "9998_more")


@pytest.mark.parametrize(("fault", "step", "release"), [("bring", "going_back", "2"), ("serve", "starting_again", "1")])
def test_a_kill_on_the_way_back_leaves_an_office_that_starts(
    fault: str, step: str, release: str, plan: Plan, tmp_path: Path
) -> None:
    """Whichever the link names then, it starts on a database that is its own."""
    killed(plan, tmp_path, kit.make_release(tmp_path / "two", kit.MORE, fault), step)
    assert releases.running(plan).name == release
    assert_it_serves(plan)
    assert kit.schema(plan) == ("9998_more" if release == "2" else db.newest())


def killed(plan: Plan, folder: Path, source: Path, step: str) -> None:
    """Run an upgrade up to a step."""
    words = [sys.executable, "-c", KILLED, str(folder), str(source), str(plan.port), step]
    done = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
