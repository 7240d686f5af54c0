"""How often a mail is tried, and which address is one."""

import pytest

from portal.rules import sending
from tests.office_fixtures import NOW


def test_the_pauses_grow_and_end():
    waits = [sending.next_try(n, NOW) for n in range(1, len(sending.PAUSES) + 1)]
    assert all(wait is not None and wait > NOW for wait in waits)
    assert waits == sorted(waits)  # type: ignore[type-var]
    assert sending.next_try(len(sending.PAUSES) + 1, NOW) is None


@pytest.mark.parametrize("text", ["vanthu@sondong.bacgiang.gov.vn", "van.thu+1@xa-tanhoa.vn"])
def test_an_address_is_one(text: str):
    assert sending.is_address(text)


@pytest.mark.parametrize("text", [
    "", "vanthu", "a@b", "a@b.vn, c@d.vn", "Văn thư <a@b.vn>", "a b@c.vn", "a@b.vn\nBcc: x@y.vn", "văn@thư.vn",
    "a@.vn", "a@b..vn", "@b.vn", "a" * 250 + "@b.vn", "a@-b.vn",
])
def test_what_is_none_is_refused(text: str):
    assert not sending.is_address(text)


def test_domains_know_no_capitals_and_names_before_them_do():
    assert sending.cleaned_address(" VanThu@Xa.GOV.vn ") == "VanThu@xa.gov.vn"


def test_our_names_are_told_from_others():
    ours = sending.message_id("ab12", "vanthu@xa.gov.vn")
    assert sending.ours_among(["<1@mx>", ours, ours]) == [ours]


@pytest.mark.parametrize("name", ["Ông Trần Văn Chủ", "đồng chí Trần Văn Chủ", "Đ/c Trần Văn Chủ", "Trần Văn Chủ"])
def test_a_title_is_no_part_of_a_name(name: str):
    assert sending.without_title(name) == "Trần Văn Chủ"
