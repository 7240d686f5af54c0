"""The portal as one file, and as a folder for services: one list of options for PyInstaller on every system.

A file for Windows can be made on Windows only.
"""

import os
import shutil
from pathlib import Path

from portal.packing.workshop import ROOT, Workshop

NAME = "portal"
# Read by path at run time: the folder in the sources, and where it stands in the bundle.
DATA = (
    ("templates", "templates"), ("static", "static"), ("portal/migrations/*.py", "portal/migrations"),
    ("portal/samples", "portal/samples"), ("portal/adapters/fonts", "portal/adapters/fonts"),
)
# Loaded by name when an act needs them, which PyInstaller does not see.
LOADED_LATE = ("portal", "whoosh", "playhouse", "reportlab.graphics.barcode")
WITH_DATA = ("docx", "puremagic", "pygal", "pyhanko")
COUNTRY = "holidays.countries.vietnam"  # of two hundred, the one whose days count here
# Of libraries: the words of that country; and a folder whose modules look for its neighbours beside themselves.
READ_BY_PATH = ("holidays/locale/vi/LC_MESSAGES/VN.mo", "docx/parts/__init__.py")
VERSIONS_TOLD = (
    *("argon2-cffi", "cryptography", "flask", "holidays", "pillow", "pygal", "pyhanko", "pypdfium2", "pyrage"),
    *("python-docx", "reportlab", "whoosh"),
)


def one_file(shop: Workshop, target: Path) -> Path:
    """``portal`` or ``portal.exe``: unpacks itself at each start."""
    shop.run("PyInstaller", "--onefile", *options(shop, target))
    return target / (f"{NAME}.exe" if os.name == "nt" else NAME)


def folder(shop: Workshop, target: Path) -> Path:
    """The archive of a folder ``portal`` with the program in it: what a service runs, with nothing to unpack."""
    made = shop.folder / "folder"
    shop.run("PyInstaller", "--onedir", *options(shop, made))
    kind = "zip" if os.name == "nt" else "gztar"  # what every such system opens with what it has
    return Path(shutil.make_archive(str(target / NAME), kind, root_dir=made, base_dir=NAME))


def options(shop: Workshop, target: Path) -> list[str]:
    """What PyInstaller is told either way; names of debugging are left out where the tool for it is at hand."""
    strip = [] if os.name == "nt" else ["--strip"]
    return [
        "--noconfirm", "--log-level", "ERROR", "--name", NAME, *strip, "--paths", str(ROOT),
        "--distpath", str(target), "--workpath", str(shop.folder / "work"), "--specpath", str(shop.folder),
        *(word for source, place in DATA for word in ("--add-data", f"{ROOT / source}:{place}")),
        *(word for name in READ_BY_PATH for word in ("--add-data", f"{shop.libraries / name}:{Path(name).parent}")),
        *(word for name in LOADED_LATE for word in ("--collect-submodules", name)),
        *(word for name in WITH_DATA for word in ("--collect-data", name)),
        *(word for name in VERSIONS_TOLD for word in ("--copy-metadata", name)),
        "--hidden-import", COUNTRY, "--exclude-module", "tkinter", str(ROOT / "app.py"),
    ]
