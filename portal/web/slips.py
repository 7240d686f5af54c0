"""Giấy tờ kèm văn bản đến: the ĐẾN label, the handling slip, and the list of what was handed over."""

from datetime import date, timedelta

from flask import Blueprint, Response, g, render_template, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, ValidationError

from portal import clock, wording
from portal.flows import slips, table_files
from portal.rules.errors import NotFound
from portal.web.access import needs, person, settings
from portal.web.fields import DayField
from portal.web.filters import write_date
from portal.web.handed import handed
from portal.web.opening import open_document
from portal.web.premises import premises_of

pages = Blueprint("slips", __name__)
LONGEST = timedelta(days=92)


@pages.get("/documents/<int:document_id>/label")
@needs("enter")
def label(document_id: int) -> Response:
    """Nhãn dấu đến, 35 x 50 mm, for the paper."""
    data = slips.label(open_document(document_id), premises=premises_of(settings()))
    return handed(data, f"dau-den-{document_id}.pdf")


@pages.get("/documents/<int:document_id>/handling-slip")
@needs("search")
def handling_slip(document_id: int) -> Response:
    """Phiếu giải quyết văn bản đến."""
    data = slips.slip(open_document(document_id), premises=premises_of(settings()))
    return handed(data, f"phieu-giai-quyet-{document_id}.pdf")


class DaysForm(FlaskForm):
    """From day to day."""

    first = DayField("Từ ngày", [InputRequired("Hãy ghi ngày.")])
    last = DayField("Đến ngày", [InputRequired("Hãy ghi ngày.")])

    def validate_last(self, field: DayField) -> None:
        """A span that can be carried from desk to desk."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError("Ngày cuối đứng trước ngày đầu. Hãy đổi lại.")
        if self.first.data and field.data and field.data - self.first.data > LONGEST:
            raise ValidationError("Danh sách dài nhất là ba tháng.")

    @property
    def days(self) -> tuple[date, date]:
        """What was chosen; asked for once the form holds."""
        chosen: tuple[date, date] = self.first.data, self.last.data  # type: ignore[assignment]
        return chosen


@pages.get("/handovers")
@needs("enter")
def handovers() -> str | tuple[str, int]:
    """Danh sách chuyển giao of a day or a few: what was given to whom, to be signed for."""
    g.room = "incoming"
    form = asked_days()
    if not form.validate():
        return render_template("slips/handovers.html", form=form, given=[]), 422
    return render_template("slips/handovers.html", form=form, given=slips.handovers(person(), *form.days))


def asked_days() -> DaysForm:
    """The days in the address, or today."""
    if "first" in request.args or "last" in request.args:
        return DaysForm(request.args, meta={"csrf": False})
    today = write_date(clock.today())
    return DaysForm(MultiDict({"first": today, "last": today}), meta={"csrf": False})


@pages.get("/handovers/<any(pdf, xlsx):kind>")
@needs("enter")
def handover_file(kind: str) -> Response:
    """The same list with room to sign, to print or to keep."""
    form = asked_days()
    if not form.validate():
        raise NotFound(kind)
    first, last = form.days
    table = slips.handover_table(slips.handovers(person(), first, last), first, last, wording.label)
    premises = premises_of(settings())
    data = table_files.printed(kind, table, "handovers", premises=premises, by=person(), at=clock.now())
    return handed(data, f"chuyen-giao-{first:%Y%m%d}-{last:%Y%m%d}.{kind}")
