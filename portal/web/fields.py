"""Form fields the library lacks: days as Vietnamese offices type them."""

from datetime import date
from typing import Any, cast

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from portal import clock, wording
from portal.rules.days import parse_coming_day, parse_day
from portal.web.filters import write_date

LAST_YEAR = 2100  # a day beyond is a slip of the hand, and calendars do not reach that far


def choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    """Options of a select from (value, words)."""
    return [SelectChoice(value, words) for value, words in pairs]


class Messages:
    """The form library's own sentences, in Vietnamese."""

    def gettext(self, message: str) -> str:
        """The sentence for the library's; an unknown one is never shown in English."""
        return wording.FORM_MESSAGES.get(message, wording.FORM_MESSAGE_ELSE)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Vietnamese has no plural."""
        return self.gettext(many)


def speak_vietnamese() -> None:
    """Put it right once, for every form there is."""
    FlaskForm.Meta.get_translations = lambda meta, form: Messages()


class DayField(StringField):
    """A day typed as 5/6 or 05/06/2026; ``data`` is a date or None."""

    said_wrong = "Ngày không đúng. Viết theo dạng 05/06/2026 hoặc 5/6."
    said_future = "Ngày này chưa tới. Hãy xem lại."
    said_far = f"Ngày này quá xa: năm lớn nhất là {LAST_YEAR}. Hãy xem lại."

    def __init__(self, *args: Any, coming: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coming = coming
        self.typed = ""

    @property
    def day(self) -> date:
        """The day of a field that had to be filled and was."""
        return cast(date, self.data)

    def _value(self) -> str:
        return write_date(self.data) if isinstance(self.data, date) else self.typed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; a wrong day stays in the field to be mended."""
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not self.typed:
            return
        parse = parse_coming_day if self.coming else parse_day
        try:
            day = parse(self.typed, clock.today())
        except (ValueError, OverflowError) as error:
            raise ValueError(self.said_wrong) from error
        if day.year > LAST_YEAR:
            raise ValueError(self.said_far)
        self.data = day

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """A day of the past may not lie in the future."""
        if not self.coming and isinstance(self.data, date) and self.data > clock.today():
            raise ValidationError(self.said_future)
