"""The notice that a letter is not taken: it goes back by the door the letter came in, or as a printed slip."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from portal.adapters.transports import mailbox
from portal.flows import packets, slips
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import refusing
from portal.office.documents import Document
from portal.office.profile import Office
from portal.office.refusing import RefusalNotice
from portal.rules import doors, errors
from portal.rules.mail import bare_address
from portal.rules.refusals import WAITING, Slip
from portal.rules.states import HELD, REMOVED

Way = Callable[..., None]  # (notice, *, at, premises); raises a Refusal where it could not leave


def by_mail(notice: RefusalNotice, *, at: datetime, premises: Premises) -> None:
    """An answer to the address the mail came from; sent twice, it is one message by its id."""
    arrival, account = notice.document.arrival, premises.mailbox
    if account is None:
        raise errors.MailFault("no_way")
    to = bare_address(next(iter(arrival.notes.get("reply_to") or ()), "") or arrival.sender)
    if not to:
        raise errors.MailFault("no_address")
    name = account.sender.partition("@")[2] or "portal"
    mailbox.send(account, mailbox.Parcel(
        to=to, subject=f"Từ chối tiếp nhận: {arrival.subject or arrival.name}", text=letter(notice),
        message_id=f"<refusal-{notice.id}-{notice.at:%Y%m%d%H%M%S}@{name}>",
        in_reply_to=str(arrival.notes.get("message_id") or ""),
    ))


def letter(notice: RefusalNotice) -> str:
    """The words of the answer."""
    office, facts = Office.current(), facts_of(notice.document)
    what = " ".join(str(facts[name]) for name in ("reference", "subject") if facts.get(name))
    return (
        f"{office.name} không tiếp nhận văn bản {what or notice.document.arrival.name} "
        f"gửi đến lúc {notice.document.received_at:%d/%m/%Y %H:%M}.\n\n"
        f"Lý do: {notice.sentence}.\n\n"
        "Đề nghị nơi gửi kiểm tra, sửa chữa và gửi lại nếu vẫn cần tiếp nhận.\n"
        f"Văn thư: {notice.by.name}\n"
    )


# How a notice leaves by each door; a line for each, added where the sender of that door stands.
WAYS: dict[str, Way] = {doors.MAIL: by_mail, doors.PACKET: packets.send_refusal}


def send_back(notice_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: one attempt; the answer notes that it left, or why it did not."""
    notice = RefusalNotice.get_or_none(RefusalNotice.id == notice_id)
    if notice is None or notice.state != WAITING:
        return nothing
    way = way_of(notice, premises)
    if way is None:
        return lambda: refusing.mark_failed(notice, "no_way", at=at)
    try:
        way(notice, at=at, premises=premises)
    except (errors.Refusal, OSError) as problem:
        fault = fault_of(problem)
        return lambda: refusing.mark_failed(notice, fault, at=at)
    return lambda: refusing.mark_sent(notice, at=at)


def way_of(notice: RefusalNotice, premises: Premises) -> Way | None:
    """How the notice may leave: not without the folder of the axis, and never of a letter held apart since."""
    if notice.document.state in (HELD, REMOVED) or (notice.door == doors.PACKET and premises.packets_out is None):
        return None
    return WAYS.get(notice.door)


def fault_of(problem: Exception) -> str:
    """A word for why it did not leave."""
    if isinstance(problem, errors.Refusal):
        return str(problem.data.get("why") or (problem.details[0] if problem.details else "unreachable"))
    return "unreachable"


def slip(notice: RefusalNotice, came_by: str, *, on: date, premises: Premises) -> bytes:
    """Phiếu trả lại văn bản, to print and hand over; ``came_by`` is the door in words."""
    office, document = Office.current(), notice.document
    fields = facts_of(document)
    dated = fields.get("dated_on")
    said = Slip(
        office=office.name, parent=office.parent, place=office.place, day=on.isoformat(), dated_on=dated or "",
        to=str(fields.get("issuer") or ""), reference=str(fields.get("reference") or ""),
        subject=str(fields.get("subject") or ""), came=f"{document.received_at:%d/%m/%Y %H:%M} ({came_by})",
        reason=notice.sentence, clerk=notice.by.name,
    )
    return slips.drawn("refusal_slip:write", asdict(said), premises)


def facts_of(document: Document) -> dict[str, Any]:
    """What was read from the letter; it was never entered, so nobody confirmed it."""
    reading = document.reading
    return dict(reading.fields) if reading else {}
