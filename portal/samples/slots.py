"""Filling the slots of templates: names, places, sums, days and references of one synthetic document."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from portal.samples import lists
from portal.samples.lists import LISTS, Part
from portal.samples.noise import Random

_CITIZENS = 40_000
_ROMAN = ("I", "II", "III", "IV", "V")
_villages = lru_cache(maxsize=None)(lists.villages)


class Slots:
    """What one document says; people and places named once tend to be named again."""

    def __init__(
        self,
        random: Random,
        day: date,
        places: tuple[str, str, str],
        terms: list[str],
        reference: Callable[["Slots"], str],
    ) -> None:
        self.random, self.day, self.terms, self.reference = random, day, terms, reference
        self.commune, self.district, self.province = places
        self.villages = _villages(self.commune)
        self._kept: dict[str, str] = {}

    def fill(self, template: Part) -> str:
        """The template with every slot filled."""
        parts = list(template)
        for place in range(1, len(parts), 2):
            parts[place] = self.slot(parts[place])
        return "".join(parts).replace("thôn thôn", "thôn")

    def slot(self, name: str) -> str:
        """One slot's text."""
        lasting = name in _LASTING
        if lasting and name in self._kept and self.random() < 0.6:
            return self._kept[name]
        value = _SLOTS[name](self)
        if lasting:
            self._kept.setdefault(name, value)
        return value

    def pick(self, items: Sequence[Any]) -> Any:
        """One of the items."""
        return items[int(self.random() * len(items))]

    def below(self, count: float, first: int = 0) -> int:
        """A whole number from first on."""
        return first + int(self.random() * count)

    def person(self, sex: str) -> str:
        """A citizen; some are named far more often than others."""
        for _ in range(8):
            name, of = lists.person(int(_CITIZENS * self.random() ** 2.5))
            if of == sex:
                break
        return name

    def dated(self, first: int, last: int) -> str:
        """A day so many days from the document's, with or without leading zeros."""
        day = self.day + timedelta(days=first + int(self.random() * (last - first)))
        if self.random() < 0.6:
            return f"{day.day:02d}/{day.month:02d}/{day.year}"
        return f"{day.day}/{day.month}/{day.year}"

    def money(self) -> str:
        """A sum in đồng, triệu or tỷ."""
        kind = self.random()
        if kind < 0.45:
            return f"{int(10 + 990 * self.random() ** 2) * 50_000:,}".replace(",", ".") + " đồng"
        if kind < 0.8:
            return f"{1 + int(900 * self.random() ** 2)} triệu đồng"
        return f"{1 + 60 * self.random() ** 3:.1f} tỷ đồng".replace(".", ",")

    def area(self) -> str:
        """A piece of land."""
        if self.random() < 0.5:
            return f"{40 + 4000 * self.random() ** 2:.1f} m2".replace(".", ",")
        return f"{0.1 + 90 * self.random() ** 2:.2f} ha".replace(".", ",")

    def percent(self) -> str:
        """A share, often with one decimal."""
        exact = self.random() < 0.7
        value = self.random() * 100
        return f"{value:.1f}%".replace(".", ",") if exact else f"{int(value)}%"

    def identity(self) -> str:
        """The number of an identity card of the time."""
        if self.day.year > 2016:
            return f"CCCD số 0{self.below(60, 10):02d}{int(self.random() * 1e9):09d}"
        return f"CMND số 12{int(self.random() * 1e7):07d}"


def _from(name: str) -> Callable[[Slots], str]:
    return lambda c: str(c.pick(LISTS[name]))


_LASTING = {
    "person", "person2", "village", "village2", "project", "school", "river", "lake", "road", "mountain",
    "storm", "bridge", "festival", "relic", "parcel", "season", "crop",
}  # fmt: skip
_SLOTS: dict[str, Callable[[Slots], str]] = {
    "commune": lambda c: c.commune,
    "district": lambda c: c.district,
    "province": lambda c: c.province,
    "village": lambda c: str(c.pick(c.villages)),
    "village2": lambda c: str(c.pick(c.villages)),
    "person": lambda c: c.person("m"),
    "person2": lambda c: c.person("f"),
    "official": lambda c: lists.official(f"UBND xã {c.commune}", c.below(4), c.day.year),
    "n": lambda c: str(c.below(58, 2)),
    "n1": lambda c: str(c.below(9, 1)),
    "nn": lambda c: f"{50 + int(3000 * c.random() ** 3):,}".replace(",", "."),
    "pct": lambda c: c.percent(),
    "money": lambda c: c.money(),
    "area": lambda c: c.area(),
    "date": lambda c: c.dated(-60, 10),
    "deadline": lambda c: c.dated(5, 90),
    "year": lambda c: str(c.day.year),
    "year1": lambda c: str(c.day.year + 1),
    "year2": lambda c: str(c.day.year + 5),
    "oldyear": lambda c: str(c.below(40, 1965)),
    "oldyear1": lambda c: str(c.day.year - 1),
    "birth": lambda c: str(c.day.year - 18 - c.below(60)),
    "month": lambda c: str(c.below(12, 1)),
    "quarter": lambda c: _ROMAN[c.below(4)],
    "roman": lambda c: _ROMAN[c.below(5)],
    "hour": lambda c: str(c.below(10, 7)),
    "level": lambda c: str(c.pick(("xã", "huyện", "tỉnh", "trung ương"))),
    "parcel": lambda c: f"thửa đất số {c.below(900, 1)}, tờ bản đồ số {c.below(80, 1)}",
    "idno": lambda c: c.identity(),
    "phone": lambda c: f"0{c.below(30, 204)}.{c.below(499_999, 3_500_000)}",
    "kw": lambda c: str(c.pick(c.terms)),
    "kw2": lambda c: str(c.pick(c.terms)),
    "ref": lambda c: c.reference(c),
    "project": lambda c: "xây dựng " + c.fill(c.pick(lists.PROJECTS)),
    "season": lambda c: str(c.pick(("đông xuân", "chiêm xuân", "mùa", "hè thu"))),
    "crop": _from("CROPS"),
    "school": _from("SCHOOLS"),
    "road": _from("ROADS"),
    "river": _from("RIVERS"),
    "lake": _from("LAKES"),
    "mountain": _from("MOUNTAINS"),
    "bridge": _from("BRIDGES"),
    "storm": _from("STORMS"),
    "festival": _from("FESTIVALS"),
    "relic": _from("RELICS"),
    "company": _from("COMPANIES"),
}
