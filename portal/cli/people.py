"""``user``: accounts from the console, on behalf of the first administrator."""

from typing import Any

import click

from portal import clock, wording
from portal.cli.frame import Verbs
from portal.cli.opening import asked, at_console, open_office, settings_of
from portal.config import Settings

ROLES = ", ".join(f"{role} ({word})" for role, word in wording.LABELS["role"].items())


class RoleWord(click.Choice[str]):
    """A role by its word; each word is explained."""

    def __init__(self) -> None:
        super().__init__(list(wording.LABELS["role"]))

    def get_invalid_choice_message(self, value: str, ctx: click.Context | None) -> str:
        return f"không có vai trò “{value}”. Các vai trò: {ROLES}."


@click.group(cls=Verbs)
def user() -> None:
    """Tài khoản: thêm, liệt kê, đặt mật khẩu, khóa.

    Ai dùng được bảng lệnh này thì làm thay người quản trị đầu tiên: nhật ký ghi tên người ấy, nơi làm là “console”.
    """
    at_console()


@user.command("list")
@settings_of
def user_list(settings: Settings) -> None:
    """Liệt kê tài khoản."""
    from portal.office.people import Person

    open_office(settings)
    for person in Person.select().order_by(Person.login):
        state = "" if person.is_active else " (đã khóa)"
        click.echo(f"{person.login:<20} {wording.label(person.role, 'role'):<14} {person.name}{state}")


@user.command("add")
@click.argument("login", metavar="TÊN_ĐĂNG_NHẬP")
@asked("--name", "HỌ_TÊN", "Họ tên")
@click.option(
    "--role", metavar="VAI_TRÒ", prompt=f"Vai trò: {ROLES}", type=RoleWord(), show_choices=False,
    help=f"Vai trò: {ROLES}.",
)
@click.option("--position", metavar="CHỨC_VỤ", default="", help="Chức vụ ghi cạnh tên, ví dụ: Phó Chủ tịch.")
@asked("--password", "MẬT_KHẨU", "Mật khẩu (ít nhất 14 ký tự)", hide_input=True, confirmation_prompt="Nhập lại")
@settings_of
def user_add(settings: Settings, login: str, name: str, role: str, position: str, password: str) -> None:
    """Thêm tài khoản, thay mặt người quản trị đầu tiên."""
    from portal.office import accounts
    from portal.rules.roles import Role

    open_office(settings)
    accounts.hire(
        name, login, Role(role), password=password, by=first_admin(), at=clock.now(), position=position
    )
    click.echo(f"Đã thêm {name} ({login}).")


@user.command("password")
@click.argument("login", metavar="TÊN_ĐĂNG_NHẬP")
@asked("--password", "MẬT_KHẨU", "Mật khẩu mới (ít nhất 14 ký tự)", hide_input=True, confirmation_prompt="Nhập lại")
@settings_of
def user_password(settings: Settings, login: str, password: str) -> None:
    """Đặt lại mật khẩu và kết thúc các phiên đang mở."""
    from portal.office import accounts

    open_office(settings)
    accounts.change_password(find_person(login), password, by=first_admin(), at=clock.now())
    click.echo("Đã đặt mật khẩu mới.")


@user.command("block")
@click.argument("login", metavar="TÊN_ĐĂNG_NHẬP")
@settings_of
def user_block(settings: Settings, login: str) -> None:
    """Khóa một tài khoản ngay."""
    from portal.office import accounts

    open_office(settings)
    accounts.set_active(find_person(login), False, by=first_admin(), at=clock.now())
    click.echo("Đã khóa.")


@user.command("second-factor-off")
@click.argument("login", metavar="TÊN_ĐĂNG_NHẬP")
@settings_of
def user_second_factor_off(settings: Settings, login: str) -> None:
    """Tắt xác thực hai lớp của một người mất điện thoại."""
    from portal.office import accounts

    open_office(settings)
    accounts.turn_off_second_factor(find_person(login), by=first_admin(), at=clock.now())
    click.echo("Đã tắt xác thực hai lớp.")


def first_admin() -> Any:
    """Whoever has the console stands for the first administrator."""
    from portal.office.people import Person
    from portal.rules.roles import Role

    admin = Person.with_role(Role.ADMIN).order_by(Person.id).first()
    if admin is None:
        raise click.ClickException("Chưa có quản trị nào đang hoạt động.")
    return admin


def find_person(login: str | None) -> Any:
    """The person of that login, or the first clerk."""
    from portal.office.people import Person
    from portal.rules.roles import Role

    person = Person.by_login(login) if login else Person.with_role(Role.CLERK).first()
    if person is None:
        missing = f"Không có tài khoản “{login}”. Xem “portal user list”." if login else (
            "Chưa có tài khoản văn thư. Thêm bằng “portal user add”, hoặc nêu người tra cứu bằng --as."
        )
        raise click.ClickException(missing)
    return person
