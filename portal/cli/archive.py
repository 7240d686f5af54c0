"""``read``, ``import`` and ``reindex``: what comes into the archive and its index."""

import json
from functools import partial
from pathlib import Path

import click

from portal import clock, printing
from portal.cli.opening import GOOD, REFUSED, a_file, a_folder, at_console, complain, open_office, settings_of
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
@click.option("--register", metavar="MÃ_SỔ", help="Nhập sổ cũ XLSX, CSV hoặc JSON vào sổ này: incoming, outgoing…")
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra và báo từng dòng; không ghi gì.")
@click.option("--year", metavar="NĂM", type=click.IntRange(1945, 2100), help="Năm của sổ, khi tệp không ghi.")
@click.option("--files", metavar="THƯ_MỤC", type=a_folder, help="Thư mục chứa các tệp kèm theo nêu trong sổ.")
@click.option("--number-jump", is_flag=True, help="Số năm nay cách số liền trước hơn 1.000 là đúng, vẫn nhập.")
@settings_of
def import_(
    settings: Settings, file: Path, register: str | None, dry_run: bool, year: int | None, files: Path | None,
    number_jump: bool,
) -> int:
    """Nhập văn bản cũ: kho JSON, hoặc sổ cũ với --register.

    Bị ngắt giữa chừng thì chạy lại đúng lệnh ấy: phần đã nhập được giữ, phần còn lại làm tiếp.
    """
    open_office(settings)
    at_console()
    if register is None:
        return import_archive(file, dry_run, number_jump)
    return import_book(settings, file, register, dry_run, year, files, number_jump)


def import_archive(file: Path, dry_run: bool, number_jump: bool) -> int:
    """Lines of JSON that say themselves where they belong."""
    from portal.flows import importing

    if file.is_file() and not dry_run and not number_jump:  # a pipe can be read only once
        with file.open("rb") as lines:
            importing.refuse_jump(lines, at=clock.now())
    with file.open("rb") as lines:
        if dry_run:
            done = importing.rehearse(lines, at=clock.now())
            click.echo(f"Đọc được {done.count} văn bản; chưa ghi gì.")
        else:
            done = importing.import_lines(lines, by=None, at=clock.now(), progress=lambda n: complain(f"{n} văn bản…"))
            click.echo(f"Đã nhập {done.count} văn bản; bỏ qua {done.skipped} văn bản đã có.")
    for problem in done.problems:
        complain(printing.problem(problem))
    return REFUSED if done.problems else GOOD


def import_book(
    settings: Settings, file: Path, register: str, dry_run: bool, year: int | None, files: Path | None,
    number_jump: bool,
) -> int:
    """A book as the office kept it, with the columns its headings name."""
    from portal.flows import book_console
    from portal.web.premises import premises_of

    work = book_console.rehearse if dry_run else partial(book_console.take, jump_is_right=number_jump)
    book, said = work(
        file, register, year=year, files=files, at=clock.now(), premises=premises_of(settings),
        progress=lambda book: complain(f"{book.row} dòng…") if book.row % 5_000 == 0 else None,
    )
    for line in printing.book_lines(book, said, written=not dry_run):
        click.echo(line)
    troubles = printing.book_troubles(book, said)
    for line in troubles:
        complain(line)
    bad = ("out",) if number_jump else ("out", "jump")
    return REFUSED if any(fate in bad for fate, _, _ in said) else GOOD


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
