"""Presenting, directing and reporting in the browser, and what each desk shows of it."""

import pytest

from portal.office import directing
from portal.office.directing import Assignment
from portal.office.documents import Document
from tests.office_fixtures import NOW, Staff, entered
from tests.web.conftest import Browser


def test_a_letter_goes_from_the_clerk_over_the_leader_to_the_officer_and_back(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    clerk, leader = browser.as_person(people.clerk), browser.as_person(people.leader)
    officer = browser.as_person(people.officer)
    assert "chưa trình lãnh đạo" in clerk.get("/incoming/entered").text
    clerk.get(f"/documents/{letter.id}")
    clerk.post(f"/documents/{letter.id}/presentation", {"leader": str(people.leader.id)})
    assert "đã trình lãnh đạo" in clerk.get("/incoming/entered").text
    assert letter.subject in leader.get("/").text
    leader.get(f"/documents/{letter.id}")
    leader.post(f"/documents/{letter.id}/instructions", {
        "text": "Giao xử lý, báo cáo kết quả", "lead": f"person-{people.officer.id}",
        "support": [f"unit-{people.culture.id}"], "working_days": "3", "due_on": "",
    })
    assert letter.subject in officer.get("/").text
    page = officer.get(f"/documents/{letter.id}").text
    assert "Giao xử lý, báo cáo kết quả" in page
    assert "27/11/2026" in page  # three working days after Monday, the 24th being a public holiday
    mine = Assignment.get(Assignment.person == people.officer)
    officer.post(f"/assignments/{mine.id}/report", {"outcome": "Đã hướng dẫn các thôn"})
    assert Document.get_by_id(letter.id).state == "done"
    assert "Đã hướng dẫn các thôn" in leader.get(f"/documents/{letter.id}").text


@pytest.mark.slow
def test_a_directive_without_a_lead_is_refused_in_words(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    leader = browser.as_person(people.leader)
    leader.get(f"/documents/{letter.id}")
    answer = leader.post(f"/documents/{letter.id}/instructions", {"text": "Xem", "lead": ""})
    assert "Hãy chọn đơn vị hoặc người chủ trì" in leader.follow(answer).text
    assert Document.get_by_id(letter.id).state == "entered"


def test_who_was_given_nothing_sees_nothing(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    browser.as_person(people.stranger).get(f"/documents/{letter.id}", status=404)
    browser.as_person(people.admin).get(f"/documents/{letter.id}", status=403)
    browser.as_person(people.officer).get(f"/documents/{letter.id}")


def test_nobody_reports_for_another(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW, support=[people.culture])
    mine = Assignment.get(Assignment.person == people.officer)
    stranger = browser.as_person(people.stranger)
    stranger.get("/")
    stranger.post(f"/assignments/{mine.id}/report", {"outcome": "Xong"}, status=404)


@pytest.mark.slow
def test_a_restricted_letter_is_read_by_who_was_named_and_masked_for_others(browser: Browser, people: Staff) -> None:
    letter = entered(people, subject="V/v đơn tố cáo")
    leader, clerk = browser.as_person(people.leader), browser.as_person(people.clerk)
    leader.get(f"/documents/{letter.id}")
    leader.post(f"/documents/{letter.id}/scope", {"scope": "restricted"})
    assert letter.subject in leader.get(f"/documents/{letter.id}").text
    clerk.get(f"/documents/{letter.id}", status=404)
    register = clerk.get("/registers/incoming/2026").text
    assert letter.subject not in register
    assert "Nội dung hạn chế" in register
    browser.as_person(people.deputy).get(f"/documents/{letter.id}", status=404)
