"""``init`` and ``demo``: an office to begin with."""

import click

from portal import clock, printing
from portal.cli.opening import settings_of
from portal.config import Settings


@click.command()
@click.option("--name", prompt="Tên cơ quan (ví dụ: UBND xã An Lạc)")
@click.option("--code", prompt="Mã định danh cơ quan (ví dụ: H05.99.12)")
@click.option("--place", prompt="Địa danh trên văn bản (ví dụ: An Lạc)")
@click.option("--admin", prompt="Họ tên người quản trị đầu tiên")
@click.option("--login", prompt="Tên đăng nhập của người ấy")
@click.option("--password", prompt="Mật khẩu (ít nhất 14 ký tự)", hide_input=True, confirmation_prompt="Nhập lại")
@settings_of
def init(settings: Settings, name: str, code: str, place: str, admin: str, login: str, password: str) -> None:
    """Lập cơ quan thật: hỏi tên, mã định danh và người quản trị đầu tiên."""
    from portal.flows import founding

    if settings.database.exists():
        raise click.ClickException(f"Đã có dữ liệu ở {settings.data}; không ghi đè.")
    founding.found_office(
        settings.database, name=name, code=code, place=place, admin=admin, login=login, password=password,
        at=clock.now(),
    )
    click.echo(f"Đã lập {name}. Chạy “portal serve” rồi đăng nhập bằng tên “{login}”.")


@click.command()
@settings_of
def demo(settings: Settings) -> None:
    """Lập cơ quan mẫu với văn bản mẫu và mật khẩu sinh ngẫu nhiên."""
    if settings.database.exists():
        raise click.ClickException(f"Đã có dữ liệu ở {settings.data}; không ghi đè.")
    make_demo(settings)


def make_demo(settings: Settings) -> None:
    """Make the demonstration office and say how to sign in."""
    from portal.flows import demo
    from portal.web.premises import premises_of

    click.echo("Đang lập cơ quan mẫu…", err=True)
    made = demo.make(premises_of(settings), settings.database, at=clock.now())
    click.echo(printing.demo_screen(made, f"http://{settings.host}:{settings.port}"))
