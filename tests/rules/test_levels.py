"""The name of an agency tells at which level it stands."""

import pytest

from portal.rules.levels import level_of
from portal.samples.corpus import iter_docs


@pytest.mark.parametrize(("issuer", "level"), [
    ("UBND xã An Lạc", "commune"),
    ("Đảng uỷ phường Bến Thành", "commune"),
    ("UBND thị trấn Lục Hà", "commune"),
    ("Huyện ủy Lục Hà", "district"),
    ("UBND thị xã Quảng Trị", "district"),
    ("Bảo hiểm xã hội huyện Lục Hà", "district"),
    ("UBND thành phố Thủ Đức", "district"),
    ("Bảo hiểm xã hội tỉnh Kinh Sơn", "province"),
    ("Sở Nội vụ", "province"),
    ("UBND TP. Hồ Chí Minh", "province"),
    ("Thành ủy Hà Nội", "province"),
    ("Bộ Chỉ huy Quân sự tỉnh Kinh Sơn", "province"),
    ("Bộ Nội vụ", "central"),
    ("Thủ tướng Chính phủ", "central"),
    ("Công ty Hòa Bình", ""),
    ("", ""),
])
def test_the_narrowest_place_decides(issuer: str, level: str) -> None:
    assert level_of(issuer) == level


@pytest.mark.slow
def test_every_agency_of_the_archive_has_its_level() -> None:
    wrong = {doc["agency"] for doc in iter_docs(3000, 7) if level_of(doc["agency"]) != doc["agency_level"]}
    assert wrong == set()
