"""How numbers, symbols and days are written (Decree 30/2020/NĐ-CP Art. 8, 9 and Annex I)."""

from datetime import date

from portal.rules.errors import BadReference
from portal.rules.folding import fold, nfc
from portal.rules.kinds import BY_NAME, DocumentKind, Organ


def written_number(number: int) -> str:
    """A number below ten gets a leading zero: 5 is written 05, 10 stays 10."""
    if number < 1:
        raise BadReference(number)
    return f"{number:02d}"


def symbol(kind: DocumentKind, organ: str, unit: str) -> str:
    """Ký hiệu: QĐ-UBND for a named type, UBND-VP for a công văn, where ``unit`` is the drafting unit or field."""
    groups = (kind.abbreviation, organ) if kind.abbreviation else (organ, unit)
    if not all(groups):
        raise BadReference(kind.name)
    return "-".join(groups)


def party_symbol(kind: DocumentKind, organ: Organ) -> str:
    """Ký hiệu of the Party's documents: QĐ/ĐU, and CV/ĐU for a công văn."""
    return f"{kind.abbreviation or 'CV'}/{organ.letters}"


def written_reference(number: int, symbol_text: str, *, year: int | None = None, party: bool = False) -> str:
    """Số, ký hiệu: 05/QĐ-UBND; normative documents carry their year, 05/2026/QĐ-UBND, the Party's a dash, 05-QĐ/ĐU."""
    joint = "-" if party else f"/{year}/" if year else "/"
    return f"{written_number(number)}{joint}{symbol_text}"


def file_name(reference: str) -> str:
    """A reference as a file's name without marks: 12/QĐ-UBND becomes 12-QD-UBND.pdf."""
    return f"{fold(nfc(reference)).upper().replace('/', '-').replace(' ', '-')[:46]}.pdf"


def written_day(day: date) -> tuple[str, str, str]:
    """Day, month and year as the date line prints them: zeros before days below 10 and months 1 and 2 only."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}", month, str(day.year)


def known_kind(name: str) -> DocumentKind:
    """The type of that name; an unknown one is a programming error of the caller's form."""
    return BY_NAME[name]
