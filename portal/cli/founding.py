"""``init`` and ``demo``: an office to begin with."""

import click

from portal import clock, printing
from portal.cli.opening import asked, require_no_office, settings_of
from portal.config import Settings


@click.command()
@asked("--name", "TÊN", "Tên cơ quan (ví dụ: UBND xã An Lạc)")
@asked("--code", "MÃ", "Mã định danh cơ quan (ví dụ: H05.99.12)")
@asked("--place", "TÊN", "Địa danh trên văn bản (ví dụ: An Lạc)")
@asked("--admin", "HỌ_TÊN", "Họ tên người quản trị đầu tiên")
@asked("--login", "TÊN_ĐĂNG_NHẬP", "Tên đăng nhập của người ấy")
@asked("--password", "MẬT_KHẨU", "Mật khẩu (ít nhất 14 ký tự)", hide_input=True, confirmation_prompt="Nhập lại")
@settings_of
def init(settings: Settings, name: str, code: str, place: str, admin: str, login: str, password: str) -> None:
    """Lập cơ quan thật với người quản trị đầu tiên.

    Điều gì chưa nêu bằng tùy chọn thì được hỏi.
    """
    from portal.flows import founding

    require_no_office(settings)
    founding.found_office(
        settings.database, name=name, code=code, place=place, admin=admin, login=login, password=password,
        at=clock.now(),
    )
    click.echo(f"Đã lập {name}. Chạy “portal serve” rồi đăng nhập bằng tên “{login}”.")


@click.command()
@settings_of
def demo(settings: Settings) -> None:
    """Lập cơ quan mẫu với văn bản mẫu và mật khẩu sinh ngẫu nhiên."""
    make_demo(settings)


def make_demo(settings: Settings) -> None:
    """Make the demonstration office and say how to sign in."""
    from portal.flows import demo
    from portal.web.premises import premises_of

    require_no_office(settings)
    click.echo("Đang lập cơ quan mẫu…", err=True)
    made = demo.make(premises_of(settings), settings.database, at=clock.now())
    click.echo(printing.demo_screen(made, f"http://{settings.host}:{settings.port}"))
