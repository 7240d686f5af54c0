"""What every test of the house has."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("fast", max_examples=20)  # of `app.py test --fast`; the whole run draws a hundred

pytest_plugins = ["tests.gate", "tests.office_fixtures", "tests.chromium"]


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """What serves in a test logs into a file and a stream of that test; no later one writes there."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in before:
            handler.close()
    root.handlers[:] = before
    root.setLevel(level)
