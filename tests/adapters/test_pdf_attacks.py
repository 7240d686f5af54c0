"""The rest of the attacks of signing.md §5, and honest files in unusual shapes; the common ones stand next door.

``test_pdf_verdicts`` has bytes, revisions and certificates, ``test_pdf_timestamps`` what a timestamp proves.
"""

import hashlib
import re
import subprocess
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm

from portal.adapters import pdf_drafts, pdf_verdicts
from portal.clock import VIETNAM
from portal.rules.errors import Unreadable
from tests import signing_kit as kit
from tests.adapters.test_pdf_verdicts import changed, filled, free_text, hole, judged, put, seal, states
from tests.signing_kit import Keys

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(AT)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """A letter with the leader's signature."""
    folder = tmp_path_factory.mktemp("signed")
    return kit.signed(kit.letter(folder / "l.pdf"), folder / "s.pdf", keys.leader, keys)


def unreadable_or(path: Path, keys: Keys) -> list[str]:
    """The states of the signatures; one word where the file as a whole cannot be read."""
    try:
        return states(path, keys)
    except Unreadable:
        return ["unreadable"]


# The signature's own bytes


def test_a_digit_in_the_copy_of_the_authoritys_certificate_changes_nothing(signed, keys, tmp_path):
    content = signed.read_bytes()
    found = hole(content)
    copy = found.start(1) + found[1].lower().index(keys.authority.issuing.der.hex().encode())
    place = copy + 2 * len(keys.authority.issuing.der) - 9  # in the value of the copy's signature, which nobody reads
    digit = b"1" if content[place : place + 1] == b"0" else b"0"
    assert states(put(tmp_path, content[:place] + digit + content[place + 1 :]), keys) == ["valid"]


def test_every_digit_of_the_signature_value_counts(signed, keys, tmp_path):
    content = signed.read_bytes()
    found = hole(content)
    value = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))["content"]["signer_infos"][0]["signature"].native
    start = found.start(1) + found[1].lower().index(value.hex().encode())
    for place in (start, start + len(value), start + 2 * len(value) - 1):
        digit = b"1" if content[place : place + 1] == b"0" else b"0"
        assert states(put(tmp_path, content[:place] + digit + content[place + 1 :]), keys) == ["invalid_signature"]


def test_a_hole_made_larger_for_other_bytes_cannot_be_read(signed, keys, tmp_path):
    content = signed.read_bytes()
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]( *)", content)
    first, length, second, rest = (int(found[n]) for n in range(1, 5))
    gap = b"\n% other bytes " + b"A" * 2000 + b"\n"
    moved = content[:second] + gap + content[second:]
    ranges = b"/ByteRange [%d %d %d %d]" % (first, length, second + len(gap), rest)
    wrapped = put(tmp_path, moved.replace(found[0], ranges.ljust(len(found[0])), 1))
    assert unreadable_or(wrapped, keys) == ["unreadable"]


def test_bytes_slipped_in_behind_the_hole_cannot_be_read(signed, keys, tmp_path):
    content = signed.read_bytes()
    place = hole(content).end() + 1
    assert unreadable_or(put(tmp_path, content[:place] + b" /M2 (x) " + content[place:]), keys) == ["unreadable"]


def test_a_file_glued_before_the_signed_one_cannot_be_read(signed, keys, tmp_path):
    other = kit.letter(tmp_path / "other.pdf").read_bytes()
    assert unreadable_or(put(tmp_path, other + signed.read_bytes()), keys) == ["unreadable"]


def test_an_empty_hole_is_no_signature(signed, keys, tmp_path):
    content = signed.read_bytes()
    found = hole(content)
    emptied = content[: found.start(1)] + b">" + b" " * (len(found[1])) + content[found.end() :]
    assert states(put(tmp_path, emptied), keys) == ["unreadable"]


