"""From the ticket to the portal's answer: redeem, prepare, check, ask once, then sign and hand in one by one."""

import base64
import binascii
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.signer import checks, keys, protocol
from portal.signer.backends import HeldCertificate
from portal.signer.checks import Prepared
from portal.signer.client import Portal
from portal.signer.config import Config
from portal.signer.consent import Consent, Paper, Question
from portal.signer.protocol import ROOT, Launch, ProtocolError

# after these the portal knows by itself, or cannot be told
_NOT_TOLD = {"ticket_invalid", "expired", "wrong_state", "superseded", "portal_unreachable", "storing"}
_ASKED_AGAIN = {"portal_unreachable", "storing"}
# what stops one document would stop every other one too
_ENDS_ALL = {"portal_unreachable", "unknown_device", "bad_mac", "clock_skew", "expired", "pin_incorrect", "pin_locked"}


@dataclass(frozen=True)
class Outcome:
    """How one document ended; ``error`` is the code of what stopped it, empty when it was signed."""

    title: str
    error: str = ""

    @property
    def text(self) -> str:
        """Which document, and what stopped it."""
        return f"{self.title}. {protocol.sentence(self.error)}"


@dataclass(frozen=True)
class Report:
    """How the documents of one run ended; at least one was signed."""

    outcomes: Sequence[Outcome]

    @property
    def failed(self) -> list[Outcome]:
        """Those that were not signed."""
        return [outcome for outcome in self.outcomes if outcome.error]

    @property
    def text(self) -> str:
        """The end in words."""
        if len(self.outcomes) == 1:
            return "Đã ký. Bản đã ký nằm trên cổng."
        done = len(self.outcomes) - len(self.failed)
        head = f"Đã ký {done}/{len(self.outcomes)} văn bản. Bản đã ký nằm trên cổng."
        return "\n".join([head, *(f"Không ký: {outcome.text}" for outcome in self.failed)])


@dataclass
class Item:
    """One document on its way, until something stopped it."""

    facts: dict[str, Any]
    said: Prepared | None = None
    file: Path | None = None
    stop: ProtocolError | None = None

    @property
    def doc(self) -> str:
        """What the portal calls it."""
        return str(self.facts["doc"])

    @property
    def title(self) -> str:
        """Number and subject."""
        return f"{self.facts['number']} {self.facts['title']}".strip()

    @property
    def outcome(self) -> Outcome:
        """As it stands."""
        return Outcome(self.title, self.stop.code if self.stop else "")

    def paper(self, prepared: Prepared, file: Path) -> Paper:
        """As it is shown to the person."""
        to = [str(name) for name in self.facts["to"]]
        return Paper(str(self.facts["title"]), str(self.facts["number"]), to, prepared.shown_sha256, file)


@dataclass(frozen=True)
class Task:
    """The jobs of one ticket, as the portal described them."""

    portal: Portal
    told: dict[str, Any]

    @property
    def path(self) -> str:
        """Where the portal hears of them."""
        return f"{ROOT}/jobs/{self.told['job']}"

    @property
    def refused(self) -> list[Outcome]:
        """Documents of the batch that the portal shows no more, so that nothing of them is known here."""
        return [Outcome("Một văn bản của lô", str(code)) for code in self.told.get("refused", ())]

    def give_up(self, code: str, **which: str) -> None:
        """Let the page say at once what happened here; if the portal cannot be told, its clock ends the job."""
        if code in _NOT_TOLD or "job" not in self.told:
            return
        with suppress(ProtocolError):
            self.portal.call("POST", f"{self.path}/cancel", {"code": code, **which})


def run(ticket: str, config: Config, consent: Consent, origin: str = "") -> Report:
    """Do what a launch address, or a code typed by hand, stands for; ``ProtocolError`` when nothing was signed."""
    portal, secret = _grant(ticket, config, origin)
    message = {
        "ticket": secret, "protocols": list(protocol.PROTOCOLS), "helper": protocol.VERSION, "os": sys.platform,
    }
    task = Task(portal, portal.call("POST", f"{ROOT}/redeem", message))
    try:
        return _work(task, config, consent)
    except ProtocolError as stop:
        task.give_up(stop.code)
        raise
    except (KeyError, TypeError, ValueError) as odd:
        task.give_up("portal_error")
        raise ProtocolError("portal_error", f"{type(odd).__name__}: {odd}") from odd


