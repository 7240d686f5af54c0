"""Đăng nhập, đăng xuất: passwords, the second factor, and the cookie that holds the session's key."""

from datetime import datetime

from flask import Blueprint, abort, current_app, g, render_template, request, session
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import second_factor
from portal.office import accounts, events, passwords, sessions
from portal.office.people import Person
from portal.rules.folding import fold, nfc
from portal.web.access import cookie_name, local_path, open_route, settings, signed_in
from portal.web.answers import go
from portal.web.slowdown import Slowdown, Turnstile

pages = Blueprint("sign_in", __name__)
CODE_SECONDS = 300


class SignInForm(FlaskForm):
    """Name and password; nothing is asked twice, paste is allowed."""

    login = StringField("Tên đăng nhập", [InputRequired("Hãy nhập tên đăng nhập."), Length(max=80)])
    password = PasswordField("Mật khẩu", [InputRequired("Hãy nhập mật khẩu."), Length(max=128)])


class CodeForm(FlaskForm):
    """The six digits of the authenticator."""

    code = StringField("Mã xác thực", [InputRequired("Hãy nhập mã sáu chữ số."), Length(max=12)])


@pages.get("/sign-in")
@open_route
def index() -> str:
    """The form; coming here again while signed in is no error."""
    return render_template("sign_in/index.html", form=SignInForm(formdata=None), refusal="")


@pages.post("/sign-in")
@open_route
def enter() -> AnyResponse | tuple[str, int]:
    """Check name and password in the same time, whether the name is known or not."""
    form, now = SignInForm(), clock.now()
    take_turn(now)
    if not form.validate_on_submit():
        return render_template("sign_in/index.html", form=form, refusal=""), 422
    account, address = fold(nfc(form.login.data))[:80], request.remote_addr or ""
    wait = slowdown().wait(account, address, now)
    if wait:
        return render_template("sign_in/index.html", form=form, refusal=wording.sign_in_wait(wait)), 429
    person = Person.by_login(account)
    fits = passwords.matches(person.password_hash if person and person.is_active else None, form.password.data)
    if not fits or person is None:
        refuse(account, address, person, now)
        return render_template("sign_in/index.html", form=form, refusal=wording.SIGN_IN_REFUSED), 422
    then = local_path(request.args.get("next"))
    if person.totp_secret:
        session["second_factor"] = [person.id, int(now.timestamp()), then]
        return go("/sign-in/code")
    return welcome(person, account, now, then)


@pages.get("/sign-in/code")
@open_route
def code() -> AnyResponse | str:
    """Ask for the code, if the password was right a moment ago."""
    if pending(clock.now()) is None:
        return go("/sign-in")
    return render_template("sign_in/code.html", form=CodeForm(formdata=None), refusal="")


@pages.post("/sign-in/code")
@open_route
def enter_code() -> AnyResponse | tuple[str, int]:
    """Check the code; each one works once."""
    form, now = CodeForm(), clock.now()
    take_turn(now)
    person = pending(now)
    if person is None:
        return go("/sign-in")
    account, address = str(person.login), request.remote_addr or ""
    wait = slowdown().wait(account, address, now)
    if wait:
        return render_template("sign_in/code.html", form=form, refusal=wording.sign_in_wait(wait)), 429
    if not form.validate_on_submit() or not take_code(person, form.code.data, now):
        refuse(account, address, person, now)
        return render_template("sign_in/code.html", form=form, refusal=wording.CODE_REFUSED), 422
    return welcome(person, account, now, local_path(session["second_factor"][2]))


@pages.post("/sign-out")
@signed_in
def leave() -> AnyResponse:
    """End this session on the server, then forget the key."""
    sessions.sign_out(g.session, at=clock.now())
    session.clear()
    response = go("/sign-in")
    response.delete_cookie(cookie_name(settings()), path="/")
    return response


def welcome(person: Person, account: str, now: datetime, then: str) -> AnyResponse:
    """A new key for a new session; whatever the browser brought along is thrown away."""
    address = request.remote_addr or ""
    slowdown().succeeded(account, address)
    session.clear()
    key = sessions.sign_in(person, at=now, address=address, is_secured=settings().https)
    response = go(then)
    response.set_cookie(
        cookie_name(settings()), key, httponly=True, secure=settings().https, samesite="Lax", path="/"
    )
    return response


def take_turn(now: datetime) -> None:
    """No address sends more than sixty of these forms a minute."""
    turnstile: Turnstile = current_app.extensions["turnstile"]
    if not turnstile.lets_in(request.remote_addr or "", now):
        abort(429)


def refuse(account: str, address: str, person: Person | None, now: datetime) -> None:
    """Count it and note it; an unknown name is not written down, it may be a password typed in the wrong field."""
    slowdown().failed(account, address, now)
    events.record("sign_in_failed", person, at=now, outcome="refused")


def pending(now: datetime) -> Person | None:
    """Whose password was right less than five minutes ago in this browser."""
    person_id, since, _ = session.get("second_factor", (0, 0, ""))
    if now.timestamp() - since > CODE_SECONDS:
        return None
    found: Person | None = Person.get_or_none(Person.id == person_id, Person.is_active)
    return found


def take_code(person: Person, typed: str, now: datetime) -> bool:
    """Whether the code fits this moment or the half minute before or after, and was not used yet."""
    return any(accounts.use_code(person, step) for step in second_factor.steps(person.totp_secret, typed, at=now))


def slowdown() -> Slowdown:
    """The counts of this process."""
    counts: Slowdown = current_app.extensions["slowdown"]
    return counts
