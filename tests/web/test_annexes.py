"""Annexes in files of their own in the browser: added, seen, taken out; sealed; what keeps the letter here."""

from io import BytesIO
from typing import Any

import pytest

from portal import clock
from portal.adapters import sandbox
from portal.office import annexes, devices, issuing, rights, trust
from portal.office.documents import Attachment, Document
from portal.office.outbox import Job
from portal.office.signing import SigningJob
from portal.rules.signing import JobState
from portal.web.premises import premises_of
from tests import signing_kit as kit
from tests.office_fixtures import CONTENTS, NOW, Staff, drafted, numbered, sealed, stored, submitted
from tests.web.conftest import Browser


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No child is started."""
    monkeypatch.setattr(sandbox, "call", kit.call_here)


@pytest.fixture
def officer(browser: Browser, people: Staff) -> Browser:
    """Who writes the drafts."""
    return browser.as_person(people.officer)


@pytest.fixture
def pdf(tmp_path: Any) -> bytes:
    """A page."""
    return kit.letter(tmp_path / "annex.pdf").read_bytes()


def with_annex(document: Document, *, sealed_at: Any = None) -> Attachment:
    """An annex whose bytes the store is said to have."""
    return Attachment.create(document=document, sha256=stored(), name="phu-luc.pdf", at=NOW, sealed_at=sealed_at)


def add(officer: Browser, document: Document, content: bytes, name: str, status: int = 303) -> Any:
    return officer.post(f"/drafts/{document.id}/annexes", {"annex": (BytesIO(content), name)}, status)


def test_an_annex_is_added_shown_downloaded_and_taken_out(officer: Browser, people: Staff, pdf: bytes) -> None:
    document = drafted(people)
    page = officer.follow(add(officer, document, pdf, "phu-luc-1.pdf")).text
    annex = Attachment.get()
    address = f"/documents/{document.id}/annexes/{annex.id}"
    assert "Phụ lục kèm theo (tệp riêng)" in page
    assert address in page
    assert officer.http.get(address).data == pdf
    officer.post(f"/drafts/{document.id}/annexes/{annex.id}/removal", status=409)  # not yet looked through
    Job.delete().execute()
    officer.post(f"/drafts/{document.id}/annexes/{annex.id}/removal")
    assert annexes.of(document) == []


@pytest.mark.slow
def test_a_file_that_cannot_be_sealed_later_is_refused_beside_its_field(
    officer: Browser, people: Staff, pdf: bytes
) -> None:
    document = drafted(people)
    assert "Hãy chọn tệp phụ lục." in officer.post(f"/drafts/{document.id}/annexes", {}, 422).text
    assert "Đuôi tên tệp không khớp" in add(officer, document, pdf, "a.docx", 422).text
    assert "Tệp rỗng." in add(officer, document, b"", "a.pdf", 422).text
    assert annexes.of(document) == []


@pytest.mark.slow
def test_nobody_else_adds_or_takes_out(browser: Browser, people: Staff, pdf: bytes) -> None:
    document = submitted(people)
    annex = with_annex(document)
    leader = browser.as_person(people.leader)
    leader.post(f"/drafts/{document.id}/annexes/{annex.id}/removal", status=403)
    add(leader, document, pdf, "a.pdf", 403)
    stranger = browser.as_person(people.stranger)
    add(stranger, document, pdf, "a.pdf", 404)
    stranger.get(f"/documents/{document.id}/annexes/{annex.id}", 404)
    assert annexes.of(document) == [annex]


@pytest.mark.slow
def test_who_signs_sees_the_annexes_first(browser: Browser, people: Staff) -> None:
    document = submitted(people)
    annex = with_annex(document)
    premises_of(browser.settings).store.put(CONTENTS[annex.sha256])
    page = browser.as_person(people.leader).get(f"/documents/{document.id}/signing").text
    assert f"/documents/{document.id}/annexes/{annex.id}" in page
    assert "Hãy mở xem trước khi ký." in page


def test_annexes_added_are_told_among_the_changes(officer: Browser, people: Staff, pdf: bytes) -> None:
    document = drafted(people)
    add(officer, document, pdf, "danh-sach.pdf")
    page = officer.get(f"/drafts/{document.id}/changes").text
    assert "Phụ lục" in page
    assert "<ins>danh-sach.pdf</ins>" in page


@pytest.mark.slow
def test_the_seal_of_the_letter_takes_its_annexes_with_it(client: Browser, people: Staff) -> None:
    document = numbered(people)
    annex = with_annex(document)
    mark_signed_well(document)
    place = {"base_n": str(document.latest.n), "page": "1", "x0": "0.6", "y0": "0.5", "x1": "0.8", "y1": "0.6"}
    page = client.follow(client.post(f"/documents/{document.id}/signing-jobs", place)).text
    assert "2 tệp: văn bản và phụ lục, một lần nhập mã PIN" in page
    assert "Phụ lục: phu-luc.pdf" in page
    assert [job.attachment_id for job in SigningJob.select().order_by(SigningJob.id)] == [None, annex.id]


def mark_signed_well(document: Document) -> None:
    """As if the leader had signed with a certificate of his own."""
    signed = document.versions.where(document.versions.model.role == "signed").get()
    der = kit.keys(NOW).leader.der
    person = document.signer
    presented = devices.present(person, der, at=NOW)
    devices.approve(presented, "personal", by=type(person).get(type(person).role == "admin"), at=NOW)
    row = {"state": "valid", "field": "KyCaNhan", "certificate": presented.sha256}
    trust.note_check(signed.sha256, {"file": "good", "signatures": [row]}, trust.version(), at=NOW)


@pytest.mark.slow
def test_a_letter_waits_for_the_seal_of_its_annex(client: Browser, people: Staff) -> None:
    document = sealed(people)
    with_annex(document)
    page = client.get(f"/outgoing/{document.id}").text
    assert "còn 1 phụ lục chưa đóng dấu nên chưa phát hành được" in page
    refused = client.post(f"/documents/{document.id}/dispatch", status=409).text
    assert "Chưa phát hành được: còn phụ lục chưa đóng dấu bằng chữ ký số cơ quan." in refused
    page = client.follow(client.post(f"/documents/{document.id}/annex-seals")).text
    assert "1 phụ lục, một lần nhập mã PIN" in page
    job = SigningJob.get()
    client.post(f"/documents/{document.id}/annex-seals", status=409)
    client.post(f"/signing/jobs/{job.key}/cancellation")
    page = client.get(f"/signing/jobs/{job.key}").text
    assert "Đã đóng dấu 0/1 tệp." in page
    assert f"/outgoing/{document.id}" in page


@pytest.mark.slow
def test_a_sealed_annex_is_shown_with_its_verdict_and_goes_out(
    client: Browser, browser: Browser, people: Staff
) -> None:
    document = sealed(people)
    annex = with_annex(document, sealed_at=NOW)
    trust.note_check(annex.sha256, {"file": "good", "signatures": []}, trust.version(), at=NOW)
    premises_of(client.settings).store.put(CONTENTS[annex.sha256])
    page = client.get(f"/outgoing/{document.id}").text
    assert "Chữ ký tốt" in page
    client.post(f"/documents/{document.id}/dispatch")
    inside = browser.as_person(people.head)  # of a unit among the recipients
    assert f"/documents/{document.id}/annexes/{annex.id}" in inside.get(f"/outgoing/{document.id}").text
    assert inside.http.get(f"/documents/{document.id}/annexes/{annex.id}").data == CONTENTS[annex.sha256]


def test_a_bad_seal_on_an_annex_is_said(client: Browser, people: Staff) -> None:
    document = sealed(people)
    annex = with_annex(document, sealed_at=NOW)
    trust.note_check(annex.sha256, {"file": "broken", "signatures": []}, trust.version(), at=NOW)
    assert "chữ ký số cơ quan trên phụ lục không còn đúng" in client.post(
        f"/documents/{document.id}/dispatch", status=409
    ).text
    assert Document.get_by_id(document.id).state == "sealed"


@pytest.mark.slow
def test_who_does_not_keep_the_seal_cannot_begin(browser: Browser, people: Staff) -> None:
    document = sealed(people)
    with_annex(document)
    assert rights.may_read(people.officer, document)
    browser.as_person(people.officer).post(f"/documents/{document.id}/annex-seals", status=403)
    assert "chờ văn thư đóng dấu phụ lục" in browser.as_person(people.officer).get(f"/outgoing/{document.id}").text


def test_how_an_annex_failed_is_said_with_its_name(client: Browser, people: Staff) -> None:
    document = sealed(people)
    with_annex(document)
    client.post(f"/documents/{document.id}/annex-seals")
    job = SigningJob.get()
    from portal.office import signing

    signing.step(job, JobState.CANCELLED, at=clock.now(), error="pin_incorrect")
    page = client.get(f"/signing/jobs/{job.key}").text
    assert "Sai PIN" in page
    assert "Phụ lục: phu-luc.pdf" in page


def test_a_letter_on_paper_needs_no_seal_on_its_annex(people: Staff) -> None:
    document = sealed(people)
    with_annex(document)
    Document.update(channel="paper").where(Document.id == document.id).execute()
    issuing.require_sound_signatures(Document.get_by_id(document.id))
