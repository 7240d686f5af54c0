"""Bút phê: presenting and directing as forms, one letter or many at once."""

from collections.abc import Callable
from datetime import date
from functools import partial

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import precedents
from portal.flows.calendar import due_after
from portal.office import directing, phrases, rights, worklists
from portal.office.assignments import Handler, Instruction
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.office.phrases import Phrase
from portal.office.routing_acts import RoutingAct
from portal.office.stand_ins import StandIn
from portal.rules.due import handling
from portal.rules.errors import Conflict, Invalid, NotFound, Refusal
from portal.rules.roles import Role
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.fields import DayField, choices
from portal.web.opening import open_document
from portal.web.premises import premises_of
from portal.web.undoing import done

pages = Blueprint("directing", __name__)
DAYS = (
    ("", "Không đặt hạn"), ("0", "Trong hôm nay"),
    *((str(days), f"{days} ngày làm việc") for days in (1, 2, 3, 5, 10, 15, 20)),
)
HANDLERS = (Role.OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK)
MOST = 100  # letters offered on one page


class DirectiveForm(FlaskForm):
    """What the leader writes: words, who leads, who supports, who shall know, by when."""

    text = TextAreaField("Ý kiến chỉ đạo", [InputRequired("Hãy ghi ý kiến chỉ đạo."), Length(max=2000)])
    lead = SelectField("Chủ trì", [InputRequired("Hãy chọn đơn vị hoặc người chủ trì.")])
    support = SelectMultipleField("Phối hợp")
    inform = SelectMultipleField("Xem để biết")
    working_days = SelectField("Hạn", choices=choices(*DAYS))
    due_on = DayField("Hoặc đến ngày", coming=True)
    support_due_on = DayField("Hạn phối hợp, nếu khác", coming=True)
    known = HiddenField()

    @classmethod
    def blank(cls, me: Person, document: Document | None = None) -> "DirectiveForm":
        """An empty form with everyone who can be charged; an urgent letter proposes its own time.

        On the page of one letter it knows which directive was the last there.
        """
        urgent = handling(document.urgency, clock.today()) if document else None
        form = cls(
            formdata=None, working_days=str(urgent.working_days) if urgent else "",
            known=Instruction.last_on(document) if document else "",
        )
        form.offer(me)
        return form

    def offer(self, me: Person) -> None:
        """Units first, then people, none of them the leader writing; who is away is said."""
        away = absent_today()
        units = [(f"unit-{u.id}", u.name) for u in Unit.active()]
        people = [
            (f"person-{p.id}", named(p, away.get(p.id))) for p in Person.with_role(*HANDLERS) if p.id != me.id
        ]
        self.lead.choices = choices(("", "Chọn…"), *units, *people)
        self.support.choices = self.inform.choices = choices(*units, *people)

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
            document, self.text.data, handler_of(self.lead.data), by=person(), at=clock.now(),
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


@pages.post("/documents/<int:document_id>/instructions")
@needs("direct")
def direct(document_id: int) -> AnyResponse:
    """Write the directive and give the work out."""
    document, form = rights.read(person(), document_id), DirectiveForm()
    form.offer(person())
    here = url_for("documents.show", document_id=document.id)
    if not form.validate_on_submit():
        return refuse(form, here)
    try:
        done("Đã chuyển xử lý.", form.write(document))
    except (Conflict, Invalid) as refusal:
        flash(wording.sentence(refusal), "refusal")
        return go(here)
    return go(url_for("desk.index"))


def refuse(form: FlaskForm, here: str) -> AnyResponse:
    """Say what is missing, back on the letter page."""
    for messages in form.errors.values():
        flash(messages[0], "refusal")
    return go(here)


@pages.get("/documents/<int:document_id>/precedents")
@needs("direct")
def suggested(document_id: int) -> str:
    """Who got letters like this one: a part of the letter page, fetched when the page stands."""
    document = open_document(document_id)
    found = precedents.of(person(), document, premises=premises_of(settings()))
    return render_template("directing/_precedents.html", document=document, found=found)


@pages.post("/documents/<int:document_id>/presentation")
@needs("enter")
def present(document_id: int) -> AnyResponse:
    """Lay the letter before a leader."""
    document, form = rights.read(person(), document_id), PresentForm()
    form.offer()
    if not form.validate_on_submit():
        return refuse(form, url_for("documents.show", document_id=document.id))
    done(f"Đã trình {form.chosen().name}.", form.lay(document))
    return go(url_for("incoming.listing", tab="entered"))


# Many letters at once: each in a transaction of its own.


@pages.get("/directing")
@needs("direct")
def many_to_direct() -> str:
    """The letters that wait for this leader's words, to be ticked."""
    return direct_page(DirectiveForm.blank(person()))


@pages.post("/directing")
@needs("direct")
def direct_many() -> AnyResponse | tuple[str, int]:
    """One directive for every letter ticked."""
    form = DirectiveForm()
    form.offer(person())
    if not form.validate_on_submit() or not ticked():
        return direct_page(form, lacks_ticks=not ticked()), 422
    each_of_them(partial(form.write, only_waiting=True), "Đã chuyển xử lý {count} văn bản.")
    return go(url_for("directing.many_to_direct"))


def direct_page(form: DirectiveForm, *, lacks_ticks: bool = False) -> str:
    """The letters and the form."""
    letters = list(worklists.to_direct(person()).limit(MOST))
    return render_template(
        "directing/many.html", letters=letters, directive=form, present=None, ticked=set(ticked()),
        lacks_ticks=lacks_ticks, phrases=phrases_offered(person()), today=clock.today(),
    )


@pages.get("/presenting")
@needs("enter")
def many_to_present() -> str:
    """The letters that no leader has before them yet, to be ticked."""
    return present_page(PresentForm.blank())


@pages.post("/presenting")
@needs("enter")
def present_many() -> AnyResponse | tuple[str, int]:
    """Every letter ticked before one leader."""
    form = PresentForm()
    form.offer()
    if not form.validate_on_submit() or not ticked():
        return present_page(form, lacks_ticks=not ticked()), 422
    each_of_them(form.lay, f"Đã trình {form.chosen().name} {{count}} văn bản.")
    return go(url_for("directing.many_to_present"))


def present_page(form: PresentForm, *, lacks_ticks: bool = False) -> str:
    """The letters and the form."""
    letters = list(worklists.to_present(person()).limit(MOST))
    return render_template(
        "directing/many.html", letters=letters, directive=None, present=form, ticked=set(ticked()),
        lacks_ticks=lacks_ticks, phrases=[], today=clock.today(),
    )


def ticked() -> list[int]:
    """The letters chosen."""
    return [int(value) for value in request.form.getlist("letters") if value.isdecimal()]


def each_of_them(act: Callable[[Document], RoutingAct], words: str) -> None:
    """Do it for every letter ticked, and say how many went and which did not, and why."""
    acts: list[RoutingAct] = []
    for document_id in ticked():
        try:
            document = rights.read(person(), document_id)
        except NotFound as refusal:
            flash(wording.sentence(refusal), "refusal")
            continue
        try:
            acts.append(act(document))
        except Refusal as refusal:
            flash(f"Số đến {document.number}: {wording.sentence(refusal)}", "refusal")
    if acts:
        done(words.format(count=len(acts)), *acts)
