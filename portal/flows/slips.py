"""Giấy tờ kèm văn bản: the ĐẾN label, the handling slip, and the list of what was handed over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.adapters import sandbox
from portal.flows.premises import Premises, work_folder
from portal.office import register_rows, worklists
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.profile import Office
from portal.rules.errors import NotFound
from portal.rules.register_pages import Label
from portal.rules.tables import Cell, Table, shown

# The columns of the hand-over list: those of Circular 07/2012/TT-BNV, and what the letter is about.
HEADS = ("given_on", "number", "reference", "subject", "handler", "receipt", "note")
WIDTHS = (20, 13, 30, 90, 50, 36, 33)


def label(document: Document, *, premises: Premises) -> bytes:
    """Dấu đến, 35 x 50 mm."""
    office = Office.current()
    values = {
        "owner": office.name, "number": str(number_of(document)), "day": shown(document.received_on),
        "handler": handler_of(document), "dossier": "",
    }
    return drawn("slips_pdf:write_label", values, premises)


def number_of(document: Document) -> int:
    """The arrival number; what has none gets neither label nor slip."""
    if document.number is None or document.direction != "incoming":
        raise NotFound(document.id)
    return int(document.number)


def handler_of(document: Document) -> str:
    """Who it was given to so far."""
    given = register_rows.handed([document.id]).get(document.id)
    return given.names if given else ""


def slip(document: Document, *, premises: Premises) -> bytes:
    """Phiếu giải quyết văn bản đến, with the directives there are and room for those to come."""
    office, words = Office.current(), premises.label
    values = {
        "owner": office.name, "parent": office.parent, "title": words("title", "slip"), "facts": facts(document, words),
        "parts": [
            part("leader", directives(document, words), 4, words),
            part("unit_head", divisions(document, words), 4, words),
            part("handler", outcomes(document), 6, words),
        ],
    }
    return drawn("slips_pdf:write_slip", values, premises)


def facts(document: Document, words: Label) -> list[tuple[str, str]]:
    """What came: a word and its value, a line each."""
    dated = words("dated", "slip").format(on=shown(document.dated_on)) if document.dated_on else ""
    reference = words("reference" if document.reference else "no_reference", "slip").format(text=document.reference)
    arrival = words("arrival", "slip").format(number=number_of(document), on=shown(document.received_on))
    found = [
        (words("number", "slip"), arrival), (document.kind or words("kind", "slip"), reference + dated),
        (words("issuer", "slip"), document.issuer), (words("subject", "slip"), document.subject),
    ]
    return [*found, (words("due_on", "slip"), shown(document.due_on))] if document.due_on else found


def part(name: str, lines: Sequence[str], room: int, words: Label) -> dict[str, Any]:
    """One opinion of the slip; what is known leaves fewer lines to write on."""
    return {
        "heading": words(name, "slip_part"), "hint": words(name, "slip_hint"), "lines": list(lines),
        "room": max(2, room - len(lines)),
    }


def directives(document: Document, words: Label) -> list[str]:
    """What leaders wrote, with who leads, who supports and by when."""
    return [
        f"{i.leader.name} ({i.given_at:%d/%m/%Y}): {i.text or words('no_text', 'slip')} – "
        f"{handlers([a for a in i.assignments if a.is_live], words)}"
        for i in document.instructions
    ]


def divisions(document: Document, words: Label) -> list[str]:
    """What heads gave on within their units."""
    found = []
    for whole in Assignment.live(document):
        if parts := whole.parts:
            head, said = parts[0].given_by.name, parts[0].note or words("no_text", "slip")
            found.append(f"{head} ({parts[0].given_at:%d/%m/%Y}): {said} – {handlers(parts, words)}")
    return found


def handlers(assignments: Sequence[Assignment], words: Label) -> str:
    """Chủ trì, phối hợp, để biết, and the day it is due."""
    parts = [
        f"{words(role, 'slip_role')}: {', '.join(a.handler_name for a in assignments if a.role == role)}"
        for role in ("lead", "support", "inform") if any(a.role == role for a in assignments)
    ]
    due = next((a.due_on for a in assignments if a.due_on), None)
    return "; ".join([*parts, *([words("due", "slip").format(on=shown(due))] if due else [])])


def outcomes(document: Document) -> list[str]:
    """What handlers reported."""
    return [f"{a.handler_name} ({a.done_at:%d/%m/%Y}): {a.outcome}" for a in document.assignments if a.outcome]


def drawn(function: str, values: dict[str, Any], premises: Premises) -> bytes:
    """The sheet as PDF, made in the child process, which alone needs what draws."""
    with work_folder(premises) as folder:
        target = folder / "sheet.pdf"
        sandbox.call(f"portal.adapters.{function}", {"target": str(target), "values": values}, seconds=60)
        return target.read_bytes()


def handovers(me: Person, first: date, last: date) -> list[Assignment]:
    """What was given out in these days, as far as the person may read it, in order."""
    return list(worklists.handed_out(me, first, last))


def handover_table(given: Sequence[Assignment], first: date, last: date, words: Label) -> Table:
    """Danh sách chuyển giao: a line for everyone who takes a letter, with room to sign."""
    rows: list[Sequence[Cell]] = [
        (a.given_at.date(), a.document.number, a.document.reference, a.document.subject, a.handler_name, "", "")
        for a in given
    ]
    when = words("day" if first == last else "days", "handover").format(first=shown(first), last=shown(last))
    heads = tuple(words(head, "handover") for head in HEADS)
    return Table(Office.current().name, words("title", "handover"), (when,), heads, WIDTHS, rows)
