"""Every attack of signing.md §5, made on a real file, gets the verdict the table demands."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.adapters import authority, pdf_changes, pdf_fields, pdf_verdicts
from portal.adapters.authority import Identity
from portal.clock import VIETNAM
from portal.rules.errors import Unreadable
from tests import signing_kit as kit
from tests.signing_kit import Keys

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(AT)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> "Files":
    """The honest course of one letter: signed, numbered, sealed."""
    folder = tmp_path_factory.mktemp("honest")
    draft = kit.with_number_fields(kit.letter(folder / "letter.pdf"), folder / "draft.pdf")
    signed = kit.signed(draft, folder / "signed.pdf", keys.leader, keys)
    numbered = folder / "numbered.pdf"
    pdf_fields.fill_number(str(signed), str(numbered), kit.NUMBER)
    sealed = seal(numbered, folder / "sealed.pdf", keys)
    return Files(draft, signed, numbered, sealed)


class Files:
    def __init__(self, draft: Path, signed: Path, numbered: Path, sealed: Path) -> None:
        self.draft, self.signed, self.numbered, self.sealed = draft, signed, numbered, sealed


def seal(source: Path, target: Path, keys: Keys, **more: Any) -> Path:
    given = {"field": "DauCoQuan", "place": kit.SEAL_PLACE, "ink": "red"} | more
    return kit.signed(source, target, keys.seal, keys, **given)


def judged(path: Path, keys: Keys, *, trust: Any = None, at: datetime = AT) -> dict[str, Any]:
    return pdf_verdicts.judge(str(path), trust=trust or keys.trust, now=at.isoformat())


def states(path: Path, keys: Keys, **more: Any) -> list[str]:
    return [row["state"] for row in judged(path, keys, **more)["signatures"]]


# The honest ways


def test_a_signed_file_is_good(files, keys):
    verdict = judged(files.signed, keys)
    assert verdict["file"] == "good"
    row = verdict["signatures"][0]
    assert (row["signer"], row["organisation"], row["covers"]) == ("Trần Văn Chủ", kit.ORGANISATION, "file")
    assert row["time_source"] == "claimed"
    assert row["signed_bytes"] == files.signed.stat().st_size


def test_a_letter_without_signature_is_unsigned(files, keys):
    assert judged(files.draft, keys) == {"file": "unsigned", "notes": [], "signatures": []}


def test_number_and_day_filled_in_before_the_seal_leave_both_signatures_valid(files, keys):
    verdict = judged(files.sealed, keys)
    assert verdict["file"] == "good"
    leader, agency = verdict["signatures"]
    assert leader["number_filled"]
    assert (leader["covers"], agency["covers"]) == ("revision", "file")
    assert verdict["notes"] == []


def test_the_file_as_it_was_signed_can_be_cut_out_by_its_length(files, keys, tmp_path):
    leader = judged(files.sealed, keys)["signatures"][0]
    assert files.sealed.read_bytes()[: leader["signed_bytes"]] == files.signed.read_bytes()


def test_a_seal_on_a_signed_file_without_number_is_good_too(files, keys, tmp_path):
    assert states(seal(files.signed, tmp_path / "s.pdf", keys), keys) == ["valid", "valid"]


# Number and day: exactly this filling, nothing else


def test_a_number_not_yet_covered_by_a_seal_is_a_change(files, keys):
    assert states(files.numbered, keys) == ["invalid_changed_after"]


def test_the_office_that_filled_it_in_itself_sees_a_number_waiting_for_its_seal(files, keys, tmp_path):
    def waiting(path: Path) -> list[str]:
        verdict = pdf_verdicts.judge(str(path), trust=keys.trust, now=AT.isoformat(), awaits_seal=True)
        return [row["state"] for row in verdict["signatures"]]

    assert waiting(files.numbered) == ["valid_later_change"]
    assert waiting(filled(files.numbered, tmp_path / "f.pdf", {"SoVanBan": "21"})) == ["invalid_changed_after"]


def filled(source: Path, target: Path, values: dict[str, str]) -> Path:
    """What our own filling would refuse to do: write any value into any field, again and again."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        for field in writer.root["/AcroForm"]["/Fields"]:
            field = field.get_object()
            if str(field["/T"]) in values:
                pdf_fields._fill(writer, field, values[str(field["/T"])])

    return changed(source, target, change)


