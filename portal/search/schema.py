"""The fields of the index in Whoosh's terms; what they mean stands in the analyzer."""

from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, Schema

VERSION = 1  # counts up when fields or their storage change
INDEX_NAME = "archive"

# Terms are written as the analyzer gives them, one posting a document: no frequencies, no positions.
TERM_FIELDS = (
    "a", "b", "c", "direction", "f", "g", "id", "issuer", "kind", "level", "o", "p", "r", "register",
    "s", "sb", "sp", "t", "urgency", "year",
)  # fmt: skip
NUMBER_COLUMN = "I"


def build() -> Schema:
    """The schema as it is stored with the index, so that Whoosh's own tools can read it."""
    fields = {name: ID() for name in TERM_FIELDS}
    columns = {name: COLUMN(NumericColumn(NUMBER_COLUMN)) for name in ("document", "day")}
    return Schema(**fields, **columns)
