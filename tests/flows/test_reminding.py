"""The mail of the morning: counts, numbers and days, once a working day, to those who want it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from portal import wording
from portal.flows import reminding
from portal.flows.calendar import calendar_of
from portal.flows.premises import Premises, store_in
from portal.flows.reports import monthly
from portal.office import desk, digests, directing, dossiers, duties, outbox, rounds
from portal.office.assignments import Assignment
from portal.office.digests import Digest
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.outbox import Job
from portal.office.people import Person
from portal.rules.errors import MailFault
from tests import mail_kit
from tests.mail_kit import Inbox
from tests.office_fixtures import NOW, TODAY, Staff, entered, issued, later, received

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
ADDRESS = "chuyenvien@tanhoa.gov.vn"


def premises_at(folder: Path, port: int) -> Premises:
    """An office that sends by the server at this port, from seven in the morning on."""
    account = mail_kit.account(folder, 1, smtp_host="localhost", smtp_port=port, address="xatanhoa@tinh.gov.vn")
    account.password_file.write_text("giay-trang\n", "utf-8")
    return Premises(
        data=folder, store=store_in(folder / "blobs"), search_index=folder / "index", scratch=folder / "scratch",
        upload_limit=10_000_000, mailbox=account, digest_at="07:00",
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Inbox, int]]:
    with mail_kit.smtp(tmp_path) as (inbox, port):
        yield inbox, port


def at_work(people: Staff, *days: date | None) -> list[Document]:
    """Letters given to the officer, who has an address, with these due days."""
    people.officer.email = ADDRESS
    people.officer.save()
    letters = [entered(people, subject=f"V/v việc kín đáo {n}") for n, _ in enumerate(days)]
    for letter, day in zip(letters, days, strict=True):
        directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW.replace(day=2), due_on=day)
    return letters


def morning(premises: Premises, at: datetime) -> list[Digest]:
    """What the worker does of it at a moment: it asks, writes the mails down, sends them."""
    reminding.ask(premises, at=at)
    for job in Job.select().where(Job.kind == reminding.JOB):
        reminding.prepare(at=at)()
        outbox.finish(job)
    for job in Job.select().where(Job.kind == digests.JOB):
        if job.run_at is None or job.run_at <= at:
            outbox.finish(job)
            reminding.send(*job.args, at=at, premises=premises)()
    return list(Digest.select().order_by(Digest.id))


def test_the_mail_names_counts_numbers_and_days_and_nothing_a_letter_says(people: Staff):
    letters = at_work(people, date(2026, 11, 20), TODAY, date(2026, 11, 25), date(2026, 12, 25), None)
    calendar = calendar_of(2026)
    text = reminding.words("Đỗ Thị Chuyên", desk.lines(people.officer, TODAY, calendar), TODAY, calendar)
    late, today, soon, later_on, no_day = (letter.number for letter in letters)
    assert f"Quá hạn: 1\n  - số đến {late}, hạn 20/11/2026\n" in text
    assert f"Đến hạn hôm nay: 1\n  - số đến {today}, hạn 23/11/2026\n" in text
    assert f"Sắp đến hạn: 1\n  - số đến {soon}, hạn 25/11/2026\n" in text
    assert f"Đang chờ: 2\n  - số đến {later_on}, hạn 25/12/2026\n  - số đến {no_day}\n" in text
    assert "kín đáo" not in text
    assert letters[0].issuer not in text
    assert people.leader.name not in text


@pytest.mark.slow
def test_a_letter_without_a_number_is_counted_only_and_a_long_list_is_cut(people: Staff):
    people.clerk.email = "vanthu@tanhoa.gov.vn"
    for _ in range(3):
        received(people)
    for _ in range(reminding.SHOWN + 2):
        entered(people)
    text = reminding.words("x", desk.lines(people.clerk, TODAY, calendar_of(2026)), TODAY, calendar_of(2026))
    assert f"Sắp đến hạn: {3 + reminding.SHOWN + 2}\n" in text
    assert text.count("  - số đến") == reminding.SHOWN
    assert "  - và 2 văn bản khác\n" in text


@pytest.mark.slow
def test_a_count_that_is_cut_is_not_told_as_the_whole(people: Staff, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        entered(people)
    calendar = calendar_of(2026)

    def told() -> str:
        return reminding.words("x", desk.lines(people.clerk, TODAY, calendar), TODAY, calendar)

    assert "Có thể còn nhiều hơn" not in told()
    monkeypatch.setattr(desk, "MOST", 2)
    assert "Có thể còn nhiều hơn" in told()


@pytest.mark.slow
def test_one_mail_a_working_day_reaches_who_wants_it(
    people: Staff, server: tuple[Inbox, int], tmp_path: Path
):
    inbox, port = server
    premises = premises_at(tmp_path, port)
    at_work(people, date(2026, 11, 20))
    people.head.email = "truongphong@tanhoa.gov.vn"  # the head has nothing to do
    people.head.save()
    assert morning(premises, NOW.replace(hour=6, minute=59)) == []
    for hour in (7, 8, 16):  # a worker that starts again asks again
        (one,) = morning(premises, NOW.replace(hour=hour))
        assert (one.person, one.state) == (people.officer, "sent")
    assert len(inbox.mails) == 1
    mail = inbox.mails[0]
    assert (mail["To"], mail["Subject"]) == (ADDRESS, "Việc chờ xử lý ngày 23/11/2026")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Quá hạn: 1" in mail.get_content()
    assert morning(premises, NOW.replace(day=24, hour=9)) == [one]  # Ngày Văn hóa Việt Nam
    assert len(morning(premises, NOW.replace(day=25, hour=9))) == 2
    assert len(inbox.mails) == 2


@pytest.mark.slow
def test_who_declined_it_or_left_gets_none(people: Staff, server: tuple[Inbox, int], tmp_path: Path):
    premises = premises_at(tmp_path, server[1])
    at_work(people, TODAY)
    digests.choose(people.officer, False, at=NOW)
    assert morning(premises, NOW) == []
    digests.choose(people.officer, True, at=NOW)
    reminding.prepare(at=NOW)()
    Person.update(is_active=False).where(Person.id == people.officer.id).execute()
    assert [one.state for one in morning(premises, NOW)] == ["stopped"]
    assert server[0].mails == []


@pytest.mark.slow
def test_a_mail_that_was_leaving_when_the_worker_ended_is_not_sent_again(
    people: Staff, server: tuple[Inbox, int], tmp_path: Path
):
    premises = premises_at(tmp_path, server[1])
    at_work(people, TODAY)
    reminding.prepare(at=NOW)()
    assert digests.begin(Digest.get())
    assert [one.state for one in morning(premises, NOW)] == ["maybe"]
    assert server[0].mails == []


@pytest.mark.slow
def test_a_server_that_is_away_is_asked_again_the_same_day_only(
    people: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    premises = premises_at(tmp_path, 9)
    at_work(people, TODAY)

    def away(*asked: Any, **how: Any) -> None:
        raise MailFault("unreachable")

    monkeypatch.setattr(reminding.transport, "send", away)
    (one,) = morning(premises, NOW)
    assert (one.state, one.fault, one.attempts) == ("waiting", "unreachable", 1)
    (one,) = morning(premises, later(minutes=2))
    assert one.attempts == 2
    (one,) = morning(premises, NOW.replace(day=24))
    assert one.state == "stopped"
    assert Job.select().where(Job.kind == digests.JOB).count() == 0


@pytest.mark.slow
def test_without_a_server_or_an_hour_nobody_is_mailed(people: Staff, tmp_path: Path):
    at_work(people, TODAY)
    with_server = premises_at(tmp_path, 9)
    assert morning(replace(with_server, digest_at=""), NOW) == []
    assert morning(replace(with_server, mailbox=None), NOW) == []
    assert Job.select().where(Job.kind == reminding.JOB).count() == 0


@pytest.mark.slow
def test_the_mail_counts_dossiers_due_at_the_archive_also_where_nothing_else_waits(
    people: Staff, server: tuple[Inbox, int], tmp_path: Path
):
    inbox, port = server
    people.officer.email = ADDRESS
    people.officer.save()
    dossier = dossiers.open_dossier("02.VP", "Việc kín đáo", "06", by=people.officer, at=NOW)
    assert morning(premises_at(tmp_path, port), NOW) == []
    Dossier.update(closed_on=date(2026, 10, 1)).where(Dossier.id == dossier.id).execute()
    for round_ in rounds.Round.select():
        round_.delete_instance()
    (one,) = morning(premises_at(tmp_path, port), NOW)
    assert one.person == people.officer
    text = inbox.mails[0].get_content()
    assert "Hồ sơ đến hạn nộp lưu: 1, hạn gần nhất 30/11/2026" in text
    assert "kín đáo" not in text


@pytest.mark.slow
def test_who_answers_for_the_month_hears_once_how_it_stood(
    people: Staff, server: tuple[Inbox, int], tmp_path: Path
):
    inbox, port = server
    for person in (people.leader, people.safety, people.deputy):
        Person.update(email=f"{person.login}@tanhoa.gov.vn").where(Person.id == person.id).execute()
    duties.name(duties.HEAD, people.leader, by=people.admin, at=NOW)
    duties.name(duties.SAFETY_OFFICER, people.safety, by=people.admin, at=NOW)
    premises = replace(premises_at(tmp_path, port), label=wording.label)
    drawn_at = datetime(2026, 12, 1, 0, 5, tzinfo=NOW.tzinfo)
    issued(people)
    monthly.draw(at=drawn_at, premises=premises)()
    written = morning(premises, drawn_at.replace(hour=8))
    assert {one.person for one in written} == {people.leader, people.safety}
    mails = [mail.get_content() for mail in inbox.mails]
    assert all("Số liệu tháng 11/2026 đã chốt: " in mail for mail in mails)
    assert all("Gửi điện tử có chữ ký số cơ quan: 0/1" in mail for mail in mails), mails[0]
    assert len(morning(premises, drawn_at.replace(day=2, hour=8))) == 2  # nothing waits, and the month was told


@pytest.mark.slow
@pytest.mark.parametrize(("came_of_it", "hears_again"), [
    ("failed", True), ("stopped", True), ("maybe", True), ("waiting", True), ("sent", False),
])
def test_a_month_whose_mail_did_not_leave_is_told_the_next_day(
    people: Staff, tmp_path: Path, came_of_it: str, hears_again: bool
):
    drawn_at = datetime(2026, 12, 1, 0, 5, tzinfo=NOW.tzinfo)
    duties.name(duties.HEAD, people.leader, by=people.admin, at=NOW)
    Person.update(email="chutich@tanhoa.gov.vn").where(Person.id == people.leader.id).execute()
    monthly.draw(at=drawn_at, premises=replace(premises_at(tmp_path, 9), label=wording.label))()
    digests.put(people.leader, date(2026, 12, 1), at=drawn_at.replace(hour=8))
    digests.settle(Digest.get(), came_of_it)
    assert (reminding.new_month(people.leader, date(2026, 12, 2)) is not None) is hears_again


@pytest.mark.slow
def test_the_mail_reminds_of_no_letter_that_is_done(people: Staff):
    letter = entered(people)
    directing.direct(
        letter, "Giao", people.officer, by=people.leader, at=NOW, due_on=TODAY, support=[people.stranger]
    )
    assert [line.act for line in reminding.lines_of(people.stranger, TODAY)] == ["support"]
    (lead,) = Assignment.leading(letter)
    directing.report(lead, "Đã làm", by=people.officer, at=NOW)
    assert reminding.lines_of(people.stranger, TODAY) == []
