"""A table as a file to print or to keep."""

from io import BytesIO

from flask import Response, send_file

from portal.flows import dossier_papers
from portal.flows.result_files import KINDS
from portal.rules.tables import Table
from portal.web.access import settings
from portal.web.premises import premises_of


def printed(kind: str, table: Table, stem: str) -> Response:
    """The file: PDF opens in the browser, the others are saved."""
    data = dossier_papers.file_of(kind, table, premises=premises_of(settings()))
    return send_file(
        BytesIO(data), mimetype=KINDS[kind], as_attachment=kind != "pdf", download_name=f"{stem}.{kind}"
    )
