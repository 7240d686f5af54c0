"""From the yearly list to the archive: lists, closing checks, locks, handing over, disposal, references."""

from datetime import date, timedelta

import pytest

from portal.office import (
    closing,
    depositing,
    directing,
    disposing,
    dossier_exports,
    dossier_lists,
    dossiers,
    freezing,
    one_stop,
    receiving,
    retentions,
    rights,
    staying,
    unfiled,
)
from portal.office.documents import Document
from portal.office.dossier_lists import DossierLine, DossierList
from portal.office.dossiers import Dossier, DossierItem
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.registers import Entry
from portal.office.retentions import Retention
from portal.office.trust import SignatureCheck
from portal.rules import errors
from portal.rules.dossier_rows import ListRow
from portal.rules.roles import Scope
from tests.office_fixtures import NOW, TODAY, Staff, drafted, entered, issued, later, sealed

ROW = ListRow(0, False, "01.TH", "Báo cáo năm 2026", "01", "Văn phòng")
slow = pytest.mark.slow


def opened(people: Staff, number: str = "09.VP", retention: str = "06", *, at=NOW) -> Dossier:
    return dossiers.open_dossier(number, f"Việc {number}", retention, by=people.officer, at=at)


def closed(people: Staff, number: str = "09.VP", retention: str = "06", *, at=NOW) -> Dossier:
    dossier = opened(people, number, retention, at=at)
    closing.close(dossier, by=people.officer, at=at)
    return dossier


def approved_list(people: Staff, *rows: ListRow) -> DossierList:
    for row in rows or (ROW,):
        dossier_lists.add_line(2026, row, by=people.clerk, at=NOW)
    held = DossierList.of_year(2026)
    dossier_lists.approve(held, by=people.leader, at=NOW)
    return held


def whys(dossier: Dossier) -> list[str]:
    return [lack.why for lack in closing.lacking(dossier)]


def test_what_is_missing_is_named_and_closing_all_the_same_needs_a_reason(people: Staff) -> None:
    dossier, letter = opened(people), entered(people)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW)
    dossiers.file(letter, dossier, by=people.officer, at=NOW)
    lacks = {lack.why: lack.documents for lack in closing.lacking(dossier)}
    assert lacks == {"open_work": (letter.id,), "no_verdict": (letter.id,)}
    with pytest.raises(errors.DossierIncomplete):
        closing.close(dossier, by=people.officer, at=NOW)
    closing.close(dossier, by=people.officer, at=NOW, despite="Chuyển tổ công tác khác")
    assert Event.of(dossier)[-1].data["reason"] == "Chuyển tổ công tác khác"
    assert Event.of(dossier)[-1].data["lacking"] == {"open_work": 1, "no_verdict": 1}


@slow
def test_drafts_that_answer_what_lies_here_and_letters_not_gone_out_stop_it(people: Staff) -> None:
    dossier, letter = opened(people), entered(people)
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    waiting = sealed(people)
    dossiers.file(waiting, dossier, by=people.officer, at=NOW)
    answer = drafted(people)
    Document.update(reply_to=letter).where(Document.id == answer.id).execute()
    assert next(lack for lack in closing.lacking(dossier) if lack.why == "drafts").documents == (waiting.id, answer.id)
    assert all(lack.stops == (lack.why == "drafts") for lack in closing.lacking(dossier))


@slow
def test_a_verdict_and_a_reported_result_leave_nothing_missing(people: Staff) -> None:
    dossier, letter = opened(people), entered(people)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW)
    work = letter.assignments.get()
    directing.report(work, "Đã xong", by=people.officer, at=NOW)
    dossiers.file(letter, dossier, by=people.officer, at=NOW)
    SignatureCheck.create(sha256=letter.latest.sha256, state="good", verdict={}, trust_version="x", at=NOW)
    assert whys(dossier) == []


@slow
def test_paper_wants_its_sheets_counted_where_it_is_kept_for_five_years(people: Staff) -> None:
    retentions.add(2, "2 năm", "", (), by=people.clerk, at=NOW)
    letter = entered(people)  # scanned, and the paper is here
    Document.update(channel="paper").where(Document.id == letter.id).execute()
    for number, period, wanted in (("1", "06", ["not_numbered"]), ("2", "07.02", [])):
        dossier = opened(people, number, period)
        dossiers.file(letter, dossier, by=people.clerk, at=NOW)
        assert whys(dossier) == wanted
        dossiers.note_paper(letter, dossier, 12, "Tủ 3", by=people.clerk, at=NOW)
        assert whys(dossier) == []
    assert [(i.sheets, i.place) for i in closing.paper_of(dossier)] == [(12, "Tủ 3")]


