"""The arithmetic of the trail: each event's hash covers the one before it (threats.md §5)."""

import hashlib
import json
from typing import Any

FIRST = "0" * 64


def canonical(body: dict[str, Any]) -> bytes:
    """One spelling for one content: sorted keys, no spaces, UTF-8."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, body: dict[str, Any]) -> str:
    """SHA-256 of the previous hash followed by the canonical body, as 64 hex digits."""
    return hashlib.sha256(previous.encode("ascii") + canonical(body)).hexdigest()