@pytest.mark.parametrize(
    "values",
    [{"SoVanBan": "10 triệu"}, {"NgayVanBan": "32"}, {"ThangVanBan": "13"}, {"SoVanBan": "1234567"}],
)
def test_a_field_filled_with_anything_but_a_number_is_a_change(files, keys, tmp_path, values):
    wrong = seal(filled(files.signed, tmp_path / "f.pdf", values), tmp_path / "s.pdf", keys)
    assert states(wrong, keys) == ["invalid_changed_after", "valid"]
    assert judged(wrong, keys)["file"] == "broken"


def test_a_number_filled_in_twice_before_the_seal_is_a_change(files, keys, tmp_path):
    again = filled(files.numbered, tmp_path / "f.pdf", {"SoVanBan": "21"})
    assert states(seal(again, tmp_path / "s.pdf", keys), keys) == ["invalid_changed_after", "valid"]


def test_a_number_changed_after_the_seal_breaks_both(files, keys, tmp_path):
    again = filled(files.sealed, tmp_path / "f.pdf", {"SoVanBan": "21"})
    assert states(again, keys) == ["invalid_changed_after", "invalid_changed_after"]


def test_a_number_filled_in_before_the_first_signature_cannot_be_changed_later(files, keys, tmp_path):
    early = filled(files.draft, tmp_path / "e.pdf", {"SoVanBan": "12"})
    signed = kit.signed(early, tmp_path / "s.pdf", keys.leader, keys)
    late = seal(filled(signed, tmp_path / "l.pdf", {"SoVanBan": "21"}), tmp_path / "z.pdf", keys)
    assert states(late, keys) == ["invalid_changed_after", "valid"]


def test_the_same_number_drawn_anew_after_the_seal_is_a_change(files, keys, tmp_path):
    again = filled(files.sealed, tmp_path / "f.pdf", {"SoVanBan": "12"})
    assert states(again, keys)[1] == "invalid_changed_after"


def test_a_number_covered_only_by_an_untrusted_seal_is_a_change(files, keys, tmp_path):
    stranger = authority.found(AT)
    other = stranger.issue(kit.ORGANISATION, kit.ORGANISATION, at=AT)
    theirs = replace(keys, authority=stranger, lists=())
    sealed = kit.signed(
        files.numbered, tmp_path / "s.pdf", other, theirs, field="DauCoQuan", place=kit.SEAL_PLACE
    )
    assert states(sealed, keys) == ["invalid_changed_after", "untrusted"]


def test_the_signer_cannot_cover_the_number_alone(files, keys, tmp_path):
    alone = kit.signed(
        files.numbered, tmp_path / "s.pdf", keys.leader, keys, field="Again", place=kit.SEAL_PLACE
    )
    assert states(alone, keys) == ["invalid_changed_after", "valid"]


def test_a_number_field_large_enough_to_hide_a_sentence_may_not_be_filled(keys, tmp_path):
    large = {"number": {"page": 1, "box": [0.1, 0.2, 0.9, 0.4]}}
    draft = kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "d.pdf", large)
    signed = kit.signed(draft, tmp_path / "s.pdf", keys.leader, keys)
    full = seal(filled(signed, tmp_path / "f.pdf", {"SoVanBan": "12"}), tmp_path / "z.pdf", keys)
    assert states(full, keys) == ["invalid_changed_after", "valid"]


# Bytes


def test_one_flipped_bit_of_the_content_is_seen(files, keys, tmp_path):
    content = bytearray(files.signed.read_bytes())
    content[content.index(b"stream\n") + 20] ^= 1
    assert states(put(tmp_path, content), keys) == ["invalid_content"]


@pytest.mark.slow
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=20, deadline=None)
def test_no_flipped_bit_of_what_is_signed_goes_unnoticed(files, keys, tmp_path_factory, where, bit):
    content = bytearray(files.sealed.read_bytes())
    start, end = content.rindex(b"/Contents <"), content.rindex(b"/ByteRange")
    signed = [*range(start), *range(end, len(content))]
    content[signed[int(where * len(signed))]] ^= 1 << bit
    try:
        word = judged(put(tmp_path_factory.mktemp("flip"), content), keys)["file"]
    except Unreadable:
        word = "unreadable"
    assert word != "good"


