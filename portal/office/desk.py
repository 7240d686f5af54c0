"""Bàn làm việc: everything that waits for a person, of every kind, as lines of one list by the day each is due."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from peewee import JOIN, Select, fn

from portal import db
from portal.office import draft_lists, rights, tracking, worklists
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.notices import Notice
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.weeks import with_handlers
from portal.rules import due
from portal.rules.days import Calendar
from portal.rules.drafts import COMMENT
from portal.rules.roles import Role
from portal.rules.sending import MAYBE_SENT, SENT_BACK
from portal.rules.states import (
    DONE,
    ENTERED,
    ISSUED,
    NUMBERED,
    RECEIVED,
    RETURNED,
    SEALED,
    SIGNED,
)

MOST = 40  # lines of a kind that many may bring about; the room of that kind has the rest
MOST_GIVEN = 3 * MOST  # of all that is given to a person to do
GIVEN = ("lead", "support", "inform", "close")
ACTS = (
    *GIVEN, "enter", "present", "direct", "give_again", "sum_up", "mend", "weigh",
    "comment", "initial", "sign", "number", "seal", "issue", "send", "resend",
)
DAYS = (Document.state, Document.urgency, Document.received_on, Document.entered_on, Document.dated_on, Document.due_on)
ACT_OF = {RECEIVED: "enter", ENTERED: "present", SIGNED: "number", NUMBERED: "seal", SEALED: "issue"}


@dataclass(frozen=True)
class Line:
    """One thing to do: the verb, the document it is about, who it came from, by when."""

    act: str
    document: Document
    sender: str = ""
    due_on: date | None = None
    is_new: bool = False
    note: str = ""
    place_of: str = ""  # whose work it is, where the person stands in for somebody

    @property
    def is_settled(self) -> bool:
        """The letter is done: what is still open of it may be reported, but nobody waits for it."""
        return bool(self.document.state == DONE) and self.act != "inform"

    @property
    def kind(self) -> str:
        """By what it is counted where only a part is shown."""
        return {"lead": "given", "support": "given", "close": "given", "resend": "send"}.get(self.act, self.act)

    def group(self, today: date) -> str:
        """Under which heading it stands."""
        return due.SETTLED if self.is_settled else due.group(self.due_on, today)

    def order(self, today: date) -> tuple[Any, ...]:
        """By heading, then day; what the person leads before what they support, of all that is late and of one day."""
        group, helps = self.group(today), self.act == "support"
        return (
            due.GROUPS.index(group), group == due.OVERDUE and helps, self.due_on or date.max,
            self.act == "inform", self.document.urgency == "normal", helps, int(self.document.id),
        )


def lines(person: Person, today: date, calendar: Calendar) -> list[Line]:
    """Everything that waits for the person today."""
    if not person.reads_documents:
        return []
    found = [*given(person), *drafts(person)]
    if person.keeps_registers:
        found += [*steps(person, calendar), *unsent(person, calendar)]
    if person.may("assign"):
        found += results(person)
    if person.may("direct"):
        found += undirected(person, back_among(found))
    if person.may("approve"):
        waiting = with_author(worklists.to_sign(person)).order_by(*worklists.pressing_first()).limit(MOST)
        found += [Line("sign", d, d.created_by.name if d.created_by else "", d.due_on) for d in waiting]
    return sorted(found, key=lambda line: line.order(today))


def grouped(found: Iterable[Line], today: date, unshown: Collection[str] = ()) -> list[tuple[str, list[Line]]]:
    """The lines under their headings, in that order; a heading under which nothing waits is left out."""
    groups: dict[str, list[Line]] = {name: [] for name in due.GROUPS}
    for line in found:
        groups[line.group(today)].append(line)
    return [(name, of_one) for name, of_one in groups.items() if of_one or name in unshown]


def is_cut(found: Iterable[Line]) -> bool:
    """Whether more of some kind may wait than is shown here."""
    return bool(full_kinds(found))


def full_kinds(found: Iterable[Line]) -> list[str]:
    """The kinds of which as many lines are shown as there may be."""
    most = {"given": MOST_GIVEN} | dict.fromkeys((*ACT_OF.values(), "inform", "direct", "sign", "send"), MOST)
    counts = Counter(line.kind for line in found)
    return [kind for kind, count in counts.items() if kind in most and count >= most[kind]]


def unshown(person: Person, found: list[Line], today: date, calendar: Calendar) -> dict[str, dict[str, int]]:
    """Under each heading, of each kind, how many more wait than are shown; asked of the kinds alone that are full."""
    rest = {kind: standing(kind, person, found, today, calendar) for kind in full_kinds(found)}
    for line in found:
        if line.kind in rest:
            rest[line.kind][line.group(today)] -= 1
    return {
        group: more for group in due.GROUPS
        if (more := {kind: counts[group] for kind, counts in rest.items() if counts[group] > 0})
    }


def standing(kind: str, person: Person, found: list[Line], today: date, calendar: Calendar) -> Counter[str]:
    """How many of a kind stand under which heading, shown or not."""
    groups: Counter[str] = Counter()
    if kind in ("given", "inform"):
        work = to_see(person) if kind == "inform" else Assignment.open_for(person)
        facts = (Assignment.due_on, Assignment.role, Document.state)
        for due_on, role, state, count in tallied(work, *facts):
            groups[Line(role, Document(state=state), due_on=due_on).group(today)] += count
        return groups
    for *facts, count in tallied(whole(kind, person, back_among(found)), *DAYS):
        document = Document(**dict(zip([column.name for column in DAYS], facts, strict=True)))
        day = {"direct": word_due(document), "sign": document.due_on}.get(kind, step_due(document, calendar))
        groups[due.group(day, today)] += count
    return groups


def whole(kind: str, person: Person, back: set[int]) -> Any:
    """All documents of a kind that wait, shown or not."""
    if kind == "direct":
        return worklists.to_direct(person).where(Document.id.not_in(back))
    if kind == "sign":
        return worklists.to_sign(person)
    if kind == "send":
        return tracking.unsent(person)
    state = next(state for state, act in ACT_OF.items() if act == kind)
    return rights.documents(person).where(Document.id.in_(at_step(state)))


def tallied(query: Any, *columns: Any) -> Any:
    """How many rows of the query have the same in these columns."""
    return query.select(*columns, fn.COUNT(Document.id)).group_by(*columns).order_by().tuples()


def steps(person: Person, calendar: Calendar) -> Iterator[Line]:
    """What stands at the clerk: to enter, to present, to number, to seal, to issue; the most pressing of each."""
    first = [at_step(state).order_by(*worklists.pressing_first(began_at(state))).limit(MOST) for state in ACT_OF]
    waiting = reduce(add, (each.select_from(each.c.id) for each in first))  # each by its own index
    for document in rights.documents(person).where(Document.id.in_(waiting)).order_by(Document.id):
        yield Line(ACT_OF[document.state], document, str(document.issuer), step_due(document, calendar))


def at_step(state: str) -> Any:
    """Ids of the documents at a step; a letter laid before a leader waits there and not at the clerk."""
    direction = "incoming" if state in (RECEIVED, ENTERED) else "outgoing"
    found = Document.in_state(direction, state).select(Document.id)
    return found.where(Document.presented_to.is_null()) if state == ENTERED else found


def began_at(state: str) -> Any:
    """The column with the day on which a document came to the step."""
    return {RECEIVED: Document.received_on, ENTERED: Document.entered_on}.get(state, Document.dated_on)


def step_due(document: Document, calendar: Calendar) -> date | None:
    """By when the law wants the step done that the document waits for; before signing and dating it says nothing."""
    began = getattr(document, began_at(document.state).name)
    return due.done_by(began, document.urgency, calendar) if began else None


def unsent(person: Person, calendar: Calendar) -> Iterator[Line]:
    """Chờ gửi: issued, and not everyone has it yet; told apart from what came back, or may not have arrived."""
    back = Recipient.select(Recipient.document).where(Recipient.status.in_((SENT_BACK, MAYBE_SENT)))
    waiting = tracking.unsent(person).select_extend(Document.id.in_(back).alias("came_back"))
    for document in waiting.order_by(*worklists.pressing_first(Document.dated_on)).limit(MOST):
        yield Line("resend" if document.came_back else "send", document, due_on=step_due(document, calendar))


def undirected(person: Person, but: set[int]) -> Iterator[Line]:
    """Letters that wait for the leader's words, an urgent one due at once; not what stands there as back."""
    for document in worklists.to_direct(person).where(Document.id.not_in(but)).limit(MOST):
        yield Line("direct", document, str(document.issuer), word_due(document))


