"""Nhập kho cũ: every document once, under the number it had, and nothing said twice changes anything."""

import hashlib
import json
import unicodedata
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from portal import db
from portal.flows import importing
from portal.flows.importing import Imported, Problem, import_lines, refuse_jump, rehearse
from portal.office import entering, events, outbox, rights, worklists
from portal.office.agencies import Agency
from portal.office.citations import Citation
from portal.office.documents import Document, PageText
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.recipients import Recipient
from portal.office.registers import Entry, Register
from portal.office.rows import COLUMNS, columns_of
from portal.office.tables import TABLES
from portal.rules import errors
from tests.office_fixtures import NOW, Staff, entered, facts
from tests.rules.test_importing import LETTER


def letter(number: int, **changes: Any) -> dict[str, Any]:
    return {**LETTER, "id": number, "register_number": number, "code": f"{number}/UBND-MTTQ", **changes}


def sent(number: int, **changes: Any) -> dict[str, Any]:
    own = {"kind": "outgoing", "agency": "UBND xã Cẩm Thủy", "received_date": None, "id": f"đi-{number}"}
    return letter(number, **{**own, "recipients": ["UBND huyện Lục Hà", "Phòng Kinh tế", "Lưu: VT"], **changes})


def file_of(*records: dict[str, Any] | bytes) -> BytesIO:
    lines = [r if isinstance(r, bytes) else json.dumps(r, ensure_ascii=False).encode() for r in records]
    return BytesIO(b"\n".join(lines) + b"\n")


def taken(*records: dict[str, Any] | bytes) -> Imported:
    return import_lines(file_of(*records), by=None, at=NOW)


def everything() -> dict[str, list[Any]]:
    return {table.__name__: list(table.select().order_by(table.id).tuples()) for table in TABLES}


def register(kind: str, year: int = 2020) -> Register:
    return Register.get(Register.kind == kind, Register.year == year)


def test_documents_stand_in_the_register_of_their_year_under_their_own_number(people: Staff):
    done = taken(letter(1), letter(2), sent(1), letter(1, id="n1", kind="internal", received_date=None))
    assert done == Imported(count=4, skipped=0, problems=())
    assert register("internal").title == "Sổ đăng ký văn bản nội bộ"
    second = Document.get(Document.source_id == "2")
    assert (second.register, second.number, second.state) == (register("incoming"), 2, "done")
    assert (second.reference_key, second.dated_on) == ("2/ubnd-mttq", date(2020, 5, 18))
    assert PageText.get(PageText.document == second).body == LETTER["body"]


def test_imported_documents_are_what_lists_rights_and_filters_expect(people: Staff):
    taken(letter(1))
    found = rights.documents(people.clerk).where(Document.holding("giam sat thoa luc ha")).get()
    assert (found.source_id, found.agency.name) == ("1", "UBND huyện Lục Hà")
    assert not rights.documents(people.officer).exists()
    assert (found.scope, found.created_at) == ("normal", NOW)


def test_the_same_file_twice_changes_nothing(people: Staff):
    records = [letter(n) for n in range(1, 30)] + [sent(n) for n in range(1, 10)] + [b"{"]
    taken(*records)
    before = everything()
    again = taken(*records)
    assert (again.count, again.skipped, len(again.problems)) == (0, 38, 1)
    assert everything() == before


def test_a_file_that_has_grown_brings_only_what_is_new(people: Staff):
    taken(letter(1), letter(2))
    assert taken(letter(1), letter(2), letter(3)) == Imported(count=1, skipped=2, problems=())


def test_bad_lines_are_named_and_the_others_go_on(people: Staff):
    done = taken(letter(1), b"not json", b"", letter(2, date="yesterday"), letter(2))
    assert done.count == 2
    assert done.problems == (
        Problem(2, "not_json"), Problem(4, "not_a_day", {"field": "date", "value": "yesterday"}),
    )


def test_an_id_that_another_document_has_is_a_problem_of_its_line(people: Staff):
    taken(letter(1, id="a"))
    done = taken(letter(2, id="a"), letter(3, id="b"), letter(4, id="b"))
    assert (done.count, [(p.line, p.why) for p in done.problems[:2]]) == (1, [(1, "id_used"), (3, "id_used")])
    assert Document.get(Document.source_id == "a").number == 1


