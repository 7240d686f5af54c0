"""Names in Nơi nhận compared with the directory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.recipient_names import agree, continues, is_collective, key


@pytest.mark.parametrize(("one", "other"), [
    ("P. VH-XH", "Phòng Văn hóa - Xã hội"), ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
    ("ubnd xã tân hoà", "Ủy ban nhân dân xã Tân Hòa"), ("TT. HĐND xã", "Thường trực HĐND xã"),
    ("TT HU", "Thường trực Huyện ủy"), ("TT Đảng ủy xã", "Thường trực ĐU xã"),
    ("STTTT", "Sở Thông tin và Truyền thông"),
    ("Phong Van hoa  Xa hoi", "Phòng Văn hóa - Xã hội"), ("Ban Thường trực UBMTTQ xã", "BTT Ủy ban MTTQ xã"),
    ("PHÒNG KINH TẾ", "Phòng KT"),
])
def test_two_writings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [
    ("UBND xã An Lạc", "UBND xã An Lập"), ("TT Y tế xã", "Thường trực Y tế xã"), ("Đảng ủy xã", "UBND xã"),
    ("Công an xã", "Ca xã"),
])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_the_offices_own_short_forms_count_unless_they_mean_two_things() -> None:
    assert key("Trạm QLR", (("QLR", "quản lý rừng"),)) == "tram quan ly rung"
    assert key("Trạm QLR", (("QLR", "quản lý rừng"), ("QLR", "quản lý rác"))) == "tram qlr"


@pytest.mark.parametrize("name", [
    "Các thôn", "UBND các xã, thị trấn", "Các cơ quan, đơn vị thuộc UBND huyện", "Thành viên UBND xã",
    "Chủ tịch, các PCT UBND huyện",
])
def test_a_name_for_many_is_known(name: str) -> None:
    assert is_collective(name)


@pytest.mark.parametrize("name", ["Sở Nội vụ", "UBND xã Các Sơn", "Phòng Kinh tế", "Tỉnh ủy"])
def test_the_name_of_one_agency_is_not(name: str) -> None:
    assert not is_collective(name)


def test_a_longer_name_goes_on_from_a_shorter_one_of_three_words() -> None:
    assert continues("so noi vu", "so noi vu tinh bac giang")
    assert not continues("ubnd xa", "ubnd xa tan hoa")
    assert not continues("so noi vu", "so noi vu")


def test_every_word_needs_its_like() -> None:
    def same_start(one: str, other: str) -> bool:
        return one[:2] == other[:2]

    assert agree("an lac", "ang lam", same_start)
    assert not agree("an lac xa", "an lac", same_start)
    assert not agree("an lac", "an lac xa", same_start)


@pytest.mark.slow
@given(st.text(max_size=80))
def test_spaces_around_a_name_are_no_part_of_it(text: str) -> None:
    assert key(text) == key(f"  {text} ")
