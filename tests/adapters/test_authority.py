"""The test authority says what it is, in every certificate it makes."""

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from portal.adapters.authority import MARK
from portal.clock import VIETNAM
from tests import signing_kit as kit

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


@pytest.mark.slow
def test_every_certificate_says_that_it_is_a_test():
    keys = kit.keys(AT)
    made = [keys.authority.root, keys.authority.issuing, keys.leader, keys.seal]
    for identity in made:
        assert MARK in identity.certificate.subject.rfc4514_string()
        assert MARK in identity.certificate.issuer.rfc4514_string()


def test_the_chain_holds():
    keys = kit.keys(AT)
    keys.leader.certificate.verify_directly_issued_by(keys.authority.issuing.certificate)
    keys.authority.issuing.certificate.verify_directly_issued_by(keys.authority.root.certificate)


def test_a_p12_file_opens_with_its_password_and_carries_the_chain():
    keys = kit.keys(AT)
    packed = keys.leader.p12("mật khẩu", [keys.authority.issuing.certificate])
    key, certificate, others = pkcs12.load_key_and_certificates(packed, "mật khẩu".encode())
    assert key.public_key() == certificate.public_key()
    assert certificate == keys.leader.certificate
    assert others == [keys.authority.issuing.certificate]


def test_a_list_names_the_revoked_and_says_when_it_ends():
    keys = kit.keys(AT)
    made = x509.load_der_x509_crl(keys.authority.revocations([(keys.leader, AT)], at=AT, days=7))
    entry = made.get_revoked_certificate_by_serial_number(keys.leader.certificate.serial_number)
    assert entry.revocation_date_utc == AT
    assert made.next_update_utc == AT + timedelta(days=7)
    assert made.is_signature_valid(keys.authority.issuing.key.public_key())
