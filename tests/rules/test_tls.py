"""For which names a certificate is, how far a root reaches, and when the next is due."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import errors, tls

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_names_and_addresses_are_told_apart_and_doubles_dropped() -> None:
    found = tls.names_of(["Vanban.XA.lan", "192.168.1.10", "vanban.xa.lan.", "[fd00::5]", "may-chu"])
    assert found.hosts == ("vanban.xa.lan", "may-chu")
    assert found.addresses == (ip_address("192.168.1.10"), ip_address("fd00::5"))
    assert found.lacking(["may-chu", "fd00::5", "xa.lan"]) == ["xa.lan"]


NAMELESS = ["", "xã.lan", "a b", "http://xa.lan", "1.2.3", "192.168.1.256", "a!", "may.2", "-a", "a" * 64, "*.lan"]


@pytest.mark.parametrize("word", NAMELESS)
def test_what_is_no_name_is_refused(word: str) -> None:
    with pytest.raises(errors.TlsRefused):
        tls.names_of(["xa.lan", word])


def test_a_root_speaks_for_what_was_asked_and_for_what_is_private_only() -> None:
    reach = tls.reach_of(tls.names_of(["vanban.anlac.gov.vn", "may-chu", "203.0.113.7"]))
    inside = ["vanban.anlac.gov.vn", "thu.vanban.anlac.gov.vn", "may-chu", "x.lan", "10.1.2.3", "203.0.113.7"]
    assert reach.beyond(tls.names_of(inside)) == []
    outside = ["anlac.gov.vn", "gov.vn", "google.com", "may-chu2", "203.0.113.8", "8.8.8.8"]
    assert reach.beyond(tls.names_of(outside)) == outside


WORDS = ["xa.lan", "may-chu", "vn", "a.b.c.gov.vn", "8.8.8.8", "10.0.0.1", "fd00::1", "2001:db8::9", "::"]


@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_a_root_reaches_every_name_it_was_made_for(words: list[str]) -> None:
    names = tls.names_of(words)
    assert tls.reach_of(names).beyond(names) == []


def test_a_month_before_its_end_the_next_is_due() -> None:
    until = NOW + timedelta(days=30)
    assert tls.is_due(until, NOW)
    assert not tls.is_due(until, NOW - timedelta(seconds=1))


def test_a_certificate_lives_397_days_and_not_longer_than_its_root() -> None:
    assert tls.leaf_until(NOW, NOW + timedelta(days=3650)) - (NOW - tls.BACKDATED) == timedelta(days=397)
    assert tls.leaf_until(NOW, NOW + timedelta(days=40)) == NOW + timedelta(days=40)
