"""An office begun on the command line, for the tests of its commands."""

from portal import db

PASSWORD = "giấy trắng mực đen 73"
INIT = ("init", "--name", "UBND xã Thử", "--code", "H99.01", "--place", "Thử", "--admin", "Lê Quản", "--login", "quan",
        "--password", PASSWORD)


def close() -> None:
    """Let go of the database, if the command opened one."""
    if not db.database.is_closed():
        db.database.close()


def add_clerk(run) -> None:
    """A clerk to search as."""
    assert run(*INIT)[0] == 0
    assert run("user", "add", "hoa", "--name", "Lê Hòa", "--role", "clerk", "--password", PASSWORD)[0] == 0
