"""Debian's Chromium, one for all tests that look through it, and its loop kept from all others."""

import asyncio
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

DROPPED = ("htmx:afterRequest", "htmx:sendAbort")  # what htmx writes of a question when a newer one takes its place
PATIENCE = 300_000  # milliseconds: LibreOffice, an index and a browser on a busy machine
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Started with the first test that asks for it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def window(browser: Browser, **how: Any) -> BrowserContext:
    """A window of its own, whose pages wait as patiently as everything here."""
    made = browser.new_context(**how)
    made.set_default_timeout(PATIENCE)
    return made


@contextmanager
def loop_aside(item: pytest.Item) -> Iterator[None]:
    """Let a test without a browser run loops of events of its own after one with a browser in this process.

    Playwright's loop rests between its calls but stays entered in the thread, which refuses any other.
    """
    resting = None if uses_a_browser(item) else asyncio._get_running_loop()
    if resting is not None:
        asyncio._set_running_loop(None)
    try:
        yield
    finally:
        if resting is not None:
            asyncio._set_running_loop(resting)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Its fixtures, those of the whole module too; what ends later may be the browser's."""
    with loop_aside(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """The test itself."""
    with loop_aside(item):
        return (yield)


def uses_a_browser(item: pytest.Item) -> bool:
    """Marked so, or by a fixture."""
    return item.get_closest_marker("browser") is not None or "chromium" in getattr(item, "fixturenames", ())
