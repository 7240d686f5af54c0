"""Rà soát quyền: every account with what it reaches, printed, and signed off once a year."""


from flask import Blueprint, Response, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import Length

from portal import clock
from portal.flows import rights_table
from portal.flows.rights_table import COLUMNS
from portal.flows.table_files import KINDS
from portal.office import rights_reviews
from portal.office.rights_reviews import LONGEST_NOTE, RightsReview
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.handed import handed
from portal.web.premises import premises_of
from portal.web.safety import tabs

pages = Blueprint("rights_review", __name__)


class ReviewForm(FlaskForm):
    """What came out of it."""

    note = StringField("Kết luận", [Length(max=LONGEST_NOTE)])


@pages.get("/safety/rights")
@needs("audit")
def index() -> str:
    """The table as it would be printed, and the reviews so far."""
    table = rights_table.table(premises_of(settings()), at=clock.now())
    return render_template(
        "safety/rights.html", tabs=tabs(person(), "rights"), table=table, columns=COLUMNS, kinds=KINDS,
        form=ReviewForm(formdata=None), past=list(RightsReview.past()), is_due=rights_reviews.is_due(clock.today()),
    )


@pages.post(f"/safety/rights/files/<any({', '.join(KINDS)}):kind>")
@needs("audit")
def file(kind: str) -> Response:
    """The table as PDF, DOCX or XLSX."""
    data = rights_table.printed(kind, premises=premises_of(settings()), by=person(), at=clock.now())
    name = f"ra-soat-quyen-{clock.today():%Y%m%d}.{kind}"
    return handed(data, name)


@pages.post("/safety/rights/reviews")
@needs("audit")
def sign_off() -> AnyResponse:
    """Đã rà soát."""
    form = ReviewForm()
    rights_reviews.sign_off((form.note.data or "")[:LONGEST_NOTE], by=person(), at=clock.now())
    flash("Đã ghi: đã rà soát quyền.", "good")
    return go(url_for("rights_review.index"))
