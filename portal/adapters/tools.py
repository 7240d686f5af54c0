"""Programs of the machine that the portal can do without, but says so: Tesseract, LibreOffice, their model and font."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import lru_cache

# The model of the Vietnamese script reads better than the small one of the language; the first name is Debian's.
_LANGUAGES = ("Vietnamese", "script/Vietnamese", "vie")
_OFFICES = ("soffice", "libreoffice")
_FONTS = ("Liberation Serif", "Times New Roman")
_TWINS = {  # fonts of the same measures, so that lines break as in the word processor
    "timesnewroman": "liberationserif", "times": "liberationserif", "arial": "liberationsans",
    "helvetica": "liberationsans", "couriernew": "liberationmono", "courier": "liberationmono",
    "arialnarrow": "liberationsansnarrow", "calibri": "carlito", "cambria": "caladea",
    "symbol": "opensymbol", "wingdings": "opensymbol",  # LibreOffice knows their signs
}
_SECOND_VERSION = 0x20000
_SECONDS = 10
LIBRARIES = "LD_LIBRARY_PATH"  # where a frozen program tells its own processes to find the libraries it brought along


def recognition_missing() -> str | None:
    """What must be installed before a scan can be read, or None."""
    program = shutil.which("tesseract")
    if program is None:
        return "tesseract"
    return None if language() else "tesseract-ocr-script-viet"


def language() -> str | None:
    """The best of the Vietnamese models that Tesseract has here."""
    known = _told(shutil.which("tesseract") or "tesseract", "--list-langs").split()
    return next((name for name in _LANGUAGES if name in known), None)


def printing_missing() -> str | None:
    """What must be installed before a DOCX can be printed to PDF, or None."""
    if office() is None:
        return "libreoffice"
    return None if _font_is_good() else "fonts-liberation2"


def office() -> str | None:
    """Where LibreOffice is."""
    return next((found for name in _OFFICES if (found := shutil.which(name))), None)


def _font_is_good() -> bool:
    """Times New Roman or its metric twin in version 2; version 1 scrambles accented letters."""
    lister = shutil.which("fc-list")
    if os.name == "nt" or lister is None:
        return True  # Windows has Times New Roman; elsewhere nobody can be asked
    fonts = [line.rpartition("|") for line in _told(lister, "--format", "%{family}|%{fontversion}\n").splitlines()]
    versions = [int(version) for family, _, version in fonts if _FONTS[0] in family and version.isdigit()]
    return any(_FONTS[1] in family for family, _, _ in fonts) or max(versions, default=0) >= _SECOND_VERSION


def fonts_missing(names: Iterable[str]) -> list[str]:
    """Which of these this machine has neither themselves nor drawn to the same measures; none where nobody knows."""
    lister = shutil.which("fc-list")
    if os.name == "nt" or lister is None:
        return []
    told = _told(lister, "--format", "%{family}\n").replace("\n", ",")
    here = {_bare(family) for family in told.split(",")}
    return [name for name in names if name and here.isdisjoint((_bare(name), _TWINS.get(_bare(name), _bare(name))))]


def _bare(font: str) -> str:
    return "".join(font.lower().split())


@lru_cache(maxsize=8)
def _told(*command: str) -> str:
    """What a program says about itself; it is asked once."""
    own = {name: value for name, value in os.environ.items() if name != LIBRARIES or not getattr(sys, "frozen", False)}
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, env=own)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
