"""The portal in a browser: one blueprint a room, put together by ``create_app``."""

import os
import secrets
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_login import current_user
from htmx_flask import Htmx

from portal import config
from portal.config import Settings
from portal.office import desk as desk_lines
from portal.office.people import Person
from portal.web import (
    access,
    account,
    admin,
    admin_abbreviations,
    admin_agencies,
    admin_backups,
    admin_calendar,
    admin_certificates,
    admin_contacts,
    admin_drafting,
    admin_groups,
    admin_people,
    admin_series,
    admin_templates,
    admin_trail,
    admin_trust,
    admin_units,
    alerts,
    archive,
    arrivals,
    assets,
    checks,
    comments,
    desk,
    devices,
    directing,
    documents,
    dossier_ends,
    dossier_exports,
    dossier_lists,
    dossiers,
    draft_changes,
    drafts,
    entry,
    errors,
    fields,
    filing,
    filters,
    health,
    help,
    helper,
    incoming,
    leaving,
    logs,
    mailbox,
    menu,
    metrics,
    notices,
    old_books,
    outgoing,
    packets,
    paper_numbers,
    phrases,
    protection,
    reads,
    recalls,
    recipients,
    refusals,
    registers,
    reports,
    retentions,
    rights_review,
    routing,
    safety,
    safety_rules,
    saved_searches,
    search,
    sendings,
    sign_in,
    signature_checks,
    signer_checks,
    signing,
    slips,
    stamps,
    stand_ins,
    staying,
    tls,
    undoing,
    urging,
    vgca,
    walls,
)
from portal.web.addresses import Application
from portal.web.slowdown import Slowdown, Turnstile

BLUEPRINTS = (
    sign_in.pages, desk.pages, incoming.pages, arrivals.pages, checks.pages, admin_calendar.pages, admin_drafting.pages,
    mailbox.pages,
    entry.pages, signature_checks.pages, refusals.pages,
    packets.pages, documents.pages, directing.pages, routing.pages, undoing.pages, stand_ins.pages,
    phrases.pages, registers.pages, slips.pages,
    safety.pages, safety_rules.pages, alerts.pages, rights_review.pages, leaving.pages,
    search.pages, saved_searches.pages, drafts.pages, comments.pages, draft_changes.pages,
    paper_numbers.pages, outgoing.pages, sendings.pages, recalls.pages,
    signing.pages, stamps.pages, devices.pages, signer_checks.pages, vgca.pages, dossiers.pages,
    filing.pages, dossier_lists.pages, dossier_ends.pages, dossier_exports.pages, archive.pages, staying.pages,
    retentions.pages, old_books.pages, help.pages, helper.calls,
    account.pages, admin.pages, admin_people.pages, admin_units.pages, admin_series.pages, admin_agencies.pages,
    admin_groups.pages, admin_contacts.pages, recipients.pages, admin_trust.pages,
    admin_abbreviations.pages, admin_templates.pages, admin_certificates.pages, admin_trail.pages, health.pages,
    admin_backups.pages,
    urging.pages, reports.pages, notices.pages, walls.pages, tls.pages, metrics.pages,
)


def create_app(settings: Settings) -> Flask:
    """The application for these settings; the database is open (``db.open_file``) and migrated."""
    app = Application("portal", template_folder=str(config.shipped("templates")), static_folder=None)
    app.config.update(
        PORTAL=settings,
        SECRET_KEY=secret_key(settings.data / "secret.key") + access.sealed_by(settings),
        MAX_CONTENT_LENGTH=settings.request_limit,
        SESSION_COOKIE_NAME="__Host-trang" if settings.https else "trang",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions.update(slowdown=Slowdown(), turnstile=Turnstile())
    Htmx(app)
    logs.install(app)
    protection.install(app, settings)
    access.install(app)
    reads.install(app)
    filters.install(app)
    fields.speak_vietnamese()
    errors.install(app)
    metrics.install(app)
    assets.install(app, config.shipped("static"))
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
    app.context_processor(around_every_page)
    app.jinja_env.globals.update(has_page=menu.has_page, page_url=page_url)  # macros see globals only
    app.jinja_env.globals.update(rules_to_read=safety.asks_to_read, safety_waiting=safety.waiting_for)
    return app


def secret_key(file: Path) -> bytes:
    """The key that signs form tokens; made once, readable by the owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(32))
    return file.read_bytes()


def around_every_page() -> dict[str, Any]:
    """What ``base.html`` needs: the office, the person, the menu."""
    if g.get("plain"):
        return {"office": None, "person": None, "menu": [], "is_plain": False}
    person = access.person() if current_user.is_active else None
    return {
        "office": access.office(), "person": person, "menu": menu.entries(person) if person else [],
        "menu_counts": partial(menu_counts, person) if person else dict,
        "is_plain": not access.settings().https,
    }


def menu_counts(me: Person) -> dict[str, int]:
    """How much waits for the person in each room."""
    return access.kept_for(me, "menu", lambda: desk_lines.menu_counts(me))


def page_url(number: int) -> str:
    """This address with another page number; filters stay."""
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(flat=False), "page": number}
    return url_for(request.endpoint or "", **values)
