"""SQLite FTS5 in the place of the portal's engine: the same words, the same plan of a query, the same answers."""

import sqlite3
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from portal.bench.search.behind import Behind
from portal.bench.search.seam_query import VALUES, WORDS, Asked, Peer, labelled, suggested
from portal.rules.abbreviations import COMMON, Table, forms
from portal.search.analyzer import VERSION, day_number, terms
from portal.search.plan import Query as Plan
from portal.search.query import read
from portal.search.records import (
    EVERYTHING,
    FACETS,
    Allowed,
    Facet,
    Found,
    Labels,
    Record,
    Status,
)
from portal.search.service import IndexBusy, IndexUnavailable
from portal.search.suggest import Neighbours

_FILE = "index.db"
_IN_WORDS = string.punctuation.replace("'", "''").replace('"', '""')
_SCHEMA = (
    "DROP TABLE IF EXISTS letter", "DROP TABLE IF EXISTS gone", "DROP TABLE IF EXISTS state",
    "DROP TABLE IF EXISTS word",
    f"CREATE TABLE letter (place INTEGER PRIMARY KEY, id INT, year INT, day INT, {', '.join(VALUES)})",
    "CREATE INDEX letter_id ON letter(id)",
    "CREATE INDEX letter_day ON letter(day)",
    "CREATE INDEX letter_kind ON letter(kind, year)",
    "CREATE TABLE gone (place INTEGER PRIMARY KEY)",
    "CREATE TABLE state (commits INT, mark INT, origin TEXT)",
    "INSERT INTO state VALUES (0, 0, '')",
    f"CREATE VIRTUAL TABLE word USING fts5({', '.join(WORDS)}, content='', detail=column, prefix='3',"
    f" tokenize=\"ascii tokenchars '{_IN_WORDS}'\")",
)  # fmt: skip
_DONE = "INSERT INTO word(word) VALUES ('optimize'); ANALYZE; PRAGMA wal_checkpoint(truncate);"


class Part(NamedTuple):
    """What is looked for: words in FTS5's language, and a condition on the columns; both hold."""

    match: str = ""
    sql: str = ""

    @property
    def whole(self) -> str:
        """All of it as a condition on columns."""
        found = f"place IN (SELECT rowid FROM word WHERE word MATCH {_quoted(self.match)})" if self.match else ""
        return " AND ".join(filter(None, (found, self.sql))) or "1"


class InSql:
    """What is looked for, as words and conditions."""

    def every(self, parts: Iterable[Part]) -> Part:
        found = list(parts)
        return Part(_joined(" AND ", (p.match for p in found)), _joined(" AND ", (p.sql for p in found)))

    def either(self, parts: Iterable[Part]) -> Part:
        found = list(parts)
        if found and not any(part.sql for part in found) and all(part.match for part in found):
            return Part(_joined(" OR ", (part.match for part in found)))
        return Part("", _joined(" OR ", (f"({part.whole})" for part in found)) or "0")

    def without(self, part: Part, unwanted: Iterable[Part]) -> Part:
        return self.every([part, *(Part("", f"NOT ({one.whole})") for one in unwanted)])

    def preferring(self, part: Part, better: Iterable[Part]) -> Part:
        """Its ranks know of no wish that need not be met."""
        return part

    def any(self, field: str, values: Sequence[Any]) -> Part:
        if field not in WORDS:
            return Part("", f"{field} IN ({', '.join(map(_quoted, values))})")
        return Part(_joined(" OR ", (f'{{{field}}} : "{_doubled(value)}"' for value in values)))

    def begun(self, field: str, beginning: str) -> Part:
        return Part(f'{{{field}}} : "{_doubled(beginning)}" *')

    def span(self, field: str, first: int, last: int) -> Part:
        return Part("", f"{field} BETWEEN {first:d} AND {last:d}")


