"""Searches kept under a name: one's own only, found by name, renamed and removed."""

import pytest

from portal.office import saved_searches
from portal.office.events import Event
from portal.office.saved_searches import SavedSearch
from portal.rules import errors
from portal.rules.result_columns import USUAL
from tests.office_fixtures import NOW, Staff


def kept(people: Staff, name: str = "Công văn năm nay", **changes: object) -> SavedSearch:
    """A question of the clerk's."""
    values = {"q": "công văn", "filters": {"year": "2026"}, "sort": "date", "columns": ("reference", "subject")}
    return saved_searches.save(name, by=people.clerk, at=NOW, **{**values, **changes})


def test_a_search_is_kept_as_it_was_asked(people: Staff) -> None:
    kept(people)
    (search,) = SavedSearch.of(people.clerk)
    assert (search.name, search.q, search.sort) == ("Công văn năm nay", "công văn", "date")
    assert search.filters == {"year": "2026"}
    assert search.columns == ["reference", "subject"]
    assert Event.newest("search_saved").data == {"name": "Công văn năm nay"}


def test_the_same_name_again_keeps_the_newer_question(people: Staff) -> None:
    kept(people)
    kept(people, q="thông báo")
    assert [search.q for search in SavedSearch.of(people.clerk)] == ["thông báo"]


def test_searches_stand_in_vietnamese_order(people: Staff) -> None:
    for name in ("Đất đai", "Dân số", "Ấp 3", "An ninh"):
        kept(people, name)
    assert [search.name for search in SavedSearch.of(people.clerk)] == ["An ninh", "Ấp 3", "Dân số", "Đất đai"]


def test_another_persons_search_is_not_there(people: Staff) -> None:
    search = kept(people)
    assert SavedSearch.of(people.leader) == []
    for act in (
        lambda: saved_searches.own(search.id, people.leader),
        lambda: saved_searches.rename(search.id, "Khác", by=people.leader, at=NOW),
        lambda: saved_searches.remove(search.id, by=people.leader, at=NOW),
    ):
        with pytest.raises(errors.NotFound):
            act()
    assert SavedSearch.get_by_id(search.id).name == "Công văn năm nay"


def test_two_people_may_use_one_name(people: Staff) -> None:
    kept(people)
    saved_searches.save("Công văn năm nay", "x", filters={}, sort="rank", columns=(), by=people.leader, at=NOW)
    assert len(SavedSearch.of(people.clerk)) == len(SavedSearch.of(people.leader)) == 1


def test_who_may_not_search_keeps_none(people: Staff) -> None:
    with pytest.raises(errors.NotAllowed):
        saved_searches.save("Tên", "x", filters={}, sort="rank", columns=(), by=people.admin, at=NOW)


def test_a_new_name_is_not_one_of_the_others(people: Staff) -> None:
    first, second = kept(people), kept(people, "Thông báo")
    with pytest.raises(errors.Conflict):
        saved_searches.rename(second.id, first.name, by=people.clerk, at=NOW)
    saved_searches.rename(second.id, " Báo  cáo ", by=people.clerk, at=NOW)
    assert {search.name for search in SavedSearch.of(people.clerk)} == {"Công văn năm nay", "Báo cáo"}


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_short_and_there(people: Staff, name: str) -> None:
    with pytest.raises(errors.Invalid):
        kept(people, name)


def test_nothing_asked_is_not_kept(people: Staff) -> None:
    with pytest.raises(errors.Invalid):
        kept(people, q="", filters={})


@pytest.mark.slow
def test_a_list_has_an_end(people: Staff) -> None:
    for n in range(saved_searches.MOST):
        kept(people, f"Số {n}")
    with pytest.raises(errors.Conflict):
        kept(people, "Một nữa")
    assert kept(people, "Số 1").id


def test_a_removed_search_is_gone_and_told(people: Staff) -> None:
    search = kept(people)
    saved_searches.remove(search.id, by=people.clerk, at=NOW)
    assert SavedSearch.of(people.clerk) == []
    assert Event.newest("search_removed").data == {"name": search.name}


def test_columns_are_remembered_for_each_person(people: Staff) -> None:
    assert saved_searches.columns_of(people.clerk) == USUAL
    saved_searches.choose_columns(["state", "reference", "no such"], by=people.clerk)
    saved_searches.choose_columns(["kind"], by=people.leader)
    assert saved_searches.columns_of(people.clerk) == ("reference", "subject", "state")
    assert saved_searches.columns_of(people.leader) == ("kind", "subject")
    saved_searches.choose_columns([], by=people.clerk)
    assert saved_searches.columns_of(people.clerk) == USUAL
