"""Danh mục nơi nhận: agencies, units, lists and people that a line of Nơi nhận may mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.office.abbreviations import Abbreviation
from portal.office.agencies import Agency
from portal.office.groups import RecipientGroup
from portal.office.people import Person, Unit
from portal.rules import agency_names, recipient_names
from portal.rules.folding import sort_key

KINDS = AGENCY, UNIT, GROUP, PERSON = "agency", "unit", "group", "person"
MOST_OFFERED, MOST_NEAR = 10, 3
_NEAR, _ALIKE = 80, 75  # of 100: two keys as wholes, and two words of them


@dataclass(frozen=True)
class Known:
    """One entry of the directory; ``members`` is how many a list has, ``is_paper_only`` what an agency lacks."""

    kind: str
    id: int
    name: str
    members: int = 0
    is_paper_only: bool = False
    code: str = ""


def offered(typed: str) -> list[Known]:
    """What may be meant while a name is typed, marks or not: lists and units first, they are few; then agencies."""
    pieces = agency_names.wanted(typed)
    if not pieces:
        return []
    own = [
        known for known in (*groups(), *units(), *people())
        if all(piece in agency_names.searchable(known.name, "") for piece in pieces)
    ]
    found = [of_agency(agency) for agency in Agency.matching(typed, MOST_OFFERED)]
    ours, persons = [k for k in own if k.kind != PERSON], [k for k in own if k.kind == PERSON]
    return [*ours[:MOST_OFFERED // 2], *found, *persons][:MOST_OFFERED]


def groups() -> list[Known]:
    """The lists in use, with how many each names."""
    found = sorted(RecipientGroup.in_use(), key=lambda group: sort_key(group.name))
    return [Known(GROUP, group.id, group.name, members=group.members.count()) for group in found]


def units() -> list[Known]:
    """The units of this office."""
    return [Known(UNIT, unit.id, unit.name) for unit in Unit.active()]


def people() -> list[Known]:
    """Those of this office who read documents."""
    return [Known(PERSON, person.id, person.name) for person in Person.active() if person.reads_documents]


def of_agency(agency: Agency) -> Known:
    """An agency as an entry."""
    return Known(AGENCY, agency.id, agency.name, is_paper_only=bool(agency.is_paper_only), code=agency.agency_code)


def near(names: Iterable[str]) -> dict[str, list[Known]]:
    """For each name the entries it may mean, the likeliest first: only a person can say that it does."""
    wanted = list(names)
    if not wanted:
        return {}
    table = Abbreviation.in_force()
    rows: Any = Agency.select(Agency.id, Agency.name).tuples()  # thousands, and only three of them are shown
    entries = [*units(), *groups(), *(Known(AGENCY, id_, name) for id_, name in rows)]
    keys = recipient_names.keys((entry.name for entry in entries), table)
    return {name: nearest(recipient_names.key(name, table), entries, keys) for name in wanted}


def nearest(key: str, entries: list[Known], keys: list[str]) -> list[Known]:
    """The same key first, then keys that go on from it, then those a slip of the pen away."""
    from rapidfuzz import fuzz, process

    def alike(one: str, other: str) -> bool:
        return fuzz.ratio(one, other) >= _ALIKE

    same = [at for at, one in enumerate(keys) if one == key]
    longer = [at for at, one in enumerate(keys) if recipient_names.continues(key, one)]
    slips = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=20)
    slipped = [at for one, _, at in slips if recipient_names.agree(key, one, alike)]
    return [entries[at] for at in list(dict.fromkeys((*same, *longer, *slipped)))[:MOST_NEAR]]

