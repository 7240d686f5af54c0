"""Settings: read once at the door from defaults, a TOML file and the environment, then handed down."""

import os
import re
import sys
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

CHECKOUT = Path(__file__).resolve().parent.parent
FILE = "portal.toml"

# The least and the most a number may be; what is not named here may be any number from 0.
BOUNDS = {"port": (1, 65_535), "threads": (1, 256), "upload_limit": (1, None)}
BOUNDS |= {"tls_port": (1, 65_535)}
BOUNDS |= {"idle_minutes": (1, None), "session_hours": (1, None)}
BOUNDS |= {"mail_port": (1, 65_535), "smtp_port": (1, 65_535), "mail_minutes": (1, 24 * 60)}
# A word that must have one of these forms.
CHOICES = {"vgca_address": re.compile(r"(wss?://[A-Za-z0-9.:\[\]-]+/?)?"), "vgca_answer": re.compile("boolean|number")}
CHOICES |= {"plain_http": re.compile("redirect|off|only"), "hsts": re.compile("(day|on|off)?")}
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
CHOICES["digest_at"] = CHOICES["backup_at"] = re.compile(f"({HOUR.pattern})?")


class BadSettings(ValueError):
    """The settings file cannot be used as written; ``why`` is a word, ``file`` and ``line`` say where."""

    def __init__(self, why: str, *, name: str = "", **data: object) -> None:
        super().__init__(why, name)
        self.why, self.name = why, name
        self.data = {"name": name, **data}
        self.file, self.line = Path(FILE), 0

    def at(self, file: Path, line: int) -> Self:
        """The same, knowing where."""
        self.file, self.line = file, line
        return self

@dataclass(frozen=True)
class Settings:
    """What an installation may choose; ``portal.toml`` in the data folder holds the same names."""

    data: Path
    search_index: Path
    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 4
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    https: bool = False
    tls_port: int = 8443
    tls_certificate: str = ""
    tls_key: str = ""
    plain_http: str = "redirect"
    hsts: str = ""
    trusted_proxy: str = ""
    upload_limit: int = 50 * 1024 * 1024
    idle_minutes: int = 15
    session_hours: int = 10
    free_space_limit: int = 500 * 1024 * 1024
    scan_folder: str = ""
    check_hours: tuple[str, ...] = ("11:00", "16:30")
    packets_in: str = ""
    packets_out: str = ""
    mail_host: str = ""
    mail_port: int = 993
    mail_user: str = ""
    mail_password_file: str = "mail-password"
    mail_folder: str = "INBOX"
    mail_since: str = ""
    mail_minutes: int = 5
    mail_ca_file: str = ""
    mail_tls: bool = True
    mail_address: str = ""
    smtp_host: str = ""
    smtp_port: int = 465
    tsa_url: str = ""
    mail_on_issue: bool = False
    digest_at: str = "07:00"
    backup_at: str = "22:00"
    backup_folder: str = ""
    backup_second_folder: str = ""
    copy_folder: str = ""
    vgca_address: str = "wss://127.0.0.1:8987"
    vgca_answer: str = "boolean"
    metrics: bool = False
    metrics_from: tuple[str, ...] = ("127.0.0.1",)

    @property
    def database(self) -> Path:
        """The register, the trail and everything else with rows."""
        return self.data / "portal.db"

    @property
    def tls_files(self) -> tuple[Path, Path | None] | None:
        """Certificate and key to speak HTTPS with: those chosen, or the portal's own, lost or not, where it has a root.

        None behind a front that does it, and where HTTP alone was asked for.
        """
        if self.https or self.plain_http == "only":
            return None
        own = self.data / "tls"
        there = self.tls_certificate or (own / "root.crt").exists() or (own / "server.pem").exists()
        return self.certificate_files if there else None

    @property
    def is_certificate_own(self) -> bool:
        """Whether HTTPS, if it was ever set up, is spoken with a certificate that the portal makes itself."""
        return not (self.https or self.tls_certificate or self.plain_http == "only")

    @property
    def certificate_file(self) -> Path | None:
        """The certificate HTTPS is or would be spoken with, by a front, too; None where HTTP alone was asked for."""
        return None if self.plain_http == "only" else self.certificate_files[0]

    @property
    def certificate_files(self) -> tuple[Path, Path | None]:
        """Where certificate and key stand, or would: those chosen, or the portal's own, in one file."""
        if self.tls_certificate:
            return self.data / self.tls_certificate, self.data / self.tls_key if self.tls_key else None
        return self.data / "tls" / "server.pem", None

    @property
    def blobs(self) -> Path:
        """Stored files, each under the SHA-256 of its bytes."""
        return self.data / "blobs"

    @property
    def request_limit(self) -> int:
        """How large one request may be: a few of the largest files at once; each file is measured by itself."""
        return self.upload_limit * 4

    @property
    def scratch(self) -> Path:
        """Unfinished work; emptied at start."""
        return self.data / "scratch"


