"""Bytes from outside: what is refused leaves nothing in the store, what was taken before stays."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
import xlsxwriter

from portal.flows import intake
from portal.flows.premises import Premises, store_in
from portal.flows.reading import SAMPLE_PDF
from portal.office import files, holding, packets, receiving
from portal.office.documents import Attachment, Document, EnclosedText, add_version, load
from portal.office.files import StoredFile
from portal.office.outbox import Job
from portal.rules.errors import FileRefused
from portal.rules.filetypes import DOCX, PDF
from tests.office_fixtures import NOW, Staff


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("content", "name"), [(b"MZ\x90\x00", "a.exe"), (b"", "a.pdf"), (b"%PDF-1.7", "a.docx")])
def test_refused_bytes_are_not_kept(premises: Premises, content: bytes, name: str):
    with pytest.raises(FileRefused):
        intake.keep_bytes(BytesIO(content), name, at=NOW, premises=premises)
    assert list(premises.store.all()) == []


@pytest.mark.slow
def test_what_cannot_become_a_draft_is_not_kept(premises: Premises):
    with pytest.raises(FileRefused, match="not_a_draft"):
        intake.keep_bytes(BytesIO(b"mot dong chu"), "a.txt", at=NOW, premises=premises, drafts=(DOCX, PDF))
    assert (list(premises.store.all()), StoredFile.select().count()) == ([], 0)


@pytest.mark.slow
def test_bytes_taken_before_stay_when_they_come_again_under_a_wrong_name(premises: Premises):
    content = SAMPLE_PDF.read_bytes()
    kept = intake.keep_bytes(BytesIO(content), "a.pdf", at=NOW, premises=premises)
    with pytest.raises(FileRefused):
        intake.keep_bytes(BytesIO(content), "a.docx", at=NOW, premises=premises)
    assert premises.store.read(kept.sha256) == content


def word_file(premises: Premises, *lines: str) -> dict[str, str]:
    """A page as DOCX in the store, as a packet tells of it."""
    page, stream = docx.Document(), BytesIO()
    for line in lines:
        page.add_paragraph(line)
    page.save(stream)
    blob = premises.store.put(BytesIO(stream.getvalue()))
    files.keep(blob.sha256, blob.size, DOCX, at=NOW)
    return {"sha256": blob.sha256, "name": "tep.docx"}


def letter(premises: Premises) -> Document:
    """A letter without a mark."""
    file = word_file(premises, "CÔNG VĂN", "Số: 12/UBND-VP")
    return receiving.receive(file["sha256"], file["name"], by=None, at=NOW)


def work(premises: Premises) -> None:
    """The worker's part of reading."""
    for kind, flow in (("read", intake.read), ("read_enclosed", intake.read_enclosed)):
        for job in Job.select().where(Job.kind == kind):
            flow(*job.args, at=NOW, premises=premises)()
            Job.delete_by_id(job.id)


@pytest.mark.slow
def test_a_secret_annex_holds_its_letter(premises: Premises):
    document = letter(premises)
    packets.enclose(document, word_file(premises, "PHỤ LỤC"), at=NOW)
    work(premises)
    assert load(document.id).state == "received"
    packets.enclose(document, word_file(premises, "TUYỆT MẬT", "PHỤ LỤC"), at=NOW)
    work(premises)
    assert load(document.id).is_held


@pytest.mark.slow
def test_a_secret_file_in_an_archive_that_comes_with_a_letter_holds_the_letter(premises: Premises):
    document, page = letter(premises), word_file(premises, "MẬT", "PHỤ LỤC")
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("hong.pdf", b"%PDF-1.7 nothing")
        archive.writestr("phu-luc.docx", premises.store.read(page["sha256"]))
    packed = premises.store.put(stream.getvalue())
    packets.enclose(document, {"sha256": packed.sha256, "name": "phu-luc.zip"}, at=NOW)
    work(premises)
    assert load(document.id).is_held


