"""Xuất hồ sơ: ask for the copy, and fetch it once the worker has made it."""

from flask import Blueprint, Response, flash, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.flows import dossier_zip
from portal.office import dossier_exports
from portal.office.dossier_exports import DossierExport
from portal.office.dossiers import Dossier
from portal.rules.errors import NotFound
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("dossier_exports", __name__)


@pages.post("/dossiers/<int:dossier_id>/exports")
@needs("search")
def ask(dossier_id: int) -> AnyResponse:
    """Have it made."""
    dossier = Dossier.load(dossier_id)
    dossier_exports.ask(dossier, by=person(), at=clock.now())
    flash("Đang làm tệp của hồ sơ. Khi xong, nút tải hiện ở trang này.", "info")
    return go(url_for("dossiers.show", dossier_id=dossier.id) + "#export")


@pages.get("/dossier-exports/<int:export_id>")
@needs("search")
def fetch(export_id: int) -> Response:
    """The file, as long as everything in it may be read by who asked."""
    export = DossierExport.load(export_id, person())
    premises = premises_of(settings())
    if not dossier_zip.is_there(export, premises, at=clock.now()):
        raise NotFound(export_id)
    path, name = dossier_zip.path_of(export, premises), dossier_zip.name_of(export.dossier)
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)
