"""Programs of their own behind one name: ``bench``, ``signer`` and the child that reads foreign files."""

from pathlib import Path

import click

from portal.signer.frame import speak


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("name", metavar="PHÉP_ĐO")
@click.argument("arguments", metavar="…", nargs=-1, type=click.UNPROCESSED)
def bench(name: str, arguments: tuple[str, ...]) -> None:
    """Đo tốc độ và bộ nhớ; lập một tháng mẫu để xem.

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


@click.command()
@click.argument("target", metavar="THƯ_MỤC", type=click.Path(file_okay=False, path_type=Path))
@click.option("--only", metavar="TỆP", multiple=True, help="Chỉ làm: mot-tep, thu-muc, ky-so, windows hoặc thanh-phan.")
def build(target: Path, only: tuple[str, ...]) -> None:
    """Đóng gói cổng và chương trình ký để giao.

    Một tệp, thư mục cho dịch vụ, chương trình ký, bộ cài Windows không cần mạng; kèm danh mục thành phần
    (CycloneDX) và SHA-256 của từng tệp.
    """
    from portal.packing import making

    if unknown := [name for name in only if name not in making.FILES]:
        raise ValueError(f"Không có tệp “{unknown[0]}”. Có: {', '.join(making.FILES)}.")
    for file in making.make(target, only):
        click.echo(f"{file}  {file.stat().st_size / 1e6:.1f} MB")


@click.command(hidden=True)
def sandbox() -> None:
    """Tiến trình con đọc tệp lạ; chỉ chương trình tự gọi."""
    from portal.adapters import sandbox as child

    child.main()
