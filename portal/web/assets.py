"""Static files under a name that changes with their content, so that browsers keep them for good."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, request

from portal.web.access import open_route

pages = Blueprint("assets", __name__)
COMPRESSED = (".css", ".js", ".svg")
TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".css": "text/css"}


@dataclass(frozen=True)
class Asset:
    """One file, read once at start."""

    body: bytes
    packed: bytes | None
    media_type: str
    mark: str  # the digest of its bytes


class Assets:
    """The folder ``static/`` in memory; one stamp for all, so that addresses inside the CSS stay relative."""

    def __init__(self, folder: Path) -> None:
        files = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
        self.found = {name: read(path) for name, path in files.items()}
        stamp = hashlib.sha256()
        for name, asset in self.found.items():
            stamp.update(f"{name}\0{asset.mark}\0".encode())
        self.stamp = stamp.hexdigest()[:12]

    def address(self, name: str) -> str:
        """The address of a file; asking for one that is not there is an error at once, not a hole in a page."""
        if name not in self.found:
            raise FileNotFoundError(name)
        return f"/static/{self.stamp}/{name}"


@cache
def read(path: Path) -> Asset:
    """The bytes of a file, also packed where that helps."""
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0) if path.suffix in COMPRESSED else None
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, packed, kind, hashlib.sha256(body).hexdigest()[:16])


def install(app: Flask, folder: Path) -> None:
    """Read the folder and serve it."""
    assets = Assets(folder)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.address
    app.register_blueprint(pages)


@pages.get("/static/<stamp>/<path:name>")
@open_route
def show(stamp: str, name: str) -> Response:
    """One static file."""
    assets: Assets = current_app.extensions["assets"]
    asset = assets.found.get(name)
    if asset is None:
        abort(404)
    return answer(asset, forever=stamp == assets.stamp)


def answer(asset: Asset, *, forever: bool) -> Response:
    """The file, packed for who takes it packed; by an old stamp it is asked for each time, and sent if it changed."""
    packed = asset.packed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if packed else asset.body, mimetype=asset.media_type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if asset.packed is not None:
        response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
    response.set_etag(asset.mark + ("-gzip" if packed else ""))
    return cast(Response, response.make_conditional(request))
