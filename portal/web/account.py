"""Tài khoản: one's own password, second factor and sessions."""

from datetime import timedelta

from flask import Blueprint, flash, g, render_template, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from portal import clock, wording
from portal.flows import second_factor
from portal.office import accounts, digests, passwords, sessions
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.sessions import Session
from portal.rules.errors import WeakPassword
from portal.web.access import person, settings, signed_in
from portal.web.answers import go
from portal.web.sign_in import slowdown

pages = Blueprint("account", __name__)
OFFERED = "new_factor"  # the secret between its picture and its first code, in the person's own signed cookie


class PasswordForm(FlaskForm):
    """The old password, and the new one twice because nobody sees it."""

    old = PasswordField("Mật khẩu đang dùng", [InputRequired("Hãy nhập mật khẩu đang dùng."), Length(max=128)])
    new = PasswordField("Mật khẩu mới", [InputRequired("Hãy nhập mật khẩu mới."), Length(max=128)])
    again = PasswordField("Nhập lại mật khẩu mới", [
        InputRequired("Hãy nhập lại mật khẩu mới."), EqualTo("new", "Hai lần nhập chưa giống nhau."),
    ])


class CodeForm(FlaskForm):
    """The first code of a new secret."""

    code = StringField("Mã sáu chữ số trên điện thoại", [InputRequired("Hãy nhập mã sáu chữ số."), Length(max=12)])


class OldPasswordForm(FlaskForm):
    """An act that needs one's password once more."""

    password = PasswordField("Mật khẩu đang dùng", [InputRequired("Hãy nhập mật khẩu đang dùng."), Length(max=128)])


@pages.get("/account")
@signed_in
def index() -> str:
    """The page."""
    return account_page()


def account_page(password: PasswordForm | None = None, removal: OldPasswordForm | None = None) -> str:
    """Password, second factor, sessions."""
    me, now = person(), clock.now()
    idle = timedelta(minutes=settings().idle_minutes)
    return render_template(
        "account/index.html", password=password or PasswordForm(formdata=None, prefix="password"), current=g.session,
        removal=removal or OldPasswordForm(formdata=None, prefix="removal"),
        sessions=list(Session.open_for(me, at=now, idle=idle)),
    )


@pages.post("/account/password")
@signed_in
def change_password() -> AnyResponse | tuple[str, int]:
    """A new password; sessions elsewhere end."""
    me, form, now = person(), PasswordForm(prefix="password"), clock.now()
    if not form.validate_on_submit() or not is_own_password(me, form.old):
        return account_page(password=form), 422
    try:
        accounts.change_password(me, form.new.data, by=me, at=now, keep=g.session)
    except WeakPassword as refusal:
        form.new.errors = [wording.sentence(refusal)]
        return account_page(password=form), 422
    flash("Đã đổi mật khẩu; các phiên đăng nhập khác đã kết thúc.", "good")
    return go(url_for("account.index"))


def is_own_password(me: Person, field: PasswordField) -> bool:
    """Whether the password typed is the one in use; wrong ones are counted as at sign-in."""
    now, key = clock.now(), (str(me.login), request.remote_addr or "")
    wait = slowdown().wait(*key, now)
    if wait:
        field.errors = [wording.sign_in_wait(wait)]
    elif not passwords.matches(me.password_hash, field.data):
        slowdown().failed(*key, now)
        field.errors = ["Mật khẩu đang dùng không đúng."]
    return not field.errors


@pages.post("/account/digest")
@signed_in
def choose_digest() -> AnyResponse:
    """Thư nhắc việc đầu ngày: wanted or not."""
    wanted = "wanted" in request.form
    digests.choose(person(), wanted, at=clock.now())
    flash("Sẽ gửi thư nhắc việc mỗi sáng ngày làm việc." if wanted else "Không gửi thư nhắc việc nữa.", "good")
    return go(url_for("account.index"))


@pages.get("/account/second-factor")
@signed_in
def second_factor_offer() -> str:
    """The secret as a picture; reloading keeps it, so that the telephone and the page agree."""
    session.setdefault(OFFERED, second_factor.new_secret())
    return offer_page(CodeForm(formdata=None))


def offer_page(form: CodeForm) -> str:
    """The page with the picture."""
    offer = second_factor.offer(session[OFFERED], person(), str(Office.current().name))
    return render_template("account/second_factor.html", offer=offer, form=form)


@pages.post("/account/second-factor")
@signed_in
def turn_on() -> AnyResponse | tuple[str, int]:
    """The telephone proved that it knows the secret."""
    form, now = CodeForm(), clock.now()
    if OFFERED not in session:
        return go(url_for("account.second_factor_offer"))
    if not form.validate_on_submit():
        return offer_page(form), 422
    steps = second_factor.steps(session[OFFERED], form.code.data, at=now)
    if not steps:
        form.code.errors = [wording.REASONS["second_factor_code"]]
        return offer_page(form), 422
    accounts.turn_on_second_factor(person(), session.pop(OFFERED), at=now, used=max(steps), keep=g.session)
    flash("Đã bật xác thực hai lớp. Lần đăng nhập sau sẽ hỏi thêm mã.", "good")
    return go(url_for("account.index"))


@pages.post("/account/second-factor-removal")
@signed_in
def turn_off() -> AnyResponse | tuple[str, int]:
    """Back to the password alone, with the password."""
    me, form = person(), OldPasswordForm(prefix="removal")
    if not form.validate_on_submit() or not is_own_password(me, form.password):
        return account_page(removal=form), 422
    accounts.turn_off_second_factor(me, by=me, at=clock.now())
    flash("Đã tắt xác thực hai lớp.", "good")
    return go(url_for("account.index"))


@pages.post("/account/other-sessions-end")
@signed_in
def end_others() -> AnyResponse:
    """Sign out everywhere but here."""
    ended = sessions.end_others(g.session, at=clock.now())
    flash(f"Đã kết thúc {ended} phiên đăng nhập khác.", "good")
    return go(url_for("account.index"))