def test_a_document_whose_number_another_has_comes_in_without_one(people: Staff):
    own = entered(people)
    done = taken(letter(1, register_year=2026, id="a"), letter(2, register_year=2026, id="b"))
    assert done.count == 2
    assert [(p.line, p.why, p.data["value"]) for p in done.problems] == [(1, "number_taken", 1)]
    kept = Document.get(Document.source_id == "a")
    assert (kept.number, kept.register, kept.state) == (None, register("incoming", 2026), "done")
    assert [d.source_id for d in Document.in_book(kept.register)] == ["b", None]
    assert Document.get_by_id(own.id).number == 1
    assert not Entry.versions_of(kept.id).exists()
    event = Event.get(Event.verb == "imported_unnumbered")
    assert event.data == {"documents": [[kept.id, 1]]}
    assert events.first_break() is None


def test_what_came_in_without_a_number_is_not_taken_again(people: Staff):
    taken(letter(1, id="a"), letter(1, id="b"))
    before = everything()
    assert taken(letter(1, id="a"), letter(1, id="b")) == Imported(count=0, skipped=2, problems=())
    assert everything() == before


def test_a_closed_register_takes_no_more(people: Staff):
    taken(letter(1))
    Register.update(closed_on=date(2021, 1, 5)).execute()
    done = taken(letter(2))
    assert (done.count, [p.why for p in done.problems]) == (0, ["register_closed"])


def test_gaps_are_kept_and_named(people: Staff):
    done = taken(letter(2), letter(6), letter(3))
    where = {"register": "incoming", "year": 2020}
    assert done.problems == (
        Problem(None, "gap", {**where, "first": 1, "last": 1}), Problem(None, "gap", {**where, "first": 4, "last": 5}),
    )
    assert [d.number for d in Document.in_book(register("incoming"))] == [6, 3, 2]


def test_the_office_counts_on_from_the_highest_number(people: Staff):
    taken(letter(8, register_year=2026), letter(3, register_year=2026))
    assert register("incoming", 2026).last_number == 8
    assert entered(people).number == 9


def test_register_rows_keep_the_columns_of_entering_and_issuing(people: Staff):
    taken(letter(1), sent(1))
    arrived, went = Entry.select().order_by(Entry.id)
    assert set(arrived.columns) == set(COLUMNS["incoming"])
    assert (arrived.columns["received_on"], arrived.columns["issuer"]) == ("2020-05-19", "UBND huyện Lục Hà")
    assert set(went.columns) == {*COLUMNS["outgoing"], "recipients"}
    assert went.columns["recipients"] == "UBND huyện Lục Hà; Phòng Kinh tế; Lưu: VT"
    assert [(e.act, e.version, e.document) for e in (arrived, went)] == [("imported", 1, 1), ("imported", 1, 2)]
    assert all(e.hash == e.digest() for e in (arrived, went))


@pytest.mark.parametrize("kind", ["incoming", "outgoing", "internal"])
def test_a_later_row_of_an_imported_document_has_the_same_columns(people: Staff, kind: str):
    taken(letter(1, kind=kind))
    assert Entry.get().columns.keys() == columns_of(Document.get()).keys()


def test_a_correction_follows_an_imported_row(people: Staff):
    taken(letter(1))
    entering.correct(Document.get(), facts(), "gõ sai", by=people.clerk, at=NOW)
    assert [(e.version, e.act) for e in Entry.versions_of(Document.get().id)] == [(1, "imported"), (2, "corrected")]


@pytest.mark.slow
def test_each_batch_is_one_event_over_its_rows(people: Staff):
    taken(*(letter(n) for n in range(1, importing.BATCH + 4)))
    batches = list(Event.select().where(Event.verb == "imported").order_by(Event.id))
    assert [event.data["count"] for event in batches] == [importing.BATCH, 3]
    for event in batches:
        rows = Entry.select().where(Entry.id.between(event.data["first_entry"], event.data["last_entry"]))
        hashes = "".join(entry.hash for entry in rows.order_by(Entry.id))
        assert event.data["digest"] == hashlib.sha256(hashes.encode()).hexdigest()
    assert events.first_break() is None


def test_who_wrote_to_us_is_learned_and_counted_and_our_own_name_is_not(people: Staff):
    taken(letter(1), letter(2), sent(1))
    taken(letter(3))
    assert [(a.name, a.short_name, a.letters) for a in Agency.select()] == [("UBND huyện Lục Hà", "UBND", 3)]
    assert Agency.matching("luc ha")


