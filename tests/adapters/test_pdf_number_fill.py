"""Number and day written after a signature: the one honest way, and every other way of doing it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from cryptography.x509 import Name, NameAttribute, NameOID
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.adapters import pdf_fields, pdf_verdicts
from portal.adapters.authority import Identity
from portal.clock import VIETNAM
from tests import signing_kit as kit
from tests.adapters.test_pdf_verdicts import changed, content_in_place, free_text
from tests.signing_kit import Keys

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
CHANGED, GOOD = ["invalid_changed_after", "valid"], ["valid", "valid"]
VALUES = {"SoVanBan": "12", "NgayVanBan": "22", "ThangVanBan": "11"}


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(AT)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """Before the number: the leader's signature over three empty fields."""
    folder = tmp_path_factory.mktemp("signed")
    draft = kit.with_number_fields(kit.letter(folder / "l.pdf"), folder / "d.pdf")
    return kit.signed(draft, folder / "s.pdf", keys.leader, keys)


def verdict(source: Path, keys: Keys, seal: Identity | None = None, seals: tuple[Identity, ...] = ()) -> dict[str, Any]:
    """The verdict on the file with a seal over all of it."""
    sealed = source.with_name(f"sealed-{source.name}")
    kit.signed(source, sealed, seal or keys.seal, keys, field="DauCoQuan", place=kit.SEAL_PLACE)
    trust = {**keys.trust, "seals": [kit.digest_of(who) for who in seals]}
    return pdf_verdicts.judge(str(sealed), trust=trust, now=AT.isoformat())


def states(*given: Any) -> list[str]:
    return [row["state"] for row in verdict(*given)["signatures"]]


def fields(writer: IncrementalPdfFileWriter) -> dict[str, Any]:
    return {str(field.get_object()["/T"]): field.get_object() for field in writer.root["/AcroForm"]["/Fields"]}


def filled(
    source: Path, target: Path, values: dict[str, str], also: Callable[[IncrementalPdfFileWriter], None] | None = None
) -> Path:
    """What our own filling would refuse to do: any of the fields, with any value, and something else beside."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        for name, value in values.items():
            pdf_fields._fill(writer, fields(writer)[name], value)
        if also:
            also(writer)

    return changed(source, target, change)


def test_all_fields_filled_once_and_sealed_are_explained(signed, keys, tmp_path):
    found = verdict(filled(signed, tmp_path / "f.pdf", VALUES), keys)
    assert [row["state"] for row in found["signatures"]] == GOOD
    assert found["signatures"][0]["number_filled"]
    assert found["file"] == "good"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_filled_honestly_too(keys, tmp_path, turn):
    draft = kit.with_number_fields(turned(kit.letter(tmp_path / "l.pdf"), tmp_path / "t.pdf", turn), tmp_path / "d.pdf")
    first = kit.signed(draft, tmp_path / "s.pdf", keys.leader, keys)
    assert states(filled(first, tmp_path / "f.pdf", VALUES), keys) == GOOD


def turned(source: Path, target: Path, turn: int) -> Path:
    """The page as a viewer turns it, cropped on the way."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page[pdf_name("/Rotate")] = NumberObject(turn)
        page[pdf_name("/CropBox")] = ArrayObject(map(NumberObject, (20, 30, 575, 812)))
        writer.update_container(page)

    return changed(source, target, change)


# What is drawn, against what the field holds


