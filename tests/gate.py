"""No test is left out unseen: by name and with its reason at a desk, never at all where CI=true."""

import os
from collections.abc import Iterator

import pytest

WITHOUT = {"system": ("ocr", "browser", "system")}  # what may be left out, and the marks that go with it


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


def left_out() -> str:
    return os.environ.get("PORTAL_TESTS_WITHOUT", "")


def pytest_configure() -> None:
    if left_out() and in_ci():
        raise pytest.UsageError("PORTAL_TESTS_WITHOUT cannot be used where CI=true: every test runs there.")
    if left_out() and left_out() not in WITHOUT:
        raise pytest.UsageError(f"PORTAL_TESTS_WITHOUT knows {', '.join(WITHOUT)}, not {left_out()}.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    marks = WITHOUT.get(left_out(), ())
    dropped = [item for item in items if any(item.get_closest_marker(mark) for mark in marks)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if in_ci() and any(unrun(session.config)) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out():
        marks = ", ".join(WITHOUT[left_out()])
        terminalreporter.write_line(f"PORTAL_TESTS_WITHOUT={left_out()}: tests marked {marks} were not run.")
    for name in unrun(config) if in_ci() else ():
        terminalreporter.write_line(f"CI=true, but not run: {name}", red=True)


def unrun(config: pytest.Config) -> Iterator[str]:
    """Tests that were skipped or were allowed to fail."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for outcome in ("skipped", "xfailed", "xpassed"):
        found = reporter.stats.get(outcome, ()) if reporter is not None else ()  # a parallel worker has no reporter
        yield from (report.nodeid for report in found)
