"""PAdES in two steps around a key that is elsewhere: prepare the file, later put the signature into it.

Everything here runs in the sandbox child, because it takes foreign PDFs apart and because pyHanko costs
half a second and 70 MB to load; arguments and answers are plain data, files go by path.
"""

import asyncio
import base64
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import BaseStampStyle, StaticStampStyle, TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.adapters import pdf_verdicts
from portal.adapters.pdf_fields import UPRIGHT
from portal.adapters.pdf_places import read_place, to_points, turn_of, upright
from portal.adapters.pdf_verdicts import Trust

RESERVED = 32768  # hexadecimal digits: three certificates and a timestamp with room to spare
_INKS = {"blue": (0.05, 0.15, 0.55), "red": (0.75, 0.05, 0.05), "black": (0.0, 0.0, 0.0)}
_MIDDLE = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(1), InnerScaling.SHRINK_TO_FIT
)
# on an annex the letters have their true size (Annex I), so nothing around them is taken from the box
_TRUE = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0), InnerScaling.NO_SCALING
)
# a picture keeps its proportions and fills its box: the seal's has the size of the seal on paper
_FILLING = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0), InnerScaling.STRETCH_TO_FIT
)


def prepare(
    source: str,
    target: str,
    *,
    certificate: str,
    field: str,
    place: Mapping[str, Any] | None,
    lines: Sequence[str],
    trust: Mapping[str, Any],
    now: str,
    image: str = "",
    ink: str = "blue",
) -> dict[str, Any]:
    """Append an empty signature to ``source``: what the key must sign, and what ``embed`` needs later.

    ``{"refused": code}`` when the certificate cannot be used today.
    """
    own = x509.Certificate.load(base64.b64decode(certificate))
    trusted = Trust.read(trust)
    moment = datetime.fromisoformat(now)
    if problem := pdf_verdicts.standing(own, (), trusted, moment, moment).problem:
        return {"refused": f"cert_{problem}"}
    chain = trusted.issuers_of(own)
    signer = _signer(own, chain, own.public_key.byte_size)
    with open(source, "rb") as file, open(target, "wb+") as out:
        writer = IncrementalPdfFileWriter(file, strict=False)
        if writer.prev.encrypted:
            writer.encrypt("")
        meta = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
            name=own.subject.native.get("common_name"),
        )
        drawn = Upright(inner=_style(lines, image, ink), turn=_turn(writer, place))
        hanko = signers.PdfSigner(
            meta, signer, stamp_style=drawn, new_field_spec=_field_spec(writer, field, place),
        )
        digest, _, _ = asyncio.run(hanko.async_digest_doc_for_signing(
            writer, bytes_reserved=RESERVED, output=out, chunk_size=1 << 20
        ))
        attributes = asyncio.run(signer.signed_attrs(digest.document_digest, "sha256", use_pades=True)).dump()
    return {
        "field": field,
        "digest": digest.document_digest.hex(),
        "hole": [digest.reserved_region_start, digest.reserved_region_end],
        "attributes": base64.b64encode(attributes).decode(),
        "certificate": certificate,
        "chain": [base64.b64encode(member.dump()).decode() for member in chain],
        "size": Path(target).stat().st_size,
        "sha256": _sha256(target),
    }


def embed(
    prepared: str, target: str, *, state: Mapping[str, Any], signature: str, trust: Mapping[str, Any], now: str,
    stamp: str = "",
) -> dict[str, Any]:
    """Put the signature into a copy of the prepared file and judge every signature of the result.

    ``stamp`` is the answer of a timestamp authority; one that is of no use is left out.
    ``{"refused": "bad_signature"}`` when it is not over these attributes by this certificate's key.
    """
    if not insert(prepared, target, state, base64.b64decode(signature), base64.b64decode(stamp)):
        return {"refused": "bad_signature"}
    verdict = pdf_verdicts.judge(target, trust=trust, now=now)
    return {"sha256": _sha256(target), "size": Path(target).stat().st_size, "verdict": verdict}


