"""A signing job from the page's button to the stored version, and every way it can be refused."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from portal import db, wording
from portal.adapters import sandbox
from portal.adapters.authority import Identity
from portal.adapters.blobs import BlobStore
from portal.flows import dispatch, helper_calls, signed_files, signing, verdicts, verifying
from portal.flows.premises import Premises
from portal.office import accounts, devices, drafting, early_numbers, files, rights, trust
from portal.office.devices import Certificate, Device
from portal.office.documents import Document, Version, add_version
from portal.office.events import Event
from portal.office.people import Person
from portal.office.signing import SigningJob
from portal.office.trust import Anchor, SignatureCheck
from portal.rules import errors
from portal.rules.roles import Role
from portal.rules.signing import SEAL, SIGN
from portal.signer import protocol
from portal.signer.protocol import ProtocolError
from tests import signing_kit as kit
from tests.office_fixtures import NOW, Staff, later, opened, outline, request_id, staff

pytestmark = pytest.mark.slow

ORIGIN = "http://10.0.0.5:8080"


@dataclass
class Desk:
    """An office that can sign: its people, keys, paired PCs and a letter before the leader."""

    people: Staff
    keys: kit.Keys
    premises: Premises
    leader_pc: Device
    clerk_pc: Device
    letter: Document

    def begin(self, act: Any = SIGN, by: Person | None = None, at: datetime = NOW) -> signing.Begun:
        by = by or (self.people.leader if act is SIGN else self.people.clerk)
        place = kit.PLACE if act is SIGN else kit.SEAL_PLACE
        letter = fresh(self.letter)
        return signing.begin(letter, act, place, base_n=letter.latest.n, by=by, origin=ORIGIN, at=at)

    def redeem(self, begun: signing.Begun, device: Device | None = None, at: datetime = NOW) -> dict[str, Any]:
        message = {"ticket": protocol.read_launch_url(begun.launch).ticket, "protocols": [1]}
        return signing.redeem(message, device or self.leader_pc, at=at, premises=self.premises)

    def prepare(
        self, job: str, who: Identity | None = None, device: Device | None = None, at: datetime = NOW
    ) -> dict[str, Any]:
        message = {"cert": kit.text((who or self.keys.leader).der)}
        return signing.take_certificate(job, message, device or self.leader_pc, at=at, premises=self.premises)

    def hand_in(
        self, job: str, signature: bytes, device: Device | None = None, at: datetime = NOW
    ) -> dict[str, Any]:
        message = {"items": [{"doc": str(self.letter.id), "signature": kit.text(signature)}]}
        return signing.take_signatures(job, message, device or self.leader_pc, at=at, premises=self.premises)

    def sign(self, act: Any = SIGN, at: datetime = NOW) -> dict[str, Any]:
        """The whole way, honestly."""
        who, device = (
            (self.keys.leader, self.leader_pc) if act is SIGN else (self.keys.seal, self.clerk_pc)
        )
        begun = self.begin(act, at=at)
        task = self.redeem(begun, device, at)
        ready = self.prepare(task["job"], who, device, at)
        return self.hand_in(task["job"], raw(who, ready), device, at)


def raw(who: Identity, ready: dict[str, Any]) -> bytes:
    return kit.raw_signature(who, base64.b64decode(ready["docs"][0]["tbs"]))


def fresh(document: Document) -> Document:
    return Document.get_by_id(document.id)


@pytest.fixture(scope="module")
def furnished(_images: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Desk, bytes]:
    """The office with its keys and its letter, made once: the database as bytes, and the letter's file."""
    for _ in opened(_images["office"]):
        desk = made(staff(), tmp_path_factory.mktemp("furnished"))
        draft = desk.premises.store.read(desk.letter.latest.sha256)
        return db.database.connection().serialize(), desk, draft
    raise AssertionError


