"""Settings: read once at the door from defaults, a TOML file and the environment, then handed down."""

import os
import sys
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent


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
    trusted_proxy: str = ""
    upload_limit: int = 50 * 1024 * 1024
    idle_minutes: int = 15
    session_hours: int = 10
    free_space_limit: int = 500 * 1024 * 1024

    @property
    def database(self) -> Path:
        """The register, the trail and everything else with rows."""
        return self.data / "portal.db"

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
    file = folder / "portal.toml"
    return apply(settings, tomllib.loads(file.read_text("utf-8"))) if file.exists() else settings


def apply(settings: Settings, values: dict[str, Any]) -> Settings:
    """The settings with those of the file laid over; an unknown name is an error, not a shrug."""
    known = {f.name for f in fields(Settings)} - {"data"}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"portal.toml: không có thiết đặt tên {', '.join(unknown)}")
    if "hosts" in values:
        values = {**values, "hosts": tuple(values["hosts"])}
    if "search_index" in values:
        values = {**values, "search_index": Path(values["search_index"])}
    return replace(settings, **values)


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
