"""Giấy tờ của hồ sơ: the yearly list, a dossier's contents, what is handed over and what has run out, to be printed."""

from collections.abc import Sequence
from datetime import date

from portal.office import closing, one_stop
from portal.office.depositing import Deposit
from portal.office.documents import Document
from portal.office.dossier_lists import DossierLine, DossierList
from portal.office.dossiers import Dossier, DossierItem, sizes
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.staying import Stay
from portal.rules.register_pages import Label, type_and_subject
from portal.rules.tables import Cell, Table, shown

Row = tuple[Cell, ...]


def heads(names: Sequence[str], words: Label) -> tuple[str, ...]:
    """Column heads."""
    return tuple(words(name, "dossier_column") for name in names)


def list_table(held: DossierList, words: Label) -> Table:
    """Danh mục hồ sơ: the five columns of Decree 30/2020/NĐ-CP Annex V."""
    rows: list[Row] = [
        (line.number, line.title.upper() if line.is_heading else line.title,
         line.retention.name if line.retention else "", line.keeper, line.note)
        for line in DossierLine.of(held)
    ]
    said = words("not_approved", "dossier_paper")
    if held.is_approved:
        said = words("approved", "dossier_paper").format(on=shown(held.approved_on.date()), name=held.approved_by.name)
    title = words("list", "dossier_paper").format(year=held.year)
    columns = heads(("number", "heading", "retention", "keeper", "note"), words)
    return Table(Office.current().name, title, (said,), columns, (30, 130, 32, 50, 40), rows,
                 signers=(words("maker", "dossier_paper"), words("head", "dossier_paper")))


def contents_table(dossier: Dossier, me: Person, words: Label) -> Table:
    """Mục lục văn bản trong hồ sơ, as far as the person may read it; what is left out is said."""
    papers = {item.document_id: item for item in DossierItem.select().where(DossierItem.dossier == dossier)}
    documents = list(dossier.documents(me))
    rows: list[Row] = [
        (n, d.reference, d.dated_on, type_and_subject(d.kind, d.subject), d.issuer or Office.current().name,
         extent(d, papers[d.id], words), papers[d.id].place or d.note)
        for n, d in enumerate(documents, start=1)
    ]
    for n, named in enumerate(dossier.one_stop, start=len(rows) + 1):
        where = words("one_stop", "dossier_paper").format(system=named.system, code=named.code)
        rows.append((n, "", None, where, "", "", named.note))
    notes = [said_of(dossier, words), kept_of(dossier, words)]
    hidden = len(papers) - len(documents)
    if hidden:
        notes.append(words("left_out", "dossier_paper").format(count=hidden))
    columns = heads(("n", "reference", "dated_on", "kind_subject", "issuer", "sheets", "note"), words)
    return Table(Office.current().name, words("contents", "dossier_paper"), tuple(notes), columns,
                 (10, 34, 24, 110, 50, 24, 30), rows)


def extent(document: Document, item: DossierItem, words: Label) -> str:
    """How much of it there is: sheets of paper that were counted, or pages of the file."""
    if item.sheets:
        return words("sheets", "dossier_paper").format(count=item.sheets)
    return str(document.pages or "")


def said_of(dossier: Dossier, words: Label) -> str:
    """Which dossier this is, in a line."""
    return words("of_dossier", "dossier_paper").format(number=dossier.number, year=dossier.year, title=dossier.title)


def kept_of(dossier: Dossier, words: Label) -> str:
    """How long it is kept, in a line."""
    return words("kept", "dossier_paper").format(retention=dossier.retention.name if dossier.retention else "–")


def closing_table(dossier: Dossier, words: Label) -> Table:
    """Chứng từ kết thúc: how much the dossier holds when the work has ended (Decree 30/2020/NĐ-CP Annex V)."""
    papers = list(closing.paper_of(dossier))
    count, paper = dossier.items.count(), closing.on_paper(dossier).count()
    pages = sum(d.pages or 0 for d in Document.select(Document.pages).where(Document.id.in_(closing.inside(dossier))))
    facts: list[tuple[str, Cell]] = [
        ("number", f"{dossier.number} ({dossier.year})"), ("title", dossier.title),
        ("retention", dossier.retention.name if dossier.retention else ""), ("opened", dossier.opened_on),
        ("closed", dossier.closed_on), ("documents", count), ("electronic", count - paper), ("files", pages),
        ("paper", paper), ("sheets", sum(item.sheets for item in papers)),
        ("one_stop", one_stop.OneStopReference.select().where(one_stop.OneStopReference.dossier == dossier).count()),
        ("place", dossier.place), ("features", ""),
    ]
    return facts_table("closing", dossier.closed_on, facts, words, (words("maker", "dossier_paper"),))


