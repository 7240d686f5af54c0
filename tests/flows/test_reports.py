"""Reports count what the law counts, name what fell short, and name nothing a person may not read."""

import json
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import wording
from portal.adapters.workbooks import workbook
from portal.flows import importing
from portal.flows.reports import REPORTS, Asked, Findings, Period, found
from portal.flows.reports.export import export
from portal.office import accounts, directing, dividing, entering, postings, recalling, rights, staying, trust
from portal.office.documents import Attachment, Document
from portal.office.events import Event
from portal.office.people import Person
from portal.office.recipients import Line
from portal.rules import errors, periods
from portal.rules.exporting import cell_text
from portal.rules.roles import Scope
from tests.office.test_dossier_life import closed
from tests.office_fixtures import (
    NOW,
    TODAY,
    Staff,
    entered,
    facts,
    issued,
    later,
    numbered,
    received,
    request_id,
    stored,
)

REPORT_WORDS = ("report", "report_lead", "report_base", "report_reading")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def drawn(name: str, reader: Person, today: date = TODAY, period: Period = NOVEMBER) -> Findings:
    return found(REPORTS[name], Asked(period, datetime.combine(today, NOW.timetz())), reader)


def late(people: Staff, **changes: Any) -> Document:
    """A letter that came on Monday and was entered on Thursday; the Tuesday between is a public holiday."""
    waiting = received(people)
    return entering.enter(
        waiting, facts(received_on=TODAY, **changes), by=people.clerk, at=later(days=3), request_id=request_id()
    )


def judged(document: Document, state: str, role: str = "sealed") -> Document:
    version = document.versions.where(document.versions.model.role == role).get()
    trust.note_check(version.sha256, {"file": state, "notes": [], "signatures": []}, "1", at=NOW)
    return document


# Registers by month


def test_months_and_their_sum(people: Staff) -> None:
    entered(people)
    entered(people, urgency="urgent")
    entering.void(entered(people), "vào nhầm", by=people.clerk, at=NOW)
    numbered(people)
    assert drawn("statistics", people.safety).rows == [
        ("11/2026", 2, 0, 1, 0, 1, 1, 0, 0, 0, 1), ("", 2, 0, 1, 0, 1, 1, 0, 0, 0, 1),
    ]


def test_another_period_has_no_rows(people: Staff) -> None:
    entered(people)
    assert drawn("statistics", people.clerk, period=Period(date(2025, 1, 1), date(2025, 12, 31))).rows == []


# R7, entered in time


def test_the_next_working_day_is_in_time(people: Staff) -> None:
    waiting = received(people)
    entering.enter(waiting, facts(received_on=TODAY), by=people.clerk, at=later(days=2), request_id=request_id())
    seen = drawn("entered_in_time", people.clerk, TODAY + timedelta(days=9))
    assert (seen.rows, seen.ratio.numerator, seen.ratio.denominator) == ([], 1, 1)


def test_a_day_later_is_late_and_named(people: Staff) -> None:
    letter = late(people)
    seen = drawn("entered_in_time", people.clerk, TODAY + timedelta(days=9))
    assert (seen.ratio.numerator, seen.ratio.denominator, seen.ratio.percent) == (0, 1, 0.0)
    assert seen.rows[0] == (
        1, TODAY, TODAY + timedelta(days=3), "536/UBND-TH", "UBND huyện Sơn Động", "V/v phân loại văn bản điện tử", 1
    )
    assert seen.documents == [letter.id]


def test_what_waits_is_counted_once_its_time_is_up(people: Staff) -> None:
    received(people)
    today = drawn("entered_in_time", people.clerk, TODAY)
    assert (today.ratio.denominator, today.ratio.percent, today.open) == (0, None, 1)
    later_on = drawn("entered_in_time", people.clerk, TODAY + timedelta(days=3))
    assert (later_on.ratio.denominator, later_on.open, len(later_on.rows)) == (1, 0, 1)


def test_a_late_letter_one_may_not_read_counts_and_is_not_named(people: Staff) -> None:
    rights.set_scope(late(people), Scope.RESTRICTED, by=people.leader, at=NOW)
    for reader in (people.clerk, people.safety, people.stranger):
        seen = drawn("entered_in_time", reader, TODAY + timedelta(days=9))
        assert (seen.rows, seen.hidden, seen.ratio.denominator) == ([], 1, 1)


