"""Signing in the browser: queue, place, job, and how it ends."""

import re
from pathlib import Path

import pytest

from portal import clock
from portal.flows import dispatch
from portal.flows import signing as flow
from portal.office import devices, drafting
from portal.office import signing as jobs
from portal.office.documents import Document
from portal.office.signing import SigningJob
from portal.rules.signing import SIGN, JobState
from portal.web.premises import premises_of
from tests.adapters.letter_files import draw
from tests.office_fixtures import NOW, Staff, drafted, numbered, outline, submitted
from tests.web.conftest import Browser

PLACE = {"page": "1", "x0": "0.6", "y0": "0.5", "x1": "0.8", "y1": "0.6"}


@pytest.fixture
def leader(browser: Browser, people: Staff) -> Browser:
    """The leader, signed in, with a paired PC."""
    devices.pair(devices.start_pairing(people.leader, at=clock.now()), "PC-CHUTICH", at=clock.now())
    return browser.as_person(people.leader)


def begin(leader: Browser, document: Document) -> SigningJob:
    """A job of the leader's, by the button."""
    leader.post(f"/documents/{document.id}/signing-jobs", PLACE)
    return SigningJob.of(document).first()


def test_the_queue_holds_what_waits_for_me(leader: Browser, people: Staff) -> None:
    assert "Không có dự thảo chờ ký" in leader.get("/signing").text
    mine, other = submitted(people), submitted(people, signer=people.deputy)
    page = leader.get("/signing").text
    assert f"/documents/{mine.id}/signing" in page
    assert f"/documents/{other.id}/signing" not in page


def test_the_clerks_queue_holds_what_waits_for_the_seal(client: Browser, people: Staff) -> None:
    document = numbered(people)
    page = client.get("/signing").text
    assert document.reference in page
    assert "Ghép máy ký" in page


@pytest.mark.slow
def test_the_box_stands_where_the_words_of_the_page_put_it(
    leader: Browser, people: Staff, tmp_path: Path
) -> None:
    premises = premises_of(leader.settings)
    with draw(tmp_path / "a.pdf", name=people.leader.name, pages=2).open("rb") as stream:
        document = dispatch.start_draft(
            stream, "a.pdf", outline(people), by=people.officer, at=NOW, premises=premises
        )
    dispatch.prepare_draft(document.id, at=NOW, premises=premises)()
    drafting.submit(document, by=people.officer, at=NOW)
    page = leader.get(f"/documents/{document.id}/signing").text
    assert "Ô chữ ký đặt sẵn giữa chức vụ và họ tên" in page
    assert 'aria-label="Ô chữ ký trên trang 2"' in page
    values = {name: float(value) for name, value in re.findall(r'name="([xy][01])"[^>]*value="([\d.]+)"', page)}
    assert 0.5 < values["x0"] < values["x1"] < 0.9
    assert "Chỗ ký theo chữ trên trang ở trang 2" in leader.get(f"/documents/{document.id}/signing?page=1").text


@pytest.fixture
def waiting(people: Staff, monkeypatch: pytest.MonkeyPatch) -> Document:
    """A submitted document whose bytes are not there, so that no child is started for its places."""
    return submitted(people)


def test_when_the_page_cannot_be_read_the_person_places_the_box(leader: Browser, waiting: Document) -> None:
    page = leader.get(f"/documents/{waiting.id}/signing").text
    assert "Không tìm thấy tên người ký trên trang" in page


def test_the_button_begins_a_job_and_shows_the_launch_address(leader: Browser, waiting: Document) -> None:
    answer = leader.post(f"/documents/{waiting.id}/signing-jobs", PLACE)
    page = leader.follow(answer).text
    job = SigningJob.of(waiting).first()
    assert job.place == {"page": 1, "box": [0.6, 0.5, 0.8, 0.6]}
    assert re.search(r'href="kyso-cq://v1/sign\?o=http%3A%2F%2Flocalhost&amp;t=[\w-]{43}"', page)
    assert 'hx-trigger="every 1s"' in page


def test_the_state_is_answered_only_when_it_changed(leader: Browser, waiting: Document) -> None:
    job = begin(leader, waiting)
    leader.get(f"/signing/jobs/{job.key}/state?seen=created", 204)
    jobs.step(job, JobState.REDEEMED, at=clock.now())
    fragment = leader.get(f"/signing/jobs/{job.key}/state?seen=created").text
    assert "đã nhận phiếu" in fragment
    assert "seen=redeemed" in fragment
    assert "kyso-cq" not in fragment


