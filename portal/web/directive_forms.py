"""Bút phê: what the leader and the clerk write to give a letter out, as forms."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal import clock, wording
from portal.flows.calendar import due_after
from portal.office import charge, directing, phrases
from portal.office.assignments import Assignment, Handler, Instruction
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.office.phrases import Phrase
from portal.office.routing_acts import RoutingAct
from portal.office.stand_ins import StandIn
from portal.rules.due import handling
from portal.rules.errors import NotFound
from portal.rules.roles import Role
from portal.web.access import person
from portal.web.fields import DayField, choices

DAYS = (
    ("", "Không đặt hạn"), ("0", "Trong hôm nay"),
    *((str(days), f"{days} ngày làm việc") for days in (1, 2, 3, 5, 10, 15, 20)),
)
HANDLERS = (Role.OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK)


class DirectiveForm(FlaskForm):
    """What the leader writes: words, who leads, who supports, who shall know, by when."""

    text = TextAreaField("Ý kiến chỉ đạo", [InputRequired("Hãy ghi ý kiến chỉ đạo."), Length(max=2000)])
    standing_lead = RadioField("Đang có người chủ trì", validate_choice=False)
    lead = SelectField("Chủ trì")
    support = SelectMultipleField("Phối hợp")
    inform = SelectMultipleField("Xem để biết")
    working_days = SelectField("Hạn", choices=choices(*DAYS))
    due_on = DayField("Hoặc đến ngày", coming=True)
    support_due_on = DayField("Hạn phối hợp, nếu khác", coming=True)
    known = HiddenField()
    last = ""  # the last directive on the letter as the page is made
    leading: list[Assignment] = []  # who leads by then

    @classmethod
    def blank(cls, me: Person, document: Document | None = None) -> "DirectiveForm":
        """An empty form with everyone who can be charged; an urgent letter that nobody leads proposes its own time.

        On the page of one letter it knows which directive was the last there.
        """
        waits = document and not Assignment.leading(document)
        urgent = handling(document.urgency, clock.today()) if document and waits else None
        form = cls(formdata=None, working_days=str(urgent.working_days) if urgent else "")
        form.offer(me, document)
        form.known.data = form.last
        return form

    def offer(self, me: Person, document: Document | None = None) -> None:
        """Units first, then people, none of them the leader writing; who is away is said, and who leads the letter."""
        away = absent_today()
        units = [(f"unit-{u.id}", u.name) for u in Unit.active()]
        people = [
            (f"person-{p.id}", named(p, away.get(p.id))) for p in Person.with_role(*HANDLERS) if p.id != me.id
        ]
        self.lead.choices = choices(("", "Chọn…"), *units, *people)
        self.support.choices = self.inform.choices = choices(*units, *people)
        self.last = str(Instruction.last_on(document)) if document else ""
        self.leading = Assignment.leading(document) if document else []
        names = ", ".join(one.handler_name for one in self.leading)
        ways = [(directing.KEEP, f"{names} vẫn chủ trì; người chọn thêm dưới đây phối hợp")]
        if all(charge.may_replace(one, me) for one in self.leading):
            ways.insert(0, (directing.REPLACE, f"Chuyển chủ trì; việc đã giao {names} được thu hồi"))
        self.standing_lead.choices = choices(*ways)

    def validate_known(self, field: HiddenField) -> None:
        """What was directed since is read first: it stands on the page that says so."""
        if self.last and field.data and field.data != self.last:
            field.data = self.last
            raise ValidationError(wording.REASONS["directed_since"])

    def validate_standing_lead(self, field: RadioField) -> None:
        """Where somebody leads already, the leader says what becomes of it."""
        if self.leading and field.data not in [choice.value for choice in field.choices or ()]:
            raise ValidationError("Hãy chọn: chuyển chủ trì, hay giữ người đang chủ trì.")

    def validate_lead(self, field: SelectField) -> None:
        """Somebody leads."""
        if not field.data and not (self.leading and self.standing_lead.data == directing.KEEP):
            raise ValidationError("Hãy chọn đơn vị hoặc người chủ trì.")

    def validate_due_on(self, field: DayField) -> None:
        """No day of the past."""
        if field.data and field.data < clock.today():
            raise ValidationError(wording.REASONS["due_past"])

    validate_support_due_on = validate_due_on

    def due_day(self, today: date) -> date | None:
        """The due day: the one typed, else so many working days from today."""
        if self.due_on.data:
            typed: date = self.due_on.data
            return typed
        return due_after(today, int(self.working_days.data)) if self.working_days.data else None

    def write(self, document: Document, *, only_waiting: bool = False) -> RoutingAct:
        """The directive on one letter, each handler in one part only."""
        support = [value for value in self.support.data or () if value != self.lead.data]
        inform = [value for value in self.inform.data or () if value not in (self.lead.data, *support)]
        return directing.direct(
            document, self.text.data, handler_of(self.lead.data) if self.lead.data else None,
            by=person(), at=clock.now(), standing_lead=self.standing_lead.data or "",
            support=[handler_of(value) for value in support], inform=[handler_of(value) for value in inform],
            due_on=self.due_day(clock.today()), support_due_on=self.support_due_on.data,
            only_waiting=only_waiting, known=int(self.known.data) if (self.known.data or "").isdecimal() else None,
        )


def absent_today() -> dict[int, StandIn]:
    """Who is away today, by person."""
    today = clock.today()
    return {one.absent_id: one for one in StandIn.coming(today) if one.is_on(today)}


def named(person: Person, away: StandIn | None = None) -> str:
    """A person with what they are, and until when they are away."""
    words = f"{person.name} ({person.position or (person.unit.name if person.unit else 'chuyên viên')})"
    return f"{words} – vắng đến {away.last_on:%d/%m}, {away.deputy.name} thay" if away else words


class PresentForm(FlaskForm):
    """To which leader the letter goes."""

    leader = SelectField("Trình", [InputRequired("Hãy chọn lãnh đạo.")])

    @classmethod
    def blank(cls) -> "PresentForm":
        """An empty form with the leaders."""
        form = cls(formdata=None)
        form.offer()
        return form

    def offer(self) -> None:
        """The leaders."""
        self.leader.choices = choices(*((str(p.id), named(p)) for p in Person.with_role(Role.LEADER)))

    def lay(self, document: Document) -> RoutingAct:
        """One letter before the chosen leader."""
        return directing.present(document, self.chosen(), by=person(), at=clock.now())

    def chosen(self) -> Person:
        """The leader."""
        leader = handler_of(f"person-{self.leader.data}")
        if not isinstance(leader, Person):
            raise NotFound(self.leader.data)
        return leader


def handler_of(value: str) -> Handler:
    """The unit or person behind a value of the select."""
    kind, _, number = value.partition("-")
    record = Unit if kind == "unit" else Person
    found: Handler | None = record.get_or_none(record.id == int(number or 0), record.is_active)
    if found is None:
        raise NotFound(value)
    return found


def phrases_offered(me: Person) -> list[Phrase]:
    """The leader's own phrases that have a key."""
    return list(Phrase.of(me).limit(phrases.OFFERED))
