"""Màn hình treo tường: today's counts in large type, under an address of its own; the clerk makes and removes it."""

from flask import Blueprint, flash, render_template, session, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.flows import today
from portal.office import walls
from portal.office.profile import Office
from portal.office.walls import Wall
from portal.rules.errors import NotFound
from portal.web.access import needs, open_route, person, settings
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("walls", __name__)
MADE = "wall_key"  # the new address until it was shown, in the person's own signed cookie


class WallForm(FlaskForm):
    """Where the screen hangs."""

    name = StringField("Màn hình đặt ở đâu", [InputRequired("Hãy ghi nơi đặt màn hình."), Length(max=100)])


@pages.get("/walls")
@needs("enter", "administer")
def index() -> str:
    """The screens that stand; the address of a new one is shown once."""
    return page(WallForm(formdata=None))


def page(form: WallForm) -> str:
    """The list with the form of a new one."""
    key = session.pop(MADE, None)
    address = url_for("walls.show", key=key, _external=True) if key else ""
    return render_template("walls/index.html", walls=list(Wall.standing()), form=form, address=address)


@pages.post("/walls")
@needs("enter", "administer")
def create() -> AnyResponse | tuple[str, int]:
    """A new screen."""
    form = WallForm()
    if not form.validate_on_submit():
        return page(form), 422
    session[MADE] = walls.hang(form.name.data, by=person(), at=clock.now())
    return go(url_for("walls.index"))


@pages.post("/walls/<int:wall_id>/removal")
@needs("enter", "administer")
def remove(wall_id: int) -> AnyResponse:
    """The address opens no more."""
    walls.take_down(wall_id, by=person(), at=clock.now())
    flash("Đã bỏ màn hình; địa chỉ ấy không mở được nữa.", "good")
    return go(url_for("walls.index"))


@pages.get("/wall/<key>")
@open_route
def show(key: str) -> str:
    """The screen itself: whoever has its address sees counts, register numbers and units, and nothing else."""
    if walls.find(key) is None:
        raise NotFound("wall")
    now = clock.now()
    return render_template(
        "walls/show.html", now=now, office=Office.current(),
        shown=today.of(premises_of(settings()), settings().check_hours, now=now),
    )
