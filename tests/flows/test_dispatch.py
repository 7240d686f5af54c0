"""From a draft to the numbered document, with real files and the real child process."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from portal import wording
from portal.adapters import docx_letters, pdf_fields
from portal.flows import dispatch, placing
from portal.flows.premises import Premises
from portal.office import drafting, files, issuing
from portal.office.documents import Document, PageText, add_version
from portal.office.drafting import Preparation
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.recipients import Recipient
from portal.rules import errors
from portal.rules.signing import SEAL, SIGN
from tests.adapters.letter_files import draw, letter
from tests.office_fixtures import NOW, Staff, later, outline, request_id, stored

pytestmark = pytest.mark.slow  # every step is a child process of its own


def start(people: Staff, premises: Premises, path: Path, **changes: Any) -> Document:
    """A draft from a file, as the drafter brings it."""
    told = outline(people, signer=people.deputy, capacity="KT. CHỦ TỊCH", position="PHÓ CHỦ TỊCH", **changes)
    with path.open("rb") as stream:
        return dispatch.start_draft(stream, path.name, told, by=people.officer, at=NOW, premises=premises)


def prepare(document: Document, premises: Premises) -> None:
    """What the worker does with the job."""
    dispatch.prepare_draft(document.id, at=later(minutes=1), premises=premises)()


@pytest.fixture
def ready(people: Staff, premises: Premises, tmp_path: Path) -> Document:
    """A draft that was made ready from a PDF."""
    document = start(people, premises, draw(tmp_path / "tra-loi.pdf"))
    prepare(document, premises)
    return Document.get_by_id(document.id)


def sign(document: Document, people: Staff) -> Document:
    """The draft submitted and signed; the bytes stay as they are, which is enough for what follows."""
    drafting.submit(document, by=people.officer, at=NOW)
    latest = document.latest
    add_version(document, latest.sha256, "signed", latest.name, base_n=latest.n, by=people.deputy, at=NOW)
    drafting.mark_signed(document, by=people.deputy, at=NOW, version=latest)
    return document


def test_a_new_draft_waits_for_the_worker(people: Staff, premises: Premises, tmp_path: Path) -> None:
    document = start(people, premises, draw(tmp_path / "tra-loi.pdf"))
    assert Preparation.of(document).state == "waiting"
    assert [job.args for job in Job.select().where(Job.kind == "prepare_draft")] == [[document.id]]
    with pytest.raises(errors.Conflict):
        drafting.submit(document, by=people.officer, at=NOW)


def test_only_letters_can_become_drafts(people: Staff, premises: Premises) -> None:
    with pytest.raises(errors.FileRefused) as refusal:
        dispatch.start_draft(
            BytesIO("chữ thường".encode()), "a.txt", outline(people), by=people.officer, at=NOW, premises=premises
        )
    assert refusal.value.data["why"] == "not_a_draft"
    assert Document.select().count() == 0


def test_the_worker_makes_a_pdf_with_room_for_the_number(ready: Document, premises: Premises) -> None:
    assert [version.role for version in ready.versions] == ["draft", "pdf"]
    path = premises.store.path(ready.latest.sha256)
    assert pdf_fields.empty_number_fields(str(path)) == ["number", "day", "month"]
    assert Preparation.of(ready).state == "ready"
    assert ready.pages == 1
    assert "phân loại văn bản điện tử" in PageText.get(PageText.document == ready).body


@pytest.mark.parametrize(("lines", "why"), [
    ({"number": "Số: 12/UBND-KT"}, "number_printed"),
    ({"number": "Số: /UBND-KT"}, "number_narrow"),
    ({"number": "Kính gửi:"}, "no_number_place"),
    ({"date": "Tân Hòa, năm nay"}, "no_day_place"),
])
def test_what_hinders_is_kept_with_the_draft(
    people: Staff, premises: Premises, tmp_path: Path, lines: dict[str, str], why: str
) -> None:
    document = start(people, premises, draw(tmp_path / "tra-loi.pdf", **lines))
    prepare(document, premises)
    assert Preparation.of(document) == Preparation("problem", why=why)
    assert document.latest.role == "draft"


def test_a_file_that_is_damaged_is_said_so(people: Staff, premises: Premises, tmp_path: Path) -> None:
    broken = tmp_path / "hong.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\0" * 2000)
    sha256 = premises.store.put(broken.read_bytes()).sha256
    stored(broken.read_bytes())
    document = drafting.draft(outline(people), sha256, "hong.pdf", "draft", by=people.officer, at=NOW)
    prepare(document, premises)
    assert Preparation.of(document).why == "unreadable"


def test_a_draft_with_a_secret_mark_is_set_apart(people: Staff, premises: Premises, tmp_path: Path) -> None:
    document = start(people, premises, draw(tmp_path / "a.pdf", number="MẬT"))
    prepare(document, premises)
    held = Document.get_by_id(document.id)
    assert (held.state, held.subject, held.latest.role) == ("held", "", "draft")
    assert not PageText.select().where(PageText.document == held).exists()


def test_a_newer_draft_makes_the_older_result_void(people: Staff, premises: Premises, tmp_path: Path) -> None:
    document = start(people, premises, draw(tmp_path / "a.pdf"))
    settle = dispatch.prepare_draft(document.id, at=NOW, premises=premises)
    with draw(tmp_path / "b.pdf", pages=2).open("rb") as stream:
        dispatch.revise_draft(document, stream, "b.pdf", base_n=1, by=people.officer, at=NOW, premises=premises)
    settle()
    assert [version.name for version in document.versions] == ["a.pdf", "b.pdf"]
    prepare(document, premises)
    assert (document.latest.role, Document.get_by_id(document.id).pages) == ("pdf", 2)


def test_two_revisions_of_the_same_version_do_not_overwrite_each_other(
    ready: Document, people: Staff, premises: Premises, tmp_path: Path
) -> None:
    def revise(name: str) -> None:
        with draw(tmp_path / name).open("rb") as stream:
            dispatch.revise_draft(ready, stream, name, base_n=2, by=people.officer, at=NOW, premises=premises)

    revise("b.pdf")
    with pytest.raises(errors.Superseded):
        revise("c.pdf")


@pytest.mark.ocr
def test_a_docx_is_printed_and_made_ready(people: Staff, premises: Premises, tmp_path: Path) -> None:
    file = tmp_path / "tra-loi.docx"
    file.write_bytes(docx_letters.write(letter()))
    document = start(people, premises, file)
    prepare(document, premises)
    assert Preparation.of(document).state == "ready"
    assert document.latest.name == "tra-loi.pdf"
    place = placing.place_of(document, SIGN, premises, by=people.deputy)
    assert (place["found"], place["page"]) == (True, 1)


def test_a_draft_in_an_old_font_is_refused_before_it_is_printed(
    people: Staff, premises: Premises, tmp_path: Path
) -> None:
    file = tmp_path / "tra-loi.docx"
    body = ("ñy ban nh©n d©n x· b¸o c¸o vÒ viÖc ph©n lo¹i v¨n b¶n ®iÖn tö trªn ®Þa bµn huyÖn S¬n §éng./.",) * 8
    file.write_bytes(docx_letters.write(letter(body=body)))
    document = start(people, premises, file)
    prepare(document, premises)
    assert Preparation.of(document) == Preparation("problem", why="old_font")
    assert wording.label("old_font", "draft_problem").startswith("Văn bản gõ bằng phông cũ")


@pytest.mark.ocr
def test_a_few_words_in_an_old_font_are_a_finding_with_their_place(
    people: Staff, premises: Premises, tmp_path: Path
) -> None:
    file = tmp_path / "tra-loi.docx"
    body = ("Xã đã xử lý văn bản điện tử theo hướng dẫn của huyện.", "Céng hßa x· héi chñ nghÜa ViÖt Nam./.")
    file.write_bytes(docx_letters.write(letter(body=body)))
    document = start(people, premises, file)
    prepare(document, premises)
    assert "text.unicode" in [row["rule"] for row in Preparation.of(document).layout]


@pytest.mark.ocr
def test_faults_of_a_docx_are_told_with_their_place_in_its_print(
    people: Staff, premises: Premises, tmp_path: Path
) -> None:
    file = tmp_path / "tra-loi.docx"
    body = ("Xã đã làm xong việc được giao theo Công văn số …/UBND-VP",)
    file.write_bytes(docx_letters.write(letter(symbol="CV-UBND", body=body)))
    document = start(people, premises, file)
    prepare(document, premises)
    told = {row["rule"]: (row["page"], row["line"]) for row in Preparation.of(document).layout}
    assert set(told) == {"number.kind", "text.blank", "body.end"}
    assert told["text.blank"] == told["body.end"]
    assert told["text.blank"][0] == 1
    with pytest.raises(errors.Conflict) as refusal:
        drafting.submit(document, by=people.officer, at=NOW)
    assert refusal.value.data["why"] == "layout_blocks"


def test_the_findings_of_an_earlier_file_go_with_it(people: Staff, premises: Premises, tmp_path: Path) -> None:
    document = start(people, premises, draw(tmp_path / "mot.pdf", name="Ông Phạm Văn Ba"))
    prepare(document, premises)
    first = {row["rule"] for row in Preparation.of(document).layout}
    with draw(tmp_path / "hai.pdf").open("rb") as stream:
        n = document.latest.n
        dispatch.revise_draft(document, stream, "hai.pdf", base_n=n, by=people.officer, at=NOW, premises=premises)
    assert Preparation.of(document).layout == ()
    prepare(document, premises)
    assert first - {row["rule"] for row in Preparation.of(document).layout} == {"signatory.honours"}
    assert Preparation.of(document).blocks == 0


def test_the_number_and_the_file_that_carries_it_are_kept_together(
    ready: Document, people: Staff, premises: Premises
) -> None:
    base = ready.latest.sha256
    numbered = dispatch.number(
        sign(ready, people), by=people.clerk, at=NOW, request_id=request_id(), premises=premises
    )
    assert (numbered.number, numbered.reference, numbered.state) == (1, "01/UBND-KT", "numbered")
    latest = numbered.latest
    assert (latest.role, latest.name) == ("numbered", "01-UBND-KT.pdf")
    path = premises.store.path(latest.sha256)
    assert pdf_fields.empty_number_fields(str(path)) == []
    assert path.read_bytes().startswith(premises.store.read(base))
    assert files.StoredFile.get(files.StoredFile.sha256 == latest.sha256).size == path.stat().st_size


def test_a_double_click_takes_one_number(ready: Document, people: Staff, premises: Premises) -> None:
    signed, once = sign(ready, people), request_id()
    for _ in range(2):
        dispatch.number(signed, by=people.clerk, at=NOW, request_id=once, premises=premises)
    assert issuing.next_number(NOW) == 2
    assert signed.latest.n == 4


def test_a_number_taken_by_another_document_is_passed_over(
    ready: Document, people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_meanwhile = iter([41])
    monkeypatch.setattr(issuing, "number_for", lambda document, at: next(taken_meanwhile, 1))
    numbered = dispatch.number(
        sign(ready, people), by=people.clerk, at=NOW, request_id=request_id(), premises=premises
    )
    assert numbered.number == 1


def test_a_day_printed_on_the_page_must_be_today(people: Staff, premises: Premises, tmp_path: Path) -> None:
    document = start(people, premises, draw(tmp_path / "a.pdf", date="Tân Hòa, ngày 05 tháng 11 năm 2026"))
    prepare(document, premises)
    assert Preparation.of(document).printed == {"day": 5, "month": 11}
    with pytest.raises(errors.Conflict) as refusal:
        dispatch.number(sign(document, people), by=people.clerk, at=NOW, request_id=request_id(), premises=premises)
    assert refusal.value.data["why"] == "printed_day"
    assert issuing.next_number(NOW) == 1


def test_what_is_not_signed_gets_no_number(ready: Document, people: Staff, premises: Premises) -> None:
    with pytest.raises(errors.WrongState):
        dispatch.number(ready, by=people.clerk, at=NOW, request_id=request_id(), premises=premises)
    assert issuing.next_number(NOW) == 1


def test_only_the_clerk_numbers(ready: Document, people: Staff, premises: Premises) -> None:
    with pytest.raises(errors.NotAllowed):
        dispatch.number(sign(ready, people), by=people.officer, at=NOW, request_id=request_id(), premises=premises)


def test_a_seal_written_as_text_is_proposed_beside_the_signature(
    ready: Document, people: Staff, premises: Premises
) -> None:
    signature = placing.place_of(ready, SIGN, premises, by=people.deputy)
    seal = placing.place_of(ready, SEAL, premises, by=people.clerk)
    assert signature["found"]
    assert seal["found"]
    assert seal["box"][2] == pytest.approx(signature["box"][0], abs=0.001)


def test_every_step_is_in_the_trail(ready: Document) -> None:
    assert [event.verb for event in Event.of(ready)] == ["drafted", "prepared"]
    assert Recipient.of(ready).count() == 3


def test_the_drafters_file_name_is_only_a_label(people: Staff, premises: Premises, tmp_path: Path) -> None:
    told, path = outline(people), draw(tmp_path / "a.pdf")
    with path.open("rb") as stream:
        document = dispatch.start_draft(
            stream, "../thu\u202efdp\n.pdf", told, by=people.officer, at=NOW, premises=premises
        )
    with path.open("rb") as stream:
        dispatch.revise_draft(
            document, stream, "C:\\nhap\\moi.pdf", base_n=1, by=people.officer, at=NOW, premises=premises
        )
    assert [version.name for version in document.versions] == ["thufdp.pdf", "moi.pdf"]