@slow
def test_paper_without_a_scan_is_there_once_its_sheets_are_counted(people: Staff) -> None:
    dossier, letter = opened(people), receiving.receive_paper(by=people.clerk, at=NOW)
    Document.update(state="entered").where(Document.id == letter.id).execute()
    dossiers.file(Document.get_by_id(letter.id), dossier, by=people.clerk, at=NOW)
    assert whys(dossier) == ["no_original"]
    dossiers.note_paper(letter, dossier, 3, "", by=people.clerk, at=NOW)
    assert whys(dossier) == []


@slow
def test_a_dossier_without_a_period_is_told_so(people: Staff) -> None:
    dossier = opened(people)
    Dossier.update(retention=None).execute()
    assert whys(Dossier.get()) == ["no_retention"]
    dossiers.describe(Dossier.get(), "Tên mới", "03", by=people.officer, at=NOW)
    assert (whys(Dossier.get()), Dossier.get().title) == ([], "Tên mới")
    with pytest.raises(errors.NotAllowed):
        dossiers.describe(dossier, "Khác", "03", by=people.stranger, at=NOW)


@slow
def test_what_the_closer_may_not_read_is_counted_and_not_named(people: Staff) -> None:
    dossier, letter = opened(people), entered(people, subject="Đơn tố cáo")
    directing.direct(letter, "Xử lý", people.deputy, by=people.leader, at=NOW)
    dossiers.file(letter, dossier, by=people.leader, at=NOW)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=NOW)
    named = closing.named(dossier, people.officer)
    assert next((n.lack.why, n.documents, n.hidden) for n in named) == ("open_work", [], 1)


@slow
def test_a_dossier_is_reopened_with_a_reason_but_not_once_it_is_handed_over(people: Staff) -> None:
    dossier = closed(people)
    with pytest.raises(errors.ReasonMissing):
        closing.reopen(dossier, " ", by=people.officer, at=NOW)
    closing.reopen(dossier, "Còn văn bản đến sau", by=people.officer, at=NOW)
    assert Dossier.get_by_id(dossier.id).state == "open"
    closing.close(dossier, by=people.officer, at=NOW)
    depositing.prepare([dossier], "Anh A", "Chị B", by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict):
        closing.reopen(dossier, "Còn nữa", by=people.officer, at=NOW)


@slow
def test_the_proposal_follows_our_own_documents(people: Staff) -> None:
    dossier = opened(people)
    dossiers.file(entered(people, kind="Quyết định"), dossier, by=people.clerk, at=NOW)
    assert closing.proposal(dossier) is None  # a decision of others is kept by others
    dossiers.file(issued(people, kind="Báo cáo"), dossier, by=people.clerk, at=NOW)
    assert closing.proposal(dossier).code == "03"


@slow
def test_an_approved_list_stands_and_dossiers_are_opened_from_it(people: Staff) -> None:
    held = approved_list(people, ListRow(0, True, "I", "TỔNG HỢP"), ROW)
    line = DossierLine.numbered(2026, "01.TH")
    with pytest.raises(errors.Conflict):
        dossier_lists.add_line(2026, ListRow(0, False, "02.TH", "Khác", "06"), by=people.clerk, at=NOW)
    with pytest.raises(errors.Invalid):  # the number is the list's
        opened(people, "01.TH")
    dossier = dossiers.open_from_list(line, by=people.officer, at=NOW)
    assert (dossier.number, dossier.title, dossier.retention.name) == ("01.TH", "Báo cáo năm 2026", "Vĩnh viễn")
    with pytest.raises(errors.Invalid):  # once
        dossiers.open_from_list(line, by=people.officer, at=NOW)
    assert [e.verb for e in Event.of(held)] == ["dossier_line_added"] * 2 + ["dossier_list_approved"]