def test_a_changed_signature_value_is_seen(files, keys, tmp_path):
    content = files.signed.read_bytes()
    end = hole(content).end(1)
    last = len(content[hole(content).start(1) : end].rstrip(b"0")) + hole(content).start(1) - 3
    digit = b"1" if content[last : last + 1] == b"0" else b"0"
    assert states(put(tmp_path, content[:last] + digit + content[last + 1 :]), keys) == ["invalid_signature"]


def test_a_digit_in_the_empty_end_of_the_hole_changes_nothing(files, keys, tmp_path):
    content = files.signed.read_bytes()
    place = hole(content).end(1) - 40
    assert states(put(tmp_path, content[:place] + b"f" + content[place + 1 :]), keys) == ["valid"]


def test_a_comment_behind_the_end_is_noted(files, keys, tmp_path):
    verdict = judged(put(tmp_path, files.signed.read_bytes() + b"\n% more\n"), keys)
    assert verdict["signatures"][0]["state"] == "valid"
    assert verdict["notes"] == ["data_after_last_signature"]


def test_a_file_cut_short_or_with_bytes_before_it_cannot_be_read_as_signed(files, keys, tmp_path):
    content = files.sealed.read_bytes()
    with pytest.raises(Unreadable):
        judged(put(tmp_path, content[: len(content) // 2]), keys)


def test_two_files_glued_together_are_not_good(files, keys, tmp_path):
    glued = put(tmp_path, files.draft.read_bytes() + files.signed.read_bytes())
    try:
        assert judged(glued, keys)["file"] != "good"
    except Unreadable:
        assert glued.exists()


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (rb"/Contents <[0-9A-Fa-f]+>", b"/Contents <00>", "unreadable"),
        (rb"/Contents <[0-9A-Fa-f]+>", b"/Contents null", "unreadable"),
        (rb"/Contents <", b"/Contentz <", "unreadable"),
        (rb"/ByteRange \[[^\]]*\]", b"/ByteRange null", "unreadable"),
        (rb"/ByteRange \[", b"/ByteRanz  [", "unreadable"),
        (rb"/ByteRange \[[^\]]*\]", b"/ByteRange [0 0 0 0]", "invalid_content"),
        (rb"/ByteRange \[[^\]]*\]", b"/ByteRange [0 -1 5 9]", "invalid_content"),
    ],
)
def test_a_signature_that_is_no_more_one_is_broken_and_says_so(files, keys, tmp_path, old, new, state):
    verdict = judged(put(tmp_path, patched(files.signed.read_bytes(), old, new)), keys)
    assert [row["state"] for row in verdict["signatures"]] == [state]
    assert verdict["file"] == "broken"


def test_a_broken_signature_does_not_hide_the_good_one_beside_it(files, keys, tmp_path):
    sealed = seal(files.signed, tmp_path / "s.pdf", keys).read_bytes()
    second = sealed.rindex(b"/Contents <")
    broken = sealed[:second] + patched(sealed[second:], rb"/Contents <[0-9A-Fa-f]+>", b"/Contents null")
    verdict = judged(put(tmp_path, broken), keys)
    assert {row["field"]: row["state"] for row in verdict["signatures"]}["DauCoQuan"] == "unreadable"
    assert {row["field"] for row in verdict["signatures"]} == {"KyCaNhan", "DauCoQuan"}
    assert verdict["file"] == "broken"


def test_bytes_slipped_in_behind_the_signature_are_seen(files, keys, tmp_path):
    content = files.signed.read_bytes()
    place = hole(content).end() + 1
    moved = put(tmp_path, content[:place] + b" /M2 (x) " + content[place:])
    try:
        assert judged(moved, keys)["file"] != "good"
    except Unreadable:
        assert moved.exists()


def test_a_signature_taken_out_of_the_form_is_said_to_be_removed(files, keys, tmp_path):
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/AcroForm"][pdf_name("/Fields")] = ArrayObject()
        writer.update_container(writer.root["/AcroForm"])
        writer.update_root()

    verdict = judged(changed(files.signed, tmp_path / "c.pdf", change), keys)
    assert (verdict["file"], verdict["notes"]) == ("unsigned", ["signature_removed"])


# Revisions appended after the signature


def page(writer: IncrementalPdfFileWriter) -> Any:
    return writer.root["/Pages"]["/Kids"][0].get_object()


def other_content(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"BT /F1 20 Tf 100 500 Td (10 000 000 000) Tj ET")
    page(writer)[pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(page(writer))


def content_in_place(writer: IncrementalPdfFileWriter) -> None:
    stream = page(writer)["/Contents"].get_object()
    stream._data, stream._encoded_data = stream.data + b"\n0 g 0 0 600 800 re f", None
    writer.update_container(stream)


def one_more_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(writer.add_object(DictionaryObject(page(writer))))
    pages[pdf_name("/Count")] = NumberObject(2)
    writer.update_container(pages)


def free_text(writer: IncrementalPdfFileWriter) -> None:
    note = DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/FreeText"),
        pdf_name("/Rect"): ArrayObject(map(NumberObject, (50, 600, 500, 700))),
        pdf_name("/Contents"): pdf_string("SỬA"), pdf_name("/F"): NumberObject(4),
    })
    page(writer)["/Annots"].append(writer.add_object(note))
    writer.update_container(page(writer)["/Annots"])


