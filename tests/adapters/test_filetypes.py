"""What a file is, is judged by its content; programs, pages, macros and bombs are refused, never a traceback."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.adapters.filetypes import inspect
from portal.flows.reading import SAMPLE_DOCX, SAMPLE_PDF, SAMPLE_SCAN
from portal.rules import filetypes as kinds
from portal.rules.errors import FileRefused, Unreadable


def picture(form: str) -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(stored, form)
    return stored.getvalue()


def archive(*entries: tuple[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return stored.getvalue()


def refused(folder: Path, content: bytes, name: str) -> object:
    (folder / "file").write_bytes(content)
    with pytest.raises(FileRefused) as error:
        inspect(str(folder / "file"), name)
    return error.value.data["why"]


def kind(folder: Path, content: bytes, name: str) -> object:
    (folder / "file").write_bytes(content)
    return inspect(str(folder / "file"), name)["media_type"]


@pytest.mark.parametrize(
    ("file", "expected"), [(SAMPLE_PDF, kinds.PDF), (SAMPLE_SCAN, kinds.PDF), (SAMPLE_DOCX, kinds.DOCX)]
)
def test_the_sample_letters_are_what_they_are(file: Path, expected: str) -> None:
    assert inspect(str(file), file.name)["media_type"] == expected


def test_pictures_texts_and_packets_are_taken(tmp_path: Path) -> None:
    assert kind(tmp_path, picture("JPEG"), "a.jpg") == kinds.JPEG
    assert kind(tmp_path, picture("PNG"), "a.PNG") == kinds.PNG
    assert kind(tmp_path, picture("TIFF"), "a.tif") == kinds.TIFF
    assert kind(tmp_path, "Kính gửi: Sở Nội vụ".encode(), "a.txt") == kinds.TEXT
    assert kind(tmp_path, "Kính gửi".encode("utf-16"), "a.txt") == kinds.TEXT
    assert kind(tmp_path, b'<?xml version="1.0"?><edXML><a/></edXML>', "a.edxml") == kinds.XML
    assert kind(tmp_path, archive(("thu.pdf", b"%PDF-1.4")), "a.zip") == kinds.ZIP


def test_programs_pages_and_drawings_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, b"MZ\x90\x00" + bytes(200), "a.txt") == "type"
    assert refused(tmp_path, b"\x7fELF" + bytes(200), "a.pdf") == "type"
    assert refused(tmp_path, b"#!/bin/sh\nrm -rf /\n", "a.txt") == "type"
    assert refused(tmp_path, b"  <!DOCTYPE html><html></html>", "a.txt") == "type"
    assert refused(tmp_path, b"<html><script>1</script></html>", "a.xml") == "type"
    assert refused(tmp_path, b'<?xml version="1.0"?><svg onload="x"/>', "a.xml") == "type"
    assert refused(tmp_path, b'<?xml version="1.0"?><h:html xmlns:h="x"/>', "a.xml") == "type"


def test_a_name_that_says_something_else_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, SAMPLE_PDF.read_bytes(), "a.docx") == "name"
    assert refused(tmp_path, picture("PNG"), "a.jpg") == "name"
    assert refused(tmp_path, archive(("thu.pdf", b"%PDF-1.4")), "a.docx") == "name"


def test_macros_and_archives_in_archives_are_refused(tmp_path: Path) -> None:
    office = ("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<Types/>")
    assert refused(tmp_path, archive(*office, ("word/vbaProject.bin", b"x")), "a.docx") == "macros"
    macros = ("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<Types t='x.macroEnabled.main+xml'/>")
    assert refused(tmp_path, archive(*macros), "a.docx") == "macros"
    assert refused(tmp_path, archive(("inner.zip", b"PK")), "a.zip") == "nested"


@pytest.mark.slow
def test_bombs_are_refused_while_they_unpack(tmp_path: Path) -> None:
    assert refused(tmp_path, archive(("a.txt", bytes(4_000_000))), "a.zip") == "ratio"
    many = archive(*((f"{at}.txt", b"") for at in range(kinds.MOST_ENTRIES + 1)))
    assert refused(tmp_path, many, "a.zip") == "entries"
    bomb = b'<!DOCTYPE a [<!ENTITY x "yyyyyyyyyy"><!ENTITY z "&x;&x;&x;">]><a>&z;</a>'
    assert refused(tmp_path, b'<?xml version="1.0"?>' + bomb, "a.xml") == "doctype"
    assert refused(tmp_path, b"", "a.pdf") == "empty"


def test_damaged_archives_pictures_and_packets_are_unreadable(tmp_path: Path) -> None:
    whole = SAMPLE_DOCX.read_bytes()
    torn = (whole[:3000], "a.docx"), (picture("PNG")[:40], "a.png"), (b"<?xml version='1.0'?><a>", "a.xml")
    for content, name in torn:
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(Unreadable):
            inspect(str(tmp_path / "file"), name)


@settings(max_examples=40, deadline=None)
@given(st.integers(), st.sampled_from(["a.pdf", "a.docx", "a.png", "a.xml", "a.txt", "a.zip"]))
def test_damage_never_ends_in_another_error(
    tmp_path_factory: pytest.TempPathFactory, seed: int, name: str
) -> None:
    chance = random.Random(seed)
    content = bytearray({"a.pdf": SAMPLE_PDF, "a.docx": SAMPLE_DOCX}.get(name, SAMPLE_DOCX).read_bytes()[:20_000])
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    file = tmp_path_factory.getbasetemp() / "holes"
    file.write_bytes(bytes(content))
    try:
        inspect(str(file), name)
    except (FileRefused, Unreadable):
        return
