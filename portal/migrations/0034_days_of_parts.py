"""Parts given on without a day, before the unit's own day went with them, have it from now on."""

from typing import Any

# As with what a leader gave: only what is still to be done on a letter that is worked on.
STATEMENT = """
UPDATE assignment SET due_on = (SELECT due_on FROM assignment AS whole WHERE whole.id = assignment.parent_id)
WHERE due_on IS NULL AND role != 'inform' AND parent_id IS NOT NULL AND done_at IS NULL AND ended_at IS NULL
  AND document_id IN (SELECT id FROM document WHERE state = 'in_progress')
"""


def up(migrator: Any, database: Any) -> None:
    """The days."""
    database.execute_sql(STATEMENT)
