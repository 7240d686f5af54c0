"""Hình chữ ký, hình con dấu: everyone who signs brings their own hand, the administrator brings the seal."""

from typing import Any

from flask import Blueprint, flash, g, render_template, send_file, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal import clock, wording
from portal.flows import stamps
from portal.office import stamps as office_stamps
from portal.office.stamps import Stamp
from portal.rules.errors import FileRefused, NotFound
from portal.rules.stamps import PERSONAL, SEAL, SEAL_SIZE, SEAL_SIZES
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("stamps", __name__)
FILE_FIRST = "Hãy chọn tệp hình."


class HandForm(FlaskForm):
    """A person's own signature."""

    file = FileField("Tệp hình chữ ký (PNG)", [FileRequired(FILE_FIRST)])


class SealForm(FlaskForm):
    """The seal, and how wide it is on paper."""

    file = FileField("Tệp hình con dấu (PNG)", [FileRequired(FILE_FIRST)])
    millimetres = IntegerField("Đường kính con dấu (mm)", [
        InputRequired("Hãy ghi đường kính con dấu."),
        NumberRange(SEAL_SIZES[0], SEAL_SIZES[-1], f"Đường kính từ {SEAL_SIZES[0]} đến {SEAL_SIZES[-1]} mm."),
    ])


@pages.get("/account/signature-picture")
@needs("approve")
def hand() -> str:
    """My signature as it will be drawn."""
    return hand_page(HandForm(formdata=None))


def hand_page(form: HandForm) -> str:
    """Its page."""
    return render_template("stamps/hand.html", form=form, stamp=Stamp.of(PERSONAL, person()))


@pages.get("/account/signature-picture.png")
@needs("approve")
def hand_picture() -> AnyResponse:
    """The picture itself, for nobody else."""
    return picture(PERSONAL)


@pages.post("/account/signature-picture")
@needs("approve")
def take_hand() -> AnyResponse | tuple[str, int]:
    """A new picture of my signature."""
    form = HandForm()
    if not form.validate_on_submit() or not is_taken(form, PERSONAL):
        return hand_page(form), 422
    flash("Đã nhận hình chữ ký. Từ nay hình này hiện ở chỗ ký.", "good")
    return go(url_for("stamps.hand"))


@pages.post("/account/signature-picture-removal")
@needs("approve")
def remove_hand() -> AnyResponse:
    """Text instead of it."""
    office_stamps.remove(PERSONAL, by=person(), at=clock.now())
    flash("Đã bỏ hình chữ ký. Chỗ ký ghi họ tên và thời gian ký.", "good")
    return go(url_for("stamps.hand"))


@pages.get("/admin/seal")
@needs("administer")
def seal() -> str:
    """The seal as it will be drawn."""
    stamp = Stamp.of(SEAL, person())
    return seal_page(SealForm(formdata=None, data={"millimetres": stamp.millimetres if stamp else SEAL_SIZE}))


def seal_page(form: SealForm) -> str:
    """Its page."""
    g.room = "admin"
    return render_template("stamps/seal.html", form=form, stamp=Stamp.of(SEAL, person()))


@pages.get("/seal.png")
@needs("administer", "seal")
def seal_picture() -> AnyResponse:
    """The picture itself, for who brings it and who seals with it."""
    return picture(SEAL)


@pages.post("/admin/seal")
@needs("administer")
def take_seal() -> AnyResponse | tuple[str, int]:
    """A new picture of the seal."""
    form = SealForm()
    if not form.validate_on_submit() or not is_taken(form, SEAL, millimetres=form.millimetres.data):
        return seal_page(form), 422
    flash("Đã nhận hình con dấu.", "good")
    return go(url_for("stamps.seal"))


@pages.post("/admin/seal-removal")
@needs("administer")
def remove_seal() -> AnyResponse:
    """Text instead of it."""
    office_stamps.remove(SEAL, by=person(), at=clock.now())
    flash("Đã bỏ hình con dấu. Chỗ đóng dấu ghi tên cơ quan và thời gian ký.", "good")
    return go(url_for("stamps.seal"))


def is_taken(form: Any, role: str, **more: int) -> bool:
    """Whether the picture is in use now; else the field says what is wrong with it."""
    try:
        stamps.take(form.file.data.stream, role, by=person(), at=clock.now(), premises=premises_of(settings()), **more)
    except FileRefused as refusal:
        form.file.errors = [wording.sentence(refusal)]
        return False
    return True


def picture(role: str) -> AnyResponse:
    """The PNG of the picture in use."""
    stamp = Stamp.of(role, person())
    if stamp is None:
        raise NotFound(role)
    return send_file(premises_of(settings()).store.path(stamp.sha256), mimetype=stamps.PNG)
