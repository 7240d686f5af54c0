"""The measurement of the search runs, and says what it measured."""

import pytest

from portal.bench.search import Row, p50, p95, run


@pytest.mark.bench
@pytest.mark.slow
def test_a_small_archive_is_measured_and_every_class_has_a_row() -> None:
    said: list[str] = []
    rows = run(300, say=said.append)
    assert len(rows) == 10
    assert all(row.first and row.warm for row in rows)
    assert "300 documents, seed 7" in said[0]
    assert "private memory" in said[2]
    assert len(said) == 4 + len(rows)


def test_the_middle_and_the_slow_end() -> None:
    values = [float(n) for n in range(1, 101)]
    assert (p50(values), p95(values)) == (50.5, 96.0)
    assert Row("rare word", [1.0], [0.5]).line().split() == ["rare", "word", "1.00", "1.00", "0.50", "0.50"]
