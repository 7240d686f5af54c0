"""An office from before work could be given on goes forward: what a leader gave is known to be that leader's."""

from pathlib import Path

import pytest

from portal import db

AT = "2026-01-05T08:00:00+07:00"


@pytest.mark.slow
def test_what_was_given_before_is_the_leaders_who_wrote_the_directive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for file in sorted(db.MIGRATIONS.glob("0*.py")):
        if file.stem < "0025":
            (older / file.name).write_text(file.read_text("utf-8"), "utf-8")
    db.open_file(tmp_path / "portal.db")
    with monkeypatch.context() as earlier:
        earlier.setattr(db, "MIGRATIONS", older)
        db.migrate()
    run = db.database.execute_sql
    run("PRAGMA foreign_keys = OFF")
    run("INSERT INTO instruction (id, document_id, leader_id, text, given_at) VALUES (3, 1, 42, 'Giao', ?)", (AT,))
    for n, instruction in ((1, 3), (2, None)):  # by a directive, and by issuing
        run("INSERT INTO assignment (id, document_id, instruction_id, person_id, role, given_at, outcome)"
            " VALUES (?, 1, ?, 7, 'lead', ?, '')", (n, instruction, AT))
    db.migrate()
    rows = run("SELECT given_by_id, parent_id, ended_at, ended_how FROM assignment ORDER BY id").fetchall()
    assert rows == [(42, None, None, None), (None, None, None, None)]
    db.database.close()
