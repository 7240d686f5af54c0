"""A file is prepared, signed and checked by judges that are not ours: pdfsig, qpdf and openssl."""

import base64
import hashlib
import re
import subprocess
import unicodedata
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.adapters import pdf_fields, pdf_places, pdf_signing, sandbox
from portal.clock import VIETNAM
from portal.rules.errors import Unreadable
from portal.signer import checks
from tests import signing_kit as kit
from tests.signing_kit import Keys

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(AT)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """A letter signed by the leader, numbered, and sealed."""
    folder = tmp_path_factory.mktemp("sealed")
    draft = kit.with_number_fields(kit.letter(folder / "letter.pdf"), folder / "draft.pdf")
    lines = ["Trần Văn Chủ", "22/11/2026 14:05:00 +07:00"]
    signed = kit.signed(draft, folder / "signed.pdf", keys.leader, keys, lines=lines)
    pdf_fields.fill_number(str(signed), str(folder / "numbered.pdf"), kit.NUMBER)
    return kit.signed(
        folder / "numbered.pdf", folder / "sealed.pdf", keys.seal, keys, field="DauCoQuan", place=kit.SEAL_PLACE,
        ink="red",
    )


def test_the_fonts_have_every_vietnamese_letter_and_a_thousand_units():
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
    letters = {case for letter in letters for case in (letter, letter.upper()) if not case.isascii()}
    assert len(letters) == 134
    for file in (pdf_fields.UPRIGHT, pdf_fields.ITALIC):
        font = TTFont(file)
        assert {letter for letter in letters if ord(letter) not in font.getBestCmap()} == set()
        assert font["head"].unitsPerEm == 1000
        assert "Liberation" not in "".join(str(name) for name in font["name"].names if name.nameID in (1, 3, 4, 6))


@pytest.mark.system
def test_pdfsig_finds_both_signatures_valid_and_the_seal_over_everything(sealed):
    report = subprocess.run(["pdfsig", str(sealed)], capture_output=True, text=True, check=False).stdout
    assert report.count("Signature Validation: Signature is Valid.") == 2
    assert "Trần Văn Chủ" in report
    assert "Total document signed" in report[report.index("Signature #2") :]


