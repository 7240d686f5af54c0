"""What the worker watches by itself: once a day accounts and the seal, once an hour what lasts, and the clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from portal.adapters.blobs import BlobStore
from portal.flows import guarding
from portal.flows.backup.standing import Standing
from portal.flows.premises import Premises
from portal.labels import LABELS
from portal.office import accounts, alerts, duties, entering, events, profile, seals
from portal.office.alerts import Alert
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.seals import Seal
from portal.rules import errors
from tests import mail_kit
from tests.mail_kit import Inbox
from tests.office_fixtures import NOW, Staff, entered, later, unguarded


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    return Premises(
        data=tmp_path, store=BlobStore(tmp_path / "blobs"), search_index=tmp_path / "index",
        scratch=tmp_path / "scratch", upload_limit=1 << 20, label=lambda word, group: LABELS[group][str(word)],
    )


def look(premises: Premises, at: datetime) -> None:
    guarding.look(at=at, premises=premises)()


def kinds() -> list[str]:
    return sorted(alert.kind for alert in Alert.open())


def test_each_day_that_ended_is_sealed_once(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    assert Seal.select().count() == 0
    for hours in (1, 16, 17, 40):
        look(premises, later(hours=hours))
    assert [(s.day.day, s.at) for s in Seal.in_order()] == [(23, later(hours=16)), (24, later(hours=40))]
    assert not guarding.is_due(at=later(hours=40))
    assert guarding.is_due(at=later(hours=41))


@pytest.mark.slow
def test_there_is_something_to_look_at_when_something_happened(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    assert not guarding.is_due(at=NOW)
    events.record("sign_in_failed", at=NOW, outcome="refused")
    guarding.ask(at=NOW)
    guarding.ask(at=NOW)
    assert Job.select().where(Job.kind == guarding.JOB).count() == 1


@pytest.mark.slow
def test_a_broken_trail_is_told_and_not_sealed(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    unguarded()
    Event.update(verb="seen").where(Event.id == 4).execute()
    look(premises, later(days=1))
    assert "trail_broken" in kinds()
    assert Seal.select().count() == 0


@pytest.mark.slow
def test_a_tail_cut_behind_the_last_seal_is_told_the_next_day(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    seals.make(seals.DAY, NOW.date(), at=NOW)
    unguarded()
    Event.delete().where(Event.id > 3).execute()
    look(premises, later(days=1))
    assert "trail_broken" in kinds()


@pytest.mark.slow
def test_no_backup_and_a_full_disk_are_told(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    assert kinds() == ["backup_overdue"]
    events.record("backed_up", at=later(days=1))
    look(replace(premises, free_space_limit=1 << 60), later(days=1, hours=1))
    assert kinds() == ["backup_overdue", "disk_low"]
    assert Alert.get(Alert.kind == "backup_overdue").day == NOW.date()


def test_a_rehearsal_that_failed_or_did_not_come_is_told(people: Staff, premises: Premises) -> None:
    nightly = replace(premises, backup_at="22:00", backup_places=(premises.data,))
    events.record("backed_up", at=NOW)
    wanting: list[int] = []
    for day, outcome in enumerate([None, "failed", "done", *[None] * 9, "done", None]):
        if outcome:
            events.record("backup_rehearsed", at=later(days=day), outcome=outcome, how="opened")
        if Standing(nightly, later(days=day)).is_rehearsal_wanting:
            wanting.append(day)
    assert wanting == [1, 11]
    assert not Standing(premises, later(days=30)).is_rehearsal_wanting  # nothing is made by itself
    look(premises, NOW)
    events.record("backup_rehearsed", at=later(days=14), outcome="failed", how="opened")
    look(premises, later(days=14))
    assert Alert.get(Alert.kind == "rehearsal_wanting").day == later(days=14).date()


@pytest.mark.slow
def test_backups_that_were_never_rehearsed_are_told_after_a_week(people: Staff, premises: Premises) -> None:
    nightly = replace(premises, backup_at="22:00", backup_places=(premises.data,))
    assert not Standing(nightly, later(days=30)).is_rehearsal_wanting  # no backup at all is told otherwise
    events.record("backed_up", at=NOW)
    assert [Standing(nightly, later(days=n)).is_rehearsal_wanting for n in (0, 8, 9)] == [False, False, True]


@pytest.mark.slow
def test_accounts_nobody_uses_are_closed_by_the_day(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    for days in range(1, 47):
        events.record("exported", by=people.clerk, at=later(days=days))
    look(premises, later(days=46))
    assert [p.login for p in Person.active()] == ["quantri"]
    assert "account_suspended" in kinds()


# The clock


@pytest.mark.slow
def test_no_number_is_given_before_any_act_the_watch_has_seen(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    events.record("signed_in", by=people.clerk, at=later(hours=5))
    look(premises, later(hours=5))
    assert Office.current().latest_at == later(hours=5)
    with pytest.raises(errors.ClockBehind):
        entered(people, at=later(hours=4))


@pytest.mark.slow
def test_a_step_back_is_told_once_until_it_is_confirmed(people: Staff, premises: Premises) -> None:
    look(premises, NOW)
    events.record("signed_in", by=people.clerk, at=later(hours=5))
    look(premises, later(hours=5))
    for minutes in (1, 2, 3):
        look(premises, later(hours=1, minutes=minutes))
    assert Event.select().where(Event.verb == "clock_stepped").count() == 1
    assert "clock_stepped" in kinds()
    profile.confirm_clock(by=people.admin, at=later(hours=2))
    look(premises, later(hours=2))
    assert Office.current().latest_at == later(hours=2)
    assert not entering.clock_is_behind(later(hours=2))
    entered(people, at=later(hours=2, minutes=1))
    look(premises, later(minutes=30))
    assert Event.select().where(Event.verb == "clock_stepped").count() == 2


# Mail


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Inbox, int]]:
    with mail_kit.smtp(tmp_path) as (inbox, port):
        yield inbox, port


def with_server(premises: Premises, port: int) -> Premises:
    account = mail_kit.account(premises.data, 1, smtp_host="localhost", smtp_port=port, address="vt@tanhoa.gov.vn")
    account.password_file.write_text("giay-trang\n", "utf-8")
    return replace(premises, mailbox=account)


def named(people: Staff, email: str = "at@tanhoa.gov.vn") -> None:
    """The safety officer, by name and address."""
    duties.name("safety_officer", people.safety, by=people.admin, at=NOW)
    accounts.describe(people.safety, name="Bùi An Toàn", position="", email=email, by=people.admin, at=NOW)


def mails() -> list[list[object]]:
    return [job.args for job in Job.of_kind(guarding.MAIL_JOB)]


@pytest.mark.slow
def test_one_mail_for_each_alert_goes_to_the_officer_with_an_address(people: Staff, premises: Premises) -> None:
    premises = with_server(premises, 1)
    look(premises, NOW)
    assert mails() == []
    named(people, email="")
    look(premises, NOW)
    assert mails() == []
    named(people)
    look(premises, later(minutes=1))
    asked = {alert_id for alert_id, _ in mails()}
    assert asked == {alert.id for alert in Alert.open()}
    alerts.add("rights_changed", NOW.date(), 7, at=later(minutes=2))
    look(premises, later(minutes=2))
    assert len(mails()) == len(asked)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_mail_says_the_cause_and_how_many_and_nothing_else(
    people: Staff, premises: Premises, server: tuple[Inbox, int]
) -> None:
    inbox, port = server
    premises = with_server(premises, port)
    named(people)
    look(premises, NOW)
    for _ in range(5):
        events.record("sign_in_failed", people.clerk, at=NOW, outcome="refused")
    look(premises, NOW)
    alert = Alert.get(Alert.kind == "sign_in_refused")
    (args,) = [args for args in mails() if args[0] == alert.id]
    for _ in range(2):  # an attempt repeated is the same message
        guarding.mail(*args, premises=premises)()
    first, again = inbox.mails
    assert first["Message-ID"] == again["Message-ID"]
    assert first["To"] == "at@tanhoa.gov.vn"
    assert first["Subject"] == "Cảnh báo an toàn: Nhiều lần đăng nhập không được"
    text = first.get_content()
    assert "5 lần, ngày 23/11/2026" in text
    assert people.clerk.name not in text


@pytest.mark.slow
def test_without_a_server_nothing_waits_to_be_mailed(people: Staff, premises: Premises) -> None:
    named(people)
    look(premises, NOW)
    assert mails() == []
