"""The lines over a signature."""

import pytest

from portal.rules.capacities import usual


@pytest.mark.parametrize(("position", "lines"), [
    ("Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    ("Phó Chủ tịch", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    ("Quyền Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH")),
    ("Chánh Văn phòng", ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
    ("Phó Trưởng phòng", ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")),
    ("", ("", "")),
])
def test_the_position_says_how_one_signs(position: str, lines: tuple[str, str]) -> None:
    assert usual(position) == lines
