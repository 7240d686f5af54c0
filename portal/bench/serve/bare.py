"""The barest page one could write for these rows: Flask, waitress and one SQL statement, nobody signs in.

Started by ``bench serve`` as a process of its own: ``python -m portal.bench.serve.bare PORT DATABASE REGISTER``.
"""

import sqlite3
import sys
import threading
from typing import Any

from flask import Flask, render_template_string, request
from waitress import serve

from portal.bench.serve.rows import COLUMNS, PER_PAGE

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Sổ</title></head><body><table>
<tr>{% for title in titles %}<th>{{ title }}</th>{% endfor %}</tr>
{% for row in rows %}<tr>{% for value in row %}<td>{{ value or "" }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>"""
STATEMENT = (
    f"SELECT {', '.join(COLUMNS)} FROM document WHERE register_id = ? ORDER BY number DESC LIMIT {PER_PAGE} OFFSET ?"
)


def application(database: str, register: int) -> Flask:
    """One page; each thread keeps its connection."""
    app, held = Flask(__name__), threading.local()

    def rows(page: int) -> list[Any]:
        if not hasattr(held, "connection"):
            held.connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        found: list[Any] = held.connection.execute(STATEMENT, (register, (page - 1) * PER_PAGE)).fetchall()
        return found

    @app.get("/")
    def index() -> str:
        return render_template_string(PAGE, titles=COLUMNS.values(), rows=rows(request.args.get("page", 1, type=int)))

    return app


if __name__ == "__main__":
    serve(
        application(sys.argv[2], int(sys.argv[3])), host="127.0.0.1", port=int(sys.argv[1]), threads=4,
        connection_limit=1000,
    )
