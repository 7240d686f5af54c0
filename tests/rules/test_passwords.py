"""What a password must be."""

import pytest

from portal.rules.errors import WeakPassword
from portal.rules.passwords import LONGEST, SHORTEST, check_strength

KNOWN = ("vanthu", "Nguyễn Thị Văn Thư")


@pytest.mark.parametrize("password", [
    "giấy trắng mực đen 73", "con đò lá trúc qua sông", "x7#kQ!mz29-Lp0", "Tân Hòa mùa nước nổi",
])
def test_a_sentence_or_enough_chance_is_taken(password):
    check_strength(password, known=KNOWN)


@pytest.mark.parametrize(("password", "why"), [
    ("", "short"), ("x7#kQ!mz29-Lp", "short"), ("a" * (LONGEST + 1), "long"), ("a" * SHORTEST, "common"),
    ("12345678901234", "common"), ("MatKhau12345678", "common"), ("mật khẩu mật khẩu", "common"),
    ("vanthuvanthuvanthu", "common"), ("nguyễn thị văn thư", "common"), ("NguyenThiVanThu1", "common"),
    ("vanthu123456789", "common"), ("password password", "common"),
])
def test_what_is_short_long_or_common_is_refused(password, why):
    with pytest.raises(WeakPassword) as refusal:
        check_strength(password, known=KNOWN)
    assert refusal.value.details == (why,)


def test_the_limits_themselves_are_allowed():
    check_strength("x7#kQ!mz29-Lp0"[:SHORTEST])
    check_strength(("x7#kQ!mz29-Lp0" * 10)[:LONGEST])
