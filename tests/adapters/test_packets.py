"""Packets: every kind is read, written and read again; strange forms are understood, attacks come to nothing."""

import base64
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from portal.adapters import packet_tree, packet_writing, packets
from portal.rules import packets as rules
from portal.rules.errors import FileRefused, Unreadable
from portal.rules.packets import (
    Answered,
    Business,
    Change,
    Enclosure,
    Further,
    Packet,
    Party,
    Replaced,
    Signature,
    Staff,
    Status,
    Trace,
)
from tests import packet_kit as kit

HERE = timezone(timedelta(hours=7))


@pytest.fixture
def unpacked(tmp_path: Path):
    """What the child would find in the bytes; without the child, which other tests go through."""
    from itertools import count

    number = count()

    def unpack(content: bytes) -> packets.Opened:
        place = tmp_path / str(next(number))
        place.mkdir()
        (place / "a.edxml").write_bytes(content)
        return packets.opened(packets.unpack(str(place / "a.edxml"), str(place)))

    return unpack


def packed(name: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


def png() -> bytes:
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (4, 4)).save(held, "PNG")
    return held.getvalue()


# Reading.


def test_a_new_document_is_read_whole(unpacked) -> None:
    found = unpacked(kit.packet())
    message = found.message
    assert isinstance(message, Packet)
    assert message.sender == Party("H02.07.41", "UBND xã Đồi Chè", "UBND tỉnh Bến Mơ", email="vanthu@doiche.example")
    assert [party.code for party in message.to] == ["H02.18.27"]
    assert (message.document_id, message.reference) == (kit.LETTER_ID, "536/UBND-TH")
    assert (message.dated_on, message.due_on) == (date(2026, 11, 20), date(2026, 12, 4))
    assert message.signature == Signature("KT. CHỦ TỊCH", "Phó Chủ tịch", "Lò Văn Thử")
    assert message.further == Further(0, "Đất đai", "LVT", 1, 2, False, ("Danh sách thửa đất",))
    assert message.answers[0].reference == "15/UBND-KT"
    assert message.traces == (Trace("H02.07.41", datetime(2026, 11, 20, 14, 32, 10, tzinfo=HERE)),)
    assert message.business.act == "new"
    assert message.business.staff.mobile == "0900000000"
    assert [Path(file["path"]).read_bytes() for file in found.files] == [kit.PDF]
    assert found.faults == ()
    assert rules.faults(message, code=kit.OURS) == ()


@pytest.mark.parametrize(("business", "act", "targets"), [
    (kit.RECALL, "recall", (kit.LETTER_ID,)), (kit.UPDATE, "update", (kit.LETTER_ID,)),
    (kit.REPLACE, "replace", (kit.LETTER_ID,)),
])
def test_acts_about_a_document_name_it(unpacked, business: str, act: str, targets: tuple[str, ...]) -> None:
    message = unpacked(kit.packet(business)).message
    assert (message.business.act, message.business.targets) == (act, targets)


def test_an_update_says_what_changed(unpacked) -> None:
    business = unpacked(kit.packet(kit.UPDATE)).message.business
    assert (business.content_changed, business.recipients_changed) == (True, True)
    assert business.changes == (Change("H02.07.50", False), Change("H02.07.51", True))


def test_a_status_is_read(unpacked) -> None:
    message = unpacked(kit.status("03", "H02.18.27,2026/11/23,1/UBND-KT", words="Số đến 152")).message
    assert isinstance(message, Status)
    assert (message.code, message.words) == ("03", "Số đến 152")
    assert message.answered.document_id == "H02.18.27,2026/11/23,1/UBND-KT"
    assert message.at == datetime(2026, 11, 23, 16, 5, tzinfo=HERE)


# What others write.


