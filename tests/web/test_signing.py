"""Signing in the browser: queue, place, job, and how it ends."""

import re
from io import BytesIO
from pathlib import Path

import pytest

from portal import clock, wording
from portal.adapters import pdf_changes
from portal.flows import dispatch, page_words, placing
from portal.office import devices, drafting, early_numbers, files, rights
from portal.office import signing as jobs
from portal.office.documents import Document
from portal.office.profile import Office
from portal.office.signing import SigningJob
from portal.rules.signing import LARGEST_SHARE, SIGN, JobState
from portal.web.premises import premises_of
from tests.adapters.letter_files import draw
from tests.office_fixtures import NOW, Staff, drafted, numbered, outline, submitted
from tests.web.conftest import Browser

PLACE = {"base_n": "1", "page": "1", "x0": "0.6", "y0": "0.5", "x1": "0.8", "y1": "0.6"}


@pytest.fixture
def leader(browser: Browser, people: Staff) -> Browser:
    """The leader, signed in, with a paired PC."""
    devices.pair(devices.start_pairing(people.leader, at=clock.now()), "PC-CHUTICH", at=clock.now())
    return browser.as_person(people.leader)


def begin(leader: Browser, document: Document) -> SigningJob:
    """A job of the leader's, by the button."""
    leader.post(f"/documents/{document.id}/signing-jobs", PLACE)
    return SigningJob.of(document).first()


@pytest.mark.slow
def test_the_queue_holds_what_waits_for_me(leader: Browser, people: Staff) -> None:
    assert "Không có dự thảo chờ ký" in leader.get("/signing").text
    mine, other = submitted(people), submitted(people, signer=people.deputy)
    page = leader.get("/signing").text
    assert f"/documents/{mine.id}/signing" in page
    assert f"/documents/{other.id}/signing" not in page


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_state_is_answered_only_when_it_changed(leader: Browser, waiting: Document) -> None:
    job = begin(leader, waiting)
    leader.get(f"/signing/jobs/{job.key}/state?seen=created", 204)
    jobs.step(job, JobState.REDEEMED, at=clock.now())
    fragment = leader.get(f"/signing/jobs/{job.key}/state?seen=created").text
    assert "đã nhận phiếu" in fragment
    assert "seen=redeemed" in fragment
    assert "kyso-cq" not in fragment


@pytest.mark.slow
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


@pytest.mark.slow
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
@pytest.mark.parametrize("place", [
    {"x0": "1.2"}, {"x0": "nan"}, {"page": "0"}, {"page": "2"}, {"page": "9" * 25}, {"y1": "oben"},
    {"x0": "0.9"}, {"y0": "0.6"},
])
def test_a_place_off_the_page_is_refused(leader: Browser, waiting: Document, place: dict[str, str]) -> None:
    leader.post(f"/documents/{waiting.id}/signing-jobs", {**PLACE, **place}, 422)
    assert SigningJob.select().count() == 0


@pytest.mark.slow
def test_the_last_page_is_a_place_and_the_one_behind_it_is_none(leader: Browser, waiting: Document) -> None:
    Document.update(pages=3).where(Document.id == waiting.id).execute()
    address = f"/documents/{waiting.id}/signing-jobs"
    assert "Ô chữ ký nằm ngoài trang." in leader.post(address, {**PLACE, "page": "4"}, 422).text
    leader.post(address, {**PLACE, "page": "3"})


@pytest.mark.slow
def test_a_box_that_hides_much_of_the_page_is_refused(leader: Browser, waiting: Document) -> None:
    assert LARGEST_SHARE == pdf_changes._LARGEST_WIDGET
    address = f"/documents/{waiting.id}/signing-jobs"
    large = {**PLACE, "x0": "0.2", "x1": "0.8", "y0": "0.5", "y1": "0.7"}
    assert "Ô chữ ký che hơn một phần mười trang." in leader.post(address, large, 422).text
    leader.post(address, {**large, "y1": "0.66"})


