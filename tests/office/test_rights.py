"""Who may read what: whatever happens, every way to ask gives the answer of a model of ten lines."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal import db
from portal.flows import plain_search, searching
from portal.office import (
    accounts,
    asking,
    desk,
    directing,
    dividing,
    dossiers,
    draft_lists,
    drafting,
    duties,
    entering,
    extending,
    handing_back,
    holding,
    issuing,
    leaving,
    refusing,
    rights,
    routing_acts,
    stand_ins,
    unfiled,
    worklists,
)
from portal.office.assignments import HANDED_BACK, TAKEN_BACK, Assignment
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.people import Person, Unit
from portal.office.recipients import Line
from portal.rules import errors
from portal.rules.days import Calendar
from portal.rules.drafts import ASKED
from portal.rules.roles import Role, Scope
from portal.rules.stand_ins import may_stand_in
from portal.rules.states import DRAFTING, STEPS
from tests.office_fixtures import (
    NOW,
    TODAY,
    Staff,
    drafted,
    entered,
    facts,
    issued,
    outline,
    put_version,
    received,
    request_id,
    staff,
    stored,
)


@dataclass
class Sheet:
    """A document as the model knows it; a grant is (kind of holder, its id, reason)."""

    state: str
    scope: str = "normal"
    grants: set[tuple[str, int, str]] = field(default_factory=set)
    presented: int = 0  # to whom
    is_directed: bool = False  # by the first leader, the only one who directs
    asked: set[tuple[str, int, str]] = field(default_factory=set)  # (kind of holder, its id, about what), unanswered
    filed: set[int] = field(default_factory=set)  # into whose dossier


@dataclass
class Reader:
    """A person as the model knows them."""

    role: str
    unit: int | None
    active: bool = True


@dataclass
class Leave:
    """An absence as the model knows it."""

    absent: int
    deputy: int
    first: date
    last: date


def is_lent(sheet: Sheet, absent: list[int], readers: dict[int, Reader]) -> bool:
    """What a stand-in reads of the work of those absent: open letters that name no single persons."""
    units = {readers[i].unit for i in absent if readers[i].role == "unit_head"}
    given = {h if k == "person" else (k, h) for k, h, reason in sheet.grants if reason in ("lead", "support", "direct")}
    open_to_all = sheet.scope != "restricted" and sheet.state in ENTERED_STATES
    return open_to_all and bool(given & {*absent, *(("unit", unit) for unit in units if unit)})


def may_read(who: int, sheet: Sheet, readers: dict[int, Reader], absent: list[int]) -> bool:
    """The rights of threats.md §4 in ten lines."""
    me = readers[who]
    if not me.active or me.role in ("admin", "safety_officer") or sheet.state == "removed":
        return False
    if sheet.state == "held":
        return me.role == "clerk"
    mates = {i for i, other in readers.items() if me.role == "unit_head" and me.unit and other.unit == me.unit}
    given = {who} | (mates if sheet.scope != "restricted" else set())
    if any(holder in given if kind == "person" else holder == me.unit for kind, holder, _ in sheet.grants):
        return True
    if is_lent(sheet, absent, readers):
        return True
    ordinary = sheet.scope == "open" or (sheet.scope == "normal" and me.role in ("clerk", "leader"))
    return ordinary and sheet.state not in ("draft", "submitted", "returned")


ENTERED_STATES = ("entered", "in_progress")
ROUTED = ("receive", "lead", "support", "inform")
RECEIVERS = ("Phòng Kinh tế", "Vũ Văn Khác")  # of what is drafted: a unit of this office and a person
pick = st.integers(min_value=0, max_value=10_000)  # which of what exists; the rules take it modulo
replaced_or_kept = st.sampled_from([directing.REPLACE, directing.KEEP])  # whoever leads already


class Office(RuleBasedStateMachine):
    """Anything an office does to its documents and people, in any order.

    The first clerk, leader and administrator act and never change; the others are moved, blocked and given roles.
    """

    image = b""
    asked_after_each_step = 2

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[int, Sheet] = {}

    @initialize()
    def open_office(self) -> None:
        db.database.init(":memory:", pragmas=db.PRAGMAS)
        db.database.connection().deserialize(self.image)
        self.staff: Staff = staff()
        accounts.hire("Trưởng Hai", "truong2", Role.UNIT_HEAD, password=GOOD, by=self.staff.admin, at=NOW,
                      unit=self.staff.culture)
        self.readers = {p.id: Reader(str(p.role), p.unit_id) for p in Person.select()}
        self.units = [u.id for u in Unit.select().order_by(Unit.id)]
        self.turn = 0
        self.day = TODAY
        self.leaves: list[Leave] = []
        self.head = 0  # of the office, once named
        acting = (self.staff.clerk, self.staff.leader, self.staff.admin)
        self.changing = [i for i in self.readers if i not in {p.id for p in acting}]

    def in_state(self, *states: str) -> list[int]:
        return [i for i, sheet in self.sheets.items() if sheet.state in states]

    def one(self, number: int, *states: str) -> tuple[Document, Sheet]:
        ids = self.in_state(*states) if states else list(self.sheets)
        chosen = ids[number % len(ids)]
        return Document.get_by_id(chosen), self.sheets[chosen]

    def holder(self, number: int) -> tuple[dict[str, Any], tuple[str, int]]:
        """A person or a unit, as the verbs and as the model name it."""
        people, units = list(self.readers), self.units
        if number % (len(people) + len(units)) < len(people):
            found = people[number % (len(people) + len(units))]
            return {"person": Person.get_by_id(found)}, ("person", found)
        unit = units[number % len(units)]
        return {"unit": Unit.get_by_id(unit)}, ("unit", unit)

    # documents come and go

    @rule()
    def receive(self) -> None:
        self.sheets[received(self.staff).id] = Sheet("received")

    @rule(number=pick)
    @precondition(lambda self: self.in_state("received"))
    def enter(self, number: int) -> None:
        document, sheet = self.one(number, "received")
        entering.enter(document, facts(), by=self.staff.clerk, at=NOW, request_id=request_id())
        sheet.state = "entered"

    @rule(number=pick)
    @precondition(lambda self: self.in_state("received"))
    def refuse(self, number: int) -> None:
        document, sheet = self.one(number, "received")
        refusing.refuse(document, "wrong_recipient", by=self.staff.clerk, at=NOW)
        sheet.state = "refused"

    @rule(number=pick)
    @precondition(lambda self: self.in_state("received", *ENTERED_STATES))
    def hold(self, number: int) -> None:
        document, sheet = self.one(number, "received", *ENTERED_STATES)
        holding.hold(document, at=NOW)
        sheet.state = "held"

    @rule(number=pick)
    @precondition(lambda self: self.in_state("held"))
    def remove(self, number: int) -> None:
        document, sheet = self.one(number, "held")
        holding.tell(document, "Chủ tịch", by=self.staff.clerk, at=NOW)
        holding.remove_held(document, ordered_by="Chủ tịch", by=self.staff.clerk, at=NOW)
        sheet.state = "removed"

    @rule(number=pick)
    @precondition(lambda self: self.in_state(*ENTERED_STATES))
    def void(self, number: int) -> None:
        document, sheet = self.one(number, *ENTERED_STATES)
        entering.void(document, "trùng", by=self.staff.clerk, at=NOW)
        sheet.state = "voided"

    # what gives and takes rights

    @rule(number=pick, deputy=st.booleans(), undone=st.booleans())
    @precondition(lambda self: self.in_state(*ENTERED_STATES))
    def present(self, number: int, deputy: bool, undone: bool) -> None:
        document, sheet = self.one(number, *ENTERED_STATES)
        leader = Person.get_by_id(self.staff.deputy.id) if deputy else self.staff.leader
        if not self.routed(lambda: directing.present(document, leader, by=self.staff.clerk, at=NOW),
                           self.staff.clerk, undone):
            return
        if sheet.presented not in (leader.id, self.staff.leader.id if sheet.is_directed else 0):
            sheet.grants.discard(("person", sheet.presented, "direct"))
        sheet.presented = leader.id
        sheet.grants.add(("person", leader.id, "direct"))

    @rule(number=pick, lead=pick, others=st.lists(pick, max_size=2), standing=replaced_or_kept)
    @precondition(lambda self: self.in_state(*ENTERED_STATES, "done"))
    def direct(self, number: int, lead: int, others: list[int], standing: str) -> None:
        document, sheet = self.one(number, *ENTERED_STATES, "done")
        self.give_out(document, sheet, [self.holder(n) for n in (lead, *others)], standing)

    def give_out(
        self, document: Document, sheet: Sheet, handlers: list[tuple[dict[str, Any], tuple[str, int]]],
        standing: str, *, undone: bool = False,
    ) -> None:
        """A directive: the first one, or one that replaces whoever leads or is kept beside them; perhaps undone."""
        leading = Assignment.leading(document)
        is_kept = bool(leading) and standing == directing.KEEP
        leads = [one.handler for one in leading] if is_kept else []
        gone = [] if is_kept else [one for lead in leading for one in (lead, *lead.parts)]
        first, *rest = [next(iter(named.values())) for named, _ in handlers]

        def tell() -> routing_acts.RoutingAct:
            return directing.direct(
                document, "Giao", first, by=self.staff.leader, at=NOW, support=rest[:1], inform=rest[1:],
                standing_lead=standing if leading else "",
            )

        others = [one for one in Assignment.live(document) if one.parent_id is None and one not in leading]
        having = [one.handler for one in others if one.is_open]
        if any(one in having and one not in leads for one in (first, *rest[:1])):
            with pytest.raises(errors.Conflict, match="given_already"):
                tell()
            return
        act = tell()
        if undone:
            routing_acts.undo(act.id, by=self.staff.leader, at=NOW)
            return
        if gone:
            self.ended(gone, sheet)
        sheet.state, sheet.presented, sheet.is_directed = "in_progress", 0, True
        reasons = ("support" if is_kept else "lead", "support", "inform")
        for (_, (kind, holder)), handler, reason in zip(handlers, (first, *rest), reasons, strict=False):
            if reason == "inform" or handler not in leads:
                sheet.grants.add((kind, holder, reason))

    def ended(self, ones: list[Assignment], sheet: Sheet, how: str = TAKEN_BACK) -> None:
        """Rights end with the work, where no other work gives them; what was done before that work is done again."""
        document, ids = ones[0].document, {one.id for one in ones}
        others = [one for one in Assignment.live(document) if one.id not in ids]
        for one in ones:
            kind = "person" if one.person_id else "unit"
            holder = one.person_id or one.unit_id
            live = [(a.person_id if kind == "person" else a.unit_id, a.role) for a in others]
            if (holder, one.role) not in live:
                sheet.grants.discard((kind, holder, one.role))
        if sheet.state == "in_progress" and not Assignment.leading(document):
            if how == TAKEN_BACK and Assignment.leads(document).exists():
                sheet.state = "done"
            else:
                sheet.state, sheet.presented = "entered", self.staff.leader.id

    @rule(number=pick, whom=pick, reason=st.sampled_from(["read", "inform"]))
    @precondition(lambda self: self.sheets)
    def grant(self, number: int, whom: int, reason: str) -> None:
        document, sheet = self.one(number)
        named, (kind, holder) = self.holder(whom)
        rights.grant(document, reason, at=NOW, **named)
        sheet.grants.add((kind, holder, reason))

    @rule(number=pick, which=pick)
    @precondition(lambda self: any(sheet.grants for sheet in self.sheets.values()))
    def revoke(self, number: int, which: int) -> None:
        given = [i for i, sheet in self.sheets.items() if sheet.grants]
        document = Document.get_by_id(given[number % len(given)])
        grants = sorted(self.sheets[document.id].grants)
        kind, holder, reason = grants[which % len(grants)]
        rights.end(document, reason, at=NOW, **{kind: (Person if kind == "person" else Unit).get_by_id(holder)})
        self.sheets[document.id].grants.discard((kind, holder, reason))

    @rule(number=pick, scope=st.sampled_from(Scope))
    @precondition(lambda self: self.sheets)
    def change_scope(self, number: int, scope: Scope) -> None:
        document, sheet = self.one(number)
        rights.set_scope(document, scope, by=self.staff.leader, at=NOW)
        sheet.scope = str(scope)
        if scope == Scope.RESTRICTED:  # whoever narrows it is among those named
            sheet.grants.add(("person", self.staff.leader.id, "read"))

    def routed(self, act: Callable[[], Any], by: Person, undone: bool) -> bool:
        """Do what may be refused, and perhaps undo it at once; whether it stands."""
        try:
            done = act()
        except errors.Refusal:
            return False
        if undone:
            routing_acts.undo(done.id, by=by, at=NOW)
        return not undone

    def absent(self, who: int) -> list[int]:
        """Whose work is this person's today."""
        now = [leave for leave in self.leaves if leave.deputy == who and leave.first <= self.day <= leave.last]
        return [
            leave.absent for leave in now if self.readers[leave.absent].active
            and may_stand_in(self.readers[who].role, self.readers[leave.absent].role)
        ]

    def known(self, person: Person) -> Person:
        """The person as the door knows them on this day."""
        return stand_ins.know(person, on=self.day)

    # drafts

    @rule(who=pick)
    def draft(self, who: int) -> None:
        able = [i for i, r in self.readers.items() if r.active and r.role not in ("admin", "safety_officer")]
        by = Person.get_by_id(able[who % len(able)])
        lines = (*(Line(name) for name in RECEIVERS), Line("Lưu: VT", channel="paper"))
        whole = outline(self.staff, recipients=lines)
        document = drafting.draft(whole, stored(), "a.pdf", "pdf", by=by, at=NOW)
        self.sheets[document.id] = Sheet("draft", grants={("person", by.id, "draft")})

    @rule(number=pick)
    @precondition(lambda self: self.in_state("draft", "returned"))
    def submit(self, number: int) -> None:
        document, sheet = self.one(number, "draft", "returned")
        if not document.created_by.may("draft"):  # blocked, or of another role by now
            return
        drafting.submit(document, by=document.created_by, at=NOW)
        sheet.state = "submitted"
        sheet.grants.add(("person", self.staff.leader.id, "sign"))

    @rule(number=pick)
    @precondition(lambda self: self.in_state("submitted"))
    def send_back(self, number: int) -> None:
        document, sheet = self.one(number, "submitted")
        drafting.send_back(document, "sửa", by=self.staff.leader, at=NOW)
        sheet.state = "returned"
        sheet.grants = {grant for grant in sheet.grants if grant[2] != "sign"}

    @rule(number=pick)
    @precondition(lambda self: self.in_state("submitted"))
    def sign(self, number: int) -> None:
        document, sheet = self.one(number, "submitted")
        put_version(document, "signed", self.staff.leader, NOW)
        drafting.mark_signed(document, by=self.staff.leader, at=NOW, version=document.latest)
        sheet.state = "signed"
        sheet.asked.clear()
        sheet.grants = {grant for grant in sheet.grants if grant[2] != "comment"}

    # people

    @rule(who=pick, unit=pick)
    def move(self, who: int, unit: int) -> None:
        person = Person.get_by_id(self.changing[who % len(self.changing)])
        chosen = [None, *self.units][unit % (len(self.units) + 1)]
        accounts.move(person, Unit.get_by_id(chosen) if chosen else None, by=self.staff.admin, at=NOW)
        if self.readers[person.id].unit != chosen:
            for sheet in self.sheets.values():
                if sheet.state not in ENTERED_STATES and sheet.scope != "restricted":
                    sheet.grants -= {("person", person.id, reason) for reason in ROUTED}
        self.readers[person.id].unit = chosen

    @rule(who=pick, active=st.booleans())
    def block(self, who: int, active: bool) -> None:
        person = Person.get_by_id(self.changing[who % len(self.changing)])
        accounts.set_active(person, active, by=self.staff.admin, at=NOW)
        self.readers[person.id].active = active

    @rule(who=pick, role=st.sampled_from(Role))
    def change_role(self, who: int, role: Role) -> None:
        person = Person.get_by_id(self.changing[who % len(self.changing)])
        accounts.change_role(person, role, by=self.staff.admin, at=NOW)
        self.readers[person.id].role = str(role)

    # every way to ask

    @rule(who=pick)
    def opens_each(self, who: int) -> None:
        person = self.known(Person.get_by_id(list(self.readers)[who % len(self.readers)]))
        opened = set()
        for document_id in [*self.sheets, 10_000]:
            with contextlib.suppress(errors.NotFound):
                opened.add(rights.read(person, document_id).id)
        assert opened == self.expected(person)

    @invariant()
    def those_asked_read_what_the_model_says(self) -> None:
        for _ in range(self.asked_after_each_step):  # in turn; when all is done everyone is asked in every way
            self.turn = (self.turn + 1) % len(self.readers)
            person = self.known(Person.get_by_id(list(self.readers)[self.turn]))
            assert rights.readable_ids(person) == self.expected(person)

    def teardown(self) -> None:
        try:
            for person in Person.select() if self.sheets else ():
                self.every_way_to_ask(person)
        finally:
            db.database.close()

    def every_way_to_ask(self, person: Person) -> None:
        expected = self.expected(self.known(person))
        held = {number for number, sheet in self.sheets.items() if sheet.state == "held"}
        assert rights.hidden_ids(person) == set(self.sheets) - expected | held
        assert rights.readable_ids(person) == expected
        assert {d.id for d in rights.documents(person)} == expected
        assert rights.documents(person).count() == len(expected)
        for given in (Assignment.of(person), Assignment.from_(person), Assignment.handed_back(person)):
            assert {a.document_id for a in given} <= expected

    def expected(self, person: Person) -> set[int]:
        absent = self.absent(person.id)
        return {i for i, sheet in self.sheets.items() if may_read(person.id, sheet, self.readers, absent)}


