"""Kiểm tra máy ký: the page that starts the signer without signing, and says in green and red what is missing."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.flows import signer_checks
from portal.office.signer_checks import SignerCheck
from portal.web.access import needs, own_origin, person
from portal.web.answers import go

pages = Blueprint("signer_checks", __name__)


@pages.get("/devices/check")
@needs("approve", "seal")
def show() -> str:
    """The button, or what it found."""
    return render_template("signer_checks/show.html", **state_of())


@pages.get("/devices/check/state")
@needs("approve", "seal")
def state() -> str | tuple[str, int]:
    """How far it is, asked every second; nothing comes back while nothing changed."""
    now = state_of()
    if request.args.get("seen") == now["stage"]:
        return "", 204
    return render_template("signer_checks/_state.html", **now)


@pages.post("/devices/checks")
@needs("approve", "seal")
def create() -> AnyResponse:
    """A ticket for a check; its address stays in this browser's session."""
    session["signer_check"] = signer_checks.begin(person(), origin=own_origin(), at=clock.now())
    return go(url_for("signer_checks.show"))


@pages.get("/devices/policies/<name>")
@needs("approve", "seal", "administer")
def policy(name: str) -> Response:
    """A browser policy for this portal's address."""
    if name not in signer_checks.policies.FILES:
        abort(404)
    content = signer_checks.policies.FILES[name](own_origin())
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def state_of() -> dict[str, Any]:
    """What page and fragment show of the check begun last."""
    check = SignerCheck.latest(person())
    stage = check.stage(clock.now()) if check else ""
    findings = check.findings if check and stage == "told" else signer_checks.silent() if stage == "silent" else []
    return {
        "check": check, "stage": stage, "launch": session.get("signer_check", "") if stage == "waiting" else "",
        "findings": [(one["state"], *signer_checks.told(one)) for one in findings],
        "is_good": stage == "told" and all(one["state"] != "bad" for one in findings),
    }
