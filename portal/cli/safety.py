"""``verify``: whether all is whole."""

import json
from contextlib import suppress
from pathlib import Path

import click

from portal import clock, db, printing
from portal.cli.frame import of_database
from portal.cli.opening import (
    UNCHECKED,
    a_place,
    complain,
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
    as_text = json.dumps(found.as_data(), ensure_ascii=False, default=str) if as_json else printing.verification(found)
    click.echo(as_text)
    return found.exit_code
