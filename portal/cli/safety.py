"""``verify``, ``backup`` and ``restore``: whether all is whole, and kept twice."""

import json
from contextlib import suppress
from pathlib import Path

import click

from portal import clock, db, printing
from portal.cli.frame import of_database
from portal.cli.opening import (
    GOOD,
    REFUSED,
    UNCHECKED,
    a_folder,
    a_place,
    complain,
    new_folder,
    open_office,
    settings_of,
)
from portal.config import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.option("--seals", type=a_place, metavar="NƠI_CẤT", help="Thư mục sao lưu hoặc tệp seal.json cất ở ngoài.")
@settings_of
def verify(settings: Settings, as_json: bool, seals: Path | None) -> int:
    """Kiểm tra sổ, nhật ký, niêm phong, tệp còn nguyên.

    Mã kết thúc: 0 tốt, 1 bị sửa hoặc mất, 2 chưa kiểm tra được.
    """
    from portal.flows import seal_checks, verifying
    from portal.office import alerts
    from portal.web.premises import premises_of

    carried = seal_checks.files_in(seals) if seals else []
    if seals and not carried:
        raise click.ClickException(f"Không thấy tệp seal.json nào ở {seals}.")
    try:
        open_office(settings)
        found = verifying.verify(premises_of(settings).store, carried)
    except db.FAILURES as error:
        complain(of_database(error))
        return UNCHECKED
    if found.first_bad:
        with suppress(*db.FAILURES):  # what is broken may not be written to; it is told below
            alerts.tell_lasting("trail_broken", at=clock.now())
    click.echo(json.dumps(found.as_data(), ensure_ascii=False) if as_json else printing.verification(found))
    return found.exit_code


@click.command()
@click.argument("folder", metavar="THƯ_MỤC", type=new_folder)
@settings_of
def backup(settings: Settings, folder: Path) -> int:
    """Sao lưu cơ sở dữ liệu và tệp vào một thư mục."""
    from portal.flows import backup as flow
    from portal.web.premises import premises_of

    open_office(settings)
    made = flow.backup(premises_of(settings), folder, at=clock.now())
    click.echo(f"Đã sao lưu {made.documents} văn bản và {made.blobs} tệp vào {made.folder}.")
    for sha256 in made.missing:
        complain(f"Kho tệp thiếu hoặc có tệp hỏng: {sha256}")
    return REFUSED if made.missing else GOOD


@click.command()
@click.argument("folder", metavar="THƯ_MỤC", type=a_folder)
@settings_of
def restore(settings: Settings, folder: Path) -> None:
    """Phục hồi một bản sao lưu vào thư mục dữ liệu còn trống."""
    from portal.flows import backup as flow

    flow.restore(folder, settings.data, at=clock.now())
    click.echo(f"Đã phục hồi vào {settings.data}. Chỉ mục tra cứu sẽ được dựng lại khi chạy.")
