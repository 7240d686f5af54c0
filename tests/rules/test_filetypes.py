"""The short list of file types, the name that must agree, the counting of archives, the cleaned label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.errors import FileRefused
from portal.rules.filetypes import (
    DOCX,
    MOST_ENTRIES,
    MOST_UNPACKED,
    PDF,
    XML,
    Unpacking,
    admitted,
    apart,
    check_size,
    label,
)


def why(call: object, *args: object) -> object:
    with pytest.raises(FileRefused) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.data["why"]


def test_two_files_of_one_letter_bear_two_names() -> None:
    assert apart("a.pdf", {"b.pdf"}) == "a.pdf"
    assert apart("a.pdf", {"a.pdf", "a (2).pdf"}) == "a (3).pdf"
    assert apart("danh sach", {"danh sach"}) == "danh sach (2)"


@pytest.mark.parametrize(("kind", "name"), [(PDF, "a.pdf"), (PDF, "CÔNG VĂN.PDF"), (DOCX, "b.docx"), (XML, "c.edxml")])
def test_a_listed_type_whose_name_agrees_is_taken(kind: str, name: str) -> None:
    assert admitted(kind, name) == kind


def test_other_types_and_other_names_are_refused() -> None:
    assert why(admitted, None, "a.exe") == "type"
    assert why(admitted, "text/html", "a.html") == "type"
    assert why(admitted, PDF, "a.docx") == "name"
    assert why(admitted, PDF, "pdf") == "name"


def test_empty_and_large_files_are_refused() -> None:
    assert why(check_size, 0) == "empty"
    assert why(check_size, 50 * 1024 * 1024 + 1) == "size"
    check_size(50 * 1024 * 1024)


def test_an_archive_is_counted_while_it_is_read() -> None:
    assert why(Unpacking(packed=10**9).add, MOST_UNPACKED + 1) == "unpacked"
    assert why(Unpacking(packed=20_000).add, 2_000_001) == "ratio"
    Unpacking(packed=1).add(1000)
    full = Unpacking(packed=1, entries=MOST_ENTRIES)
    assert why(full.next_entry) == "entries"


def test_a_label_keeps_the_letters_and_drops_the_path() -> None:
    assert label("C:\\Users\\An\\Công văn số 5 – Đông.pdf") == "Công văn số 5 – Đông.pdf"
    assert label("../../etc/passwd") == "passwd"
    assert label("a\u202egnp.exe") == "agnp.exe"
    assert label("") == "tep"


@pytest.mark.slow
@given(st.text(max_size=400))
def test_a_label_is_short_clean_and_stays_the_same(name: str) -> None:
    cleaned = label(name)
    assert 0 < len(cleaned.encode()) <= 200
    assert not set(cleaned) & set('/\\\0\n\r:"<>|')
    assert label(cleaned) == cleaned
