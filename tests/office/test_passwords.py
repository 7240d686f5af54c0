"""Passwords as they are stored."""

import pytest

from portal.office.passwords import make, matches
from portal.rules import errors

GOOD = "giấy trắng mực đen 73"


@pytest.mark.slow
def test_the_right_password_matches_and_others_do_not():
    stored = make(GOOD)
    assert stored.startswith("$argon2id$")
    assert matches(stored, GOOD)
    assert not matches(stored, GOOD + " ")
    assert not matches(stored, "")


def test_the_same_password_is_stored_differently_each_time():
    assert make(GOOD) != make(GOOD)


def test_an_unknown_login_never_matches():
    assert not matches(None, GOOD)
    assert not matches(None, "không ai cả")


def test_a_damaged_hash_matches_nothing():
    assert not matches("$argon2id$broken", GOOD)
    assert not matches("plain", "plain")


def test_a_weak_password_is_not_stored():
    with pytest.raises(errors.WeakPassword):
        make("ubnd xã tân hòa", known=("ubnd xã tân hòa",))
