"""Gửi giấy, điện tử, hay cả hai: the decision table of seed part I (S4–S10), each rule with what it rests on."""

from collections.abc import Callable
from dataclasses import dataclass

ELECTRONIC, PAPER, BOTH = "electronic", "paper", "both"
ROUTES = (ELECTRONIC, PAPER, BOTH)
REFUSED = "refused"  # the way of what may not go through this system at all


@dataclass(frozen=True)
class Circumstances:
    """What decides how an outgoing document is sent; names say whose circumstance it is."""

    is_secret: bool = False
    is_normative: bool = False
    paper_demanded_by: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    without_means: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One row of the table: the feature it comes from, the clause it stands in, its way, and what it looks at.

    The condition and the reason are said by ``wording``, under the rule's word.
    """

    word: str
    source: str
    clause: str
    way: str
    facts: Callable[[Circumstances], tuple[str, ...] | bool]


@dataclass(frozen=True)
class Found:
    """A rule, whether it holds, and the names it holds for."""

    rule: Rule
    holds: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """The way of sending and the word for why; ``wording.route_reason`` says it to people."""

    way: str
    reason: str
    detail: str = ""

    @property
    def written(self) -> str:
        """Reason and detail as they are stored: ``demanded: Điều 5 Quy chế``."""
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


# Công văn 536/UBND-TH, part I, in the order in which the first that holds decides; the last holds always.
RULES = (
    Rule("secret", "S5", "I.1", REFUSED, lambda c: c.is_secret),
    Rule("normative", "S7", "I.3", BOTH, lambda c: c.is_normative),
    Rule("demanded", "S9", "I.3", BOTH, lambda c: c.paper_demanded_by),
    Rule("person", "S10", "I.3", BOTH, lambda c: c.persons),
    Rule("means", "S8", "I.3", BOTH, lambda c: c.without_means),
    Rule("ordinary", "S6", "I.2", ELECTRONIC, lambda c: True),
)
REASONS = tuple(rule.word for rule in RULES)  # what the rules say; a person writes a sentence
_FOR_SOME = ("person", "means")  # rules that ask paper for whom they name; the others for every receiver
_CITED = "demanded"  # its stored reason names what it cites


def is_proposed(written: str) -> bool:
    """Whether a stored reason is the rules' own, and not one a person gave for departing from them."""
    return written.partition(": ")[0] in REASONS


def takes_paper_along(way: str, written: str, *, is_named: bool) -> bool:
    """Whether an electronic copy is followed by one on paper (Công văn 536/UBND-TH mục I.3).

    What is normative, what a rule demands on paper and what a person sends both ways goes so to everyone; paper for
    those who carry it out, or who lack the means, goes to them alone: no paper follows an electronic document else
    (Decision 28/2018/QĐ-TTg).
    """
    return way == BOTH and (is_named or written.partition(": ")[0] not in _FOR_SOME)


def table(c: Circumstances) -> tuple[Found, ...]:
    """Every rule with what it found, in the order of the table."""
    looked = [(rule, rule.facts(c)) for rule in RULES]
    return tuple(Found(rule, bool(facts), facts if isinstance(facts, tuple) else ()) for rule, facts in looked)


def deciding(c: Circumstances) -> Found:
    """The first rule that holds."""
    return next(found for found in table(c) if found.holds)


def propose(c: Circumstances) -> Route:
    """The route the rules give: mixed for the four classes of seed I.3, electronic for all else; secret has none."""
    found = deciding(c)
    return Route(found.rule.way, found.rule.word, "; ".join(found.names) if found.rule.word == _CITED else "")
