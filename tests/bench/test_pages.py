"""The measurements run: a small office is made, served, asked and counted."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.bench import footprint, office, processes, run, starting
from portal.bench.pages import addresses

ROOT = Path(__file__).resolve().parents[2]


def test_an_unknown_measurement_says_which_there_are():
    with pytest.raises(ValueError, match=", ".join(sorted(run.BENCHES))):
        run.run("speed", [])


def test_the_archive_is_read_line_by_line_as_the_import_reads_a_file():
    lines = office.Lines(office.archive(3))
    read = [lines.readline(100) for _ in range(5)]
    assert [bool(line) for line in read] == [True, True, True, False, False]
    assert all(line.endswith(b"}\n") for line in read[:3])


@pytest.mark.slow
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


@pytest.mark.bench
@pytest.mark.slow
@pytest.mark.browser
def test_every_key_is_measured_and_the_last_one_at_a_person_s_pace(tmp_path: Path):
    picture = tmp_path / "seen.png"
    options = ["--n", "60", "--rounds", "1", "--text", "dat d"]
    # In a process of its own: a process drives one Chromium, and other tests may have theirs open here.
    measured = subprocess.run(
        [sys.executable, "-m", "portal.cli", "bench", "typing", *options, "--folder", str(tmp_path / "office"),
         "--picture", str(picture)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=1800,
    )  # fmt: skip
    table = measured.stdout
    times = re.findall(r"^“.” sau “.*” +(\d+) +(\d+)$", table, re.MULTILINE)
    assert len(times) == 5, table
    assert all(int(time) > 100 for pair in times for time in pair)  # the box waits a moment before it asks
    assert re.search(r"^phím cuối, gõ 150 ms một phím +\d+ +\d+$", table, re.MULTILINE), table
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.bench
@pytest.mark.slow
def test_memory_is_measured_without_and_with_search(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(footprint, "FEW", 100)
    run.run("memory", ["--n", "60", "--folder", str(tmp_path / "office")])
    table = capfd.readouterr().out
    figures = [float(figure) for figure in re.findall(r": {3,}(\d+)", table)]
    assert len(figures) == 3, table
    assert all(20 < figure < 500 for figure in figures)


def test_a_package_that_is_missing_is_named_with_the_way_to_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "playwright", None)
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    monkeypatch.delitem(sys.modules, "portal.bench.keys", raising=False)
    with pytest.raises(ValueError, match=r"cần gói “playwright.*pip install"):
        run.run("typing", [])


@pytest.mark.slow
def test_a_start_is_measured_until_the_first_answer_and_its_memory_after_a_rest(capfd: pytest.CaptureFixture[str]):
    starting.main(["--times", "1", "--rest", "1"])
    last = capfd.readouterr().out.splitlines()[-1].split()
    assert last[0] == "1"
    seconds, cpu, web, worker = map(float, last[1:])
    assert min(seconds, cpu, web, worker) > 0
