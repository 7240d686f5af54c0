"""Every GET address as every role: no failure, nothing shown that may not be, and no way shown that is closed."""

from collections import deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import html5lib
import pytest
from flask import Flask

from portal.flows import tls
from portal.flows.reports import REPORTS
from portal.office import directing, dossiers, rights
from portal.office.documents import Document, Version
from portal.office.people import Person
from portal.rules.tls import names_of
from portal.web.premises import premises_of
from tests.office_fixtures import (
    CONTENTS,
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
from tests.web.conftest import HTML, Browser

ALLOWED = (200, 302, 303, 403, 404, 409, 410, 422)
# Arguments of routes that are not ids of this test office.
WORDS = {"tab": "entered", "kind": "incoming", "year": "2026", "stamp": "x", "name": min(REPORTS), "key": "unknown",
         "job": "unknown", "doc": "1", "day": "2026-11-23", "sha256": "0" * 64, "topic": "keys"}


@pytest.fixture
def office_at_work(browser: Browser, people: Staff) -> list[Document]:
    """A document at every step."""
    letter = entered(people)
    directing.direct(letter, "Giao xử lý", people.officer, by=people.leader, at=NOW, support=[people.culture])
    work = dossiers.open_dossier("01/TH", "Phân loại văn bản", "06", by=people.officer, at=NOW)
    dossiers.file(letter, work, by=people.officer, at=NOW)
    steps = (received, drafted, submitted, numbered, sealed, issued)
    office = [letter, *(step(people) for step in steps), entered(people, reference="", subject="Thư tay")]
    for document in office:  # so that a page shows by its words which document it shows
        document.subject = f"{document.subject} {document.id:03d}".strip()
        document.save()
    tls.found(browser.settings.data, names_of(["localhost"]), by=people.admin, at=NOW)
    store = premises_of(browser.settings).store
    for version in Version.select():
        store.put(CONTENTS[version.sha256])
    return office


def addresses(app: Flask, documents: list[Document]) -> list[str]:
    """Every GET route, with each document where it takes one."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or app.view_functions[rule.endpoint].access == "program":
            continue
        for document in documents if "document_id" in rule.arguments else documents[:1]:
            values = {a: WORDS.get(a, document.id if a == "document_id" else 1) for a in rule.arguments}
            values |= {"name": "css/base.css"} if rule.endpoint == "assets.show" else {}
            values |= {a: min(c.items) for a, c in rule._converters.items() if hasattr(c, "items")}
            with app.test_request_context():
                found.append(app.url_for(rule.endpoint, **values))
    return sorted(set(found))


def ways(text: str) -> Iterator[tuple[str, str]]:
    """What a page offers to follow or to send: method and address of every link, form and htmx request of ours."""
    for element in html5lib.parse(text).iter():
        is_form = element.tag == f"{HTML}form"
        offered = [
            ("GET", element.get("href") if element.tag == f"{HTML}a" else None), ("GET", element.get("hx-get")),
            ((element.get("method") or "get").upper(), element.get("action") if is_form else None),
            ("POST", element.get("hx-post")),
        ]
        yield from ((method, urldefrag(address).url) for method, address in offered if address and address[0] == "/")


def may_send(app: Flask, person: Person, address: str) -> bool:
    """Whether the door of a form's address opens to this person."""
    endpoint, _ = app.url_map.bind("localhost").match(urlsplit(address).path, method="POST")
    access = app.view_functions[endpoint].access
    return not isinstance(access, tuple) or any(person.may(verb) for verb in access)


def closed_ways(one: Browser, person: Person, pages: dict[str, str]) -> list[str]:
    """Links that answer 400 or more and forms the person may not send, with a page that shows them.

    A page that only a link leads to is looked through as well, once for all its query strings.
    """
    closed, tried, paths = [], {("GET", address) for address in pages}, {urlsplit(address).path for address in pages}
    left = deque(pages.items())
    while left:
        page, text = left.popleft()
        for method, address in set(ways(text)) - tried:
            tried.add((method, address))
            if method == "POST":
                closed += [] if may_send(one.app, person, address) else [f"{page} shows {address}: not theirs to send"]
                continue
            answer = one.http.get(address, follow_redirects=True)
            closed += [f"{page} shows {address}: {answer.status_code}"] if answer.status_code >= 400 else []
            if answer.mimetype == "text/html" and urlsplit(address).path not in paths:
                paths.add(urlsplit(address).path)
                left.append((address, answer.text))
    return sorted(closed)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.slow
def test_every_address_answers_every_role_and_shows_only_ways_that_are_open(
    browser: Browser, people: Staff, office_at_work: list[Document], who: str
) -> None:
    person: Person = getattr(people, who)
    one = browser.as_person(person)
    readable = rights.readable_ids(person)
    pages: dict[str, str] = {}
    for address in addresses(browser.app, office_at_work):
        answer = one.http.get(address)
        assert answer.status_code in ALLOWED, f"{who} {address}: {answer.status_code}"
        one._take(answer, answer.status_code)
        if answer.mimetype == "text/html":
            pages |= {address: answer.text} if answer.status_code == 200 else {}
            for document in office_at_work:
                hidden = document.id not in readable and document.subject and address.startswith("/documents/")
                assert not (hidden and document.subject in answer.text), f"{who} sees {document.subject} at {address}"
    assert closed_ways(one, person, pages) == []


@pytest.mark.slow
def test_a_closed_way_is_noticed(browser: Browser, people: Staff) -> None:
    officer = browser.as_person(people.officer)
    page = """<!doctype html><html><body><a href="/search">a</a><a href="/admin#top">b</a><a href="/documents/999">c</a>
      <p hx-get="/incoming/next"></p><form method="post" action="/sign-out"></form>
      <form method="post" action="/incoming/paper"></form></body></html>"""
    assert closed_ways(officer, people.officer, {"/somewhere": page}) == [
        "/somewhere shows /admin: 403", "/somewhere shows /documents/999: 404",
        "/somewhere shows /incoming/next: 403", "/somewhere shows /incoming/paper: not theirs to send",
    ]


def test_without_a_session_every_address_is_closed(browser: Browser, office_at_work: list[Document]) -> None:
    opened = {"/sign-in", "/sign-in/code", "/healthz", "/help", "/metrics", "/wall/unknown"}
    for address in addresses(browser.app, office_at_work):
        answer = browser.http.get(address)
        open_one = address in opened or address.startswith(("/static/", "/tls"))
        assert open_one or answer.status_code in (302, 401), f"{address}: {answer.status_code}"
