"""Programs of their own behind one name: ``bench``, ``signer`` and the child that reads foreign files."""

import click

from portal.signer.frame import speak


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("name", metavar="PHÉP_ĐO")
@click.argument("arguments", metavar="…", nargs=-1, type=click.UNPROCESSED)
def bench(name: str, arguments: tuple[str, ...]) -> None:
    """Đo tốc độ và bộ nhớ: search, pages, typing, memory, import.

    Mỗi phép đo có hướng dẫn riêng, ví dụ “portal bench pages --help”.
    """
    from portal.bench import run

    speak()
    run.run(name, list(arguments))


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", metavar="…", nargs=-1, type=click.UNPROCESSED)
def signer(arguments: tuple[str, ...]) -> int:
    """Chương trình ký trên máy của người ký."""
    from portal.signer import main as program

    return program.main(list(arguments))


@click.command(hidden=True)
def sandbox() -> None:
    """Tiến trình con đọc tệp lạ; chỉ chương trình tự gọi."""
    from portal.adapters import sandbox as child

    child.main()
