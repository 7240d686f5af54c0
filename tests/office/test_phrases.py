"""A leader's own phrases: learned from directives, changed and taken out by that leader alone."""

import pytest

from portal.office import phrases
from portal.office.directing import direct
from portal.office.phrases import Phrase
from portal.rules import errors
from tests.office_fixtures import NOW, Staff, entered, later


def say(people: Staff, text: str, hours: int = 0) -> None:
    direct(entered(people), text, people.officer, by=people.leader, at=later(hours=hours))


def texts(person) -> list[str]:
    return [phrase.text for phrase in Phrase.of(person)]


@pytest.mark.slow
def test_the_most_used_come_first_then_the_newest(people: Staff):
    for hours, text in enumerate(("Xem để biết", "Tham mưu văn bản trả lời", "Lưu hồ sơ", "xem để biết.")):
        say(people, text, hours)
    assert texts(people.leader) == ["Xem để biết", "Lưu hồ sơ", "Tham mưu văn bản trả lời"]
    assert texts(people.deputy) == []


@pytest.mark.slow
def test_a_phrase_taken_out_is_not_learned_again(people: Staff):
    say(people, "Xem để biết")
    phrases.remove(Phrase.of(people.leader).get(), by=people.leader, at=NOW)
    say(people, "Xem để biết")
    assert texts(people.leader) == []


@pytest.mark.slow
def test_a_phrase_is_changed_by_its_owner_to_what_is_not_there_yet(people: Staff):
    say(people, "Xem để biết. Lưu hồ sơ.")
    first = Phrase.of(people.leader).first()
    with pytest.raises(errors.NotFound):
        Phrase.one_of(people.deputy, first.id)
    for wrong in ("", "x" * 161, "lưu hồ sơ"):
        with pytest.raises(errors.Invalid):
            phrases.change(first, wrong, by=people.leader, at=NOW)
    phrases.change(first, "Xem, báo cáo lại", by=people.leader, at=NOW)
    assert sorted(texts(people.leader)) == ["Lưu hồ sơ", "Xem, báo cáo lại"]