@pytest.fixture
def desk(
    furnished: tuple[bytes, Desk, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    monkeypatch.setattr(sandbox, "call", kit.call_here)
    image, first, draft = furnished
    premises = Premises(tmp_path, BlobStore(tmp_path / "blobs"), tmp_path / "index", tmp_path / "scratch", 10**7)
    premises.store.put(draft)
    for _ in opened(image):
        yield replace(first, people=staff(), premises=premises, letter=fresh(first.letter))


def made(people: Staff, folder: Path) -> Desk:
    keys = kit.keys(NOW)
    premises = Premises(folder, BlobStore(folder / "blobs"), folder / "index", folder / "scratch", 10**7)
    for anchor in keys.authority.anchors:
        trust.trust(anchor, by=people.admin, at=NOW, is_test=True)
    trust.add_revocations(keys.lists[0], by=people.admin, at=NOW)
    for person, identity, role in (
        (people.leader, keys.leader, "personal"), (people.deputy, keys.deputy, "personal"),
        (people.clerk, keys.seal, "seal"),
    ):
        devices.approve(devices.present(person, identity.der, at=NOW), role, by=people.admin, at=NOW)
    pcs = [paired(person) for person in (people.leader, people.clerk)]
    return Desk(people, keys, premises, *pcs, submitted(people, premises, folder))


def paired(person: Person) -> Device:
    return devices.pair(devices.start_pairing(person, at=NOW), "Máy của " + person.name, at=NOW)


def submitted(people: Staff, premises: Premises, folder: Path) -> Document:
    """A real PDF with room for its number, before the leader."""
    draft = kit.with_number_fields(kit.letter(folder / "letter.pdf"), folder / "draft.pdf")
    blob = premises.store.put(draft.read_bytes())
    files.keep(blob.sha256, blob.size, "application/pdf", at=NOW)
    document = drafting.draft(outline(people), blob.sha256, "tra-loi.pdf", "pdf", by=people.officer, at=NOW)
    drafting.submit(document, by=people.officer, at=NOW)
    return document


def the_job(key: str) -> SigningJob:
    (job,) = SigningJob.under(key)
    return job


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ProtocolError) as stopped:
        act()
    assert protocol.is_known(stopped.value.code)
    return stopped.value.code


# The honest way


def test_the_leader_signs_the_number_is_written_and_the_clerk_seals(desk):
    assert desk.sign()["state"] == "done"
    assert fresh(desk.letter).state == "signed"
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=later(hours=1), request_id=request_id(),
                    premises=desk.premises)
    assert desk.sign(SEAL, later(hours=2))["state"] == "done"
    document = fresh(desk.letter)
    assert document.state == "sealed"
    assert [version.role for version in document.versions.order_by(Version.n)] == [
        "pdf", "signed", "numbered", "sealed",
    ]
    verdict = SignatureCheck.latest(document.latest.sha256).verdict
    assert verdict["file"] == "good"
    assert [row["is_test"] for row in verdict["signatures"]] == [True, True]
    assert verdict["signatures"][0]["number_filled"]


@pytest.mark.slow
def test_the_same_through_the_child_process(people, tmp_path):
    desk = made(people, tmp_path)
    assert desk.sign()["state"] == "done"


def test_the_signed_bytes_begin_with_the_bytes_that_were_shown(desk):
    shown = desk.premises.store.read(fresh(desk.letter).latest.sha256)
    answer = desk.sign()
    assert desk.premises.store.read(answer["sha256"]).startswith(shown)


def test_the_signer_learns_what_it_must_show(desk):
    task = desk.redeem(desk.begin())
    assert task["user"] == desk.people.leader.name
    assert task["agency"] == "UBND xã Tân Hòa"
    assert task["docs"][0]["title"] == desk.letter.subject
    assert task["docs"][0]["sha256"] == fresh(desk.letter).latest.sha256
    assert task["certs"] == [protocol.digest(desk.keys.leader.der)]


def test_the_trail_tells_of_a_signature_from_its_start(desk):
    desk.sign()
    verbs = [event.verb for event in Event.of(desk.letter)]
    assert verbs[-3:] == ["signing_started", "signed", "signing_ended"]


def test_nothing_is_left_in_the_scratch_folder(desk):
    desk.sign()
    assert list(desk.premises.scratch.iterdir()) == []


# Who and when


def test_only_the_named_signer_signs(desk):
    with pytest.raises(errors.NotAllowed):
        desk.begin(by=desk.people.deputy)
    with pytest.raises(errors.NotAllowed):
        desk.begin(by=desk.people.clerk)


def test_no_seal_before_the_signature_and_the_number(desk):
    with pytest.raises(errors.WrongState):
        desk.begin(SEAL)
    desk.sign()
    with pytest.raises(errors.WrongState):
        desk.begin(SEAL)


def test_no_seal_over_a_signature_that_is_not_valid(desk):
    desk.sign()
    signed = fresh(desk.letter).latest.sha256
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)
    revoked = desk.keys.authority.revocations([(desk.keys.leader, NOW - kit.days(0.5))], at=later(hours=1))
    trust.add_revocations(revoked, by=desk.people.admin, at=later(hours=1))
    verdicts.check_signatures(signed, at=later(hours=1), premises=desk.premises)()
    assert trust.file_state(signed) == "broken"
    with pytest.raises(errors.NotSignedYet):
        desk.begin(SEAL)


def test_one_document_one_live_job(desk):
    desk.begin()
    with pytest.raises(errors.SigningBusy):
        desk.begin()


