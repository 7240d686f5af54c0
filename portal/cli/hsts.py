"""``tls hsts``: browsers are told to refuse HTTP, first for a day, then for a year; or to forget it."""

import click

from portal import clock, config, wording
from portal.cli.opening import GOOD, REFUSED, open_office, settings_of
from portal.cli.people import first_admin
from portal.config import Settings
from portal.rules.errors import TlsRefused

HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # where a server that listens everywhere is found from here


@click.command()
@click.argument("state", metavar="on|off|status", type=click.Choice(["on", "off", "status"]))
@click.option("--year", is_flag=True, help="Bật cho một năm; chỉ sau khi đã bật thử một ngày.")
@click.option("--https-port", default=443, metavar="SỐ", help="Cổng HTTPS của máy chủ phía trước; mặc định 443.")
@settings_of
def hsts(settings: Settings, state: str, year: bool, https_port: int) -> int:
    """Buộc trình duyệt chỉ dùng HTTPS (HSTS): bật, tắt, xem.

    Bật lần đầu chỉ có hiệu lực một ngày để thử; được rồi thì bật lại với --year. Chưa vào được cổng qua HTTPS thì không
    bật. Mã kết thúc: 0 đã làm, đang bật; 1 không làm, đang tắt.
    """
    from portal.flows import hsts as flow

    if state == "status":
        click.echo(wording.label(settings.hsts, "hsts"))
        return GOOD if settings.hsts in (flow.DAY, flow.YEAR) else REFUSED
    open_office(settings)
    word = flow.OFF if state == "off" else flow.YEAR if year else flow.DAY
    if state == "on":
        require_ready(settings, word, https_port)
    file = settings.data / config.FILE
    written = file.read_text("utf-8") if file.exists() else ""
    flow.set_to(word, file, config.with_word(written, "hsts", word), by=first_admin(), at=clock.now())
    click.echo(f"Đã ghi vào {file}: {wording.label(word, 'hsts')}")
    click.echo("Khởi động lại cổng để trình duyệt nhận được.")
    return GOOD


def require_ready(settings: Settings, word: str, https_port: int) -> None:
    """Refuse what would lock people out: no HTTPS, no name, a name not covered or not reached, a year untried."""
    from portal.flows import hsts as flow
    from portal.flows import tls

    if not settings.https and settings.tls_files is None:
        raise TlsRefused(why="hsts_no_tls")
    names = flow.names_in(settings.hosts)
    if not names:
        raise TlsRefused(why="hsts_no_name")
    if settings.tls_files:
        flow.require_covered(names, settings.tls_files[0])
    root = tls.folder_of(settings.data) / tls.ROOT
    own_root = root if settings.tls_files and not settings.tls_certificate else None
    for name in names:
        address, port = (name, https_port) if settings.https else (settings.host, settings.tls_port)
        flow.require_reached(name, address=HERE.get(address, address), port=port, root=own_root)
    if word == flow.YEAR and settings.hsts not in (flow.DAY, flow.YEAR):
        raise TlsRefused(why="hsts_day_first")
