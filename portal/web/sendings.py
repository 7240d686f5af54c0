"""Gửi văn bản: every line of Nơi nhận on one page, how it stands and what comes next; mails, envelopes, the post."""

from flask import Blueprint, Response, flash, g, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal import clock, wording
from portal.flows import envelopes, mailing, packets, table_files
from portal.office import contacts, issuing, mailings, postings, recalling, rights, senders, sending, tracking
from portal.office.documents import Document
from portal.office.mailings import Mailing
from portal.office.recipients import Recipient
from portal.rules.errors import Invalid, NotFound
from portal.rules.senders import CODE
from portal.rules.sending import cleaned_address, is_address
from portal.rules.states import ISSUED
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.handed import handed
from portal.web.opening import open_document
from portal.web.premises import premises_of
from portal.web.slips import asked_days

pages = Blueprint("sendings", __name__)


class ContactForm(FlaskForm):
    """Where documents for one recipient go."""

    code = StringField("Mã định danh trên trục", [Length(max=60)])
    email = StringField("Thư điện tử", [Length(max=254)])
    address = StringField("Địa chỉ bưu điện", [Length(max=300)])

    def validate_email(self, field: StringField) -> None:
        """One address, or none."""
        if (field.data or "").strip() and not is_address(cleaned_address(field.data)):
            raise ValidationError("Ghi đúng một địa chỉ, ví dụ vanthu@tinh.gov.vn.")


class UpdateForm(FlaskForm):
    """Why receivers get the document once more, and what was missing."""

    why = StringField("Lý do cập nhật", [InputRequired("Hãy ghi lý do; nơi nhận đọc được."), Length(max=300)])
    file = FileField("Phụ lục gửi bổ sung (PDF đã ký số)")


def issued(document_id: int) -> Document:
    """A document of ours that went out and that the person may read."""
    document = open_document(document_id)
    if document.direction != "outgoing" or document.state != ISSUED:
        raise NotFound(document_id)
    return document


def line_in(document: Document, line_id: int) -> Recipient:
    """One of its lines."""
    found = next((line for line in Recipient.sent_to(document) if line.id == line_id), None)
    if found is None:
        raise NotFound(line_id)
    return found


@pages.get("/outgoing/<int:document_id>/sending")
@needs("search")
def show(document_id: int) -> str:
    """Where each line stands; the part that changes by itself asks this page for itself."""
    g.room = "outgoing"
    return sending_page(issued(document_id), UpdateForm(formdata=None))


def sending_page(document: Document, update: UpdateForm) -> str:
    """The page."""
    return render_template(
        "sendings/show.html", document=document, glance=tracking.glance(document),
        can_mail=mailing.can_send(premises_of(settings())), parcels=recalling.left_in(document),
        update=update, sizes=envelopes.SIZES,
    )


def back_to(document_id: int) -> AnyResponse:
    """The page again."""
    return go(url_for("sendings.show", document_id=document_id))


@pages.post("/outgoing/<int:document_id>/mails")
@needs("issue")
def send_all(document_id: int) -> AnyResponse:
    """Gửi thư: everyone who waits and has an address."""
    document = issued(document_id)
    sent = mailing.send_document(document, by=person(), at=clock.now(), premises=premises_of(settings()))
    flash(f"Đang gửi thư tới {len(sent)} nơi nhận.", "good")
    return back_to(document_id)


@pages.post("/outgoing/<int:document_id>/lines/<int:line_id>/mail")
@needs("issue")
def send_one(document_id: int, line_id: int) -> AnyResponse:
    """Gửi thư: one line, also once more after its mail came back."""
    document = issued(document_id)
    line = line_in(document, line_id)
    mailing.send_document(document, by=person(), at=clock.now(), premises=premises_of(settings()), only=line)
    flash(f"Đang gửi thư tới {line.name}.", "good")
    return back_to(document_id)


@pages.post("/outgoing/<int:document_id>/lines/<int:line_id>/delivery")
@needs("issue")
def note_delivered(document_id: int, line_id: int) -> AnyResponse:
    """Ghi đã gửi: one line, served by hand."""
    document = issued(document_id)
    line = line_in(document, line_id)
    issuing.note_sent(document, line.channel, by=person(), at=clock.now(), only=line)
    flash(f"Đã ghi gửi {line.name}.", "good")
    return back_to(document_id)


def open_mailing(mailing_id: int) -> Mailing:
    """A mail of a document the person may read."""
    found = mailings.load(mailing_id)
    rights.read(person(), found.document_id)
    return found


@pages.post("/mailings/<int:mailing_id>/attempts")
@needs("issue")
def try_again(mailing_id: int) -> AnyResponse:
    """Gửi lại, under the same name."""
    found = open_mailing(mailing_id)
    sending.send_mail_again(found, by=person(), at=clock.now())
    flash("Đang gửi lại thư, giữ nguyên mã thư để nơi nhận biết là một.", "good")
    return back_to(found.document_id)


@pages.post("/mailings/<int:mailing_id>/arrival")
@needs("issue")
def take_as_sent(mailing_id: int) -> AnyResponse:
    """Nơi nhận đã có thư."""
    found = open_mailing(mailing_id)
    mailings.take_as_sent(found, by=person(), at=clock.now())
    flash("Đã ghi nơi nhận có thư.", "good")
    return back_to(found.document_id)


