"""SQLite FTS5 given the portal's words: two columns without content, counts and ranks by bm25."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from portal.bench.search.corpus import Text
from portal.bench.search.engines import Answer
from portal.bench.search.questions import GROUPS, Question
from portal.rules.folding import fold
from portal.rules.references import parse
from portal.search.suggest import Neighbours

_SCHEMA = """
PRAGMA journal_mode = wal; PRAGMA synchronous = normal;
CREATE TABLE letter (id INTEGER PRIMARY KEY, register, year INT, kind, issuer, level, day, code);
CREATE VIRTUAL TABLE word USING fts5(f, a, content='', tokenize="ascii", prefix='2 3');
"""
_DONE = """
INSERT INTO word(word) VALUES ('optimize');
CREATE INDEX letter_code ON letter(code); CREATE INDEX letter_day ON letter(day);
CREATE INDEX letter_kind ON letter(kind, year); ANALYZE;
PRAGMA wal_checkpoint(truncate);
"""
_BATCH = 5000


class Fts5:
    """Answers by SQL."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._folder / "index.db")

    def build(self, texts: Iterable[Text]) -> None:
        self._folder.mkdir(parents=True)
        database = self._connect()
        database.executescript(_SCHEMA)
        for count, text in enumerate(texts, 1):
            _insert(database, text)
            if count % _BATCH == 0:
                database.commit()
        database.commit()
        database.executescript(_DONE)
        database.close()

    def open(self, near: Neighbours) -> None:
        self._near, self._database = near, self._connect()
        self._database.execute("PRAGMA mmap_size = 1000000000")
        self._database.execute("PRAGMA cache_size = -65536")
        self._database.execute("CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY)")

    def warm_up(self) -> None:
        """Reads nothing ahead."""

    def cool(self) -> None:
        """SQLite keeps pages, not answers."""

    def add(self, text: Text) -> None:
        _insert(self._database, text)
        self._database.commit()

    def ask(self, question: Question) -> Answer:
        match question.kind:
            case "number":
                return self._by_code(question.code)
            case "filters":
                return self._filtered(question)
            case "facets":
                return self._counted(question)
            case "fuzzy":
                return self._matches(" OR ".join(f'f:"{word}"' for word in self._suggested(question)))
            case "nothing" | "joined":
                found = self._matches(_all(question))
                self._suggested(question)
                return found
        return self._matches(_all(question))

    def _suggested(self, question: Question) -> list[str]:
        return sorted(self._near.of(question.words[0]))[:8]

    def _matches(self, wanted: str) -> Answer:
        if not wanted:
            return 0, []
        rows = self._database.execute("SELECT rowid FROM word WHERE word MATCH ? ORDER BY rank LIMIT 20", (wanted,))
        ids = [row[0] for row in rows]
        (count,) = self._database.execute("SELECT count(*) FROM word WHERE word MATCH ?", (wanted,)).fetchone()
        return count, ids

    def _by_code(self, code: str) -> Answer:
        rows = self._database.execute("SELECT id FROM letter WHERE code = ? ORDER BY day DESC", (code,)).fetchall()
        return len(rows), [row[0] for row in rows[:20]]

    def _filtered(self, question: Question) -> Answer:
        within = (
            " FROM word JOIN letter ON letter.id = word.rowid WHERE word MATCH ? AND kind = ? AND level = ?"
            " AND year BETWEEN ? AND ?"
        )
        asked: Any = question.filters
        values = (_all(question), asked["kind"], asked["level"], *asked["year"])
        (count,) = self._database.execute(f"SELECT count(*){within}", values).fetchone()
        rows = self._database.execute(f"SELECT letter.id{within} ORDER BY day DESC LIMIT 20", values)
        return count, [row[0] for row in rows]

    def _counted(self, question: Question) -> Answer:
        database = self._database
        database.execute("DELETE FROM hit")
        database.execute("INSERT INTO hit SELECT rowid FROM word WHERE word MATCH ?", (_all(question),))
        for facet in GROUPS:
            database.execute(f"SELECT {facet}, count(*) FROM hit JOIN letter USING (id) GROUP BY 1").fetchall()
        return database.execute("SELECT count(*) FROM hit").fetchone()[0], []


def _insert(database: sqlite3.Connection, text: Text) -> None:
    record, reference = text.record, parse(text.record.reference)
    values = (
        record.id, record.register, record.year, record.kind, record.issuer, record.level, str(record.dated_on),
        reference.key if reference else "",
    )  # fmt: skip
    database.execute("INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    database.execute("INSERT INTO word(rowid, f, a) VALUES (?, ?, ?)", (record.id, text.folded, text.marked))


def _all(question: Question) -> str:
    """The question in FTS5's language."""
    column = "a" if question.kind == "marked" else "f"
    if question.kind == "phrase":
        return f'f:"{" ".join(map(fold, question.words))}"'
    joint = " OR " if question.kind == "either" else " AND "
    asked = [f'{column}:"{word}"' for word in question.words]
    if question.beginning:
        asked.append(f"{column}:{question.beginning}*")
    return joint.join(asked)


contender = Fts5
