"""Viện dẫn: which letters a citation can mean, and which letters cite one, never past the right to read."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.office import citations, rights, worklists
from portal.office.citations import Citation
from portal.office.documents import Document
from portal.rules.roles import Scope
from portal.rules.states import HELD
from tests.office_fixtures import NOW, Staff, entered

KEY = "12/kh-ubnd"
DAYS = [date(2017, 3, 1), date(2018, 3, 1), date(2019, 3, 1)]


def letter(people: Staff, day: date | None, **changes: object) -> Document:
    return entered(people, reference="12/KH-UBND", dated_on=day, **changes)


def citing(people: Staff, day: date | None, printed: date | None = None, reference: str = "99/BC-UBND") -> Document:
    found = entered(people, reference=reference, dated_on=day, subject="Báo cáo")
    citations.replace(found, [("12/KH-UBND", KEY, printed)])
    return found


def targets(people: Staff, document: Document) -> list[Document]:
    return list(worklists.cited(people.clerk, document.citations.get()))


def test_the_day_printed_beside_a_citation_tells_which_year_is_meant(people: Staff) -> None:
    letters = [letter(people, day) for day in DAYS]
    asking = citing(people, date(2019, 5, 1), DAYS[1])
    assert targets(people, asking) == [letters[1]]
    assert [list(worklists.citing(people.clerk, one)) for one in letters] == [[], [asking], []]


def test_without_a_day_nothing_younger_is_meant_and_the_youngest_stands_first(people: Staff) -> None:
    letters = [letter(people, day) for day in DAYS]
    asking = citing(people, date(2018, 5, 1))
    assert targets(people, asking) == [letters[1], letters[0]]
    assert [list(worklists.citing(people.clerk, one)) for one in letters] == [[asking], [asking], []]


def test_two_agencies_with_one_number_are_both_shown(people: Staff) -> None:
    ours, theirs = (letter(people, DAYS[0], issuer=name) for name in ("UBND xã An Lạc", "UBND huyện Sơn Động"))
    assert targets(people, citing(people, DAYS[2], DAYS[0])) == [theirs, ours]


def test_a_letter_that_arrives_later_is_linked_from_then_on(people: Staff) -> None:
    asking = citing(people, DAYS[2], DAYS[0])
    assert targets(people, asking) == []
    arrived = letter(people, DAYS[0])
    assert targets(people, asking) == [arrived]
    assert list(worklists.citing(people.clerk, arrived)) == [asking]


def test_no_letter_cites_itself(people: Staff) -> None:
    own = letter(people, DAYS[0])
    citations.replace(own, [("12/KH-UBND", KEY, None)])
    assert targets(people, own) == []
    assert list(worklists.citing(people.clerk, own)) == []


def test_what_one_may_not_read_is_neither_linked_nor_listed(people: Staff) -> None:
    hidden = letter(people, DAYS[0])
    asking = citing(people, DAYS[2], DAYS[0])
    rights.set_scope(hidden, Scope.RESTRICTED, by=people.leader, at=NOW)
    assert targets(people, asking) == []
    assert list(worklists.cited(people.leader, asking.citations.get())) == [hidden]
    rights.set_scope(hidden, Scope.NORMAL, by=people.leader, at=NOW)
    rights.set_scope(asking, Scope.RESTRICTED, by=people.leader, at=NOW)
    assert list(worklists.citing(people.clerk, hidden)) == []
    assert list(worklists.citing(people.leader, hidden)) == [asking]


def test_what_is_held_apart_is_not_listed_even_for_the_clerk(people: Staff) -> None:
    cited = letter(people, DAYS[0])
    asking = citing(people, DAYS[2])
    Document.update(state=HELD).where(Document.id == asking.id).execute()
    assert list(worklists.citing(people.clerk, cited)) == []


def test_hidden_citing_letters_take_no_place_of_readable_ones(people: Staff) -> None:
    cited = letter(people, DAYS[0])
    seen = citing(people, DAYS[2], reference="1/BC-UBND")
    for n in range(2, 5):
        rights.set_scope(citing(people, DAYS[2], reference=f"{n}/BC-UBND"), Scope.RESTRICTED, by=people.leader, at=NOW)
    assert list(worklists.citing(people.clerk, cited, most=2)) == [seen]


@pytest.fixture
def three_years(people: Staff) -> list[Document]:
    return [letter(people, day) for day in (*DAYS, None)]


@pytest.mark.slow
def test_both_directions_tell_the_same(people: Staff, three_years: list[Document]) -> None:
    asking = citing(people, DAYS[1])

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from([*DAYS, None]), st.sampled_from([*DAYS, None]))
    def agree(written: date | None, printed: date | None) -> None:
        Document.update(dated_on=written).where(Document.id == asking.id).execute()
        Citation.update(dated_on=printed).execute()
        forth = {d.id for d in targets(people, Document.get_by_id(asking.id))}
        back = {one.id for one in three_years if asking in list(worklists.citing(people.clerk, one))}
        assert forth == back

    agree()
