"""What the commands share: the settings, an office to work in, one line on the error stream."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from portal import db, locks
from portal.config import Settings

GOOD, REFUSED, UNCHECKED = 0, 1, 2

settings_of = click.make_pass_decorator(Settings)


class Place(click.Path):
    """A path that was named, in full: what the trail keeps of it is read where nobody stands in this folder.

    An empty one would be the folder one happens to stand in.
    """

    def __init__(self, **named: Any) -> None:
        super().__init__(path_type=Path, **named)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            self.fail("chưa nêu tên. Viết . nếu muốn nói thư mục đang đứng.", param, ctx)
        return Path(os.fsdecode(super().convert(value, param, ctx))).absolute()


a_file = Place(exists=True, dir_okay=False)
a_folder = Place(exists=True, file_okay=False)
a_place = Place(exists=True)
new_folder = Place(file_okay=False)


def asked(name: str, metavar: str, words: str, **more: Any) -> Callable[[Any], Any]:
    """An option that is asked for when it is not given; the same words explain it."""
    return click.option(name, metavar=metavar, prompt=words, help=f"{words}.", **more)


def complain(sentence: str) -> None:
    """One line on the error stream."""
    click.echo(sentence, err=True)


def at_console() -> None:
    """The trail says of what this command does that it came from the console, whoever sat there."""
    from portal.office import events

    click.get_current_context().with_resource(events.through(address="console"))


def open_office(settings: Settings) -> None:
    """Open the database of an existing office, or say how to make one; a file that is none is left as it is."""
    from portal.office.profile import Office

    if not settings.database.exists():
        require_no_restore(settings)
        raise click.ClickException(f"Chưa có dữ liệu ở {settings.data}. Chạy “portal init” hoặc “portal demo”.")
    db.open_file(settings.database)
    db.require_office(settings.database)
    if db.is_behind():
        with locks.whole(settings.data, "migrate"):  # under a server of an older program nothing is changed
            db.migrate()
    if not Office.select().exists():
        raise db.NotAnOffice("no office in it")


def require_no_office(settings: Settings) -> None:
    """Refuse to begin an office where something lies already."""
    require_no_restore(settings)
    if settings.database.exists():
        raise click.ClickException(f"Đã có dữ liệu ở {settings.data}; không ghi đè. Hãy chọn thư mục khác bằng --data.")


def require_no_restore(settings: Settings) -> None:
    """Refuse a folder into which an office was being restored, and is not yet."""
    from portal.flows.backup import moving_in

    if moving_in.is_cut_off(settings.data):
        raise click.ClickException(
            f"Lần phục hồi vào {settings.data} chưa xong hoặc đã bị ngắt. Hãy chạy lại “portal restore” với cùng bản "
            "sao lưu."
        )
