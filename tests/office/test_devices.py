"""Pairing of PCs, and certificates bound to people by an administrator."""

import re

import pytest

from portal.office import devices
from portal.office.devices import Certificate, Device, Nonce, Pairing
from portal.office.events import Event
from portal.office.people import Person
from portal.rules import errors
from portal.signer import protocol
from tests import signing_kit as kit
from tests.office_fixtures import NOW, later


def paired(person: Person) -> Device:
    return devices.pair(devices.start_pairing(person, at=NOW), "PC", at=NOW)


def test_a_code_is_eight_letters_the_signer_can_read(people):
    code = devices.start_pairing(people.leader, at=NOW)
    assert protocol.clean_code(code) == code
    assert (devices.CODE_ALPHABET, devices.CODE_LENGTH) == (protocol.CODE_ALPHABET, protocol.CODE_LENGTH)
    assert devices.PAIRING.total_seconds() == protocol.PAIRING_SECONDS


def test_the_code_itself_is_not_stored(people):
    code = devices.start_pairing(people.leader, at=NOW)
    assert code not in str(Pairing.select().dicts().get())


def test_a_code_makes_one_device_with_a_secret_of_its_own(people):
    one, other = paired(people.leader), paired(people.leader)
    assert one.person == people.leader
    assert re.fullmatch(r"[0-9a-f]{64}", one.secret)
    assert one.secret != other.secret
    assert [device.id for device in Device.of(people.leader)] == [other.id, one.id]


def test_used_late_replaced_and_unknown_codes_look_alike(people):
    used = devices.start_pairing(people.leader, at=NOW)
    devices.pair(used, "PC", at=NOW)
    replaced = devices.start_pairing(people.leader, at=NOW)
    late = devices.start_pairing(people.leader, at=NOW)
    for code, at in ((used, NOW), (replaced, NOW), (late, later(minutes=5)), ("ABCDEFGH", NOW)):
        with pytest.raises(errors.NotFound):
            devices.pair(code, "PC", at=at)


def test_a_blocked_person_pairs_nothing(people):
    code = devices.start_pairing(people.leader, at=NOW)
    Person.update(is_active=False).where(Person.id == people.leader.id).execute()
    with pytest.raises(errors.NotFound):
        devices.pair(code, "PC", at=NOW)
    assert Device.select().count() == 0


def test_owner_and_administrator_remove_a_device_others_do_not(people):
    device = paired(people.leader)
    with pytest.raises(errors.NotAllowed):
        devices.remove(device, by=people.clerk, at=NOW)
    devices.remove(device, by=people.leader, at=NOW)
    assert Device.known(device.key) is None
    devices.remove(paired(people.leader), by=people.admin, at=NOW)
    assert list(Device.of(people.leader)) == []


def test_a_word_counts_once_for_each_device_and_old_ones_are_swept(people):
    one, other = paired(people.leader), paired(people.clerk)
    devices.use_nonce(one, "n", at=NOW)
    devices.use_nonce(other, "n", at=NOW)
    with pytest.raises(errors.Conflict):
        devices.use_nonce(one, "n", at=later(minutes=4))
    devices.use_nonce(one, "m", at=later(minutes=11))
    assert Nonce.select().count() == 1
    assert Device.get_by_id(one.id).seen_at == later(minutes=11)


def test_words_are_kept_longer_than_a_call_stays_fresh():
    assert devices.NONCES_KEPT.total_seconds() > 2 * protocol.CLOCK_SECONDS


@pytest.fixture
def shown(people) -> Certificate:
    return devices.present(people.leader, kit.keys(NOW).leader.der, at=NOW)


def test_a_certificate_shown_twice_is_one_row(people, shown):
    assert devices.present(people.leader, kit.keys(NOW).leader.der, at=later(hours=1)) == shown
    assert shown.subject == "Trần Văn Chủ, UBND xã Tân Hòa"
    assert "THỬ NGHIỆM" in shown.issuer


def test_a_certificate_counts_once_an_administrator_approved_it(people, shown):
    assert not Certificate.in_force(people.leader, "personal").exists()
    with pytest.raises(errors.NotAllowed):
        devices.approve(shown, "personal", by=people.leader, at=NOW)
    devices.approve(shown, "personal", by=people.admin, at=NOW)
    assert list(Certificate.in_force(people.leader, "personal")) == [shown]
    assert not Certificate.in_force(people.leader, "seal").exists()
    assert list(Certificate.waiting()) == []


def test_the_seal_belongs_to_the_clerk(people, shown):
    with pytest.raises(errors.NotAllowed):
        devices.approve(shown, "seal", by=people.admin, at=NOW)
    seal = devices.present(people.clerk, kit.keys(NOW).seal.der, at=NOW)
    devices.approve(seal, "seal", by=people.admin, at=NOW)
    assert list(Certificate.in_force(people.clerk, "seal")) == [seal]
    with pytest.raises(errors.CertificateRefused):
        devices.approve(seal, "both", by=people.admin, at=NOW)


def test_an_ended_certificate_counts_no_more_until_approved_again(people, shown):
    devices.approve(shown, "personal", by=people.admin, at=NOW)
    devices.end(shown, by=people.admin, at=NOW)
    assert not Certificate.in_force(people.leader, "personal").exists()
    devices.approve(shown, "personal", by=people.admin, at=NOW)
    assert Certificate.in_force(people.leader, "personal").exists()


def test_bytes_that_are_no_certificate_are_refused(people):
    with pytest.raises(errors.CertificateRefused):
        devices.present(people.leader, b"x", at=NOW)


def test_all_of_it_stands_in_the_trail(people, shown):
    devices.approve(shown, "personal", by=people.admin, at=NOW)
    devices.remove(paired(people.leader), by=people.leader, at=NOW)
    verbs = [event.verb for event in Event.select().order_by(Event.id)]
    assert verbs[-5:] == [
        "certificate_presented", "certificate_approved", "pairing_started", "device_paired", "device_removed",
    ]
