"""``backup``, ``restore``, ``copy``: everything kept twice, locked to a key on paper; and once to be read."""

import os
import sys
import threading
from pathlib import Path
from typing import Any

import click

from portal import clock, printing, wording
from portal.cli.frame import Verbs
from portal.cli.opening import (
    GOOD,
    REFUSED,
    Place,
    a_file,
    a_folder,
    at_console,
    complain,
    new_folder,
    open_office,
    settings_of,
)
from portal.config import Settings
from portal.rules.errors import BackupAltered, BackupRefused

ASKED_AGAIN = 2  # groups of letters asked for again, to know that they were written down
LOWER = 5  # below the worker, which began it
UNLOCKED = (
    "BẢN SAO LƯU CHƯA KHÓA: ai cầm được ổ đĩa đều đọc được mọi văn bản. Hãy lập khóa phục hồi bằng “portal backup key”."
)


class IntoFolder(Verbs):
    """Further verbs, or at once the folder that takes a backup."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["into", *args]
        return super().parse_args(ctx, args)


@click.group(cls=IntoFolder, subcommand_metavar="[THƯ_MỤC | LỆNH …]", invoke_without_command=True)
@click.pass_context
def backup(context: click.Context) -> int:
    """Sao lưu; lập khóa phục hồi; diễn tập.

    “portal backup THƯ_MỤC” sao lưu vào thư mục ấy; không nêu gì thì sao lưu vào các nơi đã đặt trong portal.toml như
    mỗi đêm. Mã kết thúc: 0 tốt, 1 có nơi không sao lưu được, có tệp thiếu hoặc hỏng.
    """
    at_console()
    return make_everywhere(context.obj, None) if context.invoked_subcommand is None else GOOD


@backup.command()
@click.argument("folder", metavar="THƯ_MỤC", type=new_folder)
@settings_of
def into(settings: Settings, folder: Path) -> int:
    """Sao lưu ngay cơ sở dữ liệu và tệp vào thư mục này."""
    from portal.flows import backup as flow
    from portal.web.premises import premises_of

    open_office(settings)
    made = flow.backup(premises_of(settings), folder, at=clock.now())
    tell(made)
    return REFUSED if made.missing else GOOD


@backup.command(hidden=True)
@click.option("--by", type=int)
@settings_of
def nightly(settings: Settings, by: int | None) -> int:
    """Sao lưu như mỗi đêm; chỉ tiến trình nền tự gọi."""
    from portal.flows.backup import clearing
    from portal.office import outbox

    if hasattr(os, "nice"):
        os.nice(LOWER)
    threading.Thread(target=end_with_caller, daemon=True).start()
    outcome = make_everywhere(settings, by)
    outbox.put(clearing.JOB, dedup=clearing.JOB)  # a disk that was away may be back
    return max(outcome, copy_of_the_year(settings))


def end_with_caller() -> None:
    """What the worker began does not outlive it; the next backup removes what was cut off."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(REFUSED)


def make_everywhere(settings: Settings, by: int | None) -> int:
    """One state into every place that is set."""
    from portal.flows.backup import nightly
    from portal.office.people import Person
    from portal.web.premises import premises_of

    open_office(settings)
    premises = premises_of(settings)
    if not premises.backup_places:
        raise click.ClickException("Chưa đặt nơi sao lưu: ghi backup_folder vào portal.toml, hoặc nêu thư mục.")
    night = nightly.run(premises, at=clock.now(), by=Person.get_or_none(Person.id == by))
    for outcome in sorted(night.outcomes, key=lambda outcome: outcome.made is None):  # what is wrong is told last
        if outcome.made:
            tell(outcome.made)
        else:
            why, step = (wording.label(outcome.why, group) for group in ("backup_why", "backup_step"))
            complain(f"{outcome.place}: {why}. {step}.")
    if night.rehearsal:
        tell_rehearsal(night.rehearsal)
    return GOOD if night.is_good else REFUSED