TOLERATED = {
    "another prefix": lambda s: s.replace("edXML:", "q:").replace("xmlns:edXML", "xmlns:q"),
    "no prefix": lambda s: s.replace("<edXML:", "<").replace("</edXML:", "</"),
    "Manifest": lambda s: s.replace("edXMLManifest", "Manifest"),
    "spelt with one s": lambda s: s.replace("Bussiness", "Business"),
    "no cid": lambda s: s.replace("cid:", ""),
    "cid twice": lambda s: s.replace("<ContentId>cid:", "<ContentId>cid:cid:"),
    "other ids": lambda s: s.replace("<ContentId>cid:part", "<ContentId>cid:teil"),
    "day first": lambda s: s.replace("2026/11/20<", "20/11/2026<"),
    "line breaks in base64": lambda s: re.sub("(JVBERi0x)", "\\1\n   ", s),
    "empty elements": lambda s: s.replace("<edXML:Subject>", "<edXML:Fax></edXML:Fax><edXML:Subject>"),
    "an empty signature": lambda s: s.replace("<edXML:edXMLBody>", "<edXML:DigitalSignature/><edXML:edXMLBody>"),
    "a byte order mark": lambda s: "\ufeff" + s,
    "priority of another table": lambda s: s.replace("<edXML:Priority>0", "<edXML:Priority>5"),
}


@pytest.mark.parametrize("form", TOLERATED)
def test_a_form_others_write_is_understood(unpacked, form: str) -> None:
    strange = TOLERATED[form](kit.packet().decode())
    assert strange != kit.packet().decode()
    found = unpacked(strange.encode())
    plain = unpacked(kit.packet())
    assert found.faults == ()
    assert replace(found.message, further=plain.message.further) == replace(plain.message)
    assert found.message.urgency == "normal"
    assert Path(found.files[0]["path"]).read_bytes() == kit.PDF


def test_children_may_come_in_any_order(unpacked) -> None:
    tree = etree.fromstring(kit.packet())
    for element in tree.iter():
        if len(element) and not any(child.tag.endswith(("Reference", "Attachment")) for child in element):
            element[:] = list(reversed(element))
    message = unpacked(etree.tostring(tree, encoding="utf-8")).message
    assert message == unpacked(kit.packet()).message


@pytest.mark.parametrize("name", ["so-lieu.xlsx", "ban-do.png"])
def test_what_was_packed_for_the_way_is_unpacked(unpacked, name: str) -> None:
    content = png() if name.endswith("png") else workbook()
    found = unpacked(kit.packet(files=(*kit.ONE_LETTER, (name, packed("1b2c.bin", content)))))
    assert found.faults == ()
    assert found.files[1]["name"] == name
    assert Path(found.files[1]["path"]).read_bytes() == content


def workbook() -> bytes:
    import xlsxwriter

    held = io.BytesIO()
    xlsxwriter.Workbook(held).close()
    return held.getvalue()


def test_a_zip_that_is_called_one_stays_one(unpacked) -> None:
    archive = packed("a.pdf", kit.PDF)
    found = unpacked(kit.packet(files=(*kit.ONE_LETTER, ("phu-luc.zip", archive))))
    assert Path(found.files[1]["path"]).read_bytes() == archive


# Attacks and accidents.


def test_a_name_that_climbs_is_only_a_name(unpacked, tmp_path: Path) -> None:
    found = unpacked(kit.packet(files=(("../../etc/../a.pdf", kit.PDF), ("C:\\x\\b.pdf", kit.PDF))))
    assert [file["name"] for file in found.files] == ["a.pdf", "b.pdf"]
    assert all(tmp_path in Path(file["path"]).parents for file in found.files)


def test_a_zip_entry_that_climbs_is_only_a_name(unpacked, tmp_path: Path) -> None:
    found = unpacked(kit.packet(files=(("anh.png", packed("../../../anh.png", png())),)))
    assert found.faults == ()
    assert Path(found.files[0]["path"]).parent == tmp_path / "0"


