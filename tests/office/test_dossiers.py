"""Dossiers: opened, filled, closed, and never a way round the rights."""

import pytest

from portal.office import closing, dossiers, rights
from portal.office.documents import Document
from portal.office.dossiers import Dossier, DossierItem
from portal.office.events import Event
from portal.rules import errors
from portal.rules.roles import Scope
from tests.office_fixtures import NOW, Staff, drafted, entered, later, received


def opened(people: Staff, number: str = "01.VP") -> Dossier:
    return dossiers.open_dossier(number, "Phân loại văn bản điện tử năm 2026", "06", by=people.officer, at=NOW)


def hidden_from_the_clerk(people: Staff) -> Document:
    """A restricted letter the leader reads by a grant."""
    document = entered(people)
    rights.grant(document, "read", person=people.leader, at=NOW)
    rights.set_scope(document, Scope.RESTRICTED, by=people.leader, at=NOW)
    return document


def test_a_dossier_is_opened_with_its_number_and_day(people: Staff) -> None:
    dossier = opened(people)
    assert (dossier.year, dossier.opened_on, dossier.opened_by) == (2026, NOW.date(), people.officer)
    assert [e.verb for e in Event.of(dossier)] == ["dossier_opened"]


def test_a_number_stands_once_a_year(people: Staff) -> None:
    opened(people)
    with pytest.raises(errors.Invalid):
        opened(people)
    next_year = dossiers.open_dossier("01.VP", "Năm sau", "06", by=people.clerk, at=later(days=100))
    assert next_year.year == 2027


@pytest.mark.parametrize(("number", "title", "retention"), [("", "a", "06"), ("1", " ", "06"), ("1", "a", "6")])
def test_what_no_list_could_hold_is_refused(people: Staff, number: str, title: str, retention: str) -> None:
    with pytest.raises(errors.Invalid):
        dossiers.open_dossier(number, title, retention, by=people.clerk, at=NOW)
    assert not Dossier.select().exists()


def test_administrators_keep_no_dossiers(people: Staff) -> None:
    for person in (people.admin, people.safety):
        with pytest.raises(errors.NotAllowed):
            dossiers.open_dossier("01", "Việc", "06", by=person, at=NOW)


def test_a_document_is_filed_once_however_often_it_is_asked(people: Staff) -> None:
    dossier, document = opened(people), entered(people)
    for _ in range(2):
        dossiers.file(document, dossier, by=people.clerk, at=NOW)
    assert DossierItem.select().count() == 1
    assert [e.verb for e in Event.of(document)].count("filed") == 1
    assert list(Dossier.with_document(document)) == [dossier]


def test_a_document_may_lie_in_two_dossiers(people: Staff) -> None:
    document = entered(people)
    for number in ("01.VP", "02.VP"):
        dossiers.file(document, opened(people, number), by=people.clerk, at=NOW)
    assert Dossier.with_document(document).count() == 2


def test_what_one_may_not_read_one_cannot_file(people: Staff) -> None:
    dossier, document = opened(people), entered(people)
    with pytest.raises(errors.NotFound):
        dossiers.file(document, dossier, by=people.stranger, at=NOW)


def test_what_has_no_number_yet_is_not_filed(people: Staff) -> None:
    dossier = opened(people)
    with pytest.raises(errors.WrongState):
        dossiers.file(received(people), dossier, by=people.clerk, at=NOW)
    with pytest.raises(errors.WrongState):
        dossiers.file(drafted(people), dossier, by=people.officer, at=NOW)


def test_a_dossier_adds_no_right_and_says_how_much_is_hidden(people: Staff) -> None:
    dossier, ordinary, restricted = opened(people), entered(people), hidden_from_the_clerk(people)
    for document in (ordinary, restricted):
        dossiers.file(document, dossier, by=people.leader, at=NOW)
    assert (list(dossier.documents(people.leader)), dossier.hidden(people.leader)) == ([ordinary, restricted], 0)
    assert (list(dossier.documents(people.clerk)), dossier.hidden(people.clerk)) == ([ordinary], 1)
    assert (list(dossier.documents(people.stranger)), dossier.hidden(people.stranger)) == ([], 2)
    assert dossiers.sizes([dossier]) == {dossier.id: 2}


def test_a_closed_dossier_takes_and_gives_nothing(people: Staff) -> None:
    dossier, document = opened(people), entered(people)
    dossiers.file(document, dossier, by=people.clerk, at=NOW)
    closing.close(dossier, by=people.officer, at=later(days=1))
    for act in (dossiers.file, dossiers.take_out):
        with pytest.raises(errors.DossierClosed):
            act(document, dossier, by=people.clerk, at=later(days=2))
    with pytest.raises(errors.DossierClosed):
        closing.close(dossier, by=people.officer, at=later(days=2))
    assert dossier.deposit_due.isoformat() == "2027-01-23"


def test_a_dossier_is_closed_by_who_opened_it_or_the_clerk(people: Staff) -> None:
    dossier = opened(people)
    for person in (people.stranger, people.head, people.leader, people.admin):
        with pytest.raises(errors.NotAllowed):
            closing.close(dossier, by=person, at=NOW)
    closing.close(dossier, by=people.clerk, at=NOW)


def test_a_wrong_filing_is_put_right_and_kept_in_the_history(people: Staff) -> None:
    dossier, document = opened(people), entered(people)
    dossiers.file(document, dossier, by=people.clerk, at=NOW)
    with pytest.raises(errors.NotAllowed):
        dossiers.take_out(document, dossier, by=people.leader, at=NOW)
    dossiers.take_out(document, dossier, by=people.clerk, at=NOW)
    assert dossier.hidden(people.clerk) == 0
    assert [e.verb for e in Event.of(document)][-2:] == ["filed", "taken_out"]


def test_lists_are_filtered_with_or_without_marks(people: Staff) -> None:
    dossier = opened(people)
    assert list(Dossier.listed("phan loai 01.vp", closed=False)) == [dossier]
    assert list(Dossier.listed("xây dựng", closed=False)) == []
    assert list(Dossier.listed("", closed=True)) == []
