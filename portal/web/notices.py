"""Thông báo: what the person was told of work and its days, while it may still be read."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import notices
from portal.office.notices import Notice
from portal.office.people import Person
from portal.web.access import asks_by_itself, needs, person
from portal.web.answers import go
from portal.web.paging import page_of

pages = Blueprint("notices", __name__)


@pages.get("/notices")
@needs("search")
def index() -> str:
    """The newest first, those not yet seen in bold."""
    page = page_of(Notice.of(person()), request.args.get("page"))
    names = Person.names({notice.by_id for notice in page.rows if notice.by_id})
    return render_template("notices/index.html", page=page, names=names, unread=Notice.unread(person()).exists())


@pages.get("/notices/count")
@needs("search")
@asks_by_itself
def count() -> str | Response:
    """The number of the bell, where it is another one than the page shows."""
    waiting = Notice.unread(person()).order_by().count()
    if request.args.get("seen") == str(waiting):
        return Response(status=204)
    return render_template("notices/_count.html", count=waiting)


@pages.post("/notices/reading")
@needs("search")
def read_all() -> AnyResponse:
    """Đã xem tất cả."""
    notices.mark_read(person(), at=clock.now())
    return go(url_for("notices.index"))


@pages.post("/notices/<int:notice_id>/reading")
@needs("search")
def read(notice_id: int) -> AnyResponse:
    """Đã xem."""
    notices.mark_read(person(), at=clock.now(), notice_id=notice_id)
    return go(url_for("notices.index"))
