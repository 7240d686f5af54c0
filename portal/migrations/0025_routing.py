"""Work given on, back and anew: parts of assignments, longer due days, stand-ins, acts to undo, phrases."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE assignment ADD COLUMN parent_id INTEGER REFERENCES assignment (id)",
    "ALTER TABLE assignment ADD COLUMN given_by_id INTEGER REFERENCES person (id)",
    "ALTER TABLE assignment ADD COLUMN note TEXT",
    "ALTER TABLE assignment ADD COLUMN ended_at TEXT",
    "ALTER TABLE assignment ADD COLUMN ended_how VARCHAR(255)",
    "ALTER TABLE assignment ADD COLUMN ended_reason TEXT",
    "ALTER TABLE assignment ADD COLUMN noted_at TEXT",
    "CREATE INDEX assignment_parent_id ON assignment (parent_id)",
    "CREATE INDEX assignment_given_by_id ON assignment (given_by_id)",
    """
    UPDATE assignment SET given_by_id = (SELECT leader_id FROM instruction WHERE instruction.id = instruction_id)
    WHERE instruction_id IS NOT NULL
    """,
    """
    CREATE TABLE stand_in (
        id INTEGER NOT NULL PRIMARY KEY,
        absent_id INTEGER NOT NULL,
        deputy_id INTEGER NOT NULL,
        first_on DATE NOT NULL,
        last_on DATE NOT NULL,
        set_by_id INTEGER NOT NULL,
        set_at TEXT NOT NULL,
        ended_at TEXT,
        ended_by_id INTEGER,
        FOREIGN KEY (absent_id) REFERENCES person (id),
        FOREIGN KEY (deputy_id) REFERENCES person (id),
        FOREIGN KEY (set_by_id) REFERENCES person (id),
        FOREIGN KEY (ended_by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX stand_in_absent_id ON stand_in (absent_id)",
    "CREATE INDEX stand_in_deputy_id ON stand_in (deputy_id)",
    "CREATE INDEX stand_in_set_by_id ON stand_in (set_by_id)",
    "CREATE INDEX stand_in_ended_by_id ON stand_in (ended_by_id)",
    """
    CREATE TABLE extension (
        id INTEGER NOT NULL PRIMARY KEY,
        assignment_id INTEGER NOT NULL,
        old DATE,
        new DATE NOT NULL,
        reason TEXT NOT NULL,
        by_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        FOREIGN KEY (assignment_id) REFERENCES assignment (id),
        FOREIGN KEY (by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX extension_assignment_id ON extension (assignment_id)",
    "CREATE INDEX extension_by_id ON extension (by_id)",
    """
    CREATE TABLE routing_act (
        id INTEGER NOT NULL PRIMARY KEY,
        verb VARCHAR(255) NOT NULL,
        document_id INTEGER NOT NULL,
        by_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        before TEXT NOT NULL,
        made TEXT NOT NULL,
        ended TEXT NOT NULL,
        state_after VARCHAR(255) NOT NULL,
        undone_at TEXT,
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX routing_act_document_id ON routing_act (document_id)",
    "CREATE INDEX routing_act_by_id ON routing_act (by_id)",
    """
    CREATE TABLE phrase (
        id INTEGER NOT NULL PRIMARY KEY,
        person_id INTEGER NOT NULL,
        key VARCHAR(255) NOT NULL,
        text TEXT NOT NULL,
        uses INTEGER NOT NULL,
        used_at TEXT NOT NULL,
        removed_at TEXT,
        FOREIGN KEY (person_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX phrase_person_id ON phrase (person_id)",
    "CREATE UNIQUE INDEX phrase_person_id_key ON phrase (person_id, key)",
)


def up(migrator: Any, database: Any) -> None:
    """The columns, who gave what was given before, and the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