class Busy(Office):
    """The same, where work is also given on, goes back and is undone, and people are away."""

    # work goes on, back and is extended

    def standing(self) -> list[Assignment]:
        """The work that was neither passed back nor taken back, reported or not."""
        found = Assignment.select().where(Assignment.ended_at.is_null(), Assignment.role != "inform")
        return list(found.order_by(Assignment.id))

    def work(self, number: int, *, of_units: bool = False) -> Assignment | None:
        """Some work that stands."""
        rows = [one for one in self.standing() if one.unit_id or not of_units]
        return rows[number % len(rows)] if rows else None

    def speaker(self, one: Assignment) -> Person:
        """Who may pass it back: the person, or the head of the unit, or anybody of it."""
        people = list(Person.select().where(Person.unit == one.unit).order_by(Person.role != "unit_head", Person.id))
        return one.person or next(iter(people), self.staff.clerk)

    @rule(number=pick, whom=pick, undone=st.booleans())
    def give_on(self, number: int, whom: int, undone: bool) -> None:
        whole = self.work(number, of_units=True)
        if whole is None:
            return
        by, lead = self.speaker(whole), Person.get_by_id(list(self.readers)[whom % len(self.readers)])
        if self.routed(lambda: dividing.give_on(whole, lead, by=by, at=NOW), by, undone):
            self.sheets[whole.document_id].grants.add(("person", lead.id, whole.role))

    @rule(number=pick, back=st.booleans(), undone=st.booleans())
    def end_work(self, number: int, back: bool, undone: bool) -> None:
        one = self.work(number)
        if one is None:
            return
        ones, by = [one, *one.parts], self.speaker(one) if back else one.given_by
        act = handing_back.hand_back if back else handing_back.take_back
        if self.routed(lambda: act(one, "lý do", by=by, at=NOW), by, undone):
            self.ended(ones, self.sheets[one.document_id], HANDED_BACK if back else TAKEN_BACK)

    @rule(number=pick)
    def report(self, number: int) -> None:
        one = self.work(number)
        if one is None:
            return
        with contextlib.suppress(errors.Refusal):
            directing.report(one, "Đã xong", by=self.speaker(one), at=NOW)
            sheet = self.sheets[one.document_id]
            if one.role == "lead" and one.parent_id is None and sheet.state == "in_progress":
                sheet.state = "done"

    @rule(number=pick)
    def extend(self, number: int) -> None:
        one = self.work(number)
        if one is not None:
            with contextlib.suppress(errors.Refusal):
                extending.extend(one, TODAY + timedelta(days=60), "chờ", by=one.given_by, at=NOW)

    @rule(number=pick, lead=pick, standing=replaced_or_kept)
    @precondition(lambda self: self.in_state(*ENTERED_STATES))
    def slip(self, number: int, lead: int, standing: str) -> None:
        document, sheet = self.one(number, *ENTERED_STATES)
        self.give_out(document, sheet, [self.holder(lead)], standing, undone=True)

    # a draft is asked about

    @rule(number=pick, whom=pick, what=st.sampled_from(ASKED))
    @precondition(lambda self: self.in_state(*DRAFTING))
    def ask(self, number: int, whom: int, what: str) -> None:
        document, sheet = self.one(number, *DRAFTING)
        named, (kind, holder) = self.holder(whom)
        if (kind, holder, what) in sheet.asked:
            return
        try:
            asking.ask(document, what, next(iter(named.values())), "", by=document.created_by, at=NOW)
        except errors.Refusal:
            return
        sheet.asked.add((kind, holder, what))
        sheet.grants.add((kind, holder, "comment"))

    @rule(number=pick)
    @precondition(lambda self: any(sheet.asked for sheet in self.sheets.values()))
    def answer(self, number: int) -> None:
        waiting = list(asking.Ask.select().where(asking.Ask.settled_at.is_null()).order_by(asking.Ask.id))
        one = waiting[number % len(waiting)]
        asking.settle(one, by=one.by, at=NOW)
        sheet = self.sheets[one.document_id]
        kind, holder = ("person", one.person_id) if one.person_id else ("unit", one.unit_id)
        sheet.asked.discard((kind, holder, one.what))
        if not any((kind, holder) == asked[:2] for asked in sheet.asked):
            sheet.grants.discard((kind, holder, "comment"))

    # a document goes out, and into dossiers, which give no right

    @rule(number=pick)
    @precondition(lambda self: self.in_state("signed"))
    def issue(self, number: int) -> None:
        document, sheet = self.one(number, "signed")
        by = self.staff.clerk
        numbered = issuing.give_number(
            document, issuing.number_for(document, NOW), stored(), "a.pdf", base_n=document.latest.n, by=by, at=NOW,
            request_id=request_id(),
        )
        put_version(numbered, "sealed", by, NOW)
        issuing.mark_sealed(numbered, by=by, at=NOW, version=numbered.latest)
        issuing.issue(numbered, by=by, at=NOW)
        sheet.state = "issued"
        sheet.grants.add(("unit", self.staff.economy.id, "receive"))
        named = self.readers[self.staff.stranger.id]
        if named.active and named.role not in ("admin", "safety_officer"):  # else it goes to a stranger of that name
            sheet.grants.add(("person", self.staff.stranger.id, "receive"))

    @rule(number=pick, who=pick, keeper=pick, out=st.booleans())
    @precondition(lambda self: self.sheets)
    def file(self, number: int, who: int, keeper: int, out: bool) -> None:
        """Put into the dossier somebody keeps, or take out of it, by anybody."""
        document, sheet = self.one(number)
        ids = list(self.readers)
        by, owner = (Person.get_by_id(ids[n % len(ids)]) for n in (who, keeper))
        may = document.id in self.expected(self.known(by))
        try:
            kept = Dossier.get_or_none(Dossier.opened_by == owner) or dossiers.open_dossier(
                f"{owner.id:02}.HS", "Việc chung", "06", by=owner, at=NOW
            )
            (dossiers.take_out if out else dossiers.file)(document, kept, by=by, at=NOW)
        except errors.Refusal:
            return
        assert may, "filed unread"
        (sheet.filed.discard if out else sheet.filed.add)(owner.id)

    # somebody leaves for good

    @rule(deputy=st.booleans())
    def name_head(self, deputy: bool) -> None:
        person = Person.get_by_id((self.staff.deputy if deputy else self.staff.leader).id)
        with contextlib.suppress(errors.Refusal):
            duties.name(duties.HEAD, person, by=self.staff.admin, at=NOW)
            self.head = person.id

    @rule(who=pick)
    def leave_for_good(self, who: int) -> None:
        person = Person.get_by_id(self.changing[who % len(self.changing)])
        at = NOW + (self.day - TODAY)
        orphans = [sheet for sheet in self.sheets.values() if self.is_only_for(person.id, sheet)]
        try:
            leaving.leave(person, "chuyển công tác", left_on=TODAY, by=self.staff.admin, at=at)
        except errors.Refusal:
            return
        heir = self.head if self.head and self.head != person.id and self.readers[self.head].active else min(
            i for i, one in self.readers.items() if one.active and one.role == "leader" and i != person.id
        )
        for sheet in orphans:
            sheet.grants.add(("person", heir, "read"))
        for sheet in self.sheets.values():
            sheet.grants = {grant for grant in sheet.grants if grant[:2] != ("person", person.id)}
            sheet.presented = 0 if sheet.presented == person.id else sheet.presented
        self.readers[person.id].active = False
        self.leaves = [one for one in self.leaves if one.last < self.day or person.id not in (one.absent, one.deputy)]

    def is_only_for(self, who: int, sheet: Sheet) -> bool:
        """Whether nobody else who may sign in is named on it, and no office opens it to others."""
        others = [i for i, one in self.readers.items() if one.active and i != who]
        here = {("person", i) for i in others} | {("unit", self.readers[i].unit) for i in others}
        named = {grant[:2] for grant in sheet.grants}
        return ("person", who) in named and not named & here and (
            sheet.scope == "restricted" or sheet.state in DRAFTING
        )

    # every list

    def every_list(self, person: Person) -> None:
        """What is listed may be read, and what may be read is found."""
        mine = self.expected(self.known(person))
        held = {number for number, sheet in self.sheets.items() if sheet.state == "held"}
        found = searching.allowed_for(person)
        there = set(self.sheets) if found.only is None else set(found.only)
        assert there - found.without == mine - held, "found by the search"
        assert set(plain_search.find(person, "", {}, 1, 1_000).ids) == mine - held, "found without the index"
        assert {d.id for d in worklists.among(person, [*self.sheets])} == mine - held, "among"
        both = [*worklists.letters(person, *STEPS), *worklists.outgoing(person, *STEPS)]
        assert {d.id for d in both} == mine, "letters and outgoing documents"
        for name, ids in self.lists(person).items():
            assert ids <= mine, name
        for one in Dossier.select():
            inside = {i for i, sheet in self.sheets.items() if one.opened_by_id in sheet.filed}
            assert {d.id for d in one.documents(person)} == inside & mine, "in a dossier"
            assert one.hidden(person) == len(inside - mine), "hidden in a dossier"

    def lists(self, person: Person) -> dict[str, set[int]]:
        """Ids of what other pages list, by the list."""
        rooms = {
            "desk": (line.document for line in desk.lines(person, self.day, Calendar())),
            "to direct": worklists.to_direct(person), "to present": worklists.to_present(person),
            "to sign": worklists.to_sign(person), "entered": worklists.entered_letters(person, but=0),
            "unfiled": unfiled.documents(person, everything=True),
            "asked": (one.document for one in draft_lists.asked(person)),
            "handed out": (one.document for one in worklists.handed_out(person, TODAY, self.day)),
            **{tab: draft_lists.drafts(person, tab) for tab in draft_lists.tabs_of(person)},
        }
        return {name: {document.id for document in found} for name, found in rooms.items()}

    # leave

    @rule(absent=pick, deputy=pick, days=st.integers(0, 3))
    def go_on_leave(self, absent: int, deputy: int, days: int) -> None:
        ids = list(self.readers)
        who, instead = ids[absent % len(ids)], ids[deputy % len(ids)]
        last, at = self.day + timedelta(days=days), NOW + (self.day - TODAY)
        with contextlib.suppress(errors.Refusal):
            stand_ins.set_stand_in(
                Person.get_by_id(who), Person.get_by_id(instead), self.day, last, by=self.staff.admin, at=at
            )
            self.leaves.append(Leave(who, instead, self.day, last))

    @rule(number=pick)
    @precondition(lambda self: self.leaves)
    def come_back(self, number: int) -> None:
        leave = self.leaves[number % len(self.leaves)]
        same = (stand_ins.StandIn.absent == leave.absent) & (stand_ins.StandIn.first_on == leave.first)
        row = stand_ins.StandIn.get(same, stand_ins.StandIn.deputy == leave.deputy,
                                    stand_ins.StandIn.ended_at.is_null())
        stand_ins.end(row, by=self.staff.admin, at=NOW)
        self.leaves.remove(leave)

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)