def copy_of_the_year(settings: Settings) -> int:
    """Lay the readable copy of this year into its place, where one was named and has none; 1 when it lacks a file."""
    from portal.flows.backup import yearly
    from portal.web.premises import premises_of

    premises = premises_of(settings)
    if not yearly.is_due(premises, clock.now()):
        return GOOD
    folder, done = yearly.make(premises, at=clock.now())
    tell_copy(folder, done)
    return REFUSED if done.missing else GOOD


def tell(made: Any) -> None:
    """What one backup holds, and what it lacks."""
    click.echo(f"Đã sao lưu {made.documents} văn bản và {made.blobs} tệp vào {made.folder}.")
    if not made.is_locked:
        complain(click.style(UNLOCKED, fg="red"))
    for sha256 in made.missing:
        complain(f"Kho tệp thiếu hoặc có tệp hỏng: {sha256}")


def tell_rehearsal(rehearsal: Any) -> None:
    """How it went, and what would not come back."""
    if rehearsal.is_good:
        click.echo(f"Diễn tập phục hồi tốt: {rehearsal.documents} văn bản, {rehearsal.blobs} tệp.")
    if rehearsal.wrong:
        complain(f"Diễn tập phục hồi hỏng: {wording.label(rehearsal.wrong, 'backup_why')}.")
    for name in rehearsal.altered:
        complain(f"Tệp trong nơi sao lưu bị mất hoặc bị đổi: {name}")
    if rehearsal.renewed:
        complain(f"Kho tệp còn bản tốt của {len(rehearsal.renewed)} tệp hỏng; lần sao lưu sau tự chép lại vào nơi ấy.")


@backup.command()
@click.argument("folder", metavar="NƠI_SAO_LƯU", type=a_folder)
@click.option("--key", metavar="TỆP", type=a_file, help="Tệp chứa khóa phục hồi; không nêu thì được hỏi.")
@settings_of
def rehearse(settings: Settings, folder: Path, key: Path | None) -> int:
    """Thử phục hồi bản mới nhất bằng khóa trên giấy.

    Phục hồi thật vào một thư mục tạm, kiểm tra rồi xóa; mỗi năm làm một lần. Mã kết thúc: 0 tốt, 1 hỏng.
    """
    from portal.flows.backup import rehearsing
    from portal.web.premises import premises_of

    open_office(settings)
    newest = rehearsing.newest(folder)
    secret = secret_for(newest, key)
    rehearsal = rehearsing.with_key(newest, premises_of(settings), at=clock.now(), secret=secret)
    tell_rehearsal(rehearsal)
    return GOOD if rehearsal.is_good else REFUSED


@backup.command()
@click.option("--page", metavar="TỆP", type=Place(dir_okay=False), help="Ghi thêm một tờ HTML để in, trên thẻ nhớ.")
@click.option("--replace", is_flag=True, help="Thay khóa đang dùng.")
@settings_of
def key(settings: Settings, page: Path | None, replace: bool) -> None:
    """Lập khóa phục hồi; chỉ hiện một lần.

    Chép khóa ra giấy, cất ở hai nơi ngoài phòng máy chủ. Máy chủ chỉ giữ nửa công khai: nó khóa được mà không mở được.
    """
    from portal.flows.backup import keys
    from portal.office.profile import Office
    from portal.rules import recovery

    open_office(settings)
    if not replace and (before := keys.locking_key(settings.data)):
        raise BackupRefused(recovery.mark(before), why="key_is_set")
    if page and page.resolve().is_relative_to(settings.data.resolve()):
        raise BackupRefused(why="page_on_server")
    secret, public = keys.pair()
    groups, mark = recovery.grouped(secret), recovery.mark(public)
    if page:
        page.write_text(printing.recovery_page(Office.current().name, groups, mark, clock.today()), "utf-8")
    click.echo(printing.recovery_key(groups, mark))
    again = click.prompt("Chép xong, gõ lại hai nhóm cuối", prompt_suffix=": ")
    if recovery.joined(again) != recovery.joined("".join(groups[-ASKED_AGAIN:])):
        raise click.ClickException("Hai nhóm cuối không khớp nên chưa đặt khóa. Hãy chạy lại và chép khóa mới.")
    keys.set_key(settings.data, public, at=clock.now())
    click.echo(f"Đã đặt khóa phục hồi, ký hiệu {mark}. Từ nay mọi bản sao lưu đều khóa; những bản trước đó vẫn như cũ.")


