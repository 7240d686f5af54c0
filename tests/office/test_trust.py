"""Anchors, revocation lists and the memory of checks."""

from importlib import import_module

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from peewee import IntegrityError

from portal import db
from portal.office import certificates, trust
from portal.office.trust import Anchor, RevocationList, SignatureCheck
from portal.rules import errors
from tests import signing_kit as kit
from tests.office_fixtures import NOW, later

VERDICT = {"file": "good", "notes": [], "signatures": []}


@pytest.fixture
def keys() -> kit.Keys:
    return kit.keys(NOW)


def test_an_authority_is_trusted_from_der_and_from_pem(people, keys):
    der = keys.authority.issuing.der
    pem = keys.authority.issuing.certificate.public_bytes(Encoding.PEM)
    anchor = trust.trust(der, by=people.admin, at=NOW)
    assert trust.trust(pem, by=people.admin, at=NOW) == anchor
    assert anchor.sha256 == certificates.read(pem).sha256
    assert bytes(anchor.der) == der
    assert anchor.valid_until > NOW


def test_only_an_administrator_decides_whom_to_trust(people, keys):
    with pytest.raises(errors.NotAllowed):
        trust.trust(keys.authority.issuing.der, by=people.clerk, at=NOW)
    anchor = trust.trust(keys.authority.issuing.der, by=people.admin, at=NOW)
    with pytest.raises(errors.NotAllowed):
        trust.distrust(anchor, by=people.leader, at=NOW)
    with pytest.raises(errors.NotAllowed):
        trust.add_revocations(keys.lists[0], by=people.clerk, at=NOW)


def test_a_persons_certificate_is_no_authority(people, keys):
    for data in (keys.leader.der, b"", b"-----BEGIN nothing"):
        with pytest.raises(errors.CertificateRefused):
            trust.trust(data, by=people.admin, at=NOW)
    assert Anchor.select().count() == 0


def test_a_removed_authority_counts_no_more_until_trusted_again(people, keys):
    anchor = trust.trust(keys.authority.issuing.der, by=people.admin, at=NOW)
    trust.distrust(anchor, by=people.admin, at=NOW)
    assert list(Anchor.trusted()) == []
    trust.trust(keys.authority.issuing.der, by=people.admin, at=later(hours=1))
    assert list(Anchor.trusted()) == [anchor]


def test_a_list_is_kept_once(people, keys):
    first = trust.add_revocations(keys.lists[0], by=people.admin, at=NOW)
    assert trust.add_revocations(keys.lists[0], by=people.admin, at=NOW) == first
    assert RevocationList.select().count() == 1
    assert first.next_at > NOW
    with pytest.raises(errors.CertificateRefused):
        trust.add_revocations(b"x", by=people.admin, at=NOW)


def test_the_version_of_the_trust_changes_with_every_change_and_back(people, keys):
    seen = [trust.version()]
    anchor = trust.trust(keys.authority.issuing.der, by=people.admin, at=NOW)
    seen.append(trust.version())
    trust.add_revocations(keys.lists[0], by=people.admin, at=NOW)
    seen.append(trust.version())
    assert len(set(seen)) == 3
    trust.distrust(anchor, by=people.admin, at=NOW)
    assert trust.version() not in seen
    trust.trust(keys.authority.issuing.der, by=people.admin, at=NOW)
    assert trust.version() == seen[2]


def test_what_nobody_has_checked_is_undetermined(people):
    assert trust.file_state("0" * 64) == "undetermined"


def test_a_later_check_is_a_new_row_and_the_newest_counts(people):
    trust.note_check("0" * 64, VERDICT, "a", at=NOW)
    trust.note_check("0" * 64, VERDICT | {"file": "broken"}, "b", at=later(hours=1))
    assert trust.file_state("0" * 64) == "broken"
    assert [check.state for check in SignatureCheck.history("0" * 64)] == ["broken", "good"]
    assert SignatureCheck.latest("0" * 64).verdict["file"] == "broken"


def test_a_check_is_never_changed(people):
    check = trust.note_check("0" * 64, VERDICT, "a", at=NOW)
    with pytest.raises(IntegrityError):
        SignatureCheck.update(state="good").where(SignatureCheck.id == check.id).execute()
    with pytest.raises(IntegrityError):
        SignatureCheck.delete().execute()


def test_what_a_file_was_before_it_was_signed_further_is_looked_up_also_for_checks_made_earlier(people):
    first, whole = "a" * 64, "b" * 64
    verdict = {"file": "good", "notes": [], "signatures": [{"revision": first}, {"revision": whole}, {}]}
    trust.note_check(whole, verdict, "1", at=NOW)
    assert trust.was_signed_further(first)
    assert not trust.was_signed_further(whole)
    trust.EarlierState.delete().execute()
    db.database.execute_sql(import_module("portal.migrations.0015_mail_text").FILLED)
    assert [(row.sha256, row.within) for row in trust.EarlierState.select()] == [(first, whole)]