@pages.post("/outgoing/<int:document_id>/updates")
@needs("issue")
def update(document_id: int) -> AnyResponse | tuple[str, int]:
    """Gửi cập nhật."""
    document, form = issued(document_id), UpdateForm()
    if not form.validate_on_submit():
        return sending_page(document, form), 422
    file = form.file.data
    annex = (file.stream, file.filename or "") if file else None
    try:
        sent = packets.update_document(
            document, form.why.data, annex, by=person(), at=clock.now(), premises=premises_of(settings())
        )
    except Invalid as refusal:
        form.file.errors = [wording.sentence(refusal)]
        return sending_page(document, form), 422
    flash(f"Đã lập gói tin cập nhật gửi {sent.to_name}.", "good")
    return back_to(document_id)


@pages.get("/outgoing/<int:document_id>/lines/<int:line_id>/contact")
@needs("keep_agencies")
def contact(document_id: int, line_id: int) -> str:
    """Where one recipient is reached."""
    line = line_in(issued(document_id), line_id)
    known = {
        "code": sending.code_of(line), "email": contacts.proposed_mail(line), "address": postings.address_of(line),
    }
    return contact_page(line, ContactForm(formdata=None, data=known))


def contact_page(line: Recipient, form: ContactForm) -> str:
    """The form, which says where its proposal comes from."""
    g.room = "outgoing"
    agency = contacts.agency_of(line)
    is_proposed = bool(form.email.data) and not (agency and agency.email)
    return render_template("sendings/contact.html", line=line, form=form, agency=agency, is_proposed=is_proposed)


@pages.post("/outgoing/<int:document_id>/lines/<int:line_id>/contact")
@needs("keep_agencies")
def keep_contact(document_id: int, line_id: int) -> AnyResponse | tuple[str, int]:
    """Keep identifier and addresses for the agency; a person's is kept with this envelope alone."""
    line, form = line_in(issued(document_id), line_id), ContactForm()
    if not form.validate_on_submit():
        return contact_page(line, form), 422
    email, address = form.email.data or "", form.address.data or ""
    if line.is_person:
        postings.keep_own_address(line, address, by=person(), at=clock.now())
    else:
        agency, code = contacts.keep(line, email, address, by=person(), at=clock.now()), (form.code.data or "").strip()
        if code and code.upper() != sending.code_of(line).upper():
            senders.add(agency, CODE, code, by=person(), at=clock.now())
    flash(f"Đã ghi địa chỉ của {line.name}.", "good")
    return back_to(document_id)


@pages.post("/outgoing/<int:document_id>/printed")
@needs("issue")
def note_printed(document_id: int) -> AnyResponse:
    """Đã in: documents and envelopes lie ready for the post."""
    document = issued(document_id)
    count = postings.mark_printed(document, by=person(), at=clock.now())
    flash(f"Đã ghi in xong {count} bản giấy. Tiếp theo: chuyển bưu điện hoặc trao tay.", "good")
    return back_to(document_id)


@pages.post("/outgoing/<int:document_id>/lines/<int:line_id>/posting")
@needs("issue")
def post(document_id: int, line_id: int) -> AnyResponse:
    """Đã chuyển bưu điện, with the number on the receipt."""
    line = line_in(issued(document_id), line_id)
    postings.post(line, request.form.get("number", ""), by=person(), at=clock.now())
    flash(f"Đã ghi chuyển bưu điện: {line.name}.", "good")
    return back_to(document_id)


@pages.get("/outgoing/<int:document_id>/envelopes/<any(labels, c5, dl):size>")
@needs("issue")
def print_envelopes(document_id: int, size: str) -> Response:
    """Phong bì, or a sheet of labels, for every line on paper, or the one asked for."""
    document = issued(document_id)
    only = request.args.get("line", type=int)
    lines = [line for line in postings.on_paper(document) if only in (None, line.id)]
    if not lines:
        raise NotFound(document_id)
    data = envelopes.printed(document, lines, size, premises=premises_of(settings()))
    return handed(data, f"phong-bi-{document_id}.pdf")


@pages.get("/postings")
@needs("issue")
def book() -> str | tuple[str, int]:
    """Sổ gửi văn bản đi bưu điện of a day or a few."""
    g.room = "outgoing"
    form = asked_days()
    if not form.validate():
        return render_template("sendings/postings.html", form=form, rows=[]), 422
    return render_template("sendings/postings.html", form=form, rows=envelopes.posted(person(), *form.days))


@pages.get("/postings/<any(pdf, xlsx):kind>")
@needs("issue")
def book_file(kind: str) -> Response:
    """The same list with room for the stamp of the post."""
    form = asked_days()
    if not form.validate():
        raise NotFound(kind)
    first, last = form.days
    table = envelopes.book(envelopes.posted(person(), first, last), first, last, wording.label)
    premises = premises_of(settings())
    data = table_files.printed(kind, table, "postings", premises=premises, by=person(), at=clock.now())
    return handed(data, f"gui-buu-dien-{first:%Y%m%d}-{last:%Y%m%d}.{kind}")
