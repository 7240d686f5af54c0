"""The child process answers with plain data or is Unreadable; it cannot outlive, outgrow or outreach its limits."""

import os
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from portal.adapters import sandbox, tools
from portal.flows.reading import SAMPLE_PDF
from portal.rules.errors import FileRefused, Unreadable

pytestmark = pytest.mark.slow

PDF_TEXT = "portal.adapters.pdf_text:read"
PRINTER = "portal.adapters.convert:print_to"


def reason(function: str, args: dict[str, object], **limits: object) -> str:
    with pytest.raises(Unreadable) as unreadable:
        sandbox.call(function, args, **limits)  # type: ignore[arg-type]
    return str(unreadable.value)


def fake_office(folder: Path, script: str) -> dict[str, str]:
    """A program named soffice that misbehaves, on a path of its own."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def test_plain_data_comes_back() -> None:
    assert sandbox.call(PDF_TEXT, {"path": str(SAMPLE_PDF)})["page_count"] == 3


def test_a_missing_file_and_a_function_elsewhere_are_unreadable(tmp_path: Path) -> None:
    assert reason(PDF_TEXT, {"path": str(tmp_path / "none.pdf")}) == "damaged"
    assert reason("os:getcwd", {}) == "not an adapter"


def test_a_refusal_passes_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    with pytest.raises(FileRefused) as refused:
        sandbox.call("portal.adapters.filetypes:inspect", {"path": str(tmp_path / "a.pdf"), "name": "a.pdf"})
    assert refused.value.data["why"] == "empty"


def test_the_child_has_no_network_no_environment_and_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET", "x")
    doors = sandbox.call("portal.adapters.sandboxed:doors", {}, memory=300 * sandbox.MEGABYTE)
    assert doors["networks"] == []
    assert doors["memory"] == 300 * sandbox.MEGABYTE
    assert "PORTAL_SECRET" not in doors["environment"]


def test_a_packed_child_finds_its_libraries_and_hands_them_to_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bare machine has no SQLite of its own; what LibreOffice is linked with is not ours."""
    script = f'echo "$LD_LIBRARY_PATH" > {tmp_path}/began; exec {sys.executable} -m portal.adapters.sandboxed'
    monkeypatch.setattr(sandbox, "child_command", lambda: ["/bin/sh", "-c", script])
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    told = {}
    for frozen in (True, False):
        monkeypatch.setattr(sys, "frozen", frozen, raising=False)
        doors = sandbox.call("portal.adapters.sandboxed:doors", {})
        assert "LD_LIBRARY_PATH" not in doors["environment"]
        told[frozen] = (tmp_path / "began").read_text().strip()
    assert told == {True: str(tmp_path), False: ""}


def test_a_packed_program_asks_the_machines_programs_without_its_own_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\necho "vie ${LD_LIBRARY_PATH}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("LD_LIBRARY_PATH", "Vietnamese")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert tools.language() == "vie"


def test_a_picture_that_unfolds_beyond_the_memory_is_unreadable(tmp_path: Path) -> None:
    Image.new("1", (9_000, 9_000)).save(tmp_path / "a.png")
    args = {"path": str(tmp_path / "a.png"), "media_type": "image/png", "page": 1, "dpi": 100}
    assert reason("portal.adapters.page_images:draw", args, memory=200 * sandbox.MEGABYTE) == "memory"


def test_an_answer_that_grows_too_large_is_cut_off() -> None:
    assert reason(PDF_TEXT, {"path": str(SAMPLE_PDF)}, output=2000) == "too much"


def test_a_hanging_child_ends_with_everything_it_started(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    settings = fake_office(tmp_path, f"echo $$ > {told}; exec sleep 3000")
    (tmp_path / "in.docx").write_bytes(b"x")
    args = {"source": str(tmp_path / "in.docx"), "folder": str(tmp_path)}
    for seconds in (1.5, 15, 150):  # a busy machine may not have started the program by the first
        assert reason(PRINTER, args, seconds=seconds, settings=settings) == "timeout"
        if told.exists() and told.read_text().endswith("\n"):
            break
    until = time.monotonic() + 60
    while is_running(int(told.read_text())):
        assert time.monotonic() < until, "the program that the child started is still running"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether there is such a process, and one that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_no_file_grows_beyond_its_limit(tmp_path: Path) -> None:
    settings = fake_office(tmp_path, f"head -c 5000000 /dev/zero > {tmp_path}/letter.pdf")
    (tmp_path / "in.docx").write_bytes(b"x")
    args = {"source": str(tmp_path / "in.docx"), "folder": str(tmp_path)}
    sandbox.call(PRINTER, args, settings=settings, written=sandbox.MEGABYTE)
    assert (tmp_path / "letter.pdf").stat().st_size <= sandbox.MEGABYTE


def test_a_failing_program_is_unreadable(tmp_path: Path) -> None:
    settings = fake_office(tmp_path, "kill -9 $$")
    (tmp_path / "in.docx").write_bytes(b"x")
    args = {"source": str(tmp_path / "in.docx"), "folder": str(tmp_path)}
    assert reason(PRINTER, args, settings=settings) == "not converted"


def test_nothing_of_a_call_stays_behind(tmp_path: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    for _ in range(3):
        sandbox.call(PDF_TEXT, {"path": str(SAMPLE_PDF)})
    assert len(set(os.listdir("/proc/self/fd")) - before) <= 1
