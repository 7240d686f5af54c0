"""A table as a file to print or to keep."""

from flask import Response

from portal import clock
from portal.flows import table_files
from portal.rules.tables import Table
from portal.web.access import person, settings
from portal.web.handed import handed
from portal.web.premises import premises_of


def printed(kind: str, table: Table, stem: str) -> Response:
    """The file; that it left the portal is in the trail."""
    data = table_files.printed(kind, table, stem, premises=premises_of(settings()), by=person(), at=clock.now())
    return handed(data, f"{stem}.{kind}")