@pytest.mark.slow
def test_an_annex_that_came_in_an_archive_or_mail_is_read_with_its_letter(premises: Premises):
    document = letter(premises)
    packets.enclose(document, word_file(premises, "TỐI MẬT"), at=NOW)
    Job.delete().where(Job.kind == "read_enclosed").execute()  # these doors ask for the letter only
    work(premises)
    assert load(document.id).is_held


@pytest.mark.slow
def test_a_secret_mark_in_a_newer_version_holds_the_letter_and_what_cannot_be_read_hinders_nothing(premises: Premises):
    document = letter(premises)
    odd = premises.store.put(BytesIO(b"%PDF-1.7 nothing"))
    packets.enclose(document, {"sha256": odd.sha256, "name": "phu-luc.pdf"}, at=NOW)
    newer = word_file(premises, "MẬT", "CÔNG VĂN")
    add_version(document, newer["sha256"], "updated", newer["name"], base_n=1, by=None, at=NOW)
    work(premises)
    assert load(document.id).is_held


def bodies(document: Document) -> list[str]:
    """The words kept of what lies with a letter."""
    return [row.body for row in document.enclosed_texts.order_by(EnclosedText.id)]


@pytest.mark.slow
def test_the_words_of_annexes_are_kept_with_the_letter_until_a_mark_turns_up(premises: Premises):
    document = letter(premises)
    packets.enclose(document, word_file(premises, "PHỤ LỤC", "Danh sách hộ nghèo thôn Nà Hin"), at=NOW)
    packed = packed_word_file(premises, "Biểu số 2", "Kinh phí chỉnh trang nhà văn hóa")
    packets.enclose(document, packed, at=NOW)
    work(premises)
    first, second = bodies(document)
    assert "Danh sách hộ nghèo thôn Nà Hin" in first
    assert "Kinh phí chỉnh trang nhà văn hóa" in second
    packets.enclose(document, word_file(premises, "MẬT", "PHỤ LỤC"), at=NOW)
    work(premises)
    assert load(document.id).is_held
    assert EnclosedText.select().count() == 0


@pytest.mark.slow
def test_no_words_are_kept_of_a_file_or_letter_that_went_away_while_it_was_read(premises: Premises):
    document = letter(premises)
    packets.enclose(document, word_file(premises, "PHỤ LỤC một"), at=NOW)
    kept = intake.read_enclosed(document.id, at=NOW, premises=premises)
    Attachment.delete().execute()
    kept()
    assert bodies(document) == []
    packets.enclose(document, word_file(premises, "PHỤ LỤC hai"), at=NOW)
    late = intake.read_enclosed(document.id, at=NOW, premises=premises)
    holding.hold(document, at=NOW)
    late()
    assert bodies(document) == []


@pytest.mark.slow
def test_a_workbook_tells_its_words_and_a_mark_that_stands_alone_in_a_row(premises: Premises):
    document = letter(premises)
    packets.enclose(document, table_file(premises, [["TT", "Thôn", "Độ mật"], ["1", "Nà Hin", "MẬT"]]), at=NOW)
    work(premises)
    assert bodies(document) == ["TT Thôn Độ mật\n1 Nà Hin MẬT"]
    packets.enclose(document, table_file(premises, [["", "TỐI MẬT", ""], ["TT", "Thôn", ""]]), at=NOW)
    work(premises)
    assert load(document.id).is_held


def table_file(premises: Premises, rows: list[list[str]]) -> dict[str, str]:
    """A workbook in the store, as a packet tells of it."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    kept = premises.store.put(BytesIO(stream.getvalue()))
    return {"sha256": kept.sha256, "name": "bieu.xlsx"}


def packed_word_file(premises: Premises, *lines: str) -> dict[str, str]:
    """A page in an archive, as a packet tells of it."""
    page, stream = word_file(premises, *lines), BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("bieu.docx", premises.store.read(page["sha256"]))
    packed = premises.store.put(BytesIO(stream.getvalue()))
    return {"sha256": packed.sha256, "name": "bieu.zip"}
