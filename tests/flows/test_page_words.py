"""The words of a page with their places: from the text layer when asked, from recognition when it happens."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from portal.flows import intake, page_words, pictures, reading
from portal.flows.premises import Premises, store_in
from portal.flows.reading import SAMPLE_PDF, SAMPLE_SCAN
from portal.office.documents import Document
from portal.rules.page_lines import OCR, Line, Page
from tests.office_fixtures import NOW, Staff


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 24,
    )


def brought(sample: Path, people: Staff, premises: Premises) -> Document:
    stream = BytesIO(sample.read_bytes())
    return intake.take_upload(stream, sample.name, by=people.clerk, at=NOW, premises=premises)


def subject_boxes(page: page_words.PageWords) -> list[tuple[float, ...]]:
    """Where "phân loại" of the subject stands: in the upper left of the first page."""
    return [box for box in page.boxes(["phan", "loai"]) if box[1] < 0.3]


def is_in_the_head(boxes: list[tuple[float, ...]]) -> bool:
    return len(boxes) == 2 and all(0 < x0 < x1 < 0.5 and 0 < y0 < y1 < 0.3 for x0, y0, x1, y1 in boxes)


@pytest.mark.slow
def test_the_text_layer_tells_where_its_words_stand(people: Staff, premises: Premises) -> None:
    sha256 = brought(SAMPLE_PDF, people, premises).original.sha256
    found = page_words.of_page(sha256, 1, premises=premises)
    assert is_in_the_head(subject_boxes(found))
    assert (round(found.width), round(found.height)) in ((595, 842), (612, 792))


@pytest.mark.slow
def test_it_is_asked_once(people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = brought(SAMPLE_PDF, people, premises).original.sha256
    first = page_words.of_page(sha256, 1, premises=premises)
    monkeypatch.setattr(reading, "printed_words", None)
    again = page_words.of_page(sha256, 1, premises=premises)
    assert [word for word, _ in again.words] == [word for word, _ in first.words]
    assert subject_boxes(again) == [pytest.approx(box, abs=1e-4) for box in subject_boxes(first)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 4, 10**9])
def test_a_page_that_is_not_there_has_no_words(people: Staff, premises: Premises, number: int) -> None:
    sha256 = brought(SAMPLE_PDF, people, premises).original.sha256
    assert page_words.of_page(sha256, number, premises=premises) == page_words.NO_WORDS


@pytest.mark.slow
def test_lost_bytes_have_no_words(people: Staff, premises: Premises) -> None:
    sha256 = brought(SAMPLE_PDF, people, premises).original.sha256
    premises.store.forget(sha256)
    assert page_words.of_page(sha256, 1, premises=premises) == page_words.NO_WORDS


def test_the_words_of_a_recognised_page_are_kept_and_forgotten_with_its_picture(
    people: Staff, premises: Premises
) -> None:
    places = ((0.1, 0.1, 0.19, 0.12), (0.2, 0.1, 0.3, 0.12))
    line = Line("phân loại", 1, (0.1, 0.1, 0.3, 0.12), source=OCR, parts=places)
    page_words.keep("aa", {2: Page(595, 842, (line, replace(line, parts=(line.box,))))}, premises=premises)
    found = page_words.of_page("aa", 2, premises=premises)
    assert found.boxes(["loai"]) == [(0.2, 0.1, 0.3, 0.12), (0.1, 0.1, 0.3, 0.12)]
    pictures.forget("aa", premises=premises)
    assert not pictures.folder_of("aa", premises).exists()


@pytest.mark.ocr
def test_a_scan_keeps_the_places_of_its_words(people: Staff, premises: Premises) -> None:
    document = brought(SAMPLE_SCAN, people, premises)
    intake.read(document.id, at=NOW, premises=premises)()
    assert is_in_the_head(subject_boxes(page_words.of_page(document.original.sha256, 1, premises=premises)))


def test_the_last_word_is_a_beginning_only_where_the_text_has_it_so() -> None:
    assert page_words.wanted("văn ba", "văn bản") == ["văn", "ba*"]
    assert page_words.wanted("văn bản", "văn bản, văn bảng") == ["văn", "bản"]
    assert page_words.wanted("", "văn bản") == []
