"""Results as a file: all that was found and may be read, in the order of the page, and the trail knows."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from pypdfium2 import PdfDocument

from portal.adapters.blobs import BlobStore
from portal.flows import indexing, result_files, searching, table_files
from portal.flows.premises import Premises
from portal.office import directing, rights
from portal.office.events import Event
from portal.office.people import Person
from portal.rules import errors
from portal.rules.roles import Scope
from portal.rules.tables import Table
from tests.office_fixtures import NOW, TODAY, Staff, entered

COLUMNS = ("number", "reference", "subject", "register", "state")


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Iterator[Premises]:
    """A place with an index of its own."""
    searching.engine.cache_clear()
    store = BlobStore(tmp_path / "blobs")
    yield Premises(tmp_path, store, tmp_path / "search_index", tmp_path / "scratch", upload_limit=1000)
    searching.engine.cache_clear()


def listed(person: Person, premises: Premises, text: str = "văn bản", **asked: str) -> result_files.Listed:
    return result_files.listed(person, text, COLUMNS, premises=premises, filters=asked, sort="rank")


@pytest.mark.slow
def test_all_that_was_found_stands_in_the_order_of_the_page(people: Staff, premises: Premises) -> None:
    for n in range(25):
        entered(people, reference=f"{n + 1}/UBND-TH", subject=f"Văn bản thứ {n + 1}")
    indexing.rebuild(premises=premises)
    found = listed(people.clerk, premises)
    page = searching.search(people.clerk, "văn bản", premises=premises, per_page=25)
    assert [row[1] for row in found.rows] == [hit.document.reference for hit in page.hits]
    assert (found.total, found.is_cut) == (25, False)
    assert found.rows[0][3:] == ("Sổ đăng ký văn bản đến", "entered")


@pytest.mark.slow
def test_only_what_one_may_read_goes_out(people: Staff, premises: Premises) -> None:
    mine = entered(people, subject="Văn bản giao chuyên viên")
    entered(people, subject="Văn bản khác", reference="2/UBND-TH")
    hidden = entered(people, subject="Văn bản hạn chế", reference="3/UBND-TH")
    rights.set_scope(hidden, Scope.RESTRICTED, by=people.leader, at=NOW)
    directing.direct(mine, "Giao", people.officer, by=people.leader, at=NOW)
    indexing.rebuild(premises=premises)
    assert [row[2] for row in listed(people.officer, premises).rows] == [mine.subject]
    assert hidden.subject not in [row[2] for row in listed(people.clerk, premises).rows]
    with pytest.raises(errors.NotAllowed):
        listed(people.admin, premises)


def test_what_lacks_a_word_stays_out(people: Staff, premises: Premises) -> None:
    entered(people, subject="Phòng chống cháy rừng mùa khô")
    entered(people, subject="Phòng chống cháy rừng", reference="2/UBND-TH")
    indexing.rebuild(premises=premises)
    assert len(listed(people.clerk, premises, "phòng chống cháy rừng khô").rows) == 1


@pytest.mark.slow
def test_the_last_row_that_fits_is_said_to_be_the_last(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        entered(people, reference=f"{n + 1}/UBND-TH")
    indexing.rebuild(premises=premises)
    monkeypatch.setattr(result_files, "MOST", 3)
    found = listed(people.clerk, premises)
    assert (len(found.rows), found.total, found.is_cut) == (3, 4, True)


def test_without_the_index_the_register_is_listed(people: Staff, premises: Premises) -> None:
    letter = entered(people)
    assert [row[1] for row in listed(people.clerk, premises, "phân loại").rows] == [letter.reference]


@pytest.mark.slow
@pytest.mark.parametrize("kind", table_files.KINDS)
def test_an_export_is_a_file_of_its_kind_and_an_event(people: Staff, premises: Premises, kind: str) -> None:
    table = Table("UBND xã", "Kết quả", ("Tìm “ủy ban”",), ("Trích yếu", "Ngày"), (3, 1), [("Ngày nghỉ ở Ấp 3", TODAY)])
    asked = {"q": "ủy ban", "year": "2026"}
    data = result_files.export(kind, table, asked, premises=premises, by=people.officer, at=NOW)
    assert "Ngày nghỉ ở Ấp 3" in words_of(kind, data)
    event = Event.newest("results_exported")
    assert event.data == {"kind": kind, "rows": 1, "asked": asked}
    assert event.person == people.officer.id
    assert list(premises.scratch.iterdir()) == []


def words_of(kind: str, data: bytes) -> str:
    """What can be read in the file."""
    if kind == "pdf":
        return "".join(page.get_textpage().get_text_range() for page in PdfDocument(data))
    if kind == "docx":
        return " ".join(cell.text for cell in docx.Document(BytesIO(data)).tables[0]._cells)
    with ZipFile(BytesIO(data)) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_who_may_not_search_exports_nothing(people: Staff, premises: Premises) -> None:
    table = Table("", "", (), ("A",), (1,), [])
    with pytest.raises(errors.NotAllowed):
        result_files.export("pdf", table, {}, premises=premises, by=people.safety, at=NOW)
    assert Event.newest("results_exported") is None
