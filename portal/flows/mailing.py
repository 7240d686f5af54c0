"""Thư gửi đi: an issued document by mail, an attempt for each mail, and the mails that come back."""

from datetime import datetime
from typing import Any

from portal import db
from portal.adapters.transports import mailbox as transport
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import annexes, contacts, issuing, mailings, recalling, sending, succession, trust
from portal.office.documents import Document
from portal.office.mailings import Mailing
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.recipients import Recipient
from portal.rules import errors
from portal.rules import sending as rules
from portal.rules.recipients import PAPER
from portal.rules.states import ISSUED

JOB = mailings.JOB
UNSURE = (rules.UNSURE, "slow", "lies", "garbled")  # the child ended in an odd way, perhaps after the letter left


def account_of(premises: Premises) -> transport.Account:
    """The mailbox letters leave from; refused where no server to send by is set."""
    if premises.mailbox is None or not premises.mailbox.smtp_host:
        raise errors.Conflict("mail", why="no_mail_server")
    return premises.mailbox


def can_send(premises: Premises) -> bool:
    """Whether letters can leave by mail here."""
    return premises.mailbox is not None and bool(premises.mailbox.smtp_host)


def send_document(
    document: Document, *, by: Person, at: datetime, premises: Premises, only: Recipient | None = None
) -> list[Mailing]:
    """Gửi thư: to every line that waits and has an address, or to one, also after its mail came back."""
    if only is None:
        lines = sending.mailable(document)
    else:
        lines = [(only, to)] if (to := contacts.mail_address_of(only)) else []
    return sending.send_mail(document, lines, sender=account_of(premises).sender, by=by, at=at)


def issue(document: Document, *, by: Person, at: datetime, premises: Premises, mail_at_once: bool) -> int:
    """Phát hành; where the office has chosen so the mails are asked for in the same act; how many.

    Whoever a packet reaches gets no mail as well.
    """
    with db.atomic():
        issuing.issue(document, by=by, at=at)
        if not (mail_at_once and can_send(premises)) or document.route == PAPER:
            return 0
        lines = sending.mailable(document, but_reachable=premises.packets_out is not None)
        if lines:
            sending.send_mail(document, lines, sender=account_of(premises).sender, by=by, at=at)
    return len(lines)


def attempt(mailing_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: one attempt at one mail.

    That it is handed over is on the disk before the server hears of it.  An attempt that finds the mail so ended
    with its process in between: the letter may have left, so nobody but a person sends it again.
    """
    mailing = mailings.load(mailing_id)
    if mailing.state == rules.LEAVING:
        return lambda: mailings.mark_unsure(mailing, at=at)
    if mailing.is_letter and recalling.called_back(mailing.document) is not None:  # it was on its way then, and failed
        return lambda: mailings.mark_stopped(mailing, at=at)
    fault = hindrance(mailing, premises)
    parcel = None if fault else parcel_of(mailing, premises)  # what fails here has not begun
    if not mailings.begin(mailing):
        return nothing
    if parcel is None:
        return lambda: mailings.mark_failed(mailing, fault, at=at)
    try:
        transport.send(account_of(premises), parcel)
    except errors.MailFault as failed:
        word = str(failed)
        if word in UNSURE:
            return lambda: mailings.mark_unsure(mailing, at=at)
        return lambda: mailings.mark_failed(mailing, word, at=at)
    return lambda: mailings.mark_sent(mailing, at=at)


def hindrance(mailing: Mailing, premises: Premises) -> str:
    """Why it cannot even be tried, as a word: no server, no file, or what was found out since it was asked for."""
    if not can_send(premises):
        return "no_way"
    if mailing.document.state != ISSUED:  # set apart meanwhile
        return "held"
    if not mailing.is_letter:
        return ""
    if trust.file_state(mailing.sha256) in annexes.NOT_SENT or not annexes.are_sound(mailing.document):
        return "seal_broken"
    there = all(premises.store.path(sha256).exists() for sha256, _ in enclosed(mailing))
    return "" if there else "file"


def enclosed(mailing: Mailing) -> list[tuple[str, str]]:
    """SHA-256 and name of the files of a letter: its own, then its annexes as they were sealed."""
    return [(mailing.sha256, mailing.name), *((annex.sha256, annex.name) for annex in annexes.of(mailing.document))]


def parcel_of(mailing: Mailing, premises: Premises) -> transport.Parcel:
    """The mail as it is handed over: the letter with its file, or the words that call it back."""
    document: Document = mailing.document
    name = f"{document.kind} số {document.reference}"
    subject = f"{name}: {document.subject}" if mailing.is_letter else f"Thu hồi {name}"
    files: tuple[transport.Enclosed, ...] = ()
    if mailing.is_letter:
        files = tuple(
            transport.Enclosed(path=str(premises.store.path(sha256).resolve()), name=name, sha256=sha256)
            for sha256, name in enclosed(mailing)
        )
    return transport.Parcel(
        to=mailing.address, subject=" ".join(subject.split())[:400], message_id=mailing.message_id, files=files,
        text=letter(mailing) if mailing.is_letter else recall(mailing), is_by_hand=True,
    )


def letter(mailing: Mailing) -> str:
    """The words beside the file: what it is, and how its receiver knows that it is whole."""
    office, document = Office.current(), mailing.document
    olds = "; ".join(f"{old.reference} ngày {old.dated_on:%d/%m/%Y}" for old in succession.replaced_by_this(document))
    return "\n".join(filter(None, (
        f"Kính gửi: {mailing.recipient.name}", "",
        f"{office.name} gửi {heading(document)}.",
        f"Trích yếu: {document.subject}",
        f"Văn bản này thay thế văn bản số {olds}." if olds else "", "",
        "Văn bản kèm theo đã ký số và đóng dấu bằng chữ ký số cơ quan; bản in ra không có giá trị như bản điện tử.",
        *(f"Tệp: {name}\nMã băm SHA-256: {sha256}" for sha256, name in enclosed(mailing)), "",
        "Đề nghị kiểm tra chữ ký số trước khi tiếp nhận và báo lại nếu văn bản gửi nhầm hoặc không đọc được.",
        f"Văn thư: {mailing.by.name}",
    ))) + "\n"  # fmt: skip


def recall(mailing: Mailing) -> str:
    """The words that ask for the document back."""
    office, document = Office.current(), mailing.document
    return (
        f"Kính gửi: {mailing.recipient.name}\n\n{office.name} thu hồi {heading(document)}, đã gửi qua thư điện tử.\n"
        f"Trích yếu: {document.subject}\nLý do: {mailing.words}\n\n"
        "Đề nghị cơ quan nhận hủy bản điện tử đã nhận và trả lời thư này khi đã hủy.\n"
        f"Văn thư: {mailing.by.name}\n"
    )


def heading(document: Document) -> str:
    """Which document, as a sentence names it."""
    return f"{document.kind} số {document.reference} ngày {document.dated_on:%d/%m/%Y}"


def returned_in(found: dict[str, Any]) -> Mailing | None:
    """The mail of ours that a message says has come back, or is late."""
    told = found.get("returned")
    return Mailing.named(rules.ours_among(told["ids"])) if told else None


def give_up(mailing_id: int, *, at: datetime) -> None:
    """What the worker could not even try stands in sight of the clerk."""
    mailing = mailings.load(mailing_id)
    if mailing.state == rules.LEAVING:
        mailings.mark_unsure(mailing, at=at)
    else:
        mailings.give_up(mailing, "garbled", at=at)
