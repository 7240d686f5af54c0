"""Weeks in which work is given up or reported, letters are filed and issued, somebody leaves; and what is listed."""

from collections.abc import Callable, Iterator
from datetime import datetime
from inspect import isgenerator
from typing import Any

import pytest

from portal.flows import plain_search, searching
from portal.office import (
    desk,
    directing,
    dossiers,
    draft_lists,
    handing_back,
    issuing,
    leaving,
    rights,
    routing_acts,
    unfiled,
    worklists,
)
from portal.office.assignments import HANDED_BACK, TAKEN_BACK, Assignment
from portal.office.documents import Document
from portal.office.dossiers import Dossier, DossierItem
from portal.office.people import Person
from portal.rules.roles import Scope
from portal.rules.states import DONE, DRAFTING, ENTERED
from tests.office.test_rights import Busy, live_through
from tests.office.test_rights import machine as machine  # a fixture

pytestmark = pytest.mark.slow
CLERK, LEADER, DEPUTY, HEAD, OFFICER, STRANGER, ECONOMY = 1, 2, 3, 4, 5, 6, 10  # as ``holder`` counts
HEAD_CHANGING, OFFICER_CHANGING, STRANGER_CHANGING = 1, 2, 3  # as ``changing`` counts
CLERK_DRAFTS, OFFICER_DRAFTS = 0, 4  # as ``draft`` counts
Week = Callable[[Busy], Iterator[None]]


def directed(office: Busy, lead: int, *others: int) -> Iterator[None]:
    """One more letter, given out."""
    yield office.receive()
    yield office.enter(number=0)
    number = len(office.in_state("entered", "in_progress", "done")) - 1
    yield office.direct(number=number, lead=lead, others=list(others), standing="replace")


def place_of(office: Busy, letter: int, role: str, whom: int) -> int:
    """Where some work stands among all that stands."""
    people = list(office.readers)
    kind, holder = ("person_id", people[whom]) if whom < len(people) else ("unit_id", office.units[whom - len(people)])
    document = list(office.sheets)[letter]
    return next(
        n for n, one in enumerate(office.standing())
        if (one.document_id, one.role, getattr(one, kind)) == (document, role, holder)
    )


def a_week_of_help_given_up(office: Busy) -> Iterator[None]:
    """A person, a unit and somebody with a part of its work help, and it is passed back or taken back, of each once.

    Who has the part is of another unit by then, and reads the letter by nothing else.
    """
    office.open_office()
    for _ in (HANDED_BACK, TAKEN_BACK):
        yield from directed(office, STRANGER, OFFICER)
        yield from directed(office, STRANGER, ECONOMY)
        yield from directed(office, STRANGER, ECONOMY)
        units = [one for one in office.standing() if one.unit_id]
        yield office.give_on(number=len(units) - 1, whom=OFFICER, undone=False)
    yield office.move(who=OFFICER_CHANGING, unit=0)
    for first, back in ((0, True), (3, False)):
        for letter, whom in ((first, OFFICER), (first + 1, ECONOMY), (first + 2, OFFICER), (first + 2, ECONOMY)):
            yield office.end_work(number=place_of(office, letter, "support", whom), back=back, undone=True)
            yield office.end_work(number=place_of(office, letter, "support", whom), back=back, undone=False)
    assert [(one.role, one.is_live) for one in Assignment.select() if one.role != "lead"] == [("support", False)] * 8


def a_week_of_reports(office: Busy) -> Iterator[None]:
    """Somebody stands in for an officer who leads, has a part and leads anew; others report, then the officer."""
    office.open_office()
    yield from directed(office, OFFICER, DEPUTY)
    yield from directed(office, ECONOMY)
    yield office.give_on(number=0, whom=OFFICER, undone=False)
    yield office.go_on_leave(absent=OFFICER, deputy=STRANGER, days=3)
    yield office.report(number=place_of(office, 0, "support", DEPUTY))
    yield office.report(number=place_of(office, 1, "lead", OFFICER))
    assert [sheet.state for sheet in office.sheets.values()] == ["in_progress"] * 2
    yield office.report(number=place_of(office, 1, "lead", ECONOMY))
    yield office.report(number=place_of(office, 0, "lead", OFFICER))
    assert [sheet.state for sheet in office.sheets.values()] == ["done"] * 2
    yield office.direct(number=0, lead=HEAD, others=[], standing="replace")
    yield office.end_work(number=place_of(office, 0, "lead", HEAD), back=False, undone=False)
    assert [sheet.state for sheet in office.sheets.values()] == ["done"] * 2