@slow
@pytest.mark.parametrize("who", ["clerk", "officer", "admin"])
def test_only_the_head_approves(people: Staff, who: str) -> None:
    dossier_lists.add_line(2026, ROW, by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        dossier_lists.approve(DossierList.of_year(2026), by=getattr(people, who), at=NOW)


@slow
def test_only_the_clerk_writes_the_list_and_dossiers_wait_for_its_approval(people: Staff) -> None:
    with pytest.raises(errors.NotAllowed):
        dossier_lists.add_line(2026, ROW, by=people.officer, at=NOW)
    line = dossier_lists.add_line(2026, ROW, by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict):
        dossiers.open_from_list(line, by=people.officer, at=NOW)
    with pytest.raises(errors.Invalid):
        dossier_lists.add_line(2026, ROW, by=people.clerk, at=NOW)
    dossier_lists.change_line(line, ListRow(0, False, "01.TH", "Tên đúng", "06"), by=people.clerk, at=NOW)
    assert DossierLine.get().title == "Tên đúng"
    dossier_lists.drop_line(DossierLine.get(), by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict):  # an empty list is no list
        dossier_lists.approve(DossierList.of_year(2026), by=people.leader, at=NOW)


@slow
def test_an_approval_is_taken_back_with_a_reason_and_used_lines_stay(people: Staff) -> None:
    held = approved_list(people, ROW, ListRow(0, False, "02.TH", "Kế hoạch", "03"))
    dossiers.open_from_list(DossierLine.numbered(2026, "01.TH"), by=people.officer, at=NOW)
    with pytest.raises(errors.ReasonMissing):
        dossier_lists.take_back(held, "", by=people.leader, at=NOW)
    dossier_lists.take_back(held, "Thiếu hồ sơ", by=people.leader, at=NOW)
    used = DossierLine.numbered(2026, "01.TH")
    with pytest.raises(errors.Conflict):
        dossier_lists.drop_line(used, by=people.clerk, at=NOW)
    held = DossierList.of_year(2026)
    dossier_lists.write(held, [ListRow(5, False, "03.TH", "Mới", "06")], by=people.clerk, at=NOW)
    assert [line.number for line in DossierLine.of(held)] == ["03.TH", "01.TH"]
    assert Dossier.get().line_id == used.id


@slow
def test_a_wrong_row_keeps_the_whole_file_out(people: Staff) -> None:
    held = dossier_lists.offer(2026, "0" * 64, "dm.xlsx", by=people.clerk)
    with pytest.raises(errors.Invalid):
        dossier_lists.write(held, [ROW, ListRow(6, False, "01.TH", "Trùng số", "06")], by=people.clerk, at=NOW)
    assert not DossierLine.select().exists()


@slow
def test_nothing_in_a_frozen_dossier_changes_until_it_is_unlocked(people: Staff) -> None:
    dossier, letter = opened(people), entered(people)
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    freezing.freeze(dossier, "Thanh tra", by=people.leader, at=NOW)
    other = entered(people)
    acts = [
        lambda: dossiers.file(other, dossier, by=people.clerk, at=NOW),
        lambda: dossiers.take_out(letter, dossier, by=people.clerk, at=NOW),
        lambda: dossiers.describe(dossier, "Tên", "06", by=people.clerk, at=NOW),
        lambda: dossiers.put_away(dossier, {"box": "1"}, by=people.clerk, at=NOW),
        lambda: dossiers.note_paper(letter, dossier, 1, "", by=people.clerk, at=NOW),
        lambda: closing.close(dossier, by=people.clerk, at=NOW, despite="x"),
        lambda: one_stop.refer(dossier, "Một cửa", "H1", "", by=people.clerk, at=NOW),
        lambda: freezing.freeze(dossier, "Lần nữa", by=people.clerk, at=NOW),
    ]
    for act in acts:
        with pytest.raises(errors.DossierFrozen):
            act()
    assert dossier not in Dossier.taking()
    with pytest.raises(errors.ReasonMissing):
        freezing.unfreeze(dossier, "", by=people.clerk, at=NOW)
    for person in (people.officer, people.head, people.admin):
        with pytest.raises(errors.NotAllowed):
            freezing.unfreeze(dossier, "Xong", by=person, at=NOW)
    freezing.unfreeze(dossier, "Thanh tra xong", by=people.clerk, at=NOW)
    dossiers.file(other, dossier, by=people.clerk, at=NOW)
    assert [e.data["reason"] for e in Event.of(dossier)[-2:]] == ["Thanh tra", "Thanh tra xong"]


def test_dossiers_are_handed_over_apart_by_retention_and_due_after_sixty_days(people: Staff) -> None:
    retentions.add(2, "2 năm", "", (), by=people.clerk, at=NOW)
    ever, limited, short = closed(people, "1", "01"), closed(people, "2", "06"), closed(people, "3", "07.02")
    assert list(depositing.waiting()) == [ever, limited]
    assert (short.deposit_due, ever.deposit_due) == (None, TODAY + timedelta(days=60))
    assert not ever.is_late(TODAY + timedelta(days=365))
    assert ever.is_late(TODAY + timedelta(days=366))
    with pytest.raises(errors.Conflict):
        depositing.prepare([short], "A", "B", by=people.clerk, at=NOW)
    deposit = depositing.prepare([ever, limited], "A", "B", by=people.clerk, at=NOW)
    assert (deposit.dossiers(for_ever=True), deposit.dossiers(for_ever=False)) == ([ever], [limited])
    assert not depositing.waiting().exists()
    depositing.receive(deposit, TODAY, by=people.clerk, at=NOW)
    assert {d.state for d in deposit.dossiers()} == {"deposited"}
    with pytest.raises(errors.Conflict):
        depositing.drop(deposit, by=people.clerk, at=NOW)


@slow
def test_a_handing_over_is_the_clerks_and_can_be_dropped_before_it_is_signed(people: Staff) -> None:
    dossier = closed(people)
    with pytest.raises(errors.NotAllowed):
        depositing.prepare([dossier], "A", "B", by=people.officer, at=NOW)
    for dossiers_given, giver in (([], "A"), ([dossier], " ")):
        with pytest.raises(errors.Invalid):
            depositing.prepare(dossiers_given, giver, "B", by=people.clerk, at=NOW)
    deposit = depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(errors.BadDate):
            depositing.receive(deposit, day, by=people.clerk, at=NOW)
    depositing.drop(deposit, by=people.clerk, at=NOW)
    assert list(depositing.waiting()) == [dossier]


@slow
def test_paper_that_is_not_numbered_is_not_handed_over(people: Staff) -> None:
    dossier = opened(people)
    letter = receiving.receive_paper(by=people.clerk, at=NOW)
    Document.update(state="done", number=5).where(Document.id == letter.id).execute()
    dossiers.file(Document.get_by_id(letter.id), dossier, by=people.clerk, at=NOW)
    closing.close(dossier, by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict) as refusal:
        depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW)
    assert refusal.value.data["why"] == "deposit_not_numbered"
    assert not depositing.Deposit.select().exists()


