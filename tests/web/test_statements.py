"""How often a page asks the database, and that what it does not ask again is never older than the database."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from portal.bench.pages import counted_statements
from portal.config import Settings
from portal.office import accounts, directing, rights, sessions, stand_ins
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.roles import Role, Scope
from tests.office_fixtures import NOW, TODAY, Staff, entered, issued, moved_into_a_file, received
from tests.web.conftest import Browser

# Statements of a page: while nobody writes, and the first time after somebody wrote.
LISTS = {
    "/": (3, 24), "/incoming": (3, 24), "/incoming/entered": (3, 20), "/incoming/done": (3, 20),
    "/outgoing": (3, 20), "/outgoing/issued": (3, 20), "/registers/incoming/2026": (3, 14),
    "/registers/incoming/2026?q=giay+moi": (3, 14), "/registers/outgoing/2026": (3, 14),
    "/search?q=giay+moi": (6, 20),  # no index here, so types are asked for; with one it is three
    "/drafts": (3, 20), "/dossiers": (3, 20), "/notices": (3, 20),
}
OTHERS = {"incoming": 48, "outgoing": 48}


@pytest.fixture
def file(people: Staff, settings: Settings) -> Path:
    """The office in a file, with a little of everything in it."""
    received(people)
    for _ in range(3):
        directing.present(entered(people), people.leader, by=people.clerk, at=NOW)
    issued(people)
    return moved_into_a_file(settings.database)


def write(file: Path, statement: str, *values: object) -> None:
    """As the worker or a command in a console does: on a connection of its own."""
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(statement, values)


def asked_by(page: Browser, path: str) -> int:
    """How many statements the page costs."""
    with counted_statements() as counter:
        assert page.http.get(path).status_code == 200
    return len(counter.statements)


def test_a_list_costs_few_statements(file: Path, app: object, client: Browser, people: Staff) -> None:
    found = {}
    for path in LISTS:
        client.http.get(path)
        again = asked_by(client, path)
        write(file, "UPDATE office SET place = ?", path)  # the same words once more would be no change
        found[path] = (again, asked_by(client, path))
    assert [(path, n) for path, n in found.items() if n[0] > LISTS[path][0] or n[1] > LISTS[path][1]] == []


@pytest.mark.slow
@pytest.mark.parametrize("who", ["leader", "head", "officer"])
def test_a_list_costs_others_no_more(file: Path, client: Browser, people: Staff, who: str) -> None:
    browser = client.as_person(getattr(people, who))
    for path, (most, _) in LISTS.items():
        browser.http.get(path)
        assert asked_by(browser, path) <= most, path


def test_a_page_of_one_document_costs_no_more_than_it_did(file: Path, client: Browser) -> None:
    for direction, most in OTHERS.items():
        one = Document.select().where(Document.direction == direction, Document.number.is_null(False)).get()
        path = f"/documents/{one.id}" if direction == "incoming" else f"/outgoing/{one.id}"
        client.http.get(path)
        assert asked_by(client, path) <= most, path


# What somebody else writes, and whether the officer's list still opens.
ENDS = {
    "a block": "UPDATE person SET is_active = 0 WHERE id = ?",
    "the end of the session": "UPDATE session SET ended_at = '2026-11-23T08:00:00+07:00' WHERE person_id = ?",
    "a role without letters": "UPDATE person SET role = 'safety_officer' WHERE id = ?",
}


@pytest.mark.parametrize("statement", ENDS.values(), ids=ENDS.keys())
def test_who_may_no_longer_comes_in_no_more_at_once(
    file: Path, client: Browser, people: Staff, statement: str
) -> None:
    browser = client.as_person(people.officer)
    assert browser.http.get("/incoming/entered").status_code == 200
    write(file, statement, people.officer.id)
    assert browser.http.get("/incoming/entered").status_code in (302, 403)


def subject_of(letter: Document) -> str:
    return str(Document.get_by_id(letter.id).subject)


@pytest.fixture
def given(file: Path, people: Staff) -> Document:
    """A letter the officer has in hand."""
    letter = entered(people, subject="Rà soát hộ nghèo thôn Thượng")
    rights.set_scope(letter, Scope.RESTRICTED, by=people.clerk, at=NOW)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    return letter


def test_a_grant_that_ends_elsewhere_takes_the_letter_off_every_list_at_once(
    file: Path, given: Document, client: Browser, people: Staff
) -> None:
    browser = client.as_person(people.officer)
    pages = ("/", "/incoming/in_progress", "/registers/incoming/2026")
    for path in pages * 2:
        assert given.subject in browser.http.get(path).text, path
    write(file, 'UPDATE "grant" SET until = ? WHERE document_id = ?', NOW.isoformat(), given.id)
    for path in pages:
        assert given.subject not in browser.http.get(path).text, path


def test_a_grant_given_elsewhere_is_seen_at_once(
    file: Path, given: Document, client: Browser, people: Staff
) -> None:
    browser = client.as_person(people.stranger)
    path = "/incoming/in_progress"
    for _ in range(2):
        assert given.subject not in browser.http.get(path).text
    write(
        file, 'INSERT INTO "grant" (document_id, person_id, reason, since) VALUES (?, ?, ?, ?)',
        given.id, people.stranger.id, "read", NOW.isoformat(),
    )
    assert given.subject in browser.http.get(path).text


def test_a_stand_in_lends_and_takes_back_at_once(file: Path, client: Browser, people: Staff) -> None:
    letter = entered(people, subject="Kiểm tra đê bao trước mùa lũ")
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    deputy = client.as_person(people.stranger)
    rights.set_scope(letter, Scope.NORMAL, by=people.clerk, at=NOW)
    assert letter.subject not in deputy.http.get("/incoming/in_progress").text
    absence = stand_ins.set_stand_in(people.officer, people.stranger, TODAY, TODAY, by=people.leader, at=NOW)
    assert letter.subject in deputy.http.get("/incoming/in_progress").text
    stand_ins.end(absence, by=people.leader, at=NOW)
    assert letter.subject not in deputy.http.get("/incoming/in_progress").text


ACTS: dict[str, Callable[[Staff, Person], object]] = {
    "another role": lambda p, who: accounts.change_role(who, Role.LEADER, by=p.admin, at=NOW),
    "the end of all sessions": lambda p, who: sessions.end_all(who, at=NOW),
}


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_act_of_this_process_counts_at_once_too(
    file: Path, client: Browser, people: Staff, act: Callable[[Staff, Person], object]
) -> None:
    browser = client.as_person(people.officer)
    assert browser.http.get("/").status_code == 200
    act(people, people.officer)
    assert browser.http.get("/").status_code == 302


@pytest.mark.slow
def test_what_a_page_does_with_the_person_changes_nobody_elses(file: Path, client: Browser, people: Staff) -> None:
    """The kept row is lent to no request: each has its own."""
    from portal.web import access

    with client.app.test_request_context("/"):
        key_hash = sessions.Session.select().order_by(sessions.Session.id.desc()).get().key_hash
        first, second = access.session_with(key_hash), access.session_with(key_hash)
        assert first
        assert second
        first.person.name, first.person.stands_for = "Người khác", (people.leader,)
        assert second.person.name == people.clerk.name
        assert second.person.stands_for == ()


def test_what_was_asked_in_an_earlier_role_is_no_answer_for_the_next(
    file: Path, client: Browser, people: Staff
) -> None:
    """A page begun before somebody changed the role may end after it."""
    from portal.web import access

    with client.app.test_request_context("/"):
        before, after = people.clerk.again(), people.clerk.again()
        after.role = Role.OFFICER
        assert access.kept_for(before, "what", lambda: "the clerk's") == "the clerk's"
        assert access.kept_for(after, "what", lambda: "an officer's") == "an officer's"
        lent = people.clerk.again()
        lent.stands_for = (people.leader,)
        assert access.kept_for(lent, "what", lambda: "a deputy's") == "a deputy's"
