"""What every test of the house has."""

import pytest
from hypothesis import settings

settings.register_profile("fast", max_examples=20)  # of `app.py test --fast`; the whole run draws a hundred

pytest_plugins = ["tests.gate", "tests.office_fixtures", "tests.chromium"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last: once it runs, no other loop of events can run in that process."""
    items.sort(key=uses_a_browser)


def uses_a_browser(item: pytest.Item) -> bool:
    """Marked so, or by a fixture."""
    return item.get_closest_marker("browser") is not None or "chromium" in getattr(item, "fixturenames", ())