def a_week_of_files(office: Busy) -> Iterator[None]:
    """Letters lie in an officer's dossier who does not read the one, no longer reads another, and takes out a third."""
    office.open_office()
    for _ in range(3):
        yield office.receive()
        yield office.enter(number=0)
    yield office.file(number=0, who=CLERK, keeper=OFFICER, out=False)
    yield office.file(number=0, who=STRANGER, keeper=OFFICER, out=False)
    yield office.file(number=0, who=STRANGER, keeper=STRANGER, out=False)
    for letter in (1, 2):
        yield office.grant(number=letter, whom=OFFICER, reason="read")
        yield office.file(number=letter, who=OFFICER, keeper=OFFICER, out=False)
    yield office.revoke(number=0, which=0)
    yield office.file(number=1, who=OFFICER, keeper=OFFICER, out=True)
    yield office.file(number=2, who=OFFICER, keeper=OFFICER, out=True)
    assert [len(sheet.filed) for sheet in office.sheets.values()] == [1, 1, 0]


def a_week_of_issuing(office: Busy) -> Iterator[None]:
    """Two documents reach a unit and a person, who is moved; one of the two names single persons."""
    office.open_office()
    for _ in range(2):
        yield office.draft(who=CLERK_DRAFTS)
        yield office.submit(number=0)
        yield office.sign(number=0)
        yield office.issue(number=0)
    yield office.change_scope(number=1, scope=Scope.RESTRICTED)
    yield office.move(who=STRANGER_CHANGING, unit=0)
    yield office.move(who=OFFICER_CHANGING, unit=0)


def a_week_of_leaving(office: Busy) -> Iterator[None]:
    """An officer leaves, with drafts and letters nobody else reads and others, and comes back."""
    office.open_office()
    yield office.name_head(deputy=True)
    for whom in ([OFFICER], [OFFICER, STRANGER]):  # for named persons, of whom the one is blocked
        yield office.receive()
        yield office.enter(number=0)
        yield office.change_scope(number=len(office.sheets) - 1, scope=Scope.RESTRICTED)
        yield office.revoke(number=len(office.sheets) - 1, which=0)
        for one in whom:
            yield office.grant(number=len(office.sheets) - 1, whom=one, reason="read")
    yield office.block(who=STRANGER_CHANGING, active=False)
    for _ in range(2):
        yield office.draft(who=OFFICER_DRAFTS)
    yield office.ask(number=1, whom=HEAD, what="comment")
    yield from directed(office, HEAD)
    yield office.go_on_leave(absent=HEAD, deputy=OFFICER, days=3)
    yield from directed(office, OFFICER)
    yield office.leave_for_good(who=OFFICER_CHANGING)
    yield office.block(who=OFFICER_CHANGING, active=True)


def a_week_of_lists(office: Busy) -> Iterator[None]:
    """Whoever works on something, is asked or shall sign may not read it any more; one letter is lent, one held."""
    office.open_office()
    yield from directed(office, STRANGER)
    yield from directed(office, OFFICER)
    yield office.file(number=0, who=CLERK, keeper=CLERK, out=False)
    yield office.revoke(number=0, which=0)
    yield office.go_on_leave(absent=OFFICER, deputy=STRANGER, days=3)
    for _ in range(2):
        yield office.draft(who=CLERK_DRAFTS)
    yield office.ask(number=1, whom=STRANGER, what="comment")
    yield office.submit(number=0)
    for reason in ("sign", "comment"):
        given = [sorted(sheet.grants) for sheet in office.sheets.values() if sheet.grants]
        number, which = next(
            (n, m) for n, grants in enumerate(given) for m, grant in enumerate(grants) if grant[2] == reason
        )
        yield office.revoke(number=number, which=which)
    yield office.receive()
    yield office.enter(number=0)
    yield office.change_scope(number=4, scope=Scope.RESTRICTED)
    yield office.receive()
    yield office.hold(number=len(office.in_state("received", "entered", "in_progress")) - 1)


