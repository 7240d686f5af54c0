"""Make the browser start the signer for kyso-cq: addresses, for this user only, no administrator needed."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from portal.signer.protocol import SCHEME

DESKTOP_FILE = "kyso-cq.desktop"


def command() -> list[str]:
    """How this program is started again."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "portal.signer"]


def standing() -> Path:
    """Where it is started: a program in one file unpacks itself into a folder that is gone afterwards."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parent.parent.parent


def install(home: Path) -> str:
    """Register the scheme; a sentence saying what was written."""
    if sys.platform == "win32":
        return _install_registry()
    return _install_desktop(home / ".local" / "share" / "applications")


def desktop_entry(program: list[str], folder: Path, *, has_windows: bool) -> str:
    """The .desktop file; %u is the address, handed over as one argument; without tkinter a terminal asks."""
    line = " ".join(_quote(part) for part in program)
    return (
        "[Desktop Entry]\nType=Application\nName=Trợ lý ký số\nComment=Ký số văn bản bằng USB token\n"
        f"Exec={line} sign %u\nPath={folder}\nTerminal={str(not has_windows).lower()}\n"
        f"MimeType=x-scheme-handler/{SCHEME};\n"
    )


def registry_values(program: list[str]) -> dict[str, dict[str, str]]:
    """Keys under HKEY_CURRENT_USER and their values; not yet tried on a Windows PC."""
    line = subprocess.list2cmdline(program)
    root = rf"Software\Classes\{SCHEME}"
    return {
        root: {"": "URL:Ký số", "URL Protocol": ""},
        rf"{root}\shell\open\command": {"": f'{line} sign "%1"'},
    }


def _install_desktop(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / DESKTOP_FILE
    has_windows = importlib.util.find_spec("tkinter") is not None
    file.write_text(desktop_entry(command(), standing(), has_windows=has_windows), "utf-8")
    tool = shutil.which("xdg-mime")
    if tool:
        subprocess.run([tool, "default", DESKTOP_FILE, f"x-scheme-handler/{SCHEME}"], check=False)
    return f"Đã ghi {file}. Trình duyệt sẽ gọi chương trình ký khi bấm “Ký số”."


def _install_registry() -> str:
    import winreg  # exists on Windows only

    for path, values in registry_values(command()).items():
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:  # type: ignore[attr-defined]
            for name, value in values.items():
                winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)  # type: ignore[attr-defined]
    return f"Đã đăng ký {SCHEME}: cho người dùng này. Trình duyệt sẽ gọi chương trình ký khi bấm “Ký số”."


def _quote(part: str) -> str:
    """One argument as the desktop entry specification writes it."""
    escaped = part
    for sign in ("\\", '"', "`", "$"):
        escaped = escaped.replace(sign, "\\" + sign)
    return '"' + escaped.replace("%", "%%") + '"'
