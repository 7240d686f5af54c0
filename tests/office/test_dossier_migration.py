"""An office from before periods were a table goes forward with its dossiers, what lies in them and their periods."""

import pytest

from portal import db
from portal.office.dossiers import Dossier
from portal.office.retentions import Retention
from portal.rules.retention import USUAL


@pytest.mark.slow
def test_older_dossiers_keep_their_period_and_their_documents(older_office) -> None:
    run = older_office("0027")
    for n, code in ((1, "01"), (2, "06"), (3, "07")):
        run("INSERT INTO dossier (id, year, number, title, retention, folded, opened_on, opened_by_id, closed_on) "
            "VALUES (?, 2025, ?, 'Việc cũ', ?, '', '2025-01-02', 1, '2025-06-01')", (n, str(n), code))
    run("INSERT INTO dossier_item (id, dossier_id, document_id, filed_by_id, filed_at) VALUES (1, 2, 9, 1, '2025')")
    db.migrate()
    kept = [d.retention.name if d.retention else None for d in Dossier.select().order_by(Dossier.id)]
    assert kept == ["Vĩnh viễn", "10 năm", None]  # "another period" named none
    assert {(d.state, d.place, d.is_frozen) for d in Dossier.select()} == {("closed", "", False)}
    assert run("SELECT document_id, sheets FROM dossier_item").fetchall() == [(9, None)]
    assert Retention.select().count() == len(USUAL)
