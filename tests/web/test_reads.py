"""The trail learns of restricted documents that were opened and of what was refused, once a person and day."""

from datetime import timedelta

import pytest

from portal import clock
from portal.office import rights
from portal.office.documents import Document
from portal.office.events import Event, first_break
from portal.rules.roles import Scope
from tests.office_fixtures import NOW, Staff, entered
from tests.web.conftest import Browser


@pytest.fixture
def closed(people: Staff) -> Document:
    """A letter for named persons: the clerk who narrowed it is the only one."""
    letter = entered(people)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.clerk, at=NOW)
    return letter


def told(verb: str) -> list[tuple[int, int | None]]:
    return [(e.person, e.object_id) for e in Event.select().where(Event.verb == verb).order_by(Event.id)]


def test_opening_a_restricted_document_is_told_once_a_day(
    browser: Browser, people: Staff, closed: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = browser.as_person(people.clerk)
    for _ in range(3):
        clerk.get(f"/documents/{closed.id}")
    assert told("restricted_read") == [(people.clerk.id, closed.id)]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    browser.as_person(people.clerk).get(f"/documents/{closed.id}")
    assert len(told("restricted_read")) == 2
    assert first_break() is None


@pytest.mark.slow
def test_an_ordinary_document_and_a_list_are_not_told(browser: Browser, people: Staff, closed: Document) -> None:
    clerk = browser.as_person(people.clerk)
    clerk.get(f"/documents/{entered(people, reference='7/UBND').id}")
    clerk.get("/incoming/entered")
    assert told("restricted_read") == []


def test_a_refused_document_is_told_without_a_word_of_it(browser: Browser, people: Staff, closed: Document) -> None:
    leader = browser.as_person(people.leader)
    for path in ("", "/versions/1/file", "/similar"):
        leader.get(f"/documents/{closed.id}{path}", status=404)
    assert told("read_refused") == [(people.leader.id, closed.id)]
    event = Event.newest("read_refused")
    assert (event.outcome, event.data) == ("refused", {})
    assert event.address
    assert event.session


@pytest.mark.slow
def test_what_does_not_exist_was_not_refused(browser: Browser, people: Staff, closed: Document) -> None:
    browser.as_person(people.leader).get("/documents/999", status=404)
    browser.as_person(people.clerk).get(f"/documents/{closed.id}/versions/9/file", status=404)
    assert told("read_refused") == []


@pytest.mark.slow
def test_a_page_the_role_does_not_carry_is_told_once(browser: Browser, people: Staff, closed: Document) -> None:
    officer = browser.as_person(people.officer)
    for path in ("/admin", "/admin", "/health"):
        officer.get(path, status=403)
    pages = [e.data["page"] for e in Event.select().where(Event.verb == "act_refused")]
    assert pages == ["admin.index", "health.index"]


@pytest.mark.slow
def test_strangers_are_not_noted(browser: Browser, people: Staff, closed: Document) -> None:
    before = Event.select().count()
    assert browser.http.get(f"/documents/{closed.id}").status_code == 302
    assert Event.select().count() == before


@pytest.mark.slow
def test_the_history_of_a_letter_does_not_list_its_readers(browser: Browser, people: Staff, closed: Document) -> None:
    clerk = browser.as_person(people.clerk)
    browser.as_person(people.leader).get(f"/documents/{closed.id}", status=404)
    clerk.get(f"/documents/{closed.id}")
    page = clerk.get(f"/documents/{closed.id}").text
    assert "Mở văn bản" not in page


@pytest.mark.slow
def test_the_safety_officer_finds_it_in_the_trail(browser: Browser, people: Staff, closed: Document) -> None:
    browser.as_person(people.leader).get(f"/documents/{closed.id}", status=404)
    page = browser.as_person(people.safety).get("/admin/trail?verb=read_refused").text
    assert f"Văn bản số {closed.id}" in page
    assert closed.subject not in page
