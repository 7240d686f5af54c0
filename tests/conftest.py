"""What every test of the house has."""

pytest_plugins = ["tests.gate", "tests.office_fixtures", "tests.chromium"]
