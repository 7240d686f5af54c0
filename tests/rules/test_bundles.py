"""Several files in one: letters, and what is attached to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.bundles import Member, bundles, is_junk
from portal.rules.filetypes import DOCX, PDF, XLSX

TYPES = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX}


def grouped(*names: str) -> dict[str, list[str]]:
    members = [Member(name, TYPES[name.rpartition(".")[2]]) for name in names]
    return {names[b.letter]: [names[n] for n in b.attachments] for b in bundles(members)}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("a.pdf", "b.pdf"), {"a.pdf": [], "b.pdf": []}),
        (("536-UBND.pdf", "536-UBND.docx"), {"536-UBND.pdf": ["536-UBND.docx"]}),
        (("cv.pdf", "Phụ lục 1.pdf", "bảng.xlsx"), {"cv.pdf": ["bảng.xlsx", "Phụ lục 1.pdf"]}),
        (
            ("1/cv.pdf", "1/PL1.pdf", "2/cv.pdf", "2/so lieu.xlsx"),
            {"1/cv.pdf": ["1/PL1.pdf"], "2/cv.pdf": ["2/so lieu.xlsx"]},
        ),
        (("cv.pdf", "phu luc/a.xlsx"), {"cv.pdf": ["phu luc/a.xlsx"]}),
        (
            ("35-KH.pdf", "36-KH.pdf", "Phu luc 36-KH.xlsx", "35-KH bieu 1.xlsx"),
            {"35-KH.pdf": ["35-KH bieu 1.xlsx"], "36-KH.pdf": ["Phu luc 36-KH.xlsx"]},
        ),
        (("Phụ lục I.pdf", "Phụ lục II.pdf"), {"Phụ lục I.pdf": [], "Phụ lục II.pdf": []}),
        (("so lieu.xlsx",), {"so lieu.xlsx": []}),
    ],
)
def test_letters_and_their_attachments(names: tuple[str, ...], expected: dict[str, list[str]]) -> None:
    assert grouped(*names) == expected


@pytest.mark.slow
@given(st.lists(st.tuples(st.text(max_size=12), st.sampled_from(list(TYPES.values()))), max_size=12))
def test_every_file_is_somewhere_once(files: list[tuple[str, str]]) -> None:
    found = bundles([Member(*file) for file in files])
    placed = [n for bundle in found for n in (bundle.letter, *bundle.attachments)]
    assert sorted(placed) == list(range(len(files)))


def test_what_programs_leave_behind_is_junk() -> None:
    assert all(map(is_junk, ("__MACOSX/a.pdf", "x/.DS_Store", "Thumbs.db", "~$cong van.docx", "a/._b.pdf")))
    assert not is_junk("cong van/536.pdf")
