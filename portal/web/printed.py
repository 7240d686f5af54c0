"""A table as a file to print or to keep."""

from io import BytesIO

from flask import Response, send_file

from portal import clock
from portal.flows import slips
from portal.flows.result_files import KINDS
from portal.rules.tables import Table
from portal.web.access import person, settings
from portal.web.premises import premises_of


def printed(kind: str, table: Table, stem: str) -> Response:
    """The file: PDF opens in the browser, the others are saved; that it left the portal is in the trail."""
    data = slips.printed(kind, table, stem, premises=premises_of(settings()), by=person(), at=clock.now())
    return send_file(
        BytesIO(data), mimetype=KINDS[kind], as_attachment=kind != "pdf", download_name=f"{stem}.{kind}"
    )
