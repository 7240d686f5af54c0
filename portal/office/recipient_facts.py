"""What is known of each line of Nơi nhận: whom it means, where it goes, and what is missing for it to go there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.office import contacts, copies, directory, sending
from portal.office.directory import Known
from portal.office.documents import Document
from portal.office.groups import GroupMember
from portal.office.recipients import Recipient
from portal.rules.recipient_names import is_collective
from portal.rules.recipients import ELECTRONIC, PAPER

# Whom a line means; ``wording`` has a word for each, and one for each thing that is missing.
MEANINGS = KEPT, DESK, LIST, TIED, PERSON, COLLECTIVE, UNKNOWN = (
    "kept", "desk", "list", "tied", "person", "collective", "unknown",
)
MISSING = PAPER_ONLY, NO_ADDRESS, NO_LIST, NOT_KNOWN, MEMBERS = (
    "paper_only", "no_address", "no_list", "not_known", "members",
)


@dataclass(frozen=True)
class Facts:
    """One line; ``missing`` is empty where nothing hinders its way."""

    row: Recipient
    means: str
    goes: str
    missing: str = ""
    code: str = ""
    email: str = ""
    near: list[Known] = field(default_factory=list)
    without: list[str] = field(default_factory=list)  # members of its list whom nothing electronic reaches

    @property
    def entry(self) -> str:
        """The name of what a person tied the line to; empty where it bears that very name."""
        return str(self.row.entry)


def facts_of(document: Document, rows: Iterable[Recipient], *, proposing: bool = False) -> list[Facts]:
    """The lines of a document in their order; ``proposing`` looks the whole directory through for those it lacks."""
    told = [(row, means(row)) for row in rows]
    near = directory.near(row.name for row, what in told if proposing and what in (COLLECTIVE, UNKNOWN))
    return [facts(row, what, copies.way_of(document, row), near.get(row.name, [])) for row, what in told]


def means(row: Recipient) -> str:
    """Whom a line means."""
    if row.is_clerk_copy:
        return KEPT
    if row.is_person:
        return PERSON
    if row.unit_id or copies.person_of(row):
        return DESK
    if row.group_id:
        return LIST
    if row.agency_id:
        return TIED
    return COLLECTIVE if is_collective(row.name) else UNKNOWN


def facts(row: Recipient, what: str, goes: str, near: list[Known]) -> Facts:
    """What is known of one line."""
    if what == LIST:
        without = [member.name for member in row.group.lines if goes != PAPER and not reaches(member)]
        return Facts(row, what, goes, without=without, missing=MEMBERS if without else "")
    code, email = (sending.code_of(row), contacts.mail_address_of(row)) if what == TIED else ("", "")
    return Facts(row, what, goes, missing(row, what, goes, bool(code or email)), code, email, near)


def missing(row: Recipient, what: str, goes: str, has_address: bool) -> str:
    """What keeps a line from going electronically; nothing is missing where it goes on paper anyway."""
    if what == TIED and row.agency.is_paper_only:
        return PAPER_ONLY
    if goes == PAPER:
        return ""
    if what == TIED:
        return "" if has_address else NO_ADDRESS
    return {COLLECTIVE: NO_LIST, UNKNOWN: NOT_KNOWN}.get(what, "")


def reaches(member: GroupMember) -> bool:
    """Whether a member of a list is of this office, or an agency with an address and the means to receive."""
    line = Recipient(name=member.name, channel=ELECTRONIC, agency=member.meant)
    if member.unit_id or copies.person_of(line):
        return True
    return not member.is_paper_only and bool(sending.code_of(line) or contacts.mail_address_of(line))