def test_ten_at_once_make_one_job(desk, tmp_path):
    db.snapshot(tmp_path / "portal.db")
    db.open_file(tmp_path / "portal.db")
    answers: list[str] = []
    together = Barrier(10)

    def press() -> None:
        together.wait()
        try:
            desk.begin()
            answers.append("begun")
        except errors.SigningBusy:
            answers.append("busy")
        finally:
            db.database.close()

    threads = [Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["begun", *["busy"] * 9]


def test_a_job_that_ran_out_of_time_gives_way(desk):
    desk.begin()
    assert desk.begin(at=later(minutes=3)).job.is_live
    assert [job.state for job in SigningJob.of(desk.letter)] == ["created", "expired"]


# Tickets


def test_a_ticket_works_once(desk):
    begun = desk.begin()
    desk.redeem(begun)
    assert refusal(lambda: desk.redeem(begun)) == "ticket_invalid"


def test_a_ticket_is_good_for_two_minutes(desk):
    begun = desk.begin()
    assert refusal(lambda: desk.redeem(begun, at=later(minutes=2, seconds=1))) == "ticket_invalid"


def test_another_persons_pc_cannot_redeem(desk):
    begun = desk.begin()
    assert refusal(lambda: desk.redeem(begun, desk.clerk_pc)) == "ticket_invalid"
    assert desk.redeem(begun)["job"] == begun.job.key


def test_a_ticket_nobody_gave_is_refused(desk):
    message = {"ticket": "x" * 43, "protocols": [1]}
    act = lambda: signing.redeem(message, desk.leader_pc, at=NOW, premises=desk.premises)  # noqa: E731
    assert refusal(act) == "ticket_invalid"


def test_the_ticket_itself_is_not_stored(desk):
    begun = desk.begin()
    ticket = protocol.read_launch_url(begun.launch).ticket
    assert ticket not in str(SigningJob.select().dicts().get())


def test_an_unknown_protocol_is_refused_and_leaves_the_ticket(desk):
    begun = desk.begin()
    message = {"ticket": protocol.read_launch_url(begun.launch).ticket, "protocols": [9]}
    act = lambda: signing.redeem(message, desk.leader_pc, at=NOW, premises=desk.premises)  # noqa: E731
    assert refusal(act) == "protocol"
    assert desk.redeem(begun)["protocol"] == 1


def test_who_may_no_longer_read_the_document_cannot_redeem(desk):
    begun = desk.begin()
    rights.end(desk.letter, "sign", at=NOW)
    assert refusal(lambda: desk.redeem(begun)) == "ticket_invalid"


def test_what_was_set_apart_since_the_ticket_is_neither_prepared_nor_shown(desk):
    job = desk.redeem(desk.begin())["job"]
    rights.end(desk.letter, "sign", at=NOW)
    assert refusal(lambda: desk.prepare(job)) == "no_longer_allowed"
    assert the_job(job).error == "no_longer_allowed"


def test_what_was_set_apart_since_it_was_prepared_is_not_shown(desk):
    job = desk.redeem(desk.begin())["job"]
    desk.prepare(job)
    rights.end(desk.letter, "sign", at=NOW)
    doc = str(desk.letter.id)
    assert refusal(
        lambda: signing.prepared_pdf(job, doc, desk.leader_pc, at=NOW, premises=desk.premises)
    ) == "no_longer_allowed"
    assert list(desk.premises.scratch.iterdir()) == []


def test_a_job_the_page_cancels_while_the_ticket_is_taken_ends_as_cancelled(desk, monkeypatch):
    begun = desk.begin()

    def gone(person, document_id):
        signing.cancel([the_job(begun.job.key)], by=desk.people.leader, at=NOW, premises=desk.premises)
        raise errors.NotFound(document_id)

    monkeypatch.setattr(rights, "read", gone)
    assert refusal(lambda: desk.redeem(begun)) == "ticket_invalid"
    assert (the_job(begun.job.key).state, the_job(begun.job.key).error) == ("cancelled", "closed_in_browser")


@pytest.mark.parametrize("spoken", [None, 1, "1", {}, [[1]], [2]])
def test_versions_that_are_none_of_ours_are_no_common_protocol(desk, spoken):
    begun = desk.begin()
    message = {"ticket": protocol.read_launch_url(begun.launch).ticket, "protocols": spoken}
    stop = refusal(lambda: signing.redeem(message, desk.leader_pc, at=NOW, premises=desk.premises))
    assert (stop, the_job(begun.job.key).state) == ("protocol", "created")


# Certificates


def test_another_persons_card_is_refused(desk):
    job = desk.redeem(desk.begin())["job"]
    assert refusal(lambda: desk.prepare(job, desk.keys.deputy)) == "cert_not_bound"


def test_the_seal_does_not_sign_for_the_leader(desk):
    job = desk.redeem(desk.begin())["job"]
    assert refusal(lambda: desk.prepare(job, desk.keys.seal)) == "cert_not_bound"


def test_a_certificate_no_longer_approved_is_refused(desk):
    job = desk.redeem(desk.begin())["job"]
    certificate = Certificate.get(Certificate.person == desk.people.leader)
    devices.end(certificate, by=desk.people.admin, at=NOW)
    assert refusal(lambda: desk.prepare(job)) == "cert_not_bound"


def test_a_revoked_certificate_is_refused(desk):
    revoked = desk.keys.authority.revocations([(desk.keys.leader, NOW - kit.days(0.5))], at=NOW)
    trust.add_revocations(revoked, by=desk.people.admin, at=NOW)
    job = desk.redeem(desk.begin())["job"]
    assert refusal(lambda: desk.prepare(job)) == "cert_revoked"


def test_a_certificate_of_an_authority_no_longer_trusted_is_refused(desk):
    trust.distrust(Anchor.get(), by=desk.people.admin, at=NOW)
    job = desk.redeem(desk.begin())["job"]
    assert refusal(lambda: desk.prepare(job)) == "cert_untrusted"


def test_an_expired_certificate_is_refused(desk):
    at = NOW + kit.days(2000)
    job = desk.redeem(desk.begin(at=at), at=at)["job"]
    assert refusal(lambda: desk.prepare(job, at=at)) == "cert_expired"


def test_the_certificate_step_may_be_repeated(desk):
    job = desk.redeem(desk.begin())["job"]
    desk.prepare(job)
    ready = desk.prepare(job)
    assert desk.hand_in(job, raw(desk.keys.leader, ready))["state"] == "done"


def test_a_file_that_cannot_be_prepared_is_said_to_be_so(desk):
    blob = desk.premises.store.put(b"%PDF-1.4 broken")
    files.keep(blob.sha256, blob.size, "application/pdf", at=NOW)
    document = fresh(desk.letter)
    add_version(document, blob.sha256, "pdf", "x.pdf", base_n=1, by=desk.people.officer, at=NOW)
    job = desk.redeem(desk.begin())["job"]
    assert refusal(lambda: desk.prepare(job)) == "prepare_failed"


def test_a_machine_that_is_too_slow_does_not_blame_the_file(desk, monkeypatch):
    def late(*_: object, **__: object) -> None:
        raise errors.Unreadable("timeout")

    task = desk.begin()
    job = desk.redeem(task)["job"]
    with monkeypatch.context() as busy:
        busy.setattr(sandbox, "call", late)
        assert refusal(lambda: desk.prepare(job)) == "too_slow"
    again = desk.redeem(desk.begin())["job"]
    assert desk.hand_in(again, raw(desk.keys.leader, desk.prepare(again)))["state"] == "done"


# The prepared file and the signature


def test_the_prepared_file_is_the_one_announced(desk):
    job = desk.redeem(desk.begin())["job"]
    ready = desk.prepare(job)["docs"][0]
    file, sha256 = signing.prepared_pdf(job, ready["doc"], desk.leader_pc, at=NOW, premises=desk.premises)
    assert protocol.digest(file.read_bytes()) == sha256 == ready["sha256"]


def test_another_device_sees_no_job(desk):
    job = desk.redeem(desk.begin())["job"]
    doc = desk.prepare(job)["docs"][0]["doc"]
    for act in (
        lambda: signing.prepared_pdf(job, doc, desk.clerk_pc, at=NOW, premises=desk.premises),
        lambda: desk.prepare(job, device=desk.clerk_pc),
        lambda: desk.hand_in(job, b"x" * 256, desk.clerk_pc),
        lambda: signing.cancel_by_signer(job, {}, desk.clerk_pc, at=NOW, premises=desk.premises),
    ):
        assert refusal(act) == "no_such_job"


def test_a_garbage_signature_is_rejected_and_the_old_version_stays(desk):
    job = desk.redeem(desk.begin())["job"]
    desk.prepare(job)
    assert refusal(lambda: desk.hand_in(job, b"\1" * 256)) == "bad_signature"
    assert fresh(desk.letter).latest.role == "pdf"
    assert the_job(job).state == "rejected"
    assert refusal(lambda: desk.hand_in(job, b"\1" * 256)) == "bad_signature"


def test_the_same_signature_again_gets_the_same_answer_and_no_second_version(desk):
    job = desk.redeem(desk.begin())["job"]
    signature = raw(desk.keys.leader, desk.prepare(job))
    first = desk.hand_in(job, signature)
    assert desk.hand_in(job, signature, at=later(minutes=30)) == first
    assert fresh(desk.letter).latest.n == 2


def test_the_same_signature_while_the_first_is_being_stored_is_to_be_asked_again(desk):
    job = desk.redeem(desk.begin())["job"]
    signature = raw(desk.keys.leader, desk.prepare(job))
    row = the_job(job)
    given = protocol.digest(signature)
    SigningJob.update(state="signing", signature_hash=given).where(SigningJob.id == row.id).execute()
    assert refusal(lambda: desk.hand_in(job, signature)) == "storing"
    assert refusal(lambda: desk.hand_in(job, b"\2" * 256)) == "wrong_state"


def test_another_signature_after_the_end_is_refused(desk):
    job = desk.redeem(desk.begin())["job"]
    desk.hand_in(job, raw(desk.keys.leader, desk.prepare(job)))
    assert refusal(lambda: desk.hand_in(job, b"\2" * 256)) == "wrong_state"


def test_a_document_that_got_a_newer_version_supersedes_the_signature(desk):
    job = desk.redeem(desk.begin())["job"]
    signature = raw(desk.keys.leader, desk.prepare(job))
    blob = desk.premises.store.put(BytesIO(b"another draft"))
    add_version(fresh(desk.letter), blob.sha256, "pdf", "x.pdf", base_n=1, by=desk.people.officer, at=NOW)
    assert refusal(lambda: desk.hand_in(job, signature)) == "superseded"
    assert the_job(job).state == "superseded"
    assert fresh(desk.letter).latest.sha256 == blob.sha256


def test_a_draft_sent_back_meanwhile_is_not_signed(desk):
    job = desk.redeem(desk.begin())["job"]
    signature = raw(desk.keys.leader, desk.prepare(job))
    drafting.send_back(fresh(desk.letter), "sai thể thức", by=desk.people.leader, at=NOW)
    assert refusal(lambda: desk.hand_in(job, signature)) == "superseded"
    assert fresh(desk.letter).latest.role == "pdf"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda desk: devices.end(leaders(desk), by=desk.people.admin, at=NOW), "cert_not_bound"),
        (lambda desk: devices.approve(leaders(desk), "personal", by=desk.people.admin, at=NOW), ""),
        (lambda desk: accounts.change_role(desk.people.leader, Role.OFFICER, by=desk.people.admin, at=NOW),
         "no_longer_allowed"),
        (lambda desk: accounts.set_active(desk.people.leader, False, by=desk.people.admin, at=NOW),
         "no_longer_allowed"),
        (lambda desk: Document.update(signer=desk.people.deputy).execute(), "no_longer_allowed"),
        (lambda desk: early_numbers.choose(True, by=desk.people.clerk, at=NOW), "no_longer_allowed"),
    ],
    ids=[
        "certificate ended", "certificate approved again", "another role", "blocked", "another signer", "number first",
    ],
)
def test_who_may_sign_is_looked_at_again_when_the_signature_comes(desk, change, code):
    job = desk.redeem(desk.begin())["job"]
    signature = raw(desk.keys.leader, desk.prepare(job))
    change(desk)
    if not code:
        assert desk.hand_in(job, signature)["state"] == "done"
        return
    assert refusal(lambda: desk.hand_in(job, signature)) == code
    ended = the_job(job)
    assert (ended.state, ended.error) == ("rejected", code)
    assert fresh(desk.letter).latest.role == "pdf"
    assert fresh(desk.letter).state == "submitted"
    assert list(desk.premises.scratch.iterdir()) == []


