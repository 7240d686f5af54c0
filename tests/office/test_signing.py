"""Signing jobs as rows: who may begin one, how it moves, and that a document has one alive at a time."""

import pytest
from peewee import IntegrityError

from portal import wording
from portal.office import accounts, devices, drafting, signing, trust
from portal.office.devices import Certificate
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.people import Person
from portal.office.signing import SigningJob
from portal.rules import errors
from portal.rules.roles import Role
from portal.rules.signing import JOB_STEPS, SEAL, SIGN, Act, JobState
from portal.signer import protocol
from tests.office_fixtures import NOW, Staff, drafted, later, numbered, submitted

PLACE = {"page": 1, "box": [0.5, 0.7, 0.8, 0.8]}


def opened(people: Staff, document: Document | None = None, **more) -> SigningJob:
    return begun(document or submitted(people), SIGN, by=people.leader, **more)


def begun(document: Document, act: Act, *, by: Person, **more) -> SigningJob:
    ticket, more = signing.Ticket.for_documents(1, at=NOW), {"base_n": document.latest.n, **more}
    return signing.open_job(document, act, PLACE, ticket, by=by, at=NOW, **more)


def test_times_are_those_of_the_protocol():
    assert signing.TICKET.total_seconds() == protocol.TICKET_SECONDS
    assert signing.JOB.total_seconds() == protocol.JOB_SECONDS


def test_a_job_begins_on_the_newest_version_of_a_submitted_document(people):
    document = submitted(people)
    job = opened(people, document)
    assert (job.base.sha256, job.state, job.place) == (document.latest.sha256, "created", PLACE)


def test_a_version_that_is_not_the_newest_is_not_signed_instead_of_it(people):
    document = submitted(people)
    for n in (document.latest.n - 1, document.latest.n + 1):
        with pytest.raises(errors.Superseded):
            opened(people, document, base_n=n)
    assert SigningJob.select().count() == 0


def test_who_is_not_the_named_signer_begins_nothing(people):
    document = submitted(people)
    for person in (people.deputy, people.clerk, people.officer, people.admin):
        with pytest.raises(errors.NotAllowed):
            begun(document, SIGN, by=person)
    assert SigningJob.select().count() == 0


def test_a_sealed_or_numbered_document_is_not_signed_again(people):
    with pytest.raises(errors.WrongState):
        opened(people, numbered(people))


def test_the_seal_needs_a_checked_and_valid_signature(people):
    document = numbered(people)
    bound(people.leader, "a" * 64)
    with pytest.raises(errors.NotSignedYet):
        begun(document, SEAL, by=people.clerk)
    for state in ("untrusted", "invalid_content", "invalid_changed_after"):
        check(document, state)
        with pytest.raises(errors.NotSignedYet):
            begun(document, SEAL, by=people.clerk)
    check(document, "valid")
    with pytest.raises(errors.NotAllowed):
        begun(document, SEAL, by=people.leader)
    job = begun(document, SEAL, by=people.clerk)
    assert job.base.role == "numbered"


def test_the_seal_needs_the_signature_of_the_person_named(people):
    document = numbered(people)
    bound(people.deputy, "b" * 64)
    check(document, "valid", "b" * 64)
    with pytest.raises(errors.NotSignedYet):
        begun(document, SEAL, by=people.clerk)
    bound(people.leader, "a" * 64, "seal")
    check(document, "valid", "a" * 64)
    with pytest.raises(errors.NotSignedYet):
        begun(document, SEAL, by=people.clerk)


def test_another_signatory_named_after_the_signature_leaves_nothing_to_seal(people):
    document = numbered(people)
    for person, letter in ((people.leader, "a"), (people.deputy, "b")):
        bound(person, letter * 64)
    check(document, "valid")
    Document.update(signer=people.deputy).where(Document.id == document.id).execute()
    with pytest.raises(errors.NotSignedYet):
        begun(Document.get_by_id(document.id), SEAL, by=people.clerk)