def script(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/OpenAction")] = DictionaryObject({
        pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)"),
    })
    writer.update_root()


def other_font(writer: IncrementalPdfFileWriter) -> None:
    for font in page(writer)["/Resources"]["/Font"].values():
        font = font.get_object()
        font[pdf_name("/BaseFont")] = pdf_name("/Helvetica")
        writer.update_container(font)


def attachment(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.add_object(generic.StreamObject(stream_data=b"evil"))
    file = DictionaryObject({
        pdf_name("/Type"): pdf_name("/Filespec"), pdf_name("/F"): pdf_string("a.exe"),
        pdf_name("/EF"): DictionaryObject({pdf_name("/F"): stream}),
    })
    names = ArrayObject([pdf_string("a"), writer.add_object(file)])
    writer.root[pdf_name("/Names")] = DictionaryObject({
        pdf_name("/EmbeddedFiles"): DictionaryObject({pdf_name("/Names"): names})
    })
    writer.update_root()


CHANGES = [other_content, content_in_place, one_more_page, free_text, script, other_font, attachment]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_after_the_signature_is_seen(files, keys, tmp_path, change):
    assert states(changed(files.signed, tmp_path / "c.pdf", change), keys) == ["invalid_changed_after"]


@pytest.mark.parametrize("change", [other_content, free_text], ids=lambda change: change.__name__)
def test_a_change_then_honestly_sealed_is_still_broken(files, keys, tmp_path, change):
    middle = changed(files.signed, tmp_path / "c.pdf", change)
    verdict = judged(seal(middle, tmp_path / "s.pdf", keys), keys)
    assert [row["state"] for row in verdict["signatures"]] == ["invalid_changed_after", "valid"]
    assert verdict["file"] == "broken"


def test_another_title_in_the_file_information_is_allowed(files, keys, tmp_path):
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.set_info(writer.add_object(DictionaryObject({pdf_name("/Title"): pdf_string("khác")})))

    verdict = judged(changed(files.signed, tmp_path / "c.pdf", change), keys)
    assert verdict["signatures"][0]["state"] == "valid"
    assert "data_after_last_signature" in verdict["notes"]


def test_a_second_signature_drawn_over_the_text_needs_a_look(files, keys, tmp_path):
    over = seal(files.signed, tmp_path / "s.pdf", keys, place={"page": 1, "box": [0.05, 0.1, 0.95, 0.6]})
    verdict = judged(over, keys)
    assert [row["state"] for row in verdict["signatures"]] == ["valid_later_change", "valid"]
    assert verdict["signatures"][0]["covered_by"] == ["DauCoQuan"]
    assert verdict["file"] == "undetermined"


PATCHES = [((0, 0, 595, 842), "/AP"), ((60, 630, 400, 660), "/AP"), ((60, 630, 400, 660), "/MK")]


@pytest.mark.parametrize(("box", "look"), PATCHES, ids=["the page", "one line", "a line by its colour"])
def test_an_empty_signature_field_painted_over_the_text_is_a_change(files, keys, tmp_path, box, look):
    painted = changed(files.signed, tmp_path / "p.pdf", lambda writer: empty_field(writer, box, look))
    assert states(painted, keys) == ["invalid_changed_after"]
    assert states(seal(painted, tmp_path / "s.pdf", keys), keys) == ["invalid_changed_after", "valid"]


def redrawn(form: Any) -> None:
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)


def other_digits(form: Any) -> None:
    form["/DR"]["/Font"][pdf_name("/Helv")] = font("/Symbol")


