"""Things signing tests need: a test authority, letters as PDF, a token, and a signature made in one call."""

import asyncio
import base64
import ctypes
import hashlib
import importlib
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from portal.adapters import authority
from portal.adapters.authority import Authority, Identity
from portal.rules.errors import Refusal, Unreadable
from portal.signer.backends import cryptoki

FONT = Path(authority.__file__).parent / "fonts" / "cong-van-serif.ttf"
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "12345678"
ORGANISATION = "UBND xã Tân Hòa"
PLACE = {"page": 1, "box": [0.55, 0.70, 0.85, 0.78]}
SEAL_PLACE = {"page": 1, "box": [0.45, 0.69, 0.62, 0.80]}
NUMBER_PLACES = {
    "number": {"page": 1, "box": [0.135, 0.103, 0.200, 0.122]},
    "day": {"page": 1, "box": [0.678, 0.103, 0.717, 0.122]},
    "month": {"page": 1, "box": [0.767, 0.103, 0.805, 0.122]},
}
NUMBER = {"number": "12", "day": "22", "month": "11"}


@dataclass(frozen=True)
class Keys:
    """The keys of a test office; made once for each moment asked for."""

    at: datetime
    authority: Authority
    leader: Identity
    deputy: Identity
    seal: Identity
    lists: tuple[bytes, ...] = field(default=())

    @cached_property
    def trust(self) -> dict[str, list[str]]:
        """What the verdicts are given."""
        return trust(self.authority.anchors, self.lists)


@lru_cache(maxsize=4)
def keys(at: datetime) -> Keys:
    """An authority with a leader, a deputy and a seal."""
    made = authority.found(at)
    return Keys(
        at, made,
        made.issue("Trần Văn Chủ", ORGANISATION, at=at, title="Chủ tịch"),
        made.issue("Phạm Thị Phó", ORGANISATION, at=at, title="Phó Chủ tịch"),
        made.issue(ORGANISATION, ORGANISATION, at=at),
        (made.revocations(at=at),),
    )


def trust(anchors: list[bytes], lists: tuple[bytes, ...] = ()) -> dict[str, list[str]]:
    return {"anchors": [text(der) for der in anchors], "lists": [text(der) for der in lists]}


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def letter(target: Path, *, pages: int = 1) -> Path:
    """A short letter with a gap for its number, embedded font and all."""
    pdfmetrics.registerFont(TTFont("Serif", str(FONT)))
    sheet = canvas.Canvas(str(target), pagesize=A4, invariant=True)
    for page in range(pages):
        sheet.setFont("Serif", 13)
        sheet.drawString(60, 742, "Số:            /UBND-VP")
        sheet.drawString(320, 742, "Tân Hòa, ngày       tháng       năm 2026")
        sheet.drawString(60, 640, f"Trang {page + 1}. Kính gửi: Ủy ban nhân dân huyện Sơn Động")
        sheet.showPage()
    sheet.save()
    return target


def with_number_fields(source: Path, target: Path, places: Mapping[str, Any] = NUMBER_PLACES) -> Path:
    """The same letter with empty fields for number, day and month."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from portal.adapters import pdf_fields

    with source.open("rb") as file, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(file, strict=False)
        pdf_fields.add_number_fields(writer, places)
        writer.write(out)
    return target


def prepared(
    source: Path, target: Path, who: Identity, at: Keys, *, field: str = "KyCaNhan", place: Any = PLACE, **more: Any
) -> dict[str, Any]:
    """Step one, in this process."""
    pdf_signing = with_small_hole()
    asked = {"lines": [ORGANISATION], "trust": at.trust, "now": at.at.isoformat()} | more
    return pdf_signing.prepare(
        str(source), str(target), certificate=text(who.der), field=field, place=place, **asked
    )


def with_small_hole() -> Any:
    """The signing adapter with room for our short chain only: the library reads a hole digit by digit."""
    from portal.adapters import pdf_signing

    pdf_signing.RESERVED = 8192
    return pdf_signing


def signed(source: Path, target: Path, who: Identity, at: Keys, **more: Any) -> Path:
    """Both steps, with the key at hand."""
    from portal.adapters import pdf_signing

    half = target.with_suffix(".half")
    state = prepared(source, half, who, at, **more)
    assert "refused" not in state, state
    value = raw_signature(who, base64.b64decode(state["attributes"]))
    assert pdf_signing.insert(str(half), str(target), state, value)
    return target


def replaced_behind(source: Path, target: Path, *, revisions: int = 1) -> Path:
    """The same first bytes, then another file whose table of objects names no earlier one: readers show the other."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    approved = source.read_bytes() + b"\n"
    other = letter(target.with_suffix(".other"), pages=2).read_bytes()
    start = other.rindex(b"xref\n", 0, other.rindex(b"startxref"))
    moved = len(approved)
    end = re.sub(rb"(\d{10}) (\d{5} n)", lambda row: b"%010d %s" % (int(row[1]) + moved, row[2]), other[start:])
    content = approved + other[:start] + re.sub(rb"startxref\s+\d+", b"startxref\n%d" % (start + moved), end)
    for _ in range(revisions - 1):
        writer, longer = IncrementalPdfFileWriter(BytesIO(content), strict=False), BytesIO()
        writer.update_root()
        writer.write(longer)
        content = longer.getvalue()
    target.write_bytes(content)
    return target