GOOD = "giấy trắng mực đen 73"
QUICK = settings(
    max_examples=6, stateful_step_count=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), print_blob=False,
)
DEEP = settings(QUICK, max_examples=50, stateful_step_count=40, derandomize=False)
HUNT = settings(QUICK, max_examples=200, phases=[Phase.generate])


@pytest.fixture
def machine(_images: dict[str, bytes]) -> Iterator[type[Busy]]:
    Office.image = _images["office"]
    yield Busy
    db.database.close()


class Thorough(Busy):
    """The same, with everyone asked after each step."""

    asked_after_each_step = 9

    def every_way_to_ask(self, person: Person) -> None:
        super().every_way_to_ask(person)
        self.every_list(person)


def test_whatever_happens_everyone_reads_what_the_model_says(machine):
    run_state_machine_as_test(machine, settings=QUICK)


@pytest.mark.slow
def test_whatever_happens_for_long_everyone_reads_what_the_model_says(machine):
    run_state_machine_as_test(Thorough, settings=DEEP)


# Errors someone might make where rights are given, lent, ended and undone; the machine must find each.


def granted_forever(person: Person) -> Any:
    mine = rights.Grant.person == person
    mine = mine | (rights.Grant.unit == person.unit_id) if person.unit_id else mine
    return rights.Grant.select(rights.Grant.document).where(mine)


