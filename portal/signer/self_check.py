"""Kiểm tra máy ký: what there is on this PC, told to the portal, which says what is missing; nothing is signed."""

import sys
from collections.abc import Sequence
from typing import Any

from portal.signer import job, keys, protocol
from portal.signer.backends import HeldCertificate
from portal.signer.client import Portal
from portal.signer.config import Config
from portal.signer.protocol import ROOT, ProtocolError, digest

MARKS = {"good": "[đạt]", "warning": "[lưu ý]", "bad": "[CHƯA ĐẠT]"}
Finding = dict[str, Any]


def ask(portal: Portal, config: Config, ticket: str = "") -> list[Finding]:
    """The portal's findings; with the ticket of a page they are also shown there."""
    answer = portal.call("POST", f"{ROOT}/checks", {"ticket": ticket, **facts(config)})
    findings = answer.get("findings")
    if not isinstance(findings, list) or not all(isinstance(one, dict) for one in findings):
        raise ProtocolError("portal_error", "no findings")
    return findings


def facts(config: Config) -> dict[str, Any]:
    """Versions, key stores with whether they open, certificates, and what tokens say of their PINs."""
    places = keys.sources(config)
    stores = [{"name": str(place.path), "opens": keys.loads(place)} for place in places]
    with keys.opened(places) as backends:
        held = keys.held(backends)
        pins = sorted({pin_state(certificate) for certificate in held})
    return {
        "protocols": list(protocol.PROTOCOLS), "helper": protocol.VERSION, "os": sys.platform, "stores": stores,
        "certs": [job.text(der) for der in {digest(one.der): one.der for one in held}.values()], "pins": pins,
    }


def pin_state(certificate: HeldCertificate) -> str:
    """How near the store is to locking itself; one that does not say is not."""
    try:
        return certificate.backend.pin_state(certificate)
    except ProtocolError:
        return "good"


def lines(findings: Sequence[Finding]) -> list[str]:
    """One line for each, as the console and the window say it."""
    return [
        f"{MARKS.get(str(one.get('state')), '[?]')} {part}: {text}"
        for one, (part, text) in ((one, protocol.told(one)) for one in findings)
    ]


def is_good(findings: Sequence[Finding]) -> bool:
    """Whether nothing stands in the way of signing."""
    return all(one.get("state") != "bad" for one in findings)
