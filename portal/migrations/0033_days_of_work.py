"""Work given without a day before the letter's own day went with it: it has that day from now on."""

from typing import Any

# Only what is still to be done, given by a leader on a letter that is worked on; what is settled stays as it was.
STATEMENT = """
UPDATE assignment SET due_on = (SELECT due_on FROM document WHERE document.id = assignment.document_id)
WHERE due_on IS NULL AND role != 'inform' AND parent_id IS NULL AND done_at IS NULL AND ended_at IS NULL
  AND document_id IN (SELECT id FROM document WHERE state = 'in_progress' AND due_on IS NOT NULL)
"""


def up(migrator: Any, database: Any) -> None:
    """The days."""
    database.execute_sql(STATEMENT)
