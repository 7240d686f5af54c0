"""What every test of the house has."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# What is drawn is the same each time, and a busy machine takes as long as it takes: no run fails by chance.
settings.register_profile(
    "house", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fast", settings.get_profile("house"), max_examples=20)  # of `app.py test --fast`
settings.load_profile("house")  # draws a hundred

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
