"""A file made for the person who asks: what is to be printed opens in the browser, anything else is kept."""

from io import BytesIO
from pathlib import Path

from flask import Response, send_file

from portal.rules.filetypes import DOCX, PDF, XLSX

MEDIA_TYPES = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX}


def handed(made: bytes | Path, name: str) -> Response:
    """The file under this name, which says what it is."""
    ending = name.rpartition(".")[2]
    file = BytesIO(made) if isinstance(made, bytes) else made
    return send_file(file, mimetype=MEDIA_TYPES[ending], as_attachment=ending != "pdf", download_name=name)
