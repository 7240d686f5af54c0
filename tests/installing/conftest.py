"""An installed office of its own for each test that upgrades."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.installing import releases
from portal.installing.plan import Plan
from portal.installing.running import ByHand
from tests.command_line import INIT
from tests.installing import kit
from tests.ports import free_port


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first release in its place, with an office: made once."""
    folder = tmp_path_factory.mktemp("installed")
    made = kit.plan_in(folder, 8080)
    made.home.mkdir()
    releases.switch(made, releases.place(made, kit.make_release(folder / "one", {})))
    subprocess.run([made.current / "portal", "--data", made.data, *INIT], check=True, capture_output=True)
    return folder


@pytest.fixture
def plan(installed: Path, tmp_path: Path) -> Plan:
    """A copy of it."""
    shutil.copytree(installed, tmp_path, symlinks=True, dirs_exist_ok=True)
    return kit.plan_in(tmp_path, free_port())


@pytest.fixture
def service(plan: Plan) -> Iterator[ByHand]:
    """How it is started and stopped where no systemd runs."""
    by_hand = ByHand(plan, kit.ME, releases.words(plan.current))
    yield by_hand
    by_hand.stop()
