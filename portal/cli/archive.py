"""``read``, ``import`` and ``reindex``: what comes into the archive and its index."""

import json
from pathlib import Path

import click

from portal import clock, printing
from portal.cli.opening import GOOD, REFUSED, a_file, at_console, complain, open_office, settings_of
from portal.config import Settings


@click.command()
@click.argument("file", metavar="TỆP", type=a_file)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def read(file: Path, as_json: bool) -> None:
    """Đọc các trường của một văn bản (PDF, DOCX, bản quét)."""
    from portal.flows import reading

    found = reading.as_json(file)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in printing.reading_lines(found):
        click.echo(line)


@click.command("import")
@click.argument("file", metavar="TỆP", type=a_file)
@settings_of
def import_(settings: Settings, file: Path) -> int:
    """Nhập văn bản cũ từ tệp JSON theo dòng."""
    from portal.flows import importing

    open_office(settings)
    at_console()
    with file.open("rb") as lines:
        done = importing.import_lines(lines, by=None, at=clock.now(), progress=lambda n: complain(f"{n} văn bản…"))
    click.echo(f"Đã nhập {done.count} văn bản; bỏ qua {done.skipped} văn bản đã có.")
    for problem in done.problems:
        complain(printing.problem(problem))
    return REFUSED if done.problems else GOOD


@click.command()
@settings_of
def reindex(settings: Settings) -> None:
    """Dựng lại chỉ mục tra cứu từ cơ sở dữ liệu.

    Bị ngắt giữa chừng thì lần sau làm tiếp.
    """
    from portal.flows import indexing
    from portal.web.premises import premises_of

    open_office(settings)
    count = indexing.rebuild(
        premises=premises_of(settings), progress=lambda so_far: complain(f"{so_far.done}/{so_far.total} văn bản…")
    )
    click.echo(f"Đã dựng chỉ mục {count} văn bản.")
