"""DOCX to PDF by LibreOffice without a window: its own profile, a time limit, one at a time, the right fonts."""

import os
import shutil
import subprocess
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal.adapters import sandbox
from portal.adapters.tools import office, printing_missing
from portal.rules.errors import ToolMissing, Unreadable

SECONDS = 240
MEMORY = 4096 * sandbox.MEGABYTE  # LibreOffice maps far more than it uses
_FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"0"}}'
_one_at_a_time = threading.Lock()


def to_pdf(source: Path, target: Path, *, seconds: float = SECONDS) -> None:
    """Write ``source`` as PDF to ``target``; ``Unreadable`` when LibreOffice makes none of it."""
    if missing := printing_missing():
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
    command = [office() or "soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--nolockcheck", "--nodefault", "--convert-to", _FILTER, "--outdir", folder, str(copy)]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    written = copy.with_suffix(".pdf")
    if not written.exists() or not written.stat().st_size:
        raise Unreadable("not converted")
    return {"path": str(written)}
