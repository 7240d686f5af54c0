"""What every test of the house has."""

from hypothesis import settings

settings.register_profile("fast", max_examples=20)  # of `app.py test --fast`; the whole run draws a hundred

pytest_plugins = ["tests.gate", "tests.office_fixtures", "tests.chromium"]
