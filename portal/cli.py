"""The command line: every verb of the portal in a terminal; ``app.py`` and the installed ``portal`` are the same."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click

from portal import clock, config, db, printing, wording
from portal.config import Settings
from portal.rules.errors import Refusal

GOOD, REFUSED, UNCHECKED = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run one command; errors are one sentence and an exit code, never a trace."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        result = commands.main(args=words, prog_name="portal", standalone_mode=False)
        return result if isinstance(result, int) else GOOD
    except click.ClickException as error:
        complain(error.format_message())
        return error.exit_code
    except click.Abort:
        complain("Đã dừng.")
        return 130
    except Refusal as refusal:
        complain(wording.sentence(refusal))
    except db.NewerSchema as error:
        complain(f"Dữ liệu do bản mới hơn của chương trình ghi ({error}). Hãy dùng bản mới ấy.")
    except db.FAILURES as error:
        complain_of_database(error)
    except (OSError, ValueError) as error:
        complain(str(error))
    return REFUSED


def complain(sentence: str) -> None:
    """One line on the error stream."""
    click.echo(sentence, err=True)


def complain_of_database(error: Exception) -> None:
    """The database cannot be used as it is."""
    complain(f"Không đọc được cơ sở dữ liệu ({error}). Hãy thử lại; nếu vẫn vậy, phục hồi từ bản sao lưu.")


def at_console() -> None:
    """The trail says of what this command does that it came from the console, whoever sat there."""
    from portal.office import events

    click.get_current_context().with_resource(events.through(address="console"))


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path), help="Thư mục dữ liệu (hoặc đặt PORTAL_DATA).")
@click.option("--search-index", type=click.Path(path_type=Path), hidden=True)
@click.pass_context
def commands(context: click.Context, data: Path | None, search_index: Path | None) -> None:
    """Cổng văn bản của UBND xã. Không có lệnh: lập cơ quan mẫu nếu chưa có dữ liệu, rồi phục vụ."""
    settings = config.load(data)
    context.obj = settings if search_index is None else replace(settings, search_index=search_index)
    if context.invoked_subcommand is None:
        settings = context.obj
        if not settings.database.exists():
            make_demo(settings)
        run_server(settings)


settings_of = click.make_pass_decorator(Settings)


def open_office(settings: Settings) -> None:
    """Open the database of an existing office, or say how to make one."""
    if not settings.database.exists():
        raise click.ClickException(f"Chưa có dữ liệu ở {settings.data}. Chạy “portal init” hoặc “portal demo”.")
    db.open_file(settings.database)
    db.migrate()


def make_demo(settings: Settings) -> None:
    """Make the demonstration office and say how to sign in."""
    from portal.flows import demo
    from portal.web.premises import premises_of

    click.echo("Đang lập cơ quan mẫu…", err=True)
    made = demo.make(premises_of(settings), settings.database, at=clock.now())
    click.echo(printing.demo_screen(made, f"http://{settings.host}:{settings.port}"))


def run_server(settings: Settings) -> None:
    """Serve until stopped."""
    from portal.web.serving import serve

    serve(settings)


@commands.command()
@click.option("--host", help="Địa chỉ nghe; mặc định chỉ máy này.")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng; mặc định 8080.")
@settings_of
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Phục vụ trang web và chạy việc nền."""
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    open_office(settings)
    run_server(config.apply(settings, chosen))


@commands.command()
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


@commands.command()
@settings_of
def demo(settings: Settings) -> None:
    """Lập cơ quan mẫu với văn bản mẫu và mật khẩu sinh ngẫu nhiên."""
    if settings.database.exists():
        raise click.ClickException(f"Đã có dữ liệu ở {settings.data}; không ghi đè.")
    make_demo(settings)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def read(file: Path, as_json: bool) -> None:
    """Đọc các trường của một văn bản (PDF, DOCX, bản quét)."""
    from portal.flows import reading

    found = reading.as_json(file)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in printing.reading_lines(found):
        click.echo(line)


@commands.command("import")
@click.argument("file", type=click.File("rb"))
@settings_of
def import_(settings: Settings, file: IO[bytes]) -> int:
    """Nhập văn bản cũ từ tệp JSON theo dòng."""
    from portal.flows import importing

    open_office(settings)
    at_console()
    done = importing.import_lines(file, by=None, at=clock.now(), progress=lambda n: complain(f"{n} văn bản…"))
    click.echo(f"Đã nhập {done.count} văn bản; bỏ qua {done.skipped} văn bản đã có.")
    for problem in done.problems:
        complain(printing.problem(problem))
    return REFUSED if done.problems else GOOD


@commands.command()
@click.argument("query")
@click.option("--as", "login", help="Tên đăng nhập của người tra cứu; mặc định là văn thư.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--limit", type=click.IntRange(1, 100), default=20)
@settings_of
def search(settings: Settings, query: str, login: str | None, as_json: bool, limit: int) -> None:
    """Tra cứu như một người dùng."""
    from portal.flows import searching
    from portal.web.premises import premises_of

    open_office(settings)
    person = find_person(login)
    found = searching.search(person, query, premises=premises_of(settings), per_page=limit)
    if as_json:
        click.echo(json.dumps(printing.results_as_data(found), ensure_ascii=False))
        return
    remark = f" ({wording.label(found.notice, 'search_notice')})" if found.notice else ""
    click.echo(f"{found.total} văn bản{remark}")
    for hit in found.hits:
        click.echo(printing.document_line(hit.document))


