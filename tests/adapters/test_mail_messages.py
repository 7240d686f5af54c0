"""Mails as they really come: nested, from Outlook, badly made; what can be had of each is had."""

import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.adapters import mail_messages, tnef
from portal.adapters.html_text import text_of
from portal.rules.errors import Unreadable
from portal.rules.mail import MOST_PARTS
from tests import mail_kit
from tests.mail_kit import mail, pdf


def unpack(message: bytes, folder: Path) -> dict[str, Any]:
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    file = folder / "thu.eml"
    file.write_bytes(message)
    return mail_messages.unpack(str(file), str(parts))


def files(found: dict[str, Any], folder: Path) -> dict[str, bytes]:
    return {part["name"]: (folder / "parts" / part["file"]).read_bytes() for part in found["parts"]}


def test_an_ordinary_mail_is_its_headers_its_text_and_its_files(tmp_path: Path) -> None:
    found = unpack(mail(5, cv_pdf=pdf("a")).as_bytes(), tmp_path)
    assert found["from"] == [["Sở Nội vụ", "sonoivu@tinh.gov.vn"]]
    assert (found["subject"], found["message_id"]) == ("V/v phân loại văn bản số 5", "<5@tinh.gov.vn>")
    assert found["date"] == "2026-11-20T08:00:00+07:00"
    assert found["text"] == "Kính gửi UBND xã Tân Hòa. (5)"
    assert files(found, tmp_path) == {"cv.pdf": pdf("a")}
    assert found["parts"][0]["type"] == "application/pdf"


def test_a_mail_in_a_mail_gives_its_letter_and_its_words(tmp_path: Path) -> None:
    found = unpack(mail_kit.nested(3), tmp_path)
    assert files(found, tmp_path) == {"cv.pdf": pdf("nested 3")}
    assert "Chuyển tiếp" in found["text"]
    assert "V/v phân loại văn bản số 100003" in found["text"]
    assert found["notes"] == ["nested"]


def test_a_mail_saved_as_a_file_is_opened_too(tmp_path: Path) -> None:
    found = unpack(mail(1, thu_eml=mail(2, cv_pdf=pdf("b")).as_bytes()).as_bytes(), tmp_path)
    assert files(found, tmp_path) == {"cv.pdf": pdf("b")}


def test_the_bag_of_outlook_is_opened_under_the_long_name(tmp_path: Path) -> None:
    found = unpack(mail_kit.with_winmail(4), tmp_path)
    assert files(found, tmp_path) == {"Công văn 4.pdf": pdf("winmail 4")}
    assert found["notes"] == ["tnef"]


def test_a_damaged_bag_is_kept_as_it_is(tmp_path: Path) -> None:
    bag = mail_kit.winmail("a.pdf", pdf("c"))[:-90]
    message = mail(1, winmail_dat=bag)
    assert files(unpack(message.as_bytes(), tmp_path), tmp_path) == {"winmail.dat": bag}


def test_a_bag_that_lies_about_its_lengths_is_damaged() -> None:
    for bag in (b"\x78\x9f\x3e\x22\x01\x00" + struct.pack("<BHHI", 2, 0x800F, 6, 2**31) + b"x" * 20, b"PK\x03\x04"):
        with pytest.raises(Unreadable):
            tnef.read(bag)


def test_headers_nobody_may_write_do_not_hide_the_letter(tmp_path: Path) -> None:
    found = unpack(mail_kit.broken_header(7), tmp_path)
    assert files(found, tmp_path) == {"cv.pdf": pdf("broken 7")}
    assert found["subject"].startswith("Văn")
    assert "so@tinh.gov.vn" in found["from"][0][1]
    assert found["date"] == ""


def test_an_address_hidden_in_a_name_is_not_the_sender(tmp_path: Path) -> None:
    forged = b"From: =?utf-8?q?=3Cthu=40tinh.gov.vn=3E=2C?= <ke.gian@example.com>\r\nSubject: x\r\n\r\nx\r\n"
    assert unpack(forged, tmp_path)["from"] == [["<thu@tinh.gov.vn>,", "ke.gian@example.com"]]


