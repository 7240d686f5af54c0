"""Xác thực hai lớp: a new secret, its picture for the telephone, and whether a code belongs to it."""

from dataclasses import dataclass
from datetime import datetime

import pyotp

from portal.adapters import qr_codes
from portal.office.people import Person

MARGIN = 4  # light squares a reader needs around the code


@dataclass(frozen=True)
class Offer:
    """A secret to be carried to the telephone: as an address, as text in groups, and as a picture."""

    secret: str
    address: str
    size: int
    path: str

    @property
    def groups(self) -> str:
        """The secret in groups of four, for typing."""
        return " ".join(self.secret[n : n + 4] for n in range(0, len(self.secret), 4))


def new_secret() -> str:
    """160 bits, as authenticators take them."""
    return pyotp.random_base32()


def offer(secret: str, person: Person, office: str) -> Offer:
    """The secret as the page shows it."""
    address = pyotp.TOTP(secret).provisioning_uri(name=str(person.login), issuer_name=office)
    rows = qr_codes.squares(address)
    return Offer(secret, address, len(rows) + 2 * MARGIN, drawn(rows))


def drawn(rows: list[list[bool]]) -> str:
    """The dark squares as one path of an SVG picture, a square being one unit."""
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return "".join(f"M{x + MARGIN} {y + MARGIN}h1v1h-1z" for x, y in dark)


def steps(secret: str, code: str, *, at: datetime) -> list[int]:
    """The half minutes, this one and its neighbours, whose code was typed: one, or none if the code is wrong."""
    clockwork, typed = pyotp.TOTP(secret), code.replace(" ", "")
    now = int(at.timestamp()) // clockwork.interval
    around = (now - 1, now, now + 1)
    return [step for step in around if pyotp.utils.strings_equal(typed, clockwork.generate_otp(step))]
