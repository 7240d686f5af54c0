"""Set-up with the standard library alone: the environment from its hashed lock, and Debian's packages.

Everything here may be run twice, twice at once, or again after the power went.  It speaks for itself,
in Vietnamese, because nothing that could word a refusal is installed yet.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ROOT / "portal" / "lock.txt", "test": ROOT / "tests" / "lock.txt"}
SERVED_BY = {"run": ("run",), "test": ("run", "test")}  # the lock of the tests holds all of the other
WHEELS = ROOT / "wheels"  # an installation for a machine without a network brings its libraries along
PATIENCE = 15 * 60
STATE = ".setup"
ASIDE = "debian"  # what Debian's packages hold, in a folder of the environment
APT = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=600")
BUSY = "busy"
RUNS_SYSTEMD = Path("/run/systemd/system")
SERVICES = {"dovecot-imapd": ("dovecot.service", "dovecot.socket")}  # what would serve as soon as it is installed


def ensure(group: str) -> None:
    """Come back inside an environment that matches the lock of ``run`` or ``test``.

    In the wrong interpreter it does not come back: the program starts again in the right one.
    """
    if getattr(sys, "frozen", False):
        return
    venv = environment()
    try:
        made = prepare(venv, group)
    except OSError as why:
        raise SystemExit(f"Cài đặt: không làm được ở {venv}: {why.strerror or why}.") from why
    if made or Path(sys.prefix).resolve() != venv.resolve():
        restart_in(venv)


def environment() -> Path:
    """Where the environment stands: ``.venv`` of the checkout, or PORTAL_VENV."""
    return Path(os.environ.get("PORTAL_VENV") or ROOT / ".venv").absolute()


def prepare(venv: Path, group: str) -> bool:
    """Bring the environment to the lock if it is not there yet; say whether anything was done."""
    if is_ready(venv, group):
        return False
    with alone(venv) as held:
        if is_ready(venv, group):  # another set-up finished while this one waited
            return False
        began = time.monotonic()
        if read(venv / STATE) != interpreter():
            make(venv, held)
        install(venv, group, held)
        say(f"xong trong {time.monotonic() - began:.0f} giây.")
    return True


def is_ready(venv: Path, group: str) -> bool:
    """Whether the stamp says that this lock was installed whole for this interpreter."""
    return read(stamp(venv, group)) == key(group)


def stamp(venv: Path, group: str) -> Path:
    """The file that is written last of all."""
    return venv / f".ready-{group}"


def key(group: str) -> str:
    """What the stamp must say: the lock and the Python it was installed for."""
    return hashlib.sha256(interpreter().encode() + LOCKS[group].read_bytes()).hexdigest()


def interpreter() -> str:
    """The Python an environment belongs to; the same seen from inside and from outside of it."""
    return f"{sys.version} {sys.base_prefix}"


def make(venv: Path, held: int) -> None:
    """An empty environment, in place of one that is half made or belongs to another Python."""
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        require_debian([f"python3.{sys.version_info.minor}-venv"], "môi trường Python")
    if venv.exists():
        clear(venv)
    say(f"tạo môi trường Python ở {venv} …")
    venv.mkdir(parents=True)
    (venv / STATE).write_text(BUSY, "utf-8")
    run([base_python(), "-I", "-m", "venv", str(venv)], "tạo môi trường", venv, held)


def clear(venv: Path) -> None:
    """Remove an environment, and nothing that is not one."""
    ours = (venv / STATE).exists() or (venv / "pyvenv.cfg").exists() or not any(venv.iterdir())
    if not ours:
        raise SystemExit(f"Cài đặt: {venv} đã có và không phải môi trường Python; hãy chọn PORTAL_VENV khác.")
    shutil.rmtree(venv)


def install(venv: Path, group: str, held: int) -> None:
    """Everything the lock names, with its hash; whoever is cut off here begins anew next time."""
    say("cài các gói đã khóa, lần đầu mất khoảng một phút …")
    for each in LOCKS:
        stamp(venv, each).unlink(missing_ok=True)
    (venv / STATE).write_text(BUSY, "utf-8")
    pip = [str(python_in(venv)), "-I", "-m", "pip", "install", "--quiet", "--no-input", "--no-user"]
    pip += ["--disable-pip-version-check", "--retries", "5", "--require-hashes", "--only-binary=:all:"]
    if WHEELS.is_dir():
        pip += ["--no-index", "--find-links", str(WHEELS)]
    run([*pip, "-r", str(LOCKS[group])], "cài các gói", venv, held)
    (venv / STATE).write_text(interpreter(), "utf-8")
    for each in SERVED_BY[group]:
        stamp(venv, each).write_text(key(each), "utf-8")


def run(command: Sequence[str], what: str, venv: Path, held: int) -> None:
    """One step of the set-up, its talk kept in ``setup.log``.

    The child keeps the lock open too: if this process is killed, no other set-up may start before
    the orphan has ended.
    """
    log = venv / "setup.log"
    inherited = () if os.name == "nt" else (held,)
    with log.open("ab") as talk:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=talk, stderr=subprocess.STDOUT, pass_fds=inherited
        )
    if done.returncode:
        raise SystemExit(f"Cài đặt: không {what} được ({last_words(log.read_bytes())}). Chi tiết ở {log}.")


def last_words(talk: bytes) -> str:
    """The last line that says something is wrong, or else the last line."""
    lines = [line.strip() for line in talk.decode("utf-8", "replace").splitlines() if line.strip()]
    complaints = [line for line in lines if line.lower().startswith(("error", "e:", "fatal"))]
    return (complaints or lines or ["không có thông báo"])[-1]


@contextlib.contextmanager
def alone(venv: Path) -> Iterator[int]:
    """Hold the lock of this environment, after whoever holds it now; a killed holder lets go of it."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    with venv.with_name(venv.name + ".lock").open("a+b") as file:
        until, told = time.monotonic() + PATIENCE, False
        while not took(file.fileno()):
            if time.monotonic() > until:
                raise SystemExit("Cài đặt: một lần cài đặt khác đã chạy quá 15 phút; hãy kiểm tra rồi thử lại.")
            if not told:
                say("một lần cài đặt khác đang chạy, xin chờ …")
                told = True
            time.sleep(0.2)
        yield file.fileno()


