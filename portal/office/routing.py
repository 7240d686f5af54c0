"""Cách gửi: the decision table asked about a document as it stands, and what comes of it."""

from portal.office.documents import Document
from portal.office.paper_rules import PaperRule
from portal.office.recipients import Recipient
from portal.rules import errors, routes, secrets
from portal.rules.recipients import PAPER
from portal.rules.routes import Circumstances


def circumstances(document: Document) -> Circumstances:
    """What the table looks at: the document's type, what its drafter cited, and who gets it by which means."""
    lines = [line for line in Recipient.of(document) if not line.is_clerk_copy]
    demanded = (document.paper_demanded_by, PaperRule.basis_for(document.kind))
    return Circumstances(
        is_secret=document.is_held or secrets.is_marked(document.subject),
        is_normative=bool(document.is_normative),
        paper_demanded_by=tuple(dict.fromkeys(basis for basis in demanded if basis)),
        persons=tuple(line.name for line in lines if line.is_person),
        without_means=tuple(name for line in lines if not line.is_person for name in without_means(line)),
    )


def without_means(line: Recipient) -> list[str]:
    """Who of a line cannot get it electronically: the line itself, or members of its list."""
    if line.channel == PAPER or (line.agency and line.agency.is_paper_only):
        return [line.name]
    members = line.group.lines if line.group else []
    return [member.name for member in members if member.agency and member.agency.is_paper_only]


def take_route(document: Document) -> None:
    """Let the rules decide between electronic, paper and both; what is secret has no way here."""
    route = routes.propose(circumstances(document))
    if route.way == routes.REFUSED:
        raise errors.SecretMark
    document.route, document.route_reason = route.way, route.written
    document.save(only=[Document.route, Document.route_reason])
