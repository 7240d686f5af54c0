"""Quy chế an toàn: everyone reads it; a new version by the administrator or the safety officer is asked for anew."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import safety_rules
from portal.office.loading import load
from portal.office.safety_rules import LONGEST, SafetyRules
from portal.rules.errors import Invalid, NotFound
from portal.web.access import needs, person, signed_in
from portal.web.answers import go
from portal.web.safety import tabs

pages = Blueprint("safety_rules", __name__)


class RulesForm(FlaskForm):
    """The text, a paragraph a line."""

    text = TextAreaField("Nội dung quy chế", [InputRequired("Hãy ghi nội dung quy chế."), Length(max=LONGEST)])


@pages.get("/safety/rules")
@signed_in
def show() -> str:
    """The rules in force."""
    return page_of_rules(SafetyRules.current())


@pages.get("/safety/rules/<int:rules_id>")
@signed_in
def version(rules_id: int) -> str:
    """A version, also one that is in force no longer."""
    return page_of_rules(load(SafetyRules, rules_id))


def page_of_rules(rules: SafetyRules | None) -> str:
    """The text with what the person said of it."""
    me, now = person(), SafetyRules.current()
    return render_template(
        "safety/rules.html", tabs=tabs(me, "rules"), rules=rules, is_current=rules == now,
        read_at=safety_rules.read_by(me, rules) if rules else None,
        versions=list(SafetyRules.versions()) if me.may("audit") else [],
    )


@pages.post("/safety/rules/<int:rules_id>/acknowledgement")
@signed_in
def acknowledge(rules_id: int) -> AnyResponse:
    """Tôi đã đọc."""
    safety_rules.acknowledge(rules_id, by=person(), at=clock.now())
    flash("Đã ghi: đã đọc quy chế.", "good")
    return go(url_for("safety_rules.show"))


@pages.get("/safety/rules/text")
@needs("audit")
def edit() -> str:
    """The text in force, to be changed into the next version."""
    rules = SafetyRules.current()
    return edit_page(RulesForm(formdata=None, text=rules.text if rules else ""))


def edit_page(form: RulesForm) -> str:
    """Its page."""
    return render_template("safety/rules_text.html", tabs=tabs(person(), "rules"), form=form)


@pages.post("/safety/rules/text")
@needs("audit")
def publish() -> AnyResponse | tuple[str, int]:
    """Put the next version in force; everyone is asked to read it."""
    form = RulesForm()
    if not form.validate_on_submit():
        return edit_page(form), 422
    try:
        safety_rules.publish(form.text.data or "", by=person(), at=clock.now())
    except Invalid as refusal:
        form.text.errors = [wording.sentence(refusal)]
        return edit_page(form), 422
    flash("Quy chế mới đã có hiệu lực; mọi người được nhắc đọc.", "good")
    return go(url_for("safety_rules.show"))


@pages.get("/safety/rules/readers")
@needs("audit")
def readers() -> str:
    """Who has read the rules in force, and who has not."""
    rules = SafetyRules.current()
    if rules is None:
        raise NotFound("rules")
    found = safety_rules.readers(rules)
    return render_template("safety/readers.html", tabs=tabs(person(), "rules"), rules=rules, people=found,
                           unread=sum(p.read_at is None for p in found))
