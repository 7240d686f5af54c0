"""Cách gửi: the decision table asked about a document as it stands, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime

from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.paper_rules import PaperRule
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules import errors, routes, secrets
from portal.rules.recipients import PAPER
from portal.rules.routes import Circumstances, Found


def circumstances(document: Document) -> Circumstances:
    """What the table looks at: the document's type, what its drafter cited, and who gets it by which means."""
    lines = [line for line in Recipient.of(document) if not line.is_clerk_copy]
    demanded = (document.paper_demanded_by, PaperRule.basis_for(document.kind))
    return Circumstances(
        is_secret=document.is_held or secrets.is_marked(document.subject),
        is_normative=bool(document.is_normative),
        paper_demanded_by=tuple(dict.fromkeys(basis for basis in demanded if basis)),
        persons=tuple(name for line in lines for name in people_of(line)),
        without_means=tuple(name for line in lines if not line.is_person for name in without_means(line)),
    )


def people_of(line: Recipient) -> list[str]:
    """Who of a line is a person: the line itself, or members of its list."""
    if line.is_person:
        return [line.name]
    return [member.name for member in (line.group.lines if line.group else []) if member.is_person]


def without_means(line: Recipient) -> list[str]:
    """Who of a line cannot get it electronically: the line itself, or members of its list."""
    agency = None if line.unit_id else line.agency or Agency.known_as(line.name)
    if line.channel == PAPER or (agency and agency.is_paper_only):
        return [line.name]
    members = line.group.lines if line.group else []
    return [member.name for member in members if member.is_paper_only]


def needs_paper(line: Recipient) -> bool:
    """Whether a line is of somebody who gets it on paper, whatever way the others do; a list's members are asked."""
    return line.group_id is None and bool(people_of(line) or without_means(line))


def take_route(document: Document) -> None:
    """Let the rules decide between electronic, paper and both; what is secret has no way here."""
    route = routes.propose(circumstances(document))
    if route.way == routes.REFUSED:
        raise errors.SecretMark
    document.route, document.route_reason = route.way, route.written
    document.save(only=[Document.route, Document.route_reason])


@dataclass(frozen=True)
class Chosen:
    """Another way than the table's: who chose it, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Standing:
    """How a document goes and why: the table as it answers now, and who departed from it."""

    table: tuple[Found, ...]
    way: str
    chosen: Chosen | None

    @property
    def deciding(self) -> Found:
        """The first rule that holds."""
        return next(found for found in self.table if found.holds)

    @property
    def is_otherwise(self) -> bool:
        """Whether the rules would now have it go another way than it does."""
        return self.deciding.rule.way != self.way


def standing(document: Document) -> Standing:
    """What the page of a document says of its way."""
    table = routes.table(circumstances(document))
    return Standing(table, document.route, None if routes.is_proposed(document.route_reason) else chosen(document))


def chosen(document: Document) -> Chosen | None:
    """The last departure from the table, as the trail tells it."""
    event = Event.of(document).where(Event.verb == "route_chosen").order_by(Event.id.desc()).first()
    if event is None:
        return None
    return Chosen(Person.names({event.person}).get(event.person, ""), event.at, str(document.route_reason))