@pytest.mark.system
def test_qpdf_finds_no_fault(sealed):
    checked = subprocess.run(["qpdf", "--check", str(sealed)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.system
def test_openssl_accepts_both_signatures(sealed, keys, tmp_path):
    root = tmp_path / "root.pem"
    root.write_bytes(keys.authority.root.certificate.public_bytes(Encoding.PEM))
    content = sealed.read_bytes()
    found = list(re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", content))
    assert len(found) == 2
    for match in found:
        start, length, resume, rest = map(int, match.groups())
        cms = bytes.fromhex(content[start + length + 1 : resume - 1].decode()).rstrip(b"\0")
        (tmp_path / "cms").write_bytes(cms)
        (tmp_path / "data").write_bytes(content[start : start + length] + content[resume : resume + rest])
        command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "cms", "-content", "data", "-binary"]
        checked = subprocess.run(
            [*command, "-CAfile", "root.pem", "-purpose", "any", "-out", "out"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )
        assert checked.returncode == 0, checked.stderr


def test_number_day_name_and_seal_are_drawn_where_they_were_asked_for(sealed):
    before, after = drawn(sealed.with_name("draft.pdf")), drawn(sealed)
    changed = ImageChops.difference(before, after)
    for place in (*kit.NUMBER_PLACES.values(), kit.PLACE, kit.SEAL_PLACE):
        x0, y0, x1, y1 = place["box"]
        area = (x0 * after.width, y0 * after.height, x1 * after.width, y1 * after.height)
        assert changed.crop(tuple(map(int, area))).getbbox()
        changed.paste(0, tuple(map(round, (area[0] - 1, area[1] - 1, area[2] + 1, area[3] + 1))))
    assert changed.getbbox() is None


def drawn(file: Path) -> Image.Image:
    """The first page as a viewer shows it."""
    document = pypdfium2.PdfDocument(file)
    document.init_forms()
    picture: Image.Image = document[0].render(scale=1, may_draw_forms=True).to_pil()
    return picture.convert("L")


def test_filling_refuses_a_field_that_is_full_or_missing(sealed, tmp_path):
    with pytest.raises(Unreadable):
        pdf_fields.fill_number(str(sealed), str(tmp_path / "x.pdf"), {"number": "13"})
    with pytest.raises(Unreadable):
        pdf_fields.fill_number(str(kit.letter(tmp_path / "l.pdf")), str(tmp_path / "x.pdf"), {"number": "13"})


@pytest.mark.slow
def test_what_room_a_file_has_is_told(sealed):
    assert pdf_fields.empty_number_fields(str(sealed.with_name("draft.pdf"))) == ["number", "day", "month"]
    assert pdf_fields.empty_number_fields(str(sealed)) == []


def test_the_prepared_file_is_the_shown_one_with_bytes_appended(keys, tmp_path):
    letter = kit.letter(tmp_path / "l.pdf")
    state = kit.prepared(letter, tmp_path / "p.pdf", keys.leader, keys)
    content = (tmp_path / "p.pdf").read_bytes()
    assert content.startswith(letter.read_bytes())
    assert (state["size"], state["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    start, end = state["hole"]
    assert content[start : start + 1] + content[end - 1 : end] == b"<>"
    digest = hashlib.sha256(content[:start] + content[end:]).digest()
    assert checks.attributes(digest, keys.leader.der) == base64.b64decode(state["attributes"])


@pytest.mark.slow
def test_a_signature_by_another_key_or_over_other_bytes_is_not_embedded(keys, tmp_path):
    half = tmp_path / "p.pdf"
    state = kit.prepared(kit.letter(tmp_path / "l.pdf"), half, keys.leader, keys)
    attributes = base64.b64decode(state["attributes"])
    wrong = (kit.raw_signature(keys.deputy, attributes), kit.raw_signature(keys.leader, b"x"), b"\1" * 256, b"")
    for value in wrong:
        answer = pdf_signing.embed(
            str(half), str(tmp_path / "s.pdf"), state=state, signature=kit.text(value), trust=keys.trust,
            now=AT.isoformat(),
        )
        assert answer == {"refused": "bad_signature"}
    assert not (tmp_path / "s.pdf").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"now": (AT + kit.days(2000)).isoformat()}, "cert_expired"),
        ({"now": (AT - kit.days(20)).isoformat()}, "cert_not_yet_valid"),
        ({"trust": kit.trust([])}, "cert_untrusted"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_refused_before_anything_is_made(keys, tmp_path, change, code):
    made = kit.prepared(kit.letter(tmp_path / "l.pdf"), tmp_path / "p.pdf", keys.leader, keys, **change)
    assert made == {"refused": code}
    assert not (tmp_path / "p.pdf").exists()


def test_a_picture_of_the_signature_is_drawn_without_text(keys, tmp_path):
    Image.new("RGBA", (300, 120), (10, 20, 160, 255)).save(tmp_path / "hand.png")
    signed = kit.signed(
        kit.letter(tmp_path / "l.pdf"), tmp_path / "s.pdf", keys.leader, keys, image=str(tmp_path / "hand.png")
    )
    page = drawn(signed)
    x0, y0, x1, y1 = kit.PLACE["box"]
    middle = (int((x0 + x1) / 2 * page.width), int((y0 + y1) / 2 * page.height))
    assert page.getpixel(middle) == Image.new("RGB", (1, 1), (10, 20, 160)).convert("L").getpixel((0, 0))


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize(
    "options",
    [
        ["--object-streams=generate"],
        ["--linearize"],
        ["--encrypt", "", "owner", "256", "--modify=none", "--"],
        ["--rotate=90"],
    ],
    ids=["object streams", "linearized", "owner password", "rotated"],
)
def test_other_shapes_of_pdf_are_signed_too(keys, tmp_path, options):
    letter, shaped = kit.letter(tmp_path / "l.pdf"), tmp_path / "shaped.pdf"
    order = [*options, str(letter)] if "--encrypt" in options else [str(letter), *options]
    subprocess.run(["qpdf", *order, str(shaped)], check=True)
    signed = kit.signed(shaped, tmp_path / "s.pdf", keys.leader, keys)
    verdict = pdf_signing.pdf_verdicts.judge(str(signed), trust=keys.trust, now=AT.isoformat())
    assert verdict["file"] == "good"


@pytest.mark.slow
def test_the_child_prepares_and_embeds_as_this_process_does(keys, tmp_path):
    letter, half, done = kit.letter(tmp_path / "l.pdf"), tmp_path / "half.pdf", tmp_path / "done.pdf"
    common = {"trust": keys.trust, "now": AT.isoformat()}
    asked = {
        "source": str(letter), "target": str(half), "certificate": kit.text(keys.leader.der), "field": "KyCaNhan",
        "place": kit.PLACE, "lines": ["Trần Văn Chủ"],
    }
    state = sandbox.call("portal.adapters.pdf_signing:prepare", asked | common)
    value = kit.raw_signature(keys.leader, base64.b64decode(state["attributes"]))
    handed = {"prepared": str(half), "target": str(done), "state": state, "signature": kit.text(value)}
    answer = sandbox.call("portal.adapters.pdf_signing:embed", handed | common)
    assert answer["verdict"]["file"] == "good"
    assert answer["sha256"] == hashlib.sha256(done.read_bytes()).hexdigest()
    with pytest.raises(Unreadable):
        sandbox.call("portal.adapters.pdf_signing:prepare", asked | common | {"source": str(tmp_path / "none")})


fractions = st.floats(0, 1, allow_nan=False)
turns = st.sampled_from([0, 90, 180, 270])


@given(fractions, fractions, fractions, fractions, turns)
def test_a_place_stays_on_the_page_however_it_is_turned(a, b, c, d, turn):
    page = {"/MediaBox": [10, 20, 605, 862], "/Rotate": turn}
    box = (min(a, c), min(b, d), max(a, c), max(b, d))
    left, bottom, right, top = pdf_places.to_points(page, box)
    assert 10 - 1e-6 <= left <= right <= 605 + 1e-6
    assert 20 - 1e-6 <= bottom <= top <= 862 + 1e-6
    width, height = (595, 842) if turn in (0, 180) else (842, 595)
    assert (right - left) * (top - bottom) == pytest.approx(
        (box[2] - box[0]) * width * (box[3] - box[1]) * height, abs=1e-6
    )


@pytest.mark.parametrize(
    "place",
    [
        {"page": 0, "box": [0, 0, 1, 1]},
        {"page": 1, "box": [0, 0, 1]},
        {"page": 1, "box": [0.5, 0, 0.4, 1]},
        {"page": 1, "box": [0, 0, 1.2, 1]},
        {"page": 1, "box": [float("nan"), 0, 1, 1]},
    ],
)
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises(ValueError, match="no such place"):
        pdf_places.read_place(place)


# Pages that a viewer turns, and pages cut smaller


@pytest.mark.slow
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_stands_upright_in_its_box_however_the_page_is_turned(keys, tmp_path, turn):
    arrow = Image.new("RGBA", (300, 150), (0, 0, 0, 0))
    arrow.paste((10, 20, 160, 255), (0, 0, 75, 75))  # its upper left corner only
    arrow.save(tmp_path / "hand.png")
    page = turned(kit.letter(tmp_path / "l.pdf"), tmp_path / "t.pdf", turn)
    half = kit.prepared(page, tmp_path / "p.pdf", keys.leader, keys, place=WIDE, image=str(tmp_path / "hand.png"))
    assert "refused" not in half
    dark = drawn_difference(page, tmp_path / "p.pdf")
    x0, y0, x1, y1 = dark.getbbox()
    left, top, right, bottom = (round(edge * side) for edge, side in zip(WIDE["box"], dark.size * 2, strict=True))
    high = bottom - top
    wide = 2 * high if 2 * high <= right - left else right - left  # the picture is twice as wide as high
    start = (left + right - wide) / 2, (top + bottom - wide / 2) / 2
    assert (x0, y0) == pytest.approx(start, abs=3)
    assert (x1 - x0, y1 - y0) == pytest.approx((wide / 4, wide / 4), abs=3)


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_number_and_day_read_upright_on_a_page_that_is_turned(tmp_path, turn):
    upright, page = kit.letter(tmp_path / "l.pdf"), tmp_path / "t.pdf"
    places = {"number": {"page": 1, "box": [0.2, 0.4, 0.4, 0.43]}}
    shown = []
    for sheet in (upright, turned(upright, page, turn)):
        draft = kit.with_number_fields(sheet, tmp_path / "d.pdf", places)
        pdf_fields.fill_number(str(draft), str(tmp_path / "f.pdf"), {"number": "1234"})
        dark = drawn_difference(draft, tmp_path / "f.pdf")
        shown.append(dark.crop(dark.getbbox()).size)
    assert shown[0] == pytest.approx(shown[1], abs=2)


@pytest.mark.slow
def test_a_seal_has_the_size_of_its_box_to_a_third_of_a_millimetre(keys, tmp_path):
    Image.new("RGBA", (200, 200), (205, 25, 30, 255)).save(tmp_path / "seal.png")
    side = 36 / 25.4 * 72
    box = [0.3, 0.5, 0.3 + side / 595.28, 0.5 + side / 841.89]
    letter = kit.letter(tmp_path / "l.pdf")
    place = {"page": 1, "box": box}
    kit.prepared(letter, tmp_path / "p.pdf", keys.seal, keys, place=place, image=str(tmp_path / "seal.png"))
    x0, y0, x1, y1 = drawn_difference(letter, tmp_path / "p.pdf", scale=4).getbbox()
    assert ((x1 - x0) / 4 / 72 * 25.4, (y1 - y0) / 4 / 72 * 25.4) == pytest.approx((36, 36), abs=0.35)


WIDE = {"page": 1, "box": [0.5, 0.6, 0.75, 0.65]}


def turned(source: Path, target: Path, turn: int) -> Path:
    """The same page as a viewer turns it, cut a little smaller."""
    with source.open("rb") as file, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(file)
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page[pdf_name("/Rotate")] = NumberObject(turn)
        page[pdf_name("/CropBox")] = ArrayObject(map(NumberObject, (10, 20, 585, 822)))
        writer.update_container(page)
        writer.write(out)
    return target


def drawn_difference(before: Path, after: Path, scale: float = 2) -> Image.Image:
    """What was added, as a viewer shows it."""
    pages = []
    for file in (before, after):
        document = pypdfium2.PdfDocument(file)
        document.init_forms()
        pages.append(document[0].render(scale=scale, may_draw_forms=True).to_pil().convert("L"))
    return ImageChops.difference(*pages).point(lambda light: 255 if light > 60 else 0)
