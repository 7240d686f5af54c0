"""The table of short forms: what may stand in it, who changes it, and that the next search knows."""

import pytest

from portal.office import abbreviations
from portal.office.abbreviations import Abbreviation
from portal.office.events import Event
from portal.rules import errors
from portal.rules.abbreviations import COMMON, forms
from tests.office_fixtures import NOW, Staff


def test_an_office_begins_with_the_common_ones(people: Staff) -> None:
    assert Abbreviation.in_force() == COMMON


def test_a_line_is_added_changed_taken_out_and_put_back(people: Staff) -> None:
    line = abbreviations.add(" NTL ", "nghĩa  trang liệt sĩ", by=people.admin, at=NOW)
    assert Abbreviation.in_force()[-1] == ("NTL", "nghĩa trang liệt sĩ")
    abbreviations.change(line, "NTLS", "nghĩa trang liệt sĩ", by=people.admin, at=NOW)
    assert Abbreviation.in_force()[-1] == ("NTLS", "nghĩa trang liệt sĩ")
    abbreviations.set_active(line, False, by=people.admin, at=NOW)
    assert Abbreviation.in_force() == COMMON
    assert Abbreviation.listed()[-1] == line
    abbreviations.set_active(line, True, by=people.admin, at=NOW)
    assert len(Abbreviation.in_force()) == len(COMMON) + 1
    done = [(e.verb.removeprefix("abbreviation_"), e.person) for e in Event.of(line)]
    assert done == [(v, people.admin.id) for v in ("added", "changed", "taken_out", "put_back")]


def test_one_short_form_may_stand_for_several_things(people: Staff) -> None:
    for words in ("chủ tịch", "chương trình"):
        abbreviations.add("CT", words, by=people.admin, at=NOW)
    assert forms(Abbreviation.in_force()).of("ct") == (("chu", "tich"), ("chuong", "trinh"))


def test_marks_tell_short_forms_apart_when_they_are_typed(people: Staff) -> None:
    abbreviations.add("HĐ", "hợp đồng", by=people.admin, at=NOW)
    abbreviations.add("HD", "hướng dẫn", by=people.admin, at=NOW)
    known = forms(Abbreviation.in_force())
    assert known.of("hđ") == (("hop", "dong"),)
    assert known.of("hd") == (("hop", "dong"), ("huong", "dan"))


@pytest.mark.parametrize(
    ("short", "words", "why"),
    [
        ("", "bảo hiểm", "empty"), ("BH", " ", "empty"), ("X" * 21, "bảo hiểm", "long"), ("BH", "x" * 101, "long"),
        ("B H", "bảo hiểm", "one_word"), ("B-H", "bảo hiểm", "one_word"), ("2019", "năm nay", "letters"),
        ("b", "bảo", "letters"), ("BH", "12 34", "words"), ("BH", "a " * 13, "words"), ("BH", "bh", "itself"),
        ("UBND", "ủy ban nhân dân", "known"), ("ubnd", "UỶ BAN  nhân dân", "known"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_refused(people: Staff, short: str, words: str, why: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        abbreviations.add(short, words, by=people.admin, at=NOW)
    assert refusal.value.data["why"] == f"abbreviation_{why}"
    assert Abbreviation.in_force() == COMMON


def test_a_line_may_be_written_better_but_not_as_another(people: Staff) -> None:
    line = Abbreviation.get(Abbreviation.short == "BHYT")
    abbreviations.change(line, "Bhyt", "Bảo hiểm y tế", by=people.admin, at=NOW)
    with pytest.raises(errors.Invalid):
        abbreviations.change(line, "UBND", "ủy ban nhân dân", by=people.admin, at=NOW)
    assert Abbreviation.get_by_id(line.id).short == "Bhyt"


def test_only_an_administrator_changes_the_table(people: Staff) -> None:
    line = Abbreviation.get(Abbreviation.short == "BHYT")
    for person in (people.clerk, people.leader, people.safety):
        with pytest.raises(errors.NotAllowed):
            abbreviations.add("NTL", "nghĩa trang liệt sĩ", by=person, at=NOW)
        with pytest.raises(errors.NotAllowed):
            abbreviations.change(line, "BH", "bảo hiểm", by=person, at=NOW)
        with pytest.raises(errors.NotAllowed):
            abbreviations.set_active(line, False, by=person, at=NOW)
