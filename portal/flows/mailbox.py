"""Hộp thư cơ quan: look into it, keep what is new byte for byte, mark it seen afterwards, and look inside each mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from portal.adapters import sandbox
from portal.adapters.archives import Entry
from portal.adapters.blobs import digest_of
from portal.adapters.transports import mailbox as transport
from portal.adapters.transports.mailbox import Account, Mail
from portal.flows import intake, keeping, unpacking
from portal.flows.mailing import returned_in
from portal.flows.premises import Premises, work_folder
from portal.flows.settling import Settle, nothing
from portal.flows.unpacking import Kept
from portal.office import arrivals, holding, looks, mailbox, mailings, outbox, senders
from portal.office.arrivals import Arrival
from portal.office.looks import Look
from portal.office.mailings import Mailing
from portal.rules import doors, filetypes, secrets
from portal.rules import mail as rules
from portal.rules.errors import FileRefused, MailFault
from portal.rules.senders import MAIL, Told

JOB = "look_mailbox"
_SECONDS, _MEMORY = 60, 1024 * sandbox.MEGABYTE  # a mail of 50 MB takes a few copies of itself to read


def is_due(premises: Premises, *, at: datetime) -> bool:
    """Whether the mailbox has waited long enough for the next look."""
    if premises.mailbox is None:
        return False
    last = Look.newest(doors.MAIL)
    return last is None or not timedelta(0) <= at - last.until < timedelta(minutes=premises.mail_minutes)


def ask() -> None:
    """Have the mailbox looked into as soon as the worker can."""
    outbox.put(JOB, dedup=JOB)


def look(*, at: datetime, premises: Premises) -> Settle:
    """Fetch what is new; each message is stored and noted by itself, so that nothing is lost wherever this ends."""
    account = premises.mailbox
    if account is None:
        return nothing
    places = mailbox.places(account.name)
    fetched = transport.fetch(
        account, premises.scratch / "mailbox", validity=places.validity, known=places.known, late=places.late,
        limits=transport.Limits(message=min(rules.MOST_MESSAGE, premises.upload_limit)),
    )
    fault, taken = fetched.fault, 0
    try:
        for mail in fetched.mails:
            taken += keep(mail, account, at=at, premises=premises)
    except FileRefused as refusal:  # the disk is nearly full: what is not kept is fetched again
        fault = str(refusal.data["why"])
    if fetched.stuck is not None:
        mailbox.note_stuck(account.name, *fetched.stuck, at=at)
    unmarked = mark_seen(account) if fetched.mails or not fault else ""  # who gave something can mark it, too
    fault = fault or unmarked

    def settle() -> None:
        looks.looked(doors.MAIL, at=at, found=fetched.found, taken=taken, fault=fault)
        outbox.forget_failed(JOB)
        if fetched.left and fetched.mails and not fault:
            ask()

    return settle


def keep(mail: Mail, account: Account, *, at: datetime, premises: Premises) -> bool:
    """Store one message and remember its place; whether it is new here.  Only then may it be marked as seen."""
    digest = digest_of(mail.path)
    key = rules.key(account.name, mail.validity, mail.uid, digest)
    notes = {} if mail.is_whole else {"too_large": mail.size}
    name = rules.title(f"Thư {mail.uid}")
    arrival = keeping.take(mail.path, doors.MAIL, key, name, at=at, premises=premises, notes=notes)
    mailbox.note_kept(account.name, mail.validity, mail.uid, digest, at=at)
    mail.path.unlink()
    return bool(arrival.arrived_at == at)


def mark_seen(account: Account) -> str:
    """Mark in the mailbox what is kept here; the fault if that failed, and then it is tried at the next look."""
    validity = mailbox.places(account.name).validity
    waiting = [place.uid for place in mailbox.MailPlace.unmarked(account.name, validity)]
    if not waiting:
        return ""
    try:
        if transport.mark_seen(account, validity, waiting):
            mailbox.note_marked(account.name, validity, waiting)
    except MailFault as failed:
        return str(failed)
    return ""


@dataclass(frozen=True)
class Opened:
    """A message as the child found it, and of its parts those kept by themselves."""

    found: dict[str, Any]
    kept: list[Kept]

    @property
    def sender(self) -> str:
        """The name and, always, the address."""
        who = [f"{name} <{address}>" if name else address for name, address in self.found["from"]]
        return rules.BOTH.join(who)

    @property
    def sent_at(self) -> datetime | None:
        """When the sender says it was sent."""
        return datetime.fromisoformat(self.found["date"]) if self.found["date"] else None

    @cached_property
    def digest(self) -> str:
        """The same for two messages that say the same, by whatever road they came."""
        parts = sorted((part["name"], part["sha256"]) for part in self.found["parts"])
        return sha256(repr((self.found["message_id"], self.found["text"], parts)).encode()).hexdigest()

    @property
    def notes(self) -> dict[str, Any]:
        """What is kept beside the message."""
        told = ("name", "size", "type", "why")
        return {
            "message_id": self.found["message_id"], "digest": self.digest, "mail_notes": self.found["notes"],
            "reply_to": [address for _, address in self.found["reply_to"]],
            "parts": [{name: part[name] for name in told} for part in self.found["parts"][: rules.MOST_NAMED]],
        }


def interpret(arrival: Arrival, *, at: datetime, premises: Premises) -> Settle:
    """Take a message apart: each page in it waits to be entered, each packet or archive is looked into in turn."""
    with work_folder(premises) as folder:
        found = unpacked(premises.store.path(arrival.sha256), folder, arrivals.room(arrival))
        if bears_mark(found, folder, premises):
            return lambda: holding.hold_whole(arrival, at=at)
        if (mailing := returned_in(found)) is not None:
            return lambda: settle_returned(arrival, Opened(found, []), mailing, at=at)
        opened = Opened(found, list(stored_parts(found["parts"], folder, premises)))
    return lambda: settle_mail(arrival, opened)


def bears_mark(found: dict[str, Any], folder: Path, premises: Premises) -> bool:
    """Whether what a message says, or words that come with it, bear a secret mark."""
    files = [(str(folder / part["file"]), part["name"], part["type"]) for part in found["parts"]]
    written = "\n".join((found["subject"], found["text"]))
    return secrets.is_marked(written) or intake.words_bear_mark(files, premises)


def stored_parts(parts: list[dict[str, Any]], folder: Path, premises: Premises) -> Iterator[Kept]:
    """What may be a letter, and tables that come with one, go into the store."""
    for part in rules.chosen(parts):
        entry = Entry(part["name"], "", part["type"], part["why"])
        yield Kept(entry, keeping.inside(folder / part["file"], premises))


def unpacked(path: Path, folder: Path, most: int) -> dict[str, Any]:
    """What the child found in a message; the parts are files in the folder, each told by its SHA-256."""
    found: dict[str, Any] = sandbox.call(
        "portal.adapters.mail_messages:unpack", {"path": str(path.resolve()), "folder": str(folder), "most": most},
        seconds=_SECONDS, memory=_MEMORY, written=rules.MOST_MESSAGE,
    )
    for part in found["parts"]:
        part["sha256"] = digest_of(folder / part["file"])
    return found


def settle_mail(arrival: Arrival, opened: Opened) -> None:
    """Store what a message holds; the same message by another road adds nothing."""
    told = note_words(arrival, opened)
    if "too_large" in arrival.notes:
        arrivals.settle(arrival, doors.UNREADABLE, rules.TOO_LARGE, **opened.notes)
        return
    known, inside = take_letters(arrival, opened.kept, told)
    same = None if opened.kept else same_message(arrival, opened)
    if opened.kept or same is not None:
        problem = "" if same is None else rules.SAME_MESSAGE
        arrivals.settle(arrival, doors.TAKEN, problem, known=known, met=arrivals.met(arrival, inside), **opened.notes)
    else:
        arrivals.settle(arrival, doors.NOTHING, **opened.notes)


def note_words(arrival: Arrival, opened: Opened) -> dict[str, Any]:
    """Keep who wrote, about what, when, and the text; what of it concerns the letters inside as well is the answer."""
    told = {"sender": opened.sender, "subject": opened.found["subject"], "sent_at": opened.sent_at}
    name = filetypes.label(rules.title(opened.found["subject"]))
    Arrival.update(**told, name=name).where(Arrival.id == arrival.id).execute()
    mailbox.keep_text(arrival, opened.found["text"])
    arrivals.spend(arrival, opened.found["unpacked"])
    return told


def settle_returned(arrival: Arrival, opened: Opened, mailing: Mailing, *, at: datetime) -> None:
    """A mail of ours came back: it is told at its line, and what lies in it, our own letter, enters no queue."""
    told = opened.found["returned"]
    note_words(arrival, opened)
    mailings.note_returned(mailing, told["words"], is_final=told["is_final"], arrival=arrival, at=at)
    arrivals.settle(arrival, doors.TAKEN, returned=mailing.document_id, **opened.notes)


def take_letters(arrival: Arrival, kept: list[Kept], told: dict[str, Any]) -> tuple[list[int], list[Arrival]]:
    """Pages become letters, each with what belongs to it; what has to be looked into first comes in by itself.

    The answer are the letters that were here before, and what came in by itself.
    """
    whole = [each for each in kept if each.entry.media_type in rules.WITH_PAGES]
    known = [here.id for group in unpacking.grouped(whole) if (here := unpacking.take(arrival, group, whole))]
    inside = [
        keeping.take_in(each.blob, doors.MAIL, each.label, at=arrival.arrived_at, notes={"mail": arrival.id}, **told)
        for each in kept if each not in whole
    ]
    return known, inside


def same_message(arrival: Arrival, opened: Opened) -> Arrival | None:
    """A message that came before and says the very same."""
    alike = Arrival.select().where(
        Arrival.door == doors.MAIL, Arrival.id < arrival.id, Arrival.subject == opened.found["subject"],
        Arrival.sender == opened.sender,
    )
    return next((each for each in alike if each.notes.get("digest") == opened.digest), None)


def is_mail(arrival: Arrival) -> bool:
    """Whether the thing is a message, and not what came in one."""
    return "mail_notes" in arrival.notes


def known_sender(arrival: Arrival) -> str:
    """The agency whose address this is, by its name; the name the mail gives proves nothing."""
    known = senders.owners(Told("", mail=arrival.sender), None)
    return known.get((MAIL, rules.bare_address(arrival.sender)), "")


@dataclass(frozen=True)
class Standing:
    """How the mailbox stands, for the pages: never its password."""

    account: Account
    minutes: int
    last: Look | None
    is_asked: bool

    @property
    def fault(self) -> str:
        """What stopped the last look, as a word."""
        return self.last.fault if self.last else ""

    @property
    def since(self) -> datetime | None:
        """When it was first not to be had, None while it is."""
        return Look.faulty_since(doors.MAIL)


def standing(premises: Premises) -> Standing | None:
    """The mailbox as it was at the last look; None where none is set."""
    if premises.mailbox is None:
        return None
    asked = outbox.Job.waiting().where(outbox.Job.kind == JOB).exists()
    return Standing(premises.mailbox, premises.mail_minutes, Look.newest(doors.MAIL), bool(asked))

