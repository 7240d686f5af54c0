"""The measurements run: a small office is made, served, asked and counted."""

import os
import re
import time
from pathlib import Path

import pytest

from portal.bench import office, processes, run
from portal.bench.pages import addresses


def test_an_unknown_measurement_says_which_there_are():
    with pytest.raises(ValueError, match="memory, pages, search, typing"):
        run.run("speed", [])


def test_the_archive_is_read_line_by_line_as_the_import_reads_a_file():
    lines = office.Lines(office.archive(3))
    read = [lines.readline(100) for _ in range(5)]
    assert [bool(line) for line in read] == [True, True, True, False, False]
    assert all(line.endswith(b"}\n") for line in read[:3])


def test_processor_time_and_memory_of_a_process_are_read_from_the_kernel():
    before, began = processes.cpu_seconds(os.getpid()), time.process_time()
    while time.process_time() - began < 0.1:
        pass
    assert 0.05 < processes.cpu_seconds(os.getpid()) - before < 1
    assert processes.tree(os.getpid())[0] == os.getpid()
    memory = processes.memory(os.getpid())
    assert 0 < memory["PSS"] <= memory["RSS"]
    assert 0 < memory["own"] <= memory["RSS"]


@pytest.mark.bench
@pytest.mark.slow
def test_every_page_of_a_small_office_is_measured(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    run.run("pages", ["--n", "60", "--requests", "4", "--folder", str(tmp_path / "office")])
    table = capfd.readouterr().out
    for name in addresses():
        assert re.search(rf"^{name} +\d", table, re.MULTILINE), table
    assert re.search(r"^web: RSS \d+ MB, PSS \d+ MB, riêng \d+ MB", table, re.MULTILINE)
    with pytest.raises(ValueError, match="60 văn bản"):
        run.run("pages", ["--n", "61", "--folder", str(tmp_path / "office")])