@pytest.mark.parametrize(("name", "value"), [("/M", "D:20200101080000+07'00'"), ("/Reason", "Đồng ý")])
def test_a_signature_dictionary_written_over_covers_no_more_what_it_did(signed, keys, tmp_path, name, value):
    def change(writer: IncrementalPdfFileWriter) -> None:
        own = writer.root["/AcroForm"]["/Fields"][0].get_object()["/V"].get_object()
        own[pdf_name(name)] = pdf_string(value)
        writer.update_container(own)

    assert states(changed(signed, tmp_path / "c.pdf", change), keys) == ["invalid_coverage"]


def test_a_field_linked_to_a_copy_of_its_signature_covers_nothing(signed, keys, tmp_path):
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        field[pdf_name("/V")] = writer.add_object(DictionaryObject(field["/V"].get_object()))
        writer.update_container(field)

    assert states(changed(signed, tmp_path / "c.pdf", change), keys) == ["invalid_coverage"]


def test_a_good_signature_stays_in_sight_beside_a_broken_one(signed, keys, tmp_path):
    def change(writer: IncrementalPdfFileWriter) -> None:
        false = DictionaryObject({
            pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): pdf_string("Them"),
            pdf_name("/V"): writer.add_object(DictionaryObject({pdf_name("/Type"): pdf_name("/Sig")})),
        })
        writer.root["/AcroForm"]["/Fields"].append(writer.add_object(false))
        writer.update_container(writer.root["/AcroForm"]["/Fields"])

    verdict = judged(changed(signed, tmp_path / "c.pdf", change), keys)
    assert verdict["file"] == "broken"
    named = {row["field"]: row for row in verdict["signatures"]}
    assert named["Them"]["state"] == "unreadable"
    assert named["KyCaNhan"]["signer"] == "Trần Văn Chủ"


# Revisions


def test_a_file_rolled_back_to_before_the_seal_is_whole_and_can_be_told_only_by_its_hash(signed, keys, tmp_path):
    sealed = seal(signed, tmp_path / "z.pdf", keys)
    first = judged(sealed, keys)["signatures"][0]
    back = put(tmp_path, sealed.read_bytes()[: first["signed_bytes"]])
    assert states(back, keys) == ["valid"]
    assert hashlib.sha256(back.read_bytes()).hexdigest() == first["revision"]


def certified(folder: Path, keys: Keys, permission: MDPPerm, *, source: Path | None = None) -> Path:
    source = source or kit.letter(folder / "letter.pdf")
    return kit.signed_elsewhere(source, folder / "c.pdf", keys.leader, certify=True, docmdp_permissions=permission)


def test_a_seal_in_a_new_field_is_allowed_by_a_certification_that_allows_forms(keys, tmp_path):
    first = certified(tmp_path, keys, MDPPerm.FILL_FORMS)
    assert states(seal(first, tmp_path / "s.pdf", keys), keys) == ["valid", "valid"]


def test_what_is_certified_against_any_change_is_refused_before_anyone_signs(keys, tmp_path):
    first = certified(tmp_path, keys, MDPPerm.NO_CHANGES)
    assert states(first, keys) == ["valid"]
    found = pdf_drafts.make_room(str(first), str(tmp_path / "room.pdf"))
    assert (found["signed"], found["ready"]) == (True, False)


@pytest.mark.parametrize("permission", [MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS])
def test_a_certification_does_not_excuse_a_change(keys, tmp_path, permission):
    first = certified(tmp_path, keys, permission, source=changed(
        kit.letter(tmp_path / "l.pdf"), tmp_path / "a.pdf", with_notes))
    assert states(changed(first, tmp_path / "f.pdf", free_text), keys) == ["invalid_changed_after"]