def leaders(desk: Desk) -> Certificate:
    return Certificate.get(Certificate.person == desk.people.leader)


def numbered_letter(desk: Desk) -> None:
    """Signed and numbered, with its check made."""
    desk.sign()
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)


def test_the_seal_waits_for_the_person_who_is_named(desk):
    numbered_letter(desk)
    Document.update(signer=desk.people.deputy).where(Document.id == desk.letter.id).execute()
    with pytest.raises(errors.NotSignedYet):
        desk.begin(SEAL)


def test_another_signatory_named_while_the_seal_is_on_its_way_stops_it(desk):
    numbered_letter(desk)
    job = desk.redeem(desk.begin(SEAL), desk.clerk_pc)["job"]
    ready = desk.prepare(job, desk.keys.seal, desk.clerk_pc)
    Document.update(signer=desk.people.deputy).where(Document.id == desk.letter.id).execute()
    answer = refusal(lambda: desk.hand_in(job, raw(desk.keys.seal, ready), desk.clerk_pc))
    assert answer == "no_longer_allowed"
    assert fresh(desk.letter).latest.role == "numbered"


def test_the_seal_waits_for_a_signature_that_holds(desk):
    numbered_letter(desk)
    signed = fresh(desk.letter).versions.where(Version.role == "signed").get()
    broken = SignatureCheck.latest(signed.sha256).verdict
    broken["signatures"][0]["state"] = "invalid_cert_revoked"
    trust.note_check(signed.sha256, broken, "later", at=later(minutes=1))
    with pytest.raises(errors.NotSignedYet):
        desk.begin(SEAL)


