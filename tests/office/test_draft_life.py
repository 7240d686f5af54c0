"""The life of a draft: whoever does whatever, nothing is signed that its signer did not see as it stands."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal import db
from portal.office import asking, authors, comments, drafting, initials, outlines, rights, signing
from portal.office.asking import Ask
from portal.office.documents import Document, add_version
from portal.office.initials import Initial
from portal.office.people import Person
from portal.office.recipients import Line
from portal.office.signing import SigningJob, Ticket
from portal.rules import errors
from portal.rules.drafts import COMMENT, CONTENT, FORM
from portal.rules.roles import Role
from portal.rules.signing import SIGN
from portal.rules.states import DRAFTING, SUBMITTED
from tests.office_fixtures import NOW, Staff, drafted, outline, staff, stored

Seen = tuple[str, dict[str, Any]]
SUBJECTS = ("V/v một việc", "V/v việc khác")
LINES = ((Line("UBND tỉnh"),), (Line("UBND tỉnh"), Line("Sở Nội vụ", channel="paper")))
pick = st.integers(min_value=0, max_value=99)


def stands(document: Document) -> Seen:
    """The bytes and the words that would be signed now."""
    return document.latest.sha256, outlines.said_of(document)


class Life(RuleBasedStateMachine):
    """Two drafts, everyone of the office, and pages that stay open while others go on."""

    image = b""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[int, dict[int, Seen]] = {}  # of each draft: what a version showed its signer
        self.initialled: dict[int, Seen] = {}

    @initialize()
    def open_office(self) -> None:
        db.database.init(":memory:", pragmas=db.PRAGMAS)
        db.database.connection().deserialize(self.image)
        self.staff: Staff = staff()
        self.drafts = [drafted(self.staff).id for _ in range(2)]

    def draft(self, number: int) -> Document:
        return Document.get_by_id(self.drafts[number % len(self.drafts)])

    def person(self, number: int) -> Person:
        return self.staff.everyone[number % len(self.staff.everyone)]

    def change(self, who: int, document: Document, act: Callable[[Person], object]) -> None:
        """Only an author's change is taken; any other is refused and leaves all as it was."""
        by, before = self.person(who), (stands(document), document.state)
        try:
            act(by)
        except errors.Refusal:
            fresh = Document.get_by_id(document.id)
            assert (stands(fresh), fresh.state) == before
        else:
            assert by in (self.staff.officer, self.staff.head)

    @rule(which=pick, who=pick, back=st.integers(0, 1))
    def revise(self, which: int, who: int, back: int) -> None:
        document = self.draft(which)
        base_n = document.latest.n - back
        self.change(who, document, lambda by: drafting.revise(
            document, stored(), "a.pdf", "pdf", base_n=base_n, by=by, at=NOW))

    @rule(which=pick, who=pick, subject=st.sampled_from(SUBJECTS), lines=st.sampled_from(LINES), other=st.booleans())
    def describe(self, which: int, who: int, subject: str, lines: tuple[Line, ...], other: bool) -> None:
        document = self.draft(which)
        signer = self.staff.deputy if other else self.staff.leader
        told = outline(self.staff, subject=subject, recipients=lines, signer=signer)
        self.change(who, document, lambda by: drafting.describe(document, told, by=by, at=NOW))

    @rule(which=pick, who=pick, way=st.sampled_from(("paper", "both")))
    def choose_route(self, which: int, who: int, way: str) -> None:
        document = self.draft(which)
        if document.is_draft:
            self.change(who, document, lambda by: drafting.choose_route(document, way, "lý do", by=by, at=NOW))

    @rule(which=pick, who=pick)
    def submit(self, which: int, who: int) -> None:
        document = self.draft(which)
        self.change(who, document, lambda by: drafting.submit(document, by=by, at=NOW))

    @rule(which=pick, who=pick)
    def withdraw(self, which: int, who: int) -> None:
        document = self.draft(which)
        self.change(who, document, lambda by: drafting.withdraw(document, by=by, at=NOW))

    @rule(which=pick, who=pick)
    def send_back(self, which: int, who: int) -> None:
        document, by = self.draft(which), self.person(who)
        with contextlib.suppress(errors.Refusal):
            drafting.send_back(document, "sửa", by=by, at=NOW)
            assert by.id == document.signer_id

    @rule(which=pick, who=pick, whom=pick, what=st.sampled_from((COMMENT, CONTENT, FORM)))
    def ask(self, which: int, who: int, whom: int, what: str) -> None:
        with contextlib.suppress(errors.Refusal):
            asking.ask(self.draft(which), what, self.person(whom), "", by=self.person(who), at=NOW)

    @rule(which=pick, who=pick)
    def settle(self, which: int, who: int) -> None:
        for one in Ask.open(self.draft(which))[:1]:
            with contextlib.suppress(errors.Refusal):
                asking.settle(one, by=self.person(who), at=NOW)

    @rule(which=pick, who=pick)
    def comment(self, which: int, who: int) -> None:
        document, by = self.draft(which), self.person(who)
        may = rights.may_read(by, document)
        with contextlib.suppress(errors.Refusal):
            comments.comment(document, "ý kiến", None, base_n=document.latest.n, by=by, at=NOW)
            assert may

    @rule(which=pick, who=pick, what=st.sampled_from((CONTENT, FORM)))
    def initial(self, which: int, who: int, what: str) -> None:
        document, before = self.draft(which), Initial.select().count()
        with contextlib.suppress(errors.Refusal):
            initials.initial(document, what, base_n=document.latest.n, by=self.person(who), at=NOW)
            if Initial.select().count() > before:
                self.initialled[Initial.of(document)[-1].id] = stands(document)

    # the signer's page and program

    @rule(which=pick)
    def signer_opens_the_page(self, which: int) -> None:
        document = self.draft(which)
        if document.state == SUBMITTED:
            assert rights.may_read(document.signer, document)
            self.pages.setdefault(document.id, {})[document.latest.n] = stands(document)

    @rule(which=pick, who=pick, oldest=st.booleans())
    def begin(self, which: int, who: int, oldest: bool) -> None:
        document = self.draft(which)
        if seen := sorted(self.pages.get(document.id, {})):
            with contextlib.suppress(errors.Refusal):
                signing.open_job(
                    document, SIGN, {}, Ticket.for_documents(1, at=NOW), base_n=seen[0 if oldest else -1],
                    by=self.person(who), at=NOW,
                )

    @rule(which=pick)
    def store(self, which: int) -> None:
        """The signature comes in: as ``flows.signed_versions.keep`` does, without the PDF."""
        document = self.draft(which)
        job = SigningJob.live(document)
        if job is None:
            return
        signed = stands(document)
        try:
            with db.atomic():
                signing.require_turn(document, SIGN, job.person)
                add_version(document, stored(), "signed", "a.pdf", base_n=job.base.n, by=job.person, at=NOW)
                drafting.mark_signed(document, by=job.person, at=NOW, version=document.latest)
        except errors.Refusal:
            SigningJob.update(state="rejected").where(SigningJob.id == job.id).execute()
            return
        SigningJob.update(state="done").where(SigningJob.id == job.id).execute()
        assert self.pages[document.id][job.base.n] == signed
        assert job.person == document.signer
        self.drafts[self.drafts.index(document.id)] = drafted(self.staff).id

    @invariant()
    def a_standing_initial_is_on_what_stands(self) -> None:
        for document in (self.draft(0), self.draft(1)) if hasattr(self, "drafts") else ():
            for one in Initial.standing(document):
                assert self.initialled[one.id] == stands(document)

    @invariant()
    def those_read_who_write_sign_or_are_asked(self) -> None:
        for document in (self.draft(0), self.draft(1)) if hasattr(self, "drafts") else ():
            assert document.state in DRAFTING
            asked = {one.person_id for one in Ask.open(document)} | {self.staff.officer.id}
            asked |= {document.signer_id} if document.state == SUBMITTED else set()
            units = {person.unit_id for person in self.staff.everyone if person.id in asked and person.unit_id}
            heads = {p.id for p in self.staff.everyone if p.role == Role.UNIT_HEAD and p.unit_id in units}
            assert {p.id for p in self.staff.everyone if rights.may_read(p, document)} == asked | heads

    def teardown(self) -> None:
        db.database.close()


