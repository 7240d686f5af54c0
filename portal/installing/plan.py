"""What is installed where; read back from the unit file, which is the only record of it."""

import re
from dataclasses import dataclass
from pathlib import Path

NAME = "portal"
UNITS = Path("/etc/systemd/system")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_PATH = re.compile(r"/[A-Za-z0-9._/-]+")  # what a unit file takes without quoting


class Stopped(Exception):
    """An installation or an upgrade went no further: a word for why, and what its sentence needs."""

    def __init__(self, why: str, **data: object) -> None:
        super().__init__(why, data)
        self.why, self.data = why, data


@dataclass(frozen=True)
class Plan:
    """One office's service on this machine; its name is that of its system user and of its unit."""

    name: str
    data: Path
    home: Path
    port: int
    writable: tuple[Path, ...] = ()  # folders of others: the scanner's, the agent's of the axis
    low_port: bool = False  # below 1024, which wants a right of its own
    units: Path = UNITS

    @property
    def unit(self) -> Path:
        """The file systemd reads."""
        return self.units / f"{self.name}.service"

    @property
    def releases(self) -> Path:
        """Every release in a folder with its number."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """The link to the release in use."""
        return self.home / "current"


def usual(name: str = NAME) -> Plan:
    """Where things stand when nobody says otherwise."""
    return Plan(name, Path("/var/lib") / name, Path("/opt") / name, 8080)


def require_sound(plan: Plan) -> None:
    """Refuse names and places a unit file, or the machine, could take for something else."""
    if not _NAME.fullmatch(plan.name) or plan.name == "root":
        raise Stopped("bad_name", name=plan.name)
    for place in (plan.data, plan.home, *plan.writable):
        if not _PATH.fullmatch(str(place)) or len(place.parts) < 3 or ".." in place.parts:
            raise Stopped("bad_place", place=place)
    inside = plan.data.is_relative_to(plan.home) or plan.home.is_relative_to(plan.data)
    if inside or plan.data.is_relative_to("/home") or plan.data.is_relative_to("/root"):
        raise Stopped("bad_data", place=plan.data)
