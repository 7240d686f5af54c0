"""Fields: days as typed, and no sentence of the form library in English."""

import re
from pathlib import Path

import pytest
import wtforms
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, NumberRange

from portal import wording
from portal.web.fields import DayField, Messages, choices

LIBRARY = Path(wtforms.__file__).parent


class EveryFault(FlaskForm):
    """One field for each common fault."""

    choice = SelectField("Loại", choices=choices(("a", "A")))
    number = IntegerField("Số", [NumberRange(min=1)])
    text = StringField("Chữ", [Length(max=3)])
    missing = StringField("Thiếu", [DataRequired()])
    twice = StringField("Lại", [EqualTo("text")])
    day = DayField("Ngày")


@pytest.mark.parametrize("number", ["x", "0"])
def test_every_fault_is_said_in_vietnamese(app: Flask, number: str) -> None:
    typed = MultiDict({"choice": "z", "number": number, "text": "dài quá", "twice": "khác", "day": "31/2"})
    with app.test_request_context():
        form = EveryFault(typed, meta={"csrf": False})
        assert not form.validate()
        said = [message for messages in form.errors.values() for message in messages]
    assert len(said) >= 6
    assert [message for message in said if re.search(r"\b(?:Not|Field|This|Number|must|Invalid)\b", message)] == []


def test_a_sentence_nobody_translated_is_not_shown_in_english() -> None:
    assert Messages().gettext("Something new went wrong.") == wording.FORM_MESSAGE_ELSE
    assert Messages().ngettext("one", "Field cannot be longer than %(max)d characters.", 1) == "Dài quá %(max)d ký tự."


def test_the_translated_sentences_are_the_librarys() -> None:
    source = "".join(path.read_text("utf-8") for path in LIBRARY.rglob("*.py"))
    assert [message for message in wording.FORM_MESSAGES if message not in source] == []


def test_a_wrong_day_stays_in_its_field(app: Flask) -> None:
    with app.test_request_context():
        form = EveryFault(MultiDict({"day": "31/2"}), meta={"csrf": False})
        assert not form.validate()
        assert 'value="31/2"' in str(form.day())
        assert form.day.errors == [DayField.said_wrong]


@pytest.mark.parametrize(("typed", "said"), [("31/12/2100", []), ("1/1/2101", [DayField.said_far])])
def test_a_deadline_lies_in_this_century(app: Flask, typed: str, said: list[str]) -> None:
    class Deadline(FlaskForm):
        day = DayField("Hạn", coming=True)

    with app.test_request_context():
        form = Deadline(MultiDict({"day": typed}), meta={"csrf": False})
        form.validate()
        assert list(form.day.errors) == said
        assert f'value="{typed}"' in str(form.day())