class Fts5Archive(Peer):
    """The reading side of the interface."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._said = folder, InSql()
        self._opened: sqlite3.Connection | None = None
        self._near: tuple[int, Neighbours] | None = None

    def search(
        self, text: str, *, filters: Mapping[str, object] | None = None, sort: str = "rank", page: int = 1,
        per_page: int = 20, typing: bool = False, allowed: Allowed = EVERYTHING, labels: Labels | None = None,
        facets: Sequence[str] = FACETS, suggest: bool = True, abbreviations: Table = COMMON,
    ) -> Found:  # fmt: skip
        """One page; documents that lack a word of the query are not looked for."""
        database = self._database()
        plan = read(text, typing=typing, known=forms(abbreviations))
        wanted = Asked(self._said, plan).query(filters or {}, allowed, labels)
        total = _count(database, wanted)
        order = "word.rank" if wanted.match and sort == "rank" else "day DESC, place DESC"
        rows = database.execute(
            f"SELECT id FROM {_found(wanted)} ORDER BY {order} LIMIT ? OFFSET ?",
            (per_page, (max(page, 1) - 1) * per_page),
        )
        ids = [number for (number,) in rows]
        suggestions = self._suggest(plan, allowed) if suggest and not total else []
        counted = self._facets(database, wanted, facets, labels)
        return Found(total, ids, counted, suggestions, suggestions, words=plan.marks, said=plan.said)

    def status(self) -> Status:
        return _status(self._database(), self._folder)

    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            if not (self._folder / _FILE).exists():
                raise IndexUnavailable(why="missing")
            # No transaction outlives a search.
            self._opened = sqlite3.connect(self._folder / _FILE, isolation_level=None)
            self._opened.executescript("PRAGMA mmap_size = 1000000000; PRAGMA cache_size = -65536")
            self._opened.execute("CREATE TEMP TABLE hit (place INTEGER PRIMARY KEY)")
            self._opened.execute("CREATE VIRTUAL TABLE temp.known USING fts5vocab(main, word, col)")
        return self._opened

    def _facets(
        self, database: sqlite3.Connection, wanted: Part, names: Sequence[str], labels: Labels | None
    ) -> dict[str, Facet]:
        found: dict[str, Facet] = {}
        if names:
            database.execute("DELETE FROM hit")
            database.execute(f"INSERT INTO hit SELECT place FROM {_found(wanted)}")
        for name in names:
            order = f"{name} DESC" if name == "year" else f"count(*) DESC, {name}"
            values = f"SELECT {name}, count(*) FROM hit JOIN letter USING (place) WHERE {name} != ''"
            rows = database.execute(f"{values} GROUP BY 1 ORDER BY {order}")
            found[name] = [(str(value), count) for value, count in rows]
        if labels:
            parts = {
                value: self._said.every([wanted, labelled(self._said, labels, value)])
                for value in {*labels.named, *labels.rest}
            }
            counts = [(value, _count(database, part)) for value, part in parts.items()]
            found[labels.name] = sorted((one for one in counts if one[1]), key=lambda one: (-one[1], one[0]))
        return found

    def _suggest(self, plan: Plan, allowed: Allowed) -> list[str]:
        database, within = self._database(), Asked(self._said, Plan()).query({}, allowed)

        def count(word: str) -> int:
            return _count(database, self._said.every([self._said.any("f", [word]), within]))

        return suggested(plan, self._neighbours, count)

    def _neighbours(self) -> Neighbours:
        """Read again after each commit, when a word nobody wrote is asked for."""
        database = self._database()
        (commit,) = database.execute("SELECT commits FROM state").fetchone()
        if self._near is None or self._near[0] != commit:
            rows = database.execute("SELECT term, doc FROM known WHERE col = 'f'")
            self._near = commit, Neighbours(rows)
        return self._near[1]


class Fts5Writer:
    """The writing side of the interface."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(self._folder / _FILE, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = wal; PRAGMA synchronous = normal")
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._database.close()
            raise IndexBusy from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._database.close()  # what is not committed is rolled back

    def add(
        self, records: Iterable[Record], forget: Iterable[int] = (), *, mark: int | None, origin: str = ""
    ) -> Status:
        database = self._database
        for number in forget:
            self._drop(number)
        for record in records:
            self._drop(record.id)
            _insert(database, record)
        if mark is None:
            mark, origin = database.execute("SELECT mark, origin FROM state").fetchone()
        return self._commit(mark, origin)

    def rebuild(
        self, records: Iterable[Record], progress: Callable[[int], None] = lambda count: None, *, mark: int,
        origin: str = "",
    ) -> Status:  # fmt: skip
        database = self._database
        for statement in _SCHEMA:
            database.execute(statement)
        for count, record in enumerate(records, 1):
            _insert(database, record)
            progress(count)
        status = self._commit(mark, origin)
        database.execute("COMMIT")
        database.executescript(_DONE)
        database.execute("BEGIN IMMEDIATE")
        return status

    def _drop(self, number: int) -> None:
        """Its words stay in the index, which keeps no text to take them out by."""
        self._database.execute("INSERT INTO gone SELECT place FROM letter WHERE id = ?", (number,))
        self._database.execute("UPDATE letter SET id = NULL WHERE id = ?", (number,))

    def _commit(self, mark: int, origin: str) -> Status:
        self._database.execute("UPDATE state SET commits = commits + 1, mark = ?, origin = ?", (mark, origin))
        self._database.execute("COMMIT")
        self._database.execute("BEGIN IMMEDIATE")
        return _status(self._database, self._folder)


