"""The templates of letters in the browser: seen, downloaded, replaced, given back."""

from dataclasses import replace
from io import BytesIO

import pytest

from portal.adapters import docx_forms
from portal.office.templates import LetterTemplate
from portal.rules.letter_forms import FIELDS, FORMS, TEXT
from tests.office_fixtures import Staff
from tests.web.conftest import Browser

DECISION = "/admin/templates/quyet-dinh"


@pytest.fixture
def admin(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.admin)


def upload(content: bytes, name: str = "mau.docx") -> dict[str, object]:
    return {"file": (BytesIO(content), name)}


def test_every_form_is_listed_and_every_field_explained(admin: Browser) -> None:
    page = admin.get("/admin/templates").text
    assert [name for name in FORMS if name not in page] == []
    page = admin.get(DECISION).text
    assert [name for name in FIELDS if name not in page] == []
    admin.get("/admin/templates/khong-co", 404)


@pytest.mark.slow
def test_a_template_goes_out_comes_back_and_is_given_back(admin: Browser) -> None:
    blank = admin.get(f"{DECISION}/file")
    assert blank.headers["Content-Disposition"] == "attachment; filename=mau-quyet-dinh.docx"
    admin.post(DECISION, upload(blank.data), 303)
    assert LetterTemplate.in_use()["Quyết định"].sha256
    assert "Mẫu của cơ quan" in admin.get("/admin/templates").text
    for of in ("file", "built-in", "sample"):
        assert admin.get(f"{DECISION}/{of}").data.startswith(b"PK")
    admin.post(f"{DECISION}/return", status=303)
    assert not LetterTemplate.in_use()
    assert "Trở lại mẫu có sẵn" in admin.get(DECISION).text


@pytest.mark.slow
def test_a_template_that_cannot_be_used_is_refused_beside_its_field(admin: Browser) -> None:
    assert "DOCX" in admin.post(DECISION, upload(b"%PDF-1.4\n", "mau.pdf"), 422).text
    assert "Hãy chọn tệp mẫu" in admin.post(DECISION, {}, 422).text
    wrong = docx_forms.build(replace(FORMS["Báo cáo"], lines=((TEXT, "{{ trich_yeeu }}"),)))
    assert "trich_yeeu" in admin.post(DECISION, upload(wrong), 422).text
    assert not LetterTemplate.in_use()


@pytest.mark.slow
def test_only_the_administrator_comes_here(browser: Browser, people: Staff) -> None:
    for someone in (people.clerk, people.officer, people.leader):
        browser.as_person(someone).get("/admin/templates", 403)
        browser.as_person(someone).post(DECISION, {}, 403)