def test_a_clerk_who_is_one_no_longer_does_not_seal(desk):
    desk.sign()
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)
    job = desk.redeem(desk.begin(SEAL), desk.clerk_pc)["job"]
    signature = raw(desk.keys.seal, desk.prepare(job, desk.keys.seal, desk.clerk_pc))
    accounts.change_role(desk.people.clerk, Role.OFFICER, by=desk.people.admin, at=NOW)
    assert refusal(lambda: desk.hand_in(job, signature, desk.clerk_pc)) == "no_longer_allowed"
    assert fresh(desk.letter).state == "numbered"


def test_a_prepared_file_changed_on_disk_fails_the_check_after_embedding(desk):
    job = desk.redeem(desk.begin())["job"]
    ready = desk.prepare(job)
    file = signing.prepared_file(the_job(job), desk.premises)
    content = bytearray(file.read_bytes())
    content[content.index(b"stream\n") + 20] ^= 1
    file.write_bytes(content)
    assert refusal(lambda: desk.hand_in(job, raw(desk.keys.leader, ready))) == "post_check_failed"
    assert fresh(desk.letter).latest.role == "pdf"


def test_too_late_is_too_late(desk):
    job = desk.redeem(desk.begin())["job"]
    ready = desk.prepare(job)
    late = later(minutes=6)
    assert refusal(lambda: desk.hand_in(job, raw(desk.keys.leader, ready), at=late)) == "expired"
    assert refusal(lambda: desk.prepare(job, at=late)) == "expired"


# Giving up


def test_a_prepared_file_goes_when_its_time_is_up(desk):
    job = desk.redeem(desk.begin())["job"]
    desk.prepare(job)
    assert [file.name for file in desk.premises.scratch.iterdir()] == [f"sign-{the_job(job).id}.prepared.pdf"]
    assert refusal(lambda: desk.prepare(job, at=later(minutes=6))) == "expired"
    assert list(desk.premises.scratch.iterdir()) == []


def test_a_prepared_file_goes_when_a_newer_version_ends_its_job(desk):
    job = desk.redeem(desk.begin())["job"]
    desk.prepare(job)
    letter = fresh(desk.letter)
    add_version(letter, "cd" * 32, "pdf", "x", base_n=letter.latest.n, by=desk.people.officer, at=NOW)
    assert refusal(lambda: desk.prepare(job)) == "superseded"
    assert list(desk.premises.scratch.iterdir()) == []


