"""Comments, askings and initials on drafts, what was said of each version, and which initials an office wants."""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE outlined (
        id INTEGER NOT NULL PRIMARY KEY,
        document_id INTEGER NOT NULL,
        n INTEGER NOT NULL,
        by_id INTEGER,
        at TEXT NOT NULL,
        said TEXT NOT NULL,
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX outlined_document_id ON outlined (document_id)",
    "CREATE INDEX outlined_by_id ON outlined (by_id)",
    "CREATE UNIQUE INDEX outlined_document_id_n ON outlined (document_id, n)",
    """
    CREATE TABLE comment (
        id INTEGER NOT NULL PRIMARY KEY,
        document_id INTEGER NOT NULL,
        version_id INTEGER NOT NULL,
        person_id INTEGER NOT NULL,
        page INTEGER,
        text TEXT NOT NULL,
        at TEXT NOT NULL,
        answer TEXT NOT NULL,
        settled_at TEXT,
        settled_by_id INTEGER,
        withdrawn_at TEXT,
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (version_id) REFERENCES version (id),
        FOREIGN KEY (person_id) REFERENCES person (id),
        FOREIGN KEY (settled_by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX comment_document_id ON comment (document_id)",
    "CREATE INDEX comment_version_id ON comment (version_id)",
    "CREATE INDEX comment_person_id ON comment (person_id)",
    "CREATE INDEX comment_settled_by_id ON comment (settled_by_id)",
    """
    CREATE TABLE ask (
        id INTEGER NOT NULL PRIMARY KEY,
        document_id INTEGER NOT NULL,
        what VARCHAR(255) NOT NULL,
        person_id INTEGER,
        unit_id INTEGER,
        note TEXT NOT NULL,
        by_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        settled_at TEXT,
        settled_by_id INTEGER,
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (person_id) REFERENCES person (id),
        FOREIGN KEY (unit_id) REFERENCES unit (id),
        FOREIGN KEY (by_id) REFERENCES person (id),
        FOREIGN KEY (settled_by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX ask_document_id ON ask (document_id)",
    "CREATE INDEX ask_person_id ON ask (person_id)",
    "CREATE INDEX ask_unit_id ON ask (unit_id)",
    "CREATE INDEX ask_by_id ON ask (by_id)",
    "CREATE INDEX ask_settled_by_id ON ask (settled_by_id)",
    "CREATE INDEX ask_person_id_settled_at ON ask (person_id, settled_at)",
    "CREATE INDEX ask_unit_id_settled_at ON ask (unit_id, settled_at)",
    """
    CREATE TABLE initial (
        id INTEGER NOT NULL PRIMARY KEY,
        document_id INTEGER NOT NULL,
        version_id INTEGER NOT NULL,
        what VARCHAR(255) NOT NULL,
        person_id INTEGER NOT NULL,
        sha256 VARCHAR(255) NOT NULL,
        at TEXT NOT NULL,
        withdrawn_at TEXT,
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (version_id) REFERENCES version (id),
        FOREIGN KEY (person_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX initial_document_id ON initial (document_id)",
    "CREATE INDEX initial_version_id ON initial (version_id)",
    "CREATE INDEX initial_person_id ON initial (person_id)",
    "ALTER TABLE office ADD COLUMN wants_content_initial INTEGER",
    "ALTER TABLE office ADD COLUMN wants_form_initial INTEGER",
)


def up(migrator: Any, database: Any) -> None:
    """New tables; an office that was here before wants no initials until it says so."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
