"""Nộp lưu và loại hủy: what is handed over to the archive, and what has run out."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import dossier_papers
from portal.office import depositing, disposing, dossiers
from portal.office.depositing import Deposit
from portal.office.disposing import Disposal
from portal.office.dossiers import Dossier
from portal.office.staying import Stay
from portal.rules.errors import BadDate, Conflict, Invalid, NotFound
from portal.rules.retention import LATE, TO_ARCHIVE, span
from portal.rules.tables import Table
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.dossier_tabs import tabs
from portal.web.fields import DayField
from portal.web.paging import page_of, whole
from portal.web.printed import printed

pages = Blueprint("archive", __name__)


class DepositForm(FlaskForm):
    """Who gives and who takes."""

    giver = StringField("Đại diện bên giao", [InputRequired("Hãy ghi bên giao."), Length(max=120)])
    receiver = StringField("Đại diện bên nhận", [InputRequired("Hãy ghi bên nhận."), Length(max=120)])


class ReceiptForm(FlaskForm):
    """When the archive took them."""

    received_on = DayField("Ngày giao nhận", [InputRequired("Hãy ghi ngày giao nhận.")])


class DisposalForm(FlaskForm):
    """The decision."""

    decision = StringField("Số, ký hiệu quyết định tiêu hủy", [InputRequired("Hãy ghi số quyết định."), Length(max=60)])
    decided_on = DayField("Ngày quyết định", [InputRequired("Hãy ghi ngày quyết định.")])


def chosen() -> list[Dossier]:
    """The dossiers ticked."""
    return Dossier.among(number for asked in request.form.getlist("dossier") if (number := whole(asked)))


@pages.get("/deposits")
@needs("search")
def deposits() -> str:
    """What waits for the archive, and what was handed over."""
    return deposits_page(DepositForm(formdata=None), [])


def deposits_page(form: DepositForm, ticked: Sequence[Dossier]) -> str:
    """Its page."""
    today, rows = clock.today(), list(depositing.waiting())
    return render_template(
        "dossiers/deposits.html", rows=rows, sizes=dossiers.sizes(rows), form=form, ticked={d.id for d in ticked},
        page=page_of(Deposit.listed(), request.args.get("page")), today=today,
        spans=(span(TO_ARCHIVE, today), span(LATE, today)), stays=Stay.in_force(today), tabs=tabs(person(), "deposits"),
    )


@pages.post("/deposits")
@needs("enter")
def prepare() -> AnyResponse | tuple[str, int]:
    """Lập mục lục nộp lưu."""
    form, ticked = DepositForm(), chosen()
    if not form.validate_on_submit():
        return deposits_page(form, ticked), 422
    try:
        deposit = depositing.prepare(
            ticked, form.giver.data or "", form.receiver.data or "", by=person(), at=clock.now()
        )
    except (Invalid, Conflict) as refusal:
        form.giver.errors = [wording.sentence(refusal)]
        return deposits_page(form, ticked), 422
    return go(url_for("archive.deposit", deposit_id=deposit.id))


@pages.get("/deposits/<int:deposit_id>")
@needs("search")
def deposit(deposit_id: int) -> str:
    """One handing over: its lists, its minutes, and the day it was signed."""
    return deposit_page(Deposit.load(deposit_id), ReceiptForm(formdata=None, received_on=clock.today()))


def deposit_page(found: Deposit, form: ReceiptForm) -> str:
    """Its page."""
    parts = [(for_ever, found.dossiers(for_ever=for_ever)) for for_ever in (True, False)]
    return render_template(
        "dossiers/deposit.html", deposit=found, parts=[part for part in parts if part[1]], form=form,
        sizes=dossiers.sizes(found.dossiers()), may_write=person().may("enter") and not found.is_received,
    )


@pages.post("/deposits/<int:deposit_id>/receipt")
@needs("enter")
def receive(deposit_id: int) -> AnyResponse | tuple[str, int]:
    """Đã giao nhận."""
    found, form = Deposit.load(deposit_id), ReceiptForm()
    if not form.validate_on_submit():
        return deposit_page(found, form), 422
    try:
        depositing.receive(found, form.received_on.data, by=person(), at=clock.now())  # type: ignore[arg-type]
    except BadDate:
        form.received_on.errors = ["Ngày giao nhận không trước ngày lập mục lục và không sau hôm nay."]
        return deposit_page(found, form), 422
    flash("Đã ghi nhận: lưu trữ đã nhận các hồ sơ này.", "good")
    return go(url_for("archive.deposit", deposit_id=found.id))


@pages.post("/deposits/<int:deposit_id>/removal")
@needs("enter")
def drop(deposit_id: int) -> AnyResponse:
    """Bỏ lần nộp lưu đang lập."""
    depositing.drop(Deposit.load(deposit_id), by=person(), at=clock.now())
    flash("Đã bỏ lần nộp lưu; các hồ sơ lại chờ nộp.", "good")
    return go(url_for("archive.deposits"))


@pages.get("/deposits/<int:deposit_id>/<any(permanent, limited, minutes):part>.<any(pdf, docx, xlsx):kind>")
@needs("search")
def deposit_paper(deposit_id: int, part: str, kind: str) -> Response:
    """Mục lục nộp lưu, one for each sort of retention, and biên bản giao nhận."""
    found = Deposit.load(deposit_id)
    if part == "minutes":
        table: Table = dossier_papers.minutes_table(found, wording.label)
    else:
        table = dossier_papers.deposit_table(found, for_ever=part == "permanent", words=wording.label)
        if not table.rows:
            raise NotFound(part)
    return printed(kind, table, f"nop-luu-{found.id}-{part}")


@pages.get("/disposals")
@needs("enter")
def disposals() -> str:
    """What has run out, and what was disposed of under which decision."""
    return disposals_page(DisposalForm(formdata=None), [])


def disposals_page(form: DisposalForm, ticked: Sequence[Dossier]) -> str:
    """Its page."""
    rows = disposing.run_out(clock.today())
    return render_template(
        "dossiers/disposals.html", rows=rows, sizes=dossiers.sizes(rows), form=form, ticked={d.id for d in ticked},
        pending=depositing.pending(),
        page=page_of(Disposal.listed(), request.args.get("page")), tabs=tabs(person(), "disposals"),
    )


@pages.post("/disposals")
@needs("enter")
def dispose() -> AnyResponse | tuple[str, int]:
    """Ghi quyết định tiêu hủy."""
    form, ticked = DisposalForm(), chosen()
    if not form.validate_on_submit():
        return disposals_page(form, ticked), 422
    try:
        made = disposing.dispose(
            ticked, form.decision.data or "", form.decided_on.data, by=person(), at=clock.now()  # type: ignore[arg-type]
        )
    except (Invalid, Conflict) as refusal:
        form.decision.errors = [wording.sentence(refusal)]
        return disposals_page(form, ticked), 422
    flash(f"Đã ghi {len(made.dossiers)} hồ sơ loại hủy theo {made.decision}. Các dòng trong sổ vẫn còn nguyên.", "good")
    return go(url_for("archive.disposals"))


@pages.get("/disposals/run-out.<any(pdf, docx, xlsx):kind>")
@needs("enter")
def disposal_paper(kind: str) -> Response:
    """The list for those who decide."""
    today = clock.today()
    table = dossier_papers.run_out_table(disposing.run_out(today), today, wording.label)
    return printed(kind, table, f"het-thoi-han-{today:%Y%m%d}")