def granted_to_no_unit(person: Person) -> Any:
    return rights.Grant.select(rights.Grant.document).where(
        rights.Grant.person == person, rights.Grant.until.is_null()
    )


def granted_in_for_all_time(unit: Unit) -> Any:
    members = Person.select(Person.id).where(Person.unit == unit)
    return rights.Grant.select(rights.Grant.document).where(rights.Grant.person.in_(members))


def readable_whatever_the_scope(person: Person) -> Any:
    return REAL_READABLE(person) | (Document.scope == Scope.RESTRICTED) & person.reads_ordinary


def readable_when_blocked(person: Person) -> Any:
    return REAL_READABLE(Person(id=person.id, role=person.role, unit=person.unit_id, is_active=True))


def readable_drafts(person: Person) -> Any:
    return REAL_READABLE(person) | (Document.state == "submitted") & person.reads_ordinary


def readable_when_held(person: Person) -> Any:
    return REAL_READABLE(person) | (Document.state == "held") & Document.id.in_(rights.granted(person))


def readable_for_admins(person: Person) -> Any:
    return REAL_READABLE(person) | (Document.scope == Scope.OPEN) & (person.role == Role.ADMIN)


def lent_whatever_the_scope(person: Person) -> Any:
    absent = [one.id for one in person.stands_for]
    given = rights.Grant.select(rights.Grant.document).where(
        rights.Grant.person.in_(absent), rights.Grant.reason.in_(rights.WORK), rights.Grant.until.is_null()
    )
    return Document.id.in_(given) & Document.state.in_(ENTERED_STATES)


