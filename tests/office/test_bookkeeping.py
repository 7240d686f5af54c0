"""Series as data: who gives which number, beginning in mid-year, and what the office may set."""

import peewee
import pytest

from portal.office import bookkeeping, paper_numbers, registers
from portal.office.bookkeeping import Plan
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.paper_numbers import PaperFacts
from portal.office.recipients import Line, Recipient
from portal.office.registers import Entry, Register, begin_at
from portal.office.series import Series
from portal.rules import errors
from tests.office_fixtures import NOW, TODAY, Staff, entered, later, numbered, request_id

NEW_YEAR = NOW.replace(year=2027, month=1, day=4)


def paper(people: Staff, kind: str = "Quyết định", *, at=NOW, form: str = "", **changes) -> Document:
    facts = PaperFacts(
        kind=kind, subject="Về việc thử", signatory="Trần Văn Chủ", lines=(Line("Phòng Kinh tế"),),
        **{"unit_symbol": "VP", **changes},
    )
    return paper_numbers.give(facts, by=people.clerk, at=at, request_id=form or request_id())


@pytest.mark.slow
def test_each_organ_kind_and_copy_has_its_own_series_and_form_of_number(people: Staff) -> None:
    wanted = {
        "01/QĐ-UBND": {}, "01/QĐ-HĐND": {"organ": "council"}, "01-QĐ/ĐU": {"organ": "party"},
        "01-CV/ĐU": {"organ": "party", "kind": "Công văn"}, "01/2026/QĐ-UBND": {"is_normative": True},
        "01/2026/NQ-HĐND": {"organ": "council", "is_normative": True, "kind": "Nghị quyết"},
        "01/SY-UBND": {"kind": "Sao y"}, "02/TrS-UBND": {"kind": "Trích sao"}, "02/UBND-VP": {"kind": "Công văn"},
    }
    given = [paper(people, **how).reference for how in wanted.values()]
    assert given == ["01/QĐ-UBND", "01/QĐ-HĐND", "01-QĐ/ĐU", "02-CV/ĐU", *list(wanted)[4:]]
    assert {r.kind: r.last_number for r in Register.select()} == {
        "outgoing": 2, "outgoing-hdnd": 1, "outgoing-dang": 2, "qppl-quyet-dinh": 1, "qppl-nghi-quyet": 1, "copies": 2,
    }


def test_what_is_signed_by_hand_shares_the_series_of_what_is_signed_digitally(people: Staff) -> None:
    assert [numbered(people).number, paper(people).number, numbered(people).number] == [1, 2, 3]


def test_one_form_gives_one_number(people: Staff) -> None:
    first, again = paper(people, form="form"), paper(people, form="form")
    assert (first.id, first.number) == (again.id, again.number)
    assert Document.select().count() == 1
    of_a_letter = Entry.versions_of(entered(people).id).get().request_id
    with pytest.raises(errors.Conflict, match="request_reused"):
        paper(people, form=of_a_letter)


def test_a_refusal_leaves_neither_a_number_nor_a_document(people: Staff) -> None:
    for wrong, refusal in (
        ({"kind": "Nghị quyết", "is_normative": True}, errors.NoSeries), ({"kind": "Thư"}, errors.NoSeries),
        ({"organ": "court"}, errors.Invalid), ({"kind": "Công văn", "unit_symbol": ""}, errors.BadReference),
    ):
        with pytest.raises(refusal):
            paper(people, **wrong)
    assert (Document.select().count(), Register.select().count()) == (0, 0)


def test_a_copy_is_read_by_nobody_who_may_not_read_what_it_was_made_of(people: Staff) -> None:
    original = entered(people)
    Document.update(scope="restricted").where(Document.id == original.id).execute()
    copy = paper(people, "Sao y", copy_of=Document.get_by_id(original.id))
    assert Document.get_by_id(copy.id).scope == "restricted"
    assert Event.of(copy).where(Event.verb == "numbered").get().data["copy_of"] == original.id
    assert [r.channel for r in Recipient.of(copy)] == ["paper"]


def test_types_that_get_a_register_of_their_own_share_it(people: Staff) -> None:
    plan = Plan("Sổ quyết định, chỉ thị", "committee", ("Quyết định", "Chỉ thị"), 2026)
    own = bookkeeping.add(plan, by=people.admin, at=NOW)
    got = [paper(people, kind).reference for kind in ("Quyết định", "Chỉ thị", "Thông báo", "Quyết định")]
    assert got == ["01/QĐ-UBND", "02/CT-UBND", "01/TB-UBND", "03/QĐ-UBND"]
    assert Register.get(Register.kind == own.code).title == "Sổ quyết định, chỉ thị"


def test_a_type_does_not_change_its_series_within_a_year(people: Staff) -> None:
    paper(people, "Quyết định")
    plan = Plan("Sổ quyết định", "committee", ("Quyết định",), 2026)
    with pytest.raises(errors.Conflict, match="series_kind_numbered"):
        bookkeeping.add(plan, by=people.clerk, at=NOW)
    bookkeeping.add(Plan("Sổ quyết định", "committee", ("Quyết định",), 2027), by=people.clerk, at=NOW)
    assert paper(people, "Quyết định").number == 2
    assert [paper(people, kind, at=NEW_YEAR).number for kind in ("Thông báo", "Quyết định")] == [1, 1]