def word_due(document: Document) -> date | None:
    """By when the leader's words are wanted."""
    day: date | None = document.due_on if document.urgency == "normal" else document.entered_on
    return day


def back_among(found: Iterable[Line]) -> set[int]:
    """Ids of the letters that stand there because work came back."""
    return {line.document.id for line in found if line.act == "give_again"}


def given(person: Person) -> Iterator[Line]:
    """Work given to the person and not reported, and what to know of and not yet seen."""
    pressing = (Document.state == DONE, Assignment.due_on.is_null(), Assignment.due_on, Assignment.id)
    found = list(Assignment.open_for(person).order_by(*pressing).limit(MOST_GIVEN))
    found += list(to_see(person).order_by(Assignment.id).limit(MOST))
    givers = Person.names({one.given_by_id for one in found if one.given_by_id})
    answered = answered_among(found)
    absent = {one.id: str(one.name) for one in person.stands_for}
    heads = {one.unit_id: str(one.name) for one in person.stands_for if one.unit_id != person.unit_id}
    for one in found:
        act = "close" if one.id in answered else one.role
        sender = givers.get(one.given_by_id, str(one.document.issuer))
        place = absent.get(one.person_id or 0, "") or heads.get(one.unit_id or 0, "")
        yield Line(act, one.document, sender, one.due_on, one.seen_at is None, one.note or "", place)


