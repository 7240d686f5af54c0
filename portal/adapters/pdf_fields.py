"""The empty form fields for number, day and month, and their filling after the first signature."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NumberObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.text import TextBox, TextBoxStyle
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from portal.adapters.pdf_places import Box, at, read_place, to_points, turn_of, upright
from portal.rules.errors import Unreadable

FONTS = Path(__file__).resolve().parent / "fonts"
UPRIGHT, ITALIC = FONTS / "cong-van-serif.ttf", FONTS / "cong-van-serif-italic.ttf"

# the only fields that may be filled after a signature, and how the Decree prints each (Annex I)
NUMBER_FIELDS = {"number": "SoVanBan", "day": "NgayVanBan", "month": "ThangVanBan"}
_FACES = {"SoVanBan": UPRIGHT, "NgayVanBan": ITALIC, "ThangVanBan": ITALIC}
FONT_SIZE = 13  # where nothing stands beside the gap to be like
_SIZES = (8, 24)
_SIZE_SET = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s+Tf")
_PRINT, _READ_ONLY = 4, 1


def add_number_fields(writer: BasePdfFileWriter, places: Mapping[str, Mapping[str, Any]]) -> None:
    """Append the empty fields, before the first signature; ``places`` by the keys of ``NUMBER_FIELDS``.

    A place may say the ``size`` of the letters beside it.
    """
    form = _form(writer)
    for key, place in places.items():
        index, box = read_place(place)
        page_ref = writer.find_page_for_modification(index)[0]
        rectangle = to_points(page_ref.get_object(), box)
        empty = _empty_field(writer, NUMBER_FIELDS[key], page_ref, rectangle, float(place.get("size", FONT_SIZE)))
        field = writer.add_object(empty)
        form["/Fields"].append(field)
        writer.register_annotation(page_ref, field)
    writer.update_container(form["/Fields"])


def fill_number(source: str, target: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Write the values into their fields as an appended revision, read-only from then on."""
    with open(source, "rb") as file, open(target, "wb") as out:
        write_values(file, out, {NUMBER_FIELDS[key]: value for key, value in values.items()})
    return {"filled": sorted(values)}


def write_values(source: IO[bytes], target: IO[bytes], values: Mapping[str, str]) -> None:
    """The same between open files, by the names of the fields."""
    writer = IncrementalPdfFileWriter(source, strict=False)
    if writer.prev.encrypted:
        writer.encrypt("")
    fields = {str(field["/T"]): field for field in _fields(writer)}
    for name, value in values.items():
        field = fields.get(name)
        if field is None or str(at(field, "/V", "")):
            raise Unreadable("no empty field for the number")
        _fill(writer, field, value)
    writer.write(target)


def empty_number_fields(path: str) -> list[str]:
    """Which of number, day and month the file still has room for."""
    with open(path, "rb") as file:
        writer = IncrementalPdfFileWriter(file, strict=False)
        present = {str(field["/T"]) for field in _fields(writer) if not str(at(field, "/V", ""))}
    return [key for key, name in NUMBER_FIELDS.items() if name in present]


def _form(writer: BasePdfFileWriter) -> DictionaryObject:
    root = writer.root
    if "/AcroForm" not in root:
        root["/AcroForm"] = writer.add_object(DictionaryObject({pdf_name("/Fields"): ArrayObject()}))
        writer.update_root()
    form: DictionaryObject = root["/AcroForm"]
    if "/Fields" not in form:
        form[pdf_name("/Fields")] = ArrayObject()
        writer.update_container(form)
    return form


def _fields(writer: BasePdfFileWriter) -> list[Any]:
    fields = at(at(writer.root, "/AcroForm", {}), "/Fields", ())
    return [field.get_object() for field in fields if "/T" in field.get_object()]


def _empty_field(
    writer: BasePdfFileWriter, name: str, page_ref: Any, box: Box, size: float
) -> DictionaryObject:
    nothing = _appearance(b"", (box[2] - box[0], box[3] - box[1]), DictionaryObject())
    return DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"),
        pdf_name("/Subtype"): pdf_name("/Widget"),
        pdf_name("/FT"): pdf_name("/Tx"),
        pdf_name("/T"): pdf_string(name),
        pdf_name("/F"): NumberObject(_PRINT),
        pdf_name("/DA"): pdf_string(f"/Helv {size:g} Tf 0 g"),
        pdf_name("/Rect"): ArrayObject(FloatObject(round(number, 2)) for number in box),
        pdf_name("/P"): page_ref,
        pdf_name("/AP"): DictionaryObject({pdf_name("/N"): writer.add_object(nothing)}),
    })


def _fill(writer: IncrementalPdfFileWriter, field: Any, value: str) -> None:
    turn = turn_of(field["/P"]) if "/P" in field else 0
    width, height = _shown_size([float(number) for number in field["/Rect"]], turn)
    font = GlyphAccumulatorFactory(str(_FACES[str(field["/T"])]), create_objstream_if_needed=False)
    size = _size_of(field)
    text = TextBox(TextBoxStyle(font=font, font_size=size), writer, box=BoxConstraints(width=width, height=height))
    shape = text.font_engine.shape(value)
    text.set_resource(ResourceType.FONT, pdf_name("/F1"), text.font_engine.as_resource())
    start = max(0.0, (width - shape.x_advance * size) / 2)
    operators = b"/Tx BMC q 0 g BT /F1 %d Tf %.2f %.2f Td %s ET Q EMC" % (
        size, start, 0.22 * size, shape.graphics_ops,
    )
    drawn = _appearance(operators, (width, height), text.resources.as_pdf_object())
    if turn:
        drawn[pdf_name("/Matrix")] = upright(turn)
    field[pdf_name("/V")] = pdf_string(value)
    field[pdf_name("/Ff")] = NumberObject(_READ_ONLY)
    field[pdf_name("/AP")] = DictionaryObject({pdf_name("/N"): writer.add_object(drawn)})
    writer.update_container(field)


def _size_of(field: Any) -> int:
    """How large the field wants its letters, within what a number can be printed in."""
    wanted = _SIZE_SET.search(str(at(field, "/DA", "")))
    size = round(float(wanted[1])) if wanted else FONT_SIZE
    return min(max(size, _SIZES[0]), _SIZES[1])


def _shown_size(box: Sequence[float], turn: int) -> tuple[float, float]:
    """Width and height of a rectangle of the page as people see it."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return (high, wide) if turn in (90, 270) else (wide, high)


def _appearance(
    operators: bytes, size: tuple[float, float], resources: generic.PdfObject
) -> generic.StreamObject:
    return generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): ArrayObject(FloatObject(round(n, 2)) for n in (0, 0, *size)),
            pdf_name("/Resources"): resources,
        },
        stream_data=operators,
    )