def test_voided_and_imported_letters_are_left_out(people: Staff) -> None:
    entering.void(late(people), "vào nhầm", by=people.clerk, at=later(days=4))
    line = {
        "id": "cu-1", "register": "incoming", "number": 7, "year": 2026, "issuer": "UBND tỉnh",
        "reference": "7/UBND-VP", "dated_on": "2026-11-02", "received_on": "2026-11-03", "kind": "Công văn",
        "subject": "V/v cũ",
    }
    importing.import_lines(BytesIO(json.dumps(line).encode()), by=None, at=later(days=20))
    seen = drawn("entered_in_time", people.clerk, TODAY + timedelta(days=30))
    assert (seen.rows, seen.ratio.denominator) == ([], 0)


@pytest.mark.slow
@pytest.mark.parametrize("state", ["refused", "held", "removed", "joined", "recalled"])
def test_what_is_no_letter_of_the_register_counts_in_no_report(people: Staff, state: str) -> None:
    letter = received(people)
    Document.update(received_on=TODAY, due_on=TODAY).where(Document.id == letter.id).execute()

    def counted() -> list[int]:
        names = ("entered_in_time", "handled_in_time", "filed")
        found = [drawn(name, people.leader, TODAY + timedelta(days=9)) for name in names]
        return [seen.ratio.denominator + seen.open for seen in found]

    assert counted() == [1, 1, 0]
    Document.update(state=state).where(Document.id == letter.id).execute()
    assert counted() == [0, 0, 0]


# R1, issued electronically with the agency's signature


def sent(people: Staff, **changes: Any) -> Document:
    document = issued(people, **changes)
    Document.update(route="electronic").where(Document.id == document.id).execute()
    return document


def test_a_good_seal_counts(people: Staff) -> None:
    judged(sent(people), "good")
    seen = drawn("sealed_electronic", people.clerk)
    assert (seen.rows, seen.ratio.numerator, seen.ratio.denominator) == ([], 1, 1)


@pytest.mark.parametrize("state", ["broken", "undetermined", "unsigned"])
def test_any_other_verdict_is_a_shortfall_with_its_reason(people: Staff, state: str) -> None:
    document = judged(sent(people), state)
    seen = drawn("sealed_electronic", people.clerk)
    assert (seen.ratio.numerator, seen.documents, seen.rows[0][-1]) == (0, [document.id], state)


def test_a_seal_nobody_checked_is_undetermined(people: Staff) -> None:
    sent(people)
    assert drawn("sealed_electronic", people.clerk).rows[0][-1] == "undetermined"


def test_an_annex_without_a_good_signature_spoils_it(people: Staff) -> None:
    document = judged(sent(people), "good")
    Attachment.create(document=document, sha256=stored(), name="phu-luc.pdf", at=NOW)
    assert drawn("sealed_electronic", people.clerk).ratio.numerator == 0


def test_what_goes_on_paper_is_not_asked(people: Staff) -> None:
    document = sent(people)
    Document.update(route="paper").where(Document.id == document.id).execute()
    assert drawn("sealed_electronic", people.clerk).ratio.denominator == 0


# R9, handled in time


@pytest.mark.slow
@pytest.mark.slow
def test_the_envelope_left_here_of_what_was_asked_back_by_hand_is_not_late(people: Staff) -> None:
    document = issued(people, recipients=(Line("Sở Nội vụ", "paper"), Line("Sở Tài chính", "paper")))
    postings.post(postings.on_paper(document)[0], "EB1VN", by=people.clerk, at=NOW)
    assert drawn("issued_in_time", people.clerk, later(days=7).date()).rows[0][-2] == "not_sent"
    recalling.call_back(document, "sai số liệu", by=people.clerk, at=NOW)
    assert drawn("issued_in_time", people.clerk, later(days=7).date()).rows == []


def test_a_letter_done_by_its_day_counts_until_it_is_taken_up_again(people: Staff) -> None:
    letter = entered(people)
    due_on = TODAY + timedelta(days=2)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW, due_on=due_on)
    assert drawn("handled_in_time", people.clerk).open == 1
    directing.report(letter.assignments.get(), "Đã xong", by=people.officer, at=later(days=2))
    assert drawn("handled_in_time", people.clerk, TODAY + timedelta(days=7)).ratio.numerator == 1
    Document.update(state="in_progress").where(Document.id == letter.id).execute()  # its day of being done stays
    seen = drawn("handled_in_time", people.clerk, TODAY + timedelta(days=7))
    assert (seen.ratio.numerator, seen.rows[0][-2:]) == (0, ("overdue", 3))


