"""Trợ giúp: how to work with the portal, in one page that prints."""

from flask import Blueprint, render_template

from portal.web.access import open_route

pages = Blueprint("help", __name__)


@pages.get("/help")
@open_route
def index() -> str:
    """The whole of it; readable before signing in, because signing in may be the question."""
    return render_template("help/index.html")