def lent_for_any_reason(person: Person) -> Any:
    absent = [one.id for one in person.stands_for]
    given = rights.Grant.select(rights.Grant.document).where(
        rights.Grant.person.in_(absent), rights.Grant.until.is_null()
    )
    return Document.id.in_(given) & Document.state.in_(ENTERED_STATES) & (Document.scope != Scope.RESTRICTED)


def standing_in_for_ever(person: Person, on: date) -> list[Person]:
    return REAL_OF(person, max((row.first_on for row in stand_ins.StandIn.select()), default=on))


def ended_without_its_right(self: routing_acts.Step, one: Assignment, how: str, reason: str = "") -> None:
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(rights, "end", lambda *_, **__: [])
        REAL_END(self, one, how, reason)


def ended_without_its_parts(self: routing_acts.Step, one: Assignment, how: str, reason: str = "") -> None:
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(Assignment, "parts", [])
        REAL_END(self, one, how, reason)


def undone_but_for_the_rights_it_gave(act: routing_acts.RoutingAct, *, at: Any) -> None:
    act.made["grants"] = []
    REAL_TAKE_AWAY(act, at=at)


def undone_but_for_the_rights_it_took(act: routing_acts.RoutingAct, *, at: Any) -> None:
    act.ended["grants"] = []
    REAL_PUT_BACK(act, at=at)


