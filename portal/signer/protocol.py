"""What the portal and the signer say to each other: constants, message codes, MACs and the launch address."""

import hashlib
import hmac
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.signer.sentences import FINDINGS, PARTS, ROLES, SENTENCES

VERSION = "1.0"
PROTOCOLS = (1,)
SCHEME = "kyso-cq"
ROOT = "/helper/v1"
ROOT_PATH = "/tls/chung-thu-goc.crt"  # where a portal with a certificate authority of its own offers its root
ACTIONS = ("sign", "check")

TICKET_SECONDS = 120
JOB_SECONDS = 300
PAIRING_SECONDS = 300
CLOCK_SECONDS = 120
SUBMIT_TRIES = 3
DOCUMENT_LIMIT = 64 * 1024 * 1024
ANSWER_LIMIT = 1024 * 1024

# without the letters and digits that are mistaken for one another on paper or over the telephone
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8

_TICKET = re.compile(r"[A-Za-z0-9_-]{32,64}")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\]")
_LAUNCH_LIMIT = 512


class ProtocolError(Exception):
    """The work stops here; ``code`` is one word of ``SENTENCES`` and all the other side is told."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return sentence(self.code)


def sentence(code: str) -> str:
    """The Vietnamese sentence for a code; an unknown code is named inside a general one."""
    return SENTENCES.get(code) or f"Không ký được, mã lỗi “{code[:40]}”. Hãy báo người quản trị."


def told(finding: Mapping[str, Any]) -> tuple[str, str]:
    """One line of the check of a PC: the name of its part, and its sentence."""
    given = finding.get("values")
    values = {str(name): value for name, value in given.items()} if isinstance(given, dict) else {}
    values["role"] = ROLES.get(str(values.get("role")), "")
    try:
        text = FINDINGS.get(str(finding.get("why")), "").format(**values)
    except (KeyError, ValueError, IndexError):
        text = ""
    return PARTS.get(str(finding.get("part")), "Máy ký"), text or "Hãy cập nhật chương trình ký để xem kết quả này."


def is_known(code: object) -> bool:
    """Whether a code that came over the wire is one of ours."""
    return isinstance(code, str) and code in SENTENCES


@dataclass(frozen=True)
class Launch:
    """What the address given by the browser carries: where to call, what for, and the ticket for it."""

    origin: str
    ticket: str
    action: str = "sign"


def launch_url(origin: str, ticket: str, action: str = "sign") -> str:
    """The address behind the button "Ký số", or behind "Kiểm tra máy ký"."""
    query = urllib.parse.urlencode({"o": clean_origin(origin), "t": ticket})
    return f"{SCHEME}://v1/{action}?{query}"


def read_launch_url(url: str) -> Launch:
    """Take apart an address that any page on the web could have made; refuse all but the exact shape."""
    if len(url) > _LAUNCH_LIMIT or not url.isascii() or not url.isprintable():
        raise ProtocolError("bad_launch", "length or characters")
    parts = urllib.parse.urlsplit(url)
    action = parts.path.rstrip("/").removeprefix("/")
    if (parts.scheme, parts.netloc, parts.fragment) != (SCHEME, "v1", "") or action not in ACTIONS:
        raise ProtocolError("bad_launch", "shape")
    pairs = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    if sorted(name for name, _ in pairs) != ["o", "t"]:
        raise ProtocolError("bad_launch", "fields")
    values = dict(pairs)
    if not _TICKET.fullmatch(values["t"]):
        raise ProtocolError("bad_launch", "ticket")
    return Launch(clean_origin(values["o"]), values["t"], action)


def clean_origin(text: str) -> str:
    """``scheme://host[:port]`` in small letters without the default port; anything more is refused."""
    if not text.isascii() or not text.isprintable():
        raise ProtocolError("bad_origin", "characters")  # the library would drop line breaks in silence
    try:
        parts = urllib.parse.urlsplit(text)
        port = parts.port
    except ValueError:
        raise ProtocolError("bad_origin", "not an address") from None
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    host = host.lower()
    extra = parts.path.rstrip("/") or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or extra or not _HOST.fullmatch(host):
        raise ProtocolError("bad_origin", "shape")
    if port is None or port == {"http": 80, "https": 443}[parts.scheme]:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"


def clean_code(text: str) -> str:
    """A pairing code as people type it: spaces, dashes and small letters allowed."""
    code = plain_code(text)
    if not is_code(code):
        raise ProtocolError("pairing_invalid", "shape")
    return code


def plain_code(text: str) -> str:
    """What was typed, without what people put between groups of letters."""
    return re.sub(r"[\s-]", "", text).upper()


def is_code(code: str) -> bool:
    """Whether this has the shape of a code, for pairing or in place of a ticket."""
    return len(code) == CODE_LENGTH and not set(code) - set(CODE_ALPHABET)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal, as every message writes it."""
    return hashlib.sha256(data).hexdigest()


def request_mac(secret: bytes, method: str, path: str, time: str, nonce: str, body: bytes) -> str:
    """The value of X-Mac on a call of the signer."""
    return _mac(secret, "request", method, path, time, nonce, digest(body))


def answer_mac(secret: bytes, status: int, nonce: str, body_sha256: str) -> str:
    """The value of X-Mac on the portal's answer; the caller's nonce ties it to the question."""
    return _mac(secret, "answer", str(status), nonce, body_sha256)


def same(a: str, b: str) -> bool:
    """Compare two MACs without telling by the time taken how much of them agrees."""
    return hmac.compare_digest(a.encode("utf-8", "replace"), b.encode("utf-8", "replace"))


def _mac(secret: bytes, *parts: str) -> str:
    # each part is preceded by its length, so that no two different lists give the same text
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(secret, text.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()
