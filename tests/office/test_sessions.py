"""Phiên đăng nhập: alive while used, gone when idle, old, ended or blocked."""

from datetime import timedelta

import pytest

from portal.office import accounts, sessions
from portal.office.events import Event
from portal.office.sessions import Session, end_all, find, hash_key, sign_in, sign_out
from portal.rules.roles import Role
from tests.office_fixtures import NOW, PASSWORD, Staff, later

LIMITS = {"idle": timedelta(minutes=15), "longest": timedelta(hours=10)}


def test_a_session_is_found_by_its_key_and_by_nothing_else(people: Staff):
    key = sign_in(people.clerk, at=NOW, address="10.0.0.7")
    assert find(key, at=NOW, **LIMITS).person == people.clerk
    assert find(hash_key(key), at=NOW, **LIMITS) is None
    assert find("", at=NOW, **LIMITS) is None


def test_the_key_is_not_in_the_database(people: Staff):
    key = sign_in(people.clerk, at=NOW)
    assert key not in repr(list(Session.select().tuples())) + repr(list(Event.select().tuples()))


def test_two_sessions_have_two_keys(people: Staff):
    assert sign_in(people.clerk, at=NOW) != sign_in(people.clerk, at=NOW)


def test_a_session_left_alone_ends(people: Staff):
    key = sign_in(people.clerk, at=NOW)
    assert find(key, at=later(minutes=15), **LIMITS)
    assert find(key, at=later(minutes=31), **LIMITS) is None


def test_a_session_in_use_goes_on_until_the_day_is_over(people: Staff):
    key = sign_in(people.clerk, at=NOW)
    for minutes in range(0, 601, 10):
        assert find(key, at=later(minutes=minutes), **LIMITS)
    assert find(key, at=later(minutes=601), **LIMITS) is None


def test_looking_often_writes_seldom(people: Staff):
    key = sign_in(people.clerk, at=NOW)
    find(key, at=later(seconds=29), **LIMITS)
    assert Session.get().seen_at == NOW
    find(key, at=later(seconds=30), **LIMITS)
    assert Session.get().seen_at == later(seconds=30)


def test_signing_out_ends_this_session_only(people: Staff):
    here, there = sign_in(people.clerk, at=NOW), sign_in(people.clerk, at=NOW)
    sign_out(find(here, at=NOW, **LIMITS), at=NOW)
    assert find(here, at=NOW, **LIMITS) is None
    assert find(there, at=NOW, **LIMITS)
    assert Event.select().order_by(Event.id.desc()).first().verb == "signed_out"


ENDS = {
    "a block": lambda p: accounts.set_active(p.clerk, False, by=p.admin, at=NOW),
    "another role": lambda p: accounts.change_role(p.clerk, Role.OFFICER, by=p.admin, at=NOW),
    "a new password": lambda p: accounts.change_password(p.clerk, PASSWORD + "!", by=p.admin, at=NOW),
}


@pytest.mark.slow
@pytest.mark.parametrize("act", ENDS.values(), ids=ENDS.keys())
def test_all_sessions_end_with(people: Staff, act):
    keys = [sign_in(people.clerk, at=NOW) for _ in range(2)]
    other = sign_in(people.leader, at=NOW)
    act(people)
    assert [find(key, at=NOW, **LIMITS) for key in keys] == [None, None]
    assert find(other, at=NOW, **LIMITS)


def test_who_changes_the_own_password_stays_signed_in_here(people: Staff):
    here, there = sign_in(people.clerk, at=NOW), sign_in(people.clerk, at=NOW)
    session = find(here, at=NOW, **LIMITS)
    accounts.change_password(people.clerk, PASSWORD + "!", by=people.clerk, at=NOW, keep=session)
    assert find(here, at=NOW, **LIMITS)
    assert find(there, at=NOW, **LIMITS) is None


def test_an_account_opened_again_does_not_bring_old_sessions_back(people: Staff):
    key = sign_in(people.clerk, at=NOW)
    accounts.set_active(people.clerk, False, by=people.admin, at=NOW)
    accounts.set_active(people.clerk, True, by=people.admin, at=NOW)
    assert find(key, at=NOW, **LIMITS) is None
    assert find(sign_in(people.clerk, at=NOW), at=NOW, **LIMITS)


def test_ending_counts_what_was_alive(people: Staff):
    for _ in range(3):
        sign_in(people.clerk, at=NOW)
    assert end_all(people.clerk, at=NOW) == 3
    assert end_all(people.clerk, at=NOW) == 0
    assert sessions.Session.select().where(Session.ended_at.is_null()).count() == 0