def holds(name: str, value: str) -> Callable[[IncrementalPdfFileWriter], None]:
    """The field holds another value than was drawn for it."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        fields(writer)[name][pdf_name("/V")] = pdf_string(value)

    return change


@pytest.mark.parametrize(
    ("name", "value"), [("SoVanBan", "21"), ("SoVanBan", "17"), ("NgayVanBan", "23"), ("ThangVanBan", "12")]
)
def test_a_field_that_shows_another_number_than_it_holds_is_a_change(signed, keys, tmp_path, name, value):
    assert states(filled(signed, tmp_path / "f.pdf", VALUES, holds(name, value)), keys) == CHANGED


@pytest.mark.parametrize(("drawn", "held"), [("123455", "123456"), ("123456", "128456"), ("900001", "900007")])
def test_one_digit_of_many_drawn_otherwise_is_seen(keys, tmp_path, drawn, held):
    wide = {**kit.NUMBER_PLACES, "number": {"page": 1, "box": [0.13, 0.103, 0.26, 0.122]}}
    draft = kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "d.pdf", wide)
    first = kit.signed(draft, tmp_path / "s.pdf", keys.leader, keys)
    values = VALUES | {"SoVanBan": drawn}
    assert states(filled(first, tmp_path / "a.pdf", values), keys) == GOOD
    assert states(filled(first, tmp_path / "b.pdf", values, holds("SoVanBan", held)), keys) == CHANGED


@pytest.mark.parametrize("pages", [2, 3])
def test_the_number_is_looked_for_on_its_own_page(keys, tmp_path, pages):
    letter = kit.letter(tmp_path / "l.pdf", pages=pages)
    first = kit.signed(kit.with_number_fields(letter, tmp_path / "d.pdf"), tmp_path / "s.pdf", keys.leader, keys)
    assert states(filled(first, tmp_path / "a.pdf", VALUES), keys) == GOOD
    assert states(filled(first, tmp_path / "b.pdf", VALUES, holds("SoVanBan", "99")), keys) == CHANGED


def test_a_place_that_stays_empty_on_the_next_page_breaks_no_honest_number(keys, tmp_path):
    letter = changed(kit.letter(tmp_path / "l.pdf", pages=2), tmp_path / "e.pdf", last_page_empty)
    first = kit.signed(kit.with_number_fields(letter, tmp_path / "d.pdf"), tmp_path / "s.pdf", keys.leader, keys)
    assert states(filled(first, tmp_path / "f.pdf", VALUES), keys) == GOOD


def last_page_empty(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(1)[0].get_object()
    page[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def drawn_when_pointed_at(writer: IncrementalPdfFileWriter) -> None:
    field = fields(writer)["SoVanBan"]
    field["/AP"][pdf_name("/R")] = field["/AP"].raw_get("/N")


def drawn_in_a_layer(writer: IncrementalPdfFileWriter) -> None:
    layer = DictionaryObject({pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): pdf_string("x")})
    fields(writer)["SoVanBan"]["/AP"]["/N"][pdf_name("/OC")] = writer.add_object(layer)


def not_drawn(writer: IncrementalPdfFileWriter) -> None:
    del fields(writer)["SoVanBan"]["/AP"]


@pytest.mark.parametrize("change", [drawn_when_pointed_at, drawn_in_a_layer, not_drawn], ids=lambda c: c.__name__)
def test_a_field_that_may_look_different_at_times_is_a_change(signed, keys, tmp_path, change):
    assert states(filled(signed, tmp_path / "f.pdf", VALUES, change), keys) == CHANGED


# Which fields, and how often


def test_a_field_left_empty_is_not_the_number_of_a_document(signed, keys, tmp_path):
    assert states(filled(signed, tmp_path / "f.pdf", {"SoVanBan": "12"}), keys) == CHANGED


def test_fields_filled_one_after_the_other_are_a_change(signed, keys, tmp_path):
    first = filled(signed, tmp_path / "a.pdf", {"SoVanBan": "12"})
    assert states(filled(first, tmp_path / "b.pdf", {"NgayVanBan": "22", "ThangVanBan": "11"}), keys) == CHANGED


def test_a_day_filled_before_the_signature_leaves_the_number_unexplained(keys, tmp_path):
    draft = kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "d.pdf")
    early = filled(draft, tmp_path / "e.pdf", {"NgayVanBan": "22"})
    first = kit.signed(early, tmp_path / "s.pdf", keys.leader, keys)
    late = filled(first, tmp_path / "f.pdf", {"SoVanBan": "12", "ThangVanBan": "11"})
    assert states(late, keys) == CHANGED


def test_all_filled_before_the_signature_is_simply_signed(keys, tmp_path):
    draft = kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "d.pdf")
    first = kit.signed(filled(draft, tmp_path / "f.pdf", VALUES), tmp_path / "s.pdf", keys.leader, keys)
    found = verdict(first, keys)
    assert found["file"] == "good"
    assert "number_filled" not in found["signatures"][0]


def test_two_fields_of_one_name_may_not_be_filled(keys, tmp_path):
    elsewhere = {"number": {"page": 1, "box": [0.2, 0.4, 0.26, 0.42]}}
    draft = kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "d.pdf")
    twice = kit.with_number_fields(draft, tmp_path / "t.pdf", elsewhere)
    first = kit.signed(twice, tmp_path / "s.pdf", keys.leader, keys)
    assert verdict(filled(first, tmp_path / "f.pdf", VALUES), keys)["file"] == "broken"


def test_a_second_field_of_the_name_made_after_the_signature_is_a_change(signed, keys, tmp_path):
    def one_more(writer: IncrementalPdfFileWriter) -> None:
        pdf_fields.add_number_fields(writer, {"number": {"page": 1, "box": [0.2, 0.4, 0.26, 0.42]}})
        pdf_fields._fill(writer, writer.root["/AcroForm"]["/Fields"][-1].get_object(), "99")

    assert states(filled(signed, tmp_path / "f.pdf", VALUES, one_more), keys)[0] == "invalid_changed_after"


def test_a_number_field_below_one_without_a_name_may_not_be_filled(keys, tmp_path):
    def below(writer: IncrementalPdfFileWriter) -> None:
        named = writer.root["/AcroForm"]["/Fields"]
        parent = DictionaryObject({pdf_name("/T"): pdf_string(""), pdf_name("/Kids"): ArrayObject(named)})
        writer.root["/AcroForm"][pdf_name("/Fields")] = ArrayObject([writer.add_object(parent)])
        writer.update_container(writer.root["/AcroForm"])

    def fill(writer: IncrementalPdfFileWriter) -> None:
        for kid in writer.root["/AcroForm"]["/Fields"][0].get_object()["/Kids"]:
            pdf_fields._fill(writer, kid.get_object(), VALUES[kid.get_object()["/T"]])

    draft = kit.with_number_fields(kit.letter(tmp_path / "l.pdf"), tmp_path / "d.pdf")
    first = kit.signed(changed(draft, tmp_path / "b.pdf", below), tmp_path / "s.pdf", keys.leader, keys)
    assert states(changed(first, tmp_path / "f.pdf", fill), keys) == CHANGED


def moved(writer: IncrementalPdfFileWriter) -> None:
    field = fields(writer)["SoVanBan"]
    left, bottom, right, top = (float(number) for number in field["/Rect"])
    field[pdf_name("/Rect")] = ArrayObject(map(NumberObject, map(int, (left, bottom - 200, right, top - 200))))


def hidden(writer: IncrementalPdfFileWriter) -> None:
    fields(writer)["SoVanBan"][pdf_name("/F")] = NumberObject(2)


@pytest.mark.parametrize("also", [moved, hidden, free_text, content_in_place], ids=lambda change: change.__name__)
def test_filled_and_something_else_changed_is_a_change(signed, keys, tmp_path, also):
    assert states(filled(signed, tmp_path / "f.pdf", VALUES, also), keys) == CHANGED


# Whose seal covers them


@pytest.mark.parametrize(
    ("name", "organisation"),
    [("UBND xã Khác", "UBND tỉnh"), ("Phạm Thị Phó", kit.ORGANISATION), ("UBND", "UBND")],
    ids=["another agency", "a colleague", "any agency"],
)
def test_a_trusted_certificate_that_is_not_the_agencys_does_not_seal_the_number(
    signed, keys, tmp_path, name, organisation
):
    stranger = keys.authority.issue(name, organisation, at=AT)
    assert states(filled(signed, tmp_path / "f.pdf", VALUES), keys, stranger) == CHANGED


def test_a_certificate_this_office_seals_with_does_whatever_it_is_called(signed, keys, tmp_path):
    renamed = keys.authority.issue("Con dấu số 2", "Văn phòng", at=AT)
    numbered = filled(signed, tmp_path / "f.pdf", VALUES)
    assert states(numbered, keys, renamed) == CHANGED
    assert states(numbered, keys, renamed, (renamed,)) == GOOD


def test_a_commune_that_its_persons_certificates_name_as_a_unit_seals_too():
    person = {"certificate": "a", "organisation": "UBND tỉnh Thái Giang", "units": ["Phòng Kinh tế", "UBND xã An Lạc"]}
    trust = pdf_verdicts.Trust((), ())

    def seals(name: str, **more: str) -> bool:
        return pdf_verdicts._seals(person, {"state": "valid", "certificate": "b", "signer": name} | more, trust)

    assert seals("ỦY BAN NHÂN DÂN XÃ AN LẠC")
    assert not seals("UBND xã An Lộc")
    assert not seals("UBND xã An Lạc", state="invalid_cert_revoked")
    assert not seals("UBND xã An Lạc", certificate="a")


@pytest.mark.parametrize("units", [[], ["UBND xã An Lạc"], ["Phòng Kinh tế", "UBND xã An Lạc"]])
def test_the_units_a_certificate_names_are_read(units):
    attributes = [(NameOID.ORGANIZATION_NAME, "UBND tỉnh"), *((NameOID.ORGANIZATIONAL_UNIT_NAME, u) for u in units)]
    name = Name([NameAttribute(oid, value) for oid, value in attributes])
    assert pdf_verdicts._units(x509.Name.load(name.public_bytes())) == units
