"""A file's kind and its pages in one visit to the child process."""

from importlib import import_module
from typing import Any

from portal.adapters.filetypes import inspect
from portal.rules.filetypes import DOCX, JPEG, PDF, PNG, TEXT, TIFF, XLSX, XML

# By name, because each brings its own libraries and the child must start fast.
_READERS = {
    PDF: "pdf_text",
    DOCX: "docx_text",
    XLSX: "workbook_text",
    TEXT: "plain_text",
    XML: "plain_text",
    **dict.fromkeys((JPEG, PNG, TIFF), "page_images"),
}


def read(path: str, name: str) -> dict[str, Any]:
    """Media type, page count and pages; archives have no page to read."""
    media_type = str(inspect(path, name)["media_type"])
    if media_type not in _READERS:
        return {"media_type": media_type, "page_count": None, "pages": []}
    reader = import_module(f"portal.adapters.{_READERS[media_type]}")
    return {"media_type": media_type, **reader.read(path)}
