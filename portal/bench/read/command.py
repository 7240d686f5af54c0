"""``portal bench read``: the share of letters whose field is read exactly, by field and by form."""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.bench.arguments import at_least
from portal.bench.read.letters import letters
from portal.bench.read.printing import print_all, write
from portal.bench.read.scanning import scan
from portal.bench.read.sheets import FIELDS, Sheet
from portal.flows import reading
from portal.rules.errors import Refusal
from portal.samples.noise import newer_tones

PRINTED, WRITTEN, SCANNED = "pdf", "docx", "scan"
FORMS = (PRINTED, WRITTEN, SCANNED)


@dataclass(frozen=True)
class Outcome:
    """One letter in one form: what was expected and what was read."""

    sheet: Sheet
    form: str
    expected: dict[str, Any]
    found: dict[str, Any]

    def misses(self) -> Iterator[tuple[str, Any, Any]]:
        """Fields read otherwise than printed."""
        for name in FIELDS:
            if _spelt(self.expected[name]) != _spelt(self.found[name]):
                yield name, self.expected[name], self.found[name]


def _spelt(value: Any) -> str:
    """hoà and hòa are one word."""
    return newer_tones(repr(value))


def main(arguments: list[str]) -> None:
    """Make the letters, read them, print the table."""
    parser = argparse.ArgumentParser(prog="portal bench read")
    parser.add_argument("--n", metavar="SỐ", type=at_least(1), default=64, help="số văn bản; mặc định 64")
    parser.add_argument("--seed", metavar="SỐ", type=int, default=1, help="bộ văn bản khác cho mỗi số; mặc định 1")
    parser.add_argument("--folder", metavar="THƯ_MỤC", type=Path, help="giữ các tệp ở đây")
    parser.add_argument("--forms", metavar="DẠNG", nargs="+", choices=FORMS, default=list(FORMS),
                        help=f"đọc dạng nào trong {', '.join(FORMS)}")  # fmt: skip
    parser.add_argument("--misses", action="store_true", help="kê từng chỗ đọc khác với bản in")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="portal-read-") as spare:
        folder = options.folder or Path(spare)
        outcomes = measure(options.seed, options.n, folder, options.forms)
    print("\n".join(table(outcomes, options.forms)))
    if options.misses:
        print("\n".join(listed(outcomes)))


def measure(seed: int, n: int, folder: Path, forms: list[str]) -> list[Outcome]:
    """The letters of a seed, made in the folder unless they are there, and read in every form."""
    sheets = letters(seed, n)
    made = make(sheets, folder, seed, forms)
    return [outcome(sheet, form, path) for form in forms for sheet, path in made[form]]


def make(sheets: list[Sheet], folder: Path, seed: int, forms: list[str]) -> dict[str, list[tuple[Sheet, Path]]]:
    """DOCX of all, PDF of all, scans of every second one."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{seed}-{sheet.name.split()[0]}.docx" for sheet in sheets]
    for sheet, path in zip(sheets, written, strict=True):
        if not path.exists():
            write(sheet, path)
    printed = [path.with_suffix(".pdf") for path in written]
    missing = [path for path, pdf in zip(written, printed, strict=True) if not pdf.exists()]
    if missing and set(forms) - {WRITTEN}:
        print_all(missing, folder)
    made = {
        WRITTEN: list(zip(sheets, written, strict=True)),
        PRINTED: list(zip(sheets, printed, strict=True)),
        SCANNED: [(sheet, pdf.with_suffix(".scan.pdf")) for sheet, pdf in zip(sheets, printed, strict=True)][::2],
    }
    for _, path in made[SCANNED] if SCANNED in forms else ():
        if not path.exists():
            scan(path.with_suffix("").with_suffix(".pdf"), path, path.name)
    return made


def outcome(sheet: Sheet, form: str, path: Path) -> Outcome:
    """One file read and put beside what it says; what cannot be read has no fields."""
    try:
        found = reading.read_file(path, path.name).reading
    except Refusal:
        found = reading.NO_FIELDS
    return Outcome(sheet, form, told(sheet.truth), fields_of(found))


def told(truth: dict[str, Any]) -> dict[str, Any]:
    """What the letter says, in the shape of ``portal read``."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in truth.items()}
    plain["citations"] = [(reference, day.isoformat() if day else None) for reference, day in truth["citations"]]
    return plain


def fields_of(found: dict[str, Any]) -> dict[str, Any]:
    """What was read, in the short form of ``told``."""
    short = {name: found.get(name) for name in FIELDS}
    short["recipients"] = [(one["name"], one["channel"]) for one in found["recipients"]]
    short["citations"] = [(one["reference"], one["dated_on"]) for one in found["citations"]]
    return short


def table(outcomes: list[Outcome], forms: list[str]) -> Iterator[str]:
    """A line a field, a column a form."""
    counts = {form: sum(one.form == form for one in outcomes) for form in forms}
    yield "Trường".ljust(14) + "".join(f"{form} ({counts[form]})".rjust(14) for form in forms)
    missed = {(one.form, name) for one in outcomes for name, _, _ in one.misses()}
    for name in FIELDS:
        shares = []
        for form in forms:
            wrong = sum(any(name == field for field, _, _ in one.misses()) for one in outcomes if one.form == form)
            shares.append(f"{100 * (1 - wrong / counts[form]):.1f} %" if (form, name) in missed else "100 %")
        yield name.ljust(14) + "".join(share.rjust(14) for share in shares)


def listed(outcomes: list[Outcome]) -> Iterator[str]:
    """Every miss: the letter, the field, what is printed and what was read."""
    for one in outcomes:
        for name, expected, found in one.misses():
            yield f"{one.form} {one.sheet.name}: {name}\n    in:  {expected}\n    đọc: {found}"
