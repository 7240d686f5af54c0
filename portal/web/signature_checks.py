"""Kiểm tra: whether the sender of a letter agrees with itself, and another look at its signatures."""

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.office import annexes, outbox, senders
from portal.office.documents import Document
from portal.rules.errors import NotFound
from portal.rules.senders import Difference
from portal.rules.states import RECEIVED
from portal.web.access import needs
from portal.web.answers import go
from portal.web.opening import open_document

pages = Blueprint("signature_checks", __name__)


@pages.get("/documents/<int:document_id>/differences")
@needs("enter")
def differences(document_id: int) -> str:
    """What does not agree with the issuer as it is typed now."""
    document = open_document(document_id)
    return render_template(
        "entry/_differences.html", document=document, **compared(document, request.args.get("issuer", "")[:200])
    )


def compared(document: Document, issuer: str) -> dict[str, str | list[Difference]]:
    """What the page is told of packet, page, mail and certificate."""
    return {"differences": senders.compare(document, issuer), "issuer": issuer}


@pages.post("/documents/<int:document_id>/checks")
@needs("enter")
def again(document_id: int) -> AnyResponse:
    """Kiểm tra lại: the worker judges newest version and sealed annexes once more; what it finds is a new row."""
    document = open_document(document_id)
    version = document.latest
    if version is None:
        raise NotFound(document_id)
    for sha256 in (version.sha256, *(annex.sha256 for annex in annexes.of(document) if annex.sealed_at)):
        outbox.put("check_again", sha256, dedup=f"again:{sha256}")
    flash("Đang kiểm tra lại chữ ký số; kết quả hiện sau vài giây.", "good")
    page = "entry.form" if document.state == RECEIVED else "documents.show"
    return go(url_for("outgoing.show" if document.direction == "outgoing" else page, document_id=document.id))
