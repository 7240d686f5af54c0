"""Fonts a document names that this machine cannot print."""

from portal.adapters import tools


def test_a_font_with_a_twin_of_its_measures_is_not_missed() -> None:
    assert tools.fonts_missing(["Times New Roman", "Liberation Serif", ""]) == []


def test_a_font_nobody_has_is_told_once() -> None:
    assert tools.fonts_missing(["Chữ Của Xã", "Times New Roman"]) == ["Chữ Của Xã"]
