"""Safety: who is in charge, the internal rules, alerts, reviews of rights, who left, and the seals of the trail."""

from typing import Any

TABLES = """
CREATE TABLE duty (
    id INTEGER NOT NULL PRIMARY KEY,
    duty VARCHAR(255) NOT NULL,
    person_id INTEGER NOT NULL,
    decision VARCHAR(255) NOT NULL,
    decided_on DATE,
    named_at TEXT NOT NULL,
    named_by_id INTEGER NOT NULL,
    FOREIGN KEY (person_id) REFERENCES person (id),
    FOREIGN KEY (named_by_id) REFERENCES person (id)
);

CREATE INDEX duty_duty ON duty (duty);

CREATE INDEX duty_person_id ON duty (person_id);

CREATE INDEX duty_named_by_id ON duty (named_by_id);

CREATE TABLE safety_rules (
    id INTEGER NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by_id INTEGER NOT NULL,
    FOREIGN KEY (made_by_id) REFERENCES person (id)
);

CREATE INDEX safety_rules_made_by_id ON safety_rules (made_by_id);

CREATE TABLE acknowledgement (
    id INTEGER NOT NULL PRIMARY KEY,
    rules_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (rules_id) REFERENCES safety_rules (id),
    FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE INDEX acknowledgement_rules_id ON acknowledgement (rules_id);

CREATE INDEX acknowledgement_person_id ON acknowledgement (person_id);

CREATE UNIQUE INDEX acknowledgement_rules_id_person_id ON acknowledgement (rules_id, person_id);

CREATE TABLE alert (
    id INTEGER NOT NULL PRIMARY KEY,
    kind VARCHAR(255) NOT NULL,
    day DATE NOT NULL,
    count INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    reviewed_at TEXT,
    reviewed_by_id INTEGER,
    note TEXT NOT NULL,
    mail_asked_at TEXT,
    FOREIGN KEY (reviewed_by_id) REFERENCES person (id)
);

CREATE INDEX alert_day ON alert (day);

CREATE INDEX alert_reviewed_by_id ON alert (reviewed_by_id);

CREATE UNIQUE INDEX alert_kind_day ON alert (kind, day);

CREATE TABLE watermark (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    at INTEGER NOT NULL
);

CREATE UNIQUE INDEX watermark_name ON watermark (name);

CREATE TABLE rights_review (
    id INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    by_id INTEGER NOT NULL,
    accounts INTEGER NOT NULL,
    note TEXT NOT NULL,
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX rights_review_by_id ON rights_review (by_id);

CREATE TABLE leaving (
    id INTEGER NOT NULL PRIMARY KEY,
    person_id INTEGER NOT NULL,
    left_on DATE NOT NULL,
    reason VARCHAR(255) NOT NULL,
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (person_id) REFERENCES person (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX leaving_person_id ON leaving (person_id);

CREATE INDEX leaving_by_id ON leaving (by_id);

CREATE TABLE leaving_step (
    id INTEGER NOT NULL PRIMARY KEY,
    leaving_id INTEGER NOT NULL,
    step VARCHAR(255) NOT NULL,
    note VARCHAR(255) NOT NULL,
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (leaving_id) REFERENCES leaving (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX leaving_step_leaving_id ON leaving_step (leaving_id);

CREATE INDEX leaving_step_by_id ON leaving_step (by_id);

CREATE UNIQUE INDEX leaving_step_leaving_id_step ON leaving_step (leaving_id, step);

CREATE TABLE seal (
    id INTEGER NOT NULL PRIMARY KEY,
    kind VARCHAR(255) NOT NULL,
    day DATE NOT NULL,
    at TEXT NOT NULL,
    last_event INTEGER NOT NULL,
    head VARCHAR(255) NOT NULL,
    registers TEXT NOT NULL,
    last_version INTEGER NOT NULL,
    files VARCHAR(255) NOT NULL,
    previous VARCHAR(255) NOT NULL,
    hash VARCHAR(255) NOT NULL
)
"""

ADD_ONLY = ("duty", "safety_rules", "acknowledgement", "rights_review", "seal")


def up(migrator: Any, database: Any) -> None:
    """Make the tables, and the guards of those whose rows are only added."""
    for statement in TABLES.split(";"):
        database.execute_sql(statement)
    for table in ADD_ONLY:
        for act in ("UPDATE", "DELETE"):
            database.execute_sql(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are only added'); END"
            )