WEEKS = (
    a_week_of_help_given_up, a_week_of_reports, a_week_of_files, a_week_of_issuing, a_week_of_leaving, a_week_of_lists,
)


# Help that ended and is read all the same.


def kept_where(fits: Callable[[Assignment, str], bool]) -> Callable[..., None]:
    """The end of work that leaves the right where the work is such; its parts end by themselves before."""

    def end(self: routing_acts.Step, one: Assignment, how: str, reason: str = "") -> None:
        for part in one.parts:
            self.end(part, TAKEN_BACK, reason)
        with pytest.MonkeyPatch.context() as blind:
            if one.role == "support" and fits(one, how):
                blind.setattr(rights, "end", lambda *_, **__: [])
            REAL_END(self, one, how, reason)

    return end


KINDS: dict[str, Callable[[Assignment], bool]] = {
    "a person": lambda one: bool(one.person_id) and one.parent_id is None,
    "a unit": lambda one: bool(one.unit_id),
    "somebody with a part": lambda one: one.parent_id is not None,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [HANDED_BACK, TAKEN_BACK])
def test_help_that_ended_and_is_read_all_the_same_is_found(machine, monkeypatch, ending, kind):
    monkeypatch.setattr(routing_acts.Step, "end", kept_where(lambda one, how: how == ending and KINDS[kind](one)))
    with pytest.raises(AssertionError, match="frozenset"):
        live_through(machine(), a_week_of_help_given_up)


# Errors of reports, of dossiers, of issuing and of leaving.


def lent_when_reported(person: Person) -> Any:
    theirs = rights.Grant.person.in_([one.id for one in person.stands_for])
    given = rights.Grant.select(rights.Grant.document).where(
        theirs, rights.Grant.reason.in_(rights.WORK), rights.Grant.until.is_null()
    )
    open_or_done = Document.state.in_((*rights.OPEN_WORK, DONE))
    return Document.id.in_(given) & open_or_done & (Document.scope != Scope.RESTRICTED)


def closed(assignment: Assignment, at: datetime) -> None:
    Document.update(state=DONE, done_on=at.date()).where(Document.id == assignment.document_id).execute()


def closed_by_whoever_helps(assignment: Assignment, outcome: str, *, by: Person, at: datetime) -> None:
    REAL_REPORT(assignment, outcome, by=by, at=at)
    if assignment.role == "support":
        closed(assignment, at)


def closed_by_a_part(assignment: Assignment, outcome: str, *, by: Person, at: datetime) -> None:
    REAL_REPORT(assignment, outcome, by=by, at=at)
    if assignment.parent_id and assignment.role == "lead":
        closed(assignment, at)


def reported_and_left_open(assignment: Assignment, outcome: str, *, by: Person, at: datetime) -> None:
    before = Document.get_by_id(assignment.document_id).state
    REAL_REPORT(assignment, outcome, by=by, at=at)
    Document.update(state=before).where(Document.id == assignment.document_id).execute()


def reported_and_read_no_more(assignment: Assignment, outcome: str, *, by: Person, at: datetime) -> None:
    REAL_REPORT(assignment, outcome, by=by, at=at)
    rights.end(assignment.document, assignment.role, at=at, **routing_acts.named(assignment.handler))


def waiting_though_it_was_done(document: Document, last: Assignment, how: str) -> None:
    document.state = ENTERED
    document.save(only=[Document.state])


def readable_in_ones_own_dossier(person: Person) -> Any:
    mine = DossierItem.select(DossierItem.document).join(Dossier).where(Dossier.opened_by == person)
    return REAL_READABLE(person) | Document.id.in_(mine)


def readable_once_filed(person: Person) -> Any:
    return REAL_READABLE(person) | Document.id.in_(
        DossierItem.select(DossierItem.document).where(DossierItem.filed_by == person)
    )


