"""Sổ đăng ký: one counter for a kind and a year, and rows that are only added to."""

from datetime import date

import peewee
import pytest

from portal import db
from portal.office import events, registers, trust
from portal.office.documents import Document, Version
from portal.office.duties import Duty
from portal.office.events import Event
from portal.office.registers import Entry, Register, write
from portal.office.report_months import ReportMonth
from portal.office.rights_reviews import RightsReview
from portal.office.safety_rules import Acknowledgement, SafetyRules
from portal.office.seals import Seal
from portal.office.tables import ADD_ONLY
from portal.office.trust import SignatureCheck
from portal.rules import errors
from tests.office_fixtures import NOW, TODAY, Staff, entered, issued, later, numbered, unguarded


def test_a_register_is_opened_once(empty_database):
    first, again = Register.of_year("incoming", TODAY, at=NOW), Register.of_year("incoming", date(2026, 12, 31), at=NOW)
    assert first.id == again.id
    assert Register.of_year("outgoing", TODAY, at=NOW).id != first.id
    assert Register.select().count() == 2


def test_numbers_follow_each_other(empty_database):
    register = Register.of_year("outgoing", TODAY, at=NOW)
    assert [register.take_number() for _ in range(3)] == [1, 2, 3]


def test_a_caught_refusal_gives_the_number_back(empty_database):
    register = Register.of_year("outgoing", TODAY, at=NOW)

    def refused() -> None:
        with db.atomic():
            register.take_number()
            raise errors.Superseded(1)

    with db.atomic():
        with pytest.raises(errors.Superseded):
            refused()
        assert register.take_number() == 1
    assert Register.get_by_id(register.id).last_number == 1


def test_closing_is_the_clerks_and_in_the_trail(people: Staff):
    register = Register.of_year("incoming", TODAY, at=NOW)
    with pytest.raises(errors.NotAllowed):
        registers.close(register, by=people.leader, on=TODAY, at=NOW)
    registers.close(register, by=people.clerk, on=TODAY, at=NOW)
    assert [e.verb for e in Event.of(register)] == ["register_opened", "register_closed"]
    with pytest.raises(errors.RegisterClosed):
        register.take_number()


def test_this_years_registers_come_first(empty_database):
    for year in (2024, 2026, 2025):
        Register.of_year("incoming", date(year, 1, 1), at=NOW)
    assert [r.year for r in Register.newest_first()] == [2026, 2025, 2024]


def test_a_request_writes_one_row_and_rows_without_one_do_not_collide(people: Staff):
    register = Register.of_year("incoming", TODAY, at=NOW)
    for number in (1, 2):
        write(register, number, number, "imported", {}, by=None, at=NOW)
    write(register, 3, 3, "entered", {}, by=people.clerk, at=NOW, request_id="form")
    with pytest.raises(peewee.IntegrityError):
        write(register, 4, 4, "entered", {}, by=people.clerk, at=NOW, request_id="form")
    assert Entry.of_request("form", 3).number == 3
    assert Entry.of_request("", 3) is None


@pytest.mark.slow
def test_a_row_read_back_has_the_digest_it_was_written_with(people: Staff):
    entered(people, subject="Trích yếu có dấu “ngoặc”, số ½ và chữ Ǎ", dated_on=None)
    issued(people)
    assert Entry.select().count() == 2
    assert [e.id for e in Entry.select() if e.hash != e.digest()] == []


def one_row_of(table: type[db.Record], people: Staff) -> db.Record:
    entered(people)
    trust.note_check("ab" * 32, {"file": "good", "signatures": []}, "v1", at=NOW)
    Duty.create(duty="head", person=people.leader, named_at=NOW, named_by=people.admin)
    rules = SafetyRules.create(text="Quy chế", made_at=NOW, made_by=people.admin)
    Acknowledgement.create(rules=rules, person=people.officer, at=NOW)
    RightsReview.create(at=NOW, by=people.admin, accounts=8)
    Seal.create(
        kind="day", day=TODAY, at=NOW, last_event=1, head="ab" * 32, registers=[], last_version=1, files="ab" * 32,
        previous="", hash="cd" * 32,
    )
    ReportMonth.create(
        month=TODAY.replace(day=1), report="filed", numerator=1, denominator=2, still_open=0, reading="", units={},
        drawn_at=NOW,
    )
    return table.select().first()


CHANGES = {
    Event: {"verb": "other"}, Entry: {"number": 7}, Version: {"sha256": "cd" * 32}, SignatureCheck: {"state": "x"},
    Duty: {"decision": "01/QĐ"}, SafetyRules: {"text": "Khác"}, Acknowledgement: {"at": later(days=1)},
    RightsReview: {"accounts": 1}, Seal: {"head": "x"}, ReportMonth: {"numerator": 2},
}


def test_every_add_only_table_is_tried(people: Staff):
    assert set(CHANGES) == set(ADD_ONLY)


@pytest.mark.parametrize("table", ADD_ONLY, ids=lambda table: table.__name__)
def test_rows_of_record_are_neither_changed_nor_deleted(people: Staff, table):
    row = one_row_of(table, people)
    with pytest.raises(peewee.IntegrityError, match="only added"):
        table.update(**CHANGES[table]).where(table.id == row.id).execute()
    with pytest.raises(peewee.IntegrityError, match="only added"):
        table.delete().where(table.id == row.id).execute()
    unguarded()  # it was the trigger that refused
    assert table.update(**CHANGES[table]).where(table.id == row.id).execute() == 1


def test_a_version_may_lose_its_name_and_not_get_another(people: Staff):
    entered(people)
    with pytest.raises(peewee.IntegrityError, match="only added"):
        Version.update(name="khac.pdf").execute()
    assert Version.update(name="").execute() == 1


def test_a_number_once_given_stays(people: Staff):
    document = entered(people)
    for change in ({"number": 9}, {"number": None}, {"register": None}):
        with pytest.raises(peewee.IntegrityError, match="stays"):
            Document.update(**change).where(Document.id == document.id).execute()
    with pytest.raises(peewee.IntegrityError, match="stays"):
        Document.delete().where(Document.id == document.id).execute()


def test_a_counter_only_grows(people: Staff):
    numbered(people)
    with pytest.raises(peewee.IntegrityError, match="only grows"):
        Register.update(last_number=0).execute()


def test_a_number_stands_once_in_a_register(people: Staff):
    document = entered(people)
    with pytest.raises(peewee.IntegrityError):
        Document.create(
            direction="incoming", state="entered", register=document.register, number=document.number, created_at=NOW
        )


def test_what_hangs_on_a_document_cannot_hang_in_the_air(people: Staff):
    with pytest.raises(peewee.IntegrityError):
        Version.create(document=999, n=1, sha256="ab" * 32, role="original", name="", at=NOW)


def test_an_event_that_cannot_be_written_undoes_its_act(people: Staff, monkeypatch):
    def no_room(*args: object, **data: object) -> None:
        raise OSError("disk is full")

    register = Register.of_year("incoming", TODAY, at=NOW)
    monkeypatch.setattr(events, "record", no_room)
    with pytest.raises(OSError, match="full"):
        registers.close(register, by=people.clerk, on=TODAY, at=NOW)
    assert Register.get().closed_on is None


def test_the_opening_of_a_register_is_in_the_trail_once(people: Staff):
    register = Register.of_year("incoming", TODAY, at=NOW, by=people.clerk)
    Register.of_year("incoming", TODAY, at=NOW, by=people.clerk)
    assert [(e.verb, e.person) for e in Event.of(register)] == [("register_opened", people.clerk.id)]