@pytest.mark.slow
def test_what_was_given_on_stays_of_its_unit_when_whoever_has_it_leaves(people: Staff) -> None:
    letter = entered(people)
    due_on = TODAY + timedelta(days=2)
    directing.direct(letter, "Xử lý", people.economy, by=people.leader, at=NOW, due_on=due_on)
    dividing.give_on(letter.assignments.get(), people.officer, by=people.head, at=NOW)
    accounts.move(people.officer, people.culture, by=people.admin, at=NOW)
    for name, day in (("handled_in_time", TODAY + timedelta(days=7)), ("filed", TODAY)):
        sums = drawn(name, people.leader, day).sums
        assert ([part.key for part in sums.units], [part.key for part in sums.persons]) == (
            [people.economy.id], [people.officer.id]
        )


def test_who_has_a_restricted_letter_is_not_counted_beside_a_name(people: Staff) -> None:
    letter = entered(people)
    due_on = TODAY + timedelta(days=2)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW, due_on=due_on)
    before = drawn("handled_in_time", people.deputy, TODAY + timedelta(days=7))
    assert before.people == {people.officer.id: "Đỗ Thị Chuyên"}
    assert not before.sums.is_more_than(before.sums.persons)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.clerk, at=NOW)
    seen = drawn("handled_in_time", people.deputy, TODAY + timedelta(days=7))
    assert (seen.ratio.denominator, seen.people, seen.hidden) == (1, {}, 1)
    assert seen.sums.is_more_than(seen.sums.persons)
    assert not seen.sums.is_more_than(seen.sums.units)


# Words, periods, files


def test_every_report_and_column_has_its_words() -> None:
    for report in REPORTS.values():
        assert {report.name} <= set.intersection(*(set(wording.LABELS[group]) for group in REPORT_WORDS))
        assert set(report.columns) <= set(wording.LABELS["report_column"])


@given(st.dates(date(2000, 1, 1), date(2100, 12, 1)))
def test_periods_hold_their_day_and_follow_each_other(day: date) -> None:
    for period in (periods.month_of(day), periods.quarter_of(day), periods.year_of(day)):
        assert day in period
        assert period.first.day == 1
        assert (period.last + timedelta(days=1)).day == 1
    assert periods.month_before(day).last + timedelta(days=1) == periods.month_of(day).first


@pytest.mark.slow
@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    held = cell_text(text)
    assert held.lstrip(" \u00a0\u3000")[:1] not in ("=", "+", "-", "@", "|", "\t", "\r", "＝", "＋", "－", "＠", "｜")
    assert held.endswith(text)


@pytest.mark.parametrize("text", ["=1+1", " =1", "＝cmd", "\t=1", "-2", "@x", "|calc", "\r=1", "\n=1",
                                  "\u2003=1", "\u2060=1", "\u00ad=1", "\x0b=1", "\u200b \u202e＝1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert cell_text(text) == f"'{text}"


def test_the_file_holds_text_days_and_numbers(people: Staff) -> None:
    data = workbook("Báo cáo", ["Kỳ"], ["A", "B", "C"], [("=1+1", 5, TODAY)])
    with ZipFile(BytesIO(data)) as book:
        sheet, strings = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "'=1+1" in strings
    assert "<v>5</v>" in sheet


def test_an_export_is_an_event_of_someone_who_sees_reports(people: Staff) -> None:
    words = {"title": "Thống kê", "notes": [], "heads": ["Tháng"]}
    export("statistics", NOVEMBER, [("11/2026",)], **words, by=people.clerk, at=NOW)
    assert Event.newest("exported").data["report"] == "statistics"
    with pytest.raises(errors.NotAllowed):
        export("statistics", NOVEMBER, [], **words, by=people.officer, at=NOW)


@pytest.mark.slow
def test_a_dossier_that_stays_with_leave_is_handed_over_in_time_until_that_day(people: Staff) -> None:
    dossier, until = closed(people), date(2027, 6, 1)
    after_sixty_days = date(2027, 2, 1)
    assert drawn("deposited", people.leader, after_sixty_days).open == 0
    staying.stay(dossier, until, "Đang thanh tra", "15/UBND-VP", by=people.clerk, at=NOW)
    assert drawn("deposited", people.leader, after_sixty_days).open == 1
    assert drawn("deposited", people.leader, until).open == 1
    assert drawn("deposited", people.leader, until + timedelta(days=1)).open == 0