def with_style(form: Any) -> None:
    form[pdf_name("/DA")] = pdf_string("/Helv 0 Tf 0 g")
    form["/DR"]["/Font"][pdf_name("/ZaDb")] = font("/ZapfDingbats")


def font(name: str) -> DictionaryObject:
    kind = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": name}
    return DictionaryObject({pdf_name(key): pdf_name(value) for key, value in kind.items()})


@pytest.mark.parametrize(
    ("change", "state"),
    [(redrawn, "invalid_changed_after"), (other_digits, "invalid_changed_after"), (with_style, "valid")],
)
def test_a_form_that_draws_its_fields_otherwise_is_a_change(files, keys, tmp_path, change, state):
    def styled(writer: IncrementalPdfFileWriter) -> None:
        fonts = DictionaryObject({pdf_name("/Helv"): font("/Helvetica")})
        writer.root["/AcroForm"][pdf_name("/DR")] = DictionaryObject({pdf_name("/Font"): fonts})
        writer.update_container(writer.root["/AcroForm"])

    def later(writer: IncrementalPdfFileWriter) -> None:
        change(writer.root["/AcroForm"])
        writer.update_container(writer.root["/AcroForm"])

    draft = changed(files.draft, tmp_path / "d.pdf", styled)
    signed = kit.signed(draft, tmp_path / "s.pdf", keys.leader, keys)
    assert states(changed(signed, tmp_path / "c.pdf", later), keys) == [state]


def test_a_signature_field_that_acts_is_a_change(files, keys, tmp_path):
    def acting(writer: IncrementalPdfFileWriter) -> None:
        empty_field(writer, (100, 100, 200, 150))
        script = DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("1")})
        field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        field[pdf_name("/AA")] = DictionaryObject({pdf_name("/E"): script})

    assert states(changed(files.signed, tmp_path / "a.pdf", acting), keys) == ["invalid_changed_after"]


def test_a_place_left_for_one_more_signature_is_no_change(files, keys, tmp_path):
    box = (100, 100, 200, 150)
    waiting = changed(files.signed, tmp_path / "w.pdf", lambda writer: empty_field(writer, box))
    assert states(waiting, keys) == ["valid"]
    assert states(kit.signed_elsewhere(waiting, tmp_path / "s.pdf", keys.deputy), keys) == ["valid", "valid"]


def empty_field(writer: IncrementalPdfFileWriter, box: tuple[int, ...], look: str = "") -> None:
    """A signature field that nobody has signed in, white by its picture or by its colour, or not drawn at all."""
    page_ref = writer.find_page_for_modification(0)[0]
    entries: dict[str, Any] = {"/FT": pdf_name("/Sig"), "/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget")}
    entries |= {"/T": pdf_string("K"), "/F": NumberObject(4), "/P": page_ref}
    entries["/Rect"] = ArrayObject(map(NumberObject, box))
    field = DictionaryObject({pdf_name(key): value for key, value in entries.items()})
    if look == "/AP":
        white = writer.add_object(picture(b"1 g 0 0 999 999 re f"))
        field[pdf_name(look)] = DictionaryObject({pdf_name("/N"): white})
    elif look:
        field[pdf_name(look)] = DictionaryObject({pdf_name("/BG"): ArrayObject(map(NumberObject, (1, 1, 1)))})
    reference = writer.add_object(field)
    writer.register_annotation(page_ref, reference)
    writer.root["/AcroForm"]["/Fields"].append(reference)
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


def test_a_form_field_repainted_after_the_signature_is_a_change(keys, tmp_path):
    form = changed(kit.letter(tmp_path / "l.pdf"), tmp_path / "f.pdf", with_amount)
    signed = kit.signed(form, tmp_path / "s.pdf", keys.leader, keys)

    def repaint(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        field["/AP"][pdf_name("/N")] = writer.add_object(picture(b"1 g 0 0 450 130 re f"))
        writer.update_container(field)

    assert states(signed, keys) == ["valid"]
    assert states(changed(signed, tmp_path / "c.pdf", repaint), keys) == ["invalid_changed_after"]


def with_amount(writer: IncrementalPdfFileWriter) -> None:
    field = writer.add_object(DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/Widget"),
        pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): pdf_string("SoTien"), pdf_name("/V"): pdf_string("1000"),
        pdf_name("/F"): NumberObject(4), pdf_name("/Rect"): ArrayObject(map(NumberObject, (50, 500, 500, 630))),
        pdf_name("/AP"): DictionaryObject({pdf_name("/N"): writer.add_object(picture(b"0 0 1 RG 0 0 9 9 re S"))}),
    }))
    writer.root[pdf_name("/AcroForm")] = writer.add_object(
        DictionaryObject({pdf_name("/Fields"): ArrayObject([field])})
    )
    writer.update_root()
    writer.register_annotation(writer.find_page_for_modification(0)[0], field)


