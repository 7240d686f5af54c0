"""The hash of a row that is only ever added: the event of the act keeps it, so that the row can be held against it."""

import hashlib
from typing import Any

from portal import db
from portal.rules import chain


def digest(*rows: db.Record) -> str:
    """SHA-256 over every column of these rows but their ids."""
    return digest_of(*map(columns, rows))


def digest_of(*rows: dict[str, str | None]) -> str:
    """The same of rows given as their columns."""
    return hashlib.sha256(chain.canonical({"rows": list(rows)})).hexdigest()


def columns(row: db.Record) -> dict[str, str | None]:
    """The columns by name, each as the database has it, in words."""
    meta: Any = row._meta
    fields = [field for field in meta.sorted_fields if not field.primary_key]
    values = {field.column_name: field.db_value(row.__data__.get(field.name)) for field in fields}
    return {name: None if value is None else str(value) for name, value in values.items()}
