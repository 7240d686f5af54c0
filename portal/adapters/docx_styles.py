"""What a run or paragraph of a DOCX looks like: its own properties, else its styles', else the document's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from portal.rules.layout_page import CENTER, JUSTIFIED, LEFT, RIGHT, Run

_MM = 25.4 / 1440
_ALIGNED = {"center": CENTER, "both": JUSTIFIED, "distribute": JUSTIFIED, "right": RIGHT, "end": RIGHT}
_OFF = ("0", "false", "off", "none")
_DARK = ("auto", "000000", "text1", "dark1", "tx1", "dk1")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True)
class ParagraphLook:
    """Alignment, first line in millimetres, spacing in lines where it is told in lines."""

    align: str
    indent: float
    spacing: float | None
    is_item: bool
    has_border: bool
    left: float


class Styles:
    """The styles of one document."""

    def __init__(self, document: DocumentObject) -> None:
        root = document.styles.element
        self.by_id = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        self.usual = next(
            (style for style in self.by_id.values()
             if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")), None,
        )
        self.defaults = root.find(qn("w:docDefaults"))
        self.theme = _theme_fonts(document)

    def run(self, run: Any, paragraph: Any, text: str) -> Run:
        """The letters of a run with how they are printed."""
        chain = list(self._of_run(run, paragraph))
        size = _value(chain, "w:sz")
        return Run(
            text=text.upper() if _is_on(chain, "w:caps") else text,
            font=self._font(chain), size=float(size) / 2 if size else 10.0,
            bold=_is_on(chain, "w:b"), italic=_is_on(chain, "w:i"), black=_is_dark(chain),
        )

    def is_underlined(self, run: Any, paragraph: Any) -> bool:
        value = _value(list(self._of_run(run, paragraph)), "w:u")
        return value is not None and value not in _OFF

    def is_hidden(self, run: Any) -> bool:
        properties = run.find(qn("w:rPr"))
        return properties is not None and _is_on([properties], "w:vanish")

    def paragraph(self, paragraph: Any) -> ParagraphLook:
        """How a paragraph is set."""
        chain = list(self._of_paragraph(paragraph, "w:pPr"))
        line, rule = _attribute(chain, "w:spacing", "w:line"), _attribute(chain, "w:spacing", "w:lineRule")
        first = _attribute(chain, "w:ind", "w:firstLine")
        hanging = _attribute(chain, "w:ind", "w:hanging")
        spaced = line is not None and rule in (None, "auto")
        own = paragraph.find(qn("w:pPr"))
        borders = own.find(qn("w:pBdr")) if own is not None else None
        drawn = [borders.find(qn(f"w:{side}")) for side in ("top", "bottom")] if borders is not None else []
        return ParagraphLook(
            align=_ALIGNED.get(_value(chain, "w:jc") or "", LEFT),
            indent=float(first or 0) * _MM if not hanging else -float(hanging) * _MM,
            spacing=round(float(line) / 240, 2) if spaced and line else None,
            is_item=any(node.find(qn("w:numPr")) is not None for node in chain),
            has_border=any(line is not None and line.get(qn("w:val")) not in ("nil", "none") for line in drawn),
            left=float(_attribute(chain, "w:ind", "w:left") or 0) * _MM,
        )

    def _of_run(self, run: Any, paragraph: Any) -> Iterator[Any]:
        """The properties that hold for a run, the nearest first."""
        own = run.find(qn("w:rPr"))
        if own is not None:
            yield own
            style = own.find(qn("w:rStyle"))
            if style is not None:
                yield from self._of_style(self.by_id.get(style.get(qn("w:val"))), "w:rPr")
        yield from self._of_paragraph(paragraph, "w:rPr", inherited=True)

    def _of_paragraph(self, paragraph: Any, kind: str, *, inherited: bool = False) -> Iterator[Any]:
        own = paragraph.find(qn("w:pPr"))
        if own is not None and not inherited:
            yield own
        named = own.find(qn("w:pStyle")) if own is not None else None
        style = self.by_id.get(named.get(qn("w:val"))) if named is not None else self.usual
        yield from self._of_style(style if style is not None else self.usual, kind)
        if self.defaults is not None:
            node = self.defaults.find(f"{qn(f'{kind}Default')}/{qn(kind)}")
            if node is not None:
                yield node

    def _of_style(self, style: Any, kind: str) -> Iterator[Any]:
        for _ in range(20):  # a damaged file may run in a circle
            if style is None:
                return
            node = style.find(qn(kind))
            if node is not None:
                yield node
            base = style.find(qn("w:basedOn"))
            style = self.by_id.get(base.get(qn("w:val"))) if base is not None else None

    def _font(self, chain: list[Any]) -> str:
        for node in chain:
            fonts = node.find(qn("w:rFonts"))
            if fonts is None:
                continue
            for name in ("ascii", "hAnsi"):
                theme = fonts.get(qn(f"w:{name}Theme"))
                found = self.theme.get((theme or "")[:5]) if theme else fonts.get(qn(f"w:{name}"))
                if found:
                    return str(found)
        return ""


def _theme_fonts(document: DocumentObject) -> dict[str, str]:
    """The fonts of the theme for headings ("major") and text ("minor")."""
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    except KeyError:
        return {}
    root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    found = {name: root.find(f".//{_A}{name}Font/{_A}latin") for name in ("major", "minor")}
    return {name: str(node.get("typeface")) for name, node in found.items() if node is not None}


def _value(chain: list[Any], name: str) -> str | None:
    """The nearest value of a property; one that is there without a value counts as on."""
    for node in chain:
        found = node.find(qn(name))
        if found is not None:
            return str(found.get(qn("w:val"), "1"))
    return None


def _attribute(chain: list[Any], name: str, attribute: str) -> str | None:
    for node in chain:
        found = node.find(qn(name))
        if found is not None and found.get(qn(attribute)) is not None:
            return str(found.get(qn(attribute)))
    return None


def _is_on(chain: list[Any], name: str) -> bool:
    value = _value(chain, name)
    return value is not None and value not in _OFF


def _is_dark(chain: list[Any]) -> bool:
    """Black, or what the word processor makes black by itself."""
    for node in chain:
        found = node.find(qn("w:color"))
        if found is not None:
            theme, value = found.get(qn("w:themeColor")), str(found.get(qn("w:val"), "auto"))
            return (theme or value).lower() in _DARK or _is_nearly_black(value)
    return True


def _is_nearly_black(value: str) -> bool:
    try:
        parts = [int(value[at:at + 2], 16) for at in (0, 2, 4)]
    except ValueError:
        return True  # a name we do not know is not held against the writer
    return max(parts) <= 0x40
