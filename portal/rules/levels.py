"""Cấp của cơ quan ban hành: commune, district, province or central, as its name tells."""

import re

from portal.rules.folding import nfc

# The narrowest place in a name decides: the party of a district stands in a province.
_LEVELS = (
    ("commune", r"(?<!thị )xã(?! hội)|phường|thị trấn|đặc khu"),
    ("district", r"huyện|quận|thị xã|thị ủy|thành phố|thành ủy"),
    ("province", r"tỉnh|sở"),
    ("central", r"^(?:bộ|chính phủ|thủ tướng|quốc hội|chủ tịch nước|trung ương|ban bí thư|bộ chính trị)"),
)
_NARROW = tuple((level, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for level, words in _LEVELS)
# Cities that are no district's equal but a province's.
_CITIES = re.compile(r"(?:thành phố|tp\.?|thành ủy) (?:hà nội|hồ chí minh|hải phòng|đà nẵng|cần thơ|huế)(?!\w)")


def level_of(issuer: str) -> str:
    """The level an agency belongs to; empty when its name does not tell."""
    name = _CITIES.sub("tỉnh", nfc(issuer).lower().replace("uỷ", "ủy"))
    return next((level for level, found in _NARROW if found.search(name)), "")
