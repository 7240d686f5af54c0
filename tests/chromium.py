"""Debian's Chromium, one for all tests that look through it, and its loop kept from all others."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Started with the first test that asks for it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _loop_aside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test without a browser run loops of events of its own after one with a browser in this process.

    Playwright's loop rests between its calls but stays entered in the thread, which refuses any other.
    """
    resting = None if uses_a_browser(request.node) else asyncio._get_running_loop()
    if resting is not None:
        asyncio._set_running_loop(None)
    yield
    if resting is not None:
        asyncio._set_running_loop(resting)


def uses_a_browser(item: pytest.Item) -> bool:
    """Marked so, or by a fixture."""
    return item.get_closest_marker("browser") is not None or "chromium" in getattr(item, "fixturenames", ())
