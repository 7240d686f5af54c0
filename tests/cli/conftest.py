"""One command run on a data folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import cli
from tests.command_line import close


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator:
    """Run one command on a data folder of its own: exit code, output, errors."""

    def command(*words: str) -> tuple[int, str, str]:
        code = cli.main(["--data", str(tmp_path / "du lieu"), *words])
        close()
        out, err = capfd.readouterr()
        return code, out, err

    yield command
    close()
