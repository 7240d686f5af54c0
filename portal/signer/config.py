"""The signer's own file, one per user of the PC: paired portals with their secrets, and where the keys are."""

import base64
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from portal.signer.client import Portal
from portal.signer.protocol import ProtocolError


@dataclass(frozen=True)
class KeySource:
    """A library (``pkcs11``) or a file (``p12``) to look for keys in; for a file, also its certificate."""

    kind: str
    path: Path
    certificate: bytes = b""


@dataclass(frozen=True)
class Config:
    """What is in the file."""

    portals: Mapping[str, Portal] = field(default_factory=dict)
    keys: tuple[KeySource, ...] = ()

    def portal(self, origin: str) -> Portal:
        """The paired portal at exactly this address."""
        if origin not in self.portals:
            raise ProtocolError("origin_not_paired", origin)
        return self.portals[origin]

    def only_portal(self) -> Portal:
        """The one paired portal, when a code typed by hand does not say which."""
        if len(self.portals) > 1:
            raise ProtocolError("which_portal")
        for portal in self.portals.values():
            return portal
        raise ProtocolError("origin_not_paired")

    def with_portal(self, portal: Portal) -> "Config":
        """The same with this pairing in place of an older one."""
        return replace(self, portals={**self.portals, portal.origin: portal})

    def with_key(self, source: KeySource) -> "Config":
        """The same with one more place to look for keys."""
        others = tuple(key for key in self.keys if key.path != source.path)
        return replace(self, keys=(*others, source))


def folder(environ: Mapping[str, str] = os.environ) -> Path:
    """``PORTAL_SIGNER`` if set, else the place where programs keep a user's settings."""
    if chosen := environ.get("PORTAL_SIGNER"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(environ.get("APPDATA", Path.home())) / "kyso-cq"
    return Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "kyso-cq"


def load(place: Path) -> Config:
    """The file in the folder; none yet is an empty one."""
    try:
        text = (place / "signer.json").read_bytes()
    except FileNotFoundError:
        return Config()
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise ProtocolError("bad_settings", str(place / "signer.json")) from cause


def save(config: Config, place: Path) -> None:
    """Replace the file in one step; it holds secrets, so nobody else may read it (mode 600 from the start)."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place, prefix=".signer-")  # mkstemp gives mode 600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(_write(config), file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, place / "signer.json")


def _read(data: dict[str, Any]) -> Config:
    portals = {
        origin: Portal(
            origin, entry["device"], bytes.fromhex(entry["secret"]), base64.b64decode(entry.get("root", ""))
        )
        for origin, entry in data["portals"].items()
    }
    keys = tuple(
        KeySource(key["kind"], Path(key["path"]), base64.b64decode(key.get("certificate", "")))
        for key in data["keys"]
    )
    return Config(portals, keys)


def _write(config: Config) -> dict[str, Any]:
    portals = {
        portal.origin: {"device": portal.device, "secret": portal.secret.hex(), **pinned(portal)}
        for portal in config.portals.values()
    }
    keys = [
        {"kind": key.kind, "path": str(key.path), "certificate": base64.b64encode(key.certificate).decode()}
        for key in config.keys
    ]
    return {"portals": portals, "keys": keys}


def pinned(portal: Portal) -> dict[str, str]:
    """The root believed for this portal, where there is one."""
    return {"root": base64.b64encode(portal.root).decode()} if portal.root else {}