def test_a_charset_there_is_none_of_is_read_as_what_it_is(tmp_path: Path) -> None:
    assert unpack(mail_kit.broken_body(2), tmp_path)["text"].startswith("Kính gửi UBND xã Tân Hòa. (2)")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "C:\\thu\\a\x00b.pdf", "a\u202efdp.exe.pdf", "x" * 400 + ".pdf"]
)
def test_the_name_of_a_part_is_a_label_and_never_a_path(name: str, tmp_path: Path) -> None:
    message = mail(1)
    message.add_attachment(pdf("d"), maintype="application", subtype="pdf", filename="name.pdf")
    found = unpack(message.as_bytes().replace(b"name.pdf", name.encode()), tmp_path)
    (told,) = files(found, tmp_path)
    assert not set(told) & set('/\\\x00\u202e:')
    assert len(told.encode()) <= 200
    assert sorted(file.name for file in (tmp_path / "parts").iterdir()) == ["001"]


@pytest.mark.slow
def test_more_parts_than_anyone_sends_are_cut_and_said_so(tmp_path: Path) -> None:
    message = mail(1)
    for n in range(MOST_PARTS + 20):
        message.add_attachment(f"{n}".encode(), maintype="text", subtype="plain", filename=f"{n}.txt")
    found = unpack(message.as_bytes(), tmp_path)
    assert len(found["parts"]) < MOST_PARTS
    assert found["notes"] == ["too_many_parts"]


@pytest.mark.slow
def test_mails_in_mails_without_end_are_left_at_a_depth(tmp_path: Path) -> None:
    message = mail(0, "Trong cùng")
    for n in range(1, 15):
        outer = mail(n, "Ngoài")
        outer.add_attachment(message)
        message = outer
    found = unpack(message.as_bytes(), tmp_path)
    assert "too_deep" in found["notes"]
    assert "Trong cùng" not in found["text"]


def test_a_picture_of_a_signature_is_known_from_a_page(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("<p>Kính gửi</p><img src='cid:logo'>", subtype="html")
    message.add_related(b"\xff\xd8\xff logo", maintype="image", subtype="jpeg", cid="<logo>", filename="logo.jpg")
    (part,) = unpack(message.as_bytes(), tmp_path)["parts"]
    assert part["inline"]


def test_what_is_no_message_is_unreadable(tmp_path: Path) -> None:
    for data in (b"", bytes(range(256)) * 20):
        with pytest.raises(Unreadable):
            unpack(data, tmp_path)


def test_html_is_shown_as_text_and_a_link_by_where_it_leads() -> None:
    html = (
        "<html><head><title>x</title><style>p{}</style><body><p>Kính&nbsp;gửi <b>xã</b></p><script>alert(1)</script>"
        "<img src='http://example.com/theo-doi.png'><a href='http://example.com/gia'>https://dichvucong.gov.vn</a>"
        "<table><tr><td>Số</td><td>536</td></tr></table>"
    )
    assert text_of(html) == "Kính gửi xã\nhttps://dichvucong.gov.vn <http://example.com/gia>\n\nSố 536"


def test_a_head_nobody_closed_does_not_swallow_the_page() -> None:
    assert text_of("<head><title>x<body><p>còn đây") == "còn đây"


SEEDS = [mail_kit.nested(1), mail_kit.with_winmail(2), mail_kit.broken_header(3), mail(4, a_pdf=pdf("e")).as_bytes()]


@pytest.mark.slow
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=6)), max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_mail_is_it_is_read_or_unreadable(
    tmp_path: Path, seed: bytes, changes: list[tuple[int, bytes]]
) -> None:
    for at, piece in changes:
        at %= len(seed)
        seed = seed[:at] + piece + seed[at + len(piece) :]
    try:
        found = unpack(seed, tmp_path)
    except Unreadable:
        return
    assert isinstance(found["text"], str)
    assert "\x00" not in found["text"] + found["subject"]


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_whatever_a_bag_is_it_is_read_or_damaged(data: bytes) -> None:
    try:
        text, found = tnef.read(tnef.SIGNATURE + b"\x01\x00" + data)
    except Unreadable:
        return
    assert isinstance(text, str)
    assert all(each.data for each in found)


def test_all_that_lies_in_a_mail_is_counted_together(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", bytes(100_000))
    (tmp_path / "thu.eml").write_bytes(mail(1, **{f"z{n}_zip": stream.getvalue() for n in range(3)}).as_bytes())
    found = mail_messages.unpack(str(tmp_path / "thu.eml"), str(tmp_path), 250_000)
    assert [part["why"] for part in found["parts"]] == ["", "", "unpacked"]