def load(data: str | os.PathLike[str] | None = None, environ: Any = os.environ) -> Settings:
    """Settings for the data folder given, or named by PORTAL_DATA, or the usual one.

    In a checkout the index stands in ``search_index/``; elsewhere, and for a data folder that
    was chosen by hand, it stands in the data folder.
    """
    chosen = data or environ.get("PORTAL_DATA")
    folder = Path(chosen).resolve() if chosen else usual_data(environ)
    index = (CHECKOUT if is_checkout() and not chosen else folder) / "search_index"
    settings = Settings(data=folder, search_index=index)
    file = folder / FILE
    return apply_file(settings, file) if file.exists() else settings


def apply_file(settings: Settings, file: Path) -> Settings:
    """The settings with those of the file laid over; what cannot be used is named by its line."""
    written = file.read_bytes()
    try:
        return apply(settings, tomllib.loads(written.decode("utf-8")))
    except BadSettings as wrong:
        wrong.at(file, line_of(written, wrong.name))
        raise
    except UnicodeDecodeError as cause:
        raise BadSettings("not_text").at(file, written[: cause.start].count(b"\n") + 1) from cause
    except tomllib.TOMLDecodeError as cause:
        told = re.search(r"\(at line (\d+)", str(cause))  # else it is the end of the document
        raise BadSettings("not_toml").at(file, int(told[1]) if told else written.count(b"\n") + 1) from cause


def line_of(written: bytes, name: str) -> int:
    """The number of the line that sets the name."""
    lines = written.decode("utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.partition("=")[0].strip().strip("\"'") == name), 0)


def with_word(written: str, name: str, word: str) -> str:
    """The text of a settings file in which a name has this word; every other line stays as somebody wrote it."""
    lines = written.splitlines()
    if n := line_of(written.encode("utf-8"), name):
        lines[n - 1] = f'{name} = "{word}"'
    else:
        lines.insert(0, f'{name} = "{word}"')
    return "".join(f"{line}\n" for line in lines)


def apply(settings: Settings, values: dict[str, Any]) -> Settings:
    """The settings with these laid over; an unknown name or a wrong kind of value is an error, not a shrug."""
    known = sorted({f.name for f in fields(Settings)} - {"data"})
    for name, value in values.items():
        if name not in known:
            raise BadSettings("unknown", name=name, known=", ".join(known))
        require_kind(name, value, getattr(settings, name))
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    if "search_index" in values:
        values = {**values, "search_index": Path(values["search_index"])}
    return replace(settings, **values)


def require_kind(name: str, value: object, now: object) -> None:
    """A value is of the kind of the one it replaces, and a number within its bounds."""
    if isinstance(now, tuple):
        fits = isinstance(value, list | tuple) and all(isinstance(word, str) and word for word in value)
    else:
        fits = type(value) is (str if isinstance(now, Path) else type(now))
    if not fits:
        raise BadSettings("kind", name=name, kind="str" if isinstance(now, Path) else type(now).__name__)
    if name == "check_hours" and isinstance(value, list | tuple) and not all(map(HOUR.fullmatch, value)):
        raise BadSettings("hours", name=name)
    if name in CHOICES and not CHOICES[name].fullmatch(str(value)):
        raise BadSettings("choice", name=name)
    if type(value) is int:
        least, most = BOUNDS.get(name, (0, None))
        if value < least or (most is not None and value > most):
            raise BadSettings("range", name=name, least=least, most="trở lên" if most is None else f"đến {most}")


def usual_data(environ: Any) -> Path:
    """``data`` in the checkout or beside the executable; an installed ``portal`` keeps it with the user."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent / "data"
    if is_checkout():
        return CHECKOUT / "data"
    home = environ.get("LOCALAPPDATA") or environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "portal"


def is_checkout() -> bool:
    """Whether the program runs from its source folder."""
    return not getattr(sys, "frozen", False) and (CHECKOUT / "app.py").exists()


def shipped(name: str) -> Path:
    """``templates`` or ``static``: beside the rooms in a checkout or a bundle, among them once installed."""
    beside = CHECKOUT / name
    return beside if beside.is_dir() else CHECKOUT / "portal" / name