def filed_with_a_right(document: Document, dossier: Dossier, *, by: Person, at: datetime) -> bool:
    rights.grant(document, "read", at=at, person=dossier.opened_by)
    return REAL_FILE(document, dossier, by=by, at=at)


def filed_unread(document: Document, dossier: Dossier, *, by: Person, at: datetime) -> bool:
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(rights, "read", lambda _, number: Document.get_by_id(number))
        return REAL_FILE(document, dossier, by=by, at=at)


def taken_out_with_the_right(document: Document, dossier: Dossier, *, by: Person, at: datetime) -> None:
    REAL_TAKE_OUT(document, dossier, by=by, at=at)
    rights.end(document, "read", at=at, person=by)


def issued_to_no(kind: str) -> Callable[..., None]:
    def send(document: Document, line: Any, *, at: datetime) -> None:
        REAL_SEND(document, line, at=at)
        rights.end_these(
            [one.id for one in document.grants if one.reason == "receive" and getattr(one, kind)], at=at
        )

    send.__name__ = f"issued_to_no_{kind}"
    return send


def issued_to_the_unit_of_who_is_named(document: Document, line: Any, *, at: datetime) -> None:
    REAL_SEND(document, line, at=at)
    for one in [one for one in document.grants if one.reason == "receive" and one.person]:
        rights.grant(document, "receive", at=at, unit=one.person.unit)


def moved_with_what_was_received(person: Person, *, at: datetime) -> int:
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(rights, "ROUTED", ("lead", "support", "inform"))
        return REAL_MOVING(person, at=at)


def moved_without_what_names_persons(person: Person, *, at: datetime) -> int:
    ending = rights.Grant.update(until=at).where(
        rights.Grant.person == person, rights.Grant.reason.in_(rights.ROUTED), rights.Grant.until.is_null(),
    )
    return int(ending.execute())


def left_to_nobody(person: Person, *, at: datetime) -> int:
    return 0


def left_to_a_leader_though_there_is_a_head(person: Person, *, is_closed: bool) -> Person:
    return Person.get(Person.login == "chutich")


def of_the_last_named(person: Person, among: Any, others: Any) -> Any:
    theirs = rights.Grant.select(rights.Grant.document).where(
        rights.Grant.person == person, rights.Grant.until.is_null()
    )
    also = rights.Grant.select(rights.Grant.document).where(rights.Grant.until.is_null(), others)
    return Document.select().where(among, Document.id.in_(theirs), Document.id.not_in(also))


def left_but_for_the_drafts(person: Person) -> Any:
    return REAL_ONLY(person).where(Document.state.not_in(DRAFTING))


def left_but_for_the_letters(person: Person) -> Any:
    return REAL_ONLY(person).where(Document.state.in_(DRAFTING))


def left_with_what_others_read(person: Person) -> Any:
    return of_the_last_named(person, (Document.scope == Scope.RESTRICTED) | Document.state.in_(DRAFTING), False)


def left_where_the_blocked_are_named(person: Person) -> Any:
    among = (Document.scope == Scope.RESTRICTED) | Document.state.in_(DRAFTING)
    return of_the_last_named(person, among, rights.Grant.person != person)


def left_with_all_that_is_theirs(person: Person) -> Any:
    return of_the_last_named(person, Document.id > 0, False)


def left_with_the_rights(person: Person, *, at: datetime) -> int:
    return 0


def left_and_standing_in(person: Person, on: Any) -> Any:
    return leaving.StandIn.select().where(leaving.StandIn.absent == person)


