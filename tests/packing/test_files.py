"""What goes into the files handed out: everything read by path or loaded by name, and only libraries of the lock."""

import ast
import importlib
import subprocess
import sysconfig
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from portal.packing import bundles, making, wheelhouse
from portal.packing.bill import sums
from portal.packing.workshop import LOCK, ROOT, TOOLS, VENV, CannotPack, Workshop, workshop

LOCKED = """\
apple==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via pie
pear==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:bb
plum==3.0 ; sys_platform != 'win32' \\
    --hash=sha256:cc
cherry==4.0 ; python_full_version < '3.12' \\
    --hash=sha256:dd
"""


def test_a_lock_is_read_for_the_system_the_installation_is_for():
    lines = "".join(wheelhouse.requirements(LOCKED, wheelhouse.marks("3.13")))
    assert lines == (
        "apple==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\npear==2.0 \\\n    --hash=sha256:bb\n"
    )


def test_a_line_nobody_understands_stops_the_making():
    with pytest.raises(CannotPack):
        list(wheelhouse.requirements("--index-url https://example.vn\n", wheelhouse.marks("3.13")))


def test_the_lock_of_the_office_is_read_whole():
    text = "".join(wheelhouse.requirements(LOCK.read_text("utf-8"), wheelhouse.marks(wheelhouse.PYTHON)))
    names = {line.split("==")[0] for line in text.splitlines() if "==" in line}
    assert {"flask", "tzdata", "pyhanko", "whoosh"} <= names
    assert ";" not in text
    assert text.count("--hash=sha256:") >= len(names)


def test_the_windows_archive_holds_the_sources_and_the_libraries_and_no_tests(tmp_path: Path):
    wheel = tmp_path / "flask-3.1.3-py3-none-any.whl"
    wheel.write_bytes(b"")
    names = [name for _, name in wheelhouse.contents(tmp_path)]
    assert {"app.py", "portal/lock.txt", "templates/base.html", f"wheels/{wheel.name}"} <= set(names)
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]
    assert len(names) == len(set(names))


def test_everything_read_by_path_is_in_the_bundle():
    held = {source.removesuffix("/*.py") for source, _ in bundles.DATA}
    for source, place in bundles.DATA:
        assert list(ROOT.glob(source)), source
        assert source.removesuffix("/*.py") == place
    read = {
        path.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "portal").rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and path.name != "lock.txt"
    }
    assert read <= held | {"portal/samples", "portal/adapters/fonts"}


def test_every_version_that_is_told_travels_with_the_bundle():
    tree = ast.parse((ROOT / "portal" / "flows" / "checking.py").read_text("utf-8"))
    told = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "version"
        and isinstance(node.args[0], ast.Constant)
    }
    assert told
    assert told <= set(bundles.VERSIONS_TOLD)
    assert all(version(name) for name in bundles.VERSIONS_TOLD)


CODE = {".py", ".pyc", ".pyi", ".pyd", ".so", ".dylib", ".c", ".h", ".pxi", ".pxd", ".md", ".txt", ".typed", ""}
# Data beside libraries that the bundle is not told of: PyInstaller knows it, or nothing of ours ever reads it.
KNOWN, NEVER_READ = {"pypdfium2"}, {"lxml", "reportlab", "werkzeug", "wtforms"}


@pytest.mark.slow
def test_what_libraries_read_by_path_is_in_the_bundle():
    here = Path(sysconfig.get_path("purelib"))
    with_data = {name for name in imported() if any(path.suffix not in CODE for path in files_below(here / name))}
    assert with_data == {*bundles.WITH_DATA, "holidays"} | KNOWN | NEVER_READ
    assert all((here / name).is_file() for name in bundles.READ_BY_PATH)
    for name in (bundles.COUNTRY, *bundles.LOADED_LATE):
        importlib.import_module(name)


def imported() -> set[str]:
    """The first words of everything the portal imports, but for what an office never runs."""
    files = [path for path in (ROOT / "portal").rglob("*.py") if not {"bench", "packing"} & set(path.parts)]
    asked = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    names = {alias.name for node in asked if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in asked if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.slow
def test_a_workshop_knows_where_its_libraries_stand(tmp_path: Path):
    venv.create(tmp_path / VENV, with_pip=False)
    shop = Workshop(tmp_path, str(tmp_path / VENV / "bin" / "python"))
    ask = [shop.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    assert subprocess.run(ask, capture_output=True, text=True).stdout.strip() == str(shop.libraries)


def test_the_list_of_hashes_is_one_the_usual_program_checks(tmp_path: Path):
    for name in ("portal", "kyso-cq"):
        (tmp_path / name).write_text(name)
    written = sums([tmp_path / "portal", tmp_path / "kyso-cq"], tmp_path)
    check = ["sha256sum", "-c", written.name]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "portal").write_text("another")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1


def test_a_packed_program_packs_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.frozen", True, raising=False)
    with pytest.raises(CannotPack), workshop():
        pass


def test_what_is_asked_for_is_made_and_told_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def made(shop, target: Path) -> Path:
        with zipfile.ZipFile(target / "made.zip", "w"):
            return target / "made.zip"

    class NoShop:
        def __enter__(self): ...
        def __exit__(self, *_: object): ...

    monkeypatch.setattr(making, "workshop", NoShop)
    monkeypatch.setitem(making.FILES, "windows", made)
    names = [file.name for file in making.make(tmp_path / "out", ["windows"])]
    assert names == ["made.zip", "SHA256SUMS"]
    assert "made.zip" in (tmp_path / "out" / "SHA256SUMS").read_text("utf-8")


def test_the_tools_are_hashed_pins():
    lines = [line for line in TOOLS.read_text("utf-8").splitlines() if line[:1].isalpha()]
    assert lines
    assert all("==" in line for line in lines)
