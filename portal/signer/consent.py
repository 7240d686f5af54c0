"""Asking the person at the PC: what is about to be signed, for whom, with which certificate, and the PIN."""

import getpass
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography import x509

from portal.signer.backends import HeldCertificate, PinState
from portal.signer.protocol import ProtocolError

ACTS = {"sign": "Ký số cá nhân", "seal": "Ký số cơ quan (đóng dấu)"}
MOST_RECIPIENTS = 5
PIN_WARNINGS: dict[PinState, str] = {
    "low": "Thiết bị đã có lần nhập sai PIN trước đây.",
    "final_try": "CHỈ CÒN MỘT LẦN NHẬP PIN. Sai lần này thiết bị sẽ bị khóa.",
}

PIN_ELSEWHERE = "Mã PIN nhập ở cửa sổ của thiết bị, mở ra sau khi bấm Ký."


@dataclass(frozen=True)
class Paper:
    """One document as the person must be able to recognise it, and the prepared file to look into."""

    title: str
    number: str
    to: Sequence[str]
    sha256: str
    file: Path

    @property
    def text(self) -> str:
        """Number, subject, for whom, and which bytes."""
        others = len(self.to) - MOST_RECIPIENTS
        names = plain("; ".join(self.to[:MOST_RECIPIENTS])) + (f" và {others} nơi khác" if others > 0 else "")
        what = plain(f"{self.number} {self.title}")
        to = [f"Gửi: {names}"] if names else []
        return "\n".join([what, *to, f"SHA-256 {self.short_sha256}"])

    @property
    def short_sha256(self) -> str:
        """Enough of the hash to compare with the page."""
        return f"{self.sha256[:8]}…{self.sha256[-8:]}"


@dataclass(frozen=True)
class Question:
    """Everything the person decides on; the origin is the one paired here, not one we were told."""

    origin: str
    act: str
    agency: str
    person: str
    papers: Sequence[Paper]
    certificate: HeldCertificate
    pin_state: PinState = "good"
    left_out: Sequence[str] = field(default_factory=tuple)  # documents that will not be signed, and why

    @property
    def needs_pin(self) -> bool:
        """Whether this program asks for the PIN."""
        return not self.certificate.backend.asks_itself

    def lines(self) -> list[tuple[str, str]]:
        """Label and value, in the order they are shown."""
        head = [
            ("Cổng", self.origin),
            ("Cơ quan", self.agency),
            ("Người ký", self.person),
            ("Việc", ACTS.get(self.act, self.act)),
        ]
        many = len(self.papers) > 1
        papers = [(f"Văn bản {n}" if many else "Văn bản", paper.text) for n, paper in enumerate(self.papers, 1)]
        left_out = [("Không ký", text) for text in self.left_out]
        return [*head, *papers, *left_out, ("Chứng thư", describe(self.certificate))]


class Consent(Protocol):
    """A way to ask; refusing raises ``user_cancelled``."""

    def ticket(self) -> str:
        """The code shown on the page, typed by hand."""

    def choose(self, certificates: Sequence[HeldCertificate]) -> HeldCertificate:
        """Which of several certificates."""

    def confirm(self, question: Question) -> str:
        """Show what is to be signed and take the PIN."""

    def tell(self, text: str) -> None:
        """Say how it ended."""


class Terminal:
    """Questions and answers as lines of text."""

    def ticket(self) -> str:
        """One line."""
        return _given(_line("Phiếu ký (8 chữ và số trên trang ký): "))

    def choose(self, certificates: Sequence[HeldCertificate]) -> HeldCertificate:
        """By its number in the list."""
        for place, certificate in enumerate(certificates, 1):
            print(f"  {place}. {describe(certificate)}")
        answer = _line("Chọn số chứng thư, Enter để hủy: ")
        if not answer.isdecimal() or not 1 <= int(answer) <= len(certificates):
            raise ProtocolError("user_cancelled")
        return certificates[int(answer) - 1]

    def confirm(self, question: Question) -> str:
        """``x`` looks into a file, ``k`` goes on to the PIN, anything else stops."""
        for label, value in question.lines():
            print(f"{label + ':':12}" + value.replace("\n", "\n" + " " * 12))
        look = "x = Xem văn bản" if len(question.papers) == 1 else "x2 = Xem văn bản 2"
        while (answer := _line(f"{look}, k = Ký, Enter = Hủy: ").lower()).startswith("x"):
            which = answer[1:].strip() or "1"
            if which.isdecimal() and 1 <= int(which) <= len(question.papers):
                show(question.papers[int(which) - 1].file)
        if answer != "k":
            raise ProtocolError("user_cancelled")
        if warning := PIN_WARNINGS.get(question.pin_state):
            print(warning)
        if not question.needs_pin:
            print(PIN_ELSEWHERE)
            return ""
        return getpass.getpass("PIN: ") if sys.stdin.isatty() else _line("PIN: ")

    def tell(self, text: str) -> None:
        """Print it."""
        print(text)


class Window:
    """A small window above all others, with Xem, Ký and Hủy."""

    def ticket(self) -> str:
        """A line to type into."""
        from portal.signer import window

        return _given(window.ask("Phiếu ký (8 chữ và số trên trang ký):"))

    def choose(self, certificates: Sequence[HeldCertificate]) -> HeldCertificate:
        """A list to pick from."""
        from portal.signer import window

        place = window.choose([describe(certificate) for certificate in certificates])
        if place is None:
            raise ProtocolError("user_cancelled")
        return certificates[place]

    def confirm(self, question: Question) -> str:
        """Everything on one sheet, PIN included."""
        from portal.signer import window

        def look(place: int) -> None:
            show(question.papers[place].file)

        names = [f"{place}. {paper.text.splitlines()[0]}" for place, paper in enumerate(question.papers, 1)]
        warning = PIN_WARNINGS.get(question.pin_state, "") if question.needs_pin else PIN_ELSEWHERE
        pin = window.confirm(question.lines(), warning, names, look, needs_pin=question.needs_pin)
        if pin is None:
            raise ProtocolError("user_cancelled")
        return pin

    def tell(self, text: str) -> None:
        """A message to be closed."""
        from portal.signer import window

        window.tell(text)


def best() -> Consent:
    """A window where there is a screen and tkinter, else the terminal."""
    has_screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen:
        try:
            import tkinter  # noqa: F401 - Debian ships Python without it

            return Window()
        except ImportError:
            pass
    return Terminal()


def describe(certificate: HeldCertificate) -> str:
    """Whose certificate, from whom, until when, and where it is."""
    read = x509.load_der_x509_certificate(certificate.der)
    until = read.not_valid_after_utc.strftime("%d/%m/%Y")
    return f"{_common_name(read.subject)}; cấp bởi {_common_name(read.issuer)}; đến {until} ({certificate.label})"


def plain(text: str) -> str:
    """One line of visible signs: a subject may have been written to look like other lines of the question."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def show(file: Path) -> None:
    """Open the file in the PC's own viewer."""
    if sys.platform == "win32":
        os.startfile(file)
        return
    command = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        subprocess.Popen([command, str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        print(f"Không mở được trình xem. Tệp ở: {file}")


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else str(name.rfc4514_string())


def _given(ticket: str) -> str:
    if not ticket:
        raise ProtocolError("user_cancelled")
    return ticket


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        raise ProtocolError("user_cancelled") from None
