"""Địa chỉ và tên khác của một cơ quan: where its documents go, and which other names in Nơi nhận mean it."""

from flask import Blueprint, flash, g, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import agencies, contacts
from portal.office.agencies import Agency, AgencyAlias
from portal.office.contacts import PostalAddress
from portal.office.loading import load
from portal.rules.errors import Invalid
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.sendings import ContactForm

pages = Blueprint("admin_contacts", __name__)


class AliasForm(FlaskForm):
    """Another way of writing the agency's name."""

    name = StringField("Tên khác, tên viết tắt", [InputRequired("Hãy ghi tên."), Length(max=200)])


@pages.get("/admin/agencies/<int:agency_id>/contact")
@needs("keep_agencies")
def show(agency_id: int) -> str:
    """Addresses and other names of one agency."""
    agency = load(Agency, agency_id)
    known = {"email": agency.email, "address": PostalAddress.of(agency)}
    return agency_page(agency, ContactForm(formdata=None, data=known), AliasForm(formdata=None))


def agency_page(agency: Agency, form: ContactForm, alias: AliasForm) -> str:
    """The page."""
    if not person().may("administer"):
        g.room = "outgoing"
    return render_template("admin/contact.html", agency=agency, form=form, alias=alias, aliases=list(agency.aliases))


@pages.post("/admin/agencies/<int:agency_id>/contact")
@needs("keep_agencies")
def keep(agency_id: int) -> AnyResponse | tuple[str, int]:
    """Ghi địa chỉ."""
    agency, form = load(Agency, agency_id), ContactForm()
    if not form.validate_on_submit():
        return agency_page(agency, form, AliasForm(formdata=None)), 422
    contacts.keep_for(agency, form.email.data or "", form.address.data or "", by=person(), at=clock.now())
    flash(f"Đã ghi địa chỉ của {agency.name}.", "good")
    return go(url_for("admin_contacts.show", agency_id=agency.id))


@pages.post("/admin/agencies/<int:agency_id>/aliases")
@needs("keep_agencies")
def add_alias(agency_id: int) -> AnyResponse | tuple[str, int]:
    """Thêm tên khác."""
    agency, form = load(Agency, agency_id), AliasForm()
    known = ContactForm(formdata=None, data={"email": agency.email, "address": PostalAddress.of(agency)})
    if not form.validate_on_submit():
        return agency_page(agency, known, form), 422
    try:
        agencies.remember_alias(agency, form.name.data, by=person(), at=clock.now())
    except Invalid as refusal:
        form.name.errors = [wording.sentence(refusal)]
        return agency_page(agency, known, form), 422
    flash(f"Từ nay “{form.name.data.strip()}” trong nơi nhận là {agency.name}.", "good")
    return go(url_for("admin_contacts.show", agency_id=agency.id))


@pages.post("/admin/aliases/<int:alias_id>/ending")
@needs("keep_agencies")
def forget_alias(alias_id: int) -> AnyResponse:
    """Bỏ tên khác."""
    alias = load(AgencyAlias, alias_id)
    agencies.forget_alias(alias, by=person(), at=clock.now())
    flash("Đã bỏ tên ấy. Dòng đã khớp trong văn bản cũ giữ nguyên.", "good")
    return go(url_for("admin_contacts.show", agency_id=alias.agency_id))
