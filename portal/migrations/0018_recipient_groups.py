"""Named lists of recipients, other names of agencies, types that go on paper, the rule a drafter cites for paper."""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE recipient_group (
        id INTEGER NOT NULL PRIMARY KEY,
        name VARCHAR(255) NOT NULL,
        folded VARCHAR(255) NOT NULL,
        ended_at TEXT
    )
    """,
    "CREATE UNIQUE INDEX recipient_group_name ON recipient_group (name)",
    """
    CREATE TABLE group_member (
        id INTEGER NOT NULL PRIMARY KEY,
        group_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        name VARCHAR(255) NOT NULL,
        agency_id INTEGER,
        unit_id INTEGER,
        FOREIGN KEY (group_id) REFERENCES recipient_group (id),
        FOREIGN KEY (agency_id) REFERENCES agency (id),
        FOREIGN KEY (unit_id) REFERENCES unit (id)
    )
    """,
    "CREATE INDEX group_member_group_id ON group_member (group_id)",
    "CREATE INDEX group_member_agency_id ON group_member (agency_id)",
    "CREATE INDEX group_member_unit_id ON group_member (unit_id)",
    """
    CREATE TABLE agency_alias (
        id INTEGER NOT NULL PRIMARY KEY,
        agency_id INTEGER NOT NULL,
        name VARCHAR(255) NOT NULL,
        FOREIGN KEY (agency_id) REFERENCES agency (id)
    )
    """,
    "CREATE INDEX agency_alias_agency_id ON agency_alias (agency_id)",
    "CREATE UNIQUE INDEX agency_alias_name ON agency_alias (name)",
    """
    CREATE TABLE paper_rule (
        id INTEGER NOT NULL PRIMARY KEY,
        kind VARCHAR(255) NOT NULL,
        basis VARCHAR(255) NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX paper_rule_kind ON paper_rule (kind)",
    "ALTER TABLE recipient ADD COLUMN group_id INTEGER REFERENCES recipient_group (id)",
    "ALTER TABLE recipient ADD COLUMN line_id INTEGER REFERENCES recipient (id)",
    "CREATE INDEX recipient_group_id ON recipient (group_id)",
    "CREATE INDEX recipient_line_id ON recipient (line_id)",
    "ALTER TABLE document ADD COLUMN paper_demanded_by VARCHAR(255)",
)

# What a drafter cited stood in the reason only, and was lost with it.
CITED = """
UPDATE document SET paper_demanded_by = substr(route_reason, length('demanded: ') + 1)
WHERE route_reason LIKE 'demanded: %'
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables and columns; a line of before names no list."""
    for statement in (*STATEMENTS, CITED):
        database.execute_sql(statement)