def took(descriptor: int) -> bool:
    """Try the lock once."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def restart_in(venv: Path) -> None:
    """Run the same command with the environment's Python in place of this process."""
    command = [str(python_in(venv)), *sys.orig_argv[1:]]
    if os.name != "nt":
        os.execv(command[0], command)
    # Windows has no exec; UTF-8 keeps Vietnamese output whole when it goes to a file.
    raise SystemExit(subprocess.run(command, env={**os.environ, "PYTHONUTF8": "1"}).returncode)


def python_in(venv: Path) -> Path:
    """The environment's interpreter."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def base_python() -> str:
    """The interpreter outside of any environment: the one inside may be about to be removed."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def require_debian(packages: Sequence[str], what_for: str) -> None:
    """Install the Debian packages that are missing, or stop and say exactly what to run."""
    missing = missing_packages(packages)
    if not missing:
        return
    say(f"cài gói Debian cho {what_for}: {' '.join(missing)} …")
    rights = administrator()
    if rights is None:
        raise SystemExit(
            f"Cài đặt: {what_for} cần các gói Debian chưa có; hãy nhờ quản trị máy chạy lệnh sau rồi thử lại:\n"
            f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(missing)}"
        )
    keep_still(missing, rights)
    twice(rights, [*rights, *APT, "install", "-y", "--no-install-recommends", *missing], missing)


def keep_still(packages: Sequence[str], rights: Sequence[str]) -> None:
    """Mask the services that packages would start where systemd runs; one that is there already is not ours to stop."""
    units = [unit for name in packages for unit in SERVICES.get(name, ())]
    if not RUNS_SYSTEMD.is_dir() or not units or any(is_known(unit) for unit in units):
        return
    names = " ".join(units)
    say(f"chặn để không tự chạy: {names}. Khi cần dùng: sudo systemctl unmask {names}")
    if subprocess.run([*rights, "systemctl", "mask", *units], capture_output=True).returncode:
        raise SystemExit(f"Cài đặt: không chặn được {names}; hãy chạy rồi thử lại: sudo systemctl mask {names}")


def is_known(unit: str) -> bool:
    """Whether systemd has such a unit already."""
    return subprocess.run(["systemctl", "cat", unit], capture_output=True).returncode == 0


def lay_aside(packages: Sequence[str], what_for: str) -> None:
    """Unpack Debian packages into a folder of the environment: installed, they would start their services."""
    target, wanted = environment() / ASIDE, " ".join(packages)
    if read(target / STATE) == wanted:
        return
    with alone(environment()):
        part = target.with_name(f"{ASIDE}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        say(f"lấy gói Debian cho {what_for}, không cài vào máy: {wanted} …")
        twice(administrator(), [*APT, "download", *packages], packages, part)
        for file in sorted(part.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", str(file), str(part)], check=True)
            file.unlink()
        (part / STATE).write_text(wanted, "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)


def twice(rights: Sequence[str] | None, command: Sequence[str], packages: Sequence[str], where: Path = ROOT) -> None:
    """Run apt-get, once more after fetching its lists, which may be missing or old; stop when that fails too."""
    failed, talk = apt_get(command, where)
    if failed and rights is not None:
        apt_get([*rights, *APT, "update"], where)
        failed, talk = apt_get(command, where)
    if failed:
        raise SystemExit(f"Cài đặt: apt-get không lấy được {' '.join(packages)} ({last_words(talk)}).")


def missing_packages(packages: Sequence[str]) -> list[str]:
    """Those that dpkg does not hold installed; all of them where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return list(packages)
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages]
    lines = subprocess.run(query, capture_output=True, text=True).stdout.splitlines()
    return [name for name in packages if f"{name} installed" not in lines]


def administrator() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo where it asks no password; None: no rights."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    able = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True).returncode == 0
    return sudo if able else None


def apt_get(command: Sequence[str], where: Path) -> tuple[bool, bytes]:
    """Run apt-get unattended; whether it failed, and what it said."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=where
    )
    return done.returncode != 0, done.stdout


def read(file: Path) -> str:
    """The text of a small file; a missing one says nothing."""
    try:
        return file.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""


def say(sentence: str) -> None:
    """Tell the person who waits, on the error stream: the answer of a command stays clean."""
    print(f"Cài đặt: {sentence}", file=sys.stderr, flush=True)