def signed_elsewhere(source: Path, target: Path, who: Identity, *, clock: Any = None, **more: Any) -> Path:
    """Signed in one go by another program, which asks nothing about the certificate; ``more`` is for pyHanko."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    own = signers.SimpleSigner(asn1_x509.Certificate.load(who.der), private(who), SimpleCertificateStore())
    meta = {"field_name": "K", "subfilter": fields.SigSeedSubFilter.PADES} | more
    with source.open("rb") as file, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(file, strict=False)
        signer = signers.PdfSigner(signers.PdfSignatureMetadata(**meta), own, timestamper=clock)
        asyncio.run(signer.async_sign_pdf(writer, output=out))
    return target


def with_validation_data(source: Path, target: Path, at: Keys) -> Path:
    """The same with certificates and revocation lists appended, as programs do that sign for the long term."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    with source.open("rb") as file, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(file, strict=False)
        DocumentSecurityStore.supply_dss_in_writer(
            writer, None, certs=[asn1_x509.Certificate.load(der) for der in at.authority.anchors],
            crls=[asn1_crl.CertificateList.load(der) for der in at.lists],
        )
        writer.write(out)
    return target


def digest_of(who: Identity) -> str:
    return hashlib.sha256(who.der).hexdigest()


def private(who: Identity) -> asn1_keys.PrivateKeyInfo:
    form = serialization.PrivateFormat.PKCS8
    der = who.key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    return asn1_keys.PrivateKeyInfo.load(der)


def raw_signature(who: Identity, data: bytes) -> bytes:
    return who.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def call_here(function: str, args: Mapping[str, Any], **limits: Any) -> Any:
    """Stands for ``sandbox.call`` where the child itself is not what is tested: the same function, here."""
    module, _, name = function.partition(":")
    with_small_hole()
    try:
        return getattr(importlib.import_module(module), name)(**args)
    except Refusal:
        raise
    except Exception as error:
        raise Unreadable(f"damaged ({type(error).__name__})") from error


@dataclass
class SoftToken:
    """A SoftHSM2 token in a folder of its own, used through the same library calls as any other token."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "tokens").mkdir(parents=True)
        self.config = self.folder / "softhsm2.conf"
        self.config.write_text(
            f"directories.tokendir = {self.folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
        )

    def use(self) -> None:
        """Point the library at this folder; read when it is initialised."""
        os.environ["SOFTHSM2_CONF"] = str(self.config)

    def hold(self, label: str, who: Identity, key_id: str = "01") -> "SoftToken":
        """A new token with the key and its certificate."""
        pem = self.folder / "key.pem"
        pem.write_bytes(who.key_pem())
        self._tool("--init-token", "--free", "--label", label, "--so-pin", "87654321")
        self._tool("--import", str(pem), "--token", label, "--label", label, "--id", key_id)
        pem.unlink()
        self._write_certificate(label, who.der, bytes.fromhex(key_id))
        return self

    def _tool(self, *arguments: str) -> None:
        environment = {**os.environ, "SOFTHSM2_CONF": str(self.config)}
        subprocess.run(
            ["softhsm2-util", *arguments, "--pin", PIN], check=True, capture_output=True, env=environment
        )

    def _write_certificate(self, label: str, der: bytes, key_id: bytes) -> None:
        self.use()
        module = cryptoki.Module(SOFTHSM)
        slot = next(slot for slot in module.slots() if module.token(slot)[0] == label)
        session = module.open_session(slot, cryptoki.RW_SERIAL_SESSION)
        module.login(session, PIN)
        wanted = cryptoki.template({
            cryptoki.CLASS: cryptoki.CERTIFICATE_OBJECT,
            0x80: 0,  # CKA_CERTIFICATE_TYPE: X.509
            0x01: b"\1",  # CKA_TOKEN
            cryptoki.LABEL: label.encode(),
            cryptoki.KEY_ID: key_id,
            0x101: b"subject",
            cryptoki.VALUE: der,
        })
        module.call("CreateObject", session, wanted, cryptoki.Ulong(7), cryptoki.address(ctypes.c_ulong()))
        module.call("CloseSession", session)
        module.close()


def days(count: float) -> timedelta:
    return timedelta(days=count)
