"""A file for the person who asks: what can be looked at opens in the browser, anything else is kept."""

from io import BytesIO
from pathlib import Path

from flask import Response, send_file

from portal.office import files
from portal.rules.errors import NotFound
from portal.rules.filetypes import DOCX, JPEG, PDF, PNG, XLSX
from portal.web.access import settings
from portal.web.premises import premises_of

MEDIA_TYPES = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX}
SHOWN_IN_PAGE = (PDF, JPEG, PNG)


def handed(made: bytes | Path, name: str) -> Response:
    """A file just made, under this name, which says what it is: a PDF to be printed, another to work with."""
    ending = name.rpartition(".")[2]
    file = BytesIO(made) if isinstance(made, bytes) else made
    return send_file(file, mimetype=MEDIA_TYPES[ending], as_attachment=ending != "pdf", download_name=name)


def stored(sha256: str, name: str, *, is_kept: bool = False) -> Response:
    """Bytes of the store: PDF and pictures in the browser, all else, and what is to be kept, as an attachment."""
    path = premises_of(settings()).store.path(sha256)
    if not path.exists():
        raise NotFound(sha256)
    media_type = files.media_type(sha256)
    is_shown = media_type in SHOWN_IN_PAGE and not is_kept
    return send_file(path, mimetype=media_type, as_attachment=not is_shown, download_name=name)
