"""Headers, compression, caching and pages for what goes wrong."""

import gzip

import pytest
from flask import Flask

from portal.config import Settings
from portal.office import directing
from portal.office.assignments import Assignment
from portal.rules import errors
from portal.web import access, assets
from portal.web.errors import status_of
from tests.office_fixtures import NOW, Staff, entered
from tests.web.conftest import Browser, made_app


@pytest.fixture
def own_app(settings: Settings, office_database: None) -> Flask:
    """An application of the test's own, because it adds routes to it."""
    return made_app(settings)


def test_every_answer_carries_the_headers(browser: Browser) -> None:
    for answer in (browser.get("/sign-in"), browser.get("/no-such-page", status=404), browser.http.get("/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), [
    ("Sec-Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch"),
])
def test_what_a_browser_fetches_ahead_of_the_person_leaves_no_read_mark(
    client: Browser, people: Staff, name: str, value: str
) -> None:
    document = entered(people)
    directing.direct(document, "Giao", people.officer, by=people.leader, at=NOW)
    client = client.as_person(people.officer)
    ahead = client.http.get(f"/documents/{document.id}", headers={name: value})
    assert ahead.status_code == 503
    assert document.subject not in ahead.text
    assert Assignment.get().seen_at is None
    client.get(f"/documents/{document.id}")
    assert Assignment.get().seen_at is not None


def test_a_page_is_compressed_for_who_asks(browser: Browser) -> None:
    packed = browser.http.get("/sign-in", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert b"<h1>" in gzip.decompress(packed.data)
    assert "Content-Encoding" not in browser.http.get("/sign-in", headers={"Accept-Encoding": "identity"}).headers


def test_static_files_are_kept_for_good_under_their_stamp(app: Flask, browser: Browser) -> None:
    found: assets.Assets = app.extensions["assets"]
    for name, asset in found.found.items():
        answer = browser.http.get(found.address(name))
        assert answer.data == asset.body
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_old_stamp_gets_the_new_file_and_asks_each_time(browser: Browser) -> None:
    path = "/static/000000000000/css/base.css"
    answer = browser.http.get(path)
    assert answer.headers["Cache-Control"] == "no-cache"
    again = browser.http.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert browser.http.get(path, headers={"If-None-Match": '"earlier"'}).data == answer.data


@pytest.mark.parametrize("path", ["../portal/config.py", "%2e%2e/README.md", "css", "css/", "none.css"])
def test_nothing_outside_the_folder_is_served(browser: Browser, path: str) -> None:
    assert browser.http.get(f"/static/x/{path}").status_code == 404


def test_a_name_that_is_not_there_fails_at_once(app: Flask) -> None:
    with pytest.raises(FileNotFoundError):
        app.extensions["assets"].address("css/none.css")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("refusal", "status"),
    [(errors.NotFound(1), 404), (errors.NotAllowed("x"), 403), (errors.AlreadyEntered(536), 409),
     (errors.BadDate("x"), 422)],
)
def test_a_refusal_is_a_page_with_a_sentence(
    own_app: Flask, people: Staff, refusal: errors.Refusal, status: int
) -> None:
    def refuse() -> str:
        raise refusal

    own_app.add_url_rule("/refusing", "refusing", access.signed_in(refuse))
    page = Browser(own_app, own_app.config["PORTAL"]).as_person(people.clerk).get("/refusing", status=status)
    assert "data-refusal" in page.text
    assert status_of(refusal) == status


def test_a_failure_shows_a_number_and_no_trace(
    own_app: Flask, people: Staff, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise RuntimeError("the words of the trace")

    own_app.add_url_rule("/failing", "failing", access.signed_in(fail))
    page = Browser(own_app, own_app.config["PORTAL"]).as_person(people.clerk).get("/failing", status=500)
    assert "the words of the trace" not in page.text
    assert len(page.text.split("Mã lỗi: <strong>")[1].split("<")[0]) == 8
    assert "the words of the trace" in caplog.text


def test_too_large_a_body_is_refused_in_words(client: Browser, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    client.fetch_token()
    answer = client.http.post("/sign-out", data={"csrf_token": client.token, "x": "y" * 200})
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.text


@pytest.mark.slow
def test_the_key_of_form_tokens_is_the_owners_alone(settings: Settings, app: Flask) -> None:
    file = settings.data / "secret.key"
    assert file.stat().st_mode & 0o077 == 0
    assert made_app(settings).secret_key == app.secret_key


HUGE = "9" * 30


@pytest.mark.parametrize("address", [f"/documents/{HUGE}", f"/dossiers/{HUGE}", f"/registers/incoming/{HUGE}",
                                     f"/outgoing/{HUGE}", f"/drafts/{HUGE}", f"/signing/{HUGE}"])
def test_a_number_no_row_can_have_is_not_found(browser: Browser, people: Staff, address: str) -> None:
    browser.as_person(people.clerk if "signing" not in address else people.leader).get(address, status=404)


@pytest.mark.slow
@pytest.mark.parametrize("number", ["²", "٣", HUGE, "-1", "9" * 5000, ""])
def test_a_page_that_is_no_number_is_the_nearest_page(client: Browser, number: str) -> None:
    for path, query in (("/incoming", {"page": number}), ("/search", {"q": "văn bản", "page": number})):
        client.get(path, query_string=query)


@pytest.mark.parametrize("number", ["²", HUGE])
def test_a_draft_that_answers_no_number_answers_nothing(browser: Browser, people: Staff, number: str) -> None:
    browser.as_person(people.officer).get("/drafts/new", query_string={"reply_to": number})
