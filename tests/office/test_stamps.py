"""Whose picture is drawn, who may change it, and that pictures of an older office go on being used."""

from pathlib import Path

import pytest

from portal import db
from portal.office import stamps
from portal.office.people import Person
from portal.office.stamps import Stamp
from portal.rules import errors
from portal.rules.roles import Role
from portal.rules.stamps import PERSONAL, SEAL, hides
from tests.office_fixtures import NOW, Staff, later


def test_a_hand_is_its_persons_and_the_seal_is_nobodys(people: Staff) -> None:
    stamps.give(PERSONAL, "a" * 64, by=people.leader, at=NOW)
    stamps.give(SEAL, "c" * 64, by=people.admin, at=NOW, millimetres=36)
    assert Stamp.of(PERSONAL, people.leader).sha256 == "a" * 64
    assert Stamp.of(PERSONAL, people.deputy) is None
    assert Stamp.of(SEAL, people.clerk) == Stamp.of(SEAL, people.admin)


def test_who_may_not_sign_or_administer_changes_nothing(people: Staff) -> None:
    for role, person in ((PERSONAL, people.clerk), (SEAL, people.clerk), (SEAL, people.leader)):
        with pytest.raises(errors.NotAllowed):
            stamps.give(role, "a" * 64, by=person, at=NOW, millimetres=36)
        with pytest.raises(errors.NotAllowed):
            stamps.remove(role, by=person, at=NOW)
    assert Stamp.select().count() == 0


@pytest.mark.parametrize("millimetres", [0, 27, 51])
def test_a_seal_has_the_size_of_a_seal(people: Staff, millimetres: int) -> None:
    with pytest.raises(errors.Invalid):
        stamps.give(SEAL, "a" * 64, by=people.admin, at=NOW, millimetres=millimetres)


def test_what_was_drawn_before_stays_known(people: Staff) -> None:
    for day, letter in enumerate("ab"):
        stamps.give(PERSONAL, letter * 64, by=people.leader, at=later(days=day))
    stamps.remove(PERSONAL, by=people.leader, at=later(days=2))
    assert Stamp.of(PERSONAL, people.leader) is None
    assert [stamp.ended_at for stamp in Stamp.select().order_by(Stamp.id)] == [later(days=1), later(days=2)]
    with pytest.raises(errors.NotFound):
        stamps.remove(PERSONAL, by=people.leader, at=NOW)


def test_a_round_seal_hides_what_is_in_its_circle_and_not_what_is_in_the_corners_of_its_box() -> None:
    box = (0.2, 0.2, 0.4, 0.4)
    words = ((0.29, 0.29, 0.31, 0.31), (0.2, 0.2, 0.22, 0.22), (0.5, 0.5, 0.6, 0.6))  # middle, corner, outside
    assert [hides(box, word, is_round=True) for word in words] == [True, False, False]
    assert [hides(box, word, is_round=False) for word in words] == [True, True, False]


@pytest.mark.slow
def test_the_pictures_of_an_older_office_go_on_being_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for file in db.MIGRATIONS.glob("0*.py"):
        if file.name < "0021":
            (older / file.name).write_text(file.read_text("utf-8"), "utf-8")
    db.open_file(tmp_path / "portal.db")
    with monkeypatch.context() as earlier:
        earlier.setattr(db, "MIGRATIONS", older)
        db.migrate()
    leader, clerk = (person(name, role) for name, role in (("Chủ", Role.LEADER), ("Thư", Role.CLERK)))
    rows = [
        (leader, "personal", "old"), (leader, "personal", "new"), (clerk, "seal", "seal"), (clerk, None, "waiting"),
        (leader, "personal", ""),
    ]
    for n, (who, role, picture) in enumerate(rows):
        db.database.execute_sql(
            "INSERT INTO certificate (sha256, person_id, role, der, subject, issuer, valid_from, valid_until, picture, "
            "presented_at) VALUES (?, ?, ?, x'', '', '', ?, ?, ?, ?)",
            (str(n), who, role, NOW.isoformat(), NOW.isoformat(), picture, NOW.isoformat()),
        )
    db.migrate()
    kept = Stamp.select(Stamp.role, Stamp.person, Stamp.sha256, Stamp.millimetres).tuples()
    assert set(kept) == {("personal", leader, "new", 0), ("seal", None, "seal", 36)}
    assert Stamp.of(PERSONAL, Person.get_by_id(leader)).sha256 == "new"
    db.database.close()


def person(name: str, role: str) -> int:
    """Somebody, in the columns that were always there."""
    columns = {row[1]: row for row in db.database.execute_sql('PRAGMA table_info("person")').fetchall()}
    given = {"name": name, "login": name, "role": role}
    needed = [c for c, row in columns.items() if row[3] and not row[5]]
    values = [given.get(c, 1 if columns[c][2] in ("INTEGER", "SMALLINT") else NOW.isoformat()) for c in needed]
    db.database.execute_sql(f"INSERT INTO person ({', '.join(needed)}) VALUES ({', '.join('?' * len(needed))})", values)
    return int(db.database.execute_sql("SELECT max(id) FROM person").fetchone()[0])
