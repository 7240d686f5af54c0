"""What was read from the database and still holds: kept until anybody writes to it, here or in another process.

``PRAGMA data_version`` of a connection that never writes changes with every commit of any other connection: of this
process, of the worker, of a command in a console.  It is asked at each look, so that nothing older is ever answered.
"""

import sqlite3
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

from portal import db

Answer = TypeVar("Answer")


class Kept:
    """The answers of one state of the database, for all threads; nobody may change what he gets.

    They are ``most`` at a time: before one more is kept all are let go.
    """

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._answers: dict[Hashable, Any] = {}
        self._state: object = None
        self._watched = ""
        self._watch: sqlite3.Connection | None = None

    def __call__(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to what the key names whole: who asks, for what, on which day."""
        if db.database.in_transaction():
            return ask()  # it may see what is not written yet, and may never be
        with self._lock:
            state = self._look()
            if state != self._state or (len(self._answers) >= self._most and key not in self._answers):
                self._state, self._answers = state, {}
            answers = self._answers
        if key not in answers:
            answers[key] = ask()  # read after the look: it is of that state, or newer
        found: Answer = answers[key]
        return found

    def forget(self) -> None:
        """Let go of everything, and of the file."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()
            self._watch, self._watched, self._state, self._answers = None, "", None, {}

    def _look(self) -> object:
        """What differs after every commit; called by one thread at a time."""
        path = str(db.database.database)
        if path == ":memory:":  # there is one connection, which writes itself
            connection = db.database.connection()  # type: ignore[no-untyped-call]
            return connection, connection.total_changes
        if self._watch is None or path != self._watched:
            if self._watch is not None:
                self._watch.close()
            self._watch, self._watched = watching(Path(path)), path
        return path, self._watch.execute("PRAGMA data_version").fetchone()[0]


def watching(file: Path) -> sqlite3.Connection:
    """A connection of its own, which never writes; a file that is not there is not made."""
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
    )


kept = Kept()