REAL_READABLE, REAL_OF, REAL_END = rights.readable, stand_ins.of, routing_acts.Step.end
REAL_TAKE_AWAY, REAL_PUT_BACK = routing_acts.take_away, routing_acts.put_back
ERRORS: dict[Callable[..., Any], tuple[Any, str]] = {
    granted_forever: (rights, "granted"), granted_to_no_unit: (rights, "granted"),
    granted_in_for_all_time: (rights, "granted_in"), readable_whatever_the_scope: (rights, "readable"),
    readable_when_blocked: (rights, "readable"), readable_drafts: (rights, "readable"),
    readable_when_held: (rights, "readable"), readable_for_admins: (rights, "readable"),
    lent_whatever_the_scope: (rights, "lent"), lent_for_any_reason: (rights, "lent"),
    standing_in_for_ever: (stand_ins, "of"), ended_without_its_right: (routing_acts.Step, "end"),
    ended_without_its_parts: (routing_acts.Step, "end"),
    undone_but_for_the_rights_it_gave: (routing_acts, "take_away"),
    undone_but_for_the_rights_it_took: (routing_acts, "put_back"),
}


# Chance is asked of the plainer machine alone: in the other one an error hides behind too many acts.
BY_CHANCE = [error for error, (_, name) in ERRORS.items() if name in ("granted", "granted_in", "readable")]


