"""Two editions of a draft held against each other, read from real files."""

from pathlib import Path

import docx
import pytest

from portal.adapters.blobs import BlobStore
from portal.flows import draft_changes
from portal.flows.premises import Premises
from portal.office import drafting, files
from portal.office.documents import Document, add_version
from portal.office.editions import editions
from portal.rules.filetypes import DOCX, PDF
from tests.adapters.letter_files import draw
from tests.office_fixtures import NOW, Staff, outline

BODY = ["Kính gửi: Sở Nội vụ", "Thực hiện Kế hoạch số 15/KH-UBND ngày 12/02/2026,", "UBND xã báo cáo như sau./."]


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    return Premises(tmp_path, BlobStore(tmp_path / "blobs"), tmp_path / "index", tmp_path / "scratch", 10**7)


def kept(file: Path, media_type: str, premises: Premises) -> str:
    with file.open("rb") as stream:
        blob = premises.store.put(stream)
    files.keep(blob.sha256, blob.size, media_type, at=NOW)
    return blob.sha256


def word_file(file: Path, lines: list[str]) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(file))
    return file


def started(sha256: str, role: str, people: Staff) -> Document:
    return drafting.draft(outline(people), sha256, "a", role, by=people.officer, at=NOW)


def revised(document: Document, sha256: str, role: str, people: Staff) -> None:
    drafting.revise(document, sha256, "b", role, base_n=document.latest.n, by=people.officer, at=NOW)


@pytest.mark.slow
def test_paragraphs_of_two_docx_are_compared_and_not_the_pages_made_of_them(
    people: Staff, premises: Premises, tmp_path: Path
) -> None:
    document = started(kept(word_file(tmp_path / "a.docx", BODY), DOCX, premises), "draft", people)
    add_version(document, kept(draw(tmp_path / "a.pdf"), PDF, premises), "pdf", "a.pdf", base_n=1, by=None, at=NOW)
    changed = [BODY[0], BODY[1].replace("12/02", "15/02"), BODY[2]]
    revised(document, kept(word_file(tmp_path / "b.docx", changed), DOCX, premises), "draft", people)
    found = draft_changes.compare(document, *editions(document), premises=premises)
    assert found.words is not None
    (passage,) = found.words.passages
    assert [p.text for p in passage.changed[0] if p.fate != "same"] == ["12/02/2026,", "15/02/2026,"]
    assert found.outline == []


@pytest.mark.slow
def test_a_pdf_is_compared_by_its_lines(people: Staff, premises: Premises, tmp_path: Path) -> None:
    document = started(kept(draw(tmp_path / "a.pdf"), PDF, premises), "pdf", people)
    revised(document, kept(draw(tmp_path / "b.pdf", name="Trần Văn Chủ"), PDF, premises), "pdf", people)
    found = draft_changes.compare(document, *editions(document), premises=premises)
    assert found.words is not None
    assert (found.words.added, found.words.removed) == (3, 3)


@pytest.mark.slow
def test_a_file_that_cannot_be_read_leaves_the_outline_to_compare(
    people: Staff, premises: Premises, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    document = started(kept(tmp_path / "a.pdf", PDF, premises), "pdf", people)
    revised(document, kept(draw(tmp_path / "b.pdf"), PDF, premises), "pdf", people)
    drafting.describe(document, outline(people, subject="V/v khác"), by=people.officer, at=NOW)
    first, _, last = editions(document)
    found = draft_changes.compare(document, first, last, premises=premises)
    assert found.words is None
    assert [change.word for change in found.outline or []] == ["subject"]
    assert not found.is_nothing