LONG = settings(
    max_examples=10, stateful_step_count=50, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), print_blob=False,
)


@pytest.fixture
def machine(_images: dict[str, bytes]) -> Iterator[type[Life]]:
    Life.image = _images["office"]
    yield Life
    db.database.close()


@pytest.mark.slow
def test_nothing_is_signed_that_was_not_seen_as_it_stands(machine: type[Life]):
    run_state_machine_as_test(machine, settings=LONG)


CLERK, LEADER, HEAD, OFFICER, STRANGER = 1, 2, 4, 5, 6  # as ``person`` counts
OTHER = {"subject": SUBJECTS[1], "lines": LINES[1], "other": False}


def an_afternoon(life: Life) -> Iterator[None]:
    """One sequence of acts in which each of the errors below shows; without them the second signature is stored."""
    yield life.open_office()
    yield life.initial(0, HEAD, CONTENT)
    yield life.ask(0, OFFICER, STRANGER, COMMENT)
    yield life.settle(0, STRANGER)
    yield life.describe(0, STRANGER, **OTHER)
    yield life.submit(0, OFFICER)
    yield life.signer_opens_the_page(0)
    yield life.begin(0, LEADER, oldest=False)
    yield life.withdraw(0, HEAD)
    yield life.describe(0, OFFICER, **OTHER)
    yield life.submit(0, OFFICER)
    yield life.store(0)
    yield life.begin(0, LEADER, oldest=True)
    yield life.store(0)
    yield life.signer_opens_the_page(0)
    yield life.begin(0, LEADER, oldest=False)
    yield life.store(0)


def lived(life: Life) -> int:
    """The afternoon with everything looked at after each step; how many documents it leaves."""
    for _ in an_afternoon(life):
        life.a_standing_initial_is_on_what_stands()
        life.those_read_who_write_sign_or_are_asked()
    return int(Document.select().count())


@pytest.mark.slow
def test_an_afternoon_ends_with_one_signature(machine: type[Life]):
    assert lived(machine()) == 3


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name", "wrong"), [
    (drafting, "resaid", lambda document, **by: None), (authors, "is_author", lambda document, person: True),
    (rights, "end", lambda document, *reasons, **whom: None),
    (Initial, "is_on", lambda one, version: True),
])
def test_an_error_that_lets_something_slip_is_found(
    machine: type[Life], monkeypatch: pytest.MonkeyPatch, module: Any, name: str, wrong: Callable[..., Any]
):
    monkeypatch.setattr(module, name, wrong)
    with pytest.raises(AssertionError):
        lived(machine())
