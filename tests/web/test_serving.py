"""The start of the server: what a kill left behind is gone, what is still of use is not."""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from portal import db
from portal.config import CHECKOUT, Settings
from portal.web import serving
from tests.office_fixtures import found_office


@pytest.mark.slow
def test_a_start_removes_unfinished_work(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, search_index=tmp_path / "index")
    folder = settings.scratch / "portal-x1"
    folder.mkdir(parents=True)
    picture = tmp_path / "pages" / "aa" / "1.tmp"
    picture.parent.mkdir(parents=True)
    for file in (folder / "page.png", settings.scratch / "upload", settings.scratch / "sign-gone.signed.pdf", picture):
        file.write_bytes(b"a letter")
    serving.prepare(settings)
    assert list(settings.scratch.iterdir()) == []
    assert not picture.exists()


def test_files_of_open_signing_jobs_outlive_a_start(tmp_path: Path) -> None:
    live = tmp_path / "sign-key.prepared.pdf"
    live.write_bytes(b"a letter")
    (tmp_path / "sign-folder").mkdir()
    serving.empty(tmp_path)
    assert list(tmp_path.iterdir()) == [live]


def test_temporary_files_stand_where_a_start_removes_them(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with serving.temporary_files_in(tmp_path / "scratch"), tempfile.TemporaryDirectory() as folder:
        assert Path(folder).parent == tmp_path / "scratch"
    assert tempfile.gettempdir() == before


def test_threads_share_one_heap_where_the_c_library_can() -> None:
    assert serving.share_one_heap() is (platform.libc_ver()[0] == "glibc")


@pytest.mark.slow
def test_a_worker_whose_server_ended_before_it_could_look_ends_by_itself(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", search_index=tmp_path / "index")
    serving.prepare(settings)
    found_office()
    db.database.close()
    ours, of_the_server = os.pipe()
    os.close(of_the_server)  # killed at once
    done = subprocess.run(
        serving.worker_command(settings), stdin=ours, cwd=CHECKOUT, timeout=60, check=False, capture_output=True
    )
    os.close(ours)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_pages_start_without_what_only_some_acts_need(tmp_path: Path) -> None:
    heavy = (
        *("pyhanko", "asn1crypto", "cryptography", "reportlab", "PIL", "lxml"),
        *("docx", "pypdfium2", "holidays", "rapidfuzz", "xlsxwriter"),
    )
    told = "\n".join((
        "import sys, portal.web.serving",
        "from portal import config",
        "from portal.cli import serving",
        "serving.open_office = serving.run = lambda settings: None",
        f"serving.start(config.load({str(tmp_path)!r}))",  # the command loads parts of the portal by itself
        f"print([name for name in {heavy} if name in sys.modules])",
    ))
    done = subprocess.run([sys.executable, "-c", told], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