@click.command()
@click.argument("folder", metavar="THƯ_MỤC", type=a_folder)
@click.option("--key", metavar="TỆP", type=a_file, help="Tệp chứa khóa phục hồi; không nêu thì được hỏi.")
@click.option("--as-it-is", is_flag=True, help="Nhận cả dữ liệu bị sửa từ trước, bỏ qua tệp hỏng hay thiếu.")
@settings_of
def restore(settings: Settings, folder: Path, key: Path | None, as_it_is: bool) -> int:
    """Phục hồi một bản sao lưu vào thư mục dữ liệu còn trống.

    Mọi mã băm, sổ, nhật ký và niêm phong được kiểm tra trước; có chỗ sai thì không phục hồi gì. Mã kết thúc: 0 tốt,
    1 không phục hồi, hoặc với --as-it-is thì có tệp không phục hồi được.
    """
    from portal.flows import backup as flow
    from portal.flows.premises import is_open

    secret = secret_for(folder, key)
    try:
        back = flow.restore(folder, settings.data, at=clock.now(), secret=secret, as_it_is=as_it_is)
    except BackupAltered as refusal:
        complain(printing.bad_place(refusal.data["place"]))
        raise
    click.echo(
        f"Đã phục hồi {back.documents} văn bản và {back.blobs} tệp vào {settings.data}. "
        "Chỉ mục tra cứu sẽ được dựng lại khi chạy."
    )
    if is_open(settings.data):
        complain(f"Tài khoản khác trên máy mở xem được {settings.data}. Hãy chạy: sudo chmod 700 {settings.data}")
    for sha256 in back.missing:
        complain(f"Lúc sao lưu đã thiếu tệp: {sha256}")
    for place in back.lost:
        complain(printing.bad_place(place))
    if back.lost:
        complain(f"Bản sao lưu thiếu {len(back.lost)} tệp nêu trên nên chúng không trở lại; hãy tìm ở bản khác.")
    return REFUSED if back.lost else GOOD


@click.command()
@click.argument("folder", metavar="THƯ_MỤC", type=new_folder)
@click.option("--restricted", is_flag=True, help="Chép cả tệp của văn bản hạn chế.")
@settings_of
def copy(settings: Settings, folder: Path, restricted: bool) -> int:
    """Chép sổ (XLSX) và tệp ra thư mục đọc được không cần cổng.

    Mỗi sổ một thư mục, trong đó theo năm và số. Không khóa, nên hãy đặt ở nơi đã khóa. Mã kết thúc: 0 tốt, 1 có tệp
    thiếu hoặc hỏng.
    """
    from portal.flows import readable_copy
    from portal.web.premises import premises_of

    open_office(settings)
    at_console()
    done = readable_copy.copy(premises_of(settings), folder, with_restricted=restricted, at=clock.now())
    tell_copy(folder, done)
    return REFUSED if done.missing else GOOD


def tell_copy(folder: Path, done: Any) -> None:
    """What was laid out to be read, and what it lacks."""
    click.echo(f"Đã chép {done.documents} văn bản và {done.files} tệp vào {folder}.")
    if done.restricted_left_out:
        click.echo(f"Không chép {done.restricted_left_out} văn bản hạn chế; muốn chép thì thêm --restricted.")
    for sha256 in done.missing:
        complain(f"Kho tệp thiếu hoặc có tệp hỏng: {sha256}")


def secret_for(folder: Path, file: Path | None) -> str:
    """The recovery key of a locked backup, from a file or the keyboard; of one in clear nothing is asked."""
    from portal.flows.backup import keys, restoring

    if not restoring.key_of(folder):
        return ""
    return keys.written(file) if file else keys.typed(click.prompt("Khóa phục hồi", hide_input=True))
