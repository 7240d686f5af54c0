"""Installing, removing and asking after the service; what was done is told step by step, and may be done again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portal import locks
from portal.durable import make_durable
from portal.installing import machine, releases, unit
from portal.installing.keeping import DATABASE
from portal.installing.machine import Account
from portal.installing.plan import Plan, Stopped, require_sound

Tell = Callable[..., None]  # is told a word for what is done, and by name what its sentence needs
NOBODYS = "lost+found"  # an empty disk has it
OURS = {DATABASE, "portal.toml", "scratch", "blobs", "secret.key", locks.SERVE, "releases"}


def install(plan: Plan, program: Path, tell: Tell) -> None:
    """User, folders, release, unit; raises Stopped with the machine as it was up to the step that is named."""
    require_sound(plan)
    releases.words(program)
    require_ours(plan.data, plan)
    whose, made = machine.make_account(plan)
    tell("user_made" if made else "user_there", name=plan.name)
    (plan.data / "scratch").mkdir(parents=True, exist_ok=True, mode=0o700)
    machine.own(plan.data, whose)
    tell("data", folder=plan.data)
    take_program(plan, program, tell)
    words = releases.words(plan.current)
    machine.as_user(whose, [*words, "check", "--quick"], plan, "check --quick")
    tell("checked")
    write_unit(plan, unit.text(plan, words))
    tell("unit", file=plan.unit)
    if machine.has_systemd():
        machine.run("systemctl", "daemon-reload")
        machine.run("systemctl", "enable", plan.name)
        tell("enabled", name=plan.name)
    else:
        tell("no_systemd")


def require_ours(folder: Path, plan: Plan) -> None:
    """A data folder that is somebody else's is not taken over: it would change owner."""
    held = {path.name for path in folder.iterdir()} - {NOBODYS} if folder.is_dir() else set()
    if held and not held & OURS:
        raise Stopped("not_ours", folder=folder)
    if plan.unit.exists() and unit.read(plan.name, plan.units).data != folder:
        raise Stopped("other_data", folder=folder, installed=unit.read(plan.name, plan.units).data)


def take_program(plan: Plan, program: Path, tell: Tell) -> None:
    """The first release; the same again changes nothing, another one is an upgrade and not ours to do."""
    if plan.current.exists():
        if not releases.is_same(releases.running(plan), program):
            raise Stopped("other_release", folder=plan.current)
        tell("program_there", folder=releases.running(plan))
        return
    plan.home.mkdir(parents=True, exist_ok=True)
    release = releases.place(plan, program)
    releases.switch(plan, release)
    tell("program", folder=release)


def write_unit(plan: Plan, text: str) -> None:
    """The file whole or not at all."""
    plan.units.mkdir(parents=True, exist_ok=True)
    part = plan.unit.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.chmod(0o644)
    make_durable(part)
    part.replace(plan.unit)
    make_durable(plan.units)


def remove(plan: Plan) -> None:
    """Stop the service and forget its unit; data, program and user stay."""
    if machine.has_systemd():
        machine.run("systemctl", "disable", "--now", plan.name)
    plan.unit.unlink()
    if machine.has_systemd():
        machine.run("systemctl", "daemon-reload")


@dataclass(frozen=True)
class Status:
    """How the service stands."""

    plan: Plan
    is_active: bool
    release: str
    others: tuple[int, ...]
    has_office: bool
    strangers: int

    @property
    def is_well(self) -> bool:
        """It runs, and can read all of its own."""
        return self.is_active and not self.strangers


def status(plan: Plan, is_active: bool) -> Status:
    """What can be seen without disturbing anything."""
    whose = machine.account(plan.name)
    release = releases.running(plan).name if plan.current.exists() else ""
    others = tuple(number for number in releases.numbers(plan) if str(number) != release)
    found = list(plan.data.rglob("*"))
    return Status(
        plan, is_active, release, others, plan.data / DATABASE in found, strangers(found, whose) if whose else 0
    )


def strangers(found: list[Path], whose: Account) -> int:
    """How many files of the data folder the service's user does not own, as when root worked in it."""
    return sum(path.lstat().st_uid != whose.uid for path in found)
