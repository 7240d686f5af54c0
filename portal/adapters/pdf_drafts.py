"""A draft as PDF is made ready to be signed: empty fields where its number and day will stand.

Runs in the sandbox child; files go by path, answers are plain data.
"""

from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.adapters import letter_places, pdf_fields
from portal.adapters.pdf_places import at
from portal.rules.errors import Unreadable


def make_room(source: str, target: str) -> dict[str, Any]:
    """Write ``source`` with the empty fields to ``target``; what was found, and in ``missing`` what was not.

    Nothing is written unless every value is either printed on the page already or has a field.
    """
    found = letter_places.number_places(source)
    found["missing"] = missing(found)
    found["signed"], found["active"] = is_signed(source), is_active(source)
    found["ready"] = not found["missing"] and not found["signed"] and not found["active"]
    if found["ready"]:
        with open(source, "rb") as file, open(target, "wb") as out:
            writer = IncrementalPdfFileWriter(file, strict=False)
            if writer.prev.encrypted:
                writer.encrypt("")
            pdf_fields.add_number_fields(writer, {key: plain(place) for key, place in found["places"].items()})
            writer.write(out)
    return found


def missing(found: dict[str, Any]) -> list[str]:
    """What has no room: the number must be a gap, the day and the month may be printed instead."""
    wanted = [name for name in ("day", "month") if name not in found["printed"]]
    return [name for name in ("number", *wanted) if name not in found["places"]]


def is_signed(path: str) -> bool:
    """Whether there is a signature in the file, or a field of ours: then it is no draft any more."""
    with open(path, "rb") as file:
        root = IncrementalPdfFileWriter(file, strict=False).root
        has_fields = "/AcroForm" in root and "/Fields" in root["/AcroForm"]
        fields = [field.get_object() for field in root["/AcroForm"]["/Fields"]] if has_fields else []
    ours = set(pdf_fields.NUMBER_FIELDS.values())
    return any(field.get("/FT") == "/Sig" or str(field.get("/T", "")) in ours for field in fields)


def is_active(path: str) -> bool:
    """Whether the file does something by itself, or can show something else than it shows now: scripts, hidden layers.

    A place on a page where viewers begin is no such thing.
    """
    with open(path, "rb") as file:
        root = IncrementalPdfFileWriter(file, strict=False).root
        opening, layers = at(root, "/OpenAction"), at(at(root, "/OCProperties", {}), "/D", {})
        goes = not isinstance(opening, DictionaryObject) or at(opening, "/S") == "/GoTo"
        scripts = "/AA" in root or "/JavaScript" in at(root, "/Names", {}) or "/XFA" in at(root, "/AcroForm", {})
        return not goes or scripts or bool(at(layers, "/OFF", ()))


def plain(place: dict[str, Any]) -> dict[str, Any]:
    """A place as the fields want it."""
    return {"page": place["page"], "box": place["box"], "size": place["size"]}


def fill(source: str, target: str, number: str, day: str, month: str, year: str) -> dict[str, Any]:
    """Write number and day into their fields.

    ``{"refused": "printed_day", …}`` when the page already carries another day, month or year.
    """
    printed = letter_places.number_places(source)["printed"]
    given = {"day": int(day), "month": int(month), "year": int(year)}
    if any(printed.get(name, value) != value for name, value in given.items()):
        return {"refused": "printed_day", "printed": printed}
    empty = pdf_fields.empty_number_fields(source)
    if "number" not in empty:
        raise Unreadable("no empty field for the number")
    values = {"number": number, "day": day, "month": month}
    return pdf_fields.fill_number(source, target, {key: values[key] for key in empty})
