"""The day a letter asks an answer by is found in the many ways offices write it, and no other day is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.reading_deadline import deadline

WRITTEN = date(2026, 6, 1)
ASKED = date(2026, 6, 25)


@pytest.mark.parametrize(
    "text",
    [
        "Đề nghị các đơn vị gửi báo cáo về Sở Nội vụ trước ngày 25/6/2026 để tổng hợp.",
        "Báo cáo kết quả về Ủy ban nhân dân xã chậm nhất là ngày 25 tháng 6 năm 2026.",
        "Ý kiến góp ý gửi về Văn phòng trước 16 giờ 30 phút ngày 25/06/2026, quá thời hạn trên coi như nhất trí.",
        "Gửi trước 10h00, ngày 25-6-2026.",
        "Đề nghị đăng ký trước ngày 25/6.",
        "Phản hồi không muộn hơn ngày 25.6.2026 để kịp trình.",
        "Thời hạn gửi báo cáo: 25/6/2026.",
        "Thời hạn nhận ý kiến góp ý đến hết ngày 25/6/2026.",
        "Nộp hồ sơ trước thứ Năm, ngày 25/6/2026.",
        "Yêu cầu Ủy ban nhân dân các xã hoàn thành trước ngày 25/6/2026.",
        "Yêu cầu hoàn thành xong trước ngày 20/6/2026; báo cáo kết quả trước ngày 25/6/2026./.",
        "Thực hiện Công văn số 12/SNV-VP ngày 20/5/2026, đề nghị báo cáo\u00a0 trước ngày 25/6/2026.",
        "Thời gian tổ chức: từ ngày 10/6/2026 đến ngày 12/6/2026. 5. Đề nghị gửi báo cáo trước ngày 25/6/2026.",
        "Báo cáo gửi trước ngày 30/6/2026, danh sách gửi trước ngày 25/6/2026.",
    ],
)
def test_the_day_for_the_answer_is_found(text: str) -> None:
    found = deadline(text, WRITTEN)
    assert found is not None
    assert found.day in (ASKED, date(2026, 6, 20))
    assert "6" in text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "Các quy định ban hành trước ngày 01/7/2026 tiếp tục được áp dụng, đề nghị báo cáo vướng mắc.",
        "Số liệu báo cáo tính đến ngày 15/6/2026.",
        "Thời gian báo cáo công khai: từ ngày 10/6/2026 đến hết ngày 20/6/2026.",
        "Định kỳ trước ngày 15 hằng tháng, các đơn vị gửi báo cáo.",
        "Gửi báo cáo trước ngày 25/5/2026.",
        "Gửi báo cáo trước ngày 31/6/2026.",
        "Công trình khởi công trước ngày 25/6/2026.",
        "Báo cáo trước ngày 25/6/2066.",
        "",
    ],
)
def test_other_days_are_none(text: str) -> None:
    assert deadline(text, WRITTEN) is None


def test_without_a_year_the_next_such_day_counts_and_without_the_letters_day_none() -> None:
    text = "Gửi báo cáo trước ngày 05/01."
    found = deadline(text, date(2026, 12, 20))
    assert found is not None
    assert found.day == date(2027, 1, 5)
    assert deadline(text, None) is None


@pytest.mark.slow
@given(st.text(max_size=200), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_no_text_is_an_error_and_no_day_lies_before_the_letters(text: str, written: date) -> None:
    found = deadline(f"gửi trước ngày {text}", written)
    assert found is None or found.day >= written