def facts_table(
    title: str, on: date, facts: Sequence[tuple[str, Cell]], words: Label, signers: tuple[str, ...]
) -> Table:
    """A paper of facts: a word and what there is to say of it, a line each."""
    rows: list[Row] = [(words(name, "dossier_fact"), value) for name, value in facts]
    columns = heads(("what", "value"), words)
    return Table(Office.current().name, words(title, "dossier_paper"), (made_on(on, words),), columns, (70, 200), rows,
                 signers=signers)


def deposit_table(deposit: Deposit, *, for_ever: bool, words: Label) -> Table:
    """Mục lục hồ sơ nộp lưu: one for what is kept for ever, another for the rest (Decree 30/2020/NĐ-CP Annex V)."""
    title = words("deposit_for_ever" if for_ever else "deposit_limited", "dossier_paper")
    return dossiers_table(title, deposit.dossiers(for_ever=for_ever), deposit.prepared_at.date(), words)


def dossiers_table(title: str, dossiers: Sequence[Dossier], on: date, words: Label) -> Table:
    """Dossiers with what the archive asks of them."""
    held = sizes(list(dossiers))
    rows: list[Row] = [
        (n, d.number, d.title, span_of(d), d.retention.name if d.retention else "", held.get(d.id, 0), d.place)
        for n, d in enumerate(dossiers, start=1)
    ]
    columns = heads(("n", "number", "title", "days", "retention", "count", "place"), words)
    return Table(Office.current().name, title, (made_on(on, words),), columns,
                 (10, 28, 120, 42, 30, 18, 34), rows, signers=(words("maker", "dossier_paper"),))


def made_on(on: date, words: Label) -> str:
    """Lập ngày."""
    return words("day", "dossier_paper").format(on=shown(on))


def span_of(dossier: Dossier) -> str:
    """From the first day to the last."""
    return f"{shown(dossier.opened_on)} – {shown(dossier.closed_on)}"


def minutes_table(deposit: Deposit, words: Label) -> Table:
    """Biên bản giao nhận: who gives what to whom; two copies, signed by both (Decree 30/2020/NĐ-CP Annex V)."""
    dossiers = deposit.dossiers()
    for_ever = [d for d in dossiers if d.retention.is_for_ever]
    first, last = min(d.opened_on for d in dossiers), max(d.closed_on for d in dossiers)
    facts: list[tuple[str, Cell]] = [
        ("office", Office.current().name), ("giver", deposit.giver), ("receiver", deposit.receiver),
        ("for_ever", len(for_ever)), ("limited", len(dossiers) - len(for_ever)),
        ("documents", sum(sizes(dossiers).values())),
        ("sheets", sum(item.sheets for d in dossiers for item in closing.paper_of(d))),
        ("span", f"{shown(first)} – {shown(last)}"), ("lists", words("lists_value", "dossier_fact")), ("state", ""),
    ]
    return facts_table("minutes", deposit.prepared_at.date(), facts, words,
                       (words("giver", "dossier_paper"), words("receiver", "dossier_paper")))


def run_out_table(dossiers: Sequence[Dossier], today: date, words: Label) -> Table:
    """Danh mục hồ sơ hết thời hạn bảo quản, for those who decide."""
    table = dossiers_table(words("run_out", "dossier_paper"), dossiers, today, words)
    rows = [(*row[:-1], d.runs_out) for row, d in zip(table.rows, dossiers, strict=True)]
    return Table(table.owner, table.title, table.notes, (*table.heads[:-1], words("runs_out", "dossier_column")),
                 table.widths, rows, signers=table.signers)


def stays_table(stays: Sequence[Stay], today: date, words: Label) -> Table:
    """Danh mục hồ sơ giữ lại, for the archive: until when, by which paper and why (Decree 30/2020/NĐ-CP Art. 31)."""
    rows: list[Row] = [
        (n, one.dossier.number, one.dossier.title, one.dossier.opened_by.name, one.until, one.permission, one.reason)
        for n, one in enumerate(stays, start=1)
    ]
    columns = heads(("n", "number", "title", "keeper", "stays_until", "permission", "reason"), words)
    return Table(Office.current().name, words("stays", "dossier_paper"), (made_on(today, words),), columns,
                 (10, 26, 90, 36, 28, 46, 46), rows, signers=(words("maker", "dossier_paper"),))
