"""What the clerk reads under a file: state, who, when and by whose clock, and whether it is the sender's."""

from datetime import datetime
from types import SimpleNamespace

from flask import Flask

from portal.clock import VIETNAM

SIGNATURE = {
    "signer": "Nguyễn Văn Ấn", "organisation": "UBND huyện Sơn Động", "issuer": "Cơ quan cấp", "state": "valid",
    "time": "2026-11-22T14:05:00+07:00", "time_source": "claimed", "is_test": True, "number_filled": True,
}


def shown(app: Flask, issuer: str = "", notes: tuple[str, ...] = (), **changes: object) -> str:
    check = SimpleNamespace(
        state="good", at=datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM),
        verdict={"notes": list(notes), "signatures": [SIGNATURE | changes]},
    )
    with app.test_request_context():
        return " ".join(app.jinja_env.get_template("_verdict.html").module.verdict(check, issuer).split())


def test_who_signed_when_and_by_whose_clock_is_said(app):
    page = shown(app)
    for part in ("Nguyễn Văn Ấn, UBND huyện Sơn Động", "22/11/2026 14:05", "theo máy người ký", "chứng thư thử nghiệm"):
        assert part in page
    assert "theo dấu thời gian" in shown(app, time_source="tsa")


def test_a_number_filled_in_later_is_explained_only_where_the_seal_covers_it(app):
    assert "được dấu cơ quan bao trùm" in shown(app)
    assert "được dấu cơ quan bao trùm" not in shown(app, state="invalid_changed_after")


def test_whether_the_signature_is_the_senders_is_said(app):
    assert "khớp với cơ quan ban hành" in shown(app, "Ủy ban nhân dân huyện Sơn Động")
    assert "không phải của" in shown(app, "UBND huyện Lục Ngạn")
    for page in (shown(app), shown(app, "UBND huyện Sơn Động", state="untrusted")):
        assert "khớp với" not in page
        assert "không phải của" not in page


def test_what_was_noted_is_said(app):
    assert "chữ ký đã bị gỡ" in shown(app, notes=("signature_removed",))
    assert "được thêm vào" in shown(app, notes=("data_after_last_signature",))
    assert "Không đọc được tệp" in shown(app, notes=("unreadable",))


def test_names_from_a_certificate_are_only_text(app):
    assert "<b>" not in shown(app, signer="<b>x</b>")
