"""``verify --seals``: a trail cut behind the portal's back is found by the seal of a backup kept elsewhere."""

from pathlib import Path

import pytest

from portal import db
from portal.office.alerts import Alert
from portal.office.events import Event
from portal.office.seals import Seal
from tests.command_line import INIT, close
from tests.office_fixtures import behind_the_guards


@pytest.mark.slow
def test_a_cut_trail_is_found_by_the_seal_of_a_backup(run, tmp_path: Path) -> None:
    disk, data = tmp_path / "dia ngoai", tmp_path / "du lieu"
    assert run(*INIT)[0] == 0
    code, _, error = run("verify", "--seals", str(tmp_path / "du lieu"))
    assert (code, error.count("\n")) == (1, 1)
    assert "seal.json" in error
    assert run("backup", str(tmp_path / "dia kia"))[0] == 0  # an event that nothing else in the office bears out
    assert run("backup", str(disk))[0] == 0
    assert run("verify", "--seals", str(disk))[0] == 0

    db.open_file(data / "portal.db")
    with behind_the_guards():
        newest = Seal.select().order_by(Seal.id.desc()).get()
        Event.delete().where(Event.id >= newest.last_event).execute()
        newest.delete_instance()
    close()
    assert run("verify")[0] == 0  # the portal alone knows of nothing
    code, out, _ = run("verify", "--seals", str(disk))
    assert code == 1
    assert "phần cuối nhật ký bị cắt" in out
    db.open_file(data / "portal.db")
    assert [alert.kind for alert in Alert.select()] == ["trail_broken"]
    close()
