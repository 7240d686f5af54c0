"""A file signed by another program is the approved one plus one signature, or it is refused with a word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.adapters import pdf_signed_elsewhere
from tests import signing_kit as kit
from tests.office_fixtures import NOW

pytestmark = pytest.mark.slow
KEYS = kit.keys(NOW)


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    return kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "approved.pdf")


def examined(approved: Path, file: Path) -> dict[str, object]:
    return pdf_signed_elsewhere.examine(str(approved), str(file), trust=KEYS.trust, now=NOW.isoformat())


def test_the_approved_file_with_one_signature_is_taken(approved: Path, tmp_path: Path) -> None:
    found = examined(approved, kit.signed_elsewhere(approved, tmp_path / "s.pdf", KEYS.leader))
    assert found["field"] == "K"
    assert found["certificate"] == kit.digest_of(KEYS.leader)
    assert found["verdict"]["file"] == "good"  # type: ignore[index]


def test_the_seal_on_a_signed_file_counts_as_the_one_new_signature(approved: Path, tmp_path: Path) -> None:
    first = kit.signed(approved, tmp_path / "a.pdf", KEYS.leader, KEYS)
    found = examined(first, kit.signed_elsewhere(first, tmp_path / "b.pdf", KEYS.seal))
    assert found["certificate"] == kit.digest_of(KEYS.seal)


def test_the_approved_file_itself_or_with_a_comment_is_not_signed(approved: Path, tmp_path: Path) -> None:
    assert examined(approved, approved) == {"refused": "nothing_signed"}
    longer = tmp_path / "c.pdf"
    longer.write_bytes(approved.read_bytes() + b"\n% ")
    assert examined(approved, longer) == {"refused": "nothing_signed"}


def test_another_file_well_signed_is_not_the_approved_one(approved: Path, tmp_path: Path) -> None:
    other = kit.signed_elsewhere(kit.letter(tmp_path / "o.pdf", pages=2), tmp_path / "s.pdf", KEYS.leader)
    assert examined(approved, other) == {"refused": "not_the_approved_file"}


@pytest.mark.parametrize("revisions", [1, 2, 3])
def test_a_foreign_file_behind_the_approved_bytes_is_refused(approved: Path, tmp_path: Path, revisions: int) -> None:
    foreign = kit.replaced_behind(approved, tmp_path / "f.pdf", revisions=revisions)
    signed = kit.signed_elsewhere(foreign, tmp_path / "s.pdf", KEYS.leader)
    assert signed.read_bytes().startswith(approved.read_bytes())
    assert examined(approved, signed) == {"refused": "changed_elsewhere"}


def test_a_file_that_no_longer_shows_the_first_signature_is_refused(approved: Path, tmp_path: Path) -> None:
    first = kit.signed(approved, tmp_path / "a.pdf", KEYS.leader, KEYS)
    foreign = kit.replaced_behind(first, tmp_path / "f.pdf", revisions=2)
    signed = kit.signed_elsewhere(foreign, tmp_path / "s.pdf", KEYS.seal)
    assert examined(first, signed) == {"refused": "changed_elsewhere"}


def test_two_new_signatures_are_one_too_many(approved: Path, tmp_path: Path) -> None:
    first = kit.signed_elsewhere(approved, tmp_path / "a.pdf", KEYS.leader)
    both = kit.signed_elsewhere(first, tmp_path / "b.pdf", KEYS.deputy, field_name="K2")
    assert examined(approved, both) == {"refused": "several_signatures"}


def retitled(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def numbered(writer: IncrementalPdfFileWriter) -> None:
    for reference in writer.root["/AcroForm"]["/Fields"]:
        entry = reference.get_object()
        entry["/V"] = generic.pdf_string("7")
        writer.mark_update(reference)


def opens_script(writer: IncrementalPdfFileWriter) -> None:
    script = {"/S": generic.pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject({generic.pdf_name(k): v for k, v in script.items()})
    writer.update_root()


@pytest.mark.parametrize("change", [retitled, numbered, opens_script])
def test_a_change_slipped_in_before_the_signature_is_found(
    approved: Path, tmp_path: Path, change: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    signed = kit.signed_elsewhere(changed(approved, tmp_path, change), tmp_path / "s.pdf", KEYS.leader)
    assert examined(approved, signed) == {"refused": "changed_elsewhere"}


def changed(approved: Path, folder: Path, change: Callable[[IncrementalPdfFileWriter], None]) -> Path:
    target = folder / "changed.pdf"
    with approved.open("rb") as file, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(file, strict=False)
        change(writer)
        writer.write(out)
    return target


def named(**entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({generic.pdf_name(f"/{key}"): value for key, value in entries.items()})


def with_field(writer: IncrementalPdfFileWriter, **more: generic.PdfObject) -> None:
    """An empty field of a signature, small and on the page, as signing programs make it before they sign."""
    page = writer.find_page_for_modification(0)[0]
    box = generic.ArrayObject(generic.NumberObject(number) for number in (100, 100, 200, 150))
    kind = {"FT": generic.pdf_name("/Sig"), "Subtype": generic.pdf_name("/Widget")}
    field = writer.add_object(named(**kind, T=generic.pdf_string("K"), Rect=box, F=generic.NumberObject(132), **more))
    writer.register_annotation(page, field)
    writer.root["/AcroForm"]["/Fields"].append(field)
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


SCRIPT = {"S": generic.pdf_name("/JavaScript"), "JS": generic.pdf_string("app.alert(1)")}
LINK = {"S": generic.pdf_name("/URI"), "URI": generic.pdf_string("http://example.vn")}


def test_a_field_made_before_the_signature_is_taken(approved: Path, tmp_path: Path) -> None:
    signed = kit.signed_elsewhere(
        changed(approved, tmp_path, lambda writer: with_field(writer, MK=named())), tmp_path / "s.pdf", KEYS.leader
    )
    assert examined(approved, signed)["field"] == "K"


@pytest.mark.parametrize("more", [{"AA": named(E=named(**SCRIPT))}, {"A": named(**LINK)}])
def test_a_field_that_acts_when_pointed_at_is_refused(
    approved: Path, tmp_path: Path, more: dict[str, generic.PdfObject]
) -> None:
    acting = changed(approved, tmp_path, lambda writer: with_field(writer, **more))
    assert examined(approved, kit.signed_elsewhere(acting, tmp_path / "s.pdf", KEYS.leader)) == {
        "refused": "changed_elsewhere"
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NeedAppearances", generic.BooleanObject(True)), ("Q", generic.NumberObject(2)),
        ("SigFlags", generic.NumberObject(0)), ("SigFlags", generic.NumberObject(7)), ("SigFlags", named()),
    ],
)  # fmt: skip
def test_a_form_that_says_something_else_is_refused(
    approved: Path, tmp_path: Path, name: str, value: generic.PdfObject
) -> None:
    signed = kit.signed_elsewhere(approved, tmp_path / "s.pdf", KEYS.leader)
    said = changed(signed, tmp_path, lambda writer: in_form(writer, name, value))  # signing itself would mend it
    assert examined(approved, said) == {"refused": "changed_elsewhere"}


def in_form(writer: IncrementalPdfFileWriter, name: str, value: generic.PdfObject) -> None:
    writer.root["/AcroForm"][generic.pdf_name(f"/{name}")] = value
    writer.update_container(writer.root["/AcroForm"])


def test_the_font_that_signing_programs_add_to_the_form_is_no_change(approved: Path, tmp_path: Path) -> None:
    styled = changed(approved, tmp_path, lambda writer: in_form(writer, "DR", named(Font=named())))
    assert examined(approved, kit.signed_elsewhere(styled, tmp_path / "s.pdf", KEYS.leader))["field"] == "K"


def font(name: str) -> generic.DictionaryObject:
    kind = {"Type": generic.pdf_name("/Font"), "Subtype": generic.pdf_name("/Type1")}
    return named(**kind, BaseFont=generic.pdf_name(name))


HELVETICA, SYMBOL = font("/Helvetica"), font("/Symbol")


@pytest.mark.parametrize(
    ("fonts", "style", "taken"),
    [
        ({"Helv": HELVETICA}, "/Helv 0 Tf 0 g", True), ({"Helv": HELVETICA, "F1": SYMBOL}, "/Helv 0 Tf 0 g", True),
        ({"Helv": SYMBOL}, "/Helv 0 Tf 0 g", False), ({}, "/Helv 0 Tf 0 g", False),
        ({"Helv": HELVETICA}, "/Helv 0 Tf 1 g", False),
    ],
)  # fmt: skip
def test_the_fonts_and_the_style_that_the_form_had_stay(
    approved: Path, tmp_path: Path, fonts: dict[str, generic.PdfObject], style: str, taken: bool
) -> None:
    had = styled(approved, tmp_path / "had.pdf", {"Helv": HELVETICA}, "/Helv 0 Tf 0 g")
    signed = kit.signed_elsewhere(styled(had, tmp_path / "b.pdf", fonts, style), tmp_path / "s.pdf", KEYS.leader)
    assert (examined(had, signed).get("refused", "") == "") is taken


def styled(source: Path, target: Path, fonts: dict[str, generic.PdfObject], style: str) -> Path:
    def restyle(writer: IncrementalPdfFileWriter) -> None:
        in_form(writer, "DR", named(Font=named(**{name: writer.add_object(font) for name, font in fonts.items()})))
        in_form(writer, "DA", generic.pdf_string(style))

    return changed(source, target.parent, restyle).replace(target)


def test_validation_data_behind_the_signature_is_no_change(approved: Path, tmp_path: Path) -> None:
    signed = kit.signed_elsewhere(approved, tmp_path / "s.pdf", KEYS.leader)
    found = examined(approved, kit.with_validation_data(signed, tmp_path / "ltv.pdf", KEYS))
    assert [row["covers"] for row in found["verdict"]["signatures"]] == ["revision"]  # type: ignore[index]
    assert found["verdict"]["file"] == "good"  # type: ignore[index]


def test_a_signature_that_locks_the_file_is_refused(approved: Path, tmp_path: Path) -> None:
    signed = kit.signed_elsewhere(approved, tmp_path / "s.pdf", KEYS.leader, certify=True)
    assert examined(approved, signed) == {"refused": "locked_elsewhere"}


def test_a_field_below_another_is_refused_since_what_stands_above_may_act(approved: Path, tmp_path: Path) -> None:
    signed = kit.signed_elsewhere(approved, tmp_path / "s.pdf", KEYS.leader, field_name="P.K")
    assert examined(approved, signed) == {"refused": "changed_elsewhere"}


@pytest.mark.parametrize("name", ["DauCoQuan", "DauCoQuan.K", "SoVanBan.K", "NgayVanBan.K"])
def test_a_name_that_the_portal_needs_is_refused(approved: Path, tmp_path: Path, name: str) -> None:
    signed = kit.signed_elsewhere(approved, tmp_path / "s.pdf", KEYS.leader, field_name=name)
    found = pdf_signed_elsewhere.examine(
        str(approved), str(signed), trust=KEYS.trust, now=NOW.isoformat(), reserved=["DauCoQuan"]
    )
    assert found == {"refused": "name_taken"}


def test_a_signature_drawn_over_the_page_is_refused(approved: Path, tmp_path: Path) -> None:
    large = {"page": 1, "box": [0.05, 0.05, 0.95, 0.95]}
    signed = kit.signed(approved, tmp_path / "s.pdf", KEYS.leader, KEYS, place=large)
    assert examined(approved, signed) == {"refused": "changed_elsewhere"}