def with_notes(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Annots")] = writer.add_object(ArrayObject())
    writer.update_container(page)


# Certificates on files that other programs signed


def test_a_certificate_for_encryption_that_signed_all_the_same_is_named(keys, tmp_path):
    other = keys.authority.issue("Hoàng Mã Hóa", "UBND", at=AT, may_sign=False)
    file = kit.signed_elsewhere(kit.letter(tmp_path / "l.pdf"), tmp_path / "s.pdf", other)
    assert states(file, keys) == ["invalid_cert_wrong_usage"]


def test_what_the_office_has_kept_since_before_the_expiry_stays_good(keys, tmp_path):
    short = keys.authority.issue("Lê Ngắn Hạn", "UBND", at=AT, end=AT + kit.days(100))
    file = kit.signed_elsewhere(kit.letter(tmp_path / "l.pdf"), tmp_path / "s.pdf", short)
    much_later = AT + kit.days(400)
    trust = kit.trust(keys.authority.anchors, (keys.authority.revocations(at=much_later),))

    def seen(since: datetime | None) -> tuple[str, str]:
        row = pdf_verdicts.judge(
            str(file), trust=trust, now=much_later.isoformat(), kept_since=since.isoformat() if since else ""
        )["signatures"][0]
        return row["state"], row["time_source"]

    assert seen(AT + kit.days(5)) == ("valid", "claimed")
    assert seen(AT + kit.days(200)) == ("invalid_cert_expired", "claimed")
    assert seen(None) == ("invalid_cert_expired", "claimed")


# Honest files in unusual shapes


def hybrid(target: Path) -> Path:
    """As older Word writes: a table of references, and beside it a stream that lists what the table hides."""
    parts, content = {}, bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def put_object(number: int, body: bytes) -> None:
        parts[number] = len(content)
        content.extend(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    put_object(1, b"<</Type/Catalog/Pages 2 0 R/Extensions 5 0 R>>")
    put_object(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    put_object(3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources%s>>" % font)
    text = b"BT /F1 18 Tf 72 700 Td (Hybrid) Tj ET"
    put_object(4, b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
    hidden = zlib.compress(b"5 0 <</Note(hidden)>>")
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(hidden)
    put_object(6, head + b"stream\n%s\nendstream" % hidden)
    rows = zlib.compress(b"\2" + (6).to_bytes(3, "big") + b"\0")
    head = b"<</Type/XRef/Size 8/W[1 3 1]/Index[5 1]/Filter/FlateDecode/Length %d>>" % len(rows)
    put_object(7, head + b"stream\n%s\nendstream" % rows)
    table = len(content)
    content.extend(b"xref\n0 8\n0000000005 65535 f \n")
    for number in range(1, 8):
        place = parts.get(number)
        content.extend(b"%010d 00000 n \n" % place if place else b"0000000000 00000 f \n")
    content.extend(b"trailer\n<</Size 8/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (parts[7], table))
    target.write_bytes(content)
    return target


def both(source: Path, folder: Path, keys: Keys) -> dict[str, Any]:
    """The leader signs, the agency seals."""
    first = kit.signed(source, folder / "first.pdf", keys.leader, keys)
    return judged(seal(first, folder / "both.pdf", keys), keys)


def test_a_file_with_two_kinds_of_references_is_good(keys, tmp_path):
    verdict = both(hybrid(tmp_path / "h.pdf"), tmp_path, keys)
    assert (verdict["file"], [row["state"] for row in verdict["signatures"]]) == ("good", ["valid", "valid"])


@pytest.mark.system
@pytest.mark.parametrize("option", ["--linearize", "--object-streams=generate"])
def test_a_file_laid_out_anew_by_qpdf_is_good(keys, tmp_path, option):
    shaped = tmp_path / "shaped.pdf"
    subprocess.run(["qpdf", str(kit.letter(tmp_path / "l.pdf")), option, str(shaped)], check=True)
    verdict = both(shaped, tmp_path, keys)
    assert (verdict["file"], verdict["notes"]) == ("good", [])


def test_a_number_filled_in_and_sealed_is_good_and_filled_again_is_not(keys, tmp_path):
    draft = kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "d.pdf")
    first = kit.signed(draft, tmp_path / "s.pdf", keys.leader, keys)
    numbered = filled(first, tmp_path / "n.pdf", {"SoVanBan": "12", "NgayVanBan": "22", "ThangVanBan": "11"})
    sealed = seal(numbered, tmp_path / "z.pdf", keys)
    assert states(sealed, keys) == ["valid", "valid"]
    assert states(filled(sealed, tmp_path / "a.pdf", {"SoVanBan": "21"}), keys) == ["invalid_changed_after"] * 2
