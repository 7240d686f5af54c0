"""A draft as PDF is made ready to be signed: empty fields where its number and day will stand.

Runs in the sandbox child; files go by path, answers are plain data.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.adapters import letter_places, pdf_fields
from portal.adapters.pdf_places import at
from portal.rules.errors import Unreadable

_DEEPEST = 16  # fields within fields; a damaged tree may run in a circle


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
    ours = set(pdf_fields.NUMBER_FIELDS.values())
    with open(path, "rb") as file:
        root = IncrementalPdfFileWriter(file, strict=False).root
        tops = at(at(root, "/AcroForm", {}), "/Fields", ())
        return any(
            kind == "/Sig" or name in ours for field in tops for name, kind in _fields(field.get_object(), "", "", 0)
        )


def _fields(field: Any, above: str, kind: str, depth: int) -> Iterator[tuple[str, str]]:
    """Full name and type of a field and of those it holds, which take its type where they name none."""
    name = ".".join(filter(None, (above, str(at(field, "/T", "")))))
    kind = str(at(field, "/FT", kind))
    yield name, kind
    for kid in at(field, "/Kids", ()) if depth < _DEEPEST else ():
        yield from _fields(kid.get_object(), name, kind, depth + 1)


def is_active(path: str) -> bool:
    """Whether the file does something by itself, shows other than now, or has another in it: scripts, hidden layers.

    A place on a page where viewers begin is no such thing.
    """
    with open(path, "rb") as file:
        root = IncrementalPdfFileWriter(file, strict=False).root
        opening, layers = at(root, "/OpenAction"), at(at(root, "/OCProperties", {}), "/D", {})
        goes = not isinstance(opening, DictionaryObject) or at(opening, "/S") == "/GoTo"
        names = at(root, "/Names", {})
        scripts = "/AA" in root or "/JavaScript" in names or "/XFA" in at(root, "/AcroForm", {})
        return not goes or scripts or bool(at(layers, "/OFF", ())) or "/EmbeddedFiles" in names


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
