"""How the command line speaks: click's frame in Vietnamese, and a sentence for whatever goes wrong below."""

import errno
import getpass
import warnings
from typing import Any

import click

from portal import db, locks
from portal.cli import sentences
from portal.config import BadSettings
from portal.signer.frame import speak

OPTIONS, COMMAND = "[TÙY_CHỌN]", "LỆNH …"


class Verbs(click.Group):
    """Commands whose line of usage is in Vietnamese; what is said beside it comes by gettext."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **{"options_metavar": OPTIONS, "subcommand_metavar": COMMAND, **named})

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        cmd.options_metavar = OPTIONS
        super().add_command(cmd, name)

    def main(self, *words: Any, **named: Any) -> Any:
        """Run, having taught click what to say."""
        speak(sentences.FRAME)
        click.termui.hidden_prompt_func = hidden
        return super().main(*words, **named)


def hidden(prompt: str) -> str:
    """What is typed unseen; where the screen cannot hide it this is said first."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except getpass.GetPassWarning:
            click.echo(sentences.SHOWN, err=True)
    return input(prompt)


def of_usage(error: click.ClickException) -> str:
    """What is wrong with the words given, and where to read on."""
    said = error.format_message()
    if not isinstance(error, click.UsageError) or isinstance(error, click.exceptions.NoArgsIsHelpError):
        return said
    return f"{said} Xem “{error.ctx.command_path if error.ctx else 'portal'} --help”."


def of_system(error: OSError) -> str:
    """What the system would not do, with the file's name; an error without a number brings its own sentence."""
    if error.errno is None:
        return str(error)
    name = error.filename2 or error.filename
    file = f"“{click.format_filename(name)}”" if name else "tệp"
    code = errno.errorcode.get(error.errno, str(error.errno))
    return sentences.SYSTEM.get(error.errno, sentences.SYSTEM_ELSE).format(file=file, code=code)


def of_lock(error: locks.Taken) -> str:
    """Who has the data folder, as far as it said so."""
    if not error.pid:
        return sentences.HELD_BY_SOMEBODY.format(folder=error.folder)
    since = f"{error.since:%H:%M %d/%m/%Y}"
    return sentences.HELD.format(folder=error.folder, pid=error.pid, what=error.what, since=since)


def of_database(error: Exception) -> str:
    """The database cannot be used as it is."""
    return f"Không đọc được cơ sở dữ liệu {db.database.database}: {wrong_with_database(str(error))}"


def wrong_with_database(said: str) -> str:
    """What SQLite means, and what to do."""
    known = (words for piece, words in sentences.DATABASE.items() if piece in said)
    return next(known, sentences.DATABASE_ELSE.format(error=said))


def of_settings(error: BadSettings) -> str:
    """The settings file by its path and line, and what stands there."""
    kind = sentences.KINDS.get(str(error.data.get("kind")), "")
    line = f", dòng {error.line}" if error.line else ""
    return f"{error.file}{line}: {sentences.SETTINGS[error.why].format(**{**error.data, 'kind': kind})}"
