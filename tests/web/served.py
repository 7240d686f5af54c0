"""The portal served for a real Chromium: the test office in a file, a server on a free port, a page per person."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from werkzeug.serving import BaseWSGIServer, make_server

from portal import clock, db
from portal.config import Settings
from portal.office import sessions
from portal.office.people import Person
from portal.web import create_app
from portal.web.access import cookie_name
from tests.chromium import DROPPED, window
from tests.office_fixtures import Staff, staff


@dataclass(frozen=True)
class Served:
    """An office behind an address."""

    address: str
    settings: Settings
    people: Staff
    chromium: Chromium
    troubles: list[str]

    def page_of(self, person: Person | None, *, width: int = 1366, height: int = 768) -> Page:
        """A page of a fresh browser window, signed in; what its console complains of is collected."""
        context = window(self.chromium, viewport={"width": width, "height": height}, base_url=self.address)
        if person is not None:
            key = sessions.sign_in(person, at=clock.now(), address="127.0.0.1")
            context.add_cookies([{"name": cookie_name(self.settings), "value": key, "url": self.address}])
        page = context.new_page()
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text and not text.startswith(DROPPED):
            self.troubles.append(text)


@pytest.fixture
def served(_images: dict[str, bytes], tmp_path: Path, chromium: Chromium) -> Iterator[Served]:
    """The test office served on this machine; ends with a look at the console."""
    settings = Settings(data=tmp_path, search_index=tmp_path / "search_index")
    settings.database.write_bytes(_images["office"])
    db.open_file(settings.database)
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    office = Served(f"http://127.0.0.1:{server.server_port}", settings, staff(), chromium, [])
    try:
        yield replace(office)
        assert office.troubles == []
    finally:
        stop(chromium, server, thread)


def stop(chromium: Chromium, server: BaseWSGIServer, thread: threading.Thread) -> None:
    """Close windows and server, then the database."""
    for context in chromium.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    db.database.close()
