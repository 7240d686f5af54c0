"""The three register pages are served, asked in turn by several at once, and told side by side."""

import re
from pathlib import Path

import pytest

from portal.bench import run

pytestmark = pytest.mark.slow


def test_the_same_rows_are_measured_on_three_servers(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run.run("serve", ["--n", "400", "--requests", "60", "--folder", str(tmp_path / "office")])
    table = capfd.readouterr().out
    line = r"^(cổng|Flask trần|Django 5\S+) +(\d+) +[\d.]+ +[\d.]+ +\d+ +[\d.]+ +[\d.]+ +(\d+)$"
    rows = re.findall(line, table, re.MULTILINE)
    names = [name for name, _, _ in rows]
    assert [names.count(name) for name in ("cổng", "Flask trần", names[-1])] == [3, 3, 3]
    assert {connections for _, connections, _ in rows} == {"1", "10", "60"}
    assert {errors for _, _, errors in rows} == {"0"}
    assert re.search(r"/static/\w+/\S+\.css: [\d.]+ KB, gzip, public, max-age=31536000, immutable", table)
    assert "trọn tệp:" in table
