"""Giấy tờ kèm văn bản: the ĐẾN label, the handling slip, and the list of what was handed over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.adapters import sandbox
from portal.flows.premises import Premises, work_folder
from portal.office import register_rows, worklists
from portal.office.directing import Assignment
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.profile import Office
from portal.rules.errors import NotFound
from portal.rules.tables import Cell, Table, shown

HEADS = ("Ngày chuyển", "Số đến", "Số, ký hiệu văn bản", "Trích yếu nội dung", "Đơn vị hoặc người nhận", "Ký nhận",
         "Ghi chú")
WIDTHS = (20, 13, 30, 90, 50, 36, 33)
TITLE = "Danh sách chuyển giao văn bản"


def label(document: Document, *, premises: Premises) -> bytes:
    """Dấu đến, 35 x 50 mm."""
    office = Office.current()
    values = {
        "owner": office.name, "number": str(number_of(document)), "day": shown(document.received_on),
        "handler": handler_of(document), "dossier": "",
    }
    return drawn("write_label", values, premises)


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
    office = Office.current()
    dated = f" ngày {shown(document.dated_on)}" if document.dated_on else ""
    kind = document.kind or "Văn bản"
    facts = [
        ("Số đến", f"{number_of(document)}, ngày đến {shown(document.received_on)}"),
        (kind, f"số {document.reference}{dated}" if document.reference else f"không số{dated}"),
        ("Cơ quan ban hành", document.issuer), ("Trích yếu", document.subject),
    ]
    if document.due_on:
        facts.append(("Hạn xử lý", shown(document.due_on)))
    values = {
        "owner": office.name, "parent": office.parent, "title": "Phiếu giải quyết văn bản đến", "facts": facts,
        "parts": [
            part("Ý kiến của lãnh đạo cơ quan", "Ai chủ trì, phối hợp; thời hạn của từng việc; ngày cho ý kiến",
                 directives(document), 4),
            part("Ý kiến của lãnh đạo đơn vị", "Giao cho ai; thời hạn; ngày cho ý kiến", [], 4),
            part("Ý kiến đề xuất của người giải quyết", "", outcomes(document), 6),
        ],
    }
    return drawn("write_slip", values, premises)


def part(heading: str, hint: str, lines: Sequence[str], room: int) -> dict[str, Any]:
    """One opinion of the slip; what is known leaves fewer lines to write on."""
    return {"heading": heading, "hint": hint, "lines": list(lines), "room": max(2, room - len(lines))}


def directives(document: Document) -> list[str]:
    """What leaders wrote, with who leads, who supports and by when."""
    return [
        f"{i.leader.name} ({i.given_at:%d/%m/%Y}): {i.text or 'chuyển xử lý'} – {handlers(list(i.assignments))}"
        for i in document.instructions
    ]


def handlers(assignments: Sequence[Assignment]) -> str:
    """Chủ trì, phối hợp, để biết, and the day it is due."""
    said = (("lead", "chủ trì"), ("support", "phối hợp"), ("inform", "để biết"))
    parts = [
        f"{words}: {', '.join(a.handler_name for a in assignments if a.role == role)}"
        for role, words in said if any(a.role == role for a in assignments)
    ]
    due = next((a.due_on for a in assignments if a.due_on), None)
    return "; ".join([*parts, *([f"hạn {shown(due)}"] if due else [])])


def outcomes(document: Document) -> list[str]:
    """What handlers reported."""
    return [f"{a.handler_name} ({a.done_at:%d/%m/%Y}): {a.outcome}" for a in document.assignments if a.outcome]


def drawn(function: str, values: dict[str, Any], premises: Premises) -> bytes:
    """The sheet as PDF, made in the child process."""
    with work_folder(premises) as folder:
        target = folder / "sheet.pdf"
        sandbox.call(f"portal.adapters.slips_pdf:{function}", {"target": str(target), "values": values}, seconds=60)
        return target.read_bytes()


def handovers(me: Person, first: date, last: date) -> list[Assignment]:
    """What was given out in these days, as far as the person may read it, in order."""
    return list(worklists.handed_out(me, first, last))


def handover_table(given: Sequence[Assignment], first: date, last: date) -> Table:
    """Danh sách chuyển giao: a line for everyone who takes a letter, with room to sign."""
    rows: list[Sequence[Cell]] = [
        (a.given_at.date(), a.document.number, a.document.reference, a.document.subject, a.handler_name, "", "")
        for a in given
    ]
    when = f"Ngày {shown(first)}" if first == last else f"Từ ngày {shown(first)} đến ngày {shown(last)}"
    return Table(Office.current().name, TITLE, (when,), HEADS, WIDTHS, rows)


def handover_file(kind: str, table: Table, *, premises: Premises) -> bytes:
    """The list as PDF, DOCX or XLSX."""
    with work_folder(premises) as folder:
        target = folder / f"list.{kind}"
        values = {"kind": kind, "target": str(target), "table": table.as_values()}
        sandbox.call("portal.adapters.table_files:write_file", values, seconds=60)
        return target.read_bytes()