def insert(prepared: str, target: str, state: Mapping[str, Any], value: bytes, stamp: bytes = b"") -> bool:
    """Make ``target`` from the prepared file and the signature; false, and no file, when it does not fit."""
    own = x509.Certificate.load(base64.b64decode(state["certificate"]))
    chain = [x509.Certificate.load(base64.b64decode(member)) for member in state["chain"]]
    attributes = base64.b64decode(state["attributes"])
    if not _fits(own, attributes, value):
        return False
    start, end = state["hole"]
    contents = _contents(_signer(own, chain, value), attributes, _token(stamp, value))
    if 2 * len(contents.dump()) > end - start - 2:  # no room for the timestamp
        contents = _contents(_signer(own, chain, value), attributes, None)
    shutil.copyfile(prepared, target)
    digest = PreparedByteRangeDigest(bytes.fromhex(state["digest"]), start, end)
    with open(target, "rb+") as file:
        PdfTBSDocument.resume_signing(file, digest, contents)
    return True


class Stamped(TimeStamper):
    """Hands out the token that was fetched before."""

    def __init__(self, token: cms.ContentInfo) -> None:
        super().__init__()
        self.token = token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token, whose imprint was compared already."""
        return self.token


def _contents(signer: signers.ExternalSigner, attributes: bytes, token: cms.ContentInfo | None) -> cms.ContentInfo:
    return asyncio.run(signer.async_sign_prescribed_attributes(
        "sha256", cms.CMSAttributes.load(attributes), timestamper=Stamped(token) if token else None
    ))


def _token(answer: bytes, value: bytes) -> cms.ContentInfo | None:
    """The timestamp in an authority's answer, if it is one of this signature."""
    try:
        told = tsp.TimeStampResp.load(answer, strict=True)
        if told["status"]["status"].native not in ("granted", "granted_with_mods"):
            return None
        token = told["time_stamp_token"]
        imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        is_its = imprint["hashed_message"].native == hashlib.sha256(value).digest()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return token if is_its else None


def _signer(
    own: x509.Certificate, chain: Sequence[x509.Certificate], value: bytes | int
) -> signers.ExternalSigner:
    return signers.ExternalSigner(own, SimpleCertificateStore.from_certs(chain), signature_value=value)


def _field_spec(
    writer: IncrementalPdfFileWriter, field: str, place: Mapping[str, Any] | None
) -> fields.SigFieldSpec:
    if place is None:
        return fields.SigFieldSpec(field)
    index, box = read_place(place)
    page = writer.find_page_for_modification(index)[0].get_object()
    # whole points: pyHanko takes integers, and half a point is no visible difference
    left, bottom, right, top = (round(number) for number in to_points(page, box))
    return fields.SigFieldSpec(field, on_page=index, box=(left, bottom, right, top))


def _turn(writer: IncrementalPdfFileWriter, place: Mapping[str, Any] | None) -> int:
    """By how many degrees a viewer turns the page, clockwise."""
    return turn_of(writer.find_page_for_modification(read_place(place)[0])[0].get_object()) if place else 0


@dataclass(frozen=True)
class Upright(BaseStampStyle):
    """Another style, drawn so that it stands upright on a page that is shown turned."""

    inner: BaseStampStyle = field(default_factory=BaseStampStyle)
    turn: int = 0

    def create_stamp(self, writer: Any, box: BoxConstraints, text_params: Any) -> Any:
        """The inner stamp with its width and height as people see them, and the matrix that turns it back."""
        if self.turn in (90, 270):
            box = BoxConstraints(width=box.height, height=box.width)
        stamp = self.inner.create_stamp(writer, box, text_params)
        assert stamp is not None
        if self.turn:
            stamp.register().get_object()[pdf_name("/Matrix")] = upright(self.turn)
        return stamp


def _style(lines: Sequence[str], image: str, ink: str) -> BaseStampStyle:
    """The picture of the signature or seal alone, as Annex I wants it; without one, lines of text."""
    if image:
        return StaticStampStyle(
            border_width=0, background=PdfImage(image), background_opacity=1, background_layout=_FILLING
        )
    font = GlyphAccumulatorFactory(str(UPRIGHT))
    return TextStampStyle(
        border_width=0,
        stamp_text="\n".join(lines).replace("%", "%%"),
        inner_content_layout=_MIDDLE,
        text_box_style=TextBoxStyle(
            font=font, font_size=10, leading=12, text_color=_INKS[ink],
            box_layout_rule=_TRUE if ink == "black" else None,
        ),
    )


def _fits(own: x509.Certificate, attributes: bytes, value: bytes) -> bool:
    key = serialization.load_der_public_key(own.public_key.dump())
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(value, attributes, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
