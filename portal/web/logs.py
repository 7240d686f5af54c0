"""Nhật ký máy chủ: JSON lines in ``logs/``, limited in size and number; no contents, names or passwords."""

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from portal import db
from portal.clock import VIETNAM

SIZE, COUNT = 5 << 20, 5  # bytes of a file, and how many older ones are kept
REQUESTS = "portal.requests"
DEEPEST = 20  # calls of a trace that are kept
SAYS_NO_CONTENT = (OSError, *db.FAILURES)  # others may quote what somebody wrote
log = logging.getLogger(REQUESTS)


class JsonLine(logging.Formatter):
    """A record as one line: when, how grave, who says it, what, of which request, and where a failure happened."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, VIETNAM).isoformat(timespec="milliseconds"),
            "level": record.levelname, "from": record.name, "said": record.getMessage(),
        }
        if has_request_context() and "request_id" in g:
            line["request"] = g.request_id
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["failure"] = failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def failure(error: BaseException) -> dict[str, Any]:
    """What kind of failure, and where; its words only where they cannot quote a document."""
    calls = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    found: dict[str, Any] = {"type": type(error).__name__}
    if isinstance(error, SAYS_NO_CONTENT):
        found["said"] = str(error)
    found["where"] = [f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in calls]
    if error.__cause__ is not None:
        found["because"] = failure(error.__cause__)
    return found


def begin(file: Path) -> None:
    """Let everything be logged into the file, and what matters at once to who watches the process as well."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = RotatingFileHandler(file, maxBytes=SIZE, backupCount=COUNT, encoding="utf-8", delay=True)
    lines.setFormatter(JsonLine())
    watched = logging.StreamHandler(sys.stderr)
    watched.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    watched.addFilter(lambda record: record.name != REQUESTS)
    logging.basicConfig(level=logging.INFO, handlers=[lines, watched], force=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def install(app: Flask) -> None:
    """Give each request an id and a line."""
    app.before_request(give_id)
    app.after_request(note)


def give_id() -> None:
    """The id by which a person's report finds the line."""
    g.request_id, g.began = secrets.token_hex(4), time.perf_counter()


def route() -> str:
    """The pattern of the address, never the address: that may say what somebody looked for."""
    return request.url_rule.rule if request.url_rule else "-"


def milliseconds() -> float:
    """How long this request has taken."""
    return 1000 * (time.perf_counter() - g.began)


def note(response: Response) -> Response:
    """A line for all but static files, and the id for whoever asks with a program."""
    if "request_id" in g and request.endpoint != "assets.show":
        facts = {
            "method": request.method, "route": route(), "status": response.status_code, "ms": round(milliseconds(), 1),
        }
        log.info("request", extra={"facts": facts})
        response.headers["X-Request-Id"] = g.request_id
    return response
