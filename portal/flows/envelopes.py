"""Phong bì, nhãn and sổ gửi văn bản đi bưu điện: what is printed for the paper copies of a document."""

from collections.abc import Sequence
from datetime import date

from portal.adapters import sandbox
from portal.flows.premises import Premises, work_folder
from portal.office import postings, rights
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.postings import Posting
from portal.office.profile import Office
from portal.office.recipients import Recipient
from portal.rules.register_pages import Label
from portal.rules.tables import Cell, Table, shown

SIZES = ("labels", "c5", "dl")
# The columns of the book of what goes by post (Decree 30/2020/NĐ-CP leaves the form to the office).
HEADS = ("posted_on", "reference", "to", "count", "receipt", "note")
WIDTHS = (22, 34, 110, 18, 50, 40)


def printed(document: Document, lines: Sequence[Recipient], size: str, *, premises: Premises) -> bytes:
    """The envelopes or labels of these lines, as PDF."""
    office = Office.current()
    mark = "" if document.urgency == "normal" else premises.label(document.urgency, "urgency").upper()
    letters = [
        {"number": document.reference, "mark": mark, "to": line.name, "address": postings.address_of(line)}
        for line in lines
    ]
    sender = {"name": office.name, "parent": office.parent, "address": office.place}
    with work_folder(premises) as folder:
        target = folder / "envelopes.pdf"
        args = {"target": str(target), "size": size, "sender": sender, "letters": letters}
        sandbox.call("portal.adapters.envelopes_pdf:write", args, seconds=60)
        return target.read_bytes()


def posted(me: Person, first: date, last: date) -> list[Posting]:
    """What the post took on these days, as far as the person may read it."""
    rows = list(Posting.posted_on(first, last))
    seen = {row.recipient.document_id: rights.may_read(me, row.recipient.document) for row in rows}
    return [row for row in rows if seen[row.recipient.document_id]]


def book(rows: Sequence[Posting], first: date, last: date, words: Label) -> Table:
    """Sổ gửi văn bản đi bưu điện: a line for each envelope, with room for the stamp of the post."""
    lines: list[Sequence[Cell]] = [
        (row.posted_at.date(), row.recipient.document.reference, addressed(row), 1, "", row.number) for row in rows
    ]
    when = words("day" if first == last else "days", "posting").format(first=shown(first), last=shown(last))
    heads = tuple(words(head, "posting") for head in HEADS)
    return Table(Office.current().name, words("title", "posting"), (when,), heads, WIDTHS, lines)


def addressed(row: Posting) -> str:
    """To whom and where."""
    return ", ".join(part for part in (row.recipient.name, postings.address_of(row.recipient)) if part)