def find_person(login: str | None) -> Any:
    """The person of that login, or the first clerk."""
    from portal.office.people import Person
    from portal.rules.roles import Role

    person = Person.by_login(login) if login else Person.with_role(Role.CLERK).first()
    if person is None:
        raise click.ClickException(f"Không có tài khoản “{login}”." if login else "Chưa có tài khoản văn thư.")
    return person


@commands.command()
@settings_of
def reindex(settings: Settings) -> None:
    """Dựng lại chỉ mục tra cứu từ cơ sở dữ liệu."""
    from portal.flows import indexing
    from portal.web.premises import premises_of

    open_office(settings)
    click.echo(f"Đã dựng chỉ mục {indexing.rebuild(premises=premises_of(settings))} văn bản.")


@commands.command()
@click.option("--once", is_flag=True, help="Làm hết việc đang chờ rồi thôi.")
@settings_of
def work(settings: Settings, once: bool) -> None:
    """Làm việc nền (đọc tệp, chỉ mục, chuyển đổi, kiểm tra chữ ký)."""
    from portal.web.serving import work as run

    open_office(settings)
    run(settings, once=once)


@commands.command()
@click.option("--json", "as_json", is_flag=True)
@settings_of
def verify(settings: Settings, as_json: bool) -> int:
    """Kiểm tra sổ, nhật ký và tệp: 0 tốt, 1 bị sửa, 2 chưa kiểm tra được."""
    from portal.flows import verifying
    from portal.web.premises import premises_of

    try:
        open_office(settings)
        found = verifying.verify(premises_of(settings).store)
    except db.FAILURES as error:
        complain_of_database(error)
        return UNCHECKED
    click.echo(json.dumps(found.as_data(), ensure_ascii=False) if as_json else printing.verification(found))
    return found.exit_code


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
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


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@settings_of
def restore(settings: Settings, folder: Path) -> None:
    """Phục hồi một bản sao lưu vào thư mục dữ liệu còn trống."""
    from portal.flows import backup as flow

    flow.restore(folder, settings.data, at=clock.now())
    click.echo(f"Đã phục hồi vào {settings.data}. Chỉ mục tra cứu sẽ được dựng lại khi chạy.")


@commands.group()
def user() -> None:
    """Tài khoản: thêm, liệt kê, đặt mật khẩu, khóa."""
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
@click.argument("login")
@click.option("--name", prompt="Họ tên")
@click.option("--role", prompt="Vai trò", type=click.Choice(sorted(wording.LABELS["role"])))
@click.option("--position", default="")
@click.option("--password", prompt="Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại")
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
@click.argument("login")
@click.option("--password", prompt="Mật khẩu mới", hide_input=True, confirmation_prompt="Nhập lại")
@settings_of
def user_password(settings: Settings, login: str, password: str) -> None:
    """Đặt lại mật khẩu; các phiên đang mở của người ấy kết thúc."""
    from portal.office import accounts

    open_office(settings)
    accounts.change_password(find_person(login), password, by=first_admin(), at=clock.now())
    click.echo("Đã đặt mật khẩu mới.")


@user.command("block")
@click.argument("login")
@settings_of
def user_block(settings: Settings, login: str) -> None:
    """Khóa một tài khoản ngay."""
    from portal.office import accounts

    open_office(settings)
    accounts.set_active(find_person(login), False, by=first_admin(), at=clock.now())
    click.echo("Đã khóa.")


@user.command("second-factor-off")
@click.argument("login")
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


@commands.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@settings_of
def bench(settings: Settings, name: str, arguments: tuple[str, ...]) -> None:
    """Đo tốc độ và bộ nhớ: search, pages."""
    from portal.bench import run

    run.run(name, list(arguments))


@commands.command()
@settings_of
def check(settings: Settings) -> int:
    """Thử từng phần chương trình cần và nói phần nào thiếu."""
    from portal.flows import checking

    results = checking.check(config.shipped("templates"), config.shipped("static"))
    for line in results:
        click.echo(f"{'tốt ' if line.ok else 'THIẾU'}  {wording.label(line.name, 'check')}: {line.detail}")
    return GOOD if all(line.ok or line.optional for line in results) else REFUSED


@commands.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def signer(arguments: tuple[str, ...]) -> int:
    """Chương trình ký trên máy của người ký."""
    from portal.signer import main as program

    return program.main(list(arguments))


@commands.command(hidden=True)
def sandbox() -> None:
    """Tiến trình con đọc tệp lạ; chỉ chương trình tự gọi."""
    from portal.adapters import sandbox as child

    child.main()


if __name__ == "__main__":
    sys.exit(main())
