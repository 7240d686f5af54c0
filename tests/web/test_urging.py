"""Đôn đốc in the browser: the page, the file, and the letter that becomes a draft."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from portal.office import directing, trust
from portal.office.documents import Document
from tests.office_fixtures import NOW, TODAY, Staff, entered, issued
from tests.web.conftest import Browser

NOVEMBER = "first=01/11/2026&last=30/11/2026"
FORM = {"first": "01/11/2026", "last": "30/11/2026"}


@pytest.fixture
def unsealed(people: Staff) -> Document:
    """A document of ours that went out with a seal nobody has checked."""
    document = issued(people)
    Document.update(route="electronic").where(Document.id == document.id).execute()
    return document


def test_the_page_names_unit_figure_and_document(client: Browser, unsealed: Document) -> None:
    page = client.get(f"/reports/urging?{NOVEMBER}").text
    for words in ("Phòng Kinh tế", "Gửi điện tử có chữ ký số cơ quan", unsealed.reference, "Lập văn bản đôn đốc"):
        assert words in page


@pytest.mark.slow
def test_where_all_is_well_nothing_is_offered(client: Browser, people: Staff) -> None:
    entered(people)
    page = client.get("/reports/urging?first=01/01/2026&last=31/01/2026").text
    assert "Mọi đơn vị đều thực hiện đúng" in page
    assert "Lập văn bản đôn đốc" not in page


@pytest.mark.slow
def test_the_file_and_the_letter(browser: Browser, people: Staff, unsealed: Document) -> None:
    leader = browser.as_person(people.leader)
    leader.get(f"/reports/urging?{NOVEMBER}")
    with ZipFile(BytesIO(leader.post("/reports/urging/exports", FORM, status=200).data)) as book:
        assert unsealed.reference in book.read("xl/sharedStrings.xml").decode()
    draft = leader.follow(leader.post("/reports/urging/letters", FORM)).text
    assert "V/v chấn chỉnh việc tiếp nhận" in draft
    safety = browser.as_person(people.safety)
    assert "Lập văn bản đôn đốc" not in safety.get(f"/reports/urging?{NOVEMBER}").text
    safety.post("/reports/urging/letters", FORM, status=403)


@pytest.mark.slow
def test_an_impossible_period_is_said(client: Browser) -> None:
    assert "field-error" in client.get("/reports/urging?first=x&last=", status=422).text
    client.post("/reports/urging/letters", {"first": "", "last": ""}, status=422)
    client.post("/reports/urging/exports", {"first": "", "last": ""}, status=422)


def test_the_first_page_of_reports_answers_the_three_questions(browser: Browser, people: Staff) -> None:
    directing.direct(entered(people), "Xử lý", people.officer, by=people.leader, at=NOW, due_on=TODAY + timedelta(1))
    for person in (people.leader, people.safety):
        page = browser.as_person(person).get("/reports").text
        assert "Đang chậm" in page
        assert "Tháng này có giữ đúng quy định không" in page
        assert ("Chờ tôi" in page) == (person == people.leader)


@pytest.mark.slow
def test_the_bars_come_without_style_or_script(client: Browser, people: Staff) -> None:
    for drafter in (people.officer, people.stranger):
        document = issued(people)
        sealed = document.versions.where(document.versions.model.role == "sealed").get()
        trust.note_check(sealed.sha256, {"file": "good", "notes": [], "signatures": []}, "1", at=NOW)
        Document.update(route="electronic", created_by=drafter).where(Document.id == document.id).execute()
    drawn = client.get(f"/reports/sealed_electronic/chart?{NOVEMBER}").text
    assert "<svg" in drawn
    assert 'role="img"' in drawn
    assert "Phòng Văn hóa - Xã hội" in drawn
    assert not [word for word in ("<style", "<script", "style=", "http", " id=\"chart-") if word in drawn]
    assert client.get("/reports/sealed_electronic/chart?first=01/01/2026&last=31/01/2026").text == ""
    client.get("/reports/sealed_electronic/chart?first=x&last=", status=422)
