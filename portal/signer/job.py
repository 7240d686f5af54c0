"""One signature from the launch address to the portal's answer: redeem, prepare, check, ask, sign, hand in."""

import base64
import binascii
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from portal.signer import checks, keys, protocol
from portal.signer.backends import HeldCertificate
from portal.signer.checks import Prepared
from portal.signer.client import Portal
from portal.signer.config import Config
from portal.signer.consent import Consent, Paper, Question
from portal.signer.protocol import ROOT, ProtocolError

# after these the portal knows by itself, or cannot be told
_NOT_TOLD = {"ticket_invalid", "expired", "wrong_state", "superseded", "no_such_job", "portal_unreachable", "storing"}
_ASKED_AGAIN = {"portal_unreachable", "storing"}


def run(url: str, config: Config, consent: Consent) -> dict[str, Any]:
    """Do the job behind a launch address; the portal's last answer, or ``ProtocolError`` saying why not."""
    launch = protocol.read_launch_url(url)
    portal = config.portal(launch.origin)
    message = {
        "ticket": launch.ticket, "protocols": list(protocol.PROTOCOLS), "helper": protocol.VERSION, "os": sys.platform,
    }
    task = portal.call("POST", f"{ROOT}/redeem", message)
    try:
        return _work(task, portal, config, consent)
    except ProtocolError as stop:
        _give_up(task, portal, stop)
        raise
    except (KeyError, TypeError, ValueError) as odd:
        strange = ProtocolError("portal_error", f"{type(odd).__name__}: {odd}")
        _give_up(task, portal, strange)
        raise strange from odd


def _work(task: dict[str, Any], portal: Portal, config: Config, consent: Consent) -> dict[str, Any]:
    with keys.opened(keys.sources(config)) as backends, _private_folder() as folder:
        certificate = _certificate(keys.held(backends), task["certs"], consent)
        path = f"{ROOT}/jobs/{task['job']}"
        answer = portal.call("POST", f"{path}/certificate", {"cert": text(certificate.der)})
        prepared, papers = _fetch(task, answer, portal, certificate, folder)
        backend = certificate.backend
        state = backend.pin_state(certificate)
        if state == "locked":
            raise ProtocolError("pin_locked")
        question = Question(
            portal.origin, str(task["action"]), str(task["agency"]), str(task["user"]), papers, certificate, state
        )
        backend.login(certificate, consent.confirm(question))
        items = [
            {"doc": paper.document, "signature": text(backend.sign(certificate, paper.attributes))}
            for paper in prepared
        ]
        return _submit(portal, f"{path}/signatures", {"items": items})


def _certificate(held: Sequence[HeldCertificate], allowed: list[str], consent: Consent) -> HeldCertificate:
    """The person's own certificate; the question is asked only where there is a choice."""
    if not held:
        raise ProtocolError("no_token")
    found = keys.matching(held, allowed)
    if not found:
        raise ProtocolError("no_matching_certificate")
    return found[0] if len(found) == 1 else consent.choose(found)


def _fetch(
    task: dict[str, Any], answer: dict[str, Any], portal: Portal, certificate: HeldCertificate, folder: Path
) -> tuple[list[Prepared], list[Paper]]:
    """Download every prepared document and check it before anyone is asked to sign."""
    shown = {document["doc"]: document for document in task["docs"]}
    if [document["doc"] for document in answer["docs"]] != list(shown):
        raise ProtocolError("document_changed", "other documents")
    prepared, papers = [], []
    for place, ready in enumerate(answer["docs"]):
        facts = shown[ready["doc"]]
        said = checks.prepared(facts, ready, _bytes(ready["tbs"]))
        pdf = portal.fetch(f"{ROOT}/jobs/{task['job']}/docs/{ready['doc']}")
        checks.check(pdf, said, certificate.der)
        file = folder / f"van-ban-{place + 1}.pdf"
        file.write_bytes(pdf)
        prepared.append(said)
        to = [str(name) for name in facts["to"]]
        papers.append(Paper(str(facts["title"]), str(facts["number"]), to, said.shown_sha256, file))
    return prepared, papers


def _submit(portal: Portal, path: str, message: dict[str, Any]) -> dict[str, Any]:
    """Hand in the signatures; the same ones again are safe, so a lost answer is asked for again."""
    for attempt in range(1, protocol.SUBMIT_TRIES):
        try:
            return portal.call("POST", path, message)
        except ProtocolError as stop:
            if stop.code not in _ASKED_AGAIN:
                raise
            time.sleep(2 * attempt)
    return portal.call("POST", path, message)


def _give_up(task: dict[str, Any], portal: Portal, stop: ProtocolError) -> None:
    """Let the page say at once what happened here; if the portal cannot be told, its clock ends the job."""
    if stop.code in _NOT_TOLD or "job" not in task:
        return
    with suppress(ProtocolError):
        portal.call("POST", f"{ROOT}/jobs/{task['job']}/cancel", {"code": stop.code})


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Where "Xem" finds the prepared file; emptied afterwards as far as the viewer lets go of it."""
    folder = tempfile.mkdtemp(prefix="kyso-")
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def text(data: bytes) -> str:
    """Bytes as the messages carry them."""
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as cause:
        raise ProtocolError("portal_error", "not base64") from cause