def to_see(person: Person) -> Any:
    """What the person is to know of and has not seen."""
    return Assignment.of(person).where(Assignment.role == "inform", Assignment.seen_at.is_null())


def answered_among(found: Iterable[Assignment]) -> set[int]:
    """Of this work that which leads, of letters whose answer has gone out: it only has to be reported."""
    leading = {one.document_id: one.id for one in found if one.role == "lead" and one.parent_id is None}
    if not leading:
        return set()
    gone: Any = Document.select(Document.reply_to).where(
        Document.reply_to.in_(list(leading)), Document.state == ISSUED
    ).tuples()
    return {leading[row[0]] for row in gone}


def results(person: Person) -> Iterator[Line]:
    """What came back to whoever gave it, and parts of it that are done while the whole waits for a report."""
    for one in with_handlers(Assignment.handed_back(person)):
        yield Line("give_again", one.document, one.handler_name, one.due_on, note=one.ended_reason or "")
    if person.role == Role.UNIT_HEAD:
        for one in with_handlers(Assignment.results_for(person)):
            yield Line("sum_up", one.document, one.handler_name, one.parent.due_on, note=one.outcome or "")


def drafts(person: Person) -> Iterator[Line]:
    """Own drafts that came back or were remarked on, and those about which the person is asked."""
    for document in draft_lists.to_mend(person):
        came_back = document.state == RETURNED
        yield Line("mend" if came_back else "weigh", document, str(document.signatory) if came_back else "",
                   document.due_on, note=document.note if came_back else "")
    for ask in draft_lists.asked(person):
        act = "comment" if ask.what == COMMENT else "initial"
        yield Line(act, ask.document, ask.by.name, ask.document.due_on, note=ask.note or "")


def with_author(query: Any) -> Any:
    """The same documents with who wrote them, in one question."""
    return query.select(Document, Person).join(Person, JOIN.LEFT_OUTER, on=Document.created_by == Person.id)


def tallies(person: Person) -> dict[str, int]:
    """How many documents stand at each step that is the clerk's, in one question; nothing for everyone else."""
    if not person.keeps_registers:
        return {}
    steps = {state: worklists.letters(person, state) for state in (RECEIVED, ENTERED)}
    steps |= {state: worklists.outgoing(person, state) for state in (SIGNED, NUMBERED, SEALED)}
    return counted({**steps, "unsent": tracking.unsent(person)})


def menu_counts(person: Person) -> dict[str, int]:
    """How much waits in each room and how many notices are new, for the head of every page, in one question."""
    if not person.reads_documents:
        return {}
    waiting: dict[str, Any] = {"notices": Notice.unread(person), "drafts": draft_lists.concerning(person)}
    if person.role in (Role.UNIT_HEAD, Role.OFFICER):
        waiting["desk"] = Assignment.pressing_for(person)
    if person.keeps_registers:
        waiting["incoming"] = worklists.letters(person, RECEIVED)
        waiting["outgoing"] = worklists.outgoing(person, SIGNED, SEALED)
        waiting["signing"] = worklists.to_seal(person)
    if person.may("direct"):
        waiting["incoming"] = worklists.to_direct(person)
    if person.may("approve"):
        waiting["signing"] = worklists.to_sign(person)
    return counted(waiting)


def counted(waiting: dict[str, Any]) -> dict[str, int]:
    """How many rows each query has, all in one statement."""
    columns = [one.select(fn.COUNT(Document.id)).order_by().alias(room) for room, one in waiting.items()]
    row = next(iter(Select(columns=columns).bind(db.database).tuples().execute()))
    return dict(zip(waiting, row, strict=True))
