"""What a job of the worker answers: the act that stores what it found, done in one transaction."""

from collections.abc import Callable

Settle = Callable[[], object]  # what it answers is not used


def nothing() -> None:
    """No result to store."""
