"""Text boxes in a DOCX, as word processors write them: text that stands where it likes on the page."""

from copy import deepcopy
from typing import Any

from docx.oxml import parse_xml
from docx.shared import Mm

_BOX = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="0" locked="0"
 layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="{origin}"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="{origin_down}"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{number}" name="Text Box {number}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>{border}</wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" wrap="square"/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>
"""
_DRAWN = '<a:ln w="12700"><a:solidFill><a:srgbClr val="C00000"/></a:solidFill></a:ln>'
_CONTENT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}txbxContent"


def put_box(
    anchor: Any, lines: list[Any], place: tuple[float, float, float, float], number: int, *, framed: bool = False,
    beside: bool = False,
) -> None:  # fmt: skip
    """Move paragraphs into a box of the page: left, top, width and height in millimetres.

    ``beside`` the anchor, the place counts from its paragraph.
    """
    left, top, width, height = (int(Mm(side)) for side in place)
    border = _DRAWN if framed else "<a:ln><a:noFill/></a:ln>"
    run = parse_xml(
        _BOX.format(
            left=left, top=top, width=width, height=height, number=number, border=border,
            origin="column" if beside else "page", origin_down="paragraph" if beside else "page",
        ).strip()
    )
    content = next(run.iter(_CONTENT))
    for line in lines:
        content.append(deepcopy(line._p))
        line._p.getparent().remove(line._p)
    anchor._p.append(run)