def picture(operators: bytes) -> generic.StreamObject:
    box = ArrayObject(map(NumberObject, (0, 0, 450, 130)))
    return generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): box},
        stream_data=operators,
    )


def test_a_layer_switched_off_after_the_signature_is_a_change(keys, tmp_path):
    layered = changed(kit.letter(tmp_path / "l.pdf"), tmp_path / "o.pdf", with_layer)
    signed = kit.signed(layered, tmp_path / "s.pdf", keys.leader, keys)

    def switch(writer: IncrementalPdfFileWriter) -> None:
        shown = writer.root["/OCProperties"]["/D"]
        shown[pdf_name("/OFF")], shown[pdf_name("/ON")] = shown["/ON"], ArrayObject()
        writer.update_container(shown)

    assert states(changed(signed, tmp_path / "c.pdf", switch), keys) == ["invalid_changed_after"]


def with_layer(writer: IncrementalPdfFileWriter) -> None:
    layer = writer.add_object(
        DictionaryObject({pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): pdf_string("L")})
    )
    shown = DictionaryObject({pdf_name("/ON"): ArrayObject([layer])})
    writer.root[pdf_name("/OCProperties")] = DictionaryObject({
        pdf_name("/OCGs"): ArrayObject([layer]), pdf_name("/D"): writer.add_object(shown),
    })
    writer.update_root()


# Certificates


def alone(who: Identity, folder: Path, keys: Keys) -> Path:
    """A letter signed with a certificate our own preparation would refuse."""
    lenient = replace(keys, at=who.certificate.not_valid_before_utc + kit.days(1), lists=())
    return kit.signed(kit.letter(folder / "l.pdf"), folder / "s.pdf", who, lenient)


def test_an_expired_certificate_is_named(keys, tmp_path):
    old = keys.authority.issue("Lê Hết Hạn", "UBND", at=AT, start=AT - kit.days(9), end=AT - kit.days(2))
    assert states(alone(old, tmp_path, keys), keys) == ["invalid_cert_expired"]


def test_a_certificate_that_does_not_count_yet_is_named(keys, tmp_path):
    early = keys.authority.issue("Lê Chưa Đến", "UBND", at=AT, start=AT + kit.days(2))
    assert states(alone(early, tmp_path, keys), keys) == ["invalid_cert_not_yet_valid"]


def test_a_revoked_certificate_is_named(files, keys):
    revoked = keys.authority.revocations([(keys.leader, AT - kit.days(0.5))], at=AT)
    known = kit.trust(keys.authority.anchors, (revoked,))
    assert states(files.signed, keys, trust=known) == ["invalid_cert_revoked"]


def test_an_outdated_list_proves_nothing_good(files, keys):
    old = kit.trust(keys.authority.anchors, (keys.authority.revocations(at=AT - kit.days(40), days=7),))
    verdict = judged(files.signed, keys, trust=old)
    assert (verdict["file"], verdict["signatures"][0]["state"]) == ("undetermined", "valid_unchecked")


def test_what_an_outdated_list_revokes_stays_revoked(files, keys):
    long_ago = AT - kit.days(40)
    listed = keys.authority.revocations([(keys.leader, long_ago)], at=long_ago, days=7)
    old = kit.trust(keys.authority.anchors, (listed,))
    assert states(files.signed, keys, trust=old) == ["invalid_cert_revoked"]


def test_without_any_list_revocation_is_said_to_be_unchecked(files, keys):
    verdict = judged(files.signed, keys, trust=kit.trust(keys.authority.anchors))
    assert verdict["file"] == "undetermined"
    assert not verdict["signatures"][0]["revocation_checked"]


def test_a_list_signed_by_somebody_else_counts_for_nothing(files, keys):
    forged = authority.found(AT).revocations([(keys.leader, AT - kit.days(1))], at=AT)
    assert states(files.signed, keys, trust=kit.trust(keys.authority.anchors, (forged,))) == ["valid_unchecked"]


