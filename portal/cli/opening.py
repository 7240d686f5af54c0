"""What the commands share: the settings, an office to work in, one line on the error stream."""

import click

from portal import db
from portal.config import Settings

GOOD, REFUSED, UNCHECKED = 0, 1, 2

settings_of = click.make_pass_decorator(Settings)


def complain(sentence: str) -> None:
    """One line on the error stream."""
    click.echo(sentence, err=True)


def complain_of_database(error: Exception) -> None:
    """The database cannot be used as it is."""
    complain(f"Không đọc được cơ sở dữ liệu ({error}). Hãy thử lại; nếu vẫn vậy, phục hồi từ bản sao lưu.")


def at_console() -> None:
    """The trail says of what this command does that it came from the console, whoever sat there."""
    from portal.office import events

    click.get_current_context().with_resource(events.through(address="console"))


def open_office(settings: Settings) -> None:
    """Open the database of an existing office, or say how to make one."""
    if not settings.database.exists():
        raise click.ClickException(f"Chưa có dữ liệu ở {settings.data}. Chạy “portal init” hoặc “portal demo”.")
    db.open_file(settings.database)
    db.migrate()
