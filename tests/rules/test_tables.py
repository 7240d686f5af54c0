"""A table arrives in the other process as it was sent."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.tables import Cell, Table, from_values, shown

CELLS = st.one_of(st.none(), st.integers(), st.dates(), st.text(max_size=20), st.just("2019-05-10"))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5), st.text())
def test_a_table_survives_the_way_through_json(rows: list[list[Cell]], title: str) -> None:
    table = Table("Cơ quan", title, ("một", "hai"), ("A", "B"), (1, 2), rows)
    assert from_values(json.loads(json.dumps(table.as_values()))) == table


def test_cells_are_read_as_an_office_writes_them() -> None:
    assert [shown(cell) for cell in (None, 12, date(2019, 5, 9), "", "chữ")] == ["", "12", "09/05/2019", "", "chữ"]
