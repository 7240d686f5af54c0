"""After every answer: the trail learns of restricted documents that were shown and of what was refused."""

from flask import Flask, Response, g, request
from flask_login import current_user

from portal import clock, db
from portal.office import reads
from portal.web.access import person

SHOWN = (200, 206)


def install(app: Flask) -> None:
    """Look at each answer before it leaves: what cannot be noted is not shown either."""
    app.after_request(note)


def note(response: Response) -> Response:
    """Whoever is signed in and asked for a document, or was refused anything."""
    document_id: int | None = (request.view_args or {}).get("document_id")
    status, is_act = response.status_code, response.status_code == 403 and request.endpoint is not None
    is_of_document = document_id is not None and document_id <= db.LARGEST_ID and status in (*SHOWN, 403, 404)
    if not (is_act or is_of_document) or g.get("plain") or not current_user.is_active:
        return response
    if is_of_document and document_id is not None:
        learn = reads.note_read if status in SHOWN else reads.note_refusal
        learn(document_id, by=person(), at=clock.now())
    if is_act:
        reads.note_act(str(request.endpoint), by=person(), at=clock.now())
    return response
