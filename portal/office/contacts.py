"""Địa chỉ nơi nhận: to which mail address and to which postal address an agency's documents go, as the clerk wrote."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.agencies import Agency
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.senders import SenderMark
from portal.rules import agency_names, errors
from portal.rules.folding import nfc
from portal.rules.senders import MAIL
from portal.rules.sending import cleaned_address, is_address


class PostalAddress(db.Record):
    """Where the post finds an agency."""

    agency: Any = ForeignKeyField(Agency, unique=True)
    text: Any = CharField()

    @classmethod
    def of(cls, agency: Agency | None) -> str:
        """The address, empty where nobody wrote it down."""
        return cls.of_all([agency]).get(agency.id, "") if agency else ""

    @classmethod
    def of_all(cls, agencies: Iterable[Agency]) -> dict[int, str]:
        """The addresses of agencies by their ids, in one question."""
        return {row.agency_id: row.text for row in cls.select().where(cls.agency.in_(list(agencies)))}


def agency_of(line: Recipient) -> Agency | None:
    """The agency a line names, also one that was learned after the line was written."""
    return agencies_of([line]).get(line.id)


def agencies_of(lines: Sequence[Recipient]) -> dict[int | None, Agency]:
    """The agencies of lines by the ids of the lines; few questions for many lines."""
    tied = {line.agency_id for line in lines if line.agency_id}
    loose = {line.name for line in lines if not line.agency_id}
    by_id = {agency.id: agency for agency in Agency.select().where(Agency.id.in_(tied))} if tied else {}
    by_name = {agency.name: agency for agency in Agency.select().where(Agency.name.in_(loose))} if loose else {}
    by_name |= {name: known for name in loose - set(by_name) if (known := Agency.known_as(name)) is not None}
    found = ((line.id, by_id.get(line.agency_id) or by_name.get(line.name)) for line in lines)
    return {line_id: agency for line_id, agency in found if agency is not None}


def mail_address(agency: Agency | None) -> str:
    """Where a mail to an agency goes; empty where the office has written no address down."""
    return str(agency.email) if agency and is_address(agency.email) else ""


def mail_address_of(line: Recipient) -> str:
    """Where a mail to a recipient goes."""
    return mail_address(agency_of(line))


def proposed_mail(line: Recipient) -> str:
    """The address for the clerk to look at: the one written down, else the newest that letters taken came from.

    What letters came from is only proposed: a mail says of itself who wrote it.
    """
    agency = agency_of(line)
    if agency is None or agency.email:
        return str(agency.email) if agency else ""
    seen = SenderMark.of(agency).where(SenderMark.kind == MAIL).first()
    return str(seen.value) if seen else ""


def keep(line: Recipient, email: str, address: str, *, by: Person, at: datetime) -> Agency:
    """Write both addresses down for the agency of a line; a name nobody learned yet becomes an agency by it."""
    with db.atomic():
        return keep_for(agency_of(line) or named(line.name), email, address, by=by, at=at)


def keep_for(agency: Agency, email: str, address: str, *, by: Person, at: datetime) -> Agency:
    """Write both addresses of an agency down."""
    by.require("keep_agencies")
    email = cleaned_address(nfc(email))
    if email and not is_address(email):
        raise errors.Invalid(agency.id, why="sender_address")
    with db.atomic():
        old = agency.email, PostalAddress.of(agency)
        Agency.update(email=email).where(Agency.id == agency.id).execute()
        PostalAddress.insert(agency=agency, text=nfc(address)).on_conflict(
            conflict_target=[PostalAddress.agency], update={PostalAddress.text: nfc(address)}
        ).execute()
        events.record("contact_kept", agency, by=by, at=at, old_email=old[0], new_email=email,
                      is_new_address=old[1] != nfc(address))
    return agency


def named(name: str) -> Agency:
    """A new agency of this name, of which no letter has come yet."""
    clean = nfc(name)
    agency: Agency = Agency.create(name=clean, folded=agency_names.searchable(clean, ""), letters=0)
    return agency
