"""What pages write again and again is written once: addresses, icons, tags; and it reads as if written each time."""

from datetime import date

import pytest
from flask import Flask, render_template_string, url_for
from markupsafe import Markup
from werkzeug.routing import BuildError

PARTS = '{% from "_parts.html" import icon, tag, day, due %}'


def test_an_address_given_again_is_the_same(app: Flask) -> None:
    with app.test_request_context("/"):
        for _ in range(2):
            assert url_for("documents.show", document_id=7) == "/documents/7"
            assert url_for("documents.show", document_id=8) == "/documents/8"
            assert url_for("registers.show", kind="incoming", year=2026, page=2) == "/registers/incoming/2026?page=2"
            assert url_for("search.index", kind=["Công văn", "Báo cáo"]).count("kind=") == 2
            assert url_for("help.index", _anchor="so") == "/help#so"
            assert url_for("help.index", _external=True) == "http://localhost/help"
            with pytest.raises(BuildError):
                url_for("documents.show")


def test_an_address_goes_with_the_place_the_portal_has_on_its_server(app: Flask) -> None:
    for root in ("", "/cong-van", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert url_for("documents.show", document_id=7) == f"{root}/documents/7"


def test_a_part_said_again_is_the_same_and_never_takes_words_for_marks(app: Flask) -> None:
    with app.test_request_context("/"):
        for words in ("<b>", Markup("<b>"), "<b>"):
            found = render_template_string(PARTS + '{{ icon("bell", words) }}', words=words)
            assert ("<b>" in found) == isinstance(words, Markup)
        for _ in range(2):
            assert "quá hạn" in render_template_string(PARTS + "{{ due(on, true) }}", on=date(2026, 1, 5))
            assert "quá hạn" not in render_template_string(PARTS + "{{ due(on, false) }}", on=date(2026, 1, 5))
            assert render_template_string(PARTS + "{{ day(none) }}{{ due(none) }}").strip() == ""
            assert "Khẩn" in render_template_string(PARTS + '{{ tag("urgency", "urgent") }}')
