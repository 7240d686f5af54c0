"""What the clerk takes teaches by what its sender is known; the administrator has the last word."""

import pytest

from portal.office import arrivals, entering, receiving, senders, trust
from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.senders import SenderMark
from portal.rules import doors, errors
from tests.office_fixtures import NOW, Staff, facts, later, request_id, stored

HERE = "UBND huyện Sơn Động"
SIGNED = {"state": "valid", "signer": HERE, "organisation": HERE, "serial": "1a2b"}


def by_mail(people: Staff, address: str, *, state: str = "good", **signed: str) -> Document:
    """A signed letter that came from an address."""
    sha256 = stored()
    arrival = arrivals.keep(doors.MAIL, f"1:{sha256}", sha256, "thu.eml", at=NOW, sender=f"Văn thư <{address}>")
    trust.note_check(sha256, {"file": state, "notes": [], "signatures": [SIGNED | signed]}, "t", at=NOW)
    return receiving.receive(sha256, "cv.pdf", by=None, at=NOW, arrival=arrival)


def taken(people: Staff, document: Document, reason: str = "") -> Document:
    return entering.enter(
        document, facts(issuer=HERE), by=people.clerk, at=NOW, request_id=request_id(), reason=reason
    )


def marks() -> set[tuple[str, str]]:
    return {(mark.kind, mark.value) for mark in SenderMark.of(Agency.named(HERE))}


def why(document: Document) -> list[str]:
    return [one.why for one in senders.compare(document, HERE)]


def test_what_was_taken_is_known_from_then_on(people: Staff):
    taken(people, by_mail(people, "vt@sondong.vn"))
    assert marks() == {("mail", "vt@sondong.vn"), ("subject", HERE), ("serial", "1a2b")}
    assert why(by_mail(people, "vt@sondong.vn")) == []
    assert why(by_mail(people, "la@dau.vn", serial="ffff")) == ["mail_new", "certificate_new"]


def test_an_address_of_another_agency_is_named_as_such(people: Staff):
    taken(people, by_mail(people, "vt@sondong.vn"))
    stranger = by_mail(people, "vt@sondong.vn")
    said = senders.compare(stranger, "UBND huyện Lục Ngạn")
    assert [(one.why, one.data.get("owner")) for one in said if one.why == "mail_other"] == [("mail_other", HERE)]


def test_a_broken_letter_taken_all_the_same_teaches_nothing(people: Staff):
    taken(people, by_mail(people, "gia@mao.vn", state="broken"), reason="Lãnh đạo yêu cầu nhận")
    assert marks() == set()


def test_what_the_administrator_ended_is_not_learned_again(people: Staff):
    taken(people, by_mail(people, "vt@sondong.vn"))
    mark = SenderMark.get(SenderMark.kind == "mail")
    with pytest.raises(errors.NotAllowed):
        senders.end(mark, by=people.leader, at=NOW)
    senders.end(mark, by=people.admin, at=NOW)
    taken(people, by_mail(people, "vt@sondong.vn"))
    assert ("mail", "vt@sondong.vn") not in marks()
    senders.add(mark.agency, "mail", "VT@SonDong.vn", by=people.admin, at=later(hours=1))
    assert ("mail", "vt@sondong.vn") in marks()


@pytest.mark.parametrize(("kind", "value"), [("mail", "khong co"), ("code", " "), ("fax", "1")])
def test_what_can_be_no_mark_is_refused(people: Staff, kind: str, value: str):
    agency = Agency.create(name=HERE, folded="x")
    with pytest.raises(errors.Invalid):
        senders.add(agency, kind, value, by=people.admin, at=NOW)


def test_an_identifier_kept_with_the_agency_counts_too(people: Staff):
    Agency.create(name=HERE, folded="x", agency_code="H02.18", email="vt@sondong.vn")
    assert why(by_mail(people, "la@dau.vn")) == ["mail_new"]