def test_the_page_cancels_until_the_signature_comes(desk):
    begun = desk.begin()
    job = desk.redeem(begun)["job"]
    ready = desk.prepare(job)
    signing.cancel(SigningJob.under(job), by=desk.people.leader, at=NOW, premises=desk.premises)
    assert list(desk.premises.scratch.iterdir()) == []
    assert refusal(lambda: desk.hand_in(job, raw(desk.keys.leader, ready))) == "wrong_state"
    assert desk.begin().job.is_live


def test_only_the_person_of_the_job_cancels_it(desk):
    begun = desk.begin()
    with pytest.raises(errors.NotFound):
        signing.cancel(begun.jobs, by=desk.people.deputy, at=NOW, premises=desk.premises)


def test_what_is_done_cannot_be_cancelled(desk):
    desk.sign()
    with pytest.raises(errors.WrongState):
        signing.cancel([SigningJob.of(desk.letter).get()], by=desk.people.leader, at=NOW, premises=desk.premises)


def test_the_signer_gives_up_with_a_reason_the_page_can_show(desk):
    job = desk.redeem(desk.begin())["job"]
    signing.cancel_by_signer(job, {"code": "pin_incorrect"}, desk.leader_pc, at=NOW, premises=desk.premises)
    ended = the_job(job)
    assert (ended.state, ended.error) == ("cancelled", "pin_incorrect")
    assert "PIN" in signing.sentence(ended.error)


def test_a_made_up_reason_is_not_repeated_to_the_page(desk):
    job = desk.redeem(desk.begin())["job"]
    signing.cancel_by_signer(job, {"code": "<b>x</b>"}, desk.leader_pc, at=NOW, premises=desk.premises)
    assert the_job(job).error == "user_cancelled"


def test_after_a_crash_the_job_is_rejected_and_the_document_free(desk):
    job = desk.redeem(desk.begin())["job"]
    desk.prepare(job)
    SigningJob.update(state="signing").where(SigningJob.key == job).execute()
    signing.recover(at=NOW, premises=desk.premises)
    ended = the_job(job)
    assert (ended.state, ended.error) == ("rejected", "interrupted")
    assert list(desk.premises.scratch.iterdir()) == []
    assert desk.begin().job.is_live


def test_a_restart_leaves_jobs_waiting_for_their_signature(desk):
    job = desk.redeem(desk.begin())["job"]
    ready = desk.prepare(job)
    signing.recover(at=NOW, premises=desk.premises)
    assert desk.hand_in(job, raw(desk.keys.leader, ready))["state"] == "done"


# Signed by another program


def upload(desk: Desk, file: Path, act: Any = SIGN, by: Person | None = None, base_n: int = 0) -> None:
    document = fresh(desk.letter)
    with file.open("rb") as stream:
        signed_files.take(
            document, act, stream, "da-ky.pdf", base_n=base_n or document.latest.n, by=by or desk.people.leader,
            at=NOW, premises=desk.premises,
        )


def elsewhere(desk: Desk, folder: Path, who: Identity, **more: Any) -> Path:
    """The newest version, downloaded and signed by another program."""
    source = desk.premises.store.path(fresh(desk.letter).latest.sha256)
    return kit.signed_elsewhere(source, folder / "da-ky.pdf", who, **more)


def test_the_approved_file_signed_elsewhere_becomes_the_signed_version(desk, tmp_path):
    file = elsewhere(desk, tmp_path, desk.keys.leader)
    upload(desk, file)
    document = fresh(desk.letter)
    assert (document.state, document.latest.role) == ("signed", "signed")
    assert desk.premises.store.read(document.latest.sha256) == file.read_bytes()
    assert trust.file_state(document.latest.sha256) == "good"
    assert [event.verb for event in Event.of(desk.letter)][-2:] == ["signed", "signed_elsewhere"]


def test_the_clerk_seals_elsewhere_what_was_signed_elsewhere(desk, tmp_path):
    upload(desk, elsewhere(desk, tmp_path, desk.keys.leader))
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)
    upload(desk, elsewhere(desk, tmp_path, desk.keys.seal, field_name="Dau"), SEAL, desk.people.clerk)
    assert fresh(desk.letter).state == "sealed"
    assert trust.file_state(fresh(desk.letter).latest.sha256) == "good"


def test_another_persons_signature_is_refused_whoever_hands_it_in(desk, tmp_path):
    file = elsewhere(desk, tmp_path, desk.keys.deputy)
    with pytest.raises(errors.CertificateRefused) as refused:
        upload(desk, file)
    assert "chưa được gán" in wording.sentence(refused.value)
    with pytest.raises(errors.NotAllowed):
        upload(desk, file, by=desk.people.deputy)
    assert fresh(desk.letter).latest.role == "pdf"


def test_a_revoked_certificate_signs_nothing_elsewhere_either(desk, tmp_path):
    revoked = desk.keys.authority.revocations([(desk.keys.leader, NOW - kit.days(0.5))], at=NOW)
    trust.add_revocations(revoked, by=desk.people.admin, at=NOW)
    file = elsewhere(desk, tmp_path, desk.keys.leader)
    assert refused_file(lambda: upload(desk, file)) == "not_sound"


def test_another_file_or_one_rewritten_by_its_program_is_refused(desk, tmp_path):
    other = kit.signed_elsewhere(kit.letter(tmp_path / "o.pdf"), tmp_path / "s.pdf", desk.keys.leader)
    assert refused_file(lambda: upload(desk, other)) == "not_the_approved_file"
    assert fresh(desk.letter).latest.role == "pdf"


