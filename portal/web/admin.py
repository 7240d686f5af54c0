"""Quản trị: what waits for the administrator, the tabs of the room, and the clock after it went back."""

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.flows.health import Health
from portal.office import alerts, entering, profile
from portal.office.devices import Certificate
from portal.office.people import Person
from portal.office.profile import Office
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("admin", __name__)

# (tab, its words, its page, verbs of which one is enough)
TABS = (
    ("index", "Việc cần làm", "admin.index", ("administer", "audit")),
    ("people", "Người dùng", "admin_people.index", ("administer",)),
    ("units", "Đơn vị", "admin_units.index", ("administer",)),
    ("agencies", "Cơ quan", "admin_agencies.index", ("keep_agencies",)),
    ("groups", "Nơi nhận", "admin_groups.index", ("keep_agencies",)),
    ("series", "Sổ và số", "admin_series.index", ("keep_series",)),
    ("abbreviations", "Chữ viết tắt", "admin_abbreviations.index", ("administer",)),
    ("templates", "Mẫu văn bản", "admin_templates.index", ("administer",)),
    ("drafting", "Ký nháy", "admin_drafting.index", ("administer",)),
    ("calendar", "Ngày nghỉ", "admin_calendar.index", ("administer",)),
    ("trust", "Cơ quan cấp chứng thư", "admin_trust.index", ("administer", "audit")),
    ("certificates", "Chứng thư người ký", "admin_certificates.index", ("administer", "audit")),
    ("backups", "Sao lưu", "admin_backups.index", ("administer", "audit")),
    ("safety", "An toàn", "safety.index", ("administer", "audit")),
    ("trail", "Nhật ký", "admin_trail.index", ("audit",)),
    ("health", "Tình trạng", "health.index", ("administer", "audit")),
)
Tab = tuple[str, str, bool, int | None]


def tabs(me: Person, current: str) -> list[Tab]:
    """The tabs this person may open; certificates waiting and alerts nobody looked at are counted."""
    waiting = Certificate.waiting().count() if me.may("administer") else 0
    counts = {"certificates": waiting, "safety": alerts.open_count()}
    return [
        (words, url_for(page), name == current, counts.get(name) or None)
        for name, words, page, verbs in TABS
        if any(me.may(verb) for verb in verbs)
    ]


@pages.get("/admin")
@needs("administer", "audit")
def index() -> str:
    """What waits, the worst first."""
    me, now = person(), clock.now()
    return render_template(
        "admin/index.html", tabs=tabs(me, "index"), health=Health(premises_of(settings()), now), now=now,
        latest_at=Office.current().latest_at, is_clock_behind=entering.clock_is_behind(now),
        waiting=Certificate.waiting().count(),
        without_factor=[p for p in Person.active() if p.may("administer") and not p.totp_secret],
    )


@pages.post("/admin/clock-confirmation")
@needs("administer")
def confirm_clock() -> AnyResponse:
    """The clock is right now: entry goes on."""
    profile.confirm_clock(by=person(), at=clock.now())
    flash("Đã xác nhận đồng hồ đúng; văn thư cấp số được trở lại.", "good")
    return go(url_for("admin.index"))
