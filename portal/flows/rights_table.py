"""Bảng rà soát quyền: every account as a table to be printed and signed."""

from datetime import datetime

from portal.flows import table_files
from portal.flows.premises import Premises
from portal.office import duties, reach
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.reach import AccountLine
from portal.rules.register_pages import Label
from portal.rules.tables import Cell, Table

COLUMNS = (
    "account", "login", "role", "unit", "stand_ins", "last_sign_in", "second_factor", "devices", "restricted",
    "changes", "state",
)
WIDTHS = (36, 22, 24, 34, 30, 22, 14, 20, 18, 18, 20)


def printed(kind: str, *, premises: Premises, by: Person, at: datetime) -> bytes:
    """The table as PDF, DOCX or XLSX."""
    by.require("audit")
    return table_files.printed(kind, table(premises, at=at), "rights", premises=premises, by=by, at=at)


def table(premises: Premises, *, at: datetime) -> Table:
    """One row an account, with who answers for safety above it."""
    words = premises.label
    rows = [row(line, premises) for line in reach.lines(on=at.date())]
    return Table(
        Office.current().name, words("title", "rights_table"), (f"{at:%d/%m/%Y}", who_answers(words)),
        tuple(words(column, "rights_column") for column in COLUMNS), WIDTHS, rows,
        signers=(words("reviewer", "rights_table"), words("head", "rights_table")),
    )


def who_answers(words: Label) -> str:
    """The line that names the head and the safety officer (S25, S28), for this table and for reports."""
    named = {duty: now.person.name if now else "…………………" for duty, now in duties.in_charge().items()}
    return "; ".join(f"{words(duty, 'duty')}: {name}" for duty, name in named.items())


def row(line: AccountLine, premises: Premises) -> tuple[Cell, ...]:
    """The columns of one account."""
    person, words = line.person, premises.label
    return (
        person.name, person.login, words(person.role, "role"), person.unit.name if person.unit else "",
        ", ".join(line.stand_ins), line.last_sign_in.date() if line.last_sign_in else words("never", "rights_table"),
        words("on" if person.totp_secret else "off", "rights_table"),
        f"{line.devices} / {line.certificates}", line.restricted, line.changes,
        words("open" if person.is_active else "closed", "rights_table"),
    )
