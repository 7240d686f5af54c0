"""Cảnh báo trùng: each kind of double is found and named, letters of one series are left in peace."""

from datetime import date

import pytest

from portal import db
from portal.flows import doubles
from portal.office import entering, holding, rights
from portal.office.documents import Document
from portal.rules.doubles import REASONS, Letter
from portal.rules.roles import Scope
from tests.office_fixtures import NOW, Staff, entered, facts, received

DAY = date(2026, 11, 20)
TYPED = Letter("UBND huyện Sơn Động", "536/UBND-TH", "V/v phân loại văn bản điện tử", DAY)


def found(people: Staff, letter: Letter, document: Document | None = None, **more: str) -> list[tuple[int, str]]:
    hits = doubles.find(people.clerk, document or received(people), letter, **more)
    return [(hit.document.number, hit.reason) for hit in hits]


def test_the_same_number_symbol_and_issuer_is_the_same_letter(people: Staff):
    entered(people)
    assert found(people, TYPED) == [(1, "reference")]
    assert found(people, Letter("ubnd  huyện sơn động", "Số: 0536/UBND-TH", "", None)) == [(1, "reference")]


@pytest.mark.slow
def test_the_same_number_of_another_year_or_issuer_is_another_letter(people: Staff):
    entered(people)
    assert found(people, Letter(TYPED.issuer, TYPED.reference, "V/v khác", date(2025, 11, 20))) == []
    assert found(people, Letter("Sở Nội vụ", TYPED.reference, TYPED.subject, DAY)) == []


@pytest.mark.slow
@pytest.mark.parametrize("letter", [
    Letter("UBND huyện Sơn Động", "S36/UBND-TH", "", None),
    Letter("UBND huyen Son Dong", "536/UBND-TN", "", DAY),
    Letter("UBND huyện Sơn Đông", "536/UBNO-TH", "", date(2026, 3, 2)),
    Letter("UBND huyện Sơn Động", "586/UBND-TH", "V/v phân loai văn bản điện tử", DAY),
    Letter("UBND huyện Sơn Động", "", "Về việc phân loại văn bản điện tử", DAY),
], ids=["a letter for a digit", "no marks", "a slip in the symbol", "the number misread", "no number"])
def test_a_letter_misread_is_still_noticed(people: Staff, letter: Letter):
    entered(people)
    assert found(people, letter) == [(1, "near")]


@pytest.mark.slow
@pytest.mark.parametrize("letter", [
    Letter("UBND huyện Sơn Động", "537/UBND-TH", "V/v phòng chống cháy rừng", DAY),
    Letter("UBND huyện Sơn Động", "536/QĐ-UBND", "Về thành lập tổ công tác", DAY),
    Letter("UBND huyện Sơn Động", "540/UBND-TH", "V/v phân loại văn bản điện tử đợt 2", DAY),
    Letter("", "", "", None), Letter("", "", "", DAY),
], ids=["next of a series", "a decision of that number", "a second round", "nothing typed", "only a day"])
def test_letters_of_one_series_are_no_doubles(people: Staff, letter: Letter):
    entered(people)
    assert found(people, letter) == []


def test_the_very_same_file_is_told_even_when_nothing_was_typed(people: Staff):
    first = received(people, content=b"same")
    entering.enter(first, facts(), by=people.clerk, at=NOW, request_id="one")
    assert found(people, Letter("", "", "", None), received(people, content=b"same")) == [(1, "bytes")]


def test_the_identifier_of_the_interchange_comes_first(people: Staff):
    first, second = entered(people), entered(people, reference="9/KH-UBND", subject="Kế hoạch", dated_on=None)
    Document.update(identifier="000.00.01,2026/11/20,9/KH-UBND").where(Document.id == second.id).execute()
    assert found(people, TYPED, identifier="000.00.01,2026/11/20,9/KH-UBND") == [(2, "identifier"), (1, "reference")]
    assert first.number == 1


def test_what_the_clerk_may_not_see_is_not_told(people: Staff):
    hidden, held = entered(people), entered(people)
    rights.set_scope(hidden, Scope.RESTRICTED, by=people.leader, at=NOW)
    holding.hold(held, at=NOW)
    assert found(people, TYPED) == []


def test_voided_and_waiting_letters_are_no_doubles(people: Staff):
    entering.void(entered(people), "nhầm", by=people.clerk, at=NOW)
    assert found(people, TYPED) == []


def test_candidates_come_from_indexes_never_from_the_whole_table(people: Staff):
    plans: list[str] = []
    for condition in doubles.worklists.alike_conditions(536, DAY):
        sql, values = Document.select(Document.id).where(condition).order_by(Document.id.desc()).limit(400).sql()
        plans += [str(row[-1]) for row in db.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert [plan for plan in plans if plan.startswith("SCAN")] == []
    assert sum("document_reference_key" in plan or "document_dated_on" in plan for plan in plans) == 3


def test_the_condition_of_rights_is_asked_about_the_candidates_alone(people: Staff):
    by_id = doubles.worklists.entered_letters(people.clerk, but=0).where(Document.id.in_([1, 2]))
    by_name = doubles.worklists.with_identifier(people.clerk, "x", but=0)
    for query, index in ((by_id, "PRIMARY KEY"), (by_name, "document_identifier")):
        sql, values = query.sql()
        first = next(iter(db.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)))
        assert index in str(first[-1])


def test_every_reason_has_its_word():
    from portal import wording

    assert all(reason in wording.LABELS["double"] for reason in REASONS)


def test_a_list_of_waiting_letters_is_told_of_its_doubles_by_one_question(people: Staff):
    first = entered(people)
    said = {"issuer": "UBND huyện Sơn Động", "reference": "536/UBND-TH", "dated_on": "2026-11-20"}
    other_year, nothing_read = {**said, "dated_on": "2025-11-20"}, {"issuer": None, "reference": None}
    asked: list[str] = []
    db.database.connection().set_trace_callback(asked.append)
    told = doubles.of_waiting(people.clerk, {71: said, 72: other_year, 73: nothing_read, 74: dict(said)})
    db.database.connection().set_trace_callback(None)
    assert told == {71: first, 74: first}
    assert len(asked) == 1
