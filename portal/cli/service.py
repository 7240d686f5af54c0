"""``service`` and ``upgrade``: the portal as a service of this machine, and from one release to the next."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portal import config
from portal.cli import service_words as words_of
from portal.cli.frame import Verbs
from portal.cli.opening import GOOD, REFUSED, a_place, complain, settings_of
from portal.config import Settings

if TYPE_CHECKING:  # loaded with the command, like every room
    from portal.installing.plan import Plan, Stopped
    from portal.installing.upgrading import Backups

LOW = 1024  # ports below it are the administrator's to give
named = click.option("--user", metavar="TÊN", help="Tên của tài khoản và dịch vụ; mặc định portal.")


@contextmanager
def told() -> Iterator[None]:
    """Why an installation stopped, as a sentence."""
    from portal.installing.plan import Stopped

    try:
        yield
    except Stopped as stop:
        raise click.ClickException(sentence(stop)) from stop


def sentence(stop: "Stopped") -> str:
    """The sentence, with those of its causes within."""
    return words_of.STOPS[stop.why].format(**{key: within(value) for key, value in stop.data.items()})


def within(value: object) -> object:
    """A part of a sentence; a cause has its own words, and Ctrl+C none."""
    from portal.installing.plan import Stopped

    if isinstance(value, Stopped):
        return sentence(value).rstrip(".")
    return (str(value) or words_of.INTERRUPTED) if isinstance(value, BaseException) else value


def say(word: str, **data: object) -> None:
    """One step.  Whoever lost the terminal does not lose the upgrade."""
    with suppress(OSError):
        click.echo(words_of.STEPS[word].format(**data))


@click.group(cls=Verbs)
def service() -> None:
    """Cổng như một dịch vụ của máy: cài, xem, gỡ."""


@service.command()
@named
@click.option("--data", metavar="THƯ_MỤC", type=click.Path(path_type=Path), help="Dữ liệu; mặc định /var/lib/TÊN.")
@click.option("--to", metavar="THƯ_MỤC", type=click.Path(path_type=Path), help="Chương trình; mặc định /opt/TÊN.")
@click.option("--port", metavar="SỐ", type=click.IntRange(*config.BOUNDS["port"]), help="Cổng; mặc định 8080.")
@click.option("--print", "only_print", is_flag=True, help="Chỉ in ra tệp dịch vụ; không làm gì.")
@click.option("--create", is_flag=True, help="Trên Windows: tạo luôn tác vụ.")
def install(
    user: str | None, data: Path | None, to: Path | None, port: int | None, only_print: bool, create: bool
) -> int:
    """Cài cổng thành dịch vụ trên máy này.

    Tạo tài khoản, thư mục, tệp dịch vụ của systemd; chạy lại được. Mã kết thúc: 0 đã cài, 1 chưa.
    """
    from portal.installing import machine, releases, unit
    from portal.installing import service as flow
    from portal.installing.plan import require_sound

    if os.name == "nt":
        return on_windows(data, port, create=create and not only_print)
    with told():
        words = releases.words(program())
        if not only_print:
            machine.require_administrator(own_command())
        plan = with_settings(planned(user, data=data, home=to, port=port))
        require_sound(plan)
        if only_print:
            click.echo(unit.text(plan, [str(plan.current / Path(word).relative_to(program())) for word in words]))
            return GOOD
        flow.install(plan, program(), say)
        hint(plan, started=machine.is_active(plan.name))
    return GOOD


def program() -> Path:
    """The folder of the program that runs now."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else config.CHECKOUT


def own_words() -> list[str]:
    """How the program that runs now is started."""
    frozen = getattr(sys, "frozen", False)
    return [sys.executable] if frozen else [sys.executable, str(config.CHECKOUT / "app.py")]


def own_command() -> str:
    """What was typed, with the program by its place."""
    return " ".join([*own_words(), *sys.argv[1:]])