def refused_file(act: Callable[[], object]) -> str:
    with pytest.raises(errors.SignedFileRefused) as refused:
        act()
    assert wording.REASONS[str(refused.value.data["why"])]
    return str(refused.value.data["why"])


def test_a_file_of_a_version_replaced_meanwhile_is_refused(desk, tmp_path):
    file = elsewhere(desk, tmp_path, desk.keys.leader)
    blob = desk.premises.store.put(BytesIO(b"another draft"))
    add_version(fresh(desk.letter), blob.sha256, "pdf", "x.pdf", base_n=1, by=desk.people.officer, at=NOW)
    with pytest.raises(errors.Superseded):
        upload(desk, file, base_n=1)
    assert refused_file(lambda: upload(desk, file)) == "not_the_approved_file"


def test_of_two_ways_at_once_one_wins_and_the_other_is_told(desk, tmp_path):
    job = desk.redeem(desk.begin())["job"]
    signature = raw(desk.keys.leader, desk.prepare(job))
    file = elsewhere(desk, tmp_path, desk.keys.leader)
    upload(desk, file)
    assert refusal(lambda: desk.hand_in(job, signature)) == "superseded"
    assert the_job(job).error == "superseded"
    with pytest.raises(errors.WrongState):
        upload(desk, file)
    assert [version.role for version in fresh(desk.letter).versions.order_by(Version.n)] == ["pdf", "signed"]


# Checking files that came from outside


def test_an_incoming_file_is_checked_once_under_one_trust(desk):
    desk.sign()
    sha256 = fresh(desk.letter).latest.sha256
    verdicts.check_signatures(sha256, at=NOW, premises=desk.premises)()
    assert SignatureCheck.history(sha256).count() == 1
    trust.distrust(Anchor.get(), by=desk.people.admin, at=NOW)
    verdicts.check_signatures(sha256, at=later(hours=1), premises=desk.premises)()
    assert [check.state for check in SignatureCheck.history(sha256)] == ["undetermined", "good"]


def test_a_file_that_is_no_pdf_is_unsigned_and_a_broken_one_undetermined(desk):
    word = desk.premises.store.put(b"PK word")
    files.keep(word.sha256, word.size, "application/msword", at=NOW)
    assert verdicts.judge(word.sha256, at=NOW, premises=desk.premises)["file"] == "unsigned"
    broken = desk.premises.store.put(b"%PDF-1.4 nothing else")
    assert verdicts.judge(broken.sha256, at=NOW, premises=desk.premises) == {
        "file": "undetermined", "notes": ["unreadable"], "signatures": [], "evidence": trust.evidence(),
    }


def test_somebody_may_ask_again_and_what_a_check_rests_on_is_kept(desk):
    desk.sign()
    sha256 = fresh(desk.letter).latest.sha256
    verdicts.check_again(sha256, at=later(hours=1), premises=desk.premises)()
    newest, first = SignatureCheck.history(sha256)
    assert (newest.at, newest.state) == (later(hours=1), first.state)
    assert newest.verdict["evidence"] == trust.evidence()
    assert len(trust.evidence()["anchors"]) == len(trust.evidence()["lists"]) == 1


def test_a_file_cut_back_to_before_the_seal_is_known_by_its_hash(desk, tmp_path):
    first = kit.signed(kit.letter(tmp_path / "l.pdf"), tmp_path / "s.pdf", desk.keys.leader, desk.keys)
    both = kit.signed(first, tmp_path / "z.pdf", desk.keys.seal, desk.keys, field="Dau", place=kit.SEAL_PLACE)
    sealed, back = (desk.premises.store.put(file.read_bytes()) for file in (both, first))
    assert verdicts.judge(back.sha256, at=NOW, premises=desk.premises)["file"] == "good"
    verdicts.check_again(sealed.sha256, at=NOW, premises=desk.premises)()
    found = verdicts.judge(back.sha256, at=NOW, premises=desk.premises)
    assert "rolled_back" in found["notes"]
    assert found["file"] == "undetermined"


# Calls and their proof


def call(device: Device, body: bytes = b"{}", at: datetime = NOW, **changes: str) -> dict[str, str]:
    moment, nonce = str(int(at.timestamp())), "n" * 32
    mac = protocol.request_mac(bytes.fromhex(device.secret), "POST", "/helper/v1/redeem", moment, nonce, body)
    return {"X-Device": device.key, "X-Time": moment, "X-Nonce": nonce, "X-Mac": mac} | changes


def authenticate(headers: dict[str, str], body: bytes = b"{}") -> Device:
    return helper_calls.authenticate(headers, "POST", "/helper/v1/redeem", body, at=NOW)


def test_an_honest_call_names_its_device(desk):
    assert authenticate(call(desk.leader_pc)) == desk.leader_pc


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Origin": "http://10.0.0.5:8080"}, "browser_not_allowed"),
        ({"Origin": "null"}, "browser_not_allowed"),
        ({"Sec-Fetch-Site": "cross-site"}, "browser_not_allowed"),
        ({"X-Device": "someone"}, "unknown_device"),
        ({"X-Mac": "0" * 64}, "bad_mac"),
        ({"X-Mac": "đ"}, "bad_mac"),
        ({"X-Time": "0"}, "bad_mac"),
        ({"X-Nonce": "m" * 32}, "bad_mac"),
    ],
)
def test_a_call_with_one_thing_wrong_is_refused(desk, change, code):
    assert refusal(lambda: authenticate(call(desk.leader_pc, **change))) == code


