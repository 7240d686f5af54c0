"""The day a letter asks an answer by is offered in the entry form, with its place."""

import pytest

from portal.office.files import keep_reading
from tests.office_fixtures import NOW, Staff, received
from tests.web.conftest import Browser


@pytest.mark.slow
def test_the_day_for_the_answer_stands_in_the_form(client: Browser, people: Staff) -> None:
    document = received(people)
    source = {"from": "text layer", "confidence": 1.0, "page": 1, "box": [0.1, 0.5, 0.9, 0.52]}
    fields = {"subject": "V/v rà soát", "due_on": "2026-12-25", "sources": {"due_on": source}}
    keep_reading(document.original.sha256, fields, pages=1, at=NOW)
    page = client.get(f"/documents/{document.id}/entry").text
    assert 'value="25/12/2026"' in page
    assert 'id="due_on-read"' in page
