"""The set-up: locks, the environment made from them, what is packed, and no test left out unseen."""

import ast
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portal import bootstrap

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HASHES = r"(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ \\]+)( ; [^\\]+)? \\\n" + HASHES, re.M)


def pins(lock: Path) -> set[tuple[str, str, str]]:
    """Name, version and condition of everything a lock holds, each with at least one hash."""
    return {(name, version, condition.strip(" ;")) for name, version, condition in PIN.findall(lock.read_text())}


# The locks.


@pytest.mark.parametrize("lock", bootstrap.LOCKS.values(), ids=bootstrap.LOCKS)
def test_a_lock_holds_nothing_but_hashed_pins(lock: Path) -> None:
    rest = PIN.sub("", lock.read_text())
    assert pins(lock)
    assert [line for line in rest.splitlines() if line.strip() and not line.lstrip().startswith("#")] == []


@pytest.mark.parametrize("lock", bootstrap.LOCKS.values(), ids=bootstrap.LOCKS)
def test_a_lock_names_no_index_and_no_place_on_a_machine(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links|^\s*/|[A-Z]:\\", text, re.M)


@pytest.mark.parametrize("lock", bootstrap.LOCKS.values(), ids=bootstrap.LOCKS)
def test_a_lock_serves_every_system(lock: Path) -> None:
    assert any("sys_platform == 'win32'" in condition for _, _, condition in pins(lock))


def test_the_tests_run_on_the_very_versions_the_office_runs_on() -> None:
    assert pins(bootstrap.LOCKS["run"]) <= pins(bootstrap.LOCKS["test"])


def test_every_dependency_of_the_project_is_locked() -> None:
    wanted = PROJECT["project"]["dependencies"], PROJECT["project"]["optional-dependencies"]["test"]
    for lock, dependencies in zip(bootstrap.LOCKS.values(), wanted, strict=True):
        locked = {name for name, _, _ in pins(lock)}
        assert {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in dependencies} <= locked


# The environment.


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with one small package, its lock, and room for an environment; no network is asked."""
    write_lock(tmp_path, "1.0", sha256(write_package(tmp_path, "1.0").read_bytes()).hexdigest())
    return tmp_path


def write_package(shelf: Path, version: str) -> Path:
    wheel = shelf / f"letter-{version}-py3-none-any.whl"
    texts = {
        "letter.py": "NUMBER = 536\n",
        f"letter-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: letter\nVersion: {version}\n",
        f"letter-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"letter-{version}.dist-info/RECORD"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**texts, record: "".join(f"{name},,\n" for name in [*texts, record])}.items():
            archive.writestr(name, text)
    return wheel


def write_lock(shelf: Path, version: str, digest: str) -> None:
    text = f"--no-index\n--find-links {shelf.as_uri()}\nletter=={version} --hash=sha256:{digest}\n"
    (shelf / "lock.txt").write_text(text, "utf-8")


PREPARE = """
import sys
from pathlib import Path
from portal import bootstrap
shelf = Path(sys.argv[1])
bootstrap.LOCKS = {"run": shelf / "lock.txt"}
print(bootstrap.prepare(shelf / "venv", "run"))
"""


def set_up(shelf: Path) -> subprocess.Popen[str]:
    """A set-up in a process of its own, with children of its own."""
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", PREPARE, shelf], cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.slow
def test_a_set_up_outlives_a_kill_and_a_rival_and_takes_no_false_package(shelf: Path) -> None:
    first = set_up(shelf)
    while not (shelf / "venv" / "pyvenv.cfg").exists():
        assert first.poll() is None, first.communicate()
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert stamps(shelf) == []

    both = [set_up(shelf), set_up(shelf)]
    said = [process.communicate(timeout=600) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted(answer.strip() for answer, _ in said) == ["False", "True"]
    found = [str(bootstrap.python_in(shelf / "venv")), "-I", "-c", "import letter; print(letter.NUMBER)"]
    assert subprocess.check_output(found, text=True).strip() == "536"

    write_package(shelf, "1.1")
    write_lock(shelf, "1.1", "0" * 64)
    last = set_up(shelf)
    answer, complaint = last.communicate(timeout=600)
    assert (last.returncode, answer) == (1, "")
    assert complaint.strip().splitlines()[-1].startswith("Cài đặt: không cài các gói được")
    assert "Traceback" not in complaint
    assert stamps(shelf) == []


@pytest.mark.slow
def test_an_installation_with_its_libraries_asks_no_network(shelf: Path) -> None:
    (shelf / "wheels").mkdir()
    wheel = next(shelf.glob("*.whl"))
    wheel.rename(shelf / "wheels" / wheel.name)
    lock = (shelf / "lock.txt").read_text("utf-8").splitlines(keepends=True)
    (shelf / "lock.txt").write_text(lock[-1], "utf-8")
    alone = PREPARE.replace('print(', 'bootstrap.WHEELS = shelf / "wheels"\nprint(')
    done = subprocess.run([sys.executable, "-c", alone, shelf], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr


def stamps(shelf: Path) -> list[Path]:
    return list((shelf / "venv").glob(".ready-*"))


def test_the_stamp_speaks_for_one_lock_and_one_python(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "LOCKS", {"run": shelf / "lock.txt"})
    bootstrap.stamp(shelf, "run").write_text(bootstrap.key("run"))
    assert bootstrap.is_ready(shelf, "run")
    write_lock(shelf, "1.1", "1" * 64)
    assert not bootstrap.is_ready(shelf, "run")
    bootstrap.stamp(shelf, "run").write_text(bootstrap.key("run"))
    monkeypatch.setattr(sys, "version", "3.11.0 of another make")
    assert not bootstrap.is_ready(shelf, "run")


def test_a_folder_that_is_no_environment_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF")
    with pytest.raises(SystemExit, match="không phải môi trường Python"):
        bootstrap.clear(tmp_path)
    assert (tmp_path / "letter.pdf").exists()


def test_a_half_made_environment_is_removed(tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / bootstrap.STATE).write_text(bootstrap.BUSY)
    bootstrap.clear(tmp_path / "venv")
    assert not (tmp_path / "venv").exists()


def test_a_packed_program_needs_no_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("PORTAL_VENV", str(tmp_path / "venv"))
    bootstrap.ensure("run")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_one_may_not_write_in_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PORTAL_VENV", str(tmp_path / "file" / "venv"))
    with pytest.raises(SystemExit, match=r"^Cài đặt: không làm được ở "):
        bootstrap.ensure("run")


def test_the_environment_stands_in_the_checkout_or_where_one_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_VENV", raising=False)
    assert bootstrap.environment() == ROOT / ".venv"
    monkeypatch.setenv("PORTAL_VENV", "elsewhere")
    assert bootstrap.environment() == Path.cwd() / "elsewhere"


def test_the_front_door_tells_an_unfit_python_apart_before_reading_on() -> None:
    lines = (ROOT / "app.py").read_text("utf-8").splitlines()
    guard = next(n for n, line in enumerate(lines) if "sys.version_info" in line)
    later = [n for n, line in enumerate(lines) if line.startswith(("import ", "from ")) and line != "import sys"]
    assert guard < min(later)
    bounds = re.findall(r"\(3, (\d+)\)", lines[guard])
    assert PROJECT["project"]["requires-python"] == f">=3.{bounds[0]},<3.{int(bounds[1]) + 1}"


# Debian's packages.


@pytest.mark.slow
@pytest.mark.system
def test_what_is_laid_aside_is_fetched_once_and_never_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that would serve as soon as it is installed: its own script is not run."""
    tree, shelf = tmp_path / "tree", tmp_path / "shelf"
    for folder in (tree / "DEBIAN", tree / "usr" / "sbin", shelf):
        folder.mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: served\nVersion: 1\nArchitecture: all\nMaintainer: a <a@a.vn>\nDescription: x\n"
    )
    (tree / "DEBIAN" / "postinst").write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    (tree / "DEBIAN" / "postinst").chmod(0o755)
    (tree / "usr" / "sbin" / "served").write_text("x")
    subprocess.run(["dpkg-deb", "--build", str(tree), str(tmp_path / "served.deb")], check=True, capture_output=True)
    fetching = shelf / "apt-get"
    fetching.write_text(f"#!/bin/sh\necho $* >> {tmp_path}/asked\ncp {tmp_path}/served.deb .\n")
    fetching.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shelf}:{os.environ['PATH']}")
    monkeypatch.setenv("PORTAL_VENV", str(tmp_path / "venv"))
    (tmp_path / "venv" / f"{bootstrap.ASIDE}.part").mkdir(parents=True)  # of one that was cut off
    for _ in range(2):
        bootstrap.lay_aside(["served"], "kiểm thử")
    assert (tmp_path / "venv" / bootstrap.ASIDE / "usr" / "sbin" / "served").read_text() == "x"
    assert (tmp_path / "asked").read_text().count("download served") == 1
    assert not (tmp_path / "started").exists()
    assert not list((tmp_path / "venv").glob(f"{bootstrap.ASIDE}*/*.deb"))


