"""Alerts: one row a cause and day, drawn from the trail, looked at by the safety officer."""

import pytest

from portal.office import accounts, alerts, events, profile, rights
from portal.office.alerts import Alert
from portal.office.events import Event
from portal.rules import errors
from portal.rules.alerts import KINDS, is_told_again
from portal.rules.roles import Role, Scope
from portal.wording import LABELS
from tests.office_fixtures import NOW, TODAY, Staff, entered, later


@pytest.fixture
def watched(people: Staff) -> Staff:
    """The watch has begun; what was before is no news."""
    alerts.take_events(at=NOW)
    assert Alert.select().count() == 0
    return people


def told() -> dict[str, int]:
    return {alert.kind: alert.count for alert in Alert.told()}


def fail_to_sign_in(times: int, **distance: float) -> None:
    for _ in range(times):
        events.record("sign_in_failed", at=later(**distance), outcome="refused")
    alerts.take_events(at=later(**distance))


def test_refused_sign_ins_are_told_from_the_fifth_on_as_one_alert(watched: Staff) -> None:
    fail_to_sign_in(4)
    assert told() == {}
    fail_to_sign_in(1, hours=1)
    assert told() == {"sign_in_refused": 5}
    fail_to_sign_in(20, hours=2)
    assert told() == {"sign_in_refused": 25}
    assert alerts.open_count() == 1


@pytest.mark.slow
def test_another_day_is_another_alert(watched: Staff) -> None:
    fail_to_sign_in(5)
    fail_to_sign_in(6, days=1)
    assert [(a.day, a.count) for a in Alert.told()] == [(later(days=1).date(), 6), (TODAY, 5)]


@pytest.mark.slow
def test_changes_of_rights_are_told_but_not_ones_own_password(watched: Staff) -> None:
    accounts.change_password(watched.officer, "mực tím giấy trắng 1975", by=watched.officer, at=NOW)
    alerts.take_events(at=NOW)
    assert told() == {}
    accounts.change_role(watched.officer, Role.CLERK, by=watched.admin, at=NOW)
    accounts.change_password(watched.officer, "mực tím giấy trắng 1976", by=watched.admin, at=NOW)
    alerts.take_events(at=NOW)
    assert told() == {"rights_changed": 2}


@pytest.mark.slow
def test_letting_someone_in_to_a_restricted_document_is_told(watched: Staff) -> None:
    letter, open_one = entered(watched), entered(watched, reference="7/UBND")
    rights.set_scope(letter, Scope.RESTRICTED, by=watched.clerk, at=NOW)
    alerts.take_events(at=NOW)
    Alert.delete().execute()
    rights.grant(open_one, "read", person=watched.officer, at=NOW)
    rights.grant(letter, "read", person=watched.officer, at=NOW)
    alerts.take_events(at=NOW)
    assert told() == {"restricted_granted": 1}


@pytest.mark.slow
def test_a_look_twice_counts_once(watched: Staff) -> None:
    fail_to_sign_in(5)
    alerts.take_events(at=later(hours=1))
    assert told() == {"sign_in_refused": 5}


@pytest.mark.slow
def test_what_was_looked_at_opens_again_when_more_comes(watched: Staff) -> None:
    fail_to_sign_in(5)
    alert = Alert.get()
    alerts.review(alert, "Quên mật khẩu", by=watched.safety, at=NOW)
    assert (alerts.open_count(), Alert.get().note) == (0, "Quên mật khẩu")
    assert Event.newest("alert_reviewed").data == {"count": 5, "day": "2026-11-23", "kind": "sign_in_refused"}
    with pytest.raises(errors.Conflict):
        alerts.review(alert, "lần nữa", by=watched.safety, at=NOW)
    fail_to_sign_in(1, hours=1)
    assert (alerts.open_count(), Alert.get().note) == (1, "Quên mật khẩu")


@pytest.mark.slow
def test_only_the_safety_officer_says_what_was_found_and_says_it(watched: Staff) -> None:
    fail_to_sign_in(5)
    with pytest.raises(errors.NotAllowed):
        alerts.review(Alert.get(), "x", by=watched.admin, at=NOW)
    with pytest.raises(errors.ReasonMissing):
        alerts.review(Alert.get(), "  ", by=watched.safety, at=NOW)
    assert (alerts.waiting_for(watched.safety), alerts.waiting_for(watched.admin)) == (1, 0)


@pytest.mark.slow
def test_what_lasts_is_told_once_a_day_and_a_due_review_once_a_month(watched: Staff) -> None:
    for hours in (0, 1, 23):
        alerts.tell_lasting("backup_overdue", at=later(hours=hours))
        alerts.tell_lasting("review_due", at=later(hours=hours))
    alerts.tell_lasting("review_due", at=later(days=29))
    assert [(a.kind, a.day.day, a.count) for a in Alert.told()] == [
        ("backup_overdue", 24, 1), ("review_due", 23, 1), ("backup_overdue", 23, 1),
    ]
    assert is_told_again("review_due", TODAY, later(days=30).date())


def test_every_cause_has_its_words_and_what_to_do() -> None:
    assert set(KINDS) == set(LABELS["alert"]) == set(LABELS["alert_step"])


@pytest.mark.slow
def test_the_settings_a_server_begins_with_are_told_when_they_change(watched: Staff) -> None:
    for at, port in ((NOW, "80"), (later(hours=1), "80"), (later(hours=2), "8080")):
        profile.note_settings({"port": port, "https": "True"}, at=at)
        alerts.take_events(at=at)
    changes = [e.data["changed"] for e in Event.select().where(Event.verb == "settings_changed").order_by(Event.id)]
    assert changes == [[], ["port"]]
    assert told() == {"settings_changed": 1}
