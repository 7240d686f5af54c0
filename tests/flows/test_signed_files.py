"""The seal on a file that comes back: what the leader signed is still in it, or nothing is stored."""

from pathlib import Path
from typing import Any

import pytest

from portal.adapters.blobs import Blob
from portal.flows import dispatch, signed_versions
from portal.flows.signed_versions import Signature
from portal.office import trust
from portal.rules import errors
from portal.rules.signing import SEAL
from tests import signing_kit as kit
from tests.flows.test_signing import Desk, desk, elsewhere, fresh, furnished, refused_file, upload  # noqa: F401 - fixtures
from tests.office_fixtures import NOW, request_id

pytestmark = pytest.mark.slow

PERSONAL = {"field": "KyCaNhan", "certificate": "aa", "state": "valid"}
SEALED = {"field": "DauCoQuan", "certificate": "bb", "state": "valid"}


def test_the_seal_goes_on_no_file_that_the_leader_never_signed(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    desk.sign()
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)
    base = desk.premises.store.path(fresh(desk.letter).latest.sha256)
    foreign = kit.replaced_behind(base, tmp_path / "f.pdf", revisions=3)
    sealed = kit.signed_elsewhere(foreign, tmp_path / "s.pdf", desk.keys.seal)
    assert refused_file(lambda: upload(desk, sealed, SEAL, desk.people.clerk)) == "changed_elsewhere"
    assert (fresh(desk.letter).state, fresh(desk.letter).latest.role) == ("numbered", "numbered")


def test_a_personal_signature_kept_as_it_was_lets_the_seal_be_stored() -> None:
    signed_versions.require_kept([PERSONAL | {"state": "valid_unchecked"}], {"signatures": [PERSONAL, SEALED]})


@pytest.mark.parametrize(
    "left", [[], [PERSONAL | {"state": "invalid_content"}], [PERSONAL | {"state": "valid_later_change"}],
             [PERSONAL | {"certificate": "cc"}], [PERSONAL | {"field": "K"}]],
)  # fmt: skip
def test_a_personal_signature_lost_changed_or_by_another_stops_the_seal(left: list[dict[str, Any]]) -> None:
    with pytest.raises(errors.NotSignedYet):
        signed_versions.require_kept([PERSONAL], {"signatures": [*left, SEALED]})


def test_nothing_sealed_is_stored_without_the_personal_signature(desk: Desk) -> None:  # noqa: F811
    desk.sign()
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)
    base = fresh(desk.letter).latest
    made = Signature(base, SEAL, desk.people.clerk.id, kit.digest_of(desk.keys.seal))
    with pytest.raises(errors.NotSignedYet):
        signed_versions.keep(made, Blob(base.sha256, 1), {"file": "good", "signatures": [SEALED]}, at=NOW)
    assert fresh(desk.letter).latest == base


def test_a_name_that_the_seal_needs_is_refused_and_its_own_name_taken(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    taken = elsewhere(desk, tmp_path, desk.keys.leader, field_name="DauCoQuan")
    assert refused_file(lambda: upload(desk, taken)) == "name_taken"
    upload(desk, elsewhere(desk, tmp_path, desk.keys.leader, field_name="KyCaNhan"))
    assert fresh(desk.letter).state == "signed"


def test_nothing_is_kept_of_a_file_that_was_refused(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    before = list(desk.premises.store.all())
    other = kit.signed_elsewhere(kit.letter(tmp_path / "o.pdf"), tmp_path / "s.pdf", desk.keys.leader)
    assert refused_file(lambda: upload(desk, other)) == "not_the_approved_file"
    with pytest.raises(errors.CertificateRefused):
        upload(desk, elsewhere(desk, tmp_path, desk.keys.deputy))
    assert list(desk.premises.store.all()) == before


def test_a_refused_file_that_is_also_a_version_stays(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    sha256 = fresh(desk.letter).latest.sha256
    assert refused_file(lambda: upload(desk, desk.premises.store.path(sha256))) == "nothing_signed"
    assert desk.premises.store.has(sha256)


def test_validation_data_behind_the_signature_is_taken_and_the_letter_goes_on(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    signed = elsewhere(desk, tmp_path, desk.keys.leader)
    upload(desk, kit.with_validation_data(signed, tmp_path / "ltv.pdf", desk.keys))
    assert trust.file_state(fresh(desk.letter).latest.sha256) == "good"
    dispatch.number(fresh(desk.letter), by=desk.people.clerk, at=NOW, request_id=request_id(), premises=desk.premises)
    upload(desk, elsewhere(desk, tmp_path, desk.keys.seal, field_name="Dau"), SEAL, desk.people.clerk)
    assert (fresh(desk.letter).state, trust.file_state(fresh(desk.letter).latest.sha256)) == ("sealed", "good")


def test_a_signature_that_would_lock_out_number_and_seal_is_refused(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    certified = elsewhere(desk, tmp_path, desk.keys.leader, certify=True)
    assert refused_file(lambda: upload(desk, certified)) == "locked_elsewhere"
    assert fresh(desk.letter).state == "submitted"