def _grant(ticket: str, config: Config, origin: str) -> tuple[Portal, str]:
    """Which paired portal to call, and with what."""
    if protocol.is_code(code := protocol.plain_code(ticket)):
        return (config.portal(protocol.clean_origin(origin)) if origin else config.only_portal()), code
    launch: Launch = protocol.read_launch_url(ticket)
    if launch.action != "sign":
        raise ProtocolError("bad_launch", "shape")
    return config.portal(launch.origin), launch.ticket


def _work(task: Task, config: Config, consent: Consent) -> Report:
    told = task.told
    with keys.opened(keys.sources(config)) as backends, _private_folder() as folder:
        certificate = _certificate(keys.held(backends), told["certs"], consent)
        items = [Item(facts) for facts in told["docs"]]
        _each(task, items, lambda item: _fetch(task, item, certificate, folder))
        require_any(items)
        papers = [item.paper(item.said, item.file) for item in items if item.said and item.file]
        backend = certificate.backend
        state = backend.pin_state(certificate)
        if state == "locked":
            raise ProtocolError("pin_locked")
        question = Question(
            task.portal.origin, str(told["action"]), str(told["agency"]), str(told["user"]), papers, certificate,
            state, [outcome.text for outcome in [*(item.outcome for item in items), *task.refused] if outcome.error],
        )
        backend.login(certificate, consent.confirm(question))
        _each(task, items, lambda item: _sign(task, item, certificate))
    require_any(items)
    return Report([*(item.outcome for item in items), *task.refused])


def require_any(items: Sequence[Item]) -> None:
    """Refuse when no document is left to go on with, for the reason of the first."""
    stops = [item.stop for item in items if item.stop]
    if len(stops) == len(items):
        raise stops[0] if stops else ProtocolError("portal_error", "no documents")


def _each(task: Task, items: Sequence[Item], act: Callable[[Item], None]) -> None:
    """Do it for every document still on its way; one that is stopped is noted and told, the others go on."""
    for_all: ProtocolError | None = None
    for item in items:
        if item.stop:
            continue
        try:
            if for_all:
                raise for_all
            act(item)
        except ProtocolError as stop:
            item.stop = stop
            if stop.code in _ENDS_ALL or stop.code.startswith("cert_"):
                for_all = stop
            task.give_up(stop.code, doc=item.doc)


def _fetch(task: Task, item: Item, certificate: HeldCertificate, folder: Path) -> None:
    """Download the prepared document and check it before anyone is asked to sign."""
    answer = task.portal.call(
        "POST", f"{task.path}/certificate", {"cert": text(certificate.der), "doc": item.doc}
    )
    if [ready["doc"] for ready in answer["docs"]] != [item.doc]:
        raise ProtocolError("document_changed", "other documents")
    (ready,) = answer["docs"]
    said = checks.prepared(item.facts, ready, _bytes(ready["tbs"]))
    pdf = task.portal.fetch(f"{task.path}/docs/{item.doc}")
    checks.check(pdf, said, certificate.der)
    item.said, item.file = said, folder / f"van-ban-{len(list(folder.iterdir())) + 1}.pdf"
    item.file.write_bytes(pdf)


def _sign(task: Task, item: Item, certificate: HeldCertificate) -> None:
    """One signature, handed in before the next is made."""
    if item.said is None:
        raise ProtocolError("portal_error", "not prepared")
    signature = certificate.backend.sign(certificate, item.said.attributes)
    _submit(task.portal, f"{task.path}/signatures", {"items": [{"doc": item.doc, "signature": text(signature)}]})


def _certificate(held: Sequence[HeldCertificate], allowed: list[str], consent: Consent) -> HeldCertificate:
    """The person's own certificate; the question is asked only where there is a choice."""
    if not held:
        raise ProtocolError("no_token")
    found = keys.matching(held, allowed)
    if not found:
        raise ProtocolError("no_matching_certificate")
    return found[0] if len(found) == 1 else consent.choose(found)


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
