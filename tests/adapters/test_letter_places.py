"""Where a letter leaves room for number, day, signature and seal."""

from pathlib import Path

import pytest

from portal.adapters import letter_places
from portal.flows.reading import SAMPLE_PDF
from tests.adapters.letter_files import draw

HEIGHT, WIDTH = 842, 595


def test_number_day_and_month_are_found_between_their_words(tmp_path: Path) -> None:
    found = letter_places.number_places(str(draw(tmp_path / "a.pdf")))
    assert set(found["places"]) == {"number", "day", "month"}
    assert (found["printed"], found["narrow"]) == ({"year": 2026}, [])
    for place in found["places"].values():
        x0, y0, x1, y1 = place["box"]
        assert place["page"] == 1
        assert place["size"] == 13
        assert y0 < place["baseline"] < y1
        assert place["baseline"] == pytest.approx((HEIGHT - 735) / HEIGHT, abs=0.002)
        assert 0 < x0 < x1 < 1


def test_the_number_stands_left_of_the_day_and_the_day_left_of_the_month(tmp_path: Path) -> None:
    places = letter_places.number_places(str(draw(tmp_path / "a.pdf")))["places"]
    assert places["number"]["box"][2] < places["day"]["box"][0]
    assert places["day"]["box"][2] < places["month"]["box"][0]


def test_dots_are_room_too(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", number="Số: ............./UBND-KT", date="ngày ........ tháng ……… năm 2026")
    assert set(letter_places.number_places(str(path))["places"]) == {"number", "day", "month"}


def test_what_is_printed_already_gets_no_place(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", number="Số: 536/UBND-TH", date="Tân Hòa, ngày 05 tháng 11 năm 2026")
    found = letter_places.number_places(str(path))
    assert found["places"] == {}
    assert found["printed"] == {"number": 536, "day": 5, "month": 11, "year": 2026}


def test_a_printed_month_leaves_the_day_to_be_written(tmp_path: Path) -> None:
    found = letter_places.number_places(str(draw(tmp_path / "a.pdf", date="ngày         tháng 11 năm 2026")))
    assert set(found["places"]) == {"number", "day"}
    assert found["printed"]["month"] == 11


def test_a_gap_too_narrow_for_a_number_is_named(tmp_path: Path) -> None:
    found = letter_places.number_places(str(draw(tmp_path / "a.pdf", number="Số: /UBND-KT")))
    assert found["narrow"] == ["number"]
    assert "number" not in found["places"]


def test_a_page_without_number_line_has_no_place_for_it(tmp_path: Path) -> None:
    found = letter_places.number_places(str(draw(tmp_path / "a.pdf", number="Kính gửi các phòng")))
    assert "number" not in found["places"] | found["printed"]


def test_the_sample_letter_has_its_number_and_day() -> None:
    found = letter_places.number_places(str(SAMPLE_PDF))
    assert found["printed"] == {"number": 536, "day": 10, "month": 5, "year": 2019}