def test_ending_a_series_keeps_what_it_gave(people: Staff) -> None:
    own = bookkeeping.add(Plan("Sổ báo cáo", "committee", ("Báo cáo",), 2026), by=people.admin, at=NOW)
    assert paper(people, "Báo cáo").number == 1
    bookkeeping.end(own, by=people.admin, at=NOW)
    assert paper(people, "Báo cáo").number == 2  # to the end of the year
    assert paper(people, "Báo cáo", at=NEW_YEAR).register.kind == "outgoing"
    with pytest.raises(errors.Conflict, match="series_needed"):
        bookkeeping.end(Series.coded("outgoing"), by=people.admin, at=NOW)
    with pytest.raises(peewee.IntegrityError, match="stays"):
        Series.delete().execute()


@pytest.mark.parametrize(("plan", "why"), [
    (Plan(" ", "committee", ("Báo cáo",), 2026), "series_title"), (Plan("S", "court", ("Báo cáo",), 2026), "organ"),
    (Plan("S", "committee", (), 2026), "series_without_kinds"), (Plan("S", "council", ("Thơ",), 2026), "unknown"),
    (Plan("S", "committee", ("Báo cáo",), 2025), "series_year"),
    (Plan("S", "council", ("Nghị quyết",), 2026, True), "series_kind_taken"),
    (Plan("S", "council", ("Chỉ thị", "Quyết định"), 2026, True), "series_normative_one"),
])
def test_a_series_that_cannot_stand_is_refused(people: Staff, plan: Plan, why: str) -> None:
    with pytest.raises(errors.Refusal, match=why):
        bookkeeping.add(plan, by=people.admin, at=NOW)


def test_only_clerk_and_administrator_keep_series(people: Staff) -> None:
    for person in (people.leader, people.officer, people.safety):
        with pytest.raises(errors.NotAllowed):
            bookkeeping.add(Plan("S", "committee", ("Báo cáo",), 2026), by=person, at=NOW)
        with pytest.raises(errors.NotAllowed):
            begin_at("incoming", 2026, 5, "tiếp sổ giấy", by=person, at=NOW)


def test_a_register_taken_over_in_mid_year_begins_where_the_paper_one_ended(people: Staff) -> None:
    begin_at("incoming", 2026, 900, "tiếp sổ giấy", by=people.admin, at=NOW)
    begin_at("incoming", 2026, 537, "ghi nhầm số", by=people.admin, at=NOW)  # nothing was given yet
    assert [entered(people).number for _ in range(2)] == [537, 538]
    with pytest.raises(errors.Conflict, match="register_begun"):
        begin_at("incoming", 2026, 600, "nữa", by=people.admin, at=NOW)
    told = Event.select().where(Event.verb == "register_start_set").order_by(Event.id.desc()).get()
    assert (told.data["old"], told.data["new"], told.data["reason"]) == (900, 537, "ghi nhầm số")
    assert entered(people, at=NEW_YEAR).number == 1


def test_a_start_needs_a_reason_a_number_and_this_year(people: Staff) -> None:
    with pytest.raises(errors.ReasonMissing):
        begin_at("incoming", 2026, 5, " ", by=people.admin, at=NOW)
    for year, number in ((2026, 0), (2026, 100_000), (2025, 5)):
        with pytest.raises(errors.Invalid):
            begin_at("incoming", year, number, "tiếp sổ giấy", by=people.admin, at=NOW)
    with pytest.raises(errors.NotFound):
        begin_at("nowhere", 2026, 5, "tiếp sổ giấy", by=people.admin, at=NOW)


def test_the_guards_keep_start_counter_and_closing(people: Staff) -> None:
    letter = entered(people)
    for change in ({"first_number": 7}, {"last_number": 0}, {"year": 2025}, {"kind": "internal"}):
        with pytest.raises(peewee.IntegrityError):
            Register.update(**change).execute()
    with pytest.raises(peewee.IntegrityError, match="register stays"):
        Register.delete().execute()
    registers.close(letter.register, by=people.clerk, on=TODAY, at=later(hours=1))
    with pytest.raises(errors.RegisterClosed):
        registers.close(Register.get(), by=people.clerk, on=TODAY, at=later(hours=2))
    with pytest.raises(peewee.IntegrityError, match="stays closed"):
        Register.update(closed_on=None).execute()


def test_number_and_symbol_are_given_once_a_year(people: Staff) -> None:
    bookkeeping.add(Plan("Sổ báo cáo", "committee", ("Báo cáo",), 2026), by=people.admin, at=NOW)
    paper(people, "Báo cáo")
    Series.update(last_year=2025).where(Series.title == "Sổ báo cáo").execute()  # as no verb does it
    with pytest.raises(errors.Conflict, match="reference_taken"):
        paper(people, "Báo cáo")
    assert Register.find("outgoing", 2026) is None
