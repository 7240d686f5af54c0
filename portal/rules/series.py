"""Dãy số: which register gives a document its number, by organ, type and year (Decree 30/2020/NĐ-CP Art. 8, 15)."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from portal.rules.kinds import BY_NAME, COPIES


class Rule(Protocol):
    """What decides; an empty ``kinds`` means every type that no other register of the organ names."""

    form: str
    organ: str
    kinds: list[str]
    is_normative: bool
    first_year: int
    last_year: int | None


R = TypeVar("R", bound=Rule)


def holds_in(rule: Rule, year: int) -> bool:
    """Whether numbers are given by this rule in that year."""
    return rule.first_year <= year and (rule.last_year is None or year <= rule.last_year)


def chosen(rules: Iterable[R], organ: str, kind: str, is_normative: bool, year: int) -> R | None:
    """The rule for a document that goes out: one that names its type, else the organ's general one.

    Copies have one series whatever their form; each type of normative documents has its own, so none is general.
    """
    form = "copies" if kind in COPIES else "outgoing"
    fitting = [rule for rule in rules if rule.form == form and holds_in(rule, year)]
    if form == "copies":
        return next(iter(fitting), None)
    fitting = [rule for rule in fitting if rule.organ == organ and rule.is_normative == is_normative]
    named = [rule for rule in fitting if kind in rule.kinds]
    general = [] if is_normative else [rule for rule in fitting if not rule.kinds]
    return next(iter([*named, *general]), None)


def problem(new: Rule, rules: Iterable[Rule]) -> str:
    """The word for why a rule cannot stand beside the others, or nothing."""
    if not new.kinds:
        return "series_without_kinds"
    if [kind for kind in new.kinds if kind not in BY_NAME]:
        return "series_kind_unknown"
    if new.is_normative and len(new.kinds) != 1:
        return "series_normative_one"
    beside = [r for r in rules if (r.form, r.organ, r.is_normative) == (new.form, new.organ, new.is_normative)]
    if any(set(r.kinds) & set(new.kinds) and overlap(r, new) for r in beside):
        return "series_kind_taken"
    return ""


def overlap(one: Rule, other: Rule) -> bool:
    """Whether both give numbers in some year."""
    last = min(one.last_year or 9999, other.last_year or 9999)
    return max(one.first_year, other.first_year) <= last