@pytest.mark.slow
def test_a_box_over_words_is_refused_until_the_person_insists(
    leader: Browser, waiting: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = page_words.PageWords(595, 842, (("Kính", (0.62, 0.52, 0.66, 0.54)), ("gửi", (0.1, 0.1, 0.2, 0.2))))
    monkeypatch.setattr(placing, "page", lambda *_: words)
    Document.update(pages=2).where(Document.id == waiting.id).execute()
    address = f"/documents/{waiting.id}/signing-jobs"
    page = leader.post(address, PLACE, 422).text
    assert "Ô đang che chữ: “<span data-place-words>Kính</span>”" in page
    assert re.search(r'name="x0"[^>]*value="0.6"', page)  # the box stays where it was put
    assert SigningJob.select().count() == 0
    leader.post(address, {**PLACE, "y0": "0.55"})
    SigningJob.delete().execute()
    leader.post(address, {**PLACE, "may_hide": "y"})


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_pc_is_paired_with_a_code_and_removed(browser: Browser, people: Staff) -> None:
    clerk = browser.as_person(people.clerk)
    page = clerk.follow(clerk.post("/devices/pairings")).text
    code = "".join(re.search(r"<strong>([A-Z2-9]{4}) ([A-Z2-9]{4})</strong>", page).groups())  # type: ignore[union-attr]
    device = devices.pair(code, "PC-VANTHU", at=clock.now())
    assert "PC-VANTHU" in clerk.get("/devices").text
    browser.as_person(people.leader).post(f"/devices/{device.id}/removal", status=404)
    clerk.post(f"/devices/{device.id}/removal")
    assert "Chưa ghép máy nào" in clerk.get("/devices").text


@pytest.mark.slow
def test_a_seal_waits_for_a_valid_signature(client: Browser, people: Staff) -> None:
    document = numbered(people)
    page = client.post(f"/documents/{document.id}/signing-jobs", PLACE, 409)
    assert "chưa có chữ ký số hợp lệ của người có thẩm quyền" in page.text


def test_begun_jobs_are_one_per_document(leader: Browser, people: Staff, waiting: Document) -> None:
    begin(leader, waiting)
    assert "Văn bản này đang được ký." in leader.post(f"/documents/{waiting.id}/signing-jobs", PLACE, 409).text
    assert SigningJob.of(waiting).where(SigningJob.act == SIGN.word).count() == 1


def revised(people: Staff, document: Document) -> Document:
    """The officer stores a newer file and submits it, while the leader's page shows the first one."""
    files.keep("cd" * 32, 5, "application/pdf", at=NOW)
    drafting.revise(document, "cd" * 32, "moi.pdf", "pdf", base_n=document.latest.n, by=people.officer, at=NOW)
    drafting.submit(Document.get_by_id(document.id), by=people.officer, at=NOW)
    return Document.get_by_id(document.id)


def field_of(page: str, name: str) -> str:
    """What a hidden field of the page sends along."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.slow
def test_a_newer_version_is_shown_before_it_is_signed(leader: Browser, people: Staff, waiting: Document) -> None:
    shown = leader.get(f"/documents/{waiting.id}/signing").text
    stale = {**PLACE, "base_n": field_of(shown, "base_n")}
    newest = revised(people, waiting).latest
    page = leader.post(f"/documents/{waiting.id}/signing-jobs", stale, 409).text
    assert "Văn bản đã có bản mới hơn bản vừa xem, nên chưa ký." in page
    assert SigningJob.select().count() == 0
    leader.post(f"/documents/{waiting.id}/signing-jobs", {**PLACE, "base_n": field_of(page, "base_n")})
    assert SigningJob.of(waiting).get().base == newest


@pytest.mark.slow
def test_a_button_that_names_no_version_signs_nothing(leader: Browser, waiting: Document) -> None:
    leader.post(f"/documents/{waiting.id}/signing-jobs", {**PLACE, "base_n": ""}, 422)
    assert SigningJob.select().count() == 0


@pytest.mark.slow
def test_a_batch_leaves_out_what_got_a_newer_version_since_the_queue_was_shown(
    leader: Browser, people: Staff
) -> None:
    kept, replaced = submitted(people), submitted(people)
    marked = re.findall(r'name="documents" value="([\d:]+)"', leader.get("/signing").text)
    assert sorted(marked) == sorted(f"{document.id}:{document.latest.n}" for document in (kept, replaced))
    revised(people, replaced)
    page = leader.follow(leader.post("/signing/batches", {"act": "sign", "documents": marked})).text
    assert [job.document_id for job in SigningJob.select()] == [kept.id]
    assert "người khác đã lưu một bản mới hơn" in page


@pytest.mark.slow
def test_a_batch_goes_on_without_what_was_taken_back(leader: Browser, people: Staff) -> None:
    kept, taken = submitted(people), submitted(people)
    marked = [f"{document.id}:{document.latest.n}" for document in (kept, taken)]
    Document.update(subject="Việc chưa ai được biết").where(Document.id == taken.id).execute()
    rights.end(taken, "sign", at=clock.now())
    page = leader.follow(leader.post("/signing/batches", {"act": "sign", "documents": marked})).text
    assert [job.document_id for job in SigningJob.select()] == [kept.id]
    assert "Một văn bản đã được lấy lại" in page
    assert "Việc chưa ai được biết" not in page


def start_batch(leader: Browser, *documents: Document, act: str = "sign", status: int = 303) -> str:
    """The documents marked and the button pressed; the key of the launch, or the page."""
    marked = [f"{document.id}:{document.latest.n}" for document in documents]
    answer = leader.post("/signing/batches", {"act": act, "documents": marked}, status)
    return answer.headers["Location"].rpartition("/")[2] if status == 303 else answer.text


@pytest.mark.slow
def test_documents_marked_in_the_queue_are_signed_with_one_launch(leader: Browser, people: Staff) -> None:
    first, second = submitted(people), submitted(people)
    assert leader.get("/signing").text.count('name="documents"') == 2
    key = start_batch(leader, first, second)
    page = leader.get(f"/signing/jobs/{key}").text
    assert len(re.findall(r'href="kyso-cq://v1/sign', page)) == 1
    assert [job.document_id for job in SigningJob.under(key)] == [first.id, second.id]
    assert "2 văn bản, một lần nhập mã PIN" in page


def test_one_document_alone_is_not_marked(leader: Browser, waiting: Document) -> None:
    assert 'name="documents"' not in leader.get("/signing").text


@pytest.mark.slow
def test_marking_nothing_or_another_act_is_refused(leader: Browser, people: Staff) -> None:
    document, _ = submitted(people), submitted(people)
    assert "Hãy đánh dấu những văn bản cần ký." in start_batch(leader, status=422)
    start_batch(leader, document, act="stamp", status=422)
    start_batch(leader, document, act="seal", status=403)
    leader.post("/signing/batches", {"act": "sign", "documents": ["99999:1"]}, 404)
    assert SigningJob.select().count() == 0


@pytest.mark.slow
def test_a_document_being_signed_is_left_out_of_the_batch_with_a_word(leader: Browser, people: Staff) -> None:
    busy, free = submitted(people), submitted(people)
    begin(leader, busy)
    key = start_batch(leader, busy, free)
    assert [job.document_id for job in SigningJob.under(key)] == [free.id]
    assert f"Chưa ký được “{busy.subject}”" in leader.get(f"/signing/jobs/{key}").text
    start_batch(leader, busy, free, status=409)


@pytest.mark.slow
def test_the_page_follows_each_document_of_a_batch_to_its_end(leader: Browser, people: Staff) -> None:
    documents = [submitted(people) for _ in range(3)]
    key = start_batch(leader, *documents)
    rows = SigningJob.under(key)
    leader.get(f"/signing/jobs/{key}/state?seen=created.created.created", 204)
    for row in rows:
        jobs.step(row, JobState.REDEEMED, at=clock.now())
    jobs.step(rows[0], JobState.PREPARED, at=clock.now())
    assert "kiểm tra văn bản: 1/3" in leader.get(f"/signing/jobs/{key}/state?seen=x").text
    jobs.step(rows[1], JobState.SUPERSEDED, at=clock.now(), error="superseded")
    jobs.step(rows[2], JobState.PREPARED, at=clock.now())
    assert "nhập mã PIN một lần" in leader.get(f"/signing/jobs/{key}/state?seen=x").text
    jobs.step(rows[0], JobState.SIGNING, at=clock.now())
    assert "Đang ký và lưu: 0/3" in leader.get(f"/signing/jobs/{key}/state?seen=x").text
    jobs.step(rows[0], JobState.DONE, at=clock.now())
    leader.post(f"/signing/jobs/{key}/cancellation")
    page = leader.get(f"/signing/jobs/{key}").text
    assert "Đã ký 1/3 văn bản" in page
    assert "Văn bản đã có bản mới hơn trong lúc ký" in page
    assert "Việc ký đã được hủy trên trang văn bản" in page
    assert "every 1s" not in page


@pytest.mark.slow
def test_a_batch_of_another_person_is_not_there(browser: Browser, leader: Browser, people: Staff) -> None:
    key = start_batch(leader, submitted(people), submitted(people))
    browser.as_person(people.deputy).get(f"/signing/jobs/{key}", 404)


def test_the_code_to_type_stands_on_the_page_once(leader: Browser, waiting: Document) -> None:
    page = leader.follow(leader.post(f"/documents/{waiting.id}/signing-jobs", PLACE)).text
    assert re.search(r"gõ phiếu ký <strong>[A-Z2-9]{4} [A-Z2-9]{4}</strong>", page)
    key = SigningJob.of(waiting).get().key
    jobs.step(SigningJob.of(waiting).get(), JobState.REDEEMED, at=clock.now())
    assert "gõ phiếu ký" not in leader.get(f"/signing/jobs/{key}").text


@pytest.mark.slow
def test_a_file_that_is_not_the_approved_one_is_refused_at_its_field(leader: Browser, people: Staff) -> None:
    document = submitted(people)
    page = leader.get(f"/documents/{document.id}/signing").text
    assert "Tải bản trình ký" in page
    path = f"/documents/{document.id}/signed-files"
    assert "Hãy chọn tệp đã ký." in leader.post(path, {"base_n": "1"}, 422).text
    text = {"base_n": "1", "file": (BytesIO(b"no pdf"), "a.txt")}
    leader.post(path, text, 422)
    assert Document.get_by_id(document.id).state == "submitted"


@pytest.mark.slow
def test_a_document_taken_back_shows_nothing_of_itself_any_more(leader: Browser, people: Staff) -> None:
    kept, taken = submitted(people), submitted(people)
    key = start_batch(leader, kept, taken)
    alone = begin(leader, submitted(people))
    for number in (taken.id, alone.document_id):
        Document.update(subject="Việc chưa ai được biết").where(Document.id == number).execute()
        rights.end(Document.get_by_id(number), "sign", at=clock.now())
    page = leader.get(f"/signing/jobs/{key}").text
    assert kept.subject in page
    assert "Văn bản đã được lấy lại" in page
    assert "Việc chưa ai được biết" not in page + leader.get(f"/signing/jobs/{alone.key}").text


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://khac.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_of_another_site_begins_no_signature(
    leader: Browser, waiting: Document, headers: dict[str, str]
) -> None:
    for form in (PLACE, {"act": "sign", "documents": f"{waiting.id}:1"}, {"base_n": "1"}):
        for path in (f"/documents/{waiting.id}/signing-jobs", "/signing/batches",
                     f"/documents/{waiting.id}/vgca-signatures", "/devices/pairings", "/devices/checks"):
            leader.post(path, form, status=403, headers=headers)
    assert not SigningJob.select().exists()


@pytest.mark.slow
def test_where_the_office_numbers_first_the_page_offers_the_approval(leader: Browser, people: Staff) -> None:
    early_numbers.choose(True, by=people.clerk, at=clock.now())
    document = submitted(people)
    page = leader.get(f"/documents/{document.id}/signing").text
    assert "Duyệt và cấp số" in page
    assert f'action="/documents/{document.id}/signing-jobs"' not in page
    leader.post(f"/documents/{document.id}/signing-jobs", PLACE, 409)
    assert SigningJob.select().count() == 0
    assert f'<input type="hidden" name="base_n" value="{document.latest.n}">' in page
    newer = leader.post(f"/documents/{document.id}/approvals", {"base_n": document.latest.n - 1}, 409)
    assert wording.NEWER_TO_SIGN in newer.text
    assert Document.get_by_id(document.id).number is None


@pytest.mark.slow
def test_the_clerk_chooses_when_numbers_are_given(client: Browser, people: Staff, browser: Browser) -> None:
    page = client.follow(client.post("/admin/series/order", {"before_signing": "y"})).text
    assert "trước khi ký" in page
    assert Office.current().numbers_before_signing
    client.post("/admin/series/order")
    assert not Office.current().numbers_before_signing
    browser.as_person(people.officer).post("/admin/series/order", {"before_signing": "y"}, 403)