BOMB = """<?xml version="1.0"?><!DOCTYPE edXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE edXML [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize("head", ["<!DOCTYPE edXML>", BOMB, OUTSIDE])
def test_a_doctype_is_refused_before_anything_in_it_is_looked_at(unpacked, head: str) -> None:
    bare = kit.packet().decode().partition("?>")[2]
    with pytest.raises(FileRefused) as refused:
        unpacked((head + bare.replace("536", "&a;")).encode())
    assert refused.value.data["why"] == "doctype"


@pytest.mark.slow
def test_depth_and_number_of_elements_are_limited(unpacked) -> None:
    deep = kit.packet().decode().replace("<edXML:Subject>", "<edXML:Subject>" + "<edXML:b>" * 100_000)
    wide = kit.packet().decode().replace("<edXML:Subject>", "<edXML:b/>" * 30_000 + "<edXML:Subject>")
    for told in (deep, wide):
        with pytest.raises(FileRefused):
            unpacked(told.encode())


def test_words_are_limited(unpacked) -> None:
    with pytest.raises(FileRefused):
        unpacked(kit.packet(subject="a" * (packet_tree.MOST_TEXT + 1)))


@pytest.mark.slow
def test_a_zip_bomb_is_a_refused_file(unpacked) -> None:
    bomb = packed("a.bin", b"\0" * 30_000_000)
    assert len(bomb) < 100_000
    found = unpacked(kit.packet(files=(*kit.ONE_LETTER, ("so-lieu.xlsx", bomb))))
    assert found.faults == ("file_refused",)
    assert [file["why"] for file in found.files] == ["", "ratio"]


@pytest.mark.parametrize(("name", "content"), [
    ("a.exe", b"MZ" + b"\0" * 90), ("a.pdf", b"MZ" + b"\0" * 90), ("a.html", b"<html></html>"), ("a.docm", b"abc"),
])
def test_programs_and_pages_are_refused_files(unpacked, name: str, content: bytes) -> None:
    assert unpacked(kit.packet(files=((name, content),))).faults == ("file_refused",)


def test_all_that_lies_in_a_packet_is_counted_together(tmp_path: Path) -> None:
    zeros = packed("a.pdf", bytes(100_000))
    files = (*((f"{n}.zip", zeros) for n in range(3)), ("wrapped.xlsx", packed("x", bytes(100_000))))
    (tmp_path / "a.edxml").write_bytes(kit.packet(files=files))
    found = packets.opened(packets.unpack(str(tmp_path / "a.edxml"), str(tmp_path), 250_000))
    assert [one["why"] for one in found.files] == ["", "", "unpacked", "unpacked"]
    assert found.faults == ("file_refused",)


def test_a_declared_file_without_bytes_is_a_fault(unpacked) -> None:
    told = re.sub(rb"<Attachment>.*</Attachment>", b"", kit.packet(), flags=re.DOTALL)
    assert unpacked(told).faults == ("missing_file",)


def test_broken_base64_is_a_fault(unpacked) -> None:
    assert unpacked(kit.packet().replace(b"JVBERi0x", b"JVBE*i0x")).faults == ("bad_base64",)
    assert unpacked(kit.packet().replace(b"JVBERi0x", b"JVBERi0")).faults == ("bad_base64",)


def test_too_many_files_are_a_fault(unpacked) -> None:
    files = tuple((f"{n}.pdf", kit.PDF) for n in range(packets.MOST_FILES + 1))
    assert unpacked(kit.packet(files=files)).faults == ("too_many_files",)


def test_a_packet_cut_short_is_still_known(unpacked) -> None:
    found = unpacked(kit.packet()[:-200])
    assert "damaged" in found.faults
    assert found.message.document_id == kit.LETTER_ID


@pytest.mark.parametrize("content", [b"", b"abc", b"<a", b"<?xml version='1.0'?>"])
def test_what_is_no_xml_is_unreadable(unpacked, content: bytes) -> None:
    with pytest.raises((Unreadable, FileRefused)):
        unpacked(content)


@pytest.mark.parametrize("content", [b"<a/>", b"<edXML/>", b"<edXML xmlns='http://elsewhere.example'><a/></edXML>"])
def test_other_xml_is_no_packet(unpacked, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        unpacked(content)
    assert refused.value.data["why"] == "not_packet"


@pytest.mark.slow
def test_the_child_answers_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.edxml").write_bytes(kit.packet())
    found = packets.open_packet(tmp_path / "a.edxml", tmp_path)
    assert found.message.document_id == kit.LETTER_ID
    assert Path(found.files[0]["path"]).read_bytes() == kit.PDF


# Writing.


LEGAL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12)
WORDS = LEGAL.map(str.strip)
FULL = WORDS.filter(bool)
NUMBER = st.none() | st.integers(0, 999)
DAY = st.dates(date(1900, 1, 1), date(2999, 12, 31))
MOMENT = st.integers(0, 2**34).map(lambda seconds: datetime.fromtimestamp(seconds, HERE))
PARTY = st.builds(Party, *[WORDS] * 8)
STAFF = st.none() | st.builds(Staff, FULL, *[WORDS] * 5)
ANSWERED = st.builds(Answered, FULL, WORDS, WORDS, st.none() | DAY)
FURTHER = st.builds(
    Further, NUMBER, WORDS, WORDS, NUMBER, NUMBER, st.none() | st.booleans(), st.lists(FULL, max_size=2).map(tuple)
)
BUSINESS = st.builds(
    Business, st.sampled_from(rules.ACTS), WORDS, WORDS, st.booleans(), st.none() | st.booleans(),
    st.none() | st.booleans(), st.lists(st.builds(Change, WORDS, st.booleans()), max_size=2).map(tuple),
    st.lists(st.builds(Replaced, WORDS, st.lists(FULL, max_size=2).map(tuple)), max_size=2).map(tuple), STAFF,
)
ENCLOSURE = st.builds(Enclosure, st.uuids().map(str), FULL, WORDS, WORDS)
PACKET = st.builds(
    Packet, sender=PARTY, to=st.lists(PARTY, min_size=1, max_size=2).map(tuple), document_id=WORDS, number=WORDS,
    symbol=WORDS, place=WORDS, dated_on=st.none() | DAY, type_number=NUMBER, kind=WORDS, subject=WORDS,
    content=WORDS, signature=st.none() | st.builds(Signature, FULL, WORDS, WORDS), due_on=st.none() | DAY,
    further=FURTHER, answers=st.lists(ANSWERED, max_size=2).map(tuple), steering=NUMBER,
    places=st.lists(FULL, max_size=2).map(tuple),
    traces=st.lists(st.builds(Trace, WORDS, st.none() | MOMENT), max_size=2).map(tuple), business=BUSINESS,
    enclosures=st.lists(ENCLOSURE, max_size=2, unique_by=lambda one: one.content_id).map(tuple),
)
STATUSES = st.builds(Status, PARTY, ANSWERED, STAFF, FULL, WORDS, st.none() | MOMENT)
OFTEN = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@OFTEN
@given(PACKET, st.binary(min_size=1, max_size=40))
def test_what_is_written_of_a_packet_is_read_again(unpacked, message: Packet, content: bytes) -> None:
    found = unpacked(packets.write(message, [content] * len(message.enclosures)))
    assert found.message == message
    assert "missing_file" not in found.faults


@pytest.mark.slow
@OFTEN
@given(STATUSES)
def test_what_is_written_of_a_status_is_read_again(unpacked, message: Status) -> None:
    assert unpacked(packets.write(message)).message == message


@pytest.mark.slow
@OFTEN
@given(PACKET | STATUSES)
def test_plain_data_says_the_same(message: rules.Message) -> None:
    assert rules.from_json(rules.to_json(message)) == message


@pytest.mark.parametrize("business", [kit.NEW, kit.RECALL, kit.UPDATE, kit.REPLACE])
def test_every_kind_that_others_write_is_written_as_they_do(unpacked, business: str) -> None:
    files = () if business == kit.RECALL else kit.ONE_LETTER
    told = kit.packet(business, files)
    again = packets.write(unpacked(told).message, [content for _, content in files])
    assert elements(again) == elements(told)
    assert again.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="')
    assert b"<edXML:MessageHeader>" in again
    assert b"<MessageHeader" not in again


def test_a_status_is_written_as_others_do(unpacked) -> None:
    told = kit.status("03", kit.LETTER_ID)
    again = packets.write(unpacked(told).message)
    assert elements(again) == elements(told)
    assert b"TraceHeaderList" not in again
    assert b"AttachmentEncoded" not in again


def elements(content: bytes) -> list[tuple[str, str, str | None]]:
    """Every element with its prefix and words, in order."""
    return [
        (str(e.tag), e.prefix or "", (e.text or "").strip()) for e in etree.fromstring(content).iter()
    ]


def test_words_that_xml_cannot_hold_are_left_out(unpacked) -> None:
    message = Status(code="02", words="a\x00b\x1fc & <d>")
    assert unpacked(packets.write(message)).message.words == "abc & <d>"


def test_what_a_packet_does_not_carry_as_it_is_goes_in_a_zip(tmp_path: Path) -> None:
    assert packets.content_type("application/pdf") == "application/pdf"
    assert packets.content_type("image/png") == ""
    wrapped = packets.packed(png(), "x.png", tmp_path / "way.zip")
    with zipfile.ZipFile(io.BytesIO(wrapped)) as archive:
        assert archive.read("x.png") == png()
    assert list(tmp_path.iterdir()) == []


def test_base64_is_one_line() -> None:
    written = packet_writing.attachment(Enclosure("a", "a.pdf"), b"x" * 5000)
    assert base64.b64encode(b"x" * 5000).decode() in written
