"""Hoàn tác: what was just done is said with a button that undoes it, for ten seconds."""

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, wording
from portal.office import rights, routing_acts
from portal.office.routing_acts import RoutingAct
from portal.rules.errors import Refusal
from portal.rules.undoing import SHOWN_FOR
from portal.web.access import needs, person
from portal.web.answers import go

pages = Blueprint("undoing", __name__)


def done(words: str, *acts: RoutingAct) -> None:
    """Say on the next page what was done, with the way back."""
    flash({"words": words, "acts": [act.id for act in acts], "seconds": SHOWN_FOR.seconds}, "undo")  # type: ignore[arg-type]


@pages.post("/undoing")
@needs("report")
def undo() -> AnyResponse:
    """Take back the acts named, each by itself; what cannot be any more is said."""
    undone: list[RoutingAct] = []
    refused: dict[str, int] = {}
    for value in request.form.getlist("act"):
        try:
            undone.append(routing_acts.undo(int(value) if value.isdecimal() else 0, by=person(), at=clock.now()))
        except Refusal as refusal:
            said = wording.sentence(refusal)
            refused[said] = refused.get(said, 0) + 1
    for said, count in refused.items():
        flash(f"{count} văn bản: {said}" if count > 1 else said, "refusal")
    if undone:
        flash("Đã hoàn tác." if len(undone) == 1 else f"Đã hoàn tác {len(undone)} văn bản.", "good")
    if len(undone) == 1 and rights.may_read(person(), undone[0].document):
        return go(url_for("documents.show", document_id=undone[0].document_id))
    return go(url_for("desk.index"))