REAL_END, REAL_REPORT, REAL_READABLE = routing_acts.Step.end, directing.report, rights.readable
REAL_FILE, REAL_TAKE_OUT, REAL_SEND = dossiers.file, dossiers.take_out, issuing.send
REAL_MOVING, REAL_ONLY, REAL_ALLOWED = rights.end_by_moving, leaving.only_readable_by, searching.allowed_for
ERRORS: dict[Callable[..., Any], tuple[Any, str, Week]] = {
    lent_when_reported: (rights, "lent", a_week_of_reports),
    closed_by_whoever_helps: (directing, "report", a_week_of_reports),
    closed_by_a_part: (directing, "report", a_week_of_reports),
    reported_and_left_open: (directing, "report", a_week_of_reports),
    reported_and_read_no_more: (directing, "report", a_week_of_reports),
    waiting_though_it_was_done: (handing_back, "settle", a_week_of_reports),
    readable_in_ones_own_dossier: (rights, "readable", a_week_of_files),
    readable_once_filed: (rights, "readable", a_week_of_files),
    filed_with_a_right: (dossiers, "file", a_week_of_files),
    filed_unread: (dossiers, "file", a_week_of_files),
    taken_out_with_the_right: (dossiers, "take_out", a_week_of_files),
    issued_to_no("unit"): (issuing, "send", a_week_of_issuing),
    issued_to_no("person"): (issuing, "send", a_week_of_issuing),
    issued_to_the_unit_of_who_is_named: (issuing, "send", a_week_of_issuing),
    moved_with_what_was_received: (rights, "end_by_moving", a_week_of_issuing),
    moved_without_what_names_persons: (rights, "end_by_moving", a_week_of_issuing),
    left_to_nobody: (leaving, "hand_to_head", a_week_of_leaving),
    left_to_a_leader_though_there_is_a_head: (leaving, "heir_of", a_week_of_leaving),
    left_but_for_the_drafts: (leaving, "only_readable_by", a_week_of_leaving),
    left_but_for_the_letters: (leaving, "only_readable_by", a_week_of_leaving),
    left_with_what_others_read: (leaving, "only_readable_by", a_week_of_leaving),
    left_where_the_blocked_are_named: (leaving, "only_readable_by", a_week_of_leaving),
    left_with_all_that_is_theirs: (leaving, "only_readable_by", a_week_of_leaving),
    left_with_the_rights: (leaving, "end_grants", a_week_of_leaving),
    left_and_standing_in: (leaving, "stand_ins_of", a_week_of_leaving),
}


@pytest.mark.parametrize("week", WEEKS)
def test_the_week_goes_as_the_model_says(machine, week):
    live_through(machine(), week)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_of_reports_dossiers_issuing_or_leaving_is_found(machine, monkeypatch, error):
    room, name, week = ERRORS[error]
    monkeypatch.setattr(room, name, error)
    with pytest.raises(AssertionError, match=r"frozenset|filed unread"):
        live_through(machine(), week)


# Errors of what is listed and found.


def unasked(real: Callable[..., Any]) -> Callable[..., Any]:
    """The list as it would be, had its author forgotten the rights."""

    def listed(*args: Any, **named: Any) -> Any:
        with pytest.MonkeyPatch.context() as blind:
            for condition in ("readable", "shown"):
                blind.setattr(rights, condition, lambda _: Document.id > 0)
            found = real(*args, **named)
            return list(found) if isgenerator(found) else found

    return listed


def found_without_what_is_lent(person: Person) -> Any:
    return REAL_ALLOWED(Person.get_by_id(person.id))


def found_though_held(person: Person) -> Any:
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr(rights, "shown", rights.readable)
        return REAL_ALLOWED(person)


LISTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    f"{wanted}, by {name}": (room, name, unasked(getattr(room, name)))
    for room, name, wanted in (
        (desk, "given", "desk"), (worklists, "to_sign", "desk"), (draft_lists, "asked", "desk"),
        (draft_lists, "drafts", "to_comment"), (worklists, "letters", "letters and outgoing"),
        (worklists, "outgoing", "letters and outgoing"), (worklists, "to_direct", "to direct"),
        (worklists, "to_present", "to present"), (worklists, "entered_letters", "entered"),
        (worklists, "among", "among"), (worklists, "handed_out", "handed out"), (unfiled, "documents", "unfiled"),
        (Dossier, "documents", "in a dossier"), (plain_search, "find", "found without the index"),
    )
} | {
    f"found by the search, by {error.__name__}": (searching, "allowed_for", error)
    for error in (found_without_what_is_lent, found_though_held)
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_without_the_rights_is_found(machine, monkeypatch, name):
    monkeypatch.setattr(*LISTS[name])
    with pytest.raises(AssertionError, match=name.partition(",")[0]):
        live_through(machine(), a_week_of_lists)
