"""Planted alterations: whatever is changed in the database or the store by hand, ``verify`` names the place of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import printing
from portal.adapters.blobs import BlobStore
from portal.flows import seal_checks
from portal.flows.bad_places import Place
from portal.flows.verifying import GOOD, verify
from portal.office import accounts, drafting, trust
from portal.office.documents import Version
from portal.office.files import StoredFile
from portal.office.people import Person
from portal.office.seals import Seal
from portal.office.tables import ADD_ONLY
from portal.office.trust import Anchor
from tests import signing_kit as kit
from tests.flows.planted import FAMILIES, Office, live, missed, settle
from tests.office_fixtures import (
    CONTENTS,
    NOW,
    Staff,
    drafted,
    image_after,
    later,
    opened,
    outline,
    unguarded,
)


@pytest.fixture(scope="module")
def lived(_images: dict[str, bytes]) -> bytes:
    return image_after(_images["office"], live)


@pytest.fixture(scope="module")
def settled(lived: bytes) -> bytes:
    return image_after(lived, settle)


@pytest.fixture
def an_office(lived: bytes, tmp_path: Path) -> Iterator[Office]:
    yield from office_of(lived, tmp_path)


def office_of(image: bytes, tmp_path: Path) -> Iterator[Office]:
    for _ in opened(image):
        store = BlobStore(tmp_path / "blobs")
        for file in StoredFile.select():
            store.put(CONTENTS[file.sha256])
        carried = tmp_path / seal_checks.NAME
        seal_checks.write(Seal.newest(), carried)
        yield Office(image, store, carried)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_each_planted_alteration_is_named_by_its_place(
    lived: bytes, settled: bytes, tmp_path: Path, family: str
) -> None:
    for office in office_of(settled if family.startswith("what stands") else lived, tmp_path):
        assert office.verified().bad == ()
        planted, not_named = missed(office, family)
        print(f"{family}: {planted}")  # pytest -rP shows how many of each
        assert planted
        assert not_named == []


def test_an_office_nobody_touched_is_good_and_every_place_has_its_words(an_office: Office) -> None:
    found = an_office.verified()
    assert (found.bad, found.exit_code) == ((), GOOD)
    assert found.checked["rows"] == 10
    assert set(found.checked) == set(printing.CHECKED)
    assert {table._meta.table_name for table in ADD_ONLY} - {"signature_check"} <= set(printing.BAD_PLACES)


@pytest.mark.slow
def test_a_second_factor_that_was_taken_off_by_hand_is_named(people: Staff, tmp_path: Path) -> None:
    accounts.turn_on_second_factor(people.leader, "JBSWY3DPEHPK3PXP", at=later())
    Person.update(totp_secret=None).where(Person.id == people.leader.id).execute()
    assert verify(BlobStore(tmp_path)).bad == (Place("person", people.leader.id, "altered", fields=("second_factor",)),)
    accounts.turn_off_second_factor(people.leader, by=people.leader, at=later())
    assert verify(BlobStore(tmp_path)).ok


@pytest.mark.slow
def test_an_authority_nobody_trusted_is_named(people: Staff, tmp_path: Path) -> None:
    anchor = trust.trust(kit.keys(NOW).authority.issuing.der, by=people.admin, at=NOW)
    pushed_in = {**anchor.__data__, "id": 2, "sha256": "ab" * 32}
    Anchor.insert(pushed_in).execute()
    assert verify(BlobStore(tmp_path)).bad == (Place("authority", 2, "unnamed"),)


def test_a_draft_that_was_described_anew_is_no_alteration(people: Staff, tmp_path: Path) -> None:
    store, draft = BlobStore(tmp_path / "blobs"), drafted(people)
    drafting.describe(draft, outline(people, subject="V/v khác hẳn"), by=people.officer, at=later(hours=1))
    for version in Version.select():
        store.put(CONTENTS[version.sha256])
    assert Version.select().count() == 2
    assert verify(store).exit_code == GOOD
    unguarded()
    Version.update(at=later(hours=2)).where(Version.id == 2).execute()
    assert verify(store).first_bad.why == "unnamed"
