"""The PDFs of a dossier as one: every page there, numbered, reached by a bookmark; what is damaged is left out."""

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from portal.adapters import dossier_pdf
from portal.rules.tables import Table

SAMPLES = Path(__file__).parents[2] / "portal/samples"


@pytest.mark.slow
def test_whole_files_follow_each_other_and_a_damaged_one_keeps_none_out(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    letter, scan = SAMPLES / "cong-van-536-UBND-TH.pdf", SAMPLES / "cong-van-536-UBND-TH.scan.pdf"
    parts = [{"path": str(path), "words": path.stem} for path in (letter, tmp_path / "bad.pdf", scan)]
    rows = [(n, part["words"], None) for n, part in enumerate(parts, start=1)]
    table = Table("UBND xã", "Mục lục", (), ("STT", "Tên", "Trang"), (10, 80, 10), rows)
    target = tmp_path / "whole.pdf"
    assert dossier_pdf.merge(parts, table.as_values(), str(target)) == [3, 0, 3]
    whole = PdfDocument(target)
    ends = [page.get_textpage().get_text_range().split()[-1] for page in whole]
    assert ends == [f"{n}/7" for n in range(1, 8)]
    assert [(mark.get_title(), mark.get_dest().get_index()) for mark in whole.get_toc()] == [
        ("Mục lục", 0), (letter.stem, 1), (scan.stem, 4)]
    assert dossier_pdf.certificates([str(letter), str(tmp_path / "bad.pdf")]) == {}
