"""The text of a TXT or XML file: UTF-8, UTF-16 or the old Windows page for Vietnamese."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from portal.rules.folding import nfc
from portal.rules.page_lines import TEXT_LAYER, Line

MOST_TEXT = 2 * 1024 * 1024
# Programs that recognise text write bold and italic letters between stars.
_EMPHASIS = re.compile(r"\*{2,3}|(?<![^\s(])\*(?=[^\s*])|(?<=[^\s*])\*(?![^\s).,;:])")


def read(path: str) -> dict[str, Any]:
    """The lines of the file, as one page without a size."""
    texts = [_EMPHASIS.sub("", text) for text in decoded(Path(path).read_bytes()).splitlines()]
    lines = [Line(text=nfc(text), source=TEXT_LAYER) for text in texts]
    told = [asdict(line) for line in lines if line.text]
    return {"page_count": None, "pages": [{"number": None, "width": 0, "height": 0, "useful": True, "lines": told}]}


def decoded(content: bytes) -> str:
    """By its mark, else UTF-8, else Windows-1258, where nothing is wrong but some bytes mean nothing."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")[:MOST_TEXT]
    try:
        return content.decode("utf-8-sig")[:MOST_TEXT]
    except UnicodeDecodeError:
        return content.decode("cp1258", "replace")[:MOST_TEXT]
