"""The pages of a letter that came as DOCX: printed by the worker, shown beside the form, and to nobody else."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.flows import intake, pictures, worker
from portal.flows.premises import Premises
from portal.flows.reading import SAMPLE_DOCX
from portal.office import holding
from portal.office.documents import Document, Version
from portal.office.outbox import Job
from portal.web.premises import premises_of
from tests.office_fixtures import NOW, Staff
from tests.web.conftest import Browser
from tests.web.served import Served

SHOWN = 'class="page-image"'


@pytest.fixture
def premises(browser: Browser) -> Premises:
    """The folders of the test office."""
    return premises_of(browser.settings)


def brought(people: Staff, premises: Premises) -> Document:
    """The sample DOCX in the queue, read."""
    stream = BytesIO(SAMPLE_DOCX.read_bytes())
    document = intake.take_upload(stream, SAMPLE_DOCX.name, by=people.clerk, at=NOW, premises=premises)
    intake.read(document.id, at=NOW, premises=premises)()
    return document


def print_it(document: Document, premises: Premises) -> None:
    """What the worker does with the job."""
    pictures.prepare_view(document.id, at=NOW, premises=premises)()


@pytest.fixture
def barren_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A LibreOffice that ends without having written anything."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(program.parent))


@pytest.mark.ocr
def test_the_pages_of_a_docx_stand_beside_the_form_and_on_the_letter(
    client: Browser, people: Staff, premises: Premises
) -> None:
    document = brought(people, premises)
    worker.run(premises, once=True)
    page = client.get(f"/documents/{document.id}/entry").text
    assert page.count(SHOWN) == Document.get_by_id(document.id).pages == 3
    assert 'data-box="reference"' in page
    assert client.get(f"/documents/{document.id}").text.count(SHOWN) == 3
    drawn = client.get(f"/documents/{document.id}/versions/1/pages/3")
    assert (drawn.mimetype, drawn.data[:4]) == ("image/png", b"\x89PNG")


@pytest.mark.ocr
def test_the_letter_stays_the_docx_as_it_came(client: Browser, people: Staff, premises: Premises) -> None:
    document = brought(people, premises)
    print_it(document, premises)
    assert client.get(f"/documents/{document.id}/versions/1/file").data == SAMPLE_DOCX.read_bytes()
    assert Version.select().count() == 1
    assert list(premises.store.all()) == [document.original.sha256]


@pytest.mark.ocr
def test_a_printed_page_is_shown_to_whom_the_letter_is_shown(
    browser: Browser, people: Staff, premises: Premises
) -> None:
    document = brought(people, premises)
    print_it(document, premises)
    page = f"/documents/{document.id}/versions/1/pages/1"
    browser.as_person(people.clerk).get(page)
    browser.as_person(people.stranger).get(page, status=404)
    holding.hold(document, at=NOW)
    browser.as_person(people.clerk).get(page, status=404)
    worker.run(premises, once=True)
    assert not pictures.folder_of(document.original.sha256, premises).exists()


@pytest.mark.ocr
def test_a_lost_cache_is_made_again_when_somebody_looks(client: Browser, people: Staff, premises: Premises) -> None:
    document = brought(people, premises)
    print_it(document, premises)
    pictures.forget(document.original.sha256, premises=premises)
    assert "Đang tạo ảnh trang" in client.get(f"/documents/{document.id}").text
    worker.run(premises, once=True)
    assert SHOWN in client.get(f"/documents/{document.id}").text


@pytest.mark.slow
def test_while_a_docx_is_being_printed_only_its_side_of_the_page_asks_again(
    client: Browser, people: Staff, premises: Premises
) -> None:
    document = brought(people, premises)
    page = client.get(f"/documents/{document.id}/entry").text
    assert "Đang tạo ảnh trang" in page
    assert 'id="leaf" hx-get' in page
    assert 'id="entry" hx-get' not in page
    assert Job.select().where(Job.kind == "prepare_view").count() == 1


@pytest.mark.slow
def test_without_libreoffice_the_page_says_so_until_it_is_there(
    client: Browser, people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = brought(people, premises)
    with monkeypatch.context() as machine:
        machine.setenv("PATH", str(tmp_path / "empty"))
        print_it(document, premises)
        page = client.get(f"/documents/{document.id}/entry").text
    assert "chưa cài LibreOffice" in page
    assert 'hx-trigger="every' not in page[page.index('id="leaf"') : page.index("data-enter")]
    assert "Tải bản gốc" in page
    assert "Đang tạo ảnh trang" in client.get(f"/documents/{document.id}/entry").text


@pytest.mark.slow
@pytest.mark.usefixtures("barren_office")
def test_a_docx_of_which_nothing_was_made_says_so_and_is_entered_all_the_same(
    client: Browser, people: Staff, premises: Premises
) -> None:
    document = brought(people, premises)
    print_it(document, premises)
    for page in (client.get(f"/documents/{document.id}/entry").text, client.get(f"/documents/{document.id}").text):
        assert "Không tạo được ảnh trang" in page
        assert "Tải bản gốc" in page
    assert 'value="536/UBND-TH"' in client.get(f"/documents/{document.id}/entry").text


@pytest.mark.slow
def test_nothing_is_printed_while_the_disk_is_nearly_full(people: Staff, premises: Premises) -> None:
    document = brought(people, premises)
    print_it(document, replace(premises, free_space_limit=1 << 62))
    assert not pictures.view_of(document.original.sha256, premises).exists()


def test_fields_take_their_place_only_from_a_page_that_says_the_same() -> None:
    read = {"number": 536, "subject": "V/v phân loại", "sources": {
        "number": {"from": "docx", "page": None, "box": None}, "subject": {"from": "docx", "page": None, "box": None}}}
    paper = {"number": 536, "subject": "V/v khác", "sources": {
        "number": {"from": "text layer", "page": 1, "box": [0, 0, 1, 1]},
        "subject": {"from": "text layer", "page": 1, "box": [0, 0, 1, 1]}}}
    sources = pictures.placed(read, paper)["sources"]
    assert sources["number"] == {"from": "docx", "page": 1, "box": [0, 0, 1, 1]}
    assert sources["subject"] == {"from": "docx", "page": None, "box": None}


@pytest.mark.browser
@pytest.mark.ocr
def test_the_pages_come_by_themselves_and_take_nothing_typed_away(served: Served) -> None:
    premises = premises_of(served.settings)
    document = brought(served.people, premises)
    page = served.page_of(served.people.clerk)
    page.goto(f"/documents/{document.id}/entry")
    expect(page.locator("#leaf")).to_contain_text("Đang tạo ảnh trang")
    page.fill("#note", "Bản giấy gửi sau")
    print_it(document, premises)
    expect(page.locator(".page-image")).to_have_count(3)
    expect(page.locator("#note")).to_have_value("Bản giấy gửi sau")
    page.focus("#reference")
    expect(page.locator(".read-box.is-current")).to_have_count(1)
