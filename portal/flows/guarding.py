"""Canh giữ: what the worker watches: the trail, what lasts, accounts nobody uses, and the daily seal."""

from datetime import datetime, timedelta
from secrets import token_hex

from portal import db
from portal.adapters.transports import mailbox as transport
from portal.flows import ballast, damage, mailing
from portal.flows.health import Health
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import alerts, clock_steps, duties, events, outbox, rights_reviews, seals, suspending
from portal.office.alerts import Alert, Watermark
from portal.office.profile import Office
from portal.rules.alerts import DISK_LOW

JOB, MAIL_JOB = "guard", "mail_alert"


def is_due(*, at: datetime) -> bool:
    """Whether there is anything to look at: new events, another hour, another day; two small questions."""
    return events.last_seq() != Watermark.of("event") or hour_of(at) != Watermark.of("hour")


def ask(*, at: datetime) -> None:
    """Have the worker look, where there is anything to look at."""
    if is_due(at=at):
        outbox.put(JOB, dedup=JOB)


def look(*, at: datetime, premises: Premises) -> Settle:
    """One look: the clock and the trail each time, what lasts once an hour, accounts and the seal once a day."""
    if Office.if_founded() is None:
        return nothing
    if Watermark.of("day") != at.date().toordinal():
        damage.look(premises.data, at=at)
        once_a_day(at=at)
    clock_steps.look(at=at)
    if Watermark.of("hour") != hour_of(at):
        ballast.keep(premises.data, premises.free_space_limit)
        tell_what_lasts(Health(premises, at), at=at)
    alerts.take_events(at=at)
    ask_for_mails(at=at, premises=premises)
    return nothing


def hour_of(at: datetime) -> int:
    """The hours since 1970."""
    return int(at.timestamp()) // 3600


def once_a_day(*, at: datetime) -> None:
    """Close unused accounts, and seal the day that ended; the first day of a portal has none before it.

    A trail that is not as the last seal left it, or was altered since, is told of and not sealed.
    """
    suspending.suspend_unused(at=at)
    has_ended, is_whole = Watermark.of("day") is not None, holds_since_last_seal()
    with db.atomic():
        if not is_whole:
            alerts.tell_lasting("trail_broken", at=at)
        elif has_ended:
            seals.make(seals.DAY, at.date() - timedelta(days=1), at=at)
        alerts.move_to("day", at.date().toordinal())


def holds_since_last_seal() -> bool:
    """Whether the trail still has the head that was sealed and goes on from it unbroken; others write meanwhile."""
    last = seals.Seal.newest()
    if last and seals.broken_trail(last):
        return False
    return events.first_break(after=last.last_event if last else 0) is None


def tell_what_lasts(health: Health, *, at: datetime) -> None:
    """What is so until somebody mends it."""
    lasting = {
        "backup_overdue": health.is_backup_old, "rehearsal_wanting": health.backups.is_rehearsal_wanting,
        "disk_low": health.free_disk < DISK_LOW * health.premises.free_space_limit,
        "review_due": rights_reviews.is_due(at.date()),
    }
    with db.atomic():
        for kind in (kind for kind, is_so in lasting.items() if is_so):
            alerts.tell_lasting(kind, at=at)
        alerts.move_to("hour", hour_of(at))


def ask_for_mails(*, at: datetime, premises: Premises) -> None:
    """One mail for each new alert, where a server is set and the safety officer has an address."""
    officer = duties.to_warn()
    if officer is None or not officer.email or not mailing.can_send(premises):
        return
    with db.atomic():
        for alert in alerts.unmailed():
            Alert.update(mail_asked_at=at).where(Alert.id == alert.id).execute()
            outbox.put(MAIL_JOB, alert.id, f"{at:%Y%m%d}-{token_hex(6)}")


def mail(alert_id: int, word: str, *, premises: Premises) -> Settle:
    """Tell the safety officer: the cause, the day and how many, nothing else leaves the house.

    ``word`` makes the Message-ID, so that an attempt repeated is the same message.  Raises ``MailFault``.
    """
    alert, officer = Alert.get_or_none(Alert.id == alert_id), duties.to_warn()
    if alert is None or officer is None or not officer.email:
        return nothing
    account = mailing.account_of(premises)
    name = account.sender.partition("@")[2] or "portal"
    kind = premises.label(alert.kind, "alert")
    transport.send(account, transport.Parcel(
        to=officer.email, subject=f"Cảnh báo an toàn: {kind}", message_id=f"<alert-{alert.id}-{word}@{name}>",
        text=(
            f"{Office.current().name}\n\n{kind}: {alert.count} lần, ngày {alert.day:%d/%m/%Y}.\n\n"
            "Xem và ghi kết luận ở trang An toàn của cổng văn bản.\n"
        ),
    ))  # fmt: skip
    return nothing