def _insert(database: sqlite3.Connection, record: Record) -> None:
    """The terms our own engine would store, field by field."""
    found = terms(record)
    values = [next(iter(found.get(name, ())), "") for name in VALUES]
    row = (record.id, record.year, day_number(record.dated_on), *values)
    place = database.execute(f"INSERT INTO letter VALUES (NULL{', ?' * len(row)})", row).lastrowid
    said = [" ".join(found[name]) for name in WORDS]
    database.execute(f"INSERT INTO word(rowid, {', '.join(WORDS)}) VALUES (?{', ?' * len(said)})", (place, *said))


def _found(wanted: Part) -> str:
    """Where the rows of what is looked for come from."""
    living = " AND ".join(filter(None, (wanted.sql, "id IS NOT NULL")))
    if not wanted.match:
        return f"letter WHERE {living}"
    return f"word JOIN letter ON place = word.rowid WHERE word MATCH {_quoted(wanted.match)} AND {living}"


def _count(database: sqlite3.Connection, wanted: Part) -> int:
    """Words alone are counted without a look at the letters, as long as none was taken out."""
    found = _found(wanted)
    if not wanted.sql and wanted.match and not database.execute("SELECT 1 FROM gone").fetchone():
        found = f"word WHERE word MATCH {_quoted(wanted.match)}"
    (count,) = database.execute(f"SELECT count(*) FROM {found}").fetchone()
    return int(count)


def _status(database: sqlite3.Connection, folder: Path) -> Status:
    """What the last commit left."""
    commits, mark, origin = database.execute("SELECT commits, mark, origin FROM state").fetchone()
    (documents,) = database.execute("SELECT count(id) FROM letter").fetchone()
    size = (folder / _FILE).stat().st_size
    return Status(documents, 1, commits, mark, VERSION, 1, size, origin)


def _joined(joint: str, parts: Iterable[str]) -> str:
    """The parts that say anything, in brackets when they are several."""
    found = [part for part in parts if part]
    return found[0] if len(found) == 1 else f"({joint.join(found)})" if found else ""


def _quoted(value: object) -> str:
    """A number, or a text of SQL."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def contender(folder: Path) -> Behind:
    """FTS5, asked and filled through the interface."""
    return Behind(folder, Fts5Archive, Fts5Writer)