@pytest.mark.parametrize(("is_systemd", "is_there", "done"), [
    (True, False, ["cat dovecot.service", "cat dovecot.socket", "mask dovecot.service dovecot.socket"]),
    (True, True, ["cat dovecot.service"]),
    (False, False, []),
])
def test_what_would_serve_once_installed_is_masked_unless_it_serves_already(
    is_systemd: bool, is_there: bool, done: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    told.touch()
    asked = tmp_path / "systemctl"
    asked.write_text(f'#!/bin/sh\necho "$*" >> {told}\n[ $1 = mask ] || exit {int(not is_there)}\n')
    asked.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(bootstrap, "RUNS_SYSTEMD", tmp_path if is_systemd else tmp_path / "none")
    bootstrap.keep_still(["qpdf", "dovecot-imapd"], [])
    bootstrap.keep_still(["qpdf"], [])
    assert told.read_text().splitlines() == done


def test_a_service_that_cannot_be_masked_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "systemctl"
    asked.write_text("#!/bin/sh\nexit 1\n")
    asked.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(bootstrap, "RUNS_SYSTEMD", tmp_path)
    with pytest.raises(SystemExit, match=r"sudo systemctl mask dovecot\.service dovecot\.socket$"):
        bootstrap.keep_still(["dovecot-imapd"], [])


def test_every_package_with_a_service_is_one_the_tests_need() -> None:
    door = (ROOT / "app.py").read_text("utf-8")
    assert [name for name in bootstrap.SERVICES if f'"{name}"' not in door] == []


@pytest.mark.system
def test_only_missing_packages_are_asked_for() -> None:
    assert bootstrap.missing_packages(["dpkg", "no-such-package-at-all", "coreutils"]) == ["no-such-package-at-all"]


def test_without_rights_the_exact_command_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # a machine with neither dpkg nor apt
    with pytest.raises(SystemExit, match=r"apt-get install -y --no-install-recommends qpdf openssl$"):
        bootstrap.require_debian(["qpdf", "openssl"], "kiểm thử")


def test_of_a_long_talk_the_complaint_is_told() -> None:
    talk = b"Collecting letter\nERROR: hashes differ\n\nnotice: a newer pip\n"
    assert bootstrap.last_words(talk) == "ERROR: hashes differ"
    assert bootstrap.last_words(b"one\ntwo\n") == "two"
    assert bootstrap.last_words(b"") == "không có thông báo"


@pytest.mark.browser
def test_playwright_drives_the_chromium_of_debian(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<h1>Sổ đăng ký</h1>")
    assert page.inner_text("h1") == "Sổ đăng ký"
    page.close()


@pytest.mark.slow
def test_no_test_looks_for_a_browser_that_playwright_would_have_to_fetch() -> None:
    launches = [
        (file.name, node)
        for file in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "launch"
    ]
    assert launches
    assert [name for name, call in launches if "executable_path" not in {word.arg for word in call.keywords}] == []


# What is packed.


def test_every_room_is_packed() -> None:
    rooms = {file.parent.relative_to(ROOT) for file in (ROOT / "portal").rglob("*.py")}
    packed = set(PROJECT["tool"]["setuptools"]["packages"])
    assert {".".join(room.parts) for room in rooms} <= packed
    assert packed - {"portal.static", "portal.templates"} <= {
        ".".join(folder.relative_to(ROOT).parts) for folder in (ROOT / "portal", *(ROOT / "portal").rglob("*"))
    }


def test_ci_runs_the_command_of_the_readme_and_nothing_cleverer() -> None:
    script = ROOT / ".ci" / "run"
    steps = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]
    assert steps == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec python3 app.py test"]
    assert os.access(script, os.X_OK)


# No test is left out unseen.

LEAVING_OUT = """
import pytest
def test_runs(): pass
@pytest.mark.browser
def test_browser(): pass
"""
SKIPPING = "import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('no token')\n"


def run_pytest(tmp_path: Path, text: str, **environ: str) -> tuple[int, str]:
    """A run of its own over one file, behind the gate of this house."""
    (tmp_path / "test_it.py").write_text(text)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser\n")
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "PORTAL_TESTS_WITHOUT")}
    command = [sys.executable, "-m", "pytest", "-p", "tests.gate", "-c", tmp_path / "pytest.ini", tmp_path]
    done = subprocess.run(command, cwd=ROOT, env={**kept, **environ}, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_a_skip_fails_the_run_where_ci_is_true(tmp_path: Path) -> None:
    code, told = run_pytest(tmp_path, SKIPPING, CI="true")
    assert code == 1
    assert "CI=true, but not run: " in told


@pytest.mark.slow
def test_a_skip_is_let_be_at_a_desk(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, SKIPPING)[0] == 0


@pytest.mark.slow
def test_what_needs_other_programs_may_be_left_out_by_name(tmp_path: Path) -> None:
    code, told = run_pytest(tmp_path, LEAVING_OUT, PORTAL_TESTS_WITHOUT="system")
    assert code == 0
    assert "PORTAL_TESTS_WITHOUT=system: tests marked ocr, browser, system were not run." in told
    assert "1 passed, 1 deselected" in told


@pytest.mark.slow
@pytest.mark.parametrize("environ", [{"CI": "true", "PORTAL_TESTS_WITHOUT": "system"}, {"PORTAL_TESTS_WITHOUT": "all"}])
def test_nothing_else_may_be_left_out_and_nothing_in_ci(tmp_path: Path, environ: dict[str, str]) -> None:
    code, told = run_pytest(tmp_path, LEAVING_OUT, **environ)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "PORTAL_TESTS_WITHOUT" in told
