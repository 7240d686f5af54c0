"""What is held apart after it got its number shows nothing of itself, on whatever page it once stood."""

from collections.abc import Callable
from io import BytesIO

import pytest

from portal.flows import arriving, keeping
from portal.office import entering, events, holding, rights
from portal.office.devices import Certificate
from portal.office.documents import Document
from portal.office.packets import Packet
from portal.office.trust import SignatureCheck
from portal.web.premises import premises_of
from tests import packet_kit as kit
from tests.office_fixtures import (
    NOW,
    Staff,
    drafted,
    entered,
    facts,
    issued,
    numbered,
    received,
    request_id,
    sealed,
)
from tests.web.conftest import Browser

TOLD = "V/v việc kín"


def held(document: Document) -> Document:
    holding.hold(document, at=NOW)
    return Document.get_by_id(document.id)


@pytest.mark.slow
@pytest.mark.parametrize("made", [numbered, sealed, issued])
def test_a_document_of_our_own_leads_to_the_page_of_what_is_held(
    client: Browser, people: Staff, made: Callable[..., Document]
) -> None:
    document = held(made(people, subject=TOLD))
    for address in (f"/documents/{document.id}", f"/outgoing/{document.id}", f"/documents/{document.id}/signing"):
        answer = client.get(address, status=303)
        while answer.status_code == 303:
            answer = client.http.get(answer.headers["Location"])
        assert "Tệp giữ riêng" in answer.text
        assert TOLD not in answer.text
        assert document.reference not in answer.text


@pytest.mark.slow
def test_its_row_is_not_opened_to_be_corrected(client: Browser, people: Staff) -> None:
    document = held(issued(people, subject=TOLD))
    client.get(f"/outgoing/{document.id}/correction", status=404)
    client.post(f"/outgoing/{document.id}/correction", {"subject": "", "why": ""}, status=404)
    client.get(f"/outgoing/paper?of={document.id}", status=404)


def test_a_recall_of_it_without_a_reason_shows_nothing(client: Browser, people: Staff) -> None:
    document = held(issued(people, subject=TOLD))
    client.post(f"/documents/{document.id}/recall", {"reason": ""}, status=404)


@pytest.mark.slow
@pytest.mark.parametrize("act", ["outline", "versions", "route"])
def test_a_form_of_its_draft_sent_late_shows_nothing(client: Browser, people: Staff, act: str) -> None:
    document = held(issued(people, subject=TOLD))
    client.post(f"/drafts/{document.id}/{act}", {}, status=404)


@pytest.mark.slow
@pytest.mark.parametrize("act", ["signing-jobs", "signed-files"])
def test_a_form_of_its_seal_sent_late_shows_nothing(client: Browser, people: Staff, act: str) -> None:
    document = held(numbered(people, subject=TOLD))
    client.post(f"/documents/{document.id}/{act}", {}, status=404)


@pytest.mark.slow
def test_a_batch_leaves_it_out_without_its_words(client: Browser, people: Staff) -> None:
    document, other = held(numbered(people, subject=TOLD)), numbered(people)
    signed = next(version for version in other.versions if version.role == "signed")
    own = {"state": "valid", "certificate": "a" * 64}
    SignatureCheck.create(
        sha256=signed.sha256, state="good", verdict={"signatures": [own]}, trust_version="", at=NOW
    )
    Certificate.create(
        person=other.signer, sha256="a" * 64, role="personal", der=b"", subject="", issuer="", valid_from=NOW,
        valid_until=NOW, presented_at=NOW, approved_at=NOW, approved_by=people.admin,
    )
    marked = {"act": "seal", "documents": [f"{document.id}:{document.latest.n}", f"{other.id}:{other.latest.n}"]}
    page = client.follow(client.post("/signing/batches", marked)).text
    assert "Chưa ký được “Giữ riêng”" in page
    assert TOLD not in page


@pytest.mark.slow
def test_an_entry_form_sent_late_leads_to_what_is_held(client: Browser, people: Staff) -> None:
    document = held(received(people))
    for act in ("entry", "refusal"):
        assert "Tệp giữ riêng" in client.post(f"/documents/{document.id}/{act}", {}, status=422).text
    client.get(f"/documents/{document.id}/differences?issuer=a", status=404)


@pytest.mark.slow
def test_an_answer_is_not_begun_with_it_nor_names_it(client: Browser, people: Staff) -> None:
    letter = entered(people, subject=TOLD, reference="99/UBND-NC")
    answer, draft = issued(people, reply_to=letter), drafted(people, reply_to=letter)
    reply = issued(people, subject=TOLD, reply_to=entered(people))
    address, before = f"/outgoing/{answer.id}", f"/documents/{reply.reply_to_id}"
    assert "99/UBND-NC" in client.get(address).text
    assert reply.reference in client.get(before).text
    held(letter), held(reply)
    assert "99/UBND-NC" not in client.get(address).text
    assert reply.reference not in client.get(before).text
    client.get(f"/drafts/new?reply_to={letter.id}", status=404)
    rights.grant(draft, "read", person=people.clerk, at=NOW)
    assert "99/UBND-NC" not in client.get(f"/drafts/{draft.id}").text


def came(client: Browser, content: bytes) -> Packet:
    premises = premises_of(client.settings)
    arrival = keeping.take(BytesIO(content), "upload", "", "goi.edxml", at=NOW, premises=premises)
    arriving.interpret(arrival.id, at=NOW, premises=premises)()
    found: Packet = Packet.select().order_by(Packet.id.desc()).get()
    return found


@pytest.mark.slow
def test_the_pages_of_its_packet_and_its_arrival_link_to_it_in_words(client: Browser, people: Staff) -> None:
    packet = came(client, kit.packet(files=kit.ONE_LETTER))
    entering.enter(packet.document, facts(), by=people.clerk, at=NOW, request_id=request_id())
    held(packet.document)
    for address in (f"/packets/{packet.id}", f"/arrivals/{packet.arrival_id}"):
        page = client.get(address).text
        assert "Tệp giữ riêng</a>" in page
        assert facts().reference not in page
        assert facts().issuer not in page


@pytest.mark.parametrize("how", ["held", "restricted"])
def test_a_copy_somebody_carried_away_is_told_where_a_letter_is_hidden(
    browser: Browser, people: Staff, how: str
) -> None:
    letter = entered(people)
    events.record("copied_out", at=NOW, place="/mnt/disk/copy", documents=1, with_restricted=False)
    clerk = browser.as_person(people.clerk)
    if how == "held":
        holding.hold(letter, at=NOW)
        page = clerk.get(f"/documents/{letter.id}/entry").text
    else:
        page = clerk.follow(clerk.post(f"/documents/{letter.id}/scope", {"scope": "restricted"})).text
    assert "bản đọc được chép ngày 23/11/2026 vào /mnt/disk/copy" in page
    assert "xóa thư mục của số 1" in page
