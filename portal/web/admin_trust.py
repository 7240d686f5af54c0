"""Cơ quan cấp chứng thư: whom the office trusts; a fingerprint is read before anything is."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from portal import clock, wording
from portal.flows import trusting
from portal.office import trust
from portal.office.loading import load
from portal.office.trust import Anchor, RevocationList
from portal.rules.errors import Refusal
from portal.web.access import needs, person, settings
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("admin_trust", __name__)
KINDS = (("anchor", "Chứng thư của cơ quan cấp (.cer, .crt, .pem)"), ("revocations", "Danh sách bị thu hồi (.crl)"))


class BringForm(FlaskForm):
    """A file and what it is."""

    kind = RadioField("Tệp này là", choices=list(KINDS), default="anchor")
    file = FileField("Chọn tệp", [FileRequired("Hãy chọn tệp.")])


class ConfirmForm(FlaskForm):
    """The second word: the fingerprint was compared."""

    sha256 = HiddenField()
    kind = HiddenField()
    compared = BooleanField(
        "Đã đối chiếu mã băm với nguồn chính thức của cơ quan cấp",
        [InputRequired("Hãy đối chiếu mã băm rồi đánh dấu vào ô này.")],
    )
    is_test = BooleanField("Đây là cơ quan cấp thử nghiệm, chữ ký không có giá trị pháp lý")


@pages.get("/admin/trust")
@needs("administer", "audit")
def index() -> str:
    """Authorities and lists in use."""
    return listing(BringForm(formdata=None))


def listing(form: BringForm) -> str:
    """The page."""
    return render_template(
        "admin/trust.html", tabs=tabs(person(), "trust"), form=form, anchors=list(Anchor.trusted()),
        lists=list(RevocationList.in_use().limit(20)), grouped=trusting.grouped, now=clock.now(),
    )


@pages.post("/admin/trust")
@needs("administer")
def bring() -> str | tuple[str, int]:
    """Show what the file says of itself."""
    form = BringForm()
    if not form.validate_on_submit():
        return listing(form), 422
    try:
        shown = trusting.bring(form.file.data.stream, form.kind.data, premises=premises_of(settings()))
    except Refusal as refusal:
        form.file.errors = [wording.sentence(refusal)]
        return listing(form), 422
    return confirmation(shown, ConfirmForm(formdata=None, sha256=shown.sha256, kind=shown.kind))


def confirmation(shown: trusting.Shown, form: ConfirmForm) -> str:
    """The page on which the fingerprint is compared."""
    return render_template("admin/confirm_trust.html", tabs=tabs(person(), "trust"), shown=shown, form=form)


@pages.post("/admin/trust/confirmation")
@needs("administer")
def confirm() -> AnyResponse | tuple[str, int]:
    """Trust it."""
    form, here = ConfirmForm(), premises_of(settings())
    if not form.validate_on_submit():
        return confirmation(trusting.look(form.sha256.data or "", form.kind.data or "", premises=here), form), 422
    trusting.confirm(
        form.sha256.data, form.kind.data, by=person(), at=clock.now(), premises=here, is_test=form.is_test.data
    )
    flash("Đã nạp. Chữ ký được kiểm tra từ nay tính theo danh sách mới.", "good")
    return go(url_for("admin_trust.index"))


@pages.post("/admin/trust/<int:anchor_id>/removal")
@needs("administer")
def remove(anchor_id: int) -> AnyResponse:
    """Stop trusting an authority."""
    anchor = load(Anchor, anchor_id)
    trust.distrust(anchor, by=person(), at=clock.now())
    flash("Đã thôi tin cậy. Kết quả kiểm tra trước đây vẫn giữ nguyên.", "good")
    return go(url_for("admin_trust.index"))
