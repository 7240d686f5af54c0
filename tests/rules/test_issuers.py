"""Letterheads in capitals become the names that a register writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.issuers import issuer, name


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["ỦY BAN NHÂN DÂN", "HUYỆN SƠN ĐỘNG"], "UBND huyện Sơn Động"),
        (["UỶ BAN NHÂN DÂN XÃ PHÚC THẮNG"], "UBND xã Phúc Thắng"),
        (["ỦY BAN NHÂN DÂN", "PHƯỜNG 12"], "UBND phường 12"),
        (["HỘI ĐỒNG NHÂN DÂN", "XÃ AN LẠC"], "HĐND xã An Lạc"),
        (["UBND TỈNH BẮC GIANG", "SỞ THÔNG TIN VÀ", "TRUYỀN THÔNG"], "Sở Thông tin và Truyền thông tỉnh Bắc Giang"),
        (["ỦY BAN NHÂN DÂN", "TỈNH BẮC GIANG", "SỞ NỘI VỤ"], "Sở Nội vụ tỉnh Bắc Giang"),
        (["VĂN PHÒNG", "HĐND VÀ UBND", "HUYỆN HIỆP THANH"], "Văn phòng HĐND và UBND huyện Hiệp Thanh"),
        (["UBND TỈNH BẮC HÀ", "VĂN PHÒNG"], "Văn phòng UBND tỉnh Bắc Hà"),
        (["BỘ NỘI VỤ", "CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC"], "Cục Văn thư và Lưu trữ Nhà nước"),
        (["BỘ TƯ PHÁP"], "Bộ Tư pháp"),
        (["THỦ TƯỚNG CHÍNH PHỦ"], "Thủ tướng Chính phủ"),
        (["ĐẢNG BỘ TỈNH BẮC NINH", "ĐẢNG ỦY XÃ AN CHÂU"], "Đảng ủy xã An Châu"),
        (["HUYỆN ỦY SƠN ĐỘNG", "BAN TỔ CHỨC"], "Ban Tổ chức Huyện ủy Sơn Động"),
        (["ỦY BAN MTTQ VIỆT NAM", "HUYỆN HIỆP THANH"], "Ủy ban MTTQ Việt Nam huyện Hiệp Thanh"),
        (["CÔNG AN TỈNH BẮC GIANG", "CÔNG AN HUYỆN SƠN ĐỘNG"], "Công an huyện Sơn Động"),
        (["BẢO HIỂM XÃ HỘI TỈNH BẮC GIANG"], "Bảo hiểm xã hội tỉnh Bắc Giang"),
        (["UBND XÃ AN LẠC", "TRƯỜNG TIỂU HỌC AN LẠC"], "Trường Tiểu học An Lạc"),
        (["ỦY BAN MẶT TRẬN", "TỔ QUỐC VIỆT NAM XÃ AN CHÂU"], "Ủy ban Mặt trận Tổ quốc Việt Nam xã An Châu"),
        (["HỘI NÔNG DÂN XÃ HỮU", "QUÝ"], "Hội Nông dân xã Hữu Quý"),
        (["UBND XÃ HỮU QUÝ", "HỘI ĐỒNG NGHĨA VỤ QUÂN SỰ"], "Hội đồng nghĩa vụ quân sự xã Hữu Quý"),
        (["BAN CHỈ HUY QUÂN SỰ XÃ HỮU QUÝ"], "Ban Chỉ huy Quân sự xã Hữu Quý"),
        (["ĐẢNG ỦY XÃ PHÚC THẮNG _______"], "Đảng ủy xã Phúc Thắng"),
        (["ĐẢNG ỦY XÃ PHÚC THẮNG -———", "______"], "Đảng ủy xã Phúc Thắng"),
        (["THỦ TƯỚNG CHÍNH PHỦ ."], "Thủ tướng Chính phủ"),
        (["BỘ GIÁO DỤC VÀ ĐÀO TẠO _"], "Bộ Giáo dục và Đào tạo"),
        (["UBND XÃ AN LẠC", "BAN CHỈ ĐẠO CHUYỂN ĐỔI", "SỐ"], "Ban Chỉ đạo chuyển đổi số xã An Lạc"),
        (["BAN CHẤP HÀNH -", "ĐẢNG ỦY XÃ AN LẠC"], "Ban Chấp hành - Đảng ủy xã An Lạc"),
        (["HỘI LIÊN HIỆP PHỤ NỮ XÃ QUẾ", "PHONG HẠ"], "Hội Liên hiệp Phụ nữ xã Quế Phong Hạ"),
    ],
)
def test_the_last_agency_of_a_letterhead_is_the_issuer(printed: list[str], expected: str) -> None:
    found = issuer(printed)
    assert found is not None
    assert found.name == expected


def test_the_agency_above_is_kept_as_printed() -> None:
    found = issuer(["UBND HUYỆN SƠN ĐỘNG", "PHÒNG NỘI VỤ"])
    assert found is not None
    assert (found.printed, found.parent) == ("PHÒNG NỘI VỤ", "UBND HUYỆN SƠN ĐỘNG")


def test_no_lines_are_no_issuer() -> None:
    assert issuer([]) is None


@given(st.text(alphabet="AÀÁẠĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY -,&0123456789", max_size=60))
def test_a_name_keeps_its_letters_whatever_they_are(printed: str) -> None:
    assert name(printed).upper().split() == name(name(printed)).upper().split()
