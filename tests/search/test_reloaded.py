"""All that holds of the search holds on Whoosh-Reloaded too: the way out when a Python breaks Whoosh 2.7.4."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
VERSION = "2.7.5"


@pytest.fixture(scope="module")
def reloaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Whoosh-Reloaded in it, its bytes checked against the hashes beside this file."""
    folder = tmp_path_factory.mktemp("reloaded")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run(
        [*command, "--require-hashes", "--only-binary=:all:", "--target", folder, "-r", HERE / "reloaded.txt"],
        check=True, timeout=900,
    )
    return folder


@pytest.mark.slow
def test_the_search_holds_on_whoosh_reloaded(reloaded: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow"]
    ran = subprocess.run(
        [*command, HERE, f"--ignore={Path(__file__)}"], cwd=ROOT, capture_output=True, text=True, timeout=3000,
        env={**os.environ, "PYTHONPATH": str(reloaded), "WHOOSH_IN": str(reloaded), "WHOOSH_VERSION": VERSION},
    )
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout or "[100%]" in ran.stdout
