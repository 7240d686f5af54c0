"""A timestamp that holds moves the moment at which a certificate is judged; nothing else does."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper

from portal.adapters import authority, pdf_verdicts
from portal.adapters.authority import Authority, Identity
from portal.clock import VIETNAM
from tests import signing_kit as kit
from tests.adapters.test_pdf_verdicts import changed, empty_field

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
LATER = AT + kit.days(400)


@pytest.fixture(scope="module")
def keys() -> kit.Keys:
    return kit.keys(AT)


@pytest.fixture(scope="module")
def short(keys: kit.Keys) -> Identity:
    """A certificate that will have expired when the file is judged."""
    return keys.authority.issue("Lê Ngắn Hạn", "UBND", at=AT, end=AT + kit.days(100))


@pytest.fixture(scope="module")
def stamper(keys: kit.Keys) -> Identity:
    return timestamp_authority(keys.authority)


def timestamp_authority(issuer: Authority, since: datetime = AT) -> Identity:
    """A certificate for timestamps and nothing else."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Dấu thời gian THỬ NGHIỆM")])
    usage = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(issuer.issuing.certificate.subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(since - kit.days(1)).not_valid_after(since + kit.days(3000))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return Identity(builder.sign(issuer.issuing.key, hashes.SHA256()), key)


def stamped(folder: Path, who: Identity, stamper: Identity | None, at: datetime) -> Path:
    """A letter signed elsewhere, by any program, with a timestamp of that moment."""
    clock = stamper and DummyTimeStamper(
        asn1_x509.Certificate.load(stamper.der), kit.private(stamper), fixed_dt=at
    )
    return kit.signed_elsewhere(kit.letter(folder / "l.pdf"), folder / "s.pdf", who, clock=clock)


def judged(path: Path, trust: dict, at: datetime = LATER) -> tuple[str, str]:
    row = pdf_verdicts.judge(str(path), trust=trust, now=at.isoformat())["signatures"][0]
    return row["state"], row["time_source"]


def trusted(keys: kit.Keys, revoked: tuple = (), at: datetime = LATER) -> dict:
    return kit.trust(keys.authority.anchors, (keys.authority.revocations(revoked, at=at),))


def test_signed_in_time_and_expired_since_is_valid_with_a_timestamp(keys, short, stamper, tmp_path):
    file = stamped(tmp_path, short, stamper, AT + kit.days(5))
    assert judged(file, trusted(keys)) == ("valid", "tsa")


def test_without_a_timestamp_the_same_signature_is_judged_today(keys, short, tmp_path):
    assert judged(stamped(tmp_path, short, None, AT), trusted(keys)) == ("invalid_cert_expired", "claimed")


def test_signed_after_expiry_is_shown_by_the_timestamp(keys, short, stamper, tmp_path):
    file = stamped(tmp_path, short, stamper, AT + kit.days(120))
    assert judged(file, trusted(keys)) == ("invalid_cert_expired", "tsa")


def test_revoked_after_the_timestamp_is_valid_and_before_it_is_not(keys, stamper, tmp_path):
    file = stamped(tmp_path, keys.leader, stamper, AT + kit.days(5))
    assert judged(file, trusted(keys, ((keys.leader, AT + kit.days(9)),))) == ("valid", "tsa")
    assert judged(file, trusted(keys, ((keys.leader, AT + kit.days(3)),))) == ("invalid_cert_revoked", "tsa")


def test_a_timestamp_nobody_trusts_moves_nothing(keys, short, tmp_path):
    stranger = timestamp_authority(authority.found(AT))
    file = stamped(tmp_path, short, stranger, AT + kit.days(5))
    assert judged(file, trusted(keys)) == ("invalid_cert_expired", "claimed")


@pytest.mark.parametrize(("look", "file"), [("/AP", "broken"), ("", "good")])
def test_a_timestamp_of_the_file_shows_nothing_on_the_page(keys, stamper, tmp_path, look, file):
    signed = kit.signed(kit.letter(tmp_path / "l.pdf"), tmp_path / "s.pdf", keys.leader, keys)
    room = changed(signed, tmp_path / "r.pdf", lambda writer: empty_field(writer, (0, 0, 595, 842), look))
    clock = DummyTimeStamper(asn1_x509.Certificate.load(stamper.der), kit.private(stamper), fixed_dt=AT)
    with room.open("rb") as source, (tmp_path / "t.pdf").open("wb") as target:
        writer = IncrementalPdfFileWriter(source, strict=False)
        asyncio.run(PdfTimeStamper(clock, field_name="K").async_timestamp_pdf(writer, "sha256", output=target))
    assert pdf_verdicts.judge(str(tmp_path / "t.pdf"), trust=keys.trust, now=AT.isoformat())["file"] == file


def test_a_person_cannot_stamp_the_time(keys, short, tmp_path):
    file = stamped(tmp_path, short, keys.deputy, AT + kit.days(5))
    assert judged(file, trusted(keys))[1] == "claimed"


def test_a_signature_too_large_to_be_one_is_not_read(keys, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_verdicts, "CONTENTS_LIMIT", 100)
    file = kit.signed(kit.letter(tmp_path / "l.pdf"), tmp_path / "s.pdf", keys.leader, replace(keys))
    row = pdf_verdicts.judge(str(file), trust=keys.trust, now=AT.isoformat())["signatures"][0]
    assert row["state"] == "unreadable"
