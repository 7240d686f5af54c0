"""Letters of many layouts are read field by field, from print and from the word processor's file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.adapters import docx_text, pdf_text
from portal.rules import reading
from portal.rules.page_lines import Line, Page
from tests.letters import LETTERS, Letter, as_docx, as_pdf, found_in


def read(told: dict[str, Any]) -> dict[str, Any]:
    pages = [
        Page(page["width"], page["height"], tuple(Line(**line) for line in page["lines"])) for page in told["pages"]
    ]
    return reading.to_json(reading.read(pages))


def printed(letter: Letter, folder: Path) -> dict[str, Any]:
    return read(pdf_text.read(str(as_pdf(letter, folder / "letter.pdf"))))


def written(letter: Letter, folder: Path) -> dict[str, Any]:
    return read(docx_text.read(str(as_docx(letter, folder / "letter.docx"))))


def written_with_tabs(letter: Letter, folder: Path) -> dict[str, Any]:
    return read(docx_text.read(str(as_docx(letter, folder / "letter.docx", tabs=True))))


@pytest.mark.parametrize("form", [printed, written, written_with_tabs])
@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_every_field_is_read_as_it_is_printed(
    letter: Letter, form: Callable[[Letter, Path], dict[str, Any]], tmp_path: Path
) -> None:
    assert found_in(form(letter, tmp_path), letter.expected) == letter.expected