def test_disposal_needs_its_decision_and_takes_no_row_from_any_register(people: Staff) -> None:
    dossier, letter = opened(people), entered(people)
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    closing.close(dossier, by=people.clerk, at=NOW)
    ever = closed(people, "1", "01")
    before, far = Entry.select().count(), later(days=366 * 12)
    assert disposing.run_out(TODAY.replace(year=2036, month=12, day=31)) == []
    assert disposing.run_out(TODAY.replace(year=2037, month=1, day=1)) == [dossier]
    for decision, chosen, kind in (("", [dossier], errors.Invalid), ("12/QĐ", [], errors.Invalid),
                                   ("12/QĐ", [ever], errors.Conflict)):
        with pytest.raises(kind):
            disposing.dispose(chosen, decision, far.date(), by=people.clerk, at=far)
    with pytest.raises(errors.Conflict):  # not before its time
        disposing.dispose([dossier], "12/QĐ", TODAY, by=people.clerk, at=NOW)
    disposal = disposing.dispose([dossier], "12/QĐ-UBND", far.date(), by=people.clerk, at=far)
    assert (disposal.dossiers[0].state, Entry.select().count()) == ("disposed", before)
    assert DossierItem.holding(letter, dossier)
    assert letter.latest
    with pytest.raises(errors.Conflict):
        dossiers.put_away(dossier, {"box": "1"}, by=people.clerk, at=far)


@slow
def test_a_frozen_dossier_is_neither_handed_over_nor_disposed_of(people: Staff) -> None:
    dossier, far = closed(people), later(days=366 * 12)
    freezing.freeze(dossier, "Kiện", by=people.leader, at=NOW)
    with pytest.raises(errors.DossierFrozen):
        depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW)
    with pytest.raises(errors.DossierFrozen):
        disposing.dispose([dossier], "1/QĐ", far.date(), by=people.clerk, at=far)
    assert not disposing.Disposal.select().exists()


