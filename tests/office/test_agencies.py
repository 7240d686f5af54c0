"""Cơ quan: learned from letters, found while typing."""

import pytest

from portal.office.agencies import Agency, learn, set_means
from portal.office.events import Event
from portal.rules import errors
from tests.office_fixtures import NOW, Staff, entered

pytestmark = pytest.mark.usefixtures("empty_database")


def names(typed: str, **limit: int) -> list[str]:
    return [agency.name for agency in Agency.matching(typed, **limit)]


def test_an_agency_is_learned_once_and_counted():
    for spelling in ("UBND huyện Sơn Động", "  UBND  huyện Sơn Động ", "UBND huyện Sơn Động"):
        learn(spelling)
    assert [(a.name, a.letters) for a in Agency.select()] == [("UBND huyện Sơn Động", 3)]


@pytest.mark.parametrize("typed", ["son dong", "Sơn Độ", "SƠN", "ubnd huyen", "uhsd"])
def test_it_is_found_with_and_without_marks_and_by_its_initials(typed):
    learn("UBND huyện Sơn Động")
    learn("Sở Nội vụ")
    assert names(typed) == ["UBND huyện Sơn Động"]


@pytest.mark.parametrize("typed", ["stttt", "sttvtt", "so tt", "so thong", "truyen so", "SỞ TT"])
def test_initials_may_leave_out_small_words_and_pieces_may_be_typed(typed):
    learn("Sở Thông tin và Truyền thông")
    learn("Sở Nội vụ")
    assert names(typed) == ["Sở Thông tin và Truyền thông"]


def test_it_is_found_by_its_short_name():
    learn("Bộ Khoa học và Công nghệ", short_name="BKHCN")
    assert names("bkhcn") == ["Bộ Khoa học và Công nghệ"]


def test_the_busiest_comes_first():
    for name, letters in (("Sở Nội vụ", 1), ("Sở Tài chính", 3), ("Sở Y tế", 2)):
        for _ in range(letters):
            learn(name)
    assert names("so") == ["Sở Tài chính", "Sở Y tế", "Sở Nội vụ"]
    assert names("so", limit=1) == ["Sở Tài chính"]


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "\\", "'"])
def test_nothing_typed_and_signs_of_the_query_find_nothing(typed):
    learn("Sở Nội vụ")
    assert names(typed) == []


def test_what_takes_paper_only_is_noted_by_the_clerk(people: Staff):
    agency = learn("UBND xã bên")
    with pytest.raises(errors.NotAllowed):
        set_means(agency, is_paper_only=True, by=people.officer, at=NOW)
    set_means(agency, is_paper_only=True, by=people.clerk, at=NOW)
    assert Agency.named("UBND xã bên").is_paper_only
    assert Event.of(agency).get().data == {"is_paper_only": True}


def test_an_entered_letter_teaches_its_issuer(people: Staff):
    assert entered(people, issuer="Sở  Nội vụ").agency == Agency.named("Sở Nội vụ")
