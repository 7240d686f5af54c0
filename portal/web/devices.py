"""Máy ký: the PCs on which this person signs, and how a new one is paired."""

from flask import Blueprint, flash, render_template, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.flows import tls
from portal.office import devices
from portal.office.devices import PAIRING, Certificate, Device
from portal.web.access import needs, own_origin, person, settings
from portal.web.answers import go

pages = Blueprint("devices", __name__)


@pages.get("/devices")
@needs("approve", "seal")
def index() -> str:
    """My PCs and my certificates; a fresh code as long as it is good."""
    code, until = session.get("pairing", ("", 0))
    left, mine = int(until - clock.now().timestamp()), list(Device.of(person()))
    used = any(device.paired_at.timestamp() >= until - PAIRING.total_seconds() for device in mine)
    return render_template(
        "devices/index.html", devices=mine, code=code if left > 0 and not used else "",
        minutes=max(1, round(left / 60)), origin=own_origin(), root=own_root(),
        certificates=list(person().certificates.order_by(Certificate.id)),
    )


@pages.post("/devices/pairings")
@needs("approve", "seal")
def pair() -> AnyResponse:
    """A new code, shown on the page for five minutes."""
    now = clock.now()
    session["pairing"] = [devices.start_pairing(person(), at=now), (now + PAIRING).timestamp()]
    return go(url_for("devices.index"))


@pages.post("/devices/<int:device_id>/removal")
@needs("approve", "seal")
def remove(device_id: int) -> AnyResponse:
    """Stop trusting one of my PCs."""
    devices.remove(Device.one_of(person(), device_id), by=person(), at=clock.now())
    flash("Đã bỏ máy. Muốn ký trên máy ấy, hãy ghép lại.", "good")
    return go(url_for("devices.index"))


def own_root() -> str:
    """The fingerprint that makes the signer believe this portal over TLS, where its certificate is of our making."""
    ours = settings().https and not settings().tls_certificate
    return tls.offered(settings().data) if ours else ""