def test_recipients_keep_their_order_and_know_agencies_and_units(people: Staff):
    taken(letter(1), sent(1, source="digital"))
    lines = Recipient.of(Document.get(Document.direction == "outgoing"))
    assert [(r.name, r.is_clerk_copy) for r in lines] == [
        ("UBND huyện Lục Hà", False), ("Phòng Kinh tế", False), ("Lưu: VT", True),
    ]
    assert {r.channel for r in lines} == {"electronic"}
    assert (lines[0].agency, lines[1].unit) == (Agency.get(), people.economy)


def test_what_a_text_cites_is_linked_whichever_came_first(people: Staff):
    body = unicodedata.normalize("NFD", "Căn cứ Công văn số 2/UBND-MTTQ ngày 18/5/2020; Nghị định số 30/2020/NĐ-CP.")
    taken(letter(1, body=f"Số: 1/UBND-MTTQ\n{body}"), letter(2))
    first, second = (Document.get(Document.source_id == n) for n in ("1", "2"))
    cited = [(c.reference, c.key, c.dated_on) for c in first.citations.order_by(Citation.id)]
    assert cited == [
        ("02/UBND-MTTQ", "2/ubnd-mttq", date(2020, 5, 18)),
        ("30/2020/NĐ-CP", "30/2020/nd-cp", None),
    ]
    assert list(worklists.citing(people.clerk, second)) == [first]


@pytest.mark.slow
def test_the_index_is_asked_for_once_and_only_when_something_came(people: Staff):
    taken(*(letter(n) for n in range(1, 2 * importing.BATCH)))
    assert [job.kind for job in Job.select()] == ["reindex"]
    outbox.finish(Job.get())
    taken(letter(1))
    assert not Job.select().exists()


def test_a_batch_that_cannot_be_written_leaves_nothing_of_itself(people: Staff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importing, "BATCH", 10)
    db.database.execute_sql(
        "CREATE TRIGGER full BEFORE INSERT ON entry WHEN NEW.number = 15 BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    with pytest.raises(Exception, match="disk full"):
        taken(*(letter(n) for n in range(1, 30)))
    assert Document.select().count() == PageText.select().count() == Entry.select().count() == 10
    assert register("incoming").last_number == 10
    db.database.execute_sql("DROP TRIGGER full")
    assert taken(*(letter(n) for n in range(1, 30))) == Imported(count=19, skipped=10, problems=())


def test_a_line_without_end_is_named_and_read_past(people: Staff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importing, "LONGEST_LINE", 2_000)
    done = taken(letter(1, body="x" * 9_000), letter(2, register_number=1))
    assert (done.count, done.problems) == (1, (Problem(1, "too_long"),))


@pytest.mark.slow
def test_progress_hears_how_far_it_is(people: Staff):
    heard: list[int] = []
    import_lines(file_of(*(letter(n) for n in range(1, 502))), by=people.clerk, at=NOW, progress=heard.append)
    assert heard == [500, 501]


def test_only_who_keeps_registers_imports(people: Staff):
    with pytest.raises(errors.NotAllowed):
        import_lines(file_of(letter(1)), by=people.officer, at=NOW)
    assert not Document.select().exists()


def this_year(number: int, **changes: Any) -> dict[str, Any]:
    return letter(number, register_year=NOW.year, **changes)


def test_a_number_far_ahead_in_this_years_register_is_refused_before_anything_is_taken(people: Staff):
    for before in (1, 2):
        taken(this_year(before))
    file = file_of(this_year(3), b"no record", letter(90_000), this_year(2003))
    with pytest.raises(errors.Invalid) as refused:
        refuse_jump(file, at=NOW)
    assert (refused.value.data["line"], refused.value.data["number"]) == (4, 2003)
    file.seek(0)
    assert rehearse(file, at=NOW).problems[-1] == Problem(4, "jump", {"value": 2003})


def test_what_is_not_far_or_not_of_this_year_is_no_jump(people: Staff):
    refuse_jump(file_of(this_year(1000), this_year(1999), letter(90_000)), at=NOW)
    taken(this_year(3000))
    refuse_jump(file_of(this_year(3000), this_year(3001)), at=NOW)  # said to be right before
