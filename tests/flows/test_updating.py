"""Cập nhật: receivers get the same sealed file once more, with an annex only if it is signed; nothing is edited."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from portal.adapters import packets as wire
from portal.flows import packets
from portal.flows.premises import Premises
from portal.office import devices, recalling, trust, updating
from portal.office.agencies import learn
from portal.office.documents import Document
from portal.office.parcels import Parcel
from portal.office.recipients import Line
from portal.office.senders import SenderMark
from portal.rules import errors
from portal.rules import packets as rules
from tests import signing_kit as kit
from tests.office_fixtures import CONTENTS, NOW, Staff, issued, later

LINES = (Line("UBND xã Đồi Chè"), Line("Sở Nội vụ"), Line("Lưu: VT", "paper"))


@pytest.fixture
def premises(premises: Premises, tmp_path: Path) -> Premises:
    """An office with a folder of the axis."""
    out = tmp_path / "out"
    out.mkdir()
    return replace(premises, packets_out=out)


@pytest.fixture
def sent(people: Staff, premises: Premises) -> Document:
    """Issued, and left in a packet for one of its receivers."""
    document = issued(people, recipients=LINES)
    SenderMark.create(agency=learn("UBND xã Đồi Chè"), kind="code", value="H02.30", at=NOW)
    premises.store.put(CONTENTS[document.latest.sha256])
    packets.send_document(document, by=people.clerk, at=NOW)
    packets.send_parcels(at=NOW, premises=premises)()
    return document


def keep_the_seal(people: Staff, keys: kit.Keys) -> None:
    """The certificate is the office's seal, and its authority is trusted."""
    devices.approve(devices.present(people.clerk, keys.seal.der, at=NOW), "seal", by=people.admin, at=NOW)
    for anchor in keys.authority.anchors:
        trust.trust(anchor, by=people.admin, at=NOW, is_test=True)
    trust.add_revocations(keys.lists[0], by=people.admin, at=NOW)


def updated(document: Document, people: Staff, premises: Premises, annex: Path | None = None, why: str = "Gửi lại"):
    file = (BytesIO(annex.read_bytes()), annex.name) if annex else None
    return packets.update_document(document, why, file, by=people.clerk, at=later(hours=1), premises=premises)


def test_the_same_file_goes_once_more_and_names_the_document_it_is_about(
    people: Staff, premises: Premises, sent: Document
):
    before = dict(sent.__data__)
    parcel = updated(sent, people, premises)
    letter = Parcel.get(Parcel.code == "letter")
    business = parcel.message.business
    assert (business.act, business.document_id) == (rules.UPDATE, letter.wire_id)
    assert (business.content_changed, business.recipients_changed) == (False, False)
    assert (parcel.files, parcel.to_code) == (letter.files, "H02.30")
    assert Document.get_by_id(sent.id).__data__ == before
    assert updated(sent, people, premises) == parcel  # a double click
    assert updating.updates_of(sent) == [parcel]
    assert Parcel.letter_of(letter.wire_id) == letter


@pytest.mark.slow
def test_a_signed_annex_is_carried_and_read_back(people: Staff, premises: Premises, sent: Document, tmp_path: Path):
    annex = kit.signed_elsewhere(kit.letter(tmp_path / "a.pdf"), tmp_path / "phu-luc-2.pdf", kit.keys(NOW).seal)
    with pytest.raises(errors.FileRefused) as refused:
        updated(sent, people, premises, annex, "Gửi bổ sung phụ lục 2")
    assert refused.value.data["why"] == "annex_not_ours"  # signed, but by whom the office does not know
    keep_the_seal(people, kit.keys(NOW))
    parcel = updated(sent, people, premises, annex, "Gửi bổ sung phụ lục 2")
    assert parcel.message.business.content_changed
    packets.send_parcels(at=NOW, premises=premises)()
    (file,) = premises.packets_out.glob("update*.edxml")
    opened = wire.open_packet(file, tmp_path, 10_000_000)
    assert opened.files[1]["fault"] == ""  # the first is no real PDF in these tests
    assert [one["name"] for one in opened.files] == [sent.latest.name, "phu-luc-2.pdf"]
    assert Path(opened.files[1]["path"]).read_bytes() == annex.read_bytes()
    assert list(sent.attachments) == []  # our own document stays as it was issued


@pytest.mark.slow
def test_an_annex_that_is_not_signed_is_refused_and_not_kept(
    people: Staff, premises: Premises, sent: Document, tmp_path: Path
):
    annex = kit.letter(tmp_path / "phu-luc.pdf")
    with pytest.raises(errors.FileRefused) as refused:
        updated(sent, people, premises, annex)
    assert refused.value.data["why"] == "annex_unsigned"
    text = tmp_path / "phu-luc.txt"
    text.write_text("chữ")
    with pytest.raises(errors.FileRefused):
        updated(sent, people, premises, text)
    kept = [path for path in premises.store.folder.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [CONTENTS[sent.latest.sha256]]
    assert updating.updates_of(sent) == []


def test_what_cannot_be_updated_is_refused(people: Staff, premises: Premises, sent: Document):
    with pytest.raises(errors.ReasonMissing):
        updated(sent, people, premises, why=" ")
    with pytest.raises(errors.NotAllowed):
        packets.update_document(sent, "x", None, by=people.officer, at=NOW, premises=premises)
    with pytest.raises(errors.Conflict):
        updated(issued(people, recipients=LINES), people, premises)  # it left in no packet
    trust.note_check(sent.latest.sha256, {"file": "broken", "signatures": []}, "1", at=NOW)
    with pytest.raises(errors.Conflict):
        updated(sent, people, premises)


def test_an_update_that_waits_does_not_leave_after_a_recall(people: Staff, premises: Premises, sent: Document):
    updated(sent, people, premises)
    recalling.call_back(sent, "Sai số liệu", by=people.clerk, at=later(hours=2))
    assert updating.updates_of(sent) == []
    with pytest.raises(errors.Conflict):
        updated(sent, people, premises)
