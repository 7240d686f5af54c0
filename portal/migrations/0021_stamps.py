"""Pictures of signatures and of the seal belong to the person and to the office; when a number is given is a choice."""

from typing import Any

TABLE = """
CREATE TABLE stamp (
    id INTEGER NOT NULL PRIMARY KEY,
    role VARCHAR(255) NOT NULL,
    person_id INTEGER,
    sha256 VARCHAR(255) NOT NULL,
    millimetres INTEGER NOT NULL,
    given_at TEXT NOT NULL,
    given_by_id INTEGER,
    ended_at TEXT,
    FOREIGN KEY (person_id) REFERENCES person (id),
    FOREIGN KEY (given_by_id) REFERENCES person (id)
);

CREATE INDEX stamp_person_id ON stamp (person_id);

CREATE INDEX stamp_given_by_id ON stamp (given_by_id)
"""

# The newest picture of each person, and the newest of the seal, go on being used.
KEPT = """
INSERT INTO stamp (role, person_id, sha256, millimetres, given_at, given_by_id)
SELECT role, CASE role WHEN 'personal' THEN person_id END, picture, CASE role WHEN 'seal' THEN 36 ELSE 0 END,
       presented_at, person_id
FROM certificate
WHERE id IN (
    SELECT MAX(id) FROM certificate WHERE picture != '' AND role IS NOT NULL
    GROUP BY role, CASE role WHEN 'personal' THEN person_id END
)
"""


def up(migrator: Any, database: Any) -> None:
    """Make the table, move the pictures there, and let the office say when a number is given."""
    for statement in (*TABLE.split(";"), KEPT):
        database.execute_sql(statement)
    database.execute_sql("ALTER TABLE certificate DROP COLUMN picture")
    database.execute_sql("ALTER TABLE office ADD COLUMN numbers_before_signing INTEGER")