def test_what_is_put_together_for_the_archive_is_not_disposed_of(people: Staff) -> None:
    dossier, far = closed(people), later(days=366 * 12)
    deposit = depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW)
    with pytest.raises(errors.Conflict, match="dossier_in_deposit"):
        disposing.dispose([dossier], "1/QĐ", far.date(), by=people.clerk, at=far)
    assert depositing.pending() == {dossier.id}
    assert not disposing.Disposal.select().exists()
    depositing.drop(deposit, by=people.clerk, at=NOW)
    disposing.dispose([dossier], "1/QĐ", far.date(), by=people.clerk, at=far)


@slow
def test_what_the_archive_has_received_is_disposed_of_under_a_decision(people: Staff) -> None:
    dossier, far = closed(people), later(days=366 * 12)
    depositing.receive(depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW), TODAY, by=people.clerk, at=NOW)
    assert depositing.pending() == set()
    assert disposing.dispose([dossier], "1/QĐ", far.date(), by=people.clerk, at=far).dossiers == [dossier]


# 60 days after the 23rd of November is the 22nd of January; told from 14 days before.
def test_who_keeps_a_dossier_is_told_before_it_is_due_at_the_archive_and_the_clerk_of_all(people: Staff) -> None:
    dossier = closed(people)
    due = date(2027, 1, 22)
    assert dossier.deposit_due == due
    for day, told in ((-15, []), (-14, [dossier]), (0, [dossier]), (400, [dossier])):
        assert depositing.near(people.officer, due + timedelta(days=day)) == told
    assert depositing.near(people.clerk, due) == [dossier]
    assert depositing.near(people.head, due) == depositing.near(people.admin, due) == []
    depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW)
    assert depositing.near(people.officer, due) == []


@slow
def test_with_written_leave_a_dossier_is_due_later_and_neither_near_nor_late_before(people: Staff) -> None:
    dossier, due, until = closed(people), date(2027, 1, 22), date(2028, 12, 1)
    staying.stay(dossier, until, "Đang thanh tra", "15/UBND-VP", by=people.clerk, at=NOW)
    dossier = Dossier.get_by_id(dossier.id)
    assert dossier.deposit_due == until
    assert not dossier.is_late(until)  # though a year has gone by since the work ended
    assert dossier.is_late(until + timedelta(days=1))
    assert depositing.near(people.officer, due) == []
    assert depositing.near(people.officer, until) == [dossier]
    assert [one.until for one in staying.Stay.in_force(due)] == [until]
    assert staying.Stay.in_force(until + timedelta(days=1)) == []
    event = Event.of(dossier)[-1]
    assert (event.verb, event.data["permission"], event.data["reason"]) == (
        "dossier_stays", "15/UBND-VP", "Đang thanh tra"
    )
    staying.stay(dossier, date(2027, 3, 1), "Ghi nhầm ngày", "15/UBND-VP", by=people.leader, at=NOW)
    assert [one.until for one in staying.Stay.in_force(due)] == [date(2027, 3, 1)]
    depositing.prepare([dossier], "A", "B", by=people.clerk, at=NOW)  # leave to stay is no duty to stay


@slow
def test_leave_needs_its_paper_a_reason_a_day_in_the_law_and_who_may_note_it(people: Staff) -> None:
    dossier, until = closed(people), date(2027, 6, 1)
    for changes, refusal in (
        ({"permission": " "}, errors.Invalid), ({"reason": ""}, errors.ReasonMissing),
        ({"until": date(2027, 1, 22)}, errors.Invalid), ({"until": date(2029, 1, 23)}, errors.Invalid),
        ({"by": people.officer}, errors.NotAllowed),
    ):
        facts = {"until": until, "reason": "Kiểm tra", "permission": "15/UBND", "by": people.clerk, **changes}
        with pytest.raises(refusal):
            staying.stay(dossier, at=NOW, **facts)
    freezing.freeze(dossier, "Kiện", by=people.leader, at=NOW)
    for one, refusal in ((dossier, errors.DossierFrozen), (opened(people, "3"), errors.Conflict)):
        with pytest.raises(refusal):
            staying.stay(one, until, "Kiểm tra", "15/UBND", by=people.clerk, at=NOW)
    assert not staying.Stay.select().exists()
    staying_last = closed(people, "4")
    staying.stay(staying_last, date(2029, 1, 22), "Kiểm tra", "15/UBND", by=people.clerk, at=NOW)


