"""``serve`` and ``work``: the pages, and what is done behind them."""

import click

from portal import config
from portal.cli import sentences, service
from portal.cli.opening import open_office, settings_of
from portal.config import Settings


@click.command()
@click.option("--host", metavar="ĐỊA_CHỈ", help="Địa chỉ nghe; mặc định chỉ máy này (127.0.0.1).")
@click.option("--port", metavar="SỐ", type=click.IntRange(*config.BOUNDS["port"]), help="Cổng; mặc định 8080.")
@settings_of
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Phục vụ trang web và chạy việc nền."""
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    start(config.apply(settings, chosen))


def start(settings: Settings) -> None:
    """Serve an office that is there already; of the demonstration say where its passwords lie."""
    from portal.flows.founding import PASSWORDS

    service.take_back(settings)
    open_office(settings)
    if (settings.data / PASSWORDS).exists():
        click.echo(f"Cơ quan mẫu; tên đăng nhập và mật khẩu ở {settings.data / PASSWORDS}")
    run(settings)


def run(settings: Settings) -> None:
    """Serve until stopped."""
    from portal.web import serving

    try:
        serving.serve(settings)
    except serving.CannotListen as error:
        words = sentences.LISTENING.get(error.errno or 0, sentences.LISTENING_ELSE)
        raise click.ClickException(words.format(host=settings.host, port=error.filename)) from error


@click.command()
@click.option("--once", is_flag=True, help="Làm hết việc đang chờ rồi thôi.")
@click.option("--served", is_flag=True, hidden=True, help="Thôi khi máy chủ đã mở tiến trình này không còn.")
@settings_of
def work(settings: Settings, once: bool, served: bool) -> None:
    """Làm việc nền: đọc tệp, chỉ mục, chuyển đổi, chữ ký."""
    from portal.web.serving import work as run_worker

    open_office(settings)
    run_worker(settings, once=once, served=served)
