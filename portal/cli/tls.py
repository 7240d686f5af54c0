"""``tls``: HTTPS with a root of the office's own, or the configuration of a front that does it."""

from datetime import datetime

import click

from portal import clock
from portal.cli import fronts
from portal.cli.frame import Verbs
from portal.cli.hsts import hsts
from portal.cli.opening import GOOD, REFUSED, at_console, open_office, settings_of
from portal.cli.people import first_admin
from portal.config import Settings
from portal.rules import tls as rules
from portal.rules.errors import TlsRefused

names_given = click.option("--name", "names", multiple=True, metavar="TÊN", help="Thêm tên máy, ví dụ vanban.xa.lan.")
addresses_given = click.option("--address", "addresses", multiple=True, metavar="IP", help="Thêm một địa chỉ IP.")
NONE_YET = "Chưa có chứng thư trong thư mục tls. Lập bằng “portal tls init”."
PLAIN_ASKED = "Trang chạy qua HTTP, không mã hóa, vì portal.toml ghi plain_http = \"only\". Bỏ dòng ấy để có HTTPS."


@click.group(cls=Verbs)
def tls() -> None:
    """HTTPS: lập, gia hạn, xem chứng thư của cơ quan."""
    at_console()


@tls.command("init")
@names_given
@addresses_given
@click.option("--replace", is_flag=True, help="Thay chứng thư gốc đang có; mọi máy phải cài lại.")
@settings_of
def tls_init(settings: Settings, names: tuple[str, ...], addresses: tuple[str, ...], replace: bool) -> None:
    """Lập chứng thư gốc và chứng thư của máy chủ.

    Chứng thư dùng cho các tên trong “hosts”, tên và địa chỉ mạng của máy này, cùng những tên thêm ở đây.
    Mã kết thúc: 0 đã lập, 1 không lập.
    """
    from portal.flows import tls as flow

    open_office(settings)
    wanted = flow.usual_names((*settings.hosts, *names, *as_addresses(addresses)))
    made = flow.found(settings.data, wanted, by=first_admin(), at=clock.now(), replace=replace)
    click.echo(f"Đã lập chứng thư gốc và chứng thư của máy chủ cho: {', '.join(made.names.all)}.")
    say_root(settings)
    click.echo("Chạy lại “portal serve” để mở HTTPS. Máy chủ tự gia hạn chứng thư, các máy không phải làm gì thêm.")
    say_missing(settings, made.names)


@tls.command("renew")
@names_given
@addresses_given
@settings_of
def tls_renew(settings: Settings, names: tuple[str, ...], addresses: tuple[str, ...]) -> None:
    """Gia hạn chứng thư của máy chủ ngay.

    Cổng đang chạy dùng luôn chứng thư mới, không phải khởi động lại.
    Mã kết thúc: 0 đã gia hạn, 1 không gia hạn.
    """
    from portal.flows import tls as flow

    open_office(settings)
    wanted = flow.next_names(settings.data, (*settings.hosts, *names, *as_addresses(addresses)))
    made = flow.renew(settings.data, wanted, by=first_admin(), at=clock.now())
    click.echo(f"Đã gia hạn đến {day(made.until)} cho: {', '.join(made.names.all)}.")
    say_missing(settings, made.names)


@tls.command("status")
@settings_of
def tls_status(settings: Settings) -> int:
    """Chứng thư nào đang dùng, đến ngày nào, cho những tên nào.

    Mã kết thúc: 0 dùng được, 1 chưa có, hỏng hoặc đã hết hạn.
    """
    from portal.flows import tls as flow

    if settings.https:
        click.echo("HTTPS do máy chủ phía trước làm (https = true).")
        return GOOD
    if settings.tls_files is None:
        click.echo(PLAIN_ASKED if settings.plain_http == "only" else NONE_YET)
        return REFUSED
    if settings.is_certificate_own:
        flow.require_whole(settings.data, at=clock.now())
    found, now = flow.facts_of(settings.tls_files[0]), clock.now()
    is_good = found.since <= now < found.until
    click.echo(f"Cổng HTTPS {settings.tls_port}, chứng thư ở {settings.tls_files[0]}")
    click.echo(f"Hiệu lực: {day(found.since)} đến {day(found.until)}{'' if is_good else ' – KHÔNG CÒN HIỆU LỰC'}")
    click.echo(f"Dùng cho: {', '.join(found.names.all)}")
    click.echo(f"Cấp bởi: {found.issuer}")
    if not settings.tls_certificate:
        say_root(settings)
    say_missing(settings, found.names)
    return GOOD if is_good else REFUSED


@tls.command("config")
@click.argument("front", metavar="nginx|caddy", type=click.Choice(list(fronts.FRONTS)))
@click.option("--https-port", default=443, metavar="SỐ", help="Cổng HTTPS của máy chủ phía trước; mặc định 443.")
@click.option("--http-port", default=80, metavar="SỐ", help="Cổng HTTP của máy chủ phía trước; mặc định 80.")
@settings_of
def tls_config(settings: Settings, front: str, https_port: int, http_port: int) -> None:
    """In cấu hình nginx hoặc Caddy để làm HTTPS thay cổng."""
    click.echo(fronts.configuration(front, settings, https_port=https_port, http_port=http_port), nl=False)


tls.add_command(hsts)


def as_addresses(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, each of which must be an address: a slip in one would else pass for a name."""
    if names := rules.names_of(words).hosts:
        raise TlsRefused(names[0], why="tls_address")
    return words


def say_root(settings: Settings) -> None:
    """What every PC compares before it trusts the root."""
    from portal.flows import tls as flow

    if root := flow.root_of(settings.data):
        click.echo("Dấu vân tay SHA-256 của chứng thư gốc, để so trên từng máy trước khi tin cậy:")
        click.echo(f"  {root.fingerprint}")
        host = next((one for one in reversed(settings.hosts) if one not in ("localhost", "127.0.0.1")), "127.0.0.1")
        click.echo(f"Trang hướng dẫn cài trên các máy: http://{host}:{settings.port}/tls")


def say_missing(settings: Settings, names: rules.Names) -> None:
    """Names of the one list that the other lacks: the portal would not answer, or the browser not believe."""
    if unknown := [one for one in names.all if one not in settings.hosts]:
        every = ", ".join(f'"{one}"' for one in (*settings.hosts, *unknown))
        click.echo(f"Cổng chưa trả lời ở: {', '.join(unknown)}. Muốn dùng thì ghi trong portal.toml: hosts = [{every}]")
    if uncovered := names.lacking(settings.hosts):
        click.echo(f"Chứng thư chưa có tên: {', '.join(uncovered)}. Thêm bằng “portal tls renew”.")


def day(moment: datetime) -> str:
    """A day as people write it, in Vietnam's time."""
    return f"{moment.astimezone(clock.VIETNAM):%d/%m/%Y}"