@slow
def test_a_service_file_is_named_once_and_taken_out_by_the_keeper(people: Staff) -> None:
    dossier = opened(people)
    for _ in range(2):
        one_stop.refer(dossier, "Một cửa tỉnh", "H02.18-261123-0001", "Khai sinh", by=people.head, at=NOW)
    (reference,) = dossier.one_stop
    with pytest.raises(errors.NotAllowed):
        one_stop.strike(dossier, reference.id, by=people.head, at=NOW)
    one_stop.strike(dossier, reference.id, by=people.officer, at=NOW)
    with pytest.raises(errors.NotFound):
        one_stop.strike(dossier, reference.id, by=people.officer, at=NOW)
    with pytest.raises(errors.Invalid):
        one_stop.refer(dossier, "Một cửa", " ", "", by=people.head, at=NOW)


@slow
def test_the_unfiled_list_is_what_i_handled_and_the_clerks_is_everything_readable(people: Staff) -> None:
    mine, others = entered(people), entered(people, reference="9/UBND")
    directing.direct(mine, "Xử lý", people.officer, by=people.leader, at=NOW)
    directing.direct(others, "Biết", people.stranger, by=people.leader, at=NOW, inform=[people.officer])
    written = issued(people)
    secret = entered(people, reference="10/UBND")
    rights.set_scope(secret, Scope.RESTRICTED, by=people.leader, at=NOW)
    assert list(unfiled.documents(people.officer, everything=True)) == [written, mine]
    old = entered(people, reference="11/UBND")
    Document.update(source_id="so-2019:7").where(Document.id == old.id).execute()  # from an old book, filed on paper
    assert list(unfiled.documents(people.clerk, everything=True)) == [written, others, mine]
    dossier = opened(people)
    assert unfiled.last_used(people.officer) is None
    assert dossiers.file_each([mine, written], dossier, by=people.officer, at=NOW) == (2, [])
    assert list(unfiled.documents(people.officer, everything=True)) == []
    assert unfiled.last_used(people.officer) == dossier
    closing.close(dossier, by=people.officer, at=NOW, despite="x")
    assert unfiled.last_used(people.officer) is None


@slow
def test_of_several_filed_at_once_those_that_cannot_go_in_are_named_and_the_others_kept(people: Staff) -> None:
    dossier, good, hidden, draft = opened(people), issued(people), entered(people), drafted(people)
    count, refused = dossiers.file_each([good, hidden, draft], dossier, by=people.officer, at=NOW)
    assert count == 1
    assert [(document, type(why)) for document, why in refused] == [
        (hidden, errors.NotFound), (draft, errors.WrongState)
    ]
    assert [item.document for item in DossierItem.select()] == [good]
    closing.close(dossier, by=people.officer, at=NOW, despite="x")
    with pytest.raises(errors.DossierClosed):
        dossiers.file_each([good], dossier, by=people.officer, at=NOW)


@slow
def test_periods_are_kept_once_and_a_type_is_proposed_one_of_them(people: Staff) -> None:
    with pytest.raises(errors.Invalid):
        retentions.add(10, "mười năm", "", (), by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        retentions.add(15, "15 năm", "", (), by=people.officer, at=NOW)
    added = retentions.add(15, "15 năm", "TT 10/2022", ["Công văn"], by=people.clerk, at=NOW)
    assert added.archive_code == "07"
    assert [r.code for r in Retention.select() if "Công văn" in r.kinds] == ["07.15"]
    retentions.change(added, "15 năm", "", [], False, by=people.clerk, at=NOW)
    with pytest.raises(errors.Invalid):
        opened(people, retention="07.15")


@slow
def test_a_copy_is_fetched_only_while_everything_in_it_may_be_read(people: Staff) -> None:
    dossier, letter = opened(people), entered(people)
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    asked = dossier_exports.ask(dossier, by=people.clerk, at=NOW)
    assert dossier_exports.ask(dossier, by=people.clerk, at=NOW) == asked  # one is being made
    assert Job.of_kind(dossier_exports.JOB).count() == 1
    dossier_exports.note_made(asked, [letter.id], 0, 1, "d", at=NOW)
    made = dossier_exports.DossierExport.load(asked.id, people.clerk)
    assert (made.state, made.is_kept(NOW), made.is_kept(later(days=2))) == ("ready", True, False)
    with pytest.raises(errors.NotFound):
        dossier_exports.DossierExport.load(asked.id, people.leader)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=NOW)
    with pytest.raises(errors.NotFound):
        dossier_exports.DossierExport.load(asked.id, people.clerk)
