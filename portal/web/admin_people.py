"""Người dùng: accounts are given, described, moved, blocked; a new password is shown once."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import accounts, passwords, suspending
from portal.office.loading import load
from portal.office.people import Person, Unit
from portal.rules.errors import Invalid
from portal.rules.roles import Role
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.fields import choices

pages = Blueprint("admin_people", __name__)
ROLES = choices(*((role.value, wording.label(role, "role")) for role in Role))


class PersonForm(FlaskForm):
    """How a person is called and what they are."""

    name = StringField("Họ tên", [InputRequired("Hãy ghi họ tên."), Length(max=100)])
    position = StringField("Chức vụ", [Length(max=100)])
    email = StringField("Thư điện tử", [Length(max=200)])


class PlaceForm(FlaskForm):
    """What the person may do, and where they sit."""

    role = SelectField("Vai trò", choices=ROLES)
    unit = SelectField("Đơn vị")

    def offer(self) -> None:
        """The units that are in use."""
        self.unit.choices = choices(("", "Không thuộc đơn vị nào"), *((str(u.id), u.name) for u in Unit.active()))

    def chosen_unit(self) -> Unit | None:
        """The unit behind the choice."""
        return Unit.get_by_id(int(self.unit.data)) if self.unit.data else None


class HiringForm(PersonForm, PlaceForm):
    """A new account; the password is made, not asked for."""

    login = StringField("Tên đăng nhập", [InputRequired("Hãy ghi tên đăng nhập."), Length(max=40)])


@pages.get("/admin/people")
@needs("administer")
def index() -> str:
    """Everyone, those who may sign in first."""
    typed = request.args.get("q", "")[:100]
    return render_template("admin/people.html", tabs=tabs(person(), "people"), people=Person.listed(typed), q=typed)


@pages.get("/admin/people/new")
@needs("administer")
def new() -> str:
    """The form of a new account."""
    return hiring(HiringForm(formdata=None, role=Role.OFFICER.value))


def hiring(form: HiringForm) -> str:
    """Its page."""
    form.offer()
    return render_template("admin/hire.html", tabs=tabs(person(), "people"), form=form)


@pages.post("/admin/people")
@needs("administer")
def hire() -> str | tuple[str, int]:
    """Give the account and show its password, this once: it stands in no table, cookie or log."""
    form, password = HiringForm(), passwords.spoken()
    form.offer()
    if not form.validate_on_submit():
        return hiring(form), 422
    try:
        hired = accounts.hire(
            form.name.data, form.login.data, Role(form.role.data), password=password, by=person(), at=clock.now(),
            unit=form.chosen_unit(), position=form.position.data, email=form.email.data,
        )
    except Invalid as refusal:
        form.login.errors = [wording.sentence(refusal)]
        return hiring(form), 422
    return password_page(hired, password)


def password_page(whose: Person, password: str) -> str:
    """The one page with the password in it; a redirect would have to keep it somewhere."""
    return render_template("admin/password.html", tabs=tabs(person(), "people"), whose=whose, password=password)


@pages.get("/admin/people/<int:person_id>")
@needs("administer")
def show(person_id: int) -> str:
    """One account."""
    whose = load(Person, person_id)
    facts = PersonForm(formdata=None, obj=whose)
    return page_of_person(whose, facts, PlaceForm(formdata=None, role=whose.role, unit=str(whose.unit_id or "")))


def page_of_person(whose: Person, facts: PersonForm, place: PlaceForm) -> str:
    """Its page."""
    place.offer()
    return render_template(
        "admin/person.html", tabs=tabs(person(), "people"), whose=whose, facts=facts, place=place,
        is_suspended=suspending.is_suspended(whose),
    )


@pages.post("/admin/people/<int:person_id>")
@needs("administer")
def describe(person_id: int) -> AnyResponse | tuple[str, int]:
    """Name, position, mail."""
    whose, form = load(Person, person_id), PersonForm()
    if not form.validate_on_submit():
        place = PlaceForm(formdata=None, role=whose.role, unit=str(whose.unit_id or ""))
        return page_of_person(whose, form, place), 422
    accounts.describe(
        whose, name=form.name.data, position=form.position.data, email=form.email.data, by=person(), at=clock.now()
    )
    return back(whose, "Đã lưu thông tin.")


@pages.post("/admin/people/<int:person_id>/place")
@needs("administer")
def place(person_id: int) -> AnyResponse | tuple[str, int]:
    """Role and unit; a new role ends the person's sessions."""
    whose, form = load(Person, person_id), PlaceForm()
    form.offer()
    if not form.validate_on_submit():
        return page_of_person(whose, PersonForm(formdata=None, obj=whose), form), 422
    if form.role.data != whose.role:
        accounts.change_role(whose, Role(form.role.data), by=person(), at=clock.now())
    if form.unit.data != str(whose.unit_id or ""):
        accounts.move(whose, form.chosen_unit(), by=person(), at=clock.now())
    return back(whose, "Đã lưu vai trò và đơn vị.")


@pages.post("/admin/people/<int:person_id>/block")
@needs("administer")
def block(person_id: int) -> AnyResponse:
    """Khóa: the person is signed out at once."""
    accounts.set_active(whose := load(Person, person_id), False, by=person(), at=clock.now())
    return back(whose, "Đã khóa tài khoản.")


@pages.post("/admin/people/<int:person_id>/opening")
@needs("administer")
def unblock(person_id: int) -> AnyResponse:
    """Mở lại."""
    accounts.set_active(whose := load(Person, person_id), True, by=person(), at=clock.now())
    return back(whose, "Đã mở lại tài khoản.")


@pages.post("/admin/people/<int:person_id>/password")
@needs("administer")
def reset_password(person_id: int) -> str:
    """A new password, shown once; the old one and open sessions end."""
    whose, password = load(Person, person_id), passwords.spoken()
    accounts.change_password(whose, password, by=person(), at=clock.now())
    return password_page(whose, password)


@pages.post("/admin/people/<int:person_id>/second-factor-removal")
@needs("administer")
def drop_second_factor(person_id: int) -> AnyResponse:
    """Help after a lost telephone."""
    accounts.turn_off_second_factor(whose := load(Person, person_id), by=person(), at=clock.now())
    return back(whose, "Đã tắt xác thực hai lớp.")


def back(whose: Person, words: str) -> AnyResponse:
    """To the person's page, saying what was done."""
    flash(words, "good")
    return go(url_for("admin_people.show", person_id=whose.id))
