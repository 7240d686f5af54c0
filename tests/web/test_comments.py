"""Comments, askings, initials and the comparison of a draft in the browser."""

import pytest

from portal.office import asking, comments, drafting, initials, profile
from portal.office.asking import Ask
from portal.office.comments import Comment
from portal.office.documents import Document
from portal.office.initials import Initial
from portal.office.profile import Office
from tests.office_fixtures import NOW, Staff, drafted, outline, put_version, submitted
from tests.web.conftest import Browser


@pytest.mark.slow
def test_a_remark_stands_on_the_page_until_it_is_settled_with_an_answer(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    head = browser.as_person(people.head)
    head.get(f"/drafts/{document.id}")
    head.post(f"/drafts/{document.id}/comments", {"text": "Thiếu căn cứ\nở đoạn 2", "page": "1", "base_n": "1"})
    drafter = browser.as_person(people.officer)
    page = drafter.get(f"/drafts/{document.id}").text
    assert "Thiếu căn cứ\nở đoạn 2" in page
    assert "1 chưa xử lý" in page
    assert "trang 1" in page
    said = Comment.get()
    drafter.post(f"/drafts/{document.id}/comments/{said.id}/settlement", {"answer": "Đã bổ sung"})
    assert "Hoàng Văn Trưởng" in (page := drafter.get(f"/drafts/{document.id}").text)
    assert "Đỗ Thị Chuyên: Đã bổ sung" in page
    head.post(f"/drafts/{document.id}/comments/{said.id}/withdrawal")
    assert "<s>Thiếu căn cứ" in drafter.get(f"/drafts/{document.id}").text


@pytest.mark.slow
def test_what_came_back_and_what_was_remarked_on_stands_on_the_desk_of_its_drafter(
    browser: Browser, people: Staff
) -> None:
    back, quiet, remarked = submitted(people), drafted(people, subject="Yên"), drafted(people, subject="Bị nhắc")
    drafting.send_back(back, "Sửa đoạn 2", by=people.leader, at=NOW)
    for document, by in ((quiet, people.officer), (remarked, people.head)):
        comments.comment(document, "Xem lại", None, base_n=1, by=by, at=NOW)
    desk = browser.as_person(people.officer).get("/").text
    assert "Sửa: bị trả lại" in desk
    assert "Xem góp ý" in desk
    assert "Sửa đoạn 2" in desk
    assert f"/drafts/{remarked.id}" in desk
    assert f"/drafts/{quiet.id}" not in desk


@pytest.mark.slow
def test_a_remark_that_cannot_be_taken_is_not_lost(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    drafter = browser.as_person(people.officer)
    page = drafter.post(f"/drafts/{document.id}/comments", {"text": "Sai trang", "page": "9", "base_n": "1"}, 422).text
    assert "Dự thảo không có trang này." in page
    assert "Sai trang" in page
    assert not Comment.select().exists()


@pytest.mark.slow
def test_who_is_asked_finds_the_draft_until_done(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    drafter, asked = browser.as_person(people.officer), browser.as_person(people.stranger)
    asked.get(f"/drafts/{document.id}", 404)
    drafter.get(f"/drafts/{document.id}")
    whom = f"unit-{people.culture.id}"
    drafter.post(f"/drafts/{document.id}/asks", {"what": "comment", "whom": whom, "note": "Xem giúp số liệu"})
    assert document.subject in asked.get("/drafts?tab=to_comment").text
    page = asked.get(f"/drafts/{document.id}").text
    assert "Đỗ Thị Chuyên xin ý kiến góp ý về dự thảo này." in page
    assert "Xem giúp số liệu" in page
    assert "Thay bằng tệp mới" not in page
    assert "Sửa thông tin" not in page
    asked.post(f"/drafts/{document.id}/submission", status=403)
    asked.get(f"/drafts/{document.id}/outline", 403)
    answer = asked.post(f"/drafts/{document.id}/asks/{Ask.get().id}/settlement")
    assert answer.headers["Location"] == "/drafts"
    asked.get(f"/drafts/{document.id}", 404)


@pytest.mark.slow
def test_a_remark_sent_as_the_last_one_answers_what_was_asked(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    drafter, asked = browser.as_person(people.officer), browser.as_person(people.stranger)
    drafter.post(f"/drafts/{document.id}/asks", {"what": "comment", "whom": f"unit-{people.culture.id}"})
    asked.post(f"/drafts/{document.id}/comments", {"text": "Thiếu số liệu", "base_n": "1"})
    assert "Gửi góp ý, đã xong" in asked.get(f"/drafts/{document.id}").text
    answer = asked.post(f"/drafts/{document.id}/comments", {"text": "Còn lại đúng", "base_n": "1", "done": "1"})
    assert answer.headers["Location"] == "/drafts"
    assert [said.text for said in Comment.select().order_by(Comment.id)] == ["Thiếu số liệu", "Còn lại đúng"]
    assert Ask.open(document) == []


@pytest.mark.slow
def test_the_clerk_is_asked_to_initial_and_does(browser: Browser, people: Staff) -> None:
    profile.want_initials(content=False, form=True, by=people.admin, at=NOW)
    document = drafted(people)
    drafter, clerk = browser.as_person(people.officer), browser.as_person(people.clerk)
    page = drafter.get(f"/drafts/{document.id}").text
    assert "Còn thiếu: thể thức." in page
    assert f"/drafts/{document.id}/submission" not in page
    assert "văn thư chưa ký nháy thể thức" in drafter.post(f"/drafts/{document.id}/submission", status=409).text
    drafter.post(f"/drafts/{document.id}/initial-asks", {"what": "form"})
    assert document.subject in clerk.get("/drafts?tab=to_initial").text
    assert "Ký nháy thể thức bản 1" in clerk.get(f"/drafts/{document.id}").text
    clerk.post(f"/drafts/{document.id}/initials", {"what": "form", "base_n": "1"})
    assert Initial.get().person == people.clerk
    drafter.post(f"/drafts/{document.id}/submission")
    assert Document.get_by_id(document.id).state == "submitted"


@pytest.mark.slow
def test_an_undone_initial_is_seen_as_such(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    drafting.describe(document, outline(people, subject="V/v việc khác"), by=people.officer, at=NOW)
    page = browser.as_person(people.officer).get(f"/drafts/{document.id}").text
    assert "<s>Hoàng Văn Trưởng</s>" in page
    assert "hết hiệu lực: đã có bản mới hơn" in page
    assert "chỉ thông tin thay đổi" in page


def test_the_outlines_of_two_editions_are_compared(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    drafting.describe(document, outline(people, subject="V/v việc khác", urgency="urgent"), by=people.officer, at=NOW)
    page = browser.as_person(people.officer).get(f"/drafts/{document.id}/changes?from=2&to=1").text
    assert "<del>V/v trả lời công văn 536/UBND-TH</del><br><ins>V/v việc khác</ins>" in page
    assert "<ins>Khẩn</ins>" in page
    assert "Chữ trên trang không đổi." in page


def test_a_draft_of_one_edition_has_nothing_to_compare(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    assert "mới có một bản" in browser.as_person(people.officer).get(f"/drafts/{document.id}/changes").text
    browser.as_person(people.stranger).get(f"/drafts/{document.id}/changes", 404)


def test_a_submitted_draft_is_taken_back(browser: Browser, people: Staff) -> None:
    document = submitted(people)
    drafter = browser.as_person(people.officer)
    assert "Rút lại" in drafter.get(f"/drafts/{document.id}").text
    drafter.post(f"/drafts/{document.id}/withdrawal")
    assert Document.get_by_id(document.id).state == "draft"
    browser.as_person(people.leader).get(f"/documents/{document.id}/signing", 404)


@pytest.mark.slow
def test_the_list_is_narrowed_by_state_and_words(browser: Browser, people: Staff) -> None:
    first, second = drafted(people, subject="V/v thủy lợi"), submitted(people, subject="V/v đất đai")
    drafter = browser.as_person(people.officer)
    page = drafter.get("/drafts?state=submitted").text
    assert second.subject in page
    assert first.subject not in page
    assert first.subject in drafter.get("/drafts?q=thuy+loi").text
    assert second.subject in browser.as_person(people.head).get("/drafts?tab=unit").text
    assert second.subject not in browser.as_person(people.stranger).get("/drafts?tab=unit").text


@pytest.mark.slow
def test_what_is_said_stands_before_the_signer(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    comments.comment(document, "Xem lại mục 3", None, base_n=1, by=people.head, at=NOW)
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    asking.ask(document, "comment", people.stranger, "", by=people.officer, at=NOW)
    drafting.submit(document, by=people.officer, at=NOW)
    assert "1 góp ý chưa xử lý" in browser.as_person(people.leader).get("/signing").text
    page = browser.as_person(people.leader).get(f"/documents/{document.id}/signing").text
    assert "Xem lại mục 3" in page
    assert "1 chưa xử lý" in page
    assert "Hoàng Văn Trưởng – nội dung" in page


@pytest.mark.slow
def test_after_the_signature_only_those_whose_way_it_was_look_back(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    comments.comment(document, "Xem lại mục 3", None, base_n=1, by=people.head, at=NOW)
    initials.initial(document, "content", base_n=1, by=people.head, at=NOW)
    drafting.submit(document, by=people.officer, at=NOW)
    put_version(document, "signed", people.leader, NOW)
    drafting.mark_signed(document, by=people.leader, at=NOW, version=document.latest)
    for who in (people.officer, people.head, people.leader):
        page = browser.as_person(who).get(f"/outgoing/{document.id}").text
        assert "Xem lại mục 3" in page
        assert "Hoàng Văn Trưởng – ký nháy nội dung" in page
    assert "Xem lại mục 3" not in browser.as_person(people.clerk).get(f"/outgoing/{document.id}").text
    browser.as_person(people.clerk).get(f"/drafts/{document.id}/changes", 404)
    browser.as_person(people.officer).post(f"/drafts/{document.id}/comments", {"text": "muộn", "base_n": "1"}, 409)


@pytest.mark.slow
def test_a_unit_is_not_asked_to_initial_and_what_was_typed_stays(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    asked = {"what": "form", "whom": f"unit-{people.culture.id}", "note": "Xem giúp lề trang"}
    page = browser.as_person(people.officer).post(f"/drafts/{document.id}/asks", asked, 422).text
    assert "Ký nháy thì chọn một người." in page
    assert "Xem giúp lề trang" in page


def test_the_administrator_says_which_initials_are_wanted(browser: Browser, people: Staff) -> None:
    admin = browser.as_person(people.admin)
    admin.get("/admin/drafting")
    page = admin.follow(admin.post("/admin/drafting", {"content": "y"})).text
    assert "Đã ghi quy định ký nháy." in page
    office = Office.current()
    assert (office.wants_content_initial, office.wants_form_initial) == (True, False)
    browser.as_person(people.clerk).get("/admin/drafting", 403)


@pytest.mark.slow
def test_who_is_asked_finds_it_on_the_desk(browser: Browser, people: Staff) -> None:
    document = drafted(people)
    asking.ask(document, "comment", people.stranger, "", by=people.officer, at=NOW)
    assert document.subject in browser.as_person(people.stranger).get("/").text
