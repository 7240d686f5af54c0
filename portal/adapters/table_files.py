"""A table written to a file, in the child process: its libraries and its work stay out of the web process."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from portal.adapters import table_docx, table_pdf, workbooks
from portal.rules.tables import Table, from_values


def _workbook(table: Table) -> bytes:
    return workbooks.workbook(table.title, [table.owner, *table.notes], table.heads, table.rows, table.signers)


WRITERS: dict[str, Callable[[Table], bytes]] = {
    "xlsx": _workbook, "docx": table_docx.write, "pdf": table_pdf.write,
}


def write_file(kind: str, target: str, table: Mapping[str, Any]) -> int:
    """Write the table as that kind of file; its size."""
    return Path(target).write_bytes(WRITERS[kind](from_values(table)))
