"""Gửi giấy, điện tử, hay cả hai: the decision table of seed part I (S4–S10), with the reason it gives."""

from dataclasses import dataclass

ROUTES = ("electronic", "paper", "both")
REASONS = ("normative", "demanded", "person", "means", "ordinary")  # what the rules say; a person writes a sentence


@dataclass(frozen=True)
class Circumstances:
    """What decides how an outgoing document is sent."""

    is_normative: bool = False
    has_paper_only_recipient: bool = False
    has_person_for_execution: bool = False
    paper_demanded_by: str = ""


@dataclass(frozen=True)
class Route:
    """The way of sending and the word for why; ``wording.ROUTE_REASONS`` says it to people."""

    way: str
    reason: str
    detail: str = ""

    @property
    def written(self) -> str:
        """Reason and detail as they are stored: ``demanded: Điều 5 Quy chế``."""
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


def is_proposed(written: str) -> bool:
    """Whether a stored reason is the rules' own, and not one a person gave for departing from them."""
    return written.partition(": ")[0] in REASONS


def propose(c: Circumstances) -> Route:
    """The route the rules give: mixed for the four classes of seed I.3, electronic for all else.

    Secrets never come this far: they are refused at the door (``rules.secrets``).
    """
    if c.is_normative:
        return Route("both", "normative")
    if c.paper_demanded_by:
        return Route("both", "demanded", c.paper_demanded_by)
    if c.has_person_for_execution:
        return Route("both", "person")
    if c.has_paper_only_recipient:
        return Route("both", "means")
    return Route("electronic", "ordinary")