def planned(user: str | None, **chosen: Any) -> "Plan":
    """What is installed already or else the usual, with what was chosen laid over."""
    from portal.installing import unit
    from portal.installing.plan import NAME, UNITS, usual

    plan, given = usual(user or NAME), {name: value for name, value in chosen.items() if value is not None}
    if (UNITS / f"{plan.name}.service").exists():
        return replace(unit.read(plan.name, UNITS), **given)
    return replace(plan, **{"port": config.load(given.get("data", plan.data)).port, **given})


def with_settings(plan: "Plan") -> "Plan":
    """The plan with the folders its settings name, as the service can write nowhere else, and for their ports."""
    from portal.web.premises import premises_of

    settings = config.load(plan.data)
    named = vars(premises_of(settings)).values()
    places = {place for value in named for place in (value if isinstance(value, tuple) else (value,))}
    outside = sorted(p for p in places if isinstance(p, Path) and not p.is_relative_to(settings.data))
    for folder in outside:
        if folder.is_relative_to("/home") or folder.is_relative_to("/root"):
            complain(words_of.HIDDEN_BY_UNIT.format(folder=folder))
    return replace(plan, writable=tuple(outside), low_port=min(plan.port, settings.tls_port) < LOW)


def hint(plan: "Plan", *, started: bool) -> None:
    """The next command."""
    from portal.installing import machine, releases
    from portal.installing.keeping import DATABASE

    words = " ".join(releases.words(plan.current))
    user = "" if plan.name == "portal" else f" --user {plan.name}"
    if not (plan.data / DATABASE).exists():
        click.echo(words_of.NEXT_INIT.format(name=plan.name, words=words, data=plan.data))
    if not machine.has_systemd():
        click.echo(words_of.NEXT_BY_HAND.format(words=words, data=plan.data, port=plan.port))
    else:
        following = words_of.NEXT_RESTART if started else words_of.NEXT_START
        click.echo(following.format(name=plan.name, words=words, user=user))


def on_windows(data: Path | None, port: int | None, *, create: bool) -> int:
    """The task's file, and the command that creates it."""
    from portal.installing import windows

    settings = config.load(data)
    settings.data.mkdir(parents=True, exist_ok=True)
    file = settings.data / "portal-task.xml"
    file.write_bytes(windows.task(own_words(), settings.data, port or settings.port))
    complain(words_of.NEVER_ON_WINDOWS)
    click.echo(" ".join(windows.command(file)))
    return subprocess.run(windows.command(file), check=False).returncode if create else GOOD


@service.command()
@named
def remove(user: str | None) -> None:
    """Gỡ dịch vụ; dữ liệu, chương trình và tài khoản ở lại."""
    from portal.installing import machine, unit
    from portal.installing import service as flow
    from portal.installing.plan import NAME, UNITS

    with told():
        plan = unit.read(user or NAME, UNITS)
        machine.require_administrator(own_command())
        flow.remove(plan)
    click.echo(f"Đã gỡ dịch vụ “{plan.name}”. Dữ liệu còn ở {plan.data}, chương trình còn ở {plan.home}.")


@service.command()
@named
def status(user: str | None) -> int:
    """Xem dịch vụ đang chạy bản nào, dữ liệu ở đâu.

    Mã kết thúc: 0 đang chạy, 1 không.
    """
    from portal.installing import machine, unit
    from portal.installing import service as flow
    from portal.installing.plan import NAME, UNITS

    with told():
        plan = unit.read(user or NAME, UNITS)
        machine.require_administrator(own_command())  # the data folder is nobody else's to look into
        found = flow.status(plan, machine.is_active(plan.name))
    click.echo(words_of.STATUS[found.is_active].format(name=plan.name))
    others = ", ".join(map(str, found.others)) or "không"
    click.echo(f"Bản {found.release or '?'} ở {plan.current}; các bản khác: {others}.")
    click.echo(f"Dữ liệu ở {plan.data}, cổng {plan.port}.")
    if not found.has_office:
        click.echo("Chưa lập cơ quan.")
    if found.strangers:
        click.echo(f"{found.strangers} tệp trong đó không thuộc “{plan.name}”. Chạy lại: sudo portal service install")
    return GOOD if found.is_well else REFUSED


