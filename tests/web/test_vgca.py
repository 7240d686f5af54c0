"""VGCA Sign Service in the browser: who sees the way, what its page may connect to, and what the program is told."""

import html
import json
from dataclasses import replace
from io import BytesIO

import pytest

from portal.office.vgca import VgcaTicket
from tests.office_fixtures import Staff, submitted
from tests.web.conftest import Browser


@pytest.fixture
def leader(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.leader)


def begin(leader: Browser, people: Staff) -> tuple[str, str]:
    """The page with the frame, and the secret in it."""
    document = submitted(people)
    page = leader.follow(leader.post(f"/documents/{document.id}/vgca-signatures", {"base_n": document.latest.n}))
    frame = json.loads(html.unescape(page.text.split('data-vgca-frame="')[1].split('"')[0]))
    return page.text, str(frame["FileName"]).rpartition("/")[2]


@pytest.mark.slow
def test_the_way_is_offered_as_untried(leader: Browser, people: Staff) -> None:
    page = leader.get(f"/documents/{submitted(people).id}/signing").text
    assert "chưa thử với VGCA thật" in page
    assert "bằng VGCA" in page


@pytest.mark.slow
def test_an_office_that_turned_it_off_has_no_such_way(leader: Browser, people: Staff) -> None:
    leader.app.config["PORTAL"] = replace(leader.settings, vgca_address="")
    document = submitted(people)
    assert "vgca-signatures" not in leader.get(f"/documents/{document.id}/signing").text
    leader.post(f"/documents/{document.id}/vgca-signatures", {"base_n": "1"}, status=404)


@pytest.mark.slow
def test_only_its_own_page_may_connect_to_the_program(leader: Browser, people: Staff) -> None:
    page, _ = begin(leader, people)
    assert 'data-vgca="wss://127.0.0.1:8987/SignApproved"' in page
    policy = leader.get(f"/signing/vgca/{VgcaTicket.get().id}").headers["Content-Security-Policy"]
    assert "connect-src 'self' wss://127.0.0.1:8987;" in policy
    assert "8987" not in leader.get("/signing").headers["Content-Security-Policy"]


@pytest.mark.slow
def test_the_ticket_stands_only_in_the_window_that_asked(leader: Browser, browser: Browser, people: Staff) -> None:
    _, secret = begin(leader, people)
    number = VgcaTicket.get().id
    other = browser.as_person(people.leader)
    assert secret not in other.get(f"/signing/vgca/{number}").text
    browser.as_person(people.deputy).get(f"/signing/vgca/{number}", status=404)
    browser.as_person(people.officer).get(f"/signing/vgca/{number}", status=403)


@pytest.mark.slow
@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_page_in_a_browser_neither_fetches_nor_brings(
    leader: Browser, browser: Browser, people: Staff, headers: dict[str, str]
) -> None:
    _, secret = begin(leader, people)
    assert browser.http.get(f"/vgca/source/{secret}", headers=headers).status_code == 404
    form = {"uploadfile": (BytesIO(b"x"), "a.pdf")}
    brought = browser.http.post(f"/vgca/upload/{secret}", data=form, headers=headers)
    assert brought.status_code == 404
    assert VgcaTicket.get().used_at is None


@pytest.mark.slow
def test_the_program_needs_no_session_and_a_refusal_is_told_in_its_form(
    leader: Browser, browser: Browser, people: Staff
) -> None:
    page, secret = begin(leader, people)
    assert "Gọi VGCA Sign Service" in page
    answer = browser.http.post(f"/vgca/upload/{secret}", data={"uploadfile": (BytesIO(b"no PDF"), "a.txt")})
    assert (answer.status_code, answer.json["Status"]) == (200, False)
    number = VgcaTicket.get().id
    shown = leader.get(f"/signing/vgca/{number}/state?seen=waiting").text
    assert html.escape(answer.json["Message"]) in shown
    assert "Về trang ký" in shown
    leader.get(f"/signing/vgca/{number}/state?seen=refused", status=204)
    again = browser.http.post(f"/vgca/upload/{secret}", data={"uploadfile": (BytesIO(b"x"), "a.pdf")})
    assert again.status_code == 404


def test_an_upload_without_the_file_leaves_the_ticket(leader: Browser, browser: Browser, people: Staff) -> None:
    leader.app.config["PORTAL"] = replace(leader.settings, vgca_answer="number")
    _, secret = begin(leader, people)
    answer = browser.http.post(f"/vgca/upload/{secret}", data={"other": "x"})
    assert answer.json["Status"] == 1
    assert VgcaTicket.get().used_at is None


def test_unknown_tickets_are_not_found(browser: Browser) -> None:
    assert browser.http.get("/vgca/source/x").status_code == 404
    assert browser.http.post("/vgca/upload/x", data={"uploadfile": (BytesIO(b"x"), "a.pdf")}).status_code == 404
