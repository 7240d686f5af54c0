"""The PDFs of a dossier as one file: contents in front, page numbers below, bookmarks; runs in the limited child."""

import base64
import ctypes
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from portal.adapters import table_pdf
from portal.rules.tables import Table, from_values

_SIZE, _BELOW = 8, 12  # points: of a page number, and from the lower edge to it
_CONTENTS_LIMIT = 512 * 1024


def merge(parts: Sequence[Mapping[str, str]], contents: Mapping[str, Any], target: str) -> list[int]:
    """Put the files one behind the other; how many pages each has, 0 for what could not be put in.

    ``parts`` have a path and the words of their bookmark; ``contents`` is the table in front, whose last column is
    the page on which each row begins.
    """
    merged, counts = pdfium.PdfDocument.new(), list[int]()
    for part in parts:
        counts.append(_add(merged, part["path"]))
    table = from_values(contents)
    front = len(pdfium.PdfDocument(table_pdf.write(table)))
    starts = [front + 1 + sum(counts[:n]) for n in range(len(counts))]
    rows = [(*row[:-1], start if count else None) for row, start, count in zip(table.rows, starts, counts, strict=True)]
    whole = pdfium.PdfDocument.new()
    whole.import_pages(pdfium.PdfDocument(table_pdf.write(_with(table, rows))))
    if len(merged):
        whole.import_pages(merged)
    _number(whole)
    plain = BytesIO()
    whole.save(plain)
    marks = [(part["words"], start - 1) for part, start, count in zip(parts, starts, counts, strict=True) if count]
    Path(target).write_bytes(_with_bookmarks(plain, [(table.title, 0), *marks]))
    return counts


def _with(table: Table, rows: Sequence[Sequence[Any]]) -> Table:
    return replace(table, rows=rows)


def _add(merged: pdfium.PdfDocument, path: str) -> int:
    """The pages of one file; form fields and what a number was filled into become part of the page."""
    before = len(merged)
    try:
        document = pdfium.PdfDocument(path)
        for page in document:
            raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
        merged.import_pages(document)
    except pdfium.PdfiumError:
        return 0
    return len(merged) - before


def _number(document: pdfium.PdfDocument) -> None:
    """12/345 in the lower right corner of every page."""
    total = len(document)
    for n, page in enumerate(document, start=1):
        width = page.get_width()
        text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", _SIZE)
        words = f"{n}/{total}".encode("utf-16-le") + b"\0\0"
        raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(words), raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, width - 50, _BELOW)
        raw.FPDFPage_InsertObject(page, text)
        page.gen_content()


def _with_bookmarks(plain: BytesIO, marks: Sequence[tuple[str, int]]) -> bytes:
    """An outline that leads to the first page of each part."""
    writer = IncrementalPdfFileWriter(plain)
    outline = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Outlines")})
    above = writer.add_object(outline)
    items = []
    for words, page in marks:
        place, _ = writer.find_page_for_modification(page)
        item = generic.DictionaryObject({
            generic.pdf_name("/Title"): generic.TextStringObject(words), generic.pdf_name("/Parent"): above,
            generic.pdf_name("/Dest"): generic.ArrayObject([place, generic.pdf_name("/Fit")]),
        })
        items.append((item, writer.add_object(item)))
    for (item, _), (_, following) in pairwise(items):
        item[generic.pdf_name("/Next")] = following
    for (_, before), (item, _) in pairwise(items):
        item[generic.pdf_name("/Prev")] = before
    outline[generic.pdf_name("/First")], outline[generic.pdf_name("/Last")] = items[0][1], items[-1][1]
    outline[generic.pdf_name("/Count")] = generic.NumberObject(len(items))
    writer.root[generic.pdf_name("/Outlines")] = above
    writer.root[generic.pdf_name("/PageMode")] = generic.pdf_name("/UseOutlines")
    writer.update_root()
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def certificates(paths: Sequence[str]) -> dict[str, str]:
    """Every certificate in the signatures of these files, base64 DER by its SHA-256; what cannot be read has none."""
    found: dict[str, str] = {}
    for path in paths:
        with open(path, "rb") as file:
            try:
                reader = PdfFileReader(file, strict=False)
                for name, _, reference in enumerate_sig_fields(reader, filled_status=True):
                    signature = EmbeddedPdfSignature(reader, reference, name)
                    if len(signature.pkcs7_content) > _CONTENTS_LIMIT:
                        continue
                    for certificate in (signature.signer_cert, *signature.other_embedded_certs):
                        der = certificate.dump()
                        found[hashlib.sha256(der).hexdigest()] = base64.b64encode(der).decode()
            except Exception:  # whatever the parser raises on foreign bytes: the verdict kept says what it is worth
                continue
    return found
