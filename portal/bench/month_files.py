"""Stand-ins for the files of the simulated month: rows with a hash of their own, and small pages where asked for."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Any

from portal.adapters.blobs import BlobStore
from portal.office import files, trust
from portal.rules.filetypes import PDF


@dataclass
class Files:
    """Each file is a page that says it is made up, with a number behind its end; in memory there is only its row."""

    store: BlobStore | None = None
    _numbers: Any = field(default_factory=count)
    _page: bytes = b""

    def one(self, at: datetime) -> str:
        """A new file; its SHA-256."""
        content = self.page + f"% {next(self._numbers)}\n".encode()
        sha256 = hashlib.sha256(content).hexdigest()
        if self.store is not None:
            self.store.put(BytesIO(content))
        files.keep(sha256, len(content), PDF, at=at)
        return sha256

    @property
    def page(self) -> bytes:
        """A PDF of one page where files are written."""
        if self.store is not None and not self._page:
            from reportlab.pdfgen.canvas import Canvas

            held = BytesIO()
            canvas = Canvas(held, invariant=True)
            canvas.drawString(100, 750, "Van ban mo phong")
            canvas.save()
            self._page = held.getvalue()
        return self._page

    def judged(self, sha256: str, state: str, at: datetime, *signatures: dict[str, str]) -> None:
        """The verdict a check of the file would have left."""
        verdict = {"file": state, "notes": [], "signatures": list(signatures)}
        trust.note_check(sha256, verdict, "mo-phong", at=at)

    def state(self, sha256: str) -> str:
        """How the file stands by its newest check."""
        return trust.file_state(sha256)
