"""After every answer: the trail learns of restricted documents that were shown and of what was refused."""

from flask import Flask, Response, g, request
from flask_login import current_user

from portal import clock
from portal.office import reads
from portal.web.access import person

SHOWN = (200, 206)


def install(app: Flask) -> None:
    """Look at each answer before it leaves: what cannot be noted is not shown either."""
    app.after_request(note)


def note(response: Response) -> Response:
    """Whoever is signed in and asked for a document, or was refused anything."""
    document_id = (request.view_args or {}).get("document_id")
    refused = response.status_code == 403 or (response.status_code == 404 and document_id is not None)
    shown = response.status_code in SHOWN and document_id is not None
    if not (refused or shown) or g.get("plain") or not current_user.is_active:
        return response
    if shown:
        reads.note_read(document_id, by=person(), at=clock.now())
    elif document_id is not None:
        reads.note_refusal(document_id, by=person(), at=clock.now())
    if response.status_code == 403 and request.endpoint:
        reads.note_act(request.endpoint, by=person(), at=clock.now())
    return response
