"""An older office goes forward: what a leader gave is that leader's, and has the day of its letter."""

import pytest

from portal import db

AT = "2026-01-05T08:00:00+07:00"


@pytest.mark.slow
def test_what_was_given_before_is_the_leaders_who_wrote_the_directive(older_office) -> None:
    run = older_office("0025")
    run("INSERT INTO instruction (id, document_id, leader_id, text, given_at) VALUES (3, 1, 42, 'Giao', ?)", (AT,))
    for n, instruction in ((1, 3), (2, None)):  # by a directive, and by issuing
        run("INSERT INTO assignment (id, document_id, instruction_id, person_id, role, given_at, outcome)"
            " VALUES (?, 1, ?, 7, 'lead', ?, '')", (n, instruction, AT))
    db.migrate()
    rows = run("SELECT given_by_id, parent_id, ended_at, ended_how FROM assignment ORDER BY id").fetchall()
    assert rows == [(42, None, None, None), (None, None, None, None)]


@pytest.mark.slow
@pytest.mark.parametrize(("has", "first"), [("0033", None), ("0034", "2026-02-10")])
def test_open_work_without_a_day_has_that_of_its_letter(older_office, has: str, first: str | None) -> None:
    """Also in an office that went forward when only what a leader gave had its day: there parts have none yet."""
    run = older_office(has)
    words = [
        name for _, name, kind, is_needed, usual, is_key in run("PRAGMA table_info(document)").fetchall()
        if is_needed and usual is None and not is_key and name not in ("state", "due_on")
    ]
    run(f"INSERT INTO document (id, state, due_on, {', '.join(words)})"
        f" VALUES (1, 'in_progress', '2026-02-10', {', '.join(['?'] * len(words))})", [""] * len(words))
    new = ("INSERT INTO assignment (id, document_id, person_id, role, given_at, outcome, due_on, done_at, ended_at,"
           " parent_id) VALUES (?, 1, 7, ?, '" + AT + "', '', ?, ?, ?, ?)")
    rows = (
        (1, "lead", first, None, None, None), (2, "support", "2026-02-01", None, None, None),
        (3, "inform", None, None, None, None), (4, "lead", None, AT, None, None), (5, "lead", None, None, AT, None),
        (6, "lead", None, None, None, 2),
    )
    for row in rows:
        run(new, row)
    db.migrate()
    assert [day for day, in run("SELECT due_on FROM assignment ORDER BY id").fetchall()] == [
        "2026-02-10", "2026-02-01", None, None, None, "2026-02-01",
    ]
