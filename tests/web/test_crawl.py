"""Every GET address as every role: no failure, no page that is not proof-read, nothing shown that may not be."""

import pytest
from flask import Flask

from portal.flows.reports import REPORTS
from portal.office import directing, rights
from portal.office.documents import Document
from portal.office.people import Person
from tests.office_fixtures import (
    NOW,
    PEOPLE,
    Staff,
    drafted,
    entered,
    issued,
    numbered,
    received,
    sealed,
    submitted,
)
from tests.web.conftest import Browser

ALLOWED = (200, 302, 303, 403, 404, 409, 410, 422)
# Arguments of routes that are not ids of this test office.
WORDS = {"tab": "entered", "kind": "incoming", "year": "2026", "stamp": "x", "name": min(REPORTS), "key": "unknown",
         "job": "unknown", "doc": "1", "day": "2026-11-23", "sha256": "0" * 64, "topic": "keys"}


@pytest.fixture
def office_at_work(people: Staff) -> list[Document]:
    """A document at every step."""
    letter = entered(people)
    directing.direct(letter, "Giao xử lý", people.officer, by=people.leader, at=NOW, support=[people.culture])
    steps = (received, drafted, submitted, numbered, sealed, issued)
    office = [letter, *(step(people) for step in steps), entered(people, reference="", subject="Thư tay")]
    for document in office:  # so that a page shows by its words which document it shows
        document.subject = f"{document.subject} {document.id:03d}".strip()
        document.save()
    return office


def addresses(app: Flask, documents: list[Document]) -> list[str]:
    """Every GET route, with each document where it takes one."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint.startswith("helper."):
            continue
        for document in documents if "document_id" in rule.arguments else documents[:1]:
            values = {a: WORDS.get(a, document.id if a == "document_id" else 1) for a in rule.arguments}
            values |= {"name": "css/base.css"} if rule.endpoint == "assets.show" else {}
            values |= {a: min(c.items) for a, c in rule._converters.items() if hasattr(c, "items")}
            with app.test_request_context():
                found.append(app.url_for(rule.endpoint, **values))
    return sorted(set(found))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.slow
def test_every_address_answers_every_role(
    browser: Browser, people: Staff, office_at_work: list[Document], who: str
) -> None:
    person: Person = getattr(people, who)
    one = browser.as_person(person)
    readable = rights.readable_ids(person)
    for address in addresses(browser.app, office_at_work):
        answer = one.http.get(address)
        assert answer.status_code in ALLOWED, f"{who} {address}: {answer.status_code}"
        one._take(answer, answer.status_code)
        if answer.status_code == 200:
            for document in office_at_work:
                hidden = document.id not in readable and document.subject and address.startswith("/documents/")
                assert not (hidden and document.subject in answer.text), f"{who} sees {document.subject} at {address}"


def test_without_a_session_every_address_is_closed(browser: Browser, office_at_work: list[Document]) -> None:
    opened = {"/sign-in", "/sign-in/code", "/healthz", "/help"}
    for address in addresses(browser.app, office_at_work):
        answer = browser.http.get(address)
        open_one = address in opened or address.startswith("/static/")
        assert open_one or answer.status_code in (302, 401), f"{address}: {answer.status_code}"