def a_week(office: Office) -> Iterator[None]:
    """One sequence of acts, short enough for every run, in which each of the errors shows."""
    officer, economy, culture = 5, 10, 11  # as ``holder`` counts
    office.open_office()
    for lead, others in ((officer, [economy]), (culture, [])):
        yield office.receive()
        yield office.enter(number=0)
        yield office.direct(number=len(office.sheets) - 1, lead=lead, others=others, standing="replace")
    yield office.revoke(number=0, which=0)
    yield office.revoke(number=0, which=0)
    yield office.change_scope(number=0, scope=Scope.RESTRICTED)
    yield office.receive()
    yield office.grant(number=2, whom=officer, reason="read")
    yield office.hold(number=2)
    yield office.draft(who=4)
    yield office.submit(number=0)
    yield office.change_scope(number=1, scope=Scope.OPEN)
    yield office.block(who=2, active=False)
    yield office.move(who=3, unit=0)
    yield office.change_role(who=1, role=Role.ADMIN)


def another_week(office: Busy) -> Iterator[None]:
    """Work given on, passed back and undone, and somebody on leave."""
    officer, stranger, economy = 5, 6, 10
    office.open_office()
    for lead in (economy, officer):
        yield office.receive()
        yield office.enter(number=0)
        yield office.direct(number=len(office.sheets) - 1, lead=lead, others=[], standing="replace")
    yield office.slip(number=0, lead=stranger, standing="replace")
    yield office.give_on(number=0, whom=officer, undone=False)
    yield office.end_work(number=0, back=False, undone=True)
    yield office.go_on_leave(absent=officer, deputy=stranger, days=1)
    yield office.receive()
    yield office.enter(number=0)
    yield office.grant(number=2, whom=officer, reason="read")
    yield office.days_pass(days=1)
    yield office.change_scope(number=1, scope=Scope.RESTRICTED)
    yield office.days_pass(days=1)
    yield office.go_on_leave(absent=officer, deputy=stranger, days=3)
    yield office.come_back(number=1)
    yield office.end_work(number=0, back=True, undone=False)
    yield office.end_work(number=0, back=False, undone=False)
    for lead, standing in ((officer, "replace"), (economy, "keep"), (stranger, "replace")):
        yield office.direct(number=2, lead=lead, others=[], standing=standing)


