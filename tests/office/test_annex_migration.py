"""An office from before annexes were signed goes forward with its jobs and its files as they were."""

import pytest

from portal import db


@pytest.mark.slow
def test_jobs_and_files_of_an_older_office_stay(older_office) -> None:
    run = older_office("0024")
    run("INSERT INTO attachment (id, document_id, sha256, name, at) VALUES (7, 1, 'abc', 'phu-luc.pdf', '2026')")
    columns = run("PRAGMA table_info(signing_job)").fetchall()
    names = [row[1] for row in columns if row[3] or row[1] in ("id", "key")]
    for n, state in ((1, "done"), (2, "created")):
        values = {name: n if name == "id" else state if name == "state" else "1" for name in names}
        values["key"] = f"k{n}"
        marks = ", ".join("?" * len(values))
        run(f"INSERT INTO signing_job ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
    db.migrate()
    assert run("SELECT sha256, name, sealed_at FROM attachment").fetchall() == [("abc", "phu-luc.pdf", None)]
    assert run("SELECT key, state, attachment_id, annex_sha256 FROM signing_job ORDER BY id").fetchall() == [
        ("k1", "done", None, None), ("k2", "created", None, None),
    ]
