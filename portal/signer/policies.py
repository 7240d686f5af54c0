"""Files for the administrator of PCs: with one of them in its place the browser starts the signer without asking."""

import json

from portal.signer.protocol import SCHEME

NAME = "AutoLaunchProtocolsFromOrigins"
WINDOWS_BROWSERS = (r"SOFTWARE\Policies\Google\Chrome", r"SOFTWARE\Policies\Microsoft\Edge")


def rule(origin: str) -> list[dict[str, object]]:
    """The rule all these browsers share: this scheme, from this address only."""
    return [{"protocol": SCHEME, "allowed_origins": [origin]}]


def chrome(origin: str) -> bytes:
    """Chrome, Chromium and Edge on Linux: a file in their folder of managed policies."""
    return (json.dumps({NAME: rule(origin)}, indent=1) + "\n").encode()


def firefox(origin: str) -> bytes:
    """Firefox on Linux and Windows: ``policies.json``."""
    return (json.dumps({"policies": {NAME: rule(origin)}}, indent=1) + "\n").encode()


def windows(origin: str) -> bytes:
    """Chrome and Edge on Windows: a registry file, in UTF-16 as the registry editor writes it."""
    value = json.dumps(rule(origin), separators=(",", ":")).replace("\\", "\\\\").replace('"', '\\"')
    keys = [f'[HKEY_LOCAL_MACHINE\\{browser}]\r\n"{NAME}"="{value}"\r\n' for browser in WINDOWS_BROWSERS]
    return "\r\n".join(["Windows Registry Editor Version 5.00\r\n", *keys]).encode("utf-16")


FILES = {"kyso-cq.json": chrome, "policies.json": firefox, "kyso-cq.reg": windows}
