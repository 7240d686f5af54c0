"""The backup that the first portal that could make one made still comes back.

``samples/first-backup.tar.xz`` was made by ``demo`` and ``backup`` of the first version in which both ran; it stays as
it is for good.  Its schema was the fourth.
"""

import json
import tarfile
from pathlib import Path

import pytest

from portal import db
from portal.flows import verifying
from portal.flows.backup import restore
from portal.flows.premises import store_in
from portal.office.documents import Document
from portal.office.registers import Register
from tests.office_fixtures import NOW

FIRST = Path(__file__).resolve().parent.parent / "samples" / "first-backup.tar.xz"


@pytest.mark.slow
def test_the_first_backup_still_restores(tmp_path: Path) -> None:
    with tarfile.open(FIRST) as packed:
        packed.extractall(tmp_path / "copies")
    (manifest,) = (json.loads(path.read_bytes()) for path in (tmp_path / "copies").glob("*/manifest.json"))
    back = restore(tmp_path / "copies", tmp_path / "data", at=NOW)
    assert (back.documents, back.blobs, back.missing, back.first_bad) == (601, 1, (), None)
    registers = Register.select(Register.kind, Register.year, Register.last_number).order_by(Register.id)
    assert [list(row) for row in registers.tuples()] == manifest["registers"]
    assert Document.select().count() == manifest["counts"]["document"]
    assert verifying.verify(store_in(tmp_path / "data" / "blobs")).ok
    assert db.schema_of(db.database) == max(path.stem for path in db.MIGRATIONS.glob("0*.py"))
    db.database.close()
