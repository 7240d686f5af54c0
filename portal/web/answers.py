"""Pages and fragments: the one place, besides sign-in, that knows of htmx."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, make_response, redirect, render_template, request
from htmx_flask import request as hx
from werkzeug.wrappers import Response as AnyResponse


def answer(template: str, *, then: str, **context: Any) -> AnyResponse | str:
    """After an act on one row: the changed fragment for htmx, or the page it stands on for a plain form."""
    return render_template(template, **context) if hx.htmx else go(then)


def go(url: str) -> AnyResponse:
    """A good POST is answered by the next page."""
    return redirect(url, 303)


def to_sign_in() -> AnyResponse | Response:
    """Without a session: pages go to the sign-in page, fragments say 401 so that typed text is not lost."""
    if hx.htmx:
        return make_response("", 401)
    if request.method == "GET":
        wanted = request.full_path.rstrip("?")
    else:
        wanted = urlsplit(request.referrer or "/").path
    return redirect("/sign-in" if wanted == "/" else "/sign-in?" + urlencode({"next": wanted}), 302)
