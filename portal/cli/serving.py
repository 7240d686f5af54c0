"""``serve`` and ``work``: the pages, and what is done behind them."""

import click

from portal import config
from portal.cli.opening import open_office, settings_of
from portal.config import Settings


@click.command()
@click.option("--host", help="Địa chỉ nghe; mặc định chỉ máy này.")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng; mặc định 8080.")
@settings_of
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Phục vụ trang web và chạy việc nền."""
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    open_office(settings)
    run_server(config.apply(settings, chosen))


def run_server(settings: Settings) -> None:
    """Serve until stopped."""
    from portal.web.serving import serve

    serve(settings)


@click.command()
@click.option("--once", is_flag=True, help="Làm hết việc đang chờ rồi thôi.")
@settings_of
def work(settings: Settings, once: bool) -> None:
    """Làm việc nền (đọc tệp, chỉ mục, chuyển đổi, kiểm tra chữ ký)."""
    from portal.web.serving import work as run

    open_office(settings)
    run(settings, once=once)
