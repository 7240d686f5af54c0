"""DOCX to PDF by LibreOffice without a window: its own profile, a time limit, one at a time, the right fonts."""

import os
import shutil
import subprocess
import threading
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal.adapters import sandbox
from portal.rules.errors import ToolMissing, Unreadable

SECONDS = 90
MEMORY = 4096 * sandbox.MEGABYTE  # LibreOffice maps far more than it uses
_PROGRAMS = ("soffice", "libreoffice")
_FONTS = ("Liberation Serif", "Times New Roman")
_FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"0"}}'
_one_at_a_time = threading.Lock()


def tool_missing() -> str | None:
    """What must be installed before a DOCX can be printed to PDF, or None."""
    if _program() is None:
        return "libreoffice"
    return None if _font_is_good() else "fonts-liberation2"


def to_pdf(source: Path, target: Path, *, seconds: float = SECONDS) -> None:
    """Write ``source`` as PDF to ``target``; ``Unreadable`` when LibreOffice makes none of it."""
    if missing := tool_missing():
        raise ToolMissing(missing)
    with _one_at_a_time, TemporaryDirectory(prefix="portal-pdf-", dir=target.parent) as folder:
        args = {"source": str(source.resolve()), "folder": str(Path(folder).resolve())}
        answer = sandbox.call("portal.adapters.convert:print_to", args, seconds=seconds, memory=MEMORY)
        os.replace(answer["path"], target)


def print_to(source: str, folder: str) -> dict[str, Any]:
    """In the child: run LibreOffice on a copy with a plain name; answers with the PDF it wrote."""
    copy = Path(folder) / "letter.docx"
    shutil.copyfile(source, copy)
    profile = (Path(folder) / "profile").as_uri()
    command = [_program() or _PROGRAMS[0], f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--nolockcheck", "--nodefault", "--convert-to", _FILTER, "--outdir", folder, str(copy)]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    written = copy.with_suffix(".pdf")
    if not written.exists() or not written.stat().st_size:
        raise Unreadable("not converted")
    return {"path": str(written)}


def _program() -> str | None:
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


@lru_cache(maxsize=1)
def _font_is_good() -> bool:
    """Times New Roman or its metric twin in version 2; version 1 scrambles accented letters."""
    if os.name == "nt" or shutil.which("fc-list") is None:
        return True  # Windows has Times New Roman; elsewhere nobody can be asked
    told = subprocess.run(["fc-list", "--format", "%{family}|%{fontversion}\n"], capture_output=True, check=False)
    fonts = [line.rpartition("|") for line in told.stdout.decode("utf-8", "replace").splitlines()]
    liberation = [int(version) for family, _, version in fonts if _FONTS[0] in family and version.isdigit()]
    return any(_FONTS[1] in family for family, _, _ in fonts) or max(liberation, default=0) >= 0x20000
