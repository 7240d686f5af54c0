"""What only the machine's administrator may do: users, owners, systemd; and commands run as the service's user."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.installing.plan import Plan, Stopped

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
RUNS_SYSTEMD = Path("/run/systemd/system")
NO_SHELL = "/usr/sbin/nologin"
LOGIN_SHELLS = ("sh", "bash", "dash", "zsh", "ksh", "fish")
LONGEST = 900  # seconds a step may take: a large database is copied on a slow disk


@dataclass(frozen=True)
class Account:
    """The service's user as the system knows it."""

    uid: int
    gid: int


def require_administrator(command: str) -> None:
    """Nothing is begun that could not be ended."""
    if os.name != "nt" and os.geteuid() != 0:
        raise Stopped("not_root", command=command)


def account(name: str) -> Account | None:
    """The user of that name, if there is one; a person's account is none for a service."""
    import pwd

    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    if found.pw_uid == 0 or Path(found.pw_shell).name in LOGIN_SHELLS:
        raise Stopped("persons_account", name=name, shell=found.pw_shell)
    return Account(found.pw_uid, found.pw_gid)


def make_account(plan: Plan) -> tuple[Account, bool]:
    """The service's user, and whether it was made just now: no shell, no password, a group of its own."""
    if found := account(plan.name):
        return found, False
    run("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(plan.data), "--shell", NO_SHELL,
        plan.name)
    made = account(plan.name)
    if made is None:
        raise Stopped("step_failed", step="useradd", said=plan.name)
    return made, True


def own(folder: Path, whose: Account) -> None:
    """Everything below belongs to the service's user, and only it may look in.

    By open folders and never by a path: who may write there could put a link in its way, to what is not ours.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for _, folders, names, place in os.fwalk(folder.resolve()):
        os.fchown(place, whose.uid, whose.gid)
        for name in (*folders, *names):
            os.chown(name, whose.uid, whose.gid, dir_fd=place, follow_symlinks=False)
    folder.chmod(0o700)


def as_user(whose: Account, words: Sequence[str], plan: Plan, step: str, longest: float | None = None) -> None:
    """Run the program as the service's user; raises Stopped when it takes too long, or with what it said."""
    try:
        done = subprocess.run(
            [*words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=longest or LONGEST, cwd="/", env=environment(plan), **becoming(whose),
        )
    except subprocess.TimeoutExpired as cause:
        raise Stopped("step_too_long", step=step, seconds=longest or LONGEST) from cause
    if done.returncode:
        raise Stopped("step_failed", step=step, said=last_line(done.stdout + done.stderr))


def environment(plan: Plan) -> dict[str, str]:
    """What the unit gives its program, and nothing of what we were given ourselves."""
    return {"PATH": PATH, "LANG": "C.UTF-8", "HOME": str(plan.data), "PORTAL_DATA": str(plan.data)}


def becoming(whose: Account) -> dict[str, Any]:
    """Words for ``subprocess`` to start as that user; who is that user already changes nothing."""
    if os.geteuid() == whose.uid:
        return {"umask": 0o077}
    return {"user": whose.uid, "group": whose.gid, "extra_groups": [], "umask": 0o077}


def last_line(said: str) -> str:
    """What a program said last, or first among what it found broken."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("HỎNG")), lines[-1] if lines else "không có thông báo")


def run(*words: str) -> None:
    """A program of the system; raises Stopped when it fails."""
    done = subprocess.run(
        [*words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env={"PATH": PATH}
    )
    if done.returncode:
        raise Stopped("step_failed", step=" ".join(words), said=last_line(done.stderr + done.stdout))


def has_systemd() -> bool:
    """Whether systemd runs this machine: in a container or a chroot it does not."""
    return RUNS_SYSTEMD.is_dir() and shutil.which("systemctl", path=PATH) is not None


def is_active(name: str) -> bool:
    """Whether the unit runs."""
    words = ["systemctl", "is-active", "--quiet", name]
    return has_systemd() and subprocess.run(words, check=False, env={"PATH": PATH}).returncode == 0
