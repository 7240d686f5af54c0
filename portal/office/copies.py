"""Các bản gửi đi: the rows a document leaves by when it is issued: each once, electronically, on paper or both ways."""

from collections.abc import Iterable

from portal.office import recipients, routing
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules import routes
from portal.rules.folding import nfc
from portal.rules.recipients import ELECTRONIC, PAPER
from portal.rules.sending import TOGETHER, without_title


def made(document: Document, lines: list[Recipient]) -> list[Recipient]:
    """The rows of these lines as the document goes: lists by their members, one row for one receiver and way."""
    rows = recipients.expanded(lines)
    if goes_on_paper(document):
        put_on_paper(rows)
    rows = once(rows)
    return [*rows, *beside(document, rows)]


def goes_on_paper(document: Document) -> bool:
    """Whether all of what was signed electronically leaves on paper, whatever its lines say: somebody chose so."""
    return bool(document.route == routes.PAPER and document.channel != PAPER)


def put_on_paper(rows: Iterable[Recipient]) -> None:
    """The chosen way holds for every row that leaves the house."""
    for row in rows:
        if leaves_electronically(row):
            row.channel = PAPER
            row.save(only=[Recipient.channel])


def once(rows: Iterable[Recipient]) -> list[Recipient]:
    """One row for each receiver and way; another line of the page for the same one goes with it.

    Who is meant is decided by the directory: two agencies with one mailbox are two, and somebody of this office is one
    with and without “Đồng chí” before the name.
    """
    first: dict[tuple[object, ...], Recipient] = {}
    kept = []
    for row in rows:
        way = "" if row.unit_id else row.channel  # on its desk a unit finds it once
        person = person_of(row)
        whom = ("staff", person.id) if person else (*recipients.identity(row), bool(row.is_person))
        before = first.setdefault((*whom, way), row)
        if before is row or row.is_clerk_copy:
            kept.append(row)
        else:
            row.goes_with, row.status = before, TOGETHER
            row.save(only=[Recipient.goes_with, Recipient.status])
    return kept


def beside(document: Document, rows: Iterable[Recipient]) -> list[Recipient]:
    """The paper copies that go along with electronic rows, where a rule or a person has both ways (seed I.3)."""
    rows = list(rows)
    have_paper = {recipients.identity(row) for row in rows if row.channel == PAPER}
    wanted = [row for row in rows if gets_paper_too(document, row) and recipients.identity(row) not in have_paper]
    return [
        Recipient.create(
            document=document, position=row.position, name=row.name, line=row.line_id, agency=row.agency_id,
            is_person=row.is_person, channel=PAPER, copy_of=row,
        )
        for row in wanted
    ]


def gets_paper_too(document: Document, row: Recipient) -> bool:
    """Whether an electronic row gets a paper copy as well."""
    if not leaves_electronically(row):
        return False
    return routes.takes_paper_along(document.route, document.route_reason, is_named=routing.needs_paper(row))


def way_of(document: Document, line: Recipient) -> str:
    """How a line will go when the document is issued: on paper, electronically, or both ways."""
    if goes_on_paper(document) and leaves_electronically(line):
        return PAPER
    return routes.BOTH if gets_paper_too(document, line) else str(line.channel)


def leaves_electronically(line: Recipient) -> bool:
    """Whether a line goes out of the house as a file, which must be signed and sealed as one."""
    return not (line.channel != ELECTRONIC or line.is_clerk_copy or line.unit_id or person_of(line))


def person_of(line: Recipient) -> Person | None:
    """Who in this office an electronic line names: the one person of that very name, if there is just one."""
    if line.channel == PAPER or line.unit_id or line.agency_id:
        return None
    same = [one for one in Person.active() if one.reads_documents and nfc(one.name) == without_title(line.name)]
    return same[0] if len(same) == 1 else None
