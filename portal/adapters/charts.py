"""Charts as SVG drawn by pygal, in the child process: shapes and words, whose looks the pages' own sheet gives."""

from collections.abc import Sequence
from typing import Any

WIDTH, ROW, HIGH = 860, 34, 280
_LABELS = 13  # pixels; pygal leaves room for words of this size


def bars(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], *, told: str,
    marks: Sequence[tuple[float, str]] = (), lying: bool = False,
) -> str:
    """Bars of one or two series, upright for what follows in time and lying for names; ``marks`` label the scale.

    The tables beside it say the same in words, so the picture as a whole has one name: ``told``.
    """
    import pygal
    from pygal.style import Style

    look = Style(label_font_size=_LABELS, major_label_font_size=_LABELS, value_font_size=_LABELS)
    height = ROW * len(labels) + 80 if lying else HIGH
    chart = (pygal.HorizontalBar if lying else pygal.Bar)(
        js=(), style=look, width=WIDTH, height=height, show_legend=False, print_values=True, margin=8,
        no_prefix=True, range=(0, 100) if marks else None, include_x_axis=True,
        value_formatter=lambda value: f"{value:g}".replace(".", ","),
    )
    if lying:  # drawn from below upwards
        labels, series = labels[::-1], [(name, values[::-1]) for name, values in series]
    chart.x_labels = list(labels)
    if marks:
        chart.y_labels = [{"value": value, "label": label} for value, label in marks]
    for name, values in series:
        chart.add(name, list(values))
    return plain(chart.render_tree(), told)


def plain(drawn: Any, told: str) -> str:
    """What is drawn without its own styles, scripts, tooltips and ids, which no page of ours would let in."""
    from lxml import etree

    for element in list(drawn.iter()):
        is_extra = not isinstance(element.tag, str) or element.tag in ("defs", "desc", "title")
        if is_extra or "tooltip-overlay" in (element.get("class") or ""):
            element.getparent().remove(element)
        else:
            for name in ("style", "id"):
                element.attrib.pop(name, None)
    drawn.set("role", "img")
    drawn.set("aria-label", told)
    etree.cleanup_namespaces(drawn)
    return str(etree.tostring(drawn, encoding="unicode"))
