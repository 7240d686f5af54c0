"""Hồ sơ công việc in the browser."""

import pytest
from flask import Flask, render_template

from portal.office import closing, dossiers, rights
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.rules.roles import Scope
from portal.web.filing import filing_of
from tests.office_fixtures import NOW, Staff, entered
from tests.web.conftest import Browser

FORM = {"number": "01.VP", "title": "Phân loại văn bản điện tử", "retention": "06"}


def made(people: Staff) -> Dossier:
    return dossiers.open_dossier("02.VP", "Việc khác", "01", by=people.clerk, at=NOW)


def form_of(app: Flask, document: object, me: Person) -> str:
    with app.test_request_context():
        return render_template("dossiers/_file.html", filing=filing_of(document, me))


def test_an_empty_list_says_how_to_begin(client: Browser) -> None:
    assert "Chưa có hồ sơ nào" in client.get("/dossiers").text
    assert "Chưa có hồ sơ nào kết thúc" in client.get("/dossiers/closed").text


def test_a_dossier_is_opened_and_shown(client: Browser) -> None:
    client.get("/dossiers/new")
    page = client.follow(client.post("/dossiers", FORM))
    assert "Phân loại văn bản điện tử" in page.text
    assert "Chưa có văn bản nào để xem" in page.text
    assert "Phân loại văn bản điện tử" in client.get("/dossiers?q=phan+loai").text
    assert "Không có hồ sơ nào khớp" in client.get("/dossiers?q=xyz").text


def test_a_number_used_this_year_is_refused_beside_its_field(client: Browser) -> None:
    client.post("/dossiers", FORM)
    page = client.post("/dossiers", FORM, status=422)
    assert "đã có trong danh mục" in page.text
    client.post("/dossiers", {}, status=422)


def test_a_letter_is_filed_from_its_page_and_taken_out_again(client: Browser, people: Staff) -> None:
    dossier, letter = made(people), entered(people)
    answer = client.post(f"/documents/{letter.id}/dossier-items", {"dossier": str(dossier.id)})
    assert answer.headers["Location"] == f"/documents/{letter.id}"
    page = client.get(f"/dossiers/{dossier.id}")
    assert letter.subject in page.text
    client.post(f"/dossiers/{dossier.id}/documents/{letter.id}/removal")
    assert letter.subject not in client.get(f"/dossiers/{dossier.id}").text


def test_a_choice_that_is_not_offered_is_refused_with_words(client: Browser, people: Staff) -> None:
    dossier, letter = made(people), entered(people)
    closing.close(dossier, by=people.clerk, at=NOW)
    client.post(f"/documents/{letter.id}/dossier-items", {"dossier": str(dossier.id)})
    assert dossier.items.count() == 0
    assert "Hãy chọn hồ sơ đang mở" in client.get("/dossiers").text


def test_hidden_documents_are_counted_and_not_named(client: Browser, browser: Browser, people: Staff) -> None:
    dossier, letter = made(people), entered(people, subject="Đơn tố cáo của công dân")
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.leader, at=NOW)
    page = client.get(f"/dossiers/{dossier.id}")
    assert "còn 1 văn bản" in page.text
    assert "tố cáo" not in page.text
    client.post(f"/dossiers/{dossier.id}/documents/{letter.id}/removal", status=404)


def test_a_dossier_is_closed(client: Browser, people: Staff) -> None:
    dossier = made(people)
    page = client.follow(client.post(f"/dossiers/{dossier.id}/closing"))
    assert "Hạn nộp lưu" in page.text
    assert "Kết thúc hồ sơ" not in page.text.replace("Đã kết thúc hồ sơ", "")
    assert "Việc khác" in client.get("/dossiers/closed").text
    client.post(f"/dossiers/{dossier.id}/closing", status=409)


@pytest.mark.parametrize("path", [
    "/dossiers/999", "/dossiers/999/closing", "/deposits/999", "/retentions/999", "/dossier-lists/lines/999",
])
def test_a_dossier_that_is_not_there_is_not_found(client: Browser, path: str) -> None:
    client.get(path, status=404)


def test_the_small_form_offers_only_what_takes_the_letter(app: Flask, people: Staff) -> None:
    letter = entered(people)
    assert "Mở hồ sơ" in form_of(app, letter, people.clerk)
    dossier = made(people)
    assert "Đưa vào hồ sơ" in form_of(app, letter, people.clerk)
    dossiers.file(letter, dossier, by=people.clerk, at=NOW)
    shown = form_of(app, letter, people.clerk)
    assert "02.VP – Việc khác" in shown
    assert f'value="{dossier.id}"' not in shown


@pytest.mark.slow
def test_the_letter_page_has_the_form(client: Browser, people: Staff) -> None:
    letter, dossier = entered(people), made(people)
    assert f"{dossier.number} – {dossier.title}" in client.get(f"/documents/{letter.id}").text
