"""The connection notes what an act writes, once every guarded table is there."""

import sqlite3
from contextlib import closing

from portal import touched


def test_a_database_that_lacks_a_guarded_table_is_not_watched() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE office (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE unit (id INTEGER PRIMARY KEY)")
        touched.watch(connection)
        assert not touched.is_watched(connection)
        assert touched.take(connection) == {}