@pytest.mark.parametrize(("code", "words"), [
    ("pin_incorrect", "Sai PIN"), ("no_token", "Hãy cắm USB token"), ("user_cancelled", "Người ký đã hủy"),
    ("cert_not_bound", "Hãy nhờ quản trị duyệt chứng thư"), ("expired", "Việc ký đã quá hạn"),
])
def test_how_it_failed_is_said_with_what_to_do(leader: Browser, waiting: Document, code: str, words: str) -> None:
    job = begin(leader, waiting)
    jobs.step(job, JobState.CANCELLED, at=clock.now(), error=code)
    fragment = leader.get(f"/signing/jobs/{job.key}/state?seen=created").text
    assert words in fragment
    assert "Ký lại" in fragment
    assert "every 1s" not in fragment


def test_a_job_is_cancelled_and_another_begun(leader: Browser, waiting: Document) -> None:
    job = begin(leader, waiting)
    leader.post(f"/documents/{waiting.id}/signing-jobs", PLACE, 409)
    leader.post(f"/signing/jobs/{job.key}/cancellation")
    assert begin(leader, waiting).key != job.key


@pytest.mark.slow
def test_a_job_belongs_to_who_began_it(leader: Browser, browser: Browser, people: Staff, waiting: Document) -> None:
    job = begin(leader, waiting)
    other = browser.as_person(people.deputy)
    other.get(f"/signing/jobs/{job.key}", 404)
    other.post(f"/signing/jobs/{job.key}/cancellation", status=404)


@pytest.mark.slow
@pytest.mark.parametrize("place", [{**PLACE, "x0": "1.2"}, {**PLACE, "page": "0"}, {**PLACE, "y1": "oben"}])
def test_a_place_off_the_page_is_refused(leader: Browser, waiting: Document, place: dict[str, str]) -> None:
    leader.post(f"/documents/{waiting.id}/signing-jobs", place, 422)
    assert SigningJob.select().count() == 0


def test_a_draft_is_sent_back_with_a_reason(leader: Browser, people: Staff, waiting: Document) -> None:
    page = leader.post(f"/documents/{waiting.id}/returns", {"reason": ""}, 422)
    assert "Hãy ghi lý do để người soạn biết cần sửa gì." in page.text
    leader.post(f"/documents/{waiting.id}/returns", {"reason": "Sửa thẩm quyền ký"})
    document = Document.get_by_id(waiting.id)
    assert (document.state, document.note) == ("returned", "Sửa thẩm quyền ký")


def test_nobody_else_signs(browser: Browser, people: Staff, waiting: Document) -> None:
    browser.as_person(people.deputy).post(f"/documents/{waiting.id}/signing-jobs", PLACE, 404)
    browser.as_person(people.officer).get("/signing", 403)


def test_what_is_not_submitted_has_no_signing_page(leader: Browser, people: Staff) -> None:
    leader.get(f"/documents/{drafted(people).id}/signing", 404)


def test_a_pc_is_paired_with_a_code_and_removed(browser: Browser, people: Staff) -> None:
    clerk = browser.as_person(people.clerk)
    page = clerk.follow(clerk.post("/devices/pairings")).text
    code = "".join(re.search(r"<strong>([A-Z2-9]{4}) ([A-Z2-9]{4})</strong>", page).groups())  # type: ignore[union-attr]
    device = devices.pair(code, "PC-VANTHU", at=clock.now())
    assert "PC-VANTHU" in clerk.get("/devices").text
    browser.as_person(people.leader).post(f"/devices/{device.id}/removal", status=404)
    clerk.post(f"/devices/{device.id}/removal")
    assert "Chưa ghép máy nào" in clerk.get("/devices").text


def test_a_seal_waits_for_a_valid_signature(client: Browser, people: Staff) -> None:
    document = numbered(people)
    page = client.post(f"/documents/{document.id}/signing-jobs", PLACE, 409)
    assert "chưa có chữ ký số hợp lệ của người có thẩm quyền" in page.text


def test_begun_jobs_are_one_per_document(leader: Browser, people: Staff, waiting: Document) -> None:
    begin(leader, waiting)
    assert flow.sentence("busy").startswith("Có người đang ký")
    assert SigningJob.of(waiting).where(SigningJob.act == SIGN.word).count() == 1