def both_weeks(office: Busy) -> Iterator[None]:
    """The one, and if nothing showed in it the other."""
    yield from a_week(office)
    db.database.close()
    office.sheets.clear()
    yield from another_week(office)


def live_through(office: Busy, week: Callable[[Busy], Iterator[None]]) -> None:
    try:
        for _ in week(office):
            for person in Person.select():
                assert rights.readable_ids(office.known(person)) == office.expected(person)
        for person in Person.select():
            office.every_way_to_ask(person)
            office.every_list(person)
    finally:
        db.database.close()


WEEKS = (a_week, another_week)


@pytest.mark.slow
@pytest.mark.parametrize("week", WEEKS)
def test_a_week_goes_as_the_model_says(machine, week):
    live_through(machine(), week)


@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_in_the_rights_is_found(machine, monkeypatch, error):
    monkeypatch.setattr(*ERRORS[error], error)
    with pytest.raises(AssertionError):
        live_through(machine(), both_weeks)


@pytest.mark.slow
@pytest.mark.parametrize("error", BY_CHANCE, ids=lambda error: error.__name__)
def test_an_error_in_the_rights_is_found_by_chance_too(machine, monkeypatch, error):
    monkeypatch.setattr(*ERRORS[error], error)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Office, settings=HUNT)


# The sentences behind the model.


def readers_of(document: Document, people: Staff) -> set[str]:
    return {p.login for p in people.everyone if document.id in rights.readable_ids(p)}


def test_an_ordinary_letter_is_for_clerk_and_leaders(people: Staff):
    assert readers_of(entered(people), people) == {"vanthu", "chutich", "phochutich"}


def test_an_open_letter_is_for_all_who_read(people: Staff):
    document = entered(people)
    rights.set_scope(document, Scope.OPEN, by=people.clerk, at=NOW)
    assert readers_of(document, people) == {
        "vanthu", "chutich", "phochutich", "truongphong", "chuyenvien", "vankhac",
    }


def test_a_restricted_letter_is_for_those_named(people: Staff):
    document = entered(people)
    rights.set_scope(document, Scope.RESTRICTED, by=people.leader, at=NOW)
    assert readers_of(document, people) == {"chutich"}  # who narrowed it
    rights.grant(document, "read", person=people.officer, at=NOW)
    assert readers_of(document, people) == {"chutich", "chuyenvien"}


def test_only_clerk_and_leaders_change_the_scope(people: Staff):
    for person in (people.head, people.officer, people.admin, people.safety):
        with pytest.raises(errors.NotAllowed):
            rights.set_scope(entered(people), Scope.OPEN, by=person, at=NOW)


def test_missing_and_hidden_look_alike(people: Staff):
    hidden = entered(people)
    with pytest.raises(errors.NotFound) as refused:
        rights.read(people.officer, hidden.id)
    with pytest.raises(errors.NotFound) as missing:
        rights.read(people.officer, hidden.id + 1)
    assert type(refused.value) is type(missing.value)


def test_who_moves_leaves_the_units_documents_behind(people: Staff):
    document = issued(people)
    assert "chuyenvien" in readers_of(document, people)
    accounts.move(people.officer, people.culture, by=people.admin, at=NOW)
    assert "chuyenvien" in readers_of(drafted(people), people)
    rights.end(document, "draft", person=people.officer, at=NOW)
    assert "chuyenvien" not in readers_of(document, people)


def test_who_moves_takes_the_letters_in_hand_along_and_leaves_what_was_settled(people: Staff):
    in_hand, settled = entered(people), entered(people)
    for letter in (in_hand, settled):
        directing.direct(letter, "Giải quyết", people.officer, by=people.leader, at=NOW)
    directing.report(Assignment.get(Assignment.document == settled), "Đã xong", by=people.officer, at=NOW)
    other_head = accounts.hire("Trưởng Hai", "truong2", Role.UNIT_HEAD, password=GOOD, by=people.admin, at=NOW,
                               unit=people.culture)
    accounts.move(people.officer, people.culture, by=people.admin, at=NOW)
    moved = Person.get_by_id(people.officer.id)
    assert (rights.may_read(moved, in_hand), rights.may_read(moved, settled)) == (True, False)
    assert not rights.may_read(other_head, settled)


def test_a_grant_given_twice_stands_once(people: Staff):
    document = entered(people)
    for _ in range(2):
        rights.grant(document, "read", person=people.officer, at=NOW)
    assert document.grants.count() == 1
    rights.end(document, "read", at=NOW, person=people.officer)
    assert document.grants.get().until == NOW
