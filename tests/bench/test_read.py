"""The letters of the measurement are many and the same for a seed, and they are read as they are printed."""

from pathlib import Path

import pytest

from portal.bench.read import command
from portal.bench.read.letters import letters
from portal.bench.read.sheets import FIELDS
from portal.rules.kinds import DOCUMENT_KINDS

LEAST = {"pdf": 0.98, "docx": 0.98, "scan": 0.85}  # over the fields of few letters; the full figures are in README


def test_a_seed_gives_its_letters_and_another_seed_others() -> None:
    assert letters(3, 40) == letters(3, 40)
    assert letters(3, 40) != letters(4, 40)


def test_every_type_of_the_decree_and_the_partys_letters_are_there() -> None:
    sheets = letters(5, 64)
    assert len(sheets) == 64
    assert {kind.name for kind in DOCUMENT_KINDS} <= {sheet.truth["kind"] for sheet in sheets}
    assert any(sheet.right == ("ĐẢNG CỘNG SẢN VIỆT NAM",) for sheet in sheets)
    assert all(set(FIELDS) == set(sheet.truth) for sheet in sheets)


@pytest.mark.ocr
def test_printed_written_and_scanned_letters_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = command.measure(11, 10, tmp_path, list(command.FORMS))
    for form, least in LEAST.items():
        of_form = [one for one in outcomes if one.form == form]
        misses = [miss for one in of_form for miss in one.misses()]
        assert len(misses) <= (1 - least) * len(of_form) * len(FIELDS), "\n".join(command.listed(of_form))
    command.main(["--seed", "11", "--n", "10", "--folder", str(tmp_path), "--forms", "docx", "--misses"])
    assert "docx (10)" in capsys.readouterr().out
