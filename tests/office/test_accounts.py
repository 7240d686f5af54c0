"""Accounts: made and changed by an administrator, and every change is in the trail."""

import hashlib
from pathlib import Path
from threading import Barrier, Thread

import pytest

from portal import db
from portal.office import accounts, passwords, rights
from portal.office.accounts import change_password, change_role, hire, move, set_active
from portal.office.events import Event
from portal.office.people import Person, Unit
from portal.rules import errors
from portal.rules.roles import Role
from tests.office_fixtures import NOW, PASSWORD, Staff


def newcomer(by: Person | None, login: str = "moi") -> Person:
    return hire("Người Mới", login, Role.OFFICER, password=PASSWORD, by=by, at=NOW)


def test_the_first_administrator_is_made_on_the_console_and_only_the_first(empty_database):
    admin = hire("Quản Trị", "quantri", Role.ADMIN, password=PASSWORD, by=None, at=NOW)
    assert Event.get().person == admin.id
    with pytest.raises(errors.NotAllowed):
        newcomer(None)


def test_a_login_has_no_marks_and_belongs_to_one(people: Staff):
    assert newcomer(people.admin, "  Văn  Thư Hai ").login == "van thu hai"
    assert Person.by_login("VĂN THƯ HAI").name == "Người Mới"
    with pytest.raises(errors.Invalid):
        newcomer(people.admin, "Vanthu")
    with pytest.raises(errors.Invalid):
        newcomer(people.admin, " ")


def test_nobody_else_changes_accounts(people: Staff):
    for person in (people.clerk, people.leader, people.safety):
        for act in (lambda by: newcomer(by), lambda by: set_active(people.officer, False, by=by, at=NOW),
                    lambda by: change_role(people.officer, Role.LEADER, by=by, at=NOW),
                    lambda by: move(people.officer, None, by=by, at=NOW),
                    lambda by: change_password(people.officer, PASSWORD + "!", by=by, at=NOW)):
            with pytest.raises(errors.NotAllowed):
                act(person)


def test_a_blocked_administrator_administers_nothing(people: Staff):
    second = hire("Quản Trị Hai", "quantri2", Role.ADMIN, password=PASSWORD, by=people.admin, at=NOW)
    set_active(people.admin, False, by=second, at=NOW)
    with pytest.raises(errors.NotAllowed):
        newcomer(people.admin)


@pytest.mark.slow
def test_everyone_may_change_the_own_password(people: Staff):
    change_password(people.officer, "một hai ba bốn năm 12345", by=people.officer, at=NOW)
    stored = Person.get_by_id(people.officer.id).password_hash
    assert passwords.matches(stored, "một hai ba bốn năm 12345")
    assert not passwords.matches(stored, PASSWORD)


def test_a_weak_password_changes_nothing(people: Staff):
    with pytest.raises(errors.WeakPassword):
        change_password(people.officer, "chuyenvien12345", by=people.officer, at=NOW)
    assert passwords.matches(Person.get_by_id(people.officer.id).password_hash, PASSWORD)


@pytest.mark.slow
def test_a_change_writes_its_own_field_only(people: Staff):
    page = Person.get_by_id(people.officer.id)  # loaded before the others acted
    change_password(people.officer, "một hai ba bốn năm 12345", by=people.officer, at=NOW)
    change_role(people.officer, Role.UNIT_HEAD, by=people.admin, at=NOW)
    move(page, people.culture, by=people.admin, at=NOW)
    set_active(page, False, by=people.admin, at=NOW)
    found = Person.get_by_id(page.id)
    assert (found.role, found.unit, found.is_active) == (Role.UNIT_HEAD, people.culture, False)
    assert passwords.matches(found.password_hash, "một hai ba bốn năm 12345")


