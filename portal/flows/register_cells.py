"""One row of a printed register as cells, in the order of the law (Decree 30/2020/NĐ-CP Annex IV)."""

from collections.abc import Callable

from portal.office.register_rows import RegisterRow
from portal.rules import register_pages
from portal.rules.register_pages import Label, type_and_subject
from portal.rules.states import DONE, VOIDED
from portal.rules.tables import shown


def incoming(row: RegisterRow, label: Label) -> list[str]:
    """Sổ đăng ký văn bản đến."""
    d = row.document
    if not row.is_shown:
        return [shown(d.received_on), str(d.number), "", "", "", hidden(label), "", "", "", ""]
    return [
        shown(d.received_on), str(d.number), d.issuer, d.reference, shown(d.dated_on),
        type_and_subject(d.kind, d.subject), row.given.names, shown(row.given.on), "", noted(row, label),
    ]


def outgoing(row: RegisterRow, label: Label) -> list[str]:
    """Sổ đăng ký văn bản đi; what went by wire needs no hand to sign for it."""
    d, sent = row.document, row.sent
    if not row.is_shown:
        return [str(d.number), shown(d.dated_on), hidden(label), "", "", "", "", "", "", ""]
    return [
        d.reference or str(d.number), shown(d.dated_on), type_and_subject(d.kind, d.subject), d.signatory,
        sent.names, sent.kept, str(sent.copies or ""), shown(sent.sent_on),
        label("by_wire", "register_note") if sent.sent_on and sent.by_wire else "", noted(row, label),
    ]


def handling(row: RegisterRow, label: Label) -> list[str]:
    """Sổ theo dõi giải quyết văn bản đến."""
    d = row.document
    if not row.is_shown:
        return [str(d.number), hidden(label), "", "", "", "", ""]
    state = label(d.state, "state")
    done_on = row.given.done_on if d.state == DONE else None
    progress = label("progress", "register_note").format(state=state, on=shown(done_on)) if done_on else state
    return [
        str(d.number), letter(row, label), row.given.names, shown(d.due_on), progress, row.answers, noted(row, label)
    ]


def letter(row: RegisterRow, label: Label) -> str:
    """Tên loại, số, ký hiệu, ngày tháng và cơ quan ban hành."""
    d, words = row.document, row.document.kind

    def said(name: str, **values: str) -> str:
        return label(name, "register_note").format(**values).strip()

    if d.reference:
        words = said("numbered_letter", kind=words, reference=d.reference)
    if d.dated_on:
        words = said("dated", letter=words, on=shown(d.dated_on))
    return said("of_issuer", letter=words, issuer=d.issuer) if words else str(d.issuer)


def posted(row: RegisterRow, label: Label) -> list[str]:
    """Sổ gửi văn bản đi bưu điện: what goes out of the house on paper, one envelope a recipient; nothing else."""
    d, sent = row.document, row.sent
    if not sent.envelopes or d.state == VOIDED:
        return []
    if not row.is_shown:
        return ["", str(d.number), hidden(label), "", "", ""]
    return [shown(sent.posted_on), d.reference or str(d.number), sent.posted, str(sent.envelopes), "", ""]


def hidden(label: Label) -> str:
    """What stands where the content may not."""
    return label("hidden", "register_note")


def noted(row: RegisterRow, label: Label) -> str:
    """Ghi chú."""
    values = {name: getattr(row.document, name) for name in ("urgency", "received_on", "entered_on", "note")}
    return register_pages.notes(row.changes, values, label)


BY_BOOK: dict[str, Callable[[RegisterRow, Label], list[str]]] = {
    "incoming": incoming, "handling": handling, "post": posted
}  # every other register has the form of what goes out