@click.command()
@click.argument("source", metavar="GÓI", type=a_place)
@named
@click.option("--without-backup", is_flag=True, help="Không sao lưu vào các nơi đã đặt; chỉ giữ bản sao cơ sở dữ liệu.")
def upgrade(source: Path, user: str | None, without_backup: bool) -> None:
    """Nâng cấp dịch vụ lên bản mới: portal.tar.gz hoặc thư mục.

    Thử bản mới trên bản sao dữ liệu, sao lưu vào các nơi đã đặt (không được thì không nâng), dừng, giữ bản sao cơ sở
    dữ liệu, nâng, chạy; không được thì quay về bản cũ. Mã kết thúc: 0 đã nâng cấp, 1 vẫn bản cũ.
    """
    from portal.installing import machine, releases, unit, upgrading
    from portal.installing.plan import NAME, UNITS, Stopped
    from portal.installing.running import ByHand, BySystemd, Running

    with told():
        if os.name == "nt":
            raise Stopped("windows")
        plan = unit.read(user or NAME, UNITS)
        machine.require_administrator(own_command())
        whose, settings = upgrading.account_of(plan), config.load(plan.data)
        by_hand = ByHand(plan, whose, releases.words(plan.current))
        running: Running = BySystemd(plan.name) if machine.has_systemd() else by_hand
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a lost connection does not end it half way
        try:
            upgrading.upgrade(
                plan, source.resolve(), whose, running, settings.host, say, backups=backups_of(settings, without_backup)
            )
        finally:
            by_hand.stop()
        if not machine.has_systemd():
            hint(plan, started=False)


def backups_of(settings: Settings, left_out: bool) -> "Backups":
    """Whether the office has places for backups, and is to be backed up."""
    from portal.installing.upgrading import Backups
    from portal.web.premises import premises_of

    if not premises_of(settings).backup_places:
        return Backups.NO_PLACE
    return Backups.LEFT_OUT if left_out else Backups.MADE


# Parts of an upgrade inside the data folder, run by the upgrade as the folder's owner.


@service.command(hidden=True)
@settings_of
def rehearse(settings: Settings) -> None:
    """Bước của nâng cấp: nâng thử một bản sao."""
    from portal.installing import keeping
    from portal.installing.plan import Stopped
    from portal.web import create_app

    def look(place: Path) -> None:
        """The sign-in page on the copy."""
        app = create_app(replace(settings, data=place, search_index=place / "index", hosts=("localhost",)))
        status = app.test_client().get("/sign-in").status_code
        if status != 200:
            raise Stopped("page_failed", status=status)

    with told():
        keeping.rehearse(settings.data, look)


@service.command(hidden=True)
@settings_of
def keep(settings: Settings) -> None:
    """Bước của nâng cấp: sao cơ sở dữ liệu."""
    from portal.installing import keeping

    keeping.keep(settings.data)


@service.command(hidden=True)
@settings_of
def bring(settings: Settings) -> None:
    """Bước của nâng cấp: nâng dữ liệu."""
    from portal.installing import keeping

    keeping.bring(settings.data)


@service.command("give-back", hidden=True)
@settings_of
def give_back(settings: Settings) -> None:
    """Bước của nâng cấp: bản này sẽ lấy lại dữ liệu của nó khi chạy."""
    from portal.installing import keeping

    keeping.mark(settings.data, program())


def take_back(settings: Settings) -> None:
    """At a start: what an upgrade that was given up had changed is put back."""
    from portal.installing import keeping

    with told():
        aside = keeping.take_back(settings.data, program())
    if aside:
        complain(words_of.TAKEN_BACK.format(aside=aside))