def test_the_root_as_anchor_works_as_the_issuing_authority_does(files, keys):
    root = kit.trust([keys.authority.root.der])
    assert states(files.signed, keys, trust=root) == ["valid_unchecked"]


def test_an_authority_nobody_trusts_is_said_to_be_unknown(files, keys):
    verdict = judged(files.signed, keys, trust=kit.trust([]))
    assert (verdict["file"], verdict["signatures"][0]["state"]) == ("undetermined", "untrusted")


def test_an_authority_of_the_same_name_is_another_one(files, keys):
    double = authority.found(AT)
    assert double.issuing.certificate.subject == keys.authority.issuing.certificate.subject
    assert states(files.signed, keys, trust=kit.trust(double.anchors)) == ["untrusted"]


def test_a_certificate_for_encryption_does_not_sign(keys, tmp_path):
    other = keys.authority.issue("Hoàng Mã Hóa", "UBND", at=AT, may_sign=False)
    made = kit.prepared(kit.letter(tmp_path / "l.pdf"), tmp_path / "p.pdf", other, keys)
    assert made == {"refused": "cert_wrong_usage"}


def test_the_anchor_of_a_signature_is_named(files, keys):
    row = judged(files.signed, keys)["signatures"][0]
    anchor = keys.authority.issuing.certificate
    assert row["anchor"] == anchor.fingerprint(kit.hashes.SHA256()).hex()
    assert anchor.public_bytes(Encoding.DER) == keys.authority.issuing.der


# Tools


def changed(source: Path, target: Path, change: Callable[[IncrementalPdfFileWriter], None]) -> Path:
    with source.open("rb") as file, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(file, strict=False)
        change(writer)
        writer.write(out)
    return target


def put(folder: Path, content: bytes | bytearray) -> Path:
    target = folder / "put.pdf"
    target.write_bytes(content)
    return target


def hole(content: bytes) -> re.Match[bytes]:
    found = re.search(rb"/Contents <([0-9A-Fa-f]+)>", content)
    assert found
    return found


def patched(content: bytes, old: bytes, new: bytes) -> bytes:
    """Replace without moving what follows."""
    result = re.sub(old, lambda found: new.ljust(len(found[0])), content, count=1)
    assert result != content
    return result


def test_a_seal_drawn_over_the_page_is_told_also_of_a_letter_whose_number_was_filled(files, keys, tmp_path):
    over = {"page": 1, "box": [0.0, 0.0, 1.0, 1.0]}
    verdict = judged(seal(files.numbered, tmp_path / "z.pdf", keys, place=over), keys)
    assert verdict["signatures"][0]["state"] == "valid_later_change"
    assert verdict["signatures"][0]["covered_by"] == ["DauCoQuan"]
    assert verdict["file"] != "good"


class Widgets:
    """A PDF of one letter page with a field of these widgets; the pages name them unless told not to."""

    def __init__(self, path: Path, rects: list[list[int]], *, claims: list[int] | None = None, named: bool = True):
        with path.open("rb") as source:
            self.writer = IncrementalPdfFileWriter(source)
            page = self.writer.root["/Pages"]["/Kids"][0].get_object()
            kids = [self.widget(rect, claims) for rect in rects]
            if named:
                page[pdf_name("/Annots")] = ArrayObject(kids)
            self.field = DictionaryObject({pdf_name("/Kids"): ArrayObject(kids)})

    def widget(self, rect: list[int], claims: list[int] | None) -> Any:
        made = DictionaryObject({pdf_name("/Rect"): ArrayObject([NumberObject(n) for n in rect])})
        if claims:
            size = ArrayObject([NumberObject(n) for n in claims])
            made[pdf_name("/P")] = DictionaryObject({pdf_name("/MediaBox"): size})
        return self.writer.add_object(made)

    def share(self) -> float:
        return pdf_changes._share(self.field, self.writer.root)


@pytest.mark.parametrize("named", [True, False])
def test_what_a_widget_says_of_its_page_makes_it_no_smaller(files, named):
    made = Widgets(files.draft, [[0, 0, 595, 842]], claims=[0, 0, 20_000, 20_000], named=named)
    assert made.share() == pytest.approx(1.0, abs=0.01)


def test_widgets_of_one_page_count_together(files):
    rects = [[0, 70 * n, 595, 70 * n + 60] for n in range(12)]
    assert Widgets(files.draft, rects).share() == pytest.approx(12 * 60 / 842, abs=0.01)
