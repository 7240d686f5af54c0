"""Chứng thư gốc: where a PC that does not trust the root yet gets it, and how to trust it; open, also without TLS."""

from pathlib import PurePosixPath

from flask import Blueprint, Response, abort, render_template, request

from portal.flows import tls
from portal.flows.tls import ROOT_PATH, Root
from portal.web.access import open_route, settings
from portal.web.protection import host_name

pages = Blueprint("tls", __name__)
FILE = PurePosixPath(ROOT_PATH).name


@pages.get("/tls")
@open_route
def index() -> str:
    """One page to follow, and to print."""
    host = host_name(request.host)
    return render_template(
        "tls/index.html", root=own_root(), file=FILE, host=f"[{host}]" if ":" in host else host,
        port="" if settings().tls_port == 443 else f":{settings().tls_port}",
    )


@pages.get(ROOT_PATH)
@open_route
def root() -> Response:
    """The root itself, which is no secret."""
    answer = Response(own_root().der, mimetype="application/x-x509-ca-cert")
    answer.headers["Content-Disposition"] = f"attachment; filename={FILE}"
    return answer


def own_root() -> Root:
    """The root; 404 where the office has none of its own."""
    return tls.root_of(settings().data) or abort(404)
