"""Bytes from outside: what is refused leaves nothing in the store, what was taken before stays."""

from io import BytesIO
from pathlib import Path

import pytest

from portal.flows import intake
from portal.flows.premises import Premises, store_in
from portal.flows.reading import SAMPLE_PDF
from portal.office.files import StoredFile
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


@pytest.mark.parametrize(("content", "name"), [(b"MZ\x90\x00", "a.exe"), (b"", "a.pdf"), (b"%PDF-1.7", "a.docx")])
def test_refused_bytes_are_not_kept(premises: Premises, content: bytes, name: str):
    with pytest.raises(FileRefused):
        intake.keep_bytes(BytesIO(content), name, at=NOW, premises=premises)
    assert list(premises.store.all()) == []


def test_what_cannot_become_a_draft_is_not_kept(premises: Premises):
    with pytest.raises(FileRefused, match="not_a_draft"):
        intake.keep_bytes(BytesIO(b"mot dong chu"), "a.txt", at=NOW, premises=premises, drafts=(DOCX, PDF))
    assert (list(premises.store.all()), StoredFile.select().count()) == ([], 0)


def test_bytes_taken_before_stay_when_they_come_again_under_a_wrong_name(premises: Premises):
    content = SAMPLE_PDF.read_bytes()
    kept = intake.keep_bytes(BytesIO(content), "a.pdf", at=NOW, premises=premises)
    with pytest.raises(FileRefused):
        intake.keep_bytes(BytesIO(content), "a.docx", at=NOW, premises=premises)
    assert premises.store.read(kept.sha256) == content