def test_every_change_is_in_the_trail_with_old_and_new(people: Staff):
    person = newcomer(people.admin)
    change_role(person, Role.CLERK, by=people.admin, at=NOW)
    move(person, Unit.get(Unit.name == "Phòng Kinh tế"), by=people.admin, at=NOW)
    set_active(person, False, by=people.admin, at=NOW)
    set_active(person, True, by=people.admin, at=NOW)
    secret = hashlib.sha256(person.password_hash.encode()).hexdigest()
    hired = {"role": "officer", "login": "moi", "name": "Người Mới", "position": "", "unit": 0, "password": secret}
    assert [(e.verb, e.data) for e in Event.of(person)] == [
        ("hired", hired),
        ("role_changed", {"old": "officer", "new": "clerk"}),
        ("moved", {"new": "Phòng Kinh tế", "unit": person.unit_id}),
        ("blocked", {}), ("unblocked", {}),
    ]


def test_no_password_stands_in_the_trail(people: Staff):
    change_password(people.officer, PASSWORD + "!", by=people.officer, at=NOW)
    said = repr(list(Event.select().tuples()))
    assert PASSWORD not in said
    assert "argon2" not in said


def test_a_blocked_person_reads_and_may_do_nothing(people: Staff):
    set_active(people.leader, False, by=people.admin, at=NOW)
    assert not people.leader.may("direct")
    assert not people.leader.reads_documents
    assert rights.readable_ids(people.leader) == frozenset()
    assert people.leader not in Person.with_role(Role.LEADER)


def test_the_last_administrator_stays_one(people: Staff) -> None:
    for act in (
        lambda: accounts.set_active(people.admin, False, by=people.admin, at=NOW),
        lambda: accounts.change_role(people.admin, Role.CLERK, by=people.admin, at=NOW),
    ):
        with pytest.raises(errors.LastAdministrator):
            act()
    accounts.change_role(people.officer, Role.ADMIN, by=people.admin, at=NOW)
    accounts.set_active(people.admin, False, by=people.officer, at=NOW)
    assert not Person.by_login("quantri").is_active


def test_a_person_is_described_anew_and_the_old_words_are_kept(people: Staff) -> None:
    accounts.describe(people.officer, name="Đỗ Thị Chuyên ", position="Phó phòng", email="", by=people.admin, at=NOW)
    event = Event.newest("person_described")
    assert (event.data["old"]["position"], event.data["new"]["position"]) == ("", "Phó phòng")
    with pytest.raises(errors.Invalid):
        accounts.describe(people.officer, name=" ", position="", email="", by=people.admin, at=NOW)
    with pytest.raises(errors.NotAllowed):
        accounts.describe(people.officer, name="A", position="", email="", by=people.clerk, at=NOW)


def test_the_code_of_a_step_is_used_once_and_no_older_one_after_it(people: Staff) -> None:
    accounts.turn_on_second_factor(people.officer, "ABCD", at=NOW, used=7)
    assert [accounts.use_code(people.officer, step) for step in (6, 7, 8, 8, 7, 9)] == [
        False, False, True, False, False, True,
    ]
    assert accounts.use_code(people.clerk, 1)


def test_of_ten_uses_of_a_code_at_once_one_counts(people: Staff, tmp_path: Path) -> None:
    db.snapshot(tmp_path / "portal.db")
    db.open_file(tmp_path / "portal.db")
    together, answers = Barrier(10), []

    def use() -> None:
        together.wait()
        answers.append(accounts.use_code(people.officer, 8))
        db.database.close()

    threads = [Thread(target=use) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 9 + [True]


def test_a_second_factor_is_turned_off_by_oneself_or_an_administrator(people: Staff) -> None:
    accounts.turn_on_second_factor(people.officer, "ABCD", at=NOW)
    with pytest.raises(errors.NotAllowed):
        accounts.turn_off_second_factor(people.officer, by=people.clerk, at=NOW)
    accounts.turn_off_second_factor(people.officer, by=people.admin, at=NOW)
    assert Person.by_login("chuyenvien").totp_secret is None
    assert [e.verb for e in Event.of(people.officer)][-2:] == ["second_factor_on", "second_factor_off"]


def test_people_are_listed_in_vietnamese_order(people: Staff) -> None:
    names = [person.name for person in Person.listed("")]
    assert names.index("Bùi An Toàn") < names.index("Đỗ Thị Chuyên") < names.index("Hoàng Văn Trưởng")
    assert [person.login for person in Person.listed("do thi")] == ["chuyenvien"]
