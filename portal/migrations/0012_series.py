"""Registers as data: series, where a register begins, which organ issues; a register is never deleted."""

import json
from typing import Any

TABLE = """
CREATE TABLE series (
    id INTEGER NOT NULL PRIMARY KEY,
    code VARCHAR(255) NOT NULL,
    form VARCHAR(255) NOT NULL,
    title VARCHAR(255) NOT NULL,
    organ VARCHAR(255) NOT NULL,
    kinds TEXT NOT NULL,
    is_normative INTEGER NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER
)
"""

# code, form, title, organ, types, whether normative; the titles of the first three are those of before
FIRST = (
    ("incoming", "incoming", "Sổ đăng ký văn bản đến", "", (), 0),
    ("outgoing", "outgoing", "Sổ đăng ký văn bản đi", "committee", (), 0),
    ("internal", "internal", "Sổ đăng ký văn bản nội bộ", "", (), 0),
    ("outgoing-hdnd", "outgoing", "Sổ đăng ký văn bản đi của HĐND", "council", (), 0),
    ("outgoing-dang", "outgoing", "Sổ đăng ký văn bản đi của Đảng ủy", "party", (), 0),
    ("qppl-quyet-dinh", "outgoing", "Sổ đăng ký quyết định QPPL của UBND", "committee", ("Quyết định",), 1),
    ("qppl-nghi-quyet", "outgoing", "Sổ đăng ký nghị quyết QPPL của HĐND", "council", ("Nghị quyết",), 1),
    ("copies", "copies", "Sổ đăng ký bản sao văn bản", "", (), 0),
)
EARLIEST = 1945

CHANGES = (
    "CREATE UNIQUE INDEX series_code ON series (code)",
    "ALTER TABLE register ADD COLUMN first_number INTEGER",
    "ALTER TABLE document ADD COLUMN organ VARCHAR(255)",
    "ALTER TABLE document ADD COLUMN is_normative INTEGER",
    # Until the first number is taken the office may say, and say again, with which number the register begins.
    "DROP TRIGGER counter_only_grows",
    """
    CREATE TRIGGER counter_only_grows BEFORE UPDATE OF last_number ON register
    WHEN NEW.last_number < OLD.last_number AND EXISTS (SELECT 1 FROM entry WHERE register_id = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'a counter only grows'); END
    """,
    """
    CREATE TRIGGER register_keeps_its_start BEFORE UPDATE OF first_number, kind, year ON register
    WHEN EXISTS (SELECT 1 FROM entry WHERE register_id = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'a register keeps its start'); END
    """,
    """
    CREATE TRIGGER register_stays_closed BEFORE UPDATE OF closed_on ON register
    WHEN OLD.closed_on IS NOT NULL AND NEW.closed_on IS NOT OLD.closed_on
    BEGIN SELECT RAISE(ABORT, 'a closed register stays closed'); END
    """,
    """
    CREATE TRIGGER register_stays BEFORE DELETE ON register
    BEGIN SELECT RAISE(ABORT, 'a register stays'); END
    """,
    """
    CREATE TRIGGER series_stays BEFORE DELETE ON series
    BEGIN SELECT RAISE(ABORT, 'a series stays'); END
    """,
)


def up(migrator: Any, database: Any) -> None:
    """Make the table with the series every office has, the columns, and the guards."""
    database.execute_sql(TABLE)
    for statement in CHANGES:
        database.execute_sql(statement)
    for code, form, title, organ, kinds, is_normative in FIRST:
        database.execute_sql(
            "INSERT INTO series (code, form, title, organ, kinds, is_normative, first_year)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (code, form, title, organ, json.dumps(list(kinds), ensure_ascii=False), is_normative, EARLIEST),
        )