@pytest.mark.slow
def test_a_certificate_ended_since_signed_all_the_same(people):
    document = numbered(people)
    devices.end(bound(people.leader, "a" * 64), by=people.admin, at=NOW)
    check(document, "valid")
    assert begun(document, SEAL, by=people.clerk).is_live


def bound(person: Person, sha256: str, role: str = "personal") -> Certificate:
    """A certificate approved for the person."""
    return Certificate.create(
        person=person, sha256=sha256, role=role, der=b"", subject=person.name, issuer="CA", valid_from=NOW,
        valid_until=NOW, presented_at=NOW, approved_at=NOW, approved_by=person,
    )


def check(document: Document, state: str, certificate: str = "a" * 64) -> None:
    signed = document.versions.where(document.versions.model.role == "signed").get()
    row = {"field": "KyCaNhan", "state": state, "certificate": certificate}
    trust.note_check(signed.sha256, {"file": "x", "signatures": [row]}, "v", at=NOW)


def test_of_two_clerks_who_seal_one_document_one_begins_and_the_other_is_told(people):
    document, other = numbered(people), accounts.hire(
        "Vũ Thị Hai", "vanthu2", Role.CLERK, password="một mật khẩu đủ dài", by=people.admin, at=NOW
    )
    bound(people.leader, "a" * 64)
    check(document, "valid")
    begun(document, SEAL, by=people.clerk)
    with pytest.raises(errors.SigningBusy) as told:
        begun(document, SEAL, by=other)
    assert "đang được ký" in wording.sentence(told.value)


def test_the_database_keeps_a_second_live_job_out(people):
    job = opened(people)
    values = {name: job.__data__[name] for name in job.__data__ if name != "id"}
    with pytest.raises(IntegrityError):
        SigningJob.create(**{**values, "key": "other", "ticket_hash": "other"})
    with pytest.raises(errors.SigningBusy):
        opened(people, job.document)
    assert opened(people).is_live  # another document is free


@pytest.mark.parametrize("start", list(JobState))
@pytest.mark.parametrize("end", list(JobState))
def test_a_job_takes_only_the_steps_it_may(people, start, end):
    job = opened(people)
    SigningJob.update(state=start).where(SigningJob.id == job.id).execute()
    if end in JOB_STEPS[start]:
        signing.step(job, end, at=NOW)
        assert SigningJob.get_by_id(job.id).state == end
    else:
        with pytest.raises(errors.WrongState):
            signing.step(job, end, at=NOW)
        assert SigningJob.get_by_id(job.id).state == start


def test_the_end_of_a_job_is_an_event_with_its_reason(people):
    job = opened(people)
    signing.cancel(job, by=people.leader, at=NOW)
    event = Event.of(job.document).order_by(Event.id.desc()).first()
    assert (event.verb, event.outcome, event.data["error"]) == ("signing_ended", "refused", "closed_in_browser")


def test_tickets_and_jobs_end_by_the_clock(people):
    first, second = opened(people), opened(people)
    device = devices.pair(devices.start_pairing(people.leader, at=NOW), "PC", at=NOW)
    SigningJob.update(state="redeemed", device=device).where(SigningJob.id == second.id).execute()
    assert signing.expire(at=later(seconds=119)) == []
    assert signing.expire(at=later(seconds=120)) == [first]
    assert signing.expire(at=later(seconds=300)) == [second]
    assert {job.error for job in SigningJob.select()} == {"expired"}


def test_what_is_being_stored_is_not_ended_by_the_clock(people):
    job = opened(people)
    SigningJob.update(state="signing").where(SigningJob.id == job.id).execute()
    assert signing.expire(at=later(hours=1)) == []
    signing.recover(at=later(hours=1))
    assert SigningJob.get_by_id(job.id).error == "interrupted"


def test_a_draft_not_submitted_has_no_turn_yet(people):
    with pytest.raises(errors.WrongState):
        opened(people, drafted(people))
    sent_back = submitted(people)
    drafting.send_back(sent_back, "sai thể thức", by=people.leader, at=NOW)
    with pytest.raises(errors.WrongState):
        opened(people, sent_back)
