"""An toàn: who is in charge, what waits for the safety officer, and the seals of the trail."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import alerts, duties, leaving, rights_reviews, safety_rules
from portal.office.duties import ROLES, Duty
from portal.office.people import Person
from portal.office.rights_reviews import RightsReview
from portal.office.safety_rules import SafetyRules
from portal.office.seals import Seal
from portal.rules.errors import BadDate, Invalid
from portal.web.access import kept_for, needs, person, signed_in
from portal.web.answers import go
from portal.web.fields import DayField, choices
from portal.web.paging import page_of

pages = Blueprint("safety", __name__)

# (word, its words, its page, verbs of which one is enough; none means anyone)
TABS = (
    ("index", "Người phụ trách", "safety.index", ()),
    ("rules", "Quy chế", "safety_rules.show", ()),
    ("alerts", "Cảnh báo", "alerts.index", ("audit",)),
    ("rights", "Rà soát quyền", "rights_review.index", ("audit",)),
    ("seals", "Niêm phong nhật ký", "safety.seals", ("audit",)),
    ("leavers", "Người rời cơ quan", "leaving.index", ("administer", "direct")),
)


def tabs(me: Person, current: str) -> list[tuple[str, str, bool, int | None]]:
    """The pages of safety this person may open; alerts that nobody looked at are counted."""
    return [
        (words, url_for(page), name == current, (alerts.open_count() or None) if name == "alerts" else None)
        for name, words, page, verbs in TABS
        if not verbs or any(me.may(verb) for verb in verbs)
    ]


def asks_to_read(me: Person) -> bool:
    """Whether the bar asks for the internal rules: not on their own page."""
    asked = request.blueprint != "safety_rules"
    return asked and kept_for(me, "rules_unread", lambda: safety_rules.is_unread_by(me))


def waiting_for(me: Person) -> dict[str, int]:
    """What the desk says of safety: alerts to the safety officer, work of people who left to the leader."""
    return kept_for(me, "safety_waiting", lambda: {
        "alerts": alerts.waiting_for(me), "left_work": leaving.count_open_work() if me.may("direct") else 0,
    })


class DutyForm(FlaskForm):
    """Who, by which decision."""

    person = SelectField("Họ tên", [InputRequired("Hãy chọn người.")])
    decision = StringField("Số quyết định phân công", [Length(max=duties.LONGEST_DECISION)])
    decided_on = DayField("Ngày quyết định")

    def offer(self, duty: str) -> None:
        """The people whose role goes with the duty."""
        people = [(str(p.id), f"{p.name}{', ' + p.position if p.position else ''}") for p in duties.may_have(duty)]
        self.person.choices = choices(("", "Chọn người"), *people)


@pages.get("/safety")
@signed_in
def index() -> str:
    """The page; everyone may know who is in charge."""
    return page({duty: form_of(duty) for duty in ROLES})


def form_of(duty: str) -> DutyForm:
    """The form with what stands now."""
    now = Duty.current(duty)
    given = {"person": str(now.person_id), "decision": now.decision, "decided_on": now.decided_on} if now else {}
    form = DutyForm(formdata=None, prefix=duty, **given)
    form.offer(duty)
    return form


def page(forms: dict[str, DutyForm]) -> str:
    """Who is in charge, what stands and what is due."""
    me = person()
    return render_template(
        "safety/index.html", tabs=tabs(me, "index"), in_charge=duties.in_charge(), forms=forms,
        rules=SafetyRules.current(), is_unread=safety_rules.is_unread_by(me),
        open_alerts=alerts.open_count() if me.may("audit") else 0, review=RightsReview.newest(),
        is_review_due=rights_reviews.is_due(clock.today()), seal=Seal.newest() if me.may("audit") else None,
        past=list(Duty.past()) if me.may("audit") else [],
    )


@pages.post("/safety/duties/<any(head, safety_officer):duty>")
@needs("administer")
def name(duty: str) -> AnyResponse | tuple[str, int]:
    """Name the head or the safety officer."""
    form = DutyForm(prefix=duty)
    form.offer(duty)
    if not form.validate_on_submit():
        return page({**{d: form_of(d) for d in ROLES}, duty: form}), 422
    try:
        duties.name(
            duty, Person.get_by_id(int(form.person.data)), by=person(), at=clock.now(),
            decision=form.decision.data or "", decided_on=form.decided_on.data,
        )
    except (Invalid, BadDate) as refusal:
        form.person.errors = [wording.sentence(refusal)]
        return page({**{d: form_of(d) for d in ROLES}, duty: form}), 422
    flash(f"Đã ghi: {wording.label(duty, 'duty').lower()}.", "good")
    return go(url_for("safety.index"))


@pages.get("/safety/seals")
@needs("audit")
def seals() -> str:
    """The seals, the newest first, to be copied into the bound register."""
    found = page_of(Seal.in_order().order_by(Seal.id.desc()), request.args.get("page"))
    return render_template("safety/seals.html", tabs=tabs(person(), "seals"), page=found)
