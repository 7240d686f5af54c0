"""Thư nhắc việc đầu ngày: counts, numbers and days of what waits, to everyone with an address, once a working day.

A mail leaves the house, so it names no subject and nobody but its receiver.
"""

from collections.abc import Collection
from datetime import date, datetime, time
from functools import partial

from portal.adapters.transports import mailbox as transport
from portal.flows import mailing
from portal.flows.calendar import calendar_of
from portal.flows.premises import Premises
from portal.flows.reports import monthly
from portal.flows.settling import Settle, nothing
from portal.office import depositing, desk, digests, duties, outbox, rounds, stand_ins
from portal.office.desk import Line
from portal.office.digests import Digest
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.report_months import ReportMonth
from portal.rules import due, errors, periods
from portal.rules import sending as rules
from portal.rules.days import Calendar
from portal.rules.periods import Period
from portal.rules.register_pages import Label

JOB = "digests"
SHOWN = 15  # numbers named of one group; the count tells the rest
HEADINGS = (
    (due.OVERDUE, "Quá hạn"), (due.TODAY, "Đến hạn hôm nay"), (due.DUE_SOON, "Sắp đến hạn"), (due.LATER, "Đang chờ"),
)


def ask(premises: Premises, *, at: datetime) -> None:
    """Have the mails of the morning written once its hour has come; on days off nobody is reminded."""
    if not premises.digest_at or at.time() < time.fromisoformat(premises.digest_at):
        return
    if rounds.is_due_today(JOB, at=at) and mailing.can_send(premises) and calendar_of(at.year).is_working(at.date()):
        outbox.put(JOB, dedup=JOB)


def prepare(*, at: datetime) -> Settle:
    """The worker's part: a mail for everyone who wants one and for whom anything waits."""
    today = at.date()
    waited_for = [
        one for one in digests.wanting()
        if lines_of(one, today) or depositing.near(one, today) or new_month(one, today)
    ]

    def settle() -> None:
        for one in waited_for:
            digests.put(one, at.date(), at=at)
        rounds.mark(JOB, at=at)

    return settle


def send(digest_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: one attempt at one mail; that it is handed over is on the disk before the server hears of it.

    An attempt that finds it so ended with its process in between: it may have left, so it is not sent again.
    """
    one = Digest.get_by_id(digest_id)
    if one.state == rules.LEAVING:
        return partial(digests.settle, one, rules.MAYBE)
    if one.day != at.date() or not one.person.is_active:
        return partial(digests.settle, one, rules.STOPPED)
    account = mailing.account_of(premises)
    parcel = transport.Parcel(
        to=one.person.email, subject=f"Việc chờ xử lý ngày {at:%d/%m/%Y}",
        text=words(
            str(one.person.name), lines_of(one.person, at.date()), at.date(), calendar_of(at.year),
            depositing.near(one.person, at.date()), month_words(new_month(one.person, at.date()), premises.label),
        ),
        message_id=f"<viec.{one.token}@{account.sender.rpartition('@')[2]}>",
    )
    if not digests.begin(one):
        return nothing
    try:
        transport.send(account, parcel)
    except errors.MailFault as failed:
        word = str(failed)
        if word in mailing.UNSURE:
            return partial(digests.settle, one, rules.MAYBE, word)
        if word in rules.FINAL:
            return partial(digests.settle, one, rules.FAILED, word)
        return partial(digests.again, one, word, at=at)
    return partial(digests.settle, one, rules.SENT)


def lines_of(person: Person, today: date) -> list[Line]:
    """What waits for the person, and for whom the person stands in for; nobody is reminded of letters that are done."""
    found = desk.lines(stand_ins.know(person, on=today), today, calendar_of(today.year))
    return [line for line in found if not line.is_settled]


def new_month(person: Person, today: date) -> Period | None:
    """The month drawn up of which this person, who answers for it, has had no mail yet."""
    period = periods.month_before(today)
    drawn = next(iter(ReportMonth.of(period.first).values()), None)
    answers = person in [one.person for one in duties.in_charge().values() if one]
    return period if answers and drawn and not Digest.told(person, since=drawn.drawn_at, before=today) else None


def month_words(period: Period | None, label: Label) -> str:
    """The line about a month: how many targets were reached, and which reports fell short with their figures."""
    if period is None:
        return ""
    met, missed = monthly.against_targets(period)
    short = "".join(f"  - {label(row.report, 'report')}: {row.numerator}/{row.denominator}\n" for row in missed)
    return (
        f"Số liệu tháng {period.first:%m/%Y} đã chốt: {len(met)}/{len(met) + len(missed)} chỉ tiêu đạt mục tiêu"
        + (f", chưa đạt:\n{short}" if short else ".\n")
    )


def words(
    name: str, lines: Collection[Line], today: date, calendar: Calendar, dossiers: Collection[Dossier] = (),
    month: str = "",
) -> str:
    """The mail: each group with its count and the numbers in it; where the desk shows a part, it says so."""
    groups: dict[str, list[Line]] = {group: [] for group, _ in HEADINGS}
    for line in lines:
        stands = due.TODAY if line.due_on == today else due.standing(line.due_on, today, calendar)
        groups[stands or due.LATER].append(line)
    parts = [f"{heading}: {len(found)}\n{numbers(found)}" for group, heading in HEADINGS if (found := groups[group])]
    if dossiers:
        parts.append(f"Hồ sơ đến hạn nộp lưu: {len(dossiers)}, hạn gần nhất {nearest(dossiers):%d/%m/%Y}\n")
    parts += [month] if month else []
    return (
        f"Kính gửi: {name}\n\nViệc đang chờ trên cổng văn bản của {Office.current().name}, sáng {today:%d/%m/%Y}:\n\n"
        + "\n".join(parts)
        + ("\nCó thể còn nhiều hơn: việc đông thì thư chỉ tính một phần.\n" if desk.is_cut(lines) else "")
        + "\nThư này không ghi trích yếu. Đăng nhập cổng văn bản, mở Bàn làm việc để xem và xử lý.\n"
        "Không muốn nhận thư này: tắt ở trang Mật khẩu và xác thực hai lớp.\n"
    )


def nearest(dossiers: Collection[Dossier]) -> date:
    """The first day on which one of them is due at the archive."""
    return min(dossier.deposit_due for dossier in dossiers if dossier.deposit_due)


def numbers(lines: list[Line]) -> str:
    """One row for each document that has a number, with its day; what has none yet is in the count."""
    rows = [f"  - {numbered(line)}" for line in lines if line.document.number]
    more = f"  - và {len(rows) - SHOWN} văn bản khác\n" if len(rows) > SHOWN else ""
    return "".join(f"{row}\n" for row in rows[:SHOWN]) + more


def numbered(line: Line) -> str:
    """A document as a mail may name it: its number in our register, and the day."""
    document = line.document
    number = f"số đến {document.number}" if document.direction == "incoming" else f"số {document.reference}"
    return f"{number}, hạn {line.due_on:%d/%m/%Y}" if line.due_on else number
