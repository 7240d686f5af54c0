"""What of a mail is a letter, what a message is remembered by, and whose address it is."""

import pytest

from portal.rules import mail
from portal.rules.filetypes import JPEG, PDF, TEXT, XLSX, XML, ZIP


@pytest.mark.parametrize(
    ("media_type", "name", "size", "inline", "is_letter"),
    [
        (PDF, "cv.pdf", 10, False, True), (PDF, "cv.pdf", 10, True, True), (ZIP, "a.zip", 10, False, True),
        (JPEG, "trang1.jpg", 900_000, False, True), (JPEG, "logo.jpg", 900, False, False),
        (JPEG, "trang1.jpg", 900_000, True, False), (XML, "goi.edxml", 10, False, True),
        (XML, "hoa-don.xml", 10, False, False), (XLSX, "bieu.xlsx", 10, False, False),
        (TEXT, "a.txt", 10, False, False),
        ("", "hong.PDF", 10, False, True), ("", "cu.doc", 10, False, True), ("", "smime.p7s", 10, False, False),
    ],
)  # fmt: skip
def test_pages_packets_and_archives_are_letters_logos_and_tables_are_not(
    media_type: str, name: str, size: int, inline: bool, is_letter: bool
) -> None:
    assert mail.may_be_letter(media_type, name, size, inline=inline) is is_letter


def test_another_mailbox_another_validity_or_other_bytes_make_another_message() -> None:
    keys = {
        mail.key("xa@a/INBOX", 1, 5, "a" * 64), mail.key("xa@b/INBOX", 1, 5, "a" * 64),
        mail.key("xa@a/INBOX", 2, 5, "a" * 64), mail.key("xa@a/INBOX", 1, 5, "b" * 64),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Sở Nội vụ <SoNoiVu@tinh.gov.vn>", "sonoivu@tinh.gov.vn"), ("a@b.vn", "a@b.vn"), ("", ""),
        ("thu@tinh.gov.vn <ke.gian@example.com>", "ke.gian@example.com"),
        ("ke.gian@example.com | Sở <thu@tinh.gov.vn>", ""),
    ],
)
def test_the_address_counts_and_not_the_name(sender: str, address: str) -> None:
    assert mail.bare_address(sender) == address


def test_the_name_of_a_message_is_a_file_of_mail() -> None:
    assert mail.title("V/v họp") == "V-v họp.eml"
    assert mail.title("") == "Thư không tiêu đề.eml"
