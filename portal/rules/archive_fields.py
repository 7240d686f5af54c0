"""Fields of documents and dossiers as archives exchange them (Decree 30/2020/NĐ-CP Annex VI), with their lengths."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from portal.rules.folding import nfc

# Letters a field may have; a number that is longer than its field is left out, words are cut.
LENGTHS = {
    "OrganId": 13, "FileNotation": 20, "TypeName": 100, "CodeNumber": 11, "CodeNotation": 30, "OrganName": 200,
    "Subject": 500, "Language": 30, "Description": 500, "ArrivalNumber": 10, "Position": 100, "FullName": 50,
    "ToPlaces": 1000, "Title": 500, "Maintenance": 30, "Rights": 30, "Creator": 30,
}
DIGITS = {
    "FileCatalog": 4, "DocOrdinal": 3, "PageAmount": 3, "Priority": 1, "IssuedAmount": 3, "DocTotal": 4, "PageTotal": 4,
}
DOSSIER_LENGTHS = {**LENGTHS, "Language": 50}
_CUT = "…"

Value = str | int | date | None | Sequence["Field"]


@dataclass(frozen=True)
class Field:
    """One field: its code, and its value or the fields it is made of."""

    code: str
    value: Value


@dataclass(frozen=True)
class Shortened:
    """A field that did not fit: where it stands, its code, and how many letters or digits it had."""

    where: str
    code: str
    length: int


@dataclass(frozen=True)
class Written:
    """The XML, and what had to be shortened in it."""

    xml: bytes
    shortened: tuple[Shortened, ...]


def write(dossier: Iterable[Field], documents: Iterable[Iterable[Field]]) -> Written:
    """A dossier and its documents in their order."""
    root, told = Element("Dossier"), list[Shortened]()
    told += put(root, dossier, "", DOSSIER_LENGTHS)
    inside = SubElement(root, "Documents")
    for n, document in enumerate(documents, start=1):
        told += put(SubElement(inside, "Document"), document, str(n), LENGTHS)
    indent(root)
    return Written(tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", tuple(told))


def put(parent: Element, fields: Iterable[Field], where: str, lengths: dict[str, int]) -> Iterator[Shortened]:
    """The fields as elements; an empty field is an empty element."""
    for field in fields:
        element = SubElement(parent, field.code)
        if isinstance(field.value, Sequence) and not isinstance(field.value, str):
            yield from put(element, field.value, where, lengths)
            continue
        text = said(field.value)
        element.text = fitted(field.code, text, lengths)
        if element.text != text:
            yield Shortened(where, field.code, len(text))


def said(value: str | int | date | None) -> str:
    """A value as text: days as 05/06/2026, in ten letters; no sign that XML cannot carry."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else "".join(c for c in nfc(str(value)) if c.isprintable() and c < "\ufffe")


def fitted(code: str, text: str, lengths: dict[str, int] | None = None) -> str:
    """The text as long as its field takes."""
    if code in DIGITS:
        return text if len(text) <= DIGITS[code] else ""
    most = (lengths or LENGTHS).get(code)
    return text if most is None or len(text) <= most else text[: most - 1] + _CUT