def test_a_changed_body_is_refused(desk):
    assert refusal(lambda: authenticate(call(desk.leader_pc), b'{"x": 1}')) == "bad_mac"


def test_a_call_sent_twice_is_refused_the_second_time(desk):
    authenticate(call(desk.leader_pc))
    assert refusal(lambda: authenticate(call(desk.leader_pc))) == "replay"


def test_a_clock_wrong_by_more_than_two_minutes_is_told_so(desk):
    authenticate(call(desk.leader_pc, at=later(seconds=119)))
    assert refusal(lambda: authenticate(call(desk.leader_pc, at=later(seconds=121)))) == "clock_skew"


def test_a_removed_pc_and_a_blocked_persons_pc_are_unknown(desk):
    devices.remove(desk.leader_pc, by=desk.people.leader, at=NOW)
    assert refusal(lambda: authenticate(call(desk.leader_pc))) == "unknown_device"
    Person.update(is_active=False).where(Person.id == desk.people.clerk.id).execute()
    assert refusal(lambda: authenticate(call(desk.clerk_pc))) == "unknown_device"


def test_pairing_takes_a_code_once_and_in_time(desk):
    code = devices.start_pairing(desk.people.deputy, at=NOW)
    typed = f"{code[:4]} - {code[4:].lower()}"
    assert helper_calls.pair({"code": typed, "name": "PC"}, at=NOW)["user"] == desk.people.deputy.name
    assert refusal(lambda: helper_calls.pair({"code": code, "name": "PC"}, at=NOW)) == "pairing_invalid"
    late = devices.start_pairing(desk.people.deputy, at=NOW)
    assert refusal(lambda: helper_calls.pair({"code": late}, at=later(minutes=6))) == "pairing_invalid"
    assert refusal(lambda: helper_calls.pair({"code": "ab"}, at=NOW)) == "pairing_invalid"


def test_a_presented_certificate_waits_for_the_administrator(desk):
    other = desk.keys.authority.issue("Phạm Thị Phó", kit.ORGANISATION, at=NOW)
    answer = helper_calls.present({"cert": kit.text(other.der)}, desk.leader_pc, at=NOW)
    assert answer == {"sha256": protocol.digest(other.der), "approved": False}
    assert [row.sha256 for row in Certificate.waiting()] == [answer["sha256"]]
    assert refusal(lambda: helper_calls.present({"cert": "AAAA"}, desk.leader_pc, at=NOW)) == "bad_request"


# Numbered before it is signed


def approved_now(desk, base_n=None):
    letter = fresh(desk.letter)
    dispatch.approve(letter, base_n=letter.latest.n if base_n is None else base_n, by=desk.people.leader, at=NOW,
                     request_id=request_id(), premises=desk.premises)


def test_a_version_that_came_after_the_page_was_opened_is_not_approved(desk):
    early_numbers.choose(True, by=desk.people.clerk, at=NOW)
    letter = fresh(desk.letter)
    seen = letter.latest
    drafting.withdraw(letter, by=desk.people.officer, at=NOW)
    drafting.revise(letter, seen.sha256, "moi.pdf", "pdf", base_n=seen.n, by=desk.people.officer, at=NOW)
    drafting.submit(fresh(letter), by=desk.people.officer, at=NOW)
    with pytest.raises(errors.Superseded):
        approved_now(desk, seen.n)
    assert fresh(letter).number is None
    approved_now(desk)
    assert fresh(letter).number == 1


def test_numbered_at_the_approval_signed_and_sealed(desk, tmp_path):
    early_numbers.choose(True, by=desk.people.clerk, at=NOW)
    with pytest.raises(errors.Conflict) as told:
        desk.begin()
    assert told.value.data["why"] == "number_first"
    approved_now(desk)
    approved = fresh(desk.letter)
    assert (approved.state, approved.number) == ("submitted", 1)
    desk.sign()
    assert fresh(desk.letter).state == "numbered"
    desk.sign(SEAL)
    sealed = fresh(desk.letter)
    verdict = SignatureCheck.latest(sealed.latest.sha256).verdict
    assert (sealed.state, verdict["file"]) == ("sealed", "good")
    assert not any("number_filled" in row for row in verdict["signatures"])
    assert verifying.verify(desk.premises.store).first_bad is None


def test_sent_back_after_its_number_the_register_still_holds(desk):
    early_numbers.choose(True, by=desk.people.clerk, at=NOW)
    approved_now(desk)
    job = desk.redeem(desk.begin())["job"]
    signature = raw(desk.keys.leader, desk.prepare(job))
    drafting.send_back(fresh(desk.letter), "sai số liệu", by=desk.people.leader, at=NOW)
    assert refusal(lambda: desk.hand_in(job, signature)) == "superseded"
    assert fresh(desk.letter).state == "voided"
    assert verifying.verify(desk.premises.store).first_bad is None
