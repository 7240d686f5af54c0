"""The life of one letter of the simulated month, in and out: each step plans the next one, some too late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from portal.office import (
    annexes,
    directing,
    dividing,
    dossiers,
    draft_annexes,
    drafting,
    entering,
    issuing,
    packets,
    paper_numbers,
    parcels,
    receiving,
    refusing,
    rights,
)
from portal.office.assignments import Assignment
from portal.office.documents import Document, Version, add_version
from portal.office.dossiers import Dossier
from portal.office.entering import Facts
from portal.office.outbox import Job
from portal.office.paper_numbers import PaperFacts
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.office.recipients import Line, Recipient
from portal.rules import packets as wire
from portal.rules.doors import PACKET
from portal.rules.kinds import BY_NAME, LETTER
from portal.rules.recipients import ELECTRONIC, PAPER
from portal.rules.roles import Role, Scope
from portal.rules.sending import PRINTED, TO_PRINT, TO_SEND
from portal.rules.states import IN_PROGRESS, RECEIVED

if TYPE_CHECKING:
    from portal.bench.month import Month

URGENCY = {"Khẩn": "urgent", "Thượng khẩn": "very_urgent", "Hỏa tốc": "express"}
FIRST_HOUR, LAST_HOUR = 7.5, 16.9
AGENT_AWAY = (date(2026, 10, 8), date(2026, 10, 21))  # days on which no packet of ours left


@dataclass
class Letter:
    """What both directions share: the month, a document of the archive, and the day on which it begins."""

    month: "Month"
    doc: dict[str, Any]
    day: date
    document: Document | None = None

    @property
    def kept(self) -> Document:
        """The document; the verbs ask the database how it stands by themselves."""
        assert self.document is not None
        return self.document

    @property
    def state(self) -> str:
        """Where it stands now."""
        return str(Document.select(Document.state).where(Document.id == self.kept.id).scalar())

    @property
    def word(self) -> str:
        """A word no other form has used."""
        return f"thang-{self.doc['id']}"

    def happens(self, share: float) -> bool:
        """Whether what happens to such a share of letters happens to this one."""
        return self.month.chance.random() < share

    def on(self, day: date, act: Callable[[datetime], None], first: float = 8, last: float = 10.5) -> None:
        """Plan a step for some moment of a day."""
        self.month.at(self.month.moment(day, first, last), act)

    def soon(self, at: datetime, minutes: tuple[float, float], act: Callable[[datetime], None]) -> None:
        """Plan a step so many minutes from now, or for the next working morning when the office has closed."""
        later = at + timedelta(minutes=minutes[0] + (minutes[1] - minutes[0]) * self.month.chance.random())
        if later.hour + later.minute / 60 < LAST_HOUR and later.date() == at.date():
            self.month.at(later, act)
        else:
            self.on(self.month.working(at.date(), 1), act)

    def file(self, by: Person, at: datetime) -> None:
        """Put the document into one of the open dossiers."""
        place = int(len(self.month.dossiers) * self.month.chance.random() ** 3)  # few are thick, many are thin
        if self.kept.channel == "paper":
            place -= place % 2  # and paper lies only in every other one
        dossier: Dossier = Dossier.get_by_id(self.month.dossiers[place].id)
        if not dossier.is_closed and rights.may_read(by, self.kept):
            dossiers.file(self.kept, dossier, by=by, at=at)


class Incoming(Letter):
    """A letter that comes: by upload, on paper or by packet."""

    def begin(self) -> None:
        """It arrives during the hours of the office."""
        self.on(self.day, self.arrive, FIRST_HOUR, LAST_HOUR - 0.4)

    def arrive(self, at: datetime) -> None:
        """By one of the doors; some are sent away, a few wait for ever."""
        month, by = self.month, self.month.one_of("vanthu", "vanthu2")
        way = month.chance.random()
        if way < 0.2:
            self.document = receiving.receive_paper(by=by, at=at)
        elif way < 0.5:
            self.come_by_packet(at)
        else:
            self.document = receiving.receive(month.files.one(at), "cong-van.pdf", by=by, at=at)
        if self.document is None:
            return
        if self.document.original:
            sound = "good" if self.happens(0.8) else "unsigned"
            month.files.judged(self.document.original.sha256, sound if self.happens(0.97) else "broken", at)
        if self.happens(0.02):
            self.soon(at, (10, 60), self.refuse)
        elif self.doc["urgency"] != "Thường":
            self.soon(at, (4, 45), self.enter)
        elif self.happens(0.99):
            self.plan_entry(at)

    def plan_entry(self, at: datetime) -> None:
        """Mostly within the hour, or the next morning; now and then days too late."""
        if self.happens(0.06):
            self.on(self.month.working(at.date(), 2 + int(3 * self.month.chance.random())), self.enter, 8, 16)
        elif self.happens(0.12):
            self.on(self.month.working(at.date(), 1), self.enter)
        else:
            self.soon(at, (10, 90), self.enter)

    def come_by_packet(self, at: datetime) -> None:
        """As the axis brings it; a packet that is wrong is answered and makes no letter."""
        doc, sha256 = self.doc, self.month.files.one(at)
        arrival = receiving.keep(PACKET, self.word, sha256, "goi-tin.edxml", at=at)
        message = wire.Packet(
            sender=wire.Party(code=f"H99.{doc['id']}", name=doc["agency"]), document_id=f"H99,2026,{doc['id']}",
            number=str(doc["number"]), symbol=doc["notation"], dated_on=at.date(), subject=doc["subject"],
        )
        if self.happens(0.03):
            packets.refuse(arrival, message, "no_day", at=at)
            return
        file = {"sha256": self.month.files.one(at), "name": "cong-van.pdf", "media_type": "application/pdf"}
        self.document = packets.take(arrival, message, [file], at=at).document

    def refuse(self, at: datetime) -> None:
        """It was not meant for this office."""
        refusing.refuse(self.kept, "other", "Gửi nhầm nơi nhận", by=self.month.people["vanthu"], at=at)

    def enter(self, at: datetime) -> None:
        """The clerk gives it its number; most are presented, a few were entered by mistake."""
        doc, by = self.doc, self.month.one_of("vanthu", "vanthu2")
        if self.state != RECEIVED:
            return
        facts = Facts(
            issuer=doc["agency"], subject=doc["subject"], reference=doc["code"], dated_on=self.day, kind=doc["type"],
            signatory=doc["signer"], position=doc["position"], urgency=URGENCY.get(doc["urgency"], "normal"),
            received_on=self.kept.received_on,
        )
        self.document = entering.enter(
            self.kept, facts, by=by, at=at, request_id=self.word, reason="Đã hỏi lại nơi gửi"
        )
        if self.happens(0.015):
            self.soon(at, (60, 600), self.void)
        elif self.happens(0.96):
            self.soon(at, (5, 40), self.present)

    def void(self, at: datetime) -> None:
        """It was entered by mistake."""
        entering.void(self.kept, "Vào sổ nhầm", by=self.month.people["vanthu"], at=at)

    def present(self, at: datetime) -> None:
        """Before one of the leaders."""
        leader = self.month.one_of("chutich", "phochutich")
        directing.present(self.kept, leader, by=self.month.people["vanthu"], at=at)
        if self.happens(0.97):
            self.soon(at, (20, 400), lambda at: self.direct(leader, at))

    def direct(self, leader: Person, at: datetime) -> None:
        """To a person or a unit, most with a deadline; a few letters only those named may read."""
        month, people = self.month, self.month.people
        if self.happens(0.03):
            rights.set_scope(self.kept, Scope.RESTRICTED, by=leader, at=at)
        officers = [person for person in people.values() if person.role in (Role.OFFICER, Role.UNIT_HEAD)]
        handler = month.chance.choice(officers)
        lead = handler if self.happens(0.7) else handler.unit
        due_on = month.working(at.date(), 2 + int(7 * month.chance.random())) if self.happens(0.8) else None
        others = [unit for unit in month.units if unit != handler.unit]
        support = [month.chance.choice(others)] if self.happens(0.3) else []
        directing.direct(
            self.kept, "Giao chủ trì tham mưu xử lý", lead, by=leader, at=at, support=support, due_on=due_on
        )
        if lead == handler.unit and handler.role == Role.OFFICER and self.happens(0.5):
            self.soon(at, (10, 120), lambda at: self.give_on(handler, at))
        if self.happens(0.5):
            self.soon(at, (10, 300), lambda at: directing.mark_seen(self.kept, by=handler, at=at))
        if self.happens(0.9):
            late = int(1 + 4 * month.chance.random()) if self.happens(0.14) else 0
            days = 1 + int(4 * month.chance.random())
            done_on = month.working(due_on, late) if due_on and late else month.working(at.date(), days)
            day = min(done_on, due_on) if due_on and not late else done_on
            self.on(day, lambda at: self.report(handler, at), 13.2, 16.5)

    def give_on(self, officer: Person, at: datetime) -> None:
        """The head of the unit gives it on to one of its people."""
        dividing.give_on(self.leading[-1], officer, by=self.head_of(officer), at=at)

    def head_of(self, officer: Person) -> Person:
        """Who heads the unit."""
        heads = (one for one in self.month.people.values() if one.role == Role.UNIT_HEAD)
        return next(head for head in heads if head.unit == officer.unit)

    @property
    def leading(self) -> list[Assignment]:
        """Who leads and has not reported; within a unit the one it was given on to comes last."""
        mine = Assignment.select().where(Assignment.document == self.kept, Assignment.role == "lead")
        return list(mine.where(Assignment.done_at.is_null()).order_by(Assignment.id))

    def report(self, handler: Person, at: datetime) -> None:
        """The work is done, and where it was given on its head reports it; most letters go into a dossier then."""
        leading = self.leading
        if not leading or self.state != IN_PROGRESS:
            return
        directing.report(leading[-1], "Đã thực hiện", by=handler, at=at)
        if len(leading) > 1:
            self.soon(at, (5, 60), lambda at: self.report(self.head_of(handler), at))
        elif self.happens(0.7):
            self.file(handler, at)


class Outgoing(Letter):
    """A document of ours: drafted, signed, numbered, sealed, sent."""

    signer: Person
    drafter: Person

    def begin(self) -> None:
        """Drafted in the morning, or written and signed on paper."""
        officers = [person for person in self.month.people.values() if person.role == Role.OFFICER]
        self.drafter = self.month.chance.choice(officers)
        self.signer = self.month.people["chutich" if self.happens(0.65) else "phochutich"]
        way = self.month.chance.random()
        self.on(self.day, self.write_by_hand if way < 0.07 else self.draft, 7.6, 11)

    @property
    def kind(self) -> str:
        """A type this office may issue."""
        kind = str(self.doc["type"])
        return kind if kind in BY_NAME and kind != "Nghị quyết" else LETTER.name

    def lines(self) -> tuple[Line, ...]:
        """Agencies by wire, here and there somebody on paper, the units, and the copy kept."""
        units = [Line(str(unit.name)) for unit in self.month.units if self.happens(0.3)]
        names = [Line(str(name)) for name in self.doc["recipients"] if not name.startswith(("Lưu", "Như"))]
        persons = [Line("Ông Lò Văn Tấn", PAPER, is_person=True)] if self.happens(0.08) else []
        on_paper = [Line("Trưởng thôn Nà Lầu", PAPER)] if self.happens(0.05) else []
        return (*persons, *on_paper, Line("Lưu: VT", PAPER), *names, *units)

    def draft(self, at: datetime) -> None:
        """The drafter's file stands as PDF; some have an annex."""
        is_head = self.signer == self.month.people["chutich"]
        outline = drafting.Outline(
            kind=self.kind, subject=self.doc["subject"], signer=self.signer, recipients=self.lines(), unit_symbol="VP",
            capacity="TM. ỦY BAN NHÂN DÂN" if is_head else "KT. CHỦ TỊCH",
            position="CHỦ TỊCH" if is_head else "PHÓ CHỦ TỊCH", urgency=URGENCY.get(self.doc["urgency"], "normal"),
        )
        self.document = drafting.draft(outline, self.month.files.one(at), "du-thao.pdf", "pdf", by=self.drafter, at=at)
        if self.happens(0.1):
            draft_annexes.add(self.kept, self.month.files.one(at), "phu-luc.pdf", by=self.drafter, at=at)
        self.soon(at, (20, 150), self.submit)

    def submit(self, at: datetime) -> None:
        """To the signer, who now and then sends it back."""
        Job.delete().where(Job.kind == "read_enclosed").execute()  # no worker looks through the annexes here
        drafting.submit(self.kept, by=self.drafter, at=at)
        self.soon(at, (20, 300), self.send_back if self.happens(0.05) else self.sign)

    def send_back(self, at: datetime) -> None:
        """Something is to be mended."""
        drafting.send_back(self.kept, "Rà soát lại số liệu", by=self.signer, at=at)
        self.soon(at, (60, 400), self.submit_again)

    def submit_again(self, at: datetime) -> None:
        """Mended."""
        drafting.submit(self.kept, by=self.drafter, at=at)
        self.soon(at, (20, 300), self.sign)

    def sign(self, at: datetime) -> None:
        """The signer's signature; some cannot be checked, some are by a certificate nobody approved."""
        state = "valid_unchecked" if self.happens(0.07) else "valid"
        own = self.month.certificates[self.signer.id] if self.happens(0.96) else "0" * 64
        version = self.version("signed", self.signer, at)
        self.month.files.judged(version.sha256, "good" if state == "valid" else "undetermined", at,
                                {"state": state, "certificate": own})
        drafting.mark_signed(self.kept, by=self.signer, at=at, version=version)
        self.soon(at, (5, 60), self.number)

    def version(self, role: str, by: Person, at: datetime) -> Version:
        """The next version of the bytes."""
        sha256, document = self.month.files.one(at), self.kept
        base = document.latest.n if document.latest else 0
        return add_version(document, sha256, role, "van-ban.pdf", base_n=base, by=by, at=at)

    def number(self, at: datetime) -> None:
        """Number and day."""
        document, by = self.kept, self.month.one_of("vanthu", "vanthu2")
        base = document.latest.n if document.latest else 0
        self.document = issuing.give_number(
            document, issuing.number_for(document, at), self.month.files.one(at), "van-ban.pdf", base_n=base, by=by,
            at=at, request_id=self.word,
        )
        self.soon(at, (3, 20), self.seal)

    def seal(self, at: datetime) -> None:
        """The agency's signature on letter and annexes."""
        clerk, files = self.month.people["vanthu"], self.month.files
        version = self.version("sealed", clerk, at)
        files.judged(version.sha256, "undetermined" if self.happens(0.05) else "good", at)
        issuing.mark_sealed(self.kept, by=clerk, at=at, version=version)
        for annex in annexes.of(self.kept):
            made = files.one(at)
            files.judged(made, "undetermined" if self.happens(0.1) else "good", at)
            annexes.note_sealed(annex, annex.sha256, made, by=clerk, at=at)
        if self.happens(0.03):  # what held on the day does not hold later: a certificate was revoked
            self.on(self.month.working(at.date(), 3), lambda at: files.judged(version.sha256, "broken", at))
        if self.happens(0.87):
            self.soon(at, (2, 30), self.issue)
        elif self.happens(0.8):
            self.on(self.month.working(at.date(), 1 + int(2 * self.month.chance.random())), self.issue, 8, 16)

    def issue(self, at: datetime) -> None:
        """Out it goes, unless its seal turned out broken meanwhile."""
        document = self.kept
        sealed = issuing.sealed_version(document)
        if sealed is not None and self.month.files.state(sealed.sha256) == "broken":
            return
        issuing.issue(document, by=self.month.people["vanthu"], at=at)
        self.plan_sending(at)
        if self.happens(0.55):
            self.soon(at, (30, 300), lambda at: self.file(self.drafter, at))

    def plan_sending(self, at: datetime) -> None:
        """By wire within minutes, on paper within the day; a few are left lying."""
        for channel, minutes in ((ELECTRONIC, (3, 30)), (PAPER, (30, 240))):
            if self.happens(0.9):
                self.soon(at, minutes, lambda at, channel=channel: self.send(channel, at))  # type: ignore[misc]
            elif self.happens(0.8):
                late = self.month.working(at.date(), 1 + int(3 * self.month.chance.random()))
                self.on(late, lambda at, channel=channel: self.send(channel, at), 13.5, 16.5)  # type: ignore[misc]

    def send(self, channel: str, at: datetime) -> None:
        """Noted as sent by hand, where anything waits."""
        waiting = [line for line in Recipient.sent_to(self.kept) if line.channel == channel]
        is_sound = channel == PAPER or self.month.files.state(self.sealed_sha256) != "broken"
        if is_sound and any(line.status in (TO_PRINT, PRINTED, TO_SEND) for line in waiting):
            issuing.note_sent(self.kept, channel, by=self.month.people["vanthu"], at=at)

    @property
    def sealed_sha256(self) -> str:
        """The sealed bytes, if any."""
        sealed = issuing.sealed_version(self.kept)
        return sealed.sha256 if sealed else ""

    def write_by_hand(self, at: datetime) -> None:
        """Signed and sealed on paper; some are certified copies."""
        is_copy = self.happens(0.2)
        facts = PaperFacts(
            kind="Sao y" if is_copy else self.kind, subject=self.doc["subject"], signatory=str(self.signer.name),
            unit_symbol="VP", lines=(Line("Trưởng thôn Nà Lầu", PAPER), Line("Lưu: VT", PAPER)),
        )
        clerk = self.month.people["vanthu"]
        self.document = paper_numbers.give(facts, by=clerk, at=at, request_id=self.word)
        self.soon(at, (5, 30), self.issue)


def let_packets_leave(at: datetime) -> None:
    """The agent of the axis takes what waits, unless it is away."""
    if at.date() in AGENT_AWAY:
        return
    for parcel in list(Parcel.waiting()):
        if parcels.begin(parcel):
            parcels.mark_sent(parcel, at=at)
