"""The agency on the certificate and the agency on the letter are compared as people would."""

import pytest

from portal.rules.claims import matches_sender, same_agency, short


def signature(organisation: str, signer: str = "Nguyễn Văn Ấn", state: str = "valid") -> dict[str, str]:
    return {"organisation": organisation, "signer": signer, "state": state}


@pytest.mark.parametrize(
    "organisation",
    [
        "UBND huyện Sơn Động", "ỦY BAN NHÂN DÂN HUYỆN SƠN ĐỘNG", "Uỷ ban nhân dân huyện Sơn Động",
        "ubnd  huyện sơn động, tỉnh Bắc Giang",
    ],
)
def test_long_and_short_forms_and_old_spellings_are_one_name(organisation):
    assert matches_sender("UBND huyện Sơn Động", [signature(organisation)]) is True


def test_another_agency_is_another_one():
    for organisation in ("UBND huyện Sơn", "UBND huyện Lục Ngạn", "UBND xã Sơn Động", "UBND huyện Sơn Đông"):
        assert matches_sender("UBND huyện Sơn Động", [signature(organisation)]) is False


def test_the_seal_names_the_agency_as_signer():
    seal = signature("UBND tỉnh Bắc Giang", signer="Ủy ban nhân dân huyện Sơn Động")
    assert matches_sender("UBND huyện Sơn Động", [seal]) is True


def test_one_matching_signature_among_others_is_enough():
    both = [signature("Sở Nội vụ"), signature("UBND xã Tân Hòa")]
    assert matches_sender("UBND xã Tân Hòa", both) is True


def test_a_signature_that_is_not_valid_says_nothing_about_the_sender():
    forged = signature("UBND xã Tân Hòa", state="untrusted")
    assert matches_sender("UBND xã Tân Hòa", [forged]) is None
    assert matches_sender("UBND xã Tân Hòa", []) is None


def test_without_an_issuer_there_is_nothing_to_compare():
    assert matches_sender("", [signature("UBND xã Tân Hòa")]) is None


def test_case_and_points_do_not_matter():
    assert short("VP. HĐND & UBND TP. HUẾ") == short("Văn phòng HĐND & UBND Thành phố Huế")


def test_two_names_of_one_agency_and_of_two():
    assert same_agency("ỦY BAN NHÂN DÂN XÃ AN LẠC", "UBND xã An Lạc, tỉnh Thái Giang")
    assert not same_agency("UBND xã An Lạc", "UBND xã An Lộc")
    assert not same_agency("UBND", "UBND xã An Lạc")
    assert not same_agency("", "UBND xã An Lạc")
    assert not same_agency("", "")
